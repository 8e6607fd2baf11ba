// What the engine's calls do, in plain words: for dry runs and for the step at which a run stands.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/playbooks/playbooks_flow.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QRegularExpression>

namespace ui::playbooks {

namespace {

struct Known {
    char const* call; // Method and path below /api/v1; "*" stands for one segment.
    char const* icon;
    char const* words; // %1: the segment under "*"; %2: the member of the body.
    char const* member;
    Role tone;
};

#define WORDS(text) QT_TRANSLATE_NOOP("ui::playbooks::Effects", text)
constexpr Known kKnown[] = {
    {"POST /backups", "archive", WORDS("A backup is taken; nothing is changed"), "", Role::Ok},
    {"POST /users/*/disable", "user-lock", WORDS("Account %1 is disabled: nobody signs in with it"), "",
     Role::High},
    {"POST /users/*/enable", "user-check", WORDS("Account %1 may sign in again"), "", Role::High},
    {"POST /users/*/end-sessions", "log-out",
     WORDS("All sessions of %1 end; their tokens are refused at the next use"), "", Role::High},
    {"POST /sessions/*/end", "log-out", WORDS("The session %1 ends"), "", Role::High},
    {"POST /keys/rotate", "key-round", WORDS("A new signing key takes over"), "", Role::High},
    {"POST /keys/*/revoke", "key-round", WORDS("The key %1 is revoked: what it signed is refused"), "",
     Role::Crit},
    {"POST /clients/*/disable", "plug-zap", WORDS("The client %1 is disabled: its keys are refused"), "",
     Role::High},
    {"POST /notifications/send", "send", WORDS("A message goes to %2"), "destination", Role::Accent},
    {"POST /logs/freeze", "scroll-text", WORDS("What the logs hold for %2 is kept, with its hash"), "query",
     Role::Ok},
    {"POST /incidents/*/evidence", "paperclip", WORDS("It becomes evidence of the case"), "", Role::Ok},
    {"POST /incidents/*/notes", "message-square", WORDS("A note joins the case"), "", Role::Ok},
    {"POST /incidents/*/state", "shield-check", WORDS("The case becomes %2"), "state", Role::Accent},
    {"POST /alerts/*/acknowledge", "bell", WORDS("The alert is acknowledged"), "", Role::Accent},
    {"POST /alerts/*/close", "bell-off", WORDS("The alert is closed"), "", Role::Accent},
};
#undef WORDS

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::playbooks::Effects", words);
}

QString readable(QString words, Values const& values)
{
    words = filled(words, values.known);
    for (auto one = values.names.begin(); one != values.names.end(); ++one)
        if (!one.key().isEmpty() && !one.value().isEmpty())
            words.replace(one.key(), one.value());
    static QRegularExpression const kHole{QStringLiteral(R"(\{(__\w+?__)\})")};
    for (auto hole = kHole.match(words); hole.hasMatch(); hole = kHole.match(words))
        words.replace(hole.capturedStart(), hole.capturedLength(),
                      QStringLiteral("‹%1›").arg(plainName(hole.captured(1)).toLower()));
    return words;
}

Effect plainEffectOf(PreviewLine const& line)
{
    if (!line.automated())
        return {QStringLiteral("message-square"), line.says, {}, Role::High};
    static QRegularExpression const kCall{QStringLiteral(R"(^([A-Z]+)\s+(?:/api/v1)?(/\S*))")};
    auto const match = kCall.match(line.says);
    auto const call = match.hasMatch() ? match.captured(1) + QLatin1Char(' ') + match.captured(2) : line.says;
    for (auto const& known : kKnown) {
        auto pattern = QRegularExpression::escape(QLatin1String(known.call));
        pattern.replace(QStringLiteral("\\*"), QStringLiteral("([^/]+)"));
        auto const fits = QRegularExpression{QRegularExpression::anchoredPattern(pattern)}.match(call);
        if (!fits.hasMatch())
            continue;
        auto words = tr(known.words);
        words.replace(QStringLiteral("%1"), fits.captured(1));
        auto const body = QJsonDocument::fromJson(line.body.toUtf8()).object();
        words.replace(QStringLiteral("%2"), body[QLatin1String(known.member)].toString());
        auto tone = known.tone;
        if (call == QLatin1String("POST /keys/rotate") && body["emergency"].toBool()) {
            words = tr("A new signing key takes over and the old one is withdrawn at once: everybody's "
                       "tokens must be renewed");
            tone = Role::Crit;
        }
        return {QLatin1String(known.icon), words, call, tone};
    }
    auto const reads = call.startsWith(QLatin1String("GET "));
    return {QStringLiteral("code"), reads ? tr("It reads") : tr("It changes what this call says"), call,
            reads ? Role::Ok : Role::High};
}
} // namespace

Effect effectOf(PreviewLine const& line, Values const& values)
{
    // Words are made of the dry run as it stands and filled afterwards: a value may hold spaces and quotes.
    auto effect = plainEffectOf(line);
    effect.words = kit::visible(readable(effect.words, values));
    effect.call = kit::visible(filled(effect.call, values.known));
    return effect;
}

QString plainName(QString const& variable)
{
    static QRegularExpression const kEdges{QStringLiteral("^_+|_+$")};
    auto words = variable;
    words.remove(kEdges).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

} // namespace ui::playbooks
