// Destinations and deliveries.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_notify.h"

#include "ui/kit/secret_field.h"
#include "ui/kit/text.h"

#include <QAction>
#include <QRegularExpression>
#include <QTimer>

#include <algorithm>
#include <memory>

namespace ui::settings {

namespace {

constexpr int kTestLookMs = 1000;

void openSecret(QWidget* over, CreatedDestination created)
{
    auto* dialog = new kit::Dialog{
        over, NotifySection::tr("Signing secret of %1").arg(kit::visible(created.name)),
        NotifySection::tr("The receiver checks the webhook-signature header with it. It is shown once.")};
    auto* secret = new kit::SecretField{NotifySection::tr("Signing secret")};
    secret->setSecret(std::move(created.secret));
    dialog->body()->add(secret);
    auto* close = dialog->addButton(NotifySection::tr("I have stored it"), kit::Kind::Primary);
    QObject::connect(close, &QPushButton::clicked, dialog, &kit::Dialog::close);
    dialog->open(secret);
}

} // namespace

NotifySection::NotifySection(Means means, SettingsClient& client, QWidget* parent)
    : Section{std::move(means), parent}, m_client{client}, m_destinations{new DestinationsModel{this}},
      m_deliveries{new DeliveriesModel{this}}
{
    auto* lines = kit::column(10, {32, 18, 32, 18});
    lines->add(buildDestinations(), 2)->add(buildDeliveries(), 3);
    auto* all = new QVBoxLayout{this};
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(lines);
}

QWidget* NotifySection::buildDestinations()
{
    m_new = new kit::Button{tr("New destination…"), kit::Kind::Default, "plus"};
    m_test = new kit::Button{tr("Send a test"), kit::Kind::Default, "send"};
    m_delete = new kit::Button{tr("Delete…"), kit::Kind::DangerLine, "trash-2"};
    connect(m_new, &QPushButton::clicked, this, &NotifySection::create);
    connect(m_test, &QPushButton::clicked, this, &NotifySection::test);
    connect(m_delete, &QPushButton::clicked, this, &NotifySection::remove);
    m_table = new kit::Table{tr("Destinations"), m_destinations, 48};
    m_table->setMinimumHeight(120);
    connect(m_table, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row < 0 || m_destinations->rowAt(row).id == m_chosen)
            return;
        m_chosen = m_destinations->rowAt(row).id;
        showChosen();
        readDeliveries(false);
    });
    m_table->setRowActions([this](int) {
        QList<QAction*> actions;
        auto* test = new QAction{tr("Send a test")};
        auto* gone = new QAction{tr("Delete…")};
        connect(test, &QAction::triggered, this, &NotifySection::test);
        connect(gone, &QAction::triggered, this, &NotifySection::remove);
        for (auto* action : {test, gone}) {
            action->setEnabled(may("notifications.write"));
            actions << action;
        }
        return actions;
    });
    m_state = new kit::StateView{m_table};
    auto* head = kit::row(8)->add(sectionTitle(tr("Notification destinations")))->stretch();
    head->add(m_delete)->add(m_test)->add(m_new);
    auto* card = kit::column(0, {1, 1, 1, 1}, "card")->add(m_state, 1);
    return kit::column(10)->add(head)->add(card, 1);
}

QWidget* NotifySection::buildDeliveries()
{
    m_sent = new kit::Table{tr("Deliveries"), m_deliveries, 34};
    m_sent->setMinimumHeight(120);
    m_sent->watchEnd();
    connect(m_sent, &kit::Table::reachedEnd, this, [this] {
        if (!m_sentNext.isEmpty())
            readDeliveries(true);
    });
    m_sentState = new kit::StateView{m_sent};
    m_which = new kit::Segmented{{tr("All"), tr("Queued"), tr("Delivered"), tr("Failed")}};
    m_which->setAccessibleName(tr("State of deliveries"));
    connect(m_which, &kit::Segmented::chosen, this, [this] { readDeliveries(false); });
    m_sentTitle = kit::text(tr("Deliveries"), Type::H2);
    auto* head = kit::row(8)->add(m_sentTitle)->stretch()->add(m_which);
    auto* card = kit::column(0, {1, 1, 1, 1}, "card")->add(m_sentState, 1);
    return kit::column(10)->add(head)->add(card, 1);
}

void NotifySection::refresh()
{
    ++m_reading;
    m_next.clear();
    needs(m_new, "notifications.write");
    if (!m_loaded)
        m_state->showLoading();
    readDestinations({});
}

