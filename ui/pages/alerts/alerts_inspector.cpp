// One alert, or one rule, at the right of its list.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_inspector.h"

#include "ui/kit/text.h"
#include "ui/pages/alerts/alerts_model.h"

namespace ui::alerts {

namespace {

QString ago(QDateTime const& at, QDateTime const& now)
{
    return AlertPane::tr("%1 · %2 ago").arg(kit::dayTime(at), kit::age(at, now));
}

QString shortened(QString const& id)
{
    return id.size() > 14 ? QStringLiteral("…") + id.right(10) : id;
}

} // namespace

AlertPane::AlertPane(Rights rights, QWidget* parent)
    : QWidget{parent}, m_rights{std::move(rights)}, m_body{kit::column(14, {18, 16, 18, 16})},
      m_close{new kit::Button{tr("Close…"), kit::Kind::Ghost, QStringLiteral("bell-off")}},
      m_acknowledge{new kit::Button{tr("Acknowledge"), kit::Kind::Default, QStringLiteral("check")}},
      m_incident{new kit::Button{tr("Open incident"), kit::Kind::Primary, QStringLiteral("siren")}}
{
    auto* foot = kit::row(8, {18, 12, 18, 12})->add(m_close)->stretch()->add(m_acknowledge)->add(m_incident);
    m_state = new kit::StateView{kit::column(0)->add(kit::scrolling(m_body), 1)->add(kit::rule())->add(foot)};
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(kit::column(0, {0, 0, 0, 0}, QStringLiteral("paneRight"))->add(m_state, 1));
    connect(m_incident, &QPushButton::clicked, this, &AlertPane::incidentChosen);
    connect(m_acknowledge, &QPushButton::clicked, this, &AlertPane::acknowledgeChosen);
    connect(m_close, &QPushButton::clicked, this, &AlertPane::closeChosen);
    clear();
}

void AlertPane::clear()
{
    m_alert = {};
    m_state->showEmpty(QStringLiteral("bell"), tr("No alert chosen"),
                       tr("Choose one to see whom it is about and why it was raised."));
}

void AlertPane::setBusy(bool busy)
{
    if (!busy)
        return show(m_alert, m_ruleKnown ? &m_rule : nullptr, m_now);
    for (auto* button : {m_close, m_acknowledge, m_incident})
        button->setEnabled(false);
}

void AlertPane::show(Alert const& alert, Rule const* rule, QDateTime const& now)
{
    m_alert = alert;
    m_ruleKnown = rule != nullptr;
    if (rule)
        m_rule = *rule;
    m_now = now;
    m_body->clear();
    auto const severity = severityFrom(alert.severity);
    auto* chips = kit::row(8)->add(new kit::SeverityChip{severity, {}, severity == Severity::Critical});
    chips->add(new kit::Chip{stateWord(alert.state), stateTone(alert.state)});
    if (!alert.inCase.id.isEmpty())
        chips->add(new kit::Chip{tr("In a case"), Role::Accent, QStringLiteral("siren")});
    m_body->add(chips->stretch());
    m_body->add(kit::text(kit::visible(alert.rule), Type::H2, Role::Text, kit::Wrap::Yes));
    if (m_ruleKnown && !m_rule.description.isEmpty())
        m_body->add(kit::text(kit::visible(m_rule.description), Type::Body, Role::Text2, kit::Wrap::Yes));
    showSubject();
    showFacts();
    m_body->stretch();
    auto const inCase = !alert.inCase.id.isEmpty();
    m_incident->setText(inCase ? tr("Go to the case") : tr("Open incident"));
    m_incident->setAccessibleName(m_incident->text());
    m_incident->setIconName(inCase ? QStringLiteral("arrow-right") : QStringLiteral("siren"));
    m_incident->setReason(inCase           ? QString{}
                          : alert.closed() ? tr("The alert is closed.")
                                           : m_rights.whyNotOpen);
    m_acknowledge->setVisible(alert.open());
    m_acknowledge->setReason(m_rights.whyNotWrite);
    m_close->setVisible(!alert.closed());
    m_close->setReason(m_rights.whyNotWrite);
    m_state->showContent();
}

void AlertPane::addRow(QList<kit::Fact>& facts, QString const& name, QString const& value,
                       QString const& page, QString const& object)
{
    if (value.isEmpty())
        return;
    facts << kit::Fact{.name = name,
                       .value = value,
                       .look = page.isEmpty() ? kit::FactLook::Mono : kit::FactLook::Link,
                       .copyable = page.isEmpty(),
                       .tip = object};
    m_links << qMakePair(page, object);
}

void AlertPane::showSubject()
{
    m_links.clear();
    QList<kit::Fact> facts;
    auto const& subject = m_alert.subject;
    auto const user = subject.user.isEmpty() ? shortened(subject.userId) : subject.user;
    if (subject.userId.isEmpty())
        addRow(facts, tr("Account"), user);
    else
        addRow(facts, tr("Account"), user, QStringLiteral("users"), subject.userId);
    addRow(facts, tr("Address"), subject.address);
    if (!subject.clientId.isEmpty())
        addRow(facts, tr("Client"), shortened(subject.clientId), QStringLiteral("clients"), subject.clientId);
    for (auto const& token : subject.tokenIds.mid(0, 3))
        addRow(facts, tr("Token"), shortened(token));
    if (subject.tokenIds.size() > 3)
        addRow(facts, tr("Tokens"), tr("%1 in all").arg(subject.tokenIds.size()));
    if (!subject.sessionIds.isEmpty())
        addRow(facts, tr("Sessions"), QString::number(subject.sessionIds.size()));
    m_body->add(kit::text(tr("Whom it is about"), Type::H3));
    if (facts.isEmpty()) {
        m_body->add(kit::text(tr("Its events name nobody."), Type::Small, Role::Muted));
        return;
    }
    auto* shown = new kit::Facts{tr("Whom it is about")};
    shown->setFacts(facts);
    connect(shown, &kit::Facts::linkChosen, this, [this](int index) {
        auto const link = m_links.value(index);
        if (!link.first.isEmpty())
            emit linkChosen(link.first, link.second);
    });
    m_body->add(shown);
}

void AlertPane::showFacts()
{
    auto* box = kit::column(8, {12, 10, 12, 12}, QStringLiteral("well"));
    box->add(kit::text(tr("Why it was raised"), Type::H3));
    if (m_ruleKnown) {
        auto* condition =
            kit::text(kit::visible(conditionOf(m_rule)), Type::MonoSmall, Role::Text2, kit::Wrap::Yes);
        condition->setTextInteractionFlags(Qt::TextSelectableByMouse);
        box->add(condition);
    }
    auto* key =
        kit::text(m_alert.key == QLatin1String("(many)")
                      ? tr("A storm: the rule was met for so many keys that they are folded into this one.")
                      : kit::visible(m_alert.key),
                  Type::MonoSmall, Role::Text, kit::Wrap::Yes);
    key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (!m_alert.key.isEmpty())
        box->add(key);
    auto* events = new kit::Button{tr("Show its events in Logs"), kit::Kind::Link, QStringLiteral("logs"),
                                   kit::Size::Compact};
    events->setObjectName(QStringLiteral("events"));
    connect(events, &QPushButton::clicked, this, &AlertPane::eventsChosen);
    m_body->add(box->add(events, 0, Qt::AlignLeft));
    QList<kit::Fact> facts{
        {.name = tr("Met"),
         .value = m_alert.count == 1 ? tr("once") : tr("%1 times").arg(kit::grouped(m_alert.count)),
         .look = kit::FactLook::Mono},
        {.name = tr("First event, UTC"), .value = ago(m_alert.firstAt, m_now), .look = kit::FactLook::Mono},
        {.name = tr("Last event, UTC"), .value = ago(m_alert.lastAt, m_now), .look = kit::FactLook::Mono},
        {.name = tr("Events kept"),
         .value = QString::number(m_alert.evidence.size()),
         .look = kit::FactLook::Mono},
        {.name = tr("Source"),
         .value = m_alert.engineEvents ? tr("the engine itself") : tr("others wrote it too"),
         .tone = m_alert.engineEvents ? Role::Ok : Role::High,
         .tip =
             m_alert.engineEvents
                 ? QString{}
                 : tr("Lines that others sent may have been made up: check before you act on the account.")}};
    if (!m_alert.acknowledgedBy.isEmpty())
        facts << kit::Fact{.name = tr("Acknowledged by"),
                           .value = m_alert.acknowledgedBy,
                           .tip = kit::dayTime(m_alert.acknowledgedAt)};
    if (!m_alert.inCase.id.isEmpty())
        facts << kit::Fact{.name = tr("Case"), .value = m_alert.inCase.title, .tip = m_alert.inCase.id};
    if (m_alert.closed())
        facts << kit::Fact{.name = tr("Closed by"),
                           .value = m_alert.closedBy,
                           .tip = kit::dayTime(m_alert.closedAt)}
              << kit::Fact{.name = tr("Reason"), .value = m_alert.closedReason};
    auto* shown = new kit::Facts{tr("Alert facts")};
    shown->setFacts(facts);
    m_body->add(shown);
}

RulePane::RulePane(QString whyNotWrite, QWidget* parent)
    : QWidget{parent}, m_whyNotWrite{std::move(whyNotWrite)}, m_body{kit::column(14, {18, 16, 18, 16})},
      m_remove{new kit::Button{tr("Remove…"), kit::Kind::DangerLine, QStringLiteral("trash-2")}},
      m_toggle{new kit::Button{{}, kit::Kind::Default}}
{
    auto* foot = kit::row(8, {18, 12, 18, 12})->add(m_remove)->stretch()->add(m_toggle);
    m_state = new kit::StateView{kit::column(0)->add(kit::scrolling(m_body), 1)->add(kit::rule())->add(foot)};
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(kit::column(0, {0, 0, 0, 0}, QStringLiteral("paneRight"))->add(m_state, 1));
    connect(m_toggle, &QPushButton::clicked, this, &RulePane::toggleChosen);
    connect(m_remove, &QPushButton::clicked, this, &RulePane::removeChosen);
    clear();
}

void RulePane::clear()
{
    m_state->showEmpty(QStringLiteral("list-filter"), tr("No rule chosen"),
                       tr("Choose one to see its condition and how it keeps up."));
}

void RulePane::show(Rule const& rule)
{
    m_body->clear();
    auto* chips = kit::row(8)->add(new kit::SeverityChip{severityFrom(rule.severity)});
    chips->add(
        new kit::Chip{rule.enabled ? tr("Enabled") : tr("Disabled"), rule.enabled ? Role::Ok : Role::Info});
    m_body->add(chips->add(new kit::Chip{rule.builtIn ? tr("Built-in") : tr("Own"), Role::Info})->stretch());
    m_body->add(kit::text(kit::visible(rule.name), Type::H2, Role::Text, kit::Wrap::Yes));
    if (!rule.description.isEmpty())
        m_body->add(kit::text(kit::visible(rule.description), Type::Body, Role::Text2, kit::Wrap::Yes));
    m_body->add(kit::text(rule.steps.size() > 1 ? tr("First, then") : tr("Condition"), Type::H3));
    for (auto const& step : rule.steps) {
        auto* query = kit::text(kit::visible(step.query), Type::Mono, Role::Text, kit::Wrap::Yes);
        query->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* look =
            new kit::Button{tr("Try in Logs"), kit::Kind::Link, QStringLiteral("logs"), kit::Size::Compact};
        connect(look, &QPushButton::clicked, this, [this, words = step.query] { emit queryChosen(words); });
        auto* line = kit::row(8)->add(kit::text(
            step.count == 1 ? tr("1 event") : tr("%1 events").arg(step.count), Type::Small, Role::Muted));
        m_body->add(kit::column(6, {12, 10, 12, 8}, QStringLiteral("well"))
                        ->add(query)
                        ->add(line->stretch()->add(look)));
    }
    auto* facts = new kit::Facts{tr("Rule facts")};
    using kit::FactLook;
    facts->setFacts({
        {.name = tr("Within"), .value = windowWord(rule.windowSeconds), .look = FactLook::Mono},
        {.name = tr("For each"),
         .value =
             rule.groupBy.isEmpty() ? tr("everything together") : rule.groupBy.join(QStringLiteral(" + ")),
         .look = FactLook::Mono},
        {.name = tr("Counts"),
         .value = rule.engineOnly ? tr("the engine's own events") : tr("events of every source")},
        {.name = tr("Keys watched now"), .value = kit::grouped(rule.keys), .look = FactLook::Mono},
        {.name = tr("Keys forgotten"),
         .value = kit::grouped(rule.keysDropped),
         .look = FactLook::Mono,
         .tone = rule.keysDropped > 0 ? Role::High : Role::Text,
         .tip = tr("Because there were too many at once.")},
        {.name = tr("Folded"),
         .value = kit::grouped(rule.folded),
         .look = FactLook::Mono,
         .tone = rule.folded > 0 ? Role::High : Role::Text,
         .tip = tr("Hits folded into one alert because the rule raised too many.")},
    });
    m_body->add(facts)->stretch();
    m_toggle->setText(rule.enabled ? tr("Disable…") : tr("Enable"));
    m_toggle->setAccessibleName(m_toggle->text());
    m_toggle->setIconName(rule.enabled ? QStringLiteral("bell-off") : QStringLiteral("bell"));
    m_toggle->setReason(m_whyNotWrite);
    m_remove->setReason(!m_whyNotWrite.isEmpty() ? m_whyNotWrite
                        : rule.builtIn           ? tr("Built-in rules are disabled, not removed.")
                                                 : QString{});
    m_state->showContent();
}

} // namespace ui::alerts
