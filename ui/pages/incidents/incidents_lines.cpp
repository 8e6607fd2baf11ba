// Lines of a case as entries of the timeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_lines.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::incidents {

namespace {

using kit::TimelineEntry;

constexpr int kIdTailLetters = 6;
constexpr int kHashHeadLetters = 12;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::incidents::Lines", words);
}

QString text(Line const& line, char const* name)
{
    return line.data[QLatin1String(name)].toString();
}

void dress(TimelineEntry& entry, char const* kind, char const* icon, Role tone)
{
    entry.kind = QLatin1String(kind);
    entry.icon = QLatin1String(icon);
    entry.tone = tone;
}

void ofCase(TimelineEntry& entry, Line const& line)
{
    entry.lead = line.actor;
    if (line.kind == QLatin1String("incident.opened")) {
        dress(entry, "", "siren", severityRole(severityFrom(text(line, "severity"))));
        entry.words = tr("opened the case: %1").arg(text(line, "title"));
        return;
    }
    dress(entry, "decision", text(line, "to") == QLatin1String("contained") ? "shield-check" : "gavel",
          Role::Violet);
    entry.words = tr("set the case from %1 to %2")
                      .arg(stateWord(text(line, "from")).toLower(), stateWord(text(line, "to")).toLower());
}

void ofNote(TimelineEntry& entry, Line const& line)
{
    auto const decided = line.says.startsWith(decisionMark());
    if (decided)
        dress(entry, "decision", "gavel", Role::Violet);
    else
        dress(entry, "message", "message-square", Role::Info);
    entry.lead = decided ? tr("Decision by %1").arg(line.actor) : line.actor;
    entry.words = decided ? line.says.mid(decisionMark().size()) : line.says;
    if (line.kind == QLatin1String("addendum"))
        entry.lead = tr("%1, after closing").arg(entry.lead);
}

void ofEvidence(TimelineEntry& entry, Line const& line)
{
    dress(entry, "evidence", "paperclip", Role::Teal);
    entry.lead = line.actor;
    entry.words = tr("added evidence");
    entry.second = text(line, "reference");
    auto const rows = line.data["rows"].toInteger();
    auto const hash = text(line, "sha256").left(kHashHeadLetters);
    entry.third =
        (rows > 0 ? kit::counted(rows, tr("1 line"), tr("%1 lines")) + QStringLiteral(" · ") : QString{}) +
        tr("SHA-256 %1…").arg(hash);
    entry.boxIcon = QStringLiteral("file-lock-2");
    entry.action = tr("Show");
}

void ofStep(TimelineEntry& entry, Line const& line)
{
    auto const failed =
        text(line, "result") == QLatin1String("failed") || text(line, "result") == QLatin1String("timed_out");
    dress(entry, "automated", failed ? "octagon-alert" : "bot", failed ? Role::Crit : Role::Accent);
    entry.lead = text(line, "name");
    entry.words = failed ? tr("failed") : tr("finished");
    entry.second = text(line, "did");
    entry.box = TimelineEntry::Box::Mono;
    entry.boxIcon = failed ? QStringLiteral("triangle-alert") : QStringLiteral("circle-check");
    entry.aside = text(line, "says");
}

