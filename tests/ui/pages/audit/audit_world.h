// An invented audit chain for the tests of the audit page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"

#include <QCryptographicHash>

namespace support {

inline QString hashOf(qint64 number)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArray::number(number), QCryptographicHash::Sha256).toHex());
}

struct Told {
    char const* actor;
    char const* kind;
    char const* verb;
    char const* subjectType;
    char const* subjectId;
    char const* outcome;
    char const* details;
};

// Newest first; what is older repeats these.
inline constexpr Told kTold[] = {
    {"marta.okafor", "user", "user.disable", "user", "u-05", "done",
     R"({"name":"nils.bergman","reason":"wrong passwords from 203.0.113.77"})"},
    {"jon.brandt", "user", "key.rotate", "key", "sig-2026-11b", "done",
     R"({"emergency":true,"reason":"exposed"})"},
    {"aiko.tan", "user", "key.revoke", "key", "sig-2026-09", "exceeds-own-permissions", R"({})"},
    {"run-2041-4", "playbook", "playbook.answer", "playbook_run", "run-2041-4", "done",
     R"({"step":"contain"})"},
    {"nils.bergman", "user", "auth.token", "", "", "unauthenticated",
     R"({"account":"nils.bergman","count":12})"},
    {"marta.okafor", "user", "incident.note", "incident", "INC-2041", "done",
     R"({"text":"Tokens are frozen"})"},
    {"aiko.tan", "user", "incident.evidence", "incident", "INC-2041", "done",
     R"({"kind":"frozen_query","rows":4182})"},
    {"tomas.lindqvist", "user", "role.change", "role", "r-9", "done",
     R"({"name":"developer","permissions":["logs.read@checkout"],"permissions_before":["logs.read@*"]})"},
    {"svc-checkout", "client", "record.replace", "record", "018f-77aa", "done", R"({"collection":"orders"})"},
    {"system", "engine", "key.rotate", "key", "sig-2026-11a", "done", R"({})"},
    {"jon.brandt", "user", "backup.start", "backup", "b-20260914", "done", R"({})"},
    {"lea.fischer", "user", "collection.delete", "collection", "orders", "forbidden", R"({"name":"orders"})"},
};

inline QJsonObject auditRow(qint64 number)
{
    auto const& told =
        kTold[static_cast<std::size_t>((402'911 - number) % static_cast<qint64>(std::size(kTold)))];
    auto const at = QDateTime{QDate{2026, 9, 14}, QTime{9, 29, 41}, Qt::UTC}.addSecs((number - 402'911) * 97);
    return {{"number", number},
            {"at", at.toString(Qt::ISODateWithMs)},
            {"actor_kind", told.kind},
            {"actor_id", QStringLiteral("id-of-%1").arg(told.actor)},
            {"actor_name", told.actor},
            {"session_id", "018f4e2a-s44e9"},
            {"token_id", ""},
            {"verb", told.verb},
            {"subject_type", told.subjectType},
            {"subject_id", told.subjectId},
            {"outcome", told.outcome},
            {"trace_id", "9a1b44c2e07f4d10a6c1b0f2d3e4a5b6"},
            {"address", "10.4.18.31"},
            {"details", jsonOf(told.details)},
            {"hash", hashOf(number)}};
}

/// /audit as the engine answers it for a chain of `rows`: newest first, `after` and `limit` as there.
inline FakeApi::Script chain(qint64 rows)
{
    return [rows](ui::Call const& call) -> ui::Reply<ui::Answer> {
        auto const after = call.query.queryItemValue("after");
        auto const limit = call.query.queryItemValue("limit").toLongLong();
        auto number = after.isEmpty() ? rows : std::min(rows, after.toLongLong() - 1);
        QJsonArray items;
        for (; number >= 1 && items.size() < limit; --number)
            items.append(auditRow(number));
        QJsonObject answer{{"items", items}};
        if (number >= 1)
            answer["next"] = QString::number(number + 1);
        return answerOf(answer);
    };
}

inline void showAudit(FakeApi& api, qint64 rows = 402'911)
{
    api.script(ui::Verb::Get, "/audit", chain(rows));
    api.answer(ui::Verb::Get, "/audit/head", QJsonObject{{"number", rows}, {"hash", hashOf(rows)}});
}

/// /audit/verify that walks `step` rows a call over a whole chain.
inline void showWhole(FakeApi& api, qint64 rows, qint64 step = 100'000)
{
    api.script(ui::Verb::Get, "/audit/verify", [=](ui::Call const& call) -> ui::Reply<ui::Answer> {
        auto const after = call.query.queryItemValue("after").toLongLong();
        auto const walked = std::min(step, rows - after);
        QJsonObject answer{{"ok", true}, {"rows", walked}};
        if (after + walked < rows)
            answer["next"] = after + walked;
        return answerOf(answer);
    });
}

} // namespace support
