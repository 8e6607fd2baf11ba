// The restore wizard: its steps and what moves it from one to the next.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_wizard.h"

#include "ui/kit/paint.h"
#include "ui/kit/state_view.h"
#include "ui/kit/text.h"

#include <QPainter>
#include <QStackedWidget>

#include <algorithm>

namespace ui::backup {

namespace {

constexpr int kWidthPx = 980;
constexpr int kStepsWidthPx = 212;
constexpr int kBodyHeightPx = 400;

} // namespace

/// One step at the left: its number or a tick, its name and what was decided.
class RestoreWizard::StepLine final : public QWidget {
public:
    StepLine(int number, QString name) : m_number{number}, m_name{std::move(name)} { setFixedHeight(46); }
    enum class Look { Done, Current, ToCome };
    void set(Look look, QString const& second)
    {
        m_look = look;
        m_second = second;
        auto const words = look == Look::Done      ? RestoreWizard::tr("Step %1, %2: done")
                           : look == Look::Current ? RestoreWizard::tr("Step %1, %2: now")
                                                   : RestoreWizard::tr("Step %1, %2: to come");
        setAccessibleName(words.arg(m_number).arg(m_name));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        auto const current = m_look == Look::Current;
        if (current) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(Role::Selected));
            painter.drawRoundedRect(rect(), 6, 6);
        }
        QRectF const disc{10, height() / 2.0 - 10, 20, 20};
        if (m_look == Look::Done) {
            kit::paintSeverity(painter, disc, Severity::Ok);
        } else {
            painter.setPen(QPen{color(current ? Role::Accent : Role::LineStrong), 1.5});
            painter.setBrush(current ? QBrush{color(Role::AccentFill)} : QBrush{Qt::NoBrush});
            painter.drawEllipse(disc);
            kit::paintText(painter, disc, QString::number(m_number), sansFont(12, 600),
                           color(current ? Role::OnFill : Role::Muted), Qt::AlignCenter);
        }
        auto const two = !m_second.isEmpty();
        QRectF const upper{40, two ? 5.0 : 0.0, width() - 46.0, two ? 20.0 : height()};
        kit::paintText(painter, upper, m_name, fontOf(Type::Strong),
                       color(m_look == Look::ToCome ? Role::Muted : Role::Text));
        if (two)
            kit::paintText(painter, {40, 24, width() - 46.0, 16}, m_second, fontOf(Type::Small),
                           color(Role::Muted));
    }

private:
    int m_number;
    QString m_name;
    QString m_second;
    Look m_look = Look::ToCome;
};

RestoreWizard::RestoreWizard(QWidget* over, BackupClient& client, JobFollower& jobs,
                             std::vector<Backup> const& backups, QString const& chosen,
                             QString const& environment, QDateTime const& now)
    : Dialog{over, tr("Restore collections"), {}, kWidthPx}, m_client{client}, m_jobs{jobs},
      m_environment{environment}, m_now{now}
{
    std::copy_if(backups.begin(), backups.end(), std::back_inserter(m_backups),
                 [](Backup const& each) { return each.done(); });
    m_heading = kit::text({}, Type::H2);
    m_state = kit::elided({}, Type::Small, Role::Muted);
    m_stack = new QStackedWidget;
    for (auto* view : {makeChoose(), makeBeside(), makeCompare(), makeSwap(), makeFinished()})
        m_stack->addWidget(view);
    auto* right = kit::column(12)->add(kit::column(2)->add(m_heading)->add(m_state))->add(m_stack, 1);
    right->setFixedHeight(kBodyHeightPx);
    auto* steps = kit::column(4, {8, 10, 8, 10}, QStringLiteral("well"));
    steps->setFixedWidth(kStepsWidthPx);
    int number = 0;
    for (auto const& name : {tr("Restore point"), tr("Restore beside"), tr("Compare"), tr("Swap")}) {
        m_steps << new StepLine{++number, name};
        steps->add(m_steps.last());
    }
    steps->stretch()->add(
        kit::text(tr("Collections only. Users, roles, keys, settings and the audit trail stay; "
                     "what was revoked stays revoked."),
                  Type::Small, Role::Muted, kit::Wrap::Yes));
    body()->add(kit::row(20)->add(steps)->add(right, 1));
    auto* cancel = addButton(tr("Close"), kit::Kind::Ghost);
    m_back = addButton(tr("Back"), kit::Kind::Default);
    m_next = addButton({}, kit::Kind::Primary);
    connect(cancel, &QPushButton::clicked, this, &Dialog::close);
    connect(m_back, &QPushButton::clicked, this, &RestoreWizard::back);
    connect(m_next, &QPushButton::clicked, this, &RestoreWizard::next);
    connect(&m_jobs, &JobFollower::changed, this, &RestoreWizard::takeJob);
    connect(&m_jobs, &JobFollower::ended, this, &RestoreWizard::jobEnded);
    m_points->setRows(m_backups);
    m_table->selectRow(std::max(0, m_points->rowOf(chosen)));
    go(Choose);
    open(m_table);
}

