// The board of backups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_page.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"
#include "ui/pages/backup/backup_lanes.h"

#include <QAction>

namespace ui::backup {

namespace {

// Without limits of the engine: a day without a backup and a month without a proof are worth a colour.
constexpr qint64 kBackupHoursMax = 24;
constexpr qint64 kProofDaysMax = 30;
constexpr int kDays[] = {1, 7, 30};

} // namespace

/// A number of the board with what it means; a strip tells how much of the time has passed.
class BackupPage::Tile final : public kit::Panel {
public:
    explicit Tile(QString const& name, bool measured)
        : Panel{Qt::Vertical, 5, {16, 11, 16, 12}, QStringLiteral("card")}
    {
        m_value = kit::elided({}, measured ? Type::Display : Type::H2);
        m_hint = kit::elided({}, Type::Small, Role::Text2);
        m_limit = kit::text({}, Type::Small, Role::Muted);
        add(kit::row(6)->add(kit::text(name, Type::Small, Role::Muted))->stretch()->add(m_limit))
            ->add(m_value);
        m_bar = new kit::ProgressBar;
        add(m_bar)->add(m_hint);
        m_bar->setVisible(measured);
        if (!measured)
            box()->insertStretch(2);
        setMinimumWidth(128);
    }
    void set(QString const& value, QString const& hint) { set(value, hint, {}, -1, Role::Text); }
    void set(QString const& value, QString const& hint, QString const& limit, double share, Role tone)
    {
        m_value->setText(value);
        m_hint->setText(hint);
        m_limit->setText(limit);
        m_bar->set(std::clamp(share, 0.0, 1.0), tone);
        setAccessibleName(value + QStringLiteral(". ") + hint);
    }

private:
    QLabel* m_value;
    QLabel* m_hint;
    QLabel* m_limit;
    kit::ProgressBar* m_bar;
};

BackupPage::BackupPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("backup"), tr("Backups"), parent}, m_client{context.api},
      m_model{new BackupModel{this}}
{
    addHeader();
    makeInspector();
    m_state = new kit::StateView{makeBoard()};
    setBody(m_state, false);
    setFacts(
        tr("Encrypted, chained and signed · a backup counts as restorable when a drill has restored it"));
    connect(&context.jobs, &JobFollower::changed, this, &BackupPage::takeJob);
    connect(&context.jobs, &JobFollower::ended, this, [this](Job const& job) {
        if (!job.kind.startsWith(QLatin1String("backup.")))
            return;
        m_inspector->hideJob();
        if (isVisible())
            refresh();
    });
    connect(&context.jobs, &JobFollower::refused, this, [this](Job const& job, Problem const& problem) {
        if (job.kind.startsWith(QLatin1String("backup.")))
            shell().problem(problem);
    });
}

void BackupPage::addHeader()
{
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")};
    m_details->setCheckable(true);
    m_details->hide();
    m_drill = new kit::Button{tr("Run drill"), kit::Kind::Default, QStringLiteral("flask-conical")};
    m_drill->setToolTip(tr("Restores the newest backup in a sandbox and proves what it holds"));
    m_now = new kit::Button{tr("Back up now…"), kit::Kind::Default, QStringLiteral("archive")};
    m_restore = new kit::Button{tr("Restore…"), kit::Kind::Primary, QStringLiteral("archive-restore")};
    for (auto* action : {m_details, m_drill, m_now, m_restore})
        addAction(action);
    needs(m_drill, QStringLiteral("backup.run"));
    needs(m_now, QStringLiteral("backup.run"));
    needs(m_restore, QStringLiteral("backup.restore"));
    connect(m_drill, &QPushButton::clicked, this, [this] {
        if (auto const* backup = newest())
            startDrill(backup->id);
    });
    connect(m_now, &QPushButton::clicked, this, &BackupPage::askBackup);
    connect(m_restore, &QPushButton::clicked, this, [this] { openWizard(m_chosen); });
    connect(m_details, &QPushButton::toggled, this,
            [this](bool on) { m_inspector->setVisible(on || !m_narrow); });
}

QWidget* BackupPage::makeBoard()
{
    m_last = new Tile{tr("Last backup"), true};
    m_proven = new Tile{tr("Last proven restorable"), true};
    m_kept = new Tile{tr("Repository"), false};
    m_signer = new Tile{tr("Signed by"), false};
    auto* tiles = kit::row(14)->add(m_last, 1)->add(m_proven, 1)->add(m_kept, 1)->add(m_signer, 1);
    auto* lower = kit::row(14)->add(makeTable(), 1)->add(m_inspector);
    return kit::scrolling(kit::column(14)->add(tiles)->add(makeLanes())->add(lower, 1));
}

