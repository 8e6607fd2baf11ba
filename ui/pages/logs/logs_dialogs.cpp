// Dialogs of the logs page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_dialogs.h"

#include "ui/kit/facts.h"
#include "ui/kit/table.h"
#include "ui/kit/text.h"
#include "ui/pages/logs/logs_model.h"
#include "ui/pages/logs/logs_query.h"

#include <QApplication>
#include <QClipboard>

namespace ui::logs {

namespace {

constexpr int kIdsShownMax = 500; // In the box; all are copied.

QString spanWords(Span const& span)
{
    if (!span.from.isValid())
        return TouchedDialog::tr("All that is held");
    return TouchedDialog::tr("%1 to %2 UTC").arg(kit::dayTime(span.from), kit::dayTime(span.to));
}

QString who(Toucher const& toucher)
{
    if (toucher.idName == QLatin1String("token_id"))
        return TouchedDialog::tr("What did token %1 touch?").arg(kit::visible(toucher.id));
    if (toucher.idName == QLatin1String("user_id"))
        return TouchedDialog::tr("What did user %1 touch?").arg(kit::visible(toucher.id));
    return TouchedDialog::tr("What did client %1 touch?").arg(kit::visible(toucher.id));
}

QString idsWords(TouchedCollection const& row)
{
    auto const part = [](QString const& title, QStringList const& ids) {
        if (ids.isEmpty())
            return QString{};
        auto words = title + QStringLiteral("\n  ") + ids.mid(0, kIdsShownMax).join(QStringLiteral("\n  "));
        if (ids.size() > kIdsShownMax)
            words += QStringLiteral("\n  ") +
                     TouchedDialog::tr("and %1 more").arg(kit::grouped(ids.size() - kIdsShownMax));
        return words + '\n';
    };
    return kit::visible(part(TouchedDialog::tr("Written"), row.written) +
                        part(TouchedDialog::tr("Read"), row.read));
}

} // namespace

TouchedDialog::TouchedDialog(QWidget* over, LogsClient& client, Toucher const& toucher, Span const& span,
                             std::function<void(QString const&)> showEvents)
    : Dialog{over, who(toucher), spanWords(span), 760}, m_toucher{toucher}, m_span{span}
{
    m_content = kit::column(12);
    m_states = new kit::StateView{m_content};
    m_states->setMinimumHeight(380);
    body()->add(m_states, 1);
    auto* copy = addButton(tr("Copy as text"), kit::Kind::Default, QStringLiteral("copy"));
    auto* events = addButton(tr("Show its requests"), kit::Kind::Primary, QStringLiteral("scroll-text"));
    copy->setEnabled(false);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(asText()); });
    connect(events, &QPushButton::clicked, this, [this, showEvents = std::move(showEvents)] {
        close();
        showEvents(QStringLiteral("name=request AND ") + termOf(m_toucher.idName, m_toucher.id));
    });
    m_states->showLoading();
    client.touched(toucher.idName, toucher.id, span, this, [this, copy](Reply<Touched> const& reply) {
        if (auto const* problem = problemOf(reply))
            return m_states->showFailed(*problem);
        copy->setEnabled(true);
        show(std::get<Touched>(reply));
    });
    open(events);
}

