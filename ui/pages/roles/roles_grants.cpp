// Grants, drafts and the catalogue of rights.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_grants.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui::roles {

namespace {

struct Known {
    char const* noun;
    char const* words;
    char const* icon;
    char const* group;
    char const* verbs; // Scoped ones end in '@'.
};

constexpr char kObserve[] = QT_TRANSLATE_NOOP("ui::roles::Grants", "Observe");
constexpr char kRespond[] = QT_TRANSLATE_NOOP("ui::roles::Grants", "Respond");
constexpr char kAccess[] = QT_TRANSLATE_NOOP("ui::roles::Grants", "Access");
constexpr char kStored[] = QT_TRANSLATE_NOOP("ui::roles::Grants", "Data");
constexpr char kAssure[] = QT_TRANSLATE_NOOP("ui::roles::Grants", "Assure");
constexpr char kOther[] = QT_TRANSLATE_NOOP("ui::roles::Grants", "Other");

// In the order of the navigation.
constexpr Known kKnown[] = {
    {"logs", QT_TRANSLATE_NOOP("ui::roles::Grants", "Logs"), "logs", kObserve,
     "read@ freeze status confirm reveal ingest@"},
    {"alerts", QT_TRANSLATE_NOOP("ui::roles::Grants", "Alerts"), "bell-ring", kObserve, "read write"},
    {"health", QT_TRANSLATE_NOOP("ui::roles::Grants", "Health"), "radar", kObserve, "read"},
    {"nodes", QT_TRANSLATE_NOOP("ui::roles::Grants", "Engines"), "server", kObserve, "read"},
    {"jobs", QT_TRANSLATE_NOOP("ui::roles::Grants", "Jobs"), "list-checks", kObserve, "read write"},
    {"incidents", QT_TRANSLATE_NOOP("ui::roles::Grants", "Incidents"), "siren", kRespond, "read write"},
    {"playbooks", QT_TRANSLATE_NOOP("ui::roles::Grants", "Playbooks"), "workflow", kRespond,
     "read write run approve answer"},
    {"notifications", QT_TRANSLATE_NOOP("ui::roles::Grants", "Notifications"), "megaphone", kRespond,
     "read write send"},
    {"users", QT_TRANSLATE_NOOP("ui::roles::Grants", "Users"), "users", kAccess, "read write disable"},
    {"auth", QT_TRANSLATE_NOOP("ui::roles::Grants", "Sessions"), "log-out", kAccess, "read end_sessions"},
    {"roles", QT_TRANSLATE_NOOP("ui::roles::Grants", "Roles"), "shield-half", kAccess, "read write"},
    {"clients", QT_TRANSLATE_NOOP("ui::roles::Grants", "Service clients"), "bot", kAccess,
     "read write issue"},
    {"keys", QT_TRANSLATE_NOOP("ui::roles::Grants", "Signing keys"), "key-round", kAccess, "read rotate"},
    {"vault", QT_TRANSLATE_NOOP("ui::roles::Grants", "Vault"), "vault", kAccess, "read rotate"},
    {"collections", QT_TRANSLATE_NOOP("ui::roles::Grants", "Collections"), "database", kStored, "read write"},
    {"records", QT_TRANSLATE_NOOP("ui::roles::Grants", "Records"), "table-2", kStored, "read@ write@"},
    {"backup", QT_TRANSLATE_NOOP("ui::roles::Grants", "Backups"), "archive", kStored, "read run restore"},
    {"audit", QT_TRANSLATE_NOOP("ui::roles::Grants", "Audit"), "footprints", kAssure, "read export"},
    {"limits", QT_TRANSLATE_NOOP("ui::roles::Grants", "Rate limits"), "timer", kAssure, "read"},
    {"settings", QT_TRANSLATE_NOOP("ui::roles::Grants", "Settings"), "settings", kAssure, "read write"},
};

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::roles::Grants", words);
}

QString stem(Right const& right)
{
    return right.permission() + '@';
}

Right* find(QList<Resource>& resources, QString const& noun, QString const& verb)
{
    for (auto& resource : resources)
        for (auto& right : resource.rights)
            if (right.noun == noun && right.verb == verb)
                return &right;
    return nullptr;
}

Resource& rowOf(QList<Resource>& resources, QString const& noun)
{
    for (auto& resource : resources)
        if (resource.noun == noun)
            return resource;
    resources << Resource{
        .noun = noun, .words = noun, .icon = "shield-ellipsis", .group = tr(kOther), .rights = {}};
    return resources.last();
}