QWidget* BackupPage::makeLanes()
{
    m_days = new kit::Segmented{{tr("24 h"), tr("7 d"), tr("30 d")}};
    m_days->setCurrent(1);
    connect(m_days, &kit::Segmented::chosen, this, [this] { fillLanes(); });
    m_lanes = new kit::Lifelines{tr("Backups and their proofs over time"), 104, 36};
    connect(m_lanes, &kit::Lifelines::opened, this,
            [this](QString const& lane) { choose(newestOfLane(m_model->rows(), lane)); });
    return kit::card(tr("Snapshots"), m_days, tr("UTC"))->add(m_lanes);
}

QWidget* BackupPage::makeTable()
{
    m_filter = kit::input(tr("Filter backups"), QStringLiteral("search"));
    m_filter->setFixedWidth(170);
    m_count = kit::text({}, Type::Small, Role::Muted);
    m_table = new kit::Table{tr("Backups"), m_model, 34, kit::Table::Sorting::On};
    m_table->setMinimumHeight(180);
    m_table->watchEnd();
    connect(m_table, &kit::Table::reachedEnd, this, [this] {
        if (m_next.isEmpty())
            return;
        m_client.list(std::exchange(m_next, {}), this, [this](Reply<BackupsPage> reply) {
            if (auto const* problem = problemOf(reply))
                return shell().problem(*problem);
            take(std::get<BackupsPage>(std::move(reply)), true);
        });
    });
    connect(m_table, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row >= 0)
            choose(m_model->rowAt(row).id);
    });
    connect(m_table, &kit::Table::opened, this, [this] { m_details->setChecked(true); });
    connect(m_filter, &QLineEdit::textChanged, this, [this](QString const& words) {
        m_table->setFilter([this, wanted = words.trimmed()](int row) {
            auto const& backup = m_model->rowAt(row);
            return wanted.isEmpty() || backup.id.contains(wanted, Qt::CaseInsensitive) ||
                   backup.label.contains(wanted, Qt::CaseInsensitive) ||
                   proofWord(proofOf(backup)).contains(wanted, Qt::CaseInsensitive);
        });
    });
    m_table->setRowActions([this](int row) {
        auto const backup = m_model->rowAt(row);
        QList<QAction*> actions;
        auto const add = [&](QString const& words, auto act) {
            auto* action = new QAction{words};
            connect(action, &QAction::triggered, this, [act, id = backup.id] { act(id); });
            actions << action;
        };
        if (backup.done() && may(QStringLiteral("backup.run"))) {
            add(tr("Run drill"), [this](QString const& id) { startDrill(id); });
            add(tr("Verify"), [this](QString const& id) { startVerify(id); });
        }
        if (backup.done() && may(QStringLiteral("backup.restore")))
            add(tr("Restore…"), [this](QString const& id) { openWizard(id); });
        add(tr("Audit trail"), [this](QString const& id) { openAudit(id); });
        return actions;
    });
    auto* head = kit::row(8, {16, 10, 12, 8})->add(kit::text(tr("Restore points"), Type::H3))->add(m_count);
    head->stretch()->add(m_filter);
    return kit::column(0, {}, QStringLiteral("card"))->add(head)->add(kit::rule())->add(m_table, 1);
}

void BackupPage::makeInspector()
{
    m_inspector =
        new BackupInspector{may(QStringLiteral("backup.run")), may(QStringLiteral("backup.restore"))};
    connect(m_inspector, &BackupInspector::verifyAsked, this, &BackupPage::startVerify);
    connect(m_inspector, &BackupInspector::drillAsked, this, &BackupPage::startDrill);
    connect(m_inspector, &BackupInspector::restoreAsked, this, &BackupPage::openWizard);
    connect(m_inspector, &BackupInspector::auditAsked, this, &BackupPage::openAudit);
    connect(m_inspector, &BackupInspector::cancelAsked, this,
            [this](QString const& job) { context().jobs.cancel(job); });
}

void BackupPage::refresh()
{
    m_state->showLoading();
    m_client.status(this, [this](Reply<Status> reply) {
        if (problemOf(reply) != nullptr)
            return; // The list says the same, with its face.
        m_status = std::get<Status>(reply);
        m_known = true;
        fillTiles();
    });
    m_client.list({}, this, [this](Reply<BackupsPage> reply) {
        if (auto const* problem = problemOf(reply))
            return m_state->showFailed(*problem, [this] { refresh(); });
        take(std::get<BackupsPage>(std::move(reply)), false);
    });
    for (auto const& job : context().jobs.jobs())
        takeJob(job);
}

