// The board of the vault.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/vault/vault_page.h"

#include "ui/kit/text.h"
#include "ui/pages/vault/vault_passphrase.h"

#include <QAction>

#include <memory>

namespace ui::vault {

namespace {

constexpr int kInspectorWidthPx = 320;
constexpr qint64 kKeyDaysMax = 365; // Older data keys are worth a rotation.

} // namespace

VaultPage::VaultPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("vault"), tr("Secrets"), parent}, m_client{context.api},
      m_model{new VaultModel{this}}
{
    addHeader();
    makeInspector();
    m_state = new kit::StateView{makeBoard()};
    setBody(m_state, false);
    setFacts(
        tr("Passphrase → master key → one data key a purpose · what one service sealed, no other can open"));
}

void VaultPage::addHeader()
{
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")};
    m_details->setCheckable(true);
    m_details->hide();
    auto* audit = new kit::Button{tr("Audit trail"), kit::Kind::Ghost, QStringLiteral("footprints")};
    m_passphrase =
        new kit::Button{tr("Change passphrase…"), kit::Kind::Default, QStringLiteral("lock-keyhole")};
    m_rotate = new kit::Button{tr("Rotate all…"), kit::Kind::Primary, QStringLiteral("refresh-cw")};
    for (auto* action : {audit, m_details, m_passphrase, m_rotate})
        addAction(action);
    needs(m_passphrase, QStringLiteral("vault.rotate"));
    needs(m_rotate, QStringLiteral("vault.rotate"));
    connect(audit, &QPushButton::clicked, this, &VaultPage::openAudit);
    connect(m_passphrase, &QPushButton::clicked, this, &VaultPage::askPassphrase);
    connect(m_rotate, &QPushButton::clicked, this, [this] { askRotation({}); });
    connect(m_details, &QPushButton::toggled, this,
            [this](bool on) { m_inspector->setVisible(on || !m_narrow); });
}

void VaultPage::makeInspector()
{
    m_name = kit::text({}, Type::H3);
    m_meaning = kit::text({}, Type::Body, Role::Text2, kit::Wrap::Yes);
    m_facts = new kit::Facts{tr("Facts of the purpose")};
    m_rotateOne = new kit::Button{tr("Rotate this key…"), kit::Kind::Default, QStringLiteral("refresh-cw")};
    needs(m_rotateOne, QStringLiteral("vault.rotate"));
    connect(m_rotateOne, &QPushButton::clicked, this, [this] { askRotation(m_chosen); });
    auto* top = kit::column(12, {16, 14, 16, 12});
    top->add(m_name)->add(m_meaning)->add(kit::rule())->add(m_facts)->add(kit::rule());
    auto const line = [](QString const& icon, QString const& words) {
        return kit::row(10)
            ->add(kit::iconLabel(icon, 16, Role::Muted), 0, Qt::AlignTop)
            ->add(kit::text(words, Type::Small, Role::Text2, kit::Wrap::Yes), 1);
    };
    top->add(line(QStringLiteral("lock"), tr("New values are sealed with the newest version.")));
    top->add(line(QStringLiteral("lock-open"),
                  tr("Older versions only open what they sealed; none is thrown away.")));
    top->add(line(QStringLiteral("eye-off"),
                  tr("Keys and secrets never leave the engine: there is nothing to reveal here.")));
    top->stretch();
    m_inspector = kit::column(0, {}, QStringLiteral("card"));
    m_inspector->setFixedWidth(kInspectorWidthPx);
    m_inspector->setAccessibleName(tr("Purpose details"));
    m_inspector->add(kit::scrolling(top), 1)->add(kit::row(0, {16, 4, 16, 14})->add(m_rotateOne, 1));
}

