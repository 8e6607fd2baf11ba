// The dialogs of the alerts page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_dialogs.h"

#include "ui/kit/text.h"

#include <QRegularExpression>

namespace ui::alerts {

namespace {

constexpr qint64 kWindowSecondsMax = 86'400;
constexpr qint64 kCountMax = 10'000;
constexpr int kFieldsHeight = 420;
constexpr char const* kSeverities[] = {"critical", "high", "medium", "low"};

QStringList fieldsFrom(QString const& words)
{
    return words.split(QRegularExpression{QStringLiteral("[,\\s]+")}, Qt::SkipEmptyParts);
}

} // namespace

qint64 secondsFrom(QString const& words)
{
    static QRegularExpression const kSpan{QStringLiteral("^\\s*(\\d+(?:\\.\\d+)?)\\s*(s|m|min|h|d)?\\s*$")};
    auto const match = kSpan.match(words);
    if (!match.hasMatch())
        return 0;
    auto const unit = match.captured(2);
    auto const factor = unit == QLatin1String("d")          ? 86'400
                        : unit == QLatin1String("h")        ? 3600
                        : unit.startsWith(QLatin1Char('m')) ? 60
                                                            : 1;
    return qRound64(match.captured(1).toDouble() * factor);
}

CloseDialog::CloseDialog(QWidget* over, AlertsClient& client, QStringList ids, QString const& what)
    : FormDialog{over, ids.size() == 1 ? tr("Close this alert?") : tr("Close %1 alerts?").arg(ids.size()),
                 what, ids.size() == 1 ? tr("Close alert") : tr("Close alerts")},
      m_client{client}, m_ids{std::move(ids)}
{
    auto* reason =
        form()->addText(QStringLiteral("reason"), tr("Reason for the audit trail"),
                        tr("A closed alert stays closed; when the rule is met again, a new one is raised."),
                        tr("Load test of the shop team"));
    reason->setCheck(kit::lengthBetween(1, 500, tr("Load test of the shop team")));
    onSubmit([this] { sendNext(); });
    open(reason->control());
}

void CloseDialog::sendNext()
{
    if (m_ids.isEmpty())
        return close();
    auto const reason = form()->field(QStringLiteral("reason"))->text().trimmed();
    m_client.close(m_ids.first(), reason, {this, [this](Reply<Alert> const& reply) {
                                               if (auto const* problem = problemOf(reply)) {
                                                   // Somebody closed it meanwhile: that is what was wanted.
                                                   if (problem->status != 409 || m_ids.size() == 1)
                                                       return failed(*problem);
                                               } else {
                                                   emit closedAlert(std::get<Alert>(reply));
                                               }
                                               m_ids.removeFirst();
                                               sendNext();
                                           }});
}

RuleDialog::RuleDialog(QWidget* over, kit::PageContext context, AlertsClient& client)
    : FormDialog{over, tr("New alert rule"),
                 tr("It watches from now on; what is stored already raises nothing."), tr("Create rule"),
                 600},
      m_context{context}, m_client{client}, m_engineOnly{new kit::TickBox{
                                                tr("Count the engine's own events only")}},
      m_try{new kit::Button{tr("Count in the last 24 h"), kit::Kind::Default, QStringLiteral("flask-conical"),
                            kit::Size::Compact}},
      m_found{kit::text({}, Type::Small, Role::Muted, kit::Wrap::Yes)}
{
    QStringList severities;
    for (auto const* severity : kSeverities)
        severities << severityWord(severityFrom(QLatin1String(severity)));
    m_severity = kit::choice(severities);
    m_severity->setCurrentIndex(1);
    build();
    connect(m_try, &QPushButton::clicked, this, &RuleDialog::count);
    if (!m_context.session.may(QStringLiteral("logs.read")))
        m_try->setReason(tr("You need logs.read to count events."));
    onSubmit([this] { send(); });
    open(form()->field(QStringLiteral("name"))->control());
}

void RuleDialog::build()
{
    auto* name = form()->addText(QStringLiteral("name"), tr("Name"), {}, tr("Many refused reads"));
    name->setCheck(kit::lengthBetween(1, 80, tr("Many refused reads")));
    auto const queryField = [this](char const* name, QString const& label, QString const& help) {
        return form()->add(
            new kit::Field{QLatin1String(name), label,
                           kit::input(QStringLiteral("name=http.request status=403"), {}, true), help});
    };
    queryField("query", tr("Log query"), {})
        ->setCheck(kit::lengthBetween(1, 2000, QStringLiteral("name=http.request status=403")));
    auto const counts = [](bool optional) {
        return [optional](QString const& text) {
            auto const number = text.trimmed().toLongLong();
            if ((optional && text.trimmed().isEmpty()) || (number >= 1 && number <= kCountMax))
                return QString{};
            return tr("1 to 10,000 events, as “20”");
        };
    };
    auto* count = form()->addText(QStringLiteral("count"), tr("How many events"));
    count->setText(QStringLiteral("20"));
    count->setCheck(counts(false));
    auto* window = form()->addText(QStringLiteral("window_s"), tr("Within"), tr("1 s to 24 h"));
    window->setText(QStringLiteral("5 m"));
    window->setCheck([](QString const& text) {
        auto const seconds = secondsFrom(text);
        return seconds >= 1 && seconds <= kWindowSecondsMax ? QString{} : tr("1 s to 24 h, as “5 m”");
    });
    auto* group = form()->add(new kit::Field{QStringLiteral("group_by"), tr("For each (optional)"),
                                             kit::input(QStringLiteral("address, user"), {}, true)});
    group->setCheck([](QString const& text) {
        return fieldsFrom(text).size() <= 4 ? QString{} : tr("At most 4 fields, as “address, user”");
    });
    queryField("query2", tr("Then one event of (optional)"),
               tr("For a sequence: this after the first, for the same key"));
    form()->add(new kit::Field{QStringLiteral("severity"), tr("Severity"), m_severity});
    // Higher than the smallest window: the fields scroll, the foot stays.
    body()->box()->removeWidget(form());
    m_found->setMinimumHeight(
        2 * m_found->fontMetrics().lineSpacing()); // A count and an answer fit: nothing jumps.
    auto* fields = kit::scrolling(kit::column(12, {0, 0, 10, 0})
                                      ->add(form())
                                      ->add(m_engineOnly)
                                      ->add(kit::row(10)->add(m_try)->add(m_found, 1)));
    fields->setMinimumHeight(kFieldsHeight);
    body()->add(fields);
}

QJsonObject RuleDialog::rule() const
{
    auto const text = [this](char const* name) {
        return form()->field(QLatin1String(name))->text().trimmed();
    };
    QJsonArray steps{QJsonObject{{"query", text("query")}, {"count", text("count").toLongLong()}}};
    if (!text("query2").isEmpty())
        steps.append(QJsonObject{{"query", text("query2")}, {"count", 1}});
    return {{"name", text("name")},
            {"severity", QLatin1String(kSeverities[std::max(0, m_severity->currentIndex())])},
            {"engine_only", m_engineOnly->isChecked()},
            {"group_by", QJsonArray::fromStringList(fieldsFrom(text("group_by")))},
            {"window_s", secondsFrom(text("window_s"))},
            {"steps", steps}};
}

void RuleDialog::count()
{
    auto* query = form()->field(QStringLiteral("query"));
    if (!query->check())
        return;
    m_found->setText(tr("Counting…"));
    auto const now = m_context.clock.now();
    m_client.countEvents(query->text().trimmed(), now.addDays(-1), now,
                         {this, [this, query](Reply<qint64> const& reply) {
                              if (auto const* problem = problemOf(reply)) {
                                  m_found->clear();
                                  query->showError(problem->errors.isEmpty()
                                                       ? kit::consequence(*problem)
                                                       : problem->errors.first().message);
                                  return;
                              }
                              m_found->setText(tr("%1 events match in the last 24 h, whatever their key.")
                                                   .arg(kit::grouped(std::get<qint64>(reply))));
                          }});
}

void RuleDialog::send()
{
    m_client.createRule(rule(), {this, [this](Reply<Rule> const& reply) {
                                     if (auto const* problem = problemOf(reply)) {
                                         auto shown = *problem;
                                         // The steps are fields of their own here.
                                         for (auto& error : shown.errors) {
                                             if (error.pointer.startsWith(QLatin1String("/steps/0/")))
                                                 error.pointer = error.pointer.mid(8);
                                             else if (error.pointer.startsWith(QLatin1String("/steps/1")))
                                                 error.pointer = QStringLiteral("/query2");
                                         }
                                         return failed(shown);
                                     }
                                     emit created(std::get<Rule>(reply));
                                     close();
                                 }});
}

} // namespace ui::alerts
