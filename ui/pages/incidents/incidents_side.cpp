// Cards beside the timeline of a case.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_side.h"

#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_lines.h"
#include "ui/pages/incidents/incidents_model.h"

#include <algorithm>

namespace ui::incidents {

namespace {

constexpr int kEffectsShownMax = 12;
constexpr std::size_t kEvidenceShownMax = 4;

kit::Panel* effectLine(PreviewLine const& line)
{
    auto const person = line.kind != QLatin1String("http-api");
    auto const* icon = line.approval ? "user-check" : person ? "message-square" : "bot";
    auto* words = kit::elided(kit::visible(line.stepName), Type::Small, Role::Text2);
    words->setToolTip(kit::visible(line.says));
    auto* shown = kit::row(8)->add(
        kit::iconLabel(QLatin1String(icon), 14, person || line.approval ? Role::High : Role::Muted));
    shown->add(words, 1);
    if (line.approval)
        shown->add(kit::text(SidePane::tr("approval"), Type::Caption, Role::High));
    else if (person)
        shown->add(kit::text(SidePane::tr("asks you"), Type::Caption, Role::High));
    return shown;
}

Run const* runThatMatters(std::vector<Run> const& runs)
{
    auto const waits =
        std::find_if(runs.begin(), runs.end(), [](Run const& run) { return run.waitsForPeople(); });
    if (waits != runs.end())
        return &*waits;
    auto const live = std::find_if(runs.begin(), runs.end(), [](Run const& run) { return run.live(); });
    return live == runs.end() ? nullptr : &*live;
}

} // namespace

SidePane::SidePane(QWidget* parent)
    : QWidget{parent}, m_next{kit::column(8, {14, 12, 14, 14}, QStringLiteral("card"))},
      m_about{new kit::Facts{tr("About this case")}}, m_touched{new kit::Facts{tr("What did this touch")}},
      m_touchedNote{kit::text({}, Type::Small, Role::Muted, kit::Wrap::Yes)}, m_evidence{kit::column(8)}
{
    auto* records = new kit::Button{tr("Show records"), kit::Kind::Link, {}, kit::Size::Compact};
    auto* all = new kit::Button{tr("All evidence"), kit::Kind::Link, {}, kit::Size::Compact};
    auto* about = kit::card(tr("About this case"))->add(m_about);
    auto* touched = kit::card(tr("What did this touch"), records)->add(m_touched)->add(m_touchedNote);
    auto* evidence = kit::card(tr("Evidence"), all)->add(m_evidence);
    auto* cards = kit::column(12)->add(m_next)->add(touched)->add(about)->add(evidence)->stretch();
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(kit::scrolling(cards));
    m_touchedNote->hide();
    connect(records, &QPushButton::clicked, this, &SidePane::touchedChosen);
    connect(all, &QPushButton::clicked, this, &SidePane::evidenceChosen);
    connect(m_about, &kit::Facts::linkChosen, this, [this](int index) {
        if (m_links.value(index) == QLatin1String("account"))
            emit accountChosen();
        if (m_links.value(index) == QLatin1String("alert"))
            emit alertChosen();
    });
}

void SidePane::setNext(Incident const& incident, std::vector<Run> const& runs,
                       std::optional<Suggestion> const& suggestion, QString const& whyNotStart)
{
    auto const* run = runThatMatters(runs);
    auto const shown =
        run                 ? run->id + run->waitingKind + run->prompt
        : incident.closed() ? incident.state
        : suggestion ? suggestion->playbook.id + whyNotStart + QString::number(suggestion->effects.size())
                     : QStringLiteral("none");
    if (shown == m_nextShown)
        return;
    m_nextShown = shown;
    m_next->clear();
    m_next->setVisible(true);
    if (run)
        return showRun(*run);
    if (incident.closed()) {
        m_next->ground(QStringLiteral("card"));
        m_next->add(kit::text(tr("This case is closed"), Type::H3));
        m_next->add(kit::text(
            tr("It stays closed; notes are added after it as addenda. Its report and bundle can be saved."),
            Type::Small, Role::Text2, kit::Wrap::Yes));
        return;
    }
    if (suggestion)
        return showSuggestion(*suggestion, whyNotStart);
    m_next->setVisible(false);
}

void SidePane::showRun(Run const& run)
{
    auto const waits = run.waitsForPeople();
    m_next->ground(waits ? QStringLiteral("high") : QStringLiteral("accent"));
    auto* head =
        kit::row(8)->add(kit::iconLabel(waits ? QStringLiteral("hourglass") : QStringLiteral("loader-circle"),
                                        16, waits ? Role::High : Role::Accent));
    auto const title = !waits ? tr("%1 is running").arg(kit::visible(run.name))
                       : run.waitingKind == QLatin1String("approval") ? tr("Waits for an approval")
                                                                      : tr("Waits for an answer");
    m_next->add(head->add(kit::text(title, Type::H3, Role::Text, kit::Wrap::Yes), 1));
    if (waits) {
        m_next->add(kit::text(kit::visible(run.waitingStep), Type::Strong, Role::Text, kit::Wrap::Yes));
        m_next->add(kit::text(kit::visible(run.prompt), Type::Body, Role::Text2, kit::Wrap::Yes));
    }
    auto* open = new kit::Button{waits ? tr("Answer now") : tr("Open run"),
                                 waits ? kit::Kind::Primary : kit::Kind::Default, QStringLiteral("workflow")};
    open->setObjectName(QStringLiteral("nextRun"));
    connect(open, &QPushButton::clicked, this, [this, id = run.id] { emit runChosen(id); });
    m_next->add(open);
}

void SidePane::showSuggestion(Suggestion const& suggestion, QString const& whyNotStart)
{
    m_next->ground(QStringLiteral("card"));
    auto const& effects = suggestion.effects;
    auto const people = std::count_if(effects.begin(), effects.end(), [](PreviewLine const& line) {
        return line.kind != QLatin1String("http-api") || line.approval;
    });
    m_next->add(kit::text(tr("Suggested playbook"), Type::SmallStrong, Role::Muted));
    m_next->add(kit::text(kit::visible(suggestion.playbook.name), Type::H3, Role::Text, kit::Wrap::Yes));
    m_next->add(
        kit::text(kit::visible(suggestion.playbook.description), Type::Small, Role::Text2, kit::Wrap::Yes));
    if (!effects.empty()) {
        auto* well = kit::column(6, {10, 8, 10, 8}, QStringLiteral("well"));
        int shown = 0;
        for (auto const& line : effects) {
            if (++shown > kEffectsShownMax)
                break;
            well->add(effectLine(line));
        }
        m_next->add(well);
        m_next->add(kit::text(kit::counted(static_cast<qint64>(effects.size()) - people,
                                           tr("1 step by itself"), tr("%1 steps by itself")) +
                                  tr(", %1 with a person. It asks before it starts.").arg(people),
                              Type::Small, Role::Muted, kit::Wrap::Yes));
    }
    auto* start = new kit::Button{tr("Start this playbook…"), kit::Kind::Primary, QStringLiteral("play")};
    start->setObjectName(QStringLiteral("startSuggested"));
    start->setReason(whyNotStart);
    auto* others = new kit::Button{tr("Other playbooks"), kit::Kind::Link, {}, kit::Size::Compact};
    connect(start, &QPushButton::clicked, this,
            [this, id = suggestion.playbook.id] { emit startChosen(id); });
    connect(others, &QPushButton::clicked, this, [this] { emit startChosen({}); });
    m_next->add(kit::row(8)->add(start)->add(others)->stretch());
}

void SidePane::setAbout(Incident const& incident, Account const& account, AlertSubject const& subject,
                        QString const& head)
{
    using kit::Fact;
    using kit::FactLook;
    QList<Fact> facts;
    m_links.clear();
    auto const add = [&](Fact fact, char const* link = "") {
        facts << std::move(fact);
        m_links << QLatin1String(link);
    };
    if (!incident.userId.isEmpty()) {
        Fact who{.name = tr("Account"),
                 .value = account.name.isEmpty() ? shortId(incident.userId) : account.name,
                 .look = FactLook::Link,
                 .tip = incident.userId};
        if (!account.id.isEmpty()) {
            who.chip = account.enabled ? tr("Enabled") : tr("Disabled");
            who.chipTone = account.enabled ? Role::High : Role::Ok;
        }
        add(who, "account");
    }
    if (!incident.alertId.isEmpty())
        add({.name = tr("Alert"),
             .value = subject.rule.isEmpty() ? shortId(incident.alertId) : subject.rule,
             .look = FactLook::Link,
             .tip = incident.alertId},
            "alert");
    if (!subject.address.isEmpty())
        add({.name = tr("From address"), .value = subject.address, .look = FactLook::Mono, .copyable = true});
    if (subject.firstAt.isValid())
        add({.name = tr("First event, UTC"), .value = kit::dayTime(subject.firstAt), .look = FactLook::Mono});
    add({.name = tr("Opened, UTC"),
         .value = kit::dayTime(incident.openedAt),
         .look = FactLook::Mono,
         .tip = tr("%1 local")
                    .arg(incident.openedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")))});
    add({.name = tr("Opened by"), .value = incident.openedBy});
    add({.name = tr("Id"), .value = shortId(incident.id), .look = FactLook::Mono, .tip = incident.id});
    add({.name = tr("Timeline head"),
         .value = head.isEmpty() ? QString{} : head.left(12) + QStringLiteral("…"),
         .look = FactLook::Mono,
         .tip = head});
    m_about->setFacts(facts);
}

void SidePane::setTouched(Touched const& touched)
{
    auto const written = touched.written();
    auto const reading = static_cast<int>(touched.records.size()) - written;
    auto const tone = [](qint64 count, Role role) { return count > 0 ? role : Role::Ok; };
    m_touched->setFacts({
        {.name = tr("Records written"),
         .value = kit::grouped(written),
         .look = kit::FactLook::Mono,
         .tone = tone(written, Role::Crit)},
        {.name = tr("Records read"),
         .value = kit::grouped(reading),
         .look = kit::FactLook::Mono,
         .tone = tone(reading, Role::High)},
        {.name = tr("Collections"), .value = kit::grouped(touched.collections), .look = kit::FactLook::Mono},
        {.name = tr("Requests, refused"),
         .value = tr("%1, %2").arg(kit::grouped(touched.requests), kit::grouped(touched.refused)),
         .look = kit::FactLook::Mono},
    });
    setTouchedNote(touched.complete ? QString{} : tr("Not all: a bound of the engine cut the search."));
}

void SidePane::setTouchedNote(QString const& note)
{
    m_touchedNote->setText(note);
    m_touchedNote->setVisible(!note.isEmpty());
}

void SidePane::setEvidence(std::vector<Evidence> const& evidence)
{
    auto const shown =
        evidence.empty() ? QStringLiteral("none") : evidence.back().id + QString::number(evidence.size());
    if (shown == m_evidenceShown)
        return;
    m_evidenceShown = shown;
    m_evidence->clear();
    if (evidence.empty())
        m_evidence->add(kit::text(tr("None yet. A playbook, Logs or a file of yours adds it, with its hash."),
                                  Type::Small, Role::Muted, kit::Wrap::Yes));
    auto const first = evidence.size() > kEvidenceShownMax ? evidence.size() - kEvidenceShownMax : 0;
    for (auto i = evidence.size(); i > first; --i) {
        auto const& one = evidence[i - 1];
        auto* words = kit::elided(one.kind == QLatin1String("file") ? kit::visible(one.reference)
                                                                    : evidenceWord(one.kind),
                                  Type::Small);
        auto* hash = kit::text(one.sha256.left(8) + QStringLiteral("…"), Type::MonoSmall, Role::Muted);
        hash->setToolTip(one.sha256);
        m_evidence->add(kit::row(8)
                            ->add(kit::iconLabel(evidenceIcon(one.kind), 14))
                            ->add(words, 1)
                            ->add(kit::iconLabel(QStringLiteral("lock"), 12, Role::Ok))
                            ->add(hash));
    }
}

} // namespace ui::incidents