QWidget* VaultPage::makeBoard()
{
    m_vault = new kit::Tile{tr("Vault")};
    m_keys = new kit::Tile{tr("Data keys")};
    m_oldest = new kit::Tile{tr("Oldest key that seals")};
    m_number = new kit::Tile{tr("Passphrase")};
    m_table = new kit::Table{tr("Purposes of the vault"), m_model, 48, kit::Table::Sorting::On};
    m_table->setMinimumHeight(200);
    connect(m_table, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row >= 0)
            choose(m_model->rowAt(row).name);
    });
    connect(m_table, &kit::Table::opened, this, [this] { m_details->setChecked(true); });
    m_table->setRowActions([this](int row) {
        QList<QAction*> actions;
        if (!may(QStringLiteral("vault.rotate")))
            return actions;
        auto* rotate = new QAction{tr("Rotate this key…")};
        connect(rotate, &QAction::triggered, this,
                [this, name = m_model->rowAt(row).name] { askRotation(name); });
        return QList<QAction*>{rotate};
    });
    auto* tiles = kit::row(14)->add(m_vault, 1)->add(m_keys, 1)->add(m_oldest, 1)->add(m_number, 1);
    auto* head = kit::row(8, {16, 12, 12, 10})->add(kit::text(tr("Purposes"), Type::H3));
    head->add(kit::text(tr("each has data keys of its own"), Type::Small, Role::Muted))->stretch();
    auto* card = kit::column(0, {}, QStringLiteral("card"))->add(head)->add(kit::rule())->add(m_table, 1);
    return kit::scrolling(kit::column(14)->add(tiles)->add(kit::row(14)->add(card, 1)->add(m_inspector), 1));
}

void VaultPage::refresh()
{
    m_state->showLoading();
    m_client.status(this, [this](Reply<Status> reply) {
        if (auto const* problem = problemOf(reply))
            return m_state->showFailed(*problem, [this] { refresh(); });
        take(std::get<Status>(std::move(reply)));
    });
}

void VaultPage::take(Status status)
{
    m_status = std::move(status);
    m_model->setNow(now());
    m_model->setRows(m_status.purposes);
    fillTiles();
    if (m_status.purposes.empty())
        return m_state->showEmpty(QStringLiteral("vault"), tr("No data keys yet"),
                                  tr("The engine makes one for every purpose when it starts."));
    choose(m_model->rowOf(m_chosen) >= 0 ? m_chosen : m_status.purposes.front().name);
    m_state->showContent();
}

void VaultPage::fillTiles()
{
    auto const day = [](QDateTime const& at) { return at.toString(QStringLiteral("d MMM yyyy")); };
    m_vault->set(Severity::Ok, tr("Open"),
                 tr("%1 · since %2").arg(kit::visible(m_status.id.left(13)), day(m_status.createdAt)));
    m_vault->setToolTip(kit::visible(m_status.id));
    m_keys->set(Severity::Info, kit::counted(m_status.versions(), tr("1 version"), tr("%1 versions")),
                kit::counted(m_status.purposes.size(), tr("for 1 purpose"), tr("for %1 purposes")));
    if (auto const* oldest = m_status.oldest(); oldest != nullptr) {
        auto const old = oldest->createdAt.daysTo(now()) > kKeyDaysMax;
        m_oldest->set(old ? Severity::High : Severity::Ok, kit::age(oldest->createdAt, now()),
                      tr("%1 · %2").arg(purposeWord(oldest->name),
                                        old ? tr("older than a year: rotate") : day(oldest->createdAt)));
    }
    auto const changes = m_status.passphraseNumber - 1;
    m_number->set(Severity::Info, tr("Number %1").arg(m_status.passphraseNumber),
                  changes <= 0   ? tr("never changed since the beginning")
                  : changes == 1 ? tr("changed once")
                                 : tr("changed %1 times").arg(changes));
}