void TouchedDialog::show(Touched const& touched)
{
    m_touched = touched;
    if (touched.requests == 0)
        return m_states->showEmpty(QStringLiteral("footprints"), tr("No request in this time"),
                                   tr("Requests older than what the engine holds are not known. Widen the "
                                      "time range to look further."));
    auto* facts = new kit::Facts{tr("Requests"), kit::Facts::Side::Left, 140};
    facts->setFacts({{tr("Requests"), kit::grouped(touched.requests)},
                     {tr("Refused"), kit::grouped(touched.refused), kit::FactLook::Text,
                      touched.refused > 0 ? Role::High : Role::Text},
                     {.name = tr("Addresses"),
                      .value = touched.addresses.join(QStringLiteral(", ")),
                      .look = kit::FactLook::Mono,
                      .copyable = true}});
    m_content->add(facts);
    if (!touched.complete)
        m_content->add(kit::row(8, {12, 6, 12, 6}, QStringLiteral("high"))
                           ->add(kit::iconLabel(QStringLiteral("triangle-alert"), 14, Role::High))
                           ->add(kit::text(tr("Not complete: a bound cut the search. Narrow the time range."),
                                           Type::Small),
                                 1));
    auto* model = new TouchedModel{this};
    auto* table = new kit::Table{tr("Collections"), model, 32, kit::Table::Sorting::On};
    auto* ids = kit::textArea({}, 5, true);
    ids->setReadOnly(true);
    ids->setAccessibleName(tr("Records of the chosen collection"));
    ids->setPlaceholderText(touched.collections.empty() ? tr("No record was touched.")
                                                        : tr("Choose a collection to see its records."));
    connect(table, &kit::Table::currentChangedTo, ids,
            [model, ids](int row) { ids->setPlainText(row < 0 ? QString{} : idsWords(model->rowAt(row))); });
    m_content->add(table, 1)->add(ids, 1);
    model->setRows(touched.collections);
    if (!touched.collections.empty())
        table->selectRow(0);
    m_states->showContent();
}

QString TouchedDialog::asText() const
{
    auto text = who(m_toucher) + '\n' + spanWords(m_span) + '\n' +
                tr("%1, %2 refused, from %3")
                    .arg(kit::counted(m_touched.requests, tr("1 request"), tr("%1 requests")))
                    .arg(m_touched.refused)
                    .arg(m_touched.addresses.join(QStringLiteral(", "))) +
                '\n';
    for (auto const& row : m_touched.collections) {
        text += QStringLiteral("\n%1 (%2 to %3 UTC)\n")
                    .arg(row.collection, kit::dayTime(row.firstAt), kit::dayTime(row.lastAt));
        text += tr("  written: %1\n").arg(row.written.join(QStringLiteral(", "))) +
                tr("  read: %1\n").arg(row.read.join(QStringLiteral(", ")));
    }
    return text;
}

FreezeDialog::FreezeDialog(QWidget* over, LogsClient& client, Order const& order,
                           std::function<void(FrozenQuery const&)> frozen)
    : FormDialog{over, order.incident.none() ? tr("Freeze as evidence") : tr("Freeze into the case"),
                 order.incident.none() ? tr("No case is open: the engine keeps it under Frozen queries.")
                                       : kit::visible(order.incident.title),
                 order.incident.none() ? tr("Freeze") : tr("Freeze and add")},
      m_client{client}, m_order{order}, m_frozen{std::move(frozen)}
{
    auto* facts = new kit::Facts{tr("What is kept"), kit::Facts::Side::Left, 90};
    QList<kit::Fact> lines{
        {tr("Query"), order.query.isEmpty() ? tr("all events") : order.query, kit::FactLook::Mono},
        {tr("From"), kit::dayTime(order.span.from), kit::FactLook::Mono},
        {tr("To"), kit::dayTime(order.span.to), kit::FactLook::Mono}};
    if (order.rows >= 0)
        lines << kit::Fact{tr("Events"), kit::grouped(order.rows), kit::FactLook::Text,
                           order.rows > kRowsMax ? Role::High : Role::Text};
    facts->setFacts(lines);
    body()->box()->insertWidget(0, kit::column(0, {10, 6, 10, 6}, QStringLiteral("well"))->add(facts));
    if (order.rows > kRowsMax)
        body()->box()->insertWidget(
            1, kit::text(tr("Only the newest %1 are kept in one piece. Narrow the time range to keep all.")
                             .arg(kit::grouped(kRowsMax)),
                         Type::Small, Role::High, kit::Wrap::Yes));
    auto* reason = form()->addText(QStringLiteral("reason"), tr("Reason (optional)"),
                                   tr("Stands in the audit trail and beside the evidence."));
    reason->setCheck(
        [](QString const& text) { return text.size() <= 500 ? QString{} : tr("At most 500 characters."); });
    setFootNote(tr("Kept with its SHA-256; retention does not touch it."));
    onSubmit([this] {
        if (m_kept.id.isEmpty())
            freeze();
        else
            attach(m_kept);
    });
    open(reason->control());
}