void NotifySection::readDestinations(QString const& after)
{
    m_client.destinations(after, this, [this, reading = m_reading](Reply<Batch<Destination>> reply) {
        if (reading != m_reading)
            return;
        auto const* problem = problemOf(reply);
        if (problem != nullptr && m_loaded)
            return m_state->showStale(
                tr("%1. Read at %2 UTC.").arg(kit::plainWords(*problem), kit::clockTime(m_shownAt)));
        if (problem != nullptr)
            return m_state->showFailed(*problem, [this] { refresh(); });
        auto& batch = std::get<Batch<Destination>>(reply);
        std::move(batch.items.begin(), batch.items.end(), std::back_inserter(m_next));
        if (!batch.next.isEmpty())
            return readDestinations(batch.next);
        m_loaded = true;
        m_shownAt = context().clock.now();
        auto const keep = m_chosen;
        m_destinations->setRows(std::exchange(m_next, {}));
        if (m_destinations->rowCount() == 0) {
            m_chosen.clear();
            m_state->showEmpty("megaphone", tr("Nobody is told yet"),
                               tr("A destination is a webhook that the engine may call: a chat room, a "
                                  "pager, a ticket system."),
                               may("notifications.write") ? tr("New destination…") : QString{},
                               [this] { create(); });
        } else {
            m_state->showContent();
            auto const row = std::max(0, m_destinations->rowOf(keep));
            m_chosen = m_destinations->rowAt(row).id;
            m_table->selectRow(row);
        }
        showChosen();
        readDeliveries(false);
    });
}

Destination const* NotifySection::chosen() const
{
    auto const row = m_destinations->rowOf(m_chosen);
    return row < 0 ? nullptr : &m_destinations->rowAt(row);
}

void NotifySection::choose(QString const& id)
{
    m_chosen = id;
    if (auto const row = m_destinations->rowOf(id); row >= 0)
        m_table->selectRow(row);
}

void NotifySection::showChosen()
{
    auto const* destination = chosen();
    m_test->setVisible(destination != nullptr);
    m_delete->setVisible(destination != nullptr);
    needs(m_test, "notifications.write");
    needs(m_delete, "notifications.write");
    m_sentTitle->setText(destination == nullptr
                             ? tr("Deliveries")
                             : tr("Deliveries to %1").arg(kit::visible(destination->name)));
}

void NotifySection::readDeliveries(bool more)
{
    static constexpr char const* kStates[] = {"", "queued", "delivered", "failed"};
    auto const after = more ? std::exchange(m_sentNext, {}) : QString{};
    ++m_sentReading;
    if (!more)
        m_sentState->showLoading();
    m_client.deliveries(m_chosen, kStates[m_which->current()], after, this,
                        [this, more, reading = m_sentReading](Reply<Batch<Delivery>> reply) {
                            if (reading != m_sentReading)
                                return;
                            if (auto const* problem = problemOf(reply))
                                return m_sentState->showFailed(*problem, [this] { readDeliveries(false); });
                            auto& batch = std::get<Batch<Delivery>>(reply);
                            m_sentNext = batch.next;
                            if (more)
                                m_deliveries->appendRows(std::move(batch.items));
                            else
                                m_deliveries->setRows(std::move(batch.items));
                            if (m_deliveries->rowCount() > 0)
                                return m_sentState->showContent();
                            m_sentState->showEmpty(
                                "send", tr("Nothing was sent"),
                                tr("Messages stand here with their tries and the receiver's answer."));
                        });
}

void NotifySection::create()
{
    auto* dialog = new kit::FormDialog{this, tr("New destination"),
                                       tr("Host and port of the address become what the engine may call"),
                                       tr("Create destination")};
    auto* form = dialog->form();
    form->addText("name", tr("Name"), {}, "ops-chat")->setCheck([](QString const& name) {
        static QRegularExpression const kSlug{"^[a-z][a-z0-9_-]{0,63}$"};
        return kSlug.match(name.trimmed()).hasMatch()
                   ? QString{}
                   : tr("Small letters, digits and hyphens, as \"ops-chat\"");
    });
    form->addText("url", tr("Address"), {}, "https://chat.acme.example/hooks/ops")
        ->setCheck([](QString const& url) {
            return url.trimmed().startsWith("https://") ? QString{}
                                                        : tr("An address that begins with https://");
        });
    auto* events = kit::textArea("incident.\nalert.", 3, true);
    events->setTabChangesFocus(true);
    form->add(
        new kit::Field{"events", tr("Told of (optional)"), events,
                       tr("Beginnings of event types, one a line; empty: only what is sent on purpose")});
    auto* authority = kit::textArea("-----BEGIN CERTIFICATE-----", 2, true);
    authority->setTabChangesFocus(true);
    form->add(new kit::Field{"authority_pem", tr("Authority in PEM (optional)"), authority,
                             tr("Trusted for this destination besides the system's authorities")});
    auto* inside = new kit::TickBox{tr("The host may have a private address")};
    dialog->body()->add(inside);
    dialog->onSubmit([this, dialog, form, inside] {
        static QRegularExpression const kGaps{"[\\s,]+"};
        QJsonObject body{{"name", form->field("name")->text().trimmed()},
                         {"url", form->field("url")->text().trimmed()}};
        if (auto const list = form->field("events")->text().split(kGaps, Qt::SkipEmptyParts); !list.isEmpty())
            body["events"] = QJsonArray::fromStringList(list);
        if (auto const pem = form->field("authority_pem")->text().trimmed(); !pem.isEmpty())
            body["authority_pem"] = pem + '\n';
        if (inside->isChecked())
            body["private_allowed"] = true;
        m_client.createDestination(body, dialog, [this, dialog](Reply<CreatedDestination> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            dialog->close();
            auto& created = std::get<CreatedDestination>(reply);
            m_chosen = created.id;
            openSecret(this, std::move(created));
            refresh();
        });
    });
    dialog->open(form->field("name")->control());
}