void BackupPage::take(BackupsPage page, bool more)
{
    m_next = page.next;
    if (more)
        m_model->appendRows(std::move(page.backups));
    else
        m_model->setRows(std::move(page.backups));
    m_count->setText(kit::grouped(m_model->rowCount()) +
                     (m_next.isEmpty() ? QString{} : QStringLiteral("+")));
    auto const* whole = newest();
    if (may(QStringLiteral("backup.run")))
        m_drill->setReason(whole == nullptr ? tr("There is no complete backup yet.") : QString{});
    if (may(QStringLiteral("backup.restore")))
        m_restore->setReason(whole == nullptr ? tr("There is no complete backup yet.") : QString{});
    if (m_model->rowCount() == 0)
        return m_state->showEmpty(
            QStringLiteral("archive"), tr("No backups yet"),
            tr("A backup is a signed copy of everything. Prove it with a drill once it is there."),
            may(QStringLiteral("backup.run")) ? tr("Back up now…") : QString{}, [this] { askBackup(); });
    fillLanes();
    choose(m_model->rowOf(m_chosen) >= 0 ? m_chosen : m_model->rowAt(0).id);
    m_state->showContent();
}

void BackupPage::fillTiles()
{
    auto const at = now();
    auto const ageTile = [&](Tile& tile, QDateTime const& when, qint64 seconds, QString const& limit,
                             QString const& hint, QString const& none) {
        if (!when.isValid())
            return tile.set(QStringLiteral("–"), none, limit, 1, Role::Crit);
        auto const passed = static_cast<double>(when.secsTo(at)) / static_cast<double>(seconds);
        tile.set(kit::age(when, at), hint, limit, passed, passed > 1 ? Role::High : Role::Ok);
    };
    ageTile(*m_last, m_status.lastAt, kBackupHoursMax * 3600, tr("of 24 h"),
            tr("Taken %1").arg(m_status.lastAt.toString(QStringLiteral("d MMM HH:mm"))),
            tr("There is no backup"));
    ageTile(*m_proven, m_status.lastProvenAt, kProofDaysMax * 86'400, tr("of 30 d"),
            tr("%1, restored in a drill").arg(kit::visible(m_status.lastProvenId.left(Backup::kShortId))),
            tr("No drill has proven any backup"));
    m_kept->set(kit::bytes(m_status.storedBytes),
                m_status.backups == 1 ? tr("1 complete backup")
                                      : tr("%1 complete backups").arg(kit::grouped(m_status.backups)));
    m_signer->set(kit::visible(m_status.signerPrint.left(10)) + QStringLiteral("…"),
                  tr("Thumbprint of the backup key"));
    m_signer->setToolTip(kit::visible(m_status.signerPrint));
    auto const late = !m_status.lastAt.isValid() || m_status.lastAt.secsTo(at) > kBackupHoursMax * 3600;
    auto const unproven =
        !m_status.lastProvenAt.isValid() || m_status.lastProvenAt.secsTo(at) > kProofDaysMax * 86'400;
    shell().badge(stem(), late ? Severity::High : Severity::Medium, (late ? 1 : 0) + (unproven ? 1 : 0));
}

void BackupPage::fillLanes()
{
    auto const days = kDays[std::clamp(m_days->current(), 0, 2)];
    m_lanes->setSpan(now().addDays(-days), now().addSecs(days * 86'400 / 24));
    m_lanes->setNow(now());
    m_lanes->setLines(lanesOf(m_model->rows(), now(), days));
    m_lanes->setMinimumHeight(m_lanes->sizeHint().height()); // The board scrolls, not the lanes in it.
}

Backup const* BackupPage::newest() const
{
    for (auto const& backup : m_model->rows())
        if (backup.done())
            return &backup;
    return nullptr;
}

void BackupPage::choose(QString const& id)
{
    auto const row = m_model->rowOf(id);
    if (row < 0)
        return;
    m_chosen = id;
    m_inspector->show(m_model->rowAt(row), now());
    if (m_table->currentRow() != row)
        m_table->selectRow(row);
}

void BackupPage::takeJob(Job const& job)
{
    if (job.kind.startsWith(QLatin1String("backup.")) && !job.ended())
        m_inspector->showJob(job);
}

void BackupPage::open(kit::Address const& address)
{
    if (address.object.isEmpty())
        return;
    m_chosen = address.object;
    choose(address.object);
}

QList<kit::Command> BackupPage::commands()
{
    QList<kit::Command> all;
    auto const any = newest() != nullptr;
    if (may(QStringLiteral("backup.run")))
        all << kit::Command{tr("Back up now…"), QStringLiteral("archive"), [this] { askBackup(); }};
    if (may(QStringLiteral("backup.run")) && any)
        all << kit::Command{tr("Run a restore drill of the newest backup"), QStringLiteral("flask-conical"),
                            [this] { startDrill(newest()->id); }};
    if (may(QStringLiteral("backup.restore")) && any)
        all << kit::Command{tr("Restore collections from a backup…"), QStringLiteral("archive-restore"),
                            [this] { openWizard(m_chosen); }};
    return all;
}

void BackupPage::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow || m_details->isChecked());
}

} // namespace ui::backup