void FreezeDialog::freeze()
{
    m_client.freeze(m_order.query, m_order.span, form()->field(QStringLiteral("reason"))->text().trimmed(),
                    this, [this](Reply<FrozenQuery> const& reply) {
                        if (auto const* problem = problemOf(reply))
                            return failed(*problem);
                        attach(std::get<FrozenQuery>(reply));
                    });
}

void FreezeDialog::attach(FrozenQuery const& kept)
{
    m_kept = kept;
    auto const finish = [this] {
        close();
        m_frozen(m_kept);
    };
    if (m_order.incident.none())
        return finish();
    m_client.addEvidence(m_order.incident.id, kept, this, [this, finish](Reply<bool> const& reply) {
        if (auto const* problem = problemOf(reply)) {
            failed(*problem);
            showBanner(tr("Frozen, but not yet in the case"),
                       kit::plainWords(*problem) + QStringLiteral(". ") +
                           tr("Press again to add it; nothing is frozen twice."));
            return;
        }
        finish();
    });
}

SourcesDialog::SourcesDialog(QWidget* over, LogsClient& client, QDateTime const& now,
                             std::function<void(QString const&)> showEvents)
    : Dialog{over, tr("Sources"), tr("What arrived since the engine started, and what became of it"), 900},
      m_showEvents{std::move(showEvents)}
{
    m_content = kit::column(12);
    m_states = new kit::StateView{m_content};
    m_states->setMinimumHeight(360);
    body()->add(m_states, 1);
    auto* shut = addButton(tr("Close"), kit::Kind::Default);
    connect(shut, &QPushButton::clicked, this, &Dialog::close);
    m_states->showLoading();
    client.status(this, [this, now](Reply<LogsStatus> const& reply) {
        if (auto const* problem = problemOf(reply))
            return m_states->showFailed(*problem);
        show(std::get<LogsStatus>(reply), now);
    });
    open(shut);
}

void SourcesDialog::show(LogsStatus const& status, QDateTime const& now)
{
    auto const bad = [](qint64 count) { return count > 0 ? Role::Crit : Role::Text; };
    auto* held = new kit::Facts{tr("Held")};
    held->setFacts({{tr("Events held"), kit::grouped(status.events)},
                    {tr("On disk"), kit::bytes(status.blockBytes)},
                    {tr("Oldest"), kit::dayTime(status.oldestAt), kit::FactLook::Mono},
                    {.name = tr("Newest"),
                     .value = kit::dayTime(status.newestAt),
                     .look = kit::FactLook::Mono,
                     .tip = kit::age(status.newestAt, now)}});
    auto* lost = new kit::Facts{tr("Lost")};
    lost->setFacts({{tr("Removed by retention"),
                     status.retentionHeld ? tr("held: the clock leapt") : kit::grouped(status.droppedEvents),
                     kit::FactLook::Text, status.retentionHeld ? Role::High : Role::Text},
                    {tr("Own events lost"), kit::grouped(status.engineEventsLost), kit::FactLook::Text,
                     bad(status.engineEventsLost)},
                    {tr("Damaged blocks"), kit::grouped(status.damagedBlocks), kit::FactLook::Text,
                     bad(status.damagedBlocks)},
                    {tr("Failed writes"), kit::grouped(status.failedWrites), kit::FactLook::Text,
                     bad(status.failedWrites)}});
    m_content->add(kit::row(24)->add(held, 1)->add(lost, 1));
    auto* model = new SourcesModel{this};
    auto* table = new kit::Table{tr("Sources"), model, 32, kit::Table::Sorting::On};
    connect(table, &kit::Table::opened, this, [this, model](int row) {
        auto const query = termOf(QStringLiteral("source"), model->rowAt(row).source);
        close();
        m_showEvents(query);
    });
    m_content->add(table, 1);
    model->setRows(status.sources);
    m_states->showContent();
}