void NotifySection::test()
{
    auto const* destination = chosen();
    if (destination == nullptr)
        return;
    m_client.testDestination(destination->id, this, [this, name = destination->name](Reply<Delivery> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        shell().toast(kit::ToastKind::Done, tr("A test is on its way to %1").arg(kit::visible(name)));
        readDeliveries(false);
        lookAtTest(std::get<Delivery>(reply).id, kTestLooksMax);
    });
}

void NotifySection::lookAtTest(QString const& delivery, int looks)
{
    if (looks == 0)
        return; // It is still queued: the list says when the next try is.
    QTimer::singleShot(kTestLookMs, this, [this, delivery, looks] {
        m_client.deliveries(m_chosen, {}, {}, this, [this, delivery, looks](Reply<Batch<Delivery>> reply) {
            if (problemOf(reply) != nullptr)
                return lookAtTest(delivery, looks - 1);
            auto& rows = std::get<Batch<Delivery>>(reply).items;
            auto const found = std::find_if(rows.begin(), rows.end(),
                                            [&](Delivery const& row) { return row.id == delivery; });
            if (found == rows.end())
                return; // Another destination was chosen meanwhile.
            if (found->state == "queued" && found->tries == 0)
                return lookAtTest(delivery, looks - 1);
            auto const arrived = found->state == "delivered";
            shell().toast(arrived ? kit::ToastKind::Done : kit::ToastKind::Warning,
                          arrived ? tr("The test arrived") : tr("The test did not arrive yet"),
                          deliveryWords(*found));
            readDeliveries(false);
        });
    });
}

void NotifySection::remove()
{
    auto const* destination = chosen();
    if (destination == nullptr)
        return;
    m_client.deliveries(destination->id, "queued", {}, this,
                        [this, destination = *destination](Reply<Batch<Delivery>> reply) {
                            if (auto const* problem = problemOf(reply))
                                return shell().problem(*problem);
                            auto const& batch = std::get<Batch<Delivery>>(reply);
                            removeWith(destination, batch.items, !batch.next.isEmpty());
                        });
}

void NotifySection::removeWith(Destination const& destination, std::vector<Delivery> const& queued, bool more)
{
    auto const count = QString::number(queued.size()) + (more ? QStringLiteral("+") : QString{});
    kit::Confirmation const asked{
        .title = tr("Delete the destination %1?").arg(kit::visible(destination.name)),
        .fact = shell().environment(),
        .effects = {{"send",
                     queued.empty() ? tr("Nothing waits to be sent")
                                    : tr("Messages that wait and are not sent: %1").arg(count),
                     {},
                     queued.empty() ? Role::Muted : Role::Crit},
                    {"history", tr("The list of its deliveries goes with it")},
                    {"megaphone",
                     destination.events.isEmpty()
                         ? tr("It is told of nothing by itself")
                         : tr("No longer told of: %1").arg(destination.events.join(", ")),
                     {},
                     Role::High}},
        .undoUntil = tr("This cannot be undone"),
        .verb = tr("Delete in %1").arg(shell().environment()),
        .keep = tr("Keep destination"),
        .rung = kit::Rung::Destructive,
        .typed = destination.name};
    auto dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    *dialog = new kit::ConfirmDialog{
        this, asked, [this, dialog, destination](QString const&) {
            m_client.removeDestination(
                destination.id, this, [this, dialog, destination](Reply<QJsonValue> reply) {
                    auto const* problem = problemOf(reply);
                    if (problem != nullptr && *dialog)
                        return (*dialog)->failed(*problem);
                    if (problem != nullptr)
                        return shell().problem(*problem);
                    if (*dialog)
                        (*dialog)->close();
                    shell().toast(kit::ToastKind::Done,
                                  tr("%1 is deleted").arg(kit::visible(destination.name)));
                    refresh();
                });
        }};
}

} // namespace ui::settings