void ofPlaybook(TimelineEntry& entry, Line const& line)
{
    auto const kind = line.kind.section(QLatin1Char('.'), 1);
    auto const book = text(line, "playbook");
    if (kind == QLatin1String("step"))
        return ofStep(entry, line);
    if (kind == QLatin1String("started")) {
        dress(entry, "decision", "play", Role::Violet);
        entry.lead = text(line, "by");
        entry.words = tr("started the playbook %1").arg(book);
    } else if (kind == QLatin1String("answered")) {
        dress(entry, "decision", "user-check", Role::Violet);
        entry.lead = text(line, "by");
        entry.words = tr("answered “%1”: %2").arg(text(line, "name"), text(line, "says"));
    } else if (kind == QLatin1String("waiting")) {
        dress(entry, "automated", "hourglass", Role::High);
        entry.lead = book;
        entry.words = tr("waits for a person");
        entry.second = text(line, "name");
        entry.third = text(line, "says");
        entry.box = TimelineEntry::Box::Attention;
        entry.boxIcon = QStringLiteral("hourglass");
        entry.action = tr("Open run");
    } else {
        auto const fine = text(line, "state") == QLatin1String("succeeded");
        dress(entry, "automated", fine ? "clipboard-check" : "octagon-alert", fine ? Role::Ok : Role::Crit);
        entry.lead = book;
        entry.words = tr("ended: %1").arg(text(line, "state"));
        if (!text(line, "says").isEmpty())
            entry.words += QStringLiteral(" · ") + text(line, "says");
    }
}