QWidget* RestoreWizard::makeChoose()
{
    m_points = new BackupModel{this};
    m_table = new kit::Table{tr("Restore points"), m_points, 34};
    connect(m_table, &kit::Table::currentChangedTo, this, [this] { dress(); });
    connect(m_table, &kit::Table::opened, this, &RestoreWizard::next);
    return kit::column(0, {1, 1, 1, 1}, QStringLiteral("plain"))->add(m_table, 1);
}

QWidget* RestoreWizard::makeBeside()
{
    m_jobSays = kit::text({}, Type::Strong);
    m_bar = new kit::ProgressBar{8};
    m_jobAmount = kit::text({}, Type::Small, Role::Muted);
    auto* card = kit::column(10, {16, 14, 16, 14}, QStringLiteral("plain"));
    card->add(m_jobSays)->add(m_bar)->add(m_jobAmount);
    auto const line = [](QString const& icon, QString const& words) {
        return kit::row(10)
            ->add(kit::iconLabel(icon, 16, Role::Ok), 0, Qt::AlignTop)
            ->add(kit::text(words, Type::Body, Role::Text2, kit::Wrap::Yes), 1);
    };
    auto* view = kit::column(14)->add(card);
    view->add(line(QStringLiteral("database"), tr("The backup is unpacked into a file of its own, beside the "
                                                  "live data. Readers and writers notice nothing.")));
    view->add(line(QStringLiteral("search-check"),
                   tr("Its pages, tables and rows are checked against the signed manifest.")));
    view->add(line(QStringLiteral("git-compare"), tr("Then every table is compared with the live one.")));
    view->add(line(
        QStringLiteral("x"),
        tr("You may close this window: the job goes on, and the comparison is here when you come back.")));
    return view->stretch();
}

QWidget* RestoreWizard::makeCompare()
{
    m_checks = kit::column(0, {0, 2, 0, 2}, QStringLiteral("plain"));
    m_differences = new DifferencesModel{this};
    auto* table = new kit::Table{tr("Differences by table"), m_differences, 28};
    auto* ground = kit::column(0, {1, 1, 1, 1}, QStringLiteral("plain"))->add(table, 1);
    return kit::column(10)->add(m_checks)->add(ground, 1);
}

QWidget* RestoreWizard::makeSwap()
{
    m_effects = kit::column(8, {14, 12, 14, 12}, QStringLiteral("well"));
    m_accept = new kit::TickBox{{}};
    connect(m_accept, &QCheckBox::toggled, this, [this] { dress(); });
    m_typed = kit::input({}, {}, true);
    m_typed->setAccessibleName(tr("Name of the backup"));
    connect(m_typed, &QLineEdit::textChanged, this, [this] { dress(); });
    m_typeWords = kit::text({}, Type::SmallStrong, Role::Text2);
    m_typeWords->setBuddy(m_typed);
    auto* accept = kit::row(0, {14, 8, 14, 8}, QStringLiteral("high"))->add(m_accept, 1);
    return kit::column(12)
        ->add(m_effects)
        ->add(accept)
        ->add(kit::column(6)->add(m_typeWords)->add(m_typed))
        ->stretch();
}

QWidget* RestoreWizard::makeFinished()
{
    m_finished = kit::column(8);
    return kit::scrolling(m_finished);
}

Backup const* RestoreWizard::chosen() const
{
    auto const row = m_table->currentRow();
    return row < 0 ? nullptr : &m_points->rowAt(row);
}

void RestoreWizard::go(Step step)
{
    m_step = step;
    m_stack->setCurrentIndex(step);
    showBanner({}, {});
    dress();
}

void RestoreWizard::dress()
{
    if (m_next == nullptr)
        return; // The table chooses its first row while the window is still being made.
    static char const* const kHeadings[] = {
        QT_TR_NOOP("Which backup?"), QT_TR_NOOP("Restore beside the live data"), QT_TR_NOOP("What differs"),
        QT_TR_NOOP("Swap"), QT_TR_NOOP("Done")};
    m_heading->setText(tr(kHeadings[m_step]));
    auto const* backup = chosen();
    auto const waits = !m_job.isEmpty();
    m_state->setText(m_step == Finished ? tr("The collections are as they were in the backup")
                     : m_step == Swap && waits
                         ? tr("Step 4 of 4 · collections are being swapped")
                         : tr("Step %1 of 4 · nothing has been changed yet").arg(m_step + 1));
    m_back->setVisible(m_step == Compare || m_step == Swap || (m_step == Beside && !waits));
    m_back->setEnabled(!waits);
    static char const* const kVerbs[] = {QT_TR_NOOP("Restore beside"), QT_TR_NOOP("Try again"),
                                         QT_TR_NOOP("Continue to swap"), QT_TR_NOOP("Swap in %1"),
                                         QT_TR_NOOP("Finish")};
    auto verb = tr(kVerbs[m_step]);
    if (m_step == Swap)
        verb = verb.arg(m_environment);
    if (m_step == Choose && backup != nullptr && backup->restoredAt.isValid())
        verb = tr("Compare");
    m_next->setText(verb);
    m_next->setAccessibleName(verb);
    m_next->setKind(m_step == Swap ? kit::Kind::Danger : kit::Kind::Primary);
    m_next->setVisible(!(m_step == Beside && waits));
    auto const confirmed = backup != nullptr && m_typed->text() == backup->name() &&
                           (m_accept->isChecked() || m_comparison.writesLost() == 0);
    m_next->setEnabled(!waits && backup != nullptr && (m_step != Swap || confirmed));
    dressSteps();
}