void take(QList<Resource>& resources, QJsonObject const& operation)
{
    auto const permission = operation["x-permission"].toString();
    auto const noun = permission.section('.', 0, 0);
    auto const verb = permission.section('.', 1);
    if (noun.isEmpty() || verb.isEmpty())
        return;
    auto* right = find(resources, noun, verb);
    if (right == nullptr) {
        auto& row = rowOf(resources, noun);
        row.rights << Right{
            .noun = noun, .verb = verb, .scoped = operation["x-scoped"].toBool(), .allows = {}};
        right = &row.rights.last();
    }
    right->scoped = right->scoped || operation["x-scoped"].toBool();
    if (auto const summary = operation["summary"].toString();
        !summary.isEmpty() && !right->allows.contains(summary))
        right->allows << summary;
}

bool covers(QString const& star, Right const& right)
{
    if (right.scoped)
        return false;
    return star == "*" || star == right.noun + ".*" || star == "*." + right.verb;
}

} // namespace

bool isStar(QString const& grant)
{
    return grant == "*" || (!grant.contains('@') && (grant.startsWith("*.") || grant.endsWith(".*")));
}

QString starOf(QStringList const& grants, Right const& right)
{
    for (auto const& star : {QStringLiteral("*"), right.noun + ".*", "*." + right.verb})
        if (covers(star, right) && grants.contains(star))
            return star;
    return {};
}

QStringList scopesOf(QStringList const& grants, Right const& right)
{
    QStringList scopes;
    for (auto const& grant : grants)
        if (grant.startsWith(stem(right)) && grant != stem(right) + '*')
            scopes << grant.mid(stem(right).size());
    return scopes;
}

Mark markOf(QStringList const& grants, Right const& right)
{
    if (right.none())
        return Mark::NotApplicable;
    if (right.scoped) {
        if (grants.contains(stem(right) + '*'))
            return Mark::Yes;
        return scopesOf(grants, right).isEmpty() ? Mark::No : Mark::Partly;
    }
    if (grants.contains(right.permission()))
        return Mark::Yes;
    return starOf(grants, right).isEmpty() ? Mark::No : Mark::ByStar;
}

QStringList withoutGrant(QStringList grants, QString const& grant)
{
    grants.removeAll(grant);
    return grants;
}

QStringList withScope(QStringList grants, Right const& right, QString const& scope)
{
    auto const grant = stem(right) + scope;
    if (!grants.contains(grant))
        grants << grant;
    return grants;
}

QStringList toggled(QStringList grants, Right const& right)
{
    auto const mark = markOf(grants, right);
    if (mark == Mark::NotApplicable || mark == Mark::ByStar)
        return grants;
    if (mark == Mark::No)
        return grants << (right.scoped ? stem(right) + '*' : right.permission());
    if (!right.scoped)
        return withoutGrant(grants, right.permission());
    grants.removeIf([&](QString const& grant) { return grant.startsWith(stem(right)); });
    return grants;
}

QStringList writtenOut(QStringList grants, QString const& star, QList<Resource> const& resources)
{
    grants.removeAll(star);
    for (auto const& resource : resources)
        for (auto const& right : resource.rights)
            if (covers(star, right) && markOf(grants, right) == Mark::No)
                grants << right.permission();
    return grants;
}

QStringList applied(QStringList const& saved, Draft const& draft)
{
    QStringList grants;
    for (auto const& grant : saved)
        if (!draft.removed.contains(grant))
            grants << grant;
    for (auto const& grant : draft.added)
        if (!grants.contains(grant))
            grants << grant;
    return grants;
}

Draft difference(QStringList const& saved, QStringList const& wanted)
{
    Draft draft;
    for (auto const& grant : wanted)
        if (!saved.contains(grant))
            draft.added << grant;
    for (auto const& grant : saved)
        if (!wanted.contains(grant))
            draft.removed << grant;
    return draft;
}

QList<Resource> resourcesFrom(QJsonObject const& openApi)
{
    QList<Resource> resources;
    for (auto const& known : kKnown) {
        Resource row{.noun = known.noun,
                     .words = tr(known.words),
                     .icon = known.icon,
                     .group = tr(known.group),
                     .rights = {}};
        for (auto verb : QString::fromLatin1(known.verbs).split(' ')) {
            auto const scoped = verb.endsWith('@');
            if (scoped)
                verb.chop(1);
            row.rights << Right{.noun = row.noun, .verb = verb, .scoped = scoped, .allows = {}};
        }
        resources << row;
    }
    for (auto const& path : openApi["paths"].toObject())
        for (auto const& operation : path.toObject())
            take(resources, operation.toObject());
    return resources;
}

} // namespace ui::roles