/// Facts of the rest of the engine: what was done to users, sessions, keys, backups, alerts.
void ofEngine(TimelineEntry& entry, Line const& line)
{
    struct Look {
        char const* prefix;
        char const* icon;
        Role tone;
    };
    static constexpr Look kLooks[] = {
        {"alert.", "bell-ring", Role::High},   {"user.", "user-lock", Role::Accent},
        {"session.", "log-out", Role::Accent}, {"key.", "key-round", Role::Accent},
        {"backup.", "archive", Role::Accent},  {"role.", "shield-half", Role::Accent},
        {"client.", "plug-zap", Role::Accent}, {"vault.", "vault", Role::Accent},
    };
    dress(entry, line.kind.startsWith(QLatin1String("alert.")) ? "" : "automated", "info", Role::Info);
    for (auto const& look : kLooks)
        if (line.kind.startsWith(QLatin1String(look.prefix))) {
            entry.icon = QLatin1String(look.icon);
            entry.tone = look.tone;
        }
    static QHash<QString, char const*> const kWords{
        {"alert.opened", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Alert")},
        {"alert.closed", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Alert closed")},
        {"user.disabled", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Account disabled")},
        {"user.enabled", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Account enabled")},
        {"user.sessions_ended", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Sessions ended")},
        {"session.ended", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Session ended")},
        {"user.password_changed", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Password changed")},
        {"user.role_granted", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Role granted")},
        {"user.role_withdrawn", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Role withdrawn")},
        {"key.rotated", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Signing key rotated")},
        {"key.revoked", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Signing key revoked")},
        {"backup.done", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Backup taken")},
        {"backup.failed", QT_TRANSLATE_NOOP("ui::incidents::Lines", "Backup failed")},
    };
    auto const words = kWords.constFind(line.kind);
    entry.lead = words == kWords.cend() ? line.kind : tr(words.value());
    auto const raw =
        line.says.startsWith(line.kind + QStringLiteral(" {")); // The engine had no sentence for it.
    if (line.kind == QLatin1String("alert.opened")) {
        auto const count = line.data["count"].toInteger();
        entry.words =
            text(line, "rule") + (count > 1 ? tr(" · met %1 times").arg(kit::grouped(count)) : QString{});
        entry.second = text(line, "key");
        entry.box = TimelineEntry::Box::Mono;
        entry.boxIcon = QStringLiteral("crosshair");
        entry.action = tr("Show alert");
    } else if (line.data.contains("ended")) {
        entry.words = tr("%1 ended").arg(line.data["ended"].toInteger());
    } else if (!text(line, "active_kid").isEmpty()) {
        entry.words = tr("%1 signs now").arg(text(line, "active_kid"));
    } else {
        entry.words = raw ? text(line, "name") : line.says;
    }
    if (!line.actor.isEmpty())
        entry.words += tr(" by %1").arg(line.actor);
}

} // namespace

QStringList const& entryKinds()
{
    static QStringList const kinds{QString{}, "decision", "automated", "evidence", "message"};
    return kinds;
}

QString decisionMark()
{
    return QStringLiteral("Decision: ");
}

TimelineEntry entryFrom(Line const& line)
{
    TimelineEntry entry;
    entry.id = QString::number(line.number);
    entry.at = line.at;
    if (line.kind.startsWith(QLatin1String("incident.")))
        ofCase(entry, line);
    else if (line.kind == QLatin1String("note") || line.kind == QLatin1String("addendum"))
        ofNote(entry, line);
    else if (line.kind == QLatin1String("evidence"))
        ofEvidence(entry, line);
    else if (line.kind.startsWith(QLatin1String("playbook.")))
        ofPlaybook(entry, line);
    else
        ofEngine(entry, line);
    return entry;
}

QList<kit::Phase> phasesOf(Incident const& incident, std::vector<Line> const& lines, QDateTime const& now)
{
    QDateTime contained;
    for (auto const& line : lines) {
        if (line.kind != QLatin1String("incident.state_changed"))
            continue;
        auto const to = text(line, "to");
        if (to == QLatin1String("contained"))
            contained = line.at;
        if (to == QLatin1String("open"))
            contained = {};
    }
    auto const at = [](QDateTime const& time) { return time.toUTC().toString(QStringLiteral("HH:mm")); };
    using kit::PhaseState;
    QList<kit::Phase> phases{{stateWord("open"), PhaseState::Done, at(incident.openedAt)},
                             {stateWord("contained"), PhaseState::ToCome, {}},
                             {stateWord("closed"), PhaseState::ToCome, {}}};
    if (incident.state == QLatin1String("open")) {
        phases[0].state = PhaseState::Current;
        phases[0].note = kit::age(incident.openedAt, now);
    } else if (incident.state == QLatin1String("contained")) {
        phases[1].state = PhaseState::Current;
        phases[1].note = contained.isValid() ? kit::age(contained, now) : QString{};
    } else {
        phases[1].state = contained.isValid() ? PhaseState::Done : PhaseState::Skipped;
        phases[1].note = contained.isValid() ? at(contained) : QString{};
        phases[2] = {stateWord("closed"), PhaseState::Done, at(incident.closedAt)};
    }
    return phases;
}

QString runningClock(QDateTime const& from, QDateTime const& to)
{
    auto const seconds = std::max<qint64>(0, from.secsTo(to));
    auto const clock = QStringLiteral("%1:%2:%3")
                           .arg(seconds % 86'400 / 3600, 2, 10, QLatin1Char('0'))
                           .arg(seconds % 3600 / 60, 2, 10, QLatin1Char('0'))
                           .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return seconds < 86'400 ? clock : tr("%1 d %2").arg(seconds / 86'400).arg(clock);
}

QString shortId(QString const& id)
{
    return id.size() <= kIdTailLetters + 2 ? id : QStringLiteral("…") + id.right(kIdTailLetters);
}

QStringList flowOrder(QJsonObject const& document)
{
    auto const workflow = document["workflow"].toObject();
    QStringList order;
    QStringList waiting{document["workflow_start"].toString()};
    while (!waiting.isEmpty()) {
        auto const id = waiting.takeFirst();
        if (order.contains(id) || !workflow.contains(id))
            continue;
        order << id;
        auto const step = workflow[id].toObject();
        QStringList next = wordsFrom(step["next_steps"]);
        for (auto const* name : {"on_true", "on_false", "on_completion", "on_success", "on_failure"})
            next << step[QLatin1String(name)].toString();
        for (auto const& to : step["cases"].toObject())
            next << to.toString();
        waiting = next + waiting; // A branch is read to its end before the next one.
    }
    return order;
}

QString stateWord(QString const& state)
{
    if (state == QLatin1String("open"))
        return tr("Open");
    if (state == QLatin1String("contained"))
        return tr("Contained");
    if (state == QLatin1String("closed"))
        return tr("Closed");
    return state;
}

Role stateTone(QString const& state)
{
    return state == QLatin1String("open")        ? Role::High
           : state == QLatin1String("contained") ? Role::Accent
                                                 : Role::Info;
}

} // namespace ui::incidents