void VaultPage::choose(QString const& purpose)
{
    auto const row = m_model->rowOf(purpose);
    if (row < 0)
        return;
    m_chosen = purpose;
    auto const& each = m_model->rowAt(row);
    m_name->setText(purposeWord(each.name));
    m_meaning->setText(purposeSeals(each.name) + QLatin1Char('.'));
    m_facts->setFacts({
        {.name = tr("Name"), .value = each.name, .look = kit::FactLook::Mono},
        {.name = tr("Seals with"), .value = tr("version %1").arg(each.version), .look = kit::FactLook::Mono},
        {.name = tr("Since (UTC)"), .value = kit::dayTime(each.createdAt), .look = kit::FactLook::Mono},
        {.name = tr("Age"), .value = kit::age(each.createdAt, now()), .look = kit::FactLook::Mono},
        {.name = tr("Versions that open"), .value = kit::grouped(each.versions), .look = kit::FactLook::Mono},
    });
    if (m_table->currentRow() != row)
        m_table->selectRow(row);
}

void VaultPage::askRotation(QString const& purpose)
{
    auto const row = m_model->rowOf(purpose);
    if (row < 0 && !purpose.isEmpty())
        return;
    auto const all = purpose.isEmpty();
    kit::Confirmation words;
    words.title = all ? tr("Rotate the data keys of all purposes?")
                      : tr("Rotate the data key of %1?").arg(purposeWord(purpose));
    words.fact = tr("%1 · nothing has to be sealed again").arg(shell().environment());
    words.effects = {
        {QStringLiteral("lock"),
         all ? tr("New values are sealed with new keys from now on")
             : tr("New values are sealed with version %1 from now on").arg(m_model->rowAt(row).version + 1),
         all ? QString::number(m_status.purposes.size()) : QString{}, Role::Accent},
        {QStringLiteral("lock-open"), tr("What older versions sealed still opens"),
         QString::number(all ? m_status.versions() : m_model->rowAt(row).versions), Role::Ok},
        {QStringLiteral("circle-check"), tr("No service stops, nobody is signed out"), {}, Role::Ok},
    };
    words.undoUntil = tr("A new version cannot be taken back");
    words.verb = all ? tr("Rotate all") : tr("Rotate key");
    words.keep = tr("Leave as it is");
    words.danger = false;
    auto const dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    *dialog = new kit::ConfirmDialog{
        this, words, [this, dialog, purpose](QString const&) {
            m_client.rotate(purpose, this, [this, dialog](Reply<int> reply) {
                auto const* problem = problemOf(reply);
                if (problem != nullptr && *dialog)
                    return (*dialog)->failed(*problem);
                if (problem != nullptr)
                    return shell().problem(*problem);
                if (*dialog)
                    (*dialog)->close();
                auto const count = std::get<int>(reply);
                shell().toast(kit::ToastKind::Done,
                              count == 1 ? tr("1 data key is new") : tr("%1 data keys are new").arg(count));
                refresh();
            });
        }};
}

void VaultPage::askPassphrase()
{
    auto* dialog = new PassphraseDialog{this, m_client, shell().environment()};
    connect(dialog, &PassphraseDialog::changed, this, [this] {
        shell().toast(kit::ToastKind::Done, tr("The passphrase is changed"),
                      tr("The old one opens nothing any more."));
        refresh();
    });
}

void VaultPage::openAudit()
{
    QUrlQuery more;
    more.addQueryItem(QStringLiteral("subject"), m_status.id);
    shell().go({QStringLiteral("audit"), {}, more});
}

void VaultPage::open(kit::Address const& address)
{
    if (address.object.isEmpty())
        return;
    m_chosen = address.object;
    choose(address.object);
}

QList<kit::Command> VaultPage::commands()
{
    QList<kit::Command> all;
    if (!may(QStringLiteral("vault.rotate")))
        return all;
    all << kit::Command{tr("Rotate the vault's data keys…"), QStringLiteral("refresh-cw"),
                        [this] { askRotation({}); }};
    all << kit::Command{tr("Change the vault's passphrase…"), QStringLiteral("lock-keyhole"),
                        [this] { askPassphrase(); }};
    return all;
}

void VaultPage::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow || m_details->isChecked());
}

} // namespace ui::vault