QDateTime momentFrom(QString const& words, QDateTime const& now)
{
    auto const trimmed = words.trimmed();
    for (auto const* shape : {"yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"})
        if (auto const at = QDateTime::fromString(trimmed, QLatin1String{shape}); at.isValid())
            return QDateTime{at.date(), at.time(), Qt::UTC};
    for (auto const* shape : {"HH:mm:ss", "HH:mm"})
        if (auto const at = QTime::fromString(trimmed, QLatin1String{shape}); at.isValid())
            return QDateTime{now.toUTC().date(), at, Qt::UTC};
    return {};
}

namespace {

kit::Field* addMoment(kit::FormDialog* dialog, QString const& name, QString const& label,
                      QDateTime const& value, QDateTime const& now)
{
    auto* edit = kit::input(QStringLiteral("2026-11-21 14:42"), {}, true);
    if (value.isValid())
        edit->setText(kit::dayTime(value));
    auto* field = dialog->form()->add(new kit::Field{name, label, edit});
    field->setCheck([now](QString const& text) {
        return momentFrom(text, now).isValid()
                   ? QString{}
                   : SourcesDialog::tr("A time in UTC, as 2026-11-21 14:42 or 14:42:16 for today.");
    });
    return field;
}

} // namespace

void askSpan(QWidget* over, Span const& before, QDateTime const& now, std::function<void(Span const&)> chosen)
{
    auto* dialog =
        new kit::FormDialog{over, SourcesDialog::tr("Time range"),
                            SourcesDialog::tr("By arrival at the engine, in UTC"), SourcesDialog::tr("Show")};
    auto* from = addMoment(dialog, QStringLiteral("from"), SourcesDialog::tr("From"), before.from, now);
    auto* to = addMoment(dialog, QStringLiteral("to"), SourcesDialog::tr("To"), before.to, now);
    dialog->onSubmit([dialog, from, to, now, chosen = std::move(chosen)] {
        Span const span{momentFrom(from->text(), now), momentFrom(to->text(), now)};
        if (span.from >= span.to) {
            to->showError(SourcesDialog::tr("Must be later than From."));
            dialog->submitButton()->setEnabled(true);
            return;
        }
        dialog->close();
        chosen(span);
    });
    dialog->open(from->control());
}

void askMoment(QWidget* over, QDateTime const& now, std::function<void(QDateTime const&)> chosen)
{
    auto* dialog =
        new kit::FormDialog{over, SourcesDialog::tr("Go to time"), {}, SourcesDialog::tr("Go"), 420};
    auto* at = addMoment(dialog, QStringLiteral("at"), SourcesDialog::tr("Time (UTC)"), {}, now);
    dialog->onSubmit([dialog, at, now, chosen = std::move(chosen)] {
        auto const moment = momentFrom(at->text(), now);
        dialog->close();
        chosen(moment);
    });
    dialog->open(at->control());
}

void askName(QWidget* over, QString const& query, std::function<void(QString const&)> chosen)
{
    auto* dialog = new kit::FormDialog{over, SourcesDialog::tr("Save query"), kit::visible(query),
                                       SourcesDialog::tr("Save"), 420};
    auto* name = dialog->form()->addText(QStringLiteral("name"), SourcesDialog::tr("Name"),
                                         SourcesDialog::tr("Kept in this console only."));
    name->setCheck(kit::lengthBetween(1, 60, SourcesDialog::tr("Failed sign-ins")));
    dialog->onSubmit([dialog, name, chosen = std::move(chosen)] {
        auto const words = name->text().trimmed();
        dialog->close();
        chosen(words);
    });
    dialog->open(name->control());
}

} // namespace ui::logs