void RestoreWizard::dressSteps()
{
    auto const* backup = chosen();
    QStringList const decided{backup == nullptr ? QString{} : kit::visible(backup->name()),
                              m_step > Beside ? tr("matches its manifest") : QString{},
                              m_step > Compare ? kit::counted(m_comparison.recordsDiffering(),
                                                              tr("1 record differs"), tr("%1 records differ"))
                                               : QString{},
                              m_step == Finished ? tr("swapped") : QString{}};
    for (int i = 0; i < m_steps.size(); ++i)
        m_steps[i]->set(i < m_step    ? StepLine::Look::Done
                        : i == m_step ? StepLine::Look::Current
                                      : StepLine::Look::ToCome,
                        decided[i]);
}

void RestoreWizard::next()
{
    auto const* backup = chosen();
    if (backup == nullptr || !m_job.isEmpty())
        return;
    switch (m_step) {
    case Choose:
        if (backup->restoredAt.isValid())
            return readComparison();
        go(Beside);
        return startRestore();
    case Beside:
        return startRestore();
    case Compare:
        return fillSwap();
    case Swap:
        return startSwap();
    case Finished:
        return close();
    }
}

void RestoreWizard::back()
{
    go(m_step == Swap ? Compare : Choose);
}

void RestoreWizard::startRestore()
{
    m_jobSays->setText(tr("Waits for its turn"));
    m_jobAmount->clear();
    m_bar->set(0);
    m_client.restore(chosen()->id, this, [this](Reply<QString> reply) { follow(reply); });
}

void RestoreWizard::startSwap()
{
    auto const id = chosen()->id;
    m_next->setEnabled(false);
    m_client.swap(id, id, this, [this](Reply<QString> reply) { follow(reply); });
}

void RestoreWizard::follow(Reply<QString> const& location)
{
    if (auto const* problem = problemOf(location))
        return fail(*problem);
    auto const& path = std::get<QString>(location);
    m_job = path.section(QLatin1Char('/'), -1);
    if (!m_jobs.follow(path)) {
        m_job.clear();
        return fail({.title = tr("Too many jobs run"),
                     .detail = tr("The job goes on in the engine; look again later"),
                     .errors = {}});
    }
    emit changed();
    dress();
}

void RestoreWizard::takeJob(Job const& job)
{
    if (job.id != m_job || m_job.isEmpty())
        return;
    m_jobSays->setText(job.says.isEmpty() ? tr("Waits for its turn") : kit::visible(job.says));
    m_bar->set(job.total > 0 ? static_cast<double>(job.completed) / static_cast<double>(job.total) : 0);
    m_jobAmount->setText(job.total > 0
                             ? tr("%1 of %2 pages").arg(kit::grouped(job.completed), kit::grouped(job.total))
                             : QString{});
    if (m_step == Swap)
        setFootNote(kit::visible(job.says));
}

void RestoreWizard::jobEnded(Job const& job)
{
    if (job.id != m_job || m_job.isEmpty())
        return;
    m_job.clear();
    setFootNote({});
    emit changed();
    dress();
    if (job.state != QLatin1String("done")) {
        m_jobSays->setText(tr("It did not work"));
        return showBanner(m_step == Swap ? tr("The swap stopped") : tr("The backup could not be restored"),
                          kit::visible(job.says.isEmpty() ? job.problem : job.says));
    }
    if (m_step != Swap)
        return readComparison();
    m_client.show(chosen()->id, this, [this](Reply<Backup> reply) {
        if (auto const* backup = std::get_if<Backup>(&reply))
            fillFinished(*backup);
        else
            fillFinished({});
    });
}

void RestoreWizard::readComparison()
{
    m_client.comparison(chosen()->id, this, [this](Reply<Comparison> reply) {
        if (auto const* problem = problemOf(reply))
            return fail(*problem);
        takeComparison(std::get<Comparison>(std::move(reply)));
    });
}

void RestoreWizard::fail(Problem const& problem)
{
    m_jobSays->setText(tr("It was not started"));
    dress();
    showBanner(kit::plainWords(problem), kit::consequence(problem));
}

} // namespace ui::backup
