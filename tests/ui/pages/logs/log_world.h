// An engine's log of any size that is computed, not kept: event i arrived i steps before the newest. For
// FakeApi.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"

#include <QDateTime>
#include <QUrlQuery>

#include <algorithm>
#include <cmath>

namespace support {

struct LogWorld {
    qint64 newestUs =
        QDateTime{QDate{2026, 9, 14}, QTime{9, 29, 59, 812}, Qt::UTC}.toMSecsSinceEpoch() * 1000;
    qint64 stepUs = 2'567'000;
    qint64 events = 8'412;
    bool wave = false;  // Now more, now fewer a minute: for pictures.
    int pageMax = 1000; // The engine may end a page before its limit is reached.

    qint64 arrivalOf(qint64 event) const
    {
        auto const place = static_cast<double>(event);
        auto const swing = wave ? 60 * std::sin(place / 190) + 9 * std::sin(place / 31) : 0;
        return newestUs - event * stepUs + static_cast<qint64>(swing * static_cast<double>(stepUs));
    }
    QString idOf(qint64 event) const
    {
        return QStringLiteral("%1.%2").arg(arrivalOf(event)).arg(events - event);
    }
    static bool isError(qint64 event) { return event % 17 == 0 || event % 5 == 2; }

    QJsonObject event(qint64 event) const
    {
        static constexpr char const* kErrors[] = {"upstream timeout after 5000 ms",
                                                  "token introspection timeout", "write quorum timeout"};
        static constexpr char const* kWarnings[] = {"heartbeat timeout", "retry 2/3 to keyring after timeout",
                                                    "lock wait timeout, retried"};
        static constexpr char const* kSources[] = {"gateway", "auth",    "gateway",   "store",
                                                   "gateway", "keyring", "replicator"};
        auto const at =
            QDateTime::fromMSecsSinceEpoch(arrivalOf(event) / 1000, Qt::UTC).toString(Qt::ISODateWithMs);
        auto const error = isError(event);
        QJsonObject attributes{{"status", error ? 504 : 200},
                               {"method", "POST"},
                               {"route", "/v1/auth/introspect"},
                               {"duration_ms", 5000 + event % 40},
                               {"node", event % 3 ? "node-b" : "node-a"},
                               {"kid", "sig-2026-09"},
                               {"user_id", "01JD8Q4M7ZKX"},
                               {"token_id", "tok_7f3a91"},
                               {"shard", "07"},
                               {"attempt", "2 of 3"}};
        return {{"id", idOf(event)},
                {"arrived_at", at},
                {"event_at_us", arrivalOf(event) - 1800},
                {"source", kSources[event % 7]},
                {"severity", error ? "error" : "warn"},
                {"severity_number", error ? 17 : 13},
                {"name", "rpc.timeout"},
                {"message", error ? kErrors[event % 3] : kWarnings[event % 3]},
                {"trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"},
                {"attributes", attributes}};
    }

    /// The first event that arrived before `us`, and how many in [from, to).
    qint64 firstBefore(qint64 us) const
    {
        qint64 low = 0;
        for (auto high = events; low < high;) {
            auto const middle = low + (high - low) / 2;
            if (arrivalOf(middle) < us)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
    qint64 countIn(qint64 fromUs, qint64 toUs) const
    {
        return std::max<qint64>(0, firstBefore(fromUs) - firstBefore(toUs));
    }

    static qint64 timeIn(ui::Call const& call, char const* name, qint64 fallback)
    {
        auto const text = call.query.queryItemValue(QLatin1String{name}, QUrl::FullyDecoded);
        return text.isEmpty() ? fallback
                              : QDateTime::fromString(text, Qt::ISODateWithMs).toMSecsSinceEpoch() * 1000;
    }

    ui::Answer page(ui::Call const& call) const
    {
        auto first = firstBefore(timeIn(call, "to", newestUs + 1));
        auto const end = firstBefore(timeIn(call, "from", 0));
        if (auto const after = call.query.queryItemValue("after"); !after.isEmpty())
            first = std::max(first, events - after.section('.', 1, 1).toLongLong() + 1);
        auto const limit = std::min<qint64>(call.query.queryItemValue("limit").toLongLong(), pageMax);
        QJsonArray items;
        for (auto at = first; at < std::min(first + limit, end); ++at)
            items.append(event(at));
        QJsonObject body{
            {"items", items}, {"ended", "complete"}, {"looked", items.size()}, {"damaged_blocks", 0}};
        if (first + limit < end)
            body["next"] = idOf(first + limit - 1);
        return answerOf(body);
    }

    ui::Answer histogram(ui::Call const& call) const
    {
        auto const from = timeIn(call, "from", 0);
        auto const to = timeIn(call, "to", newestUs + 1);
        auto const parts = call.query.queryItemValue("buckets").toLongLong();
        auto const warn = call.query.queryItemValue("q", QUrl::FullyDecoded).endsWith("severity=warn");
        QJsonArray buckets;
        qint64 seen = 0;
        for (qint64 part = 0; part < parts; ++part) {
            auto const begin = from + (to - from) / parts * part;
            auto const all = countIn(begin, begin + (to - from) / parts);
            // Summed before it is divided, or small parts would have none.
            auto const share = part > parts * 3 / 4 && part < parts * 9 / 10 ? 45 : 18;
            auto const errors = (seen + all) * share / 100 - seen * share / 100;
            seen += all;
            buckets.append(QJsonObject{{"count", warn ? all - errors : all}, {"errors", warn ? 0 : errors}});
        }
        return answerOf(
            QJsonObject{{"buckets", buckets}, {"total", countIn(from, to)}, {"ended", "complete"}});
    }

    ui::Answer facet(ui::Call const& call) const
    {
        struct Value {
            char const* field;
            char const* value;
            double share;
        };
        static constexpr Value kValues[] = {
            {"severity", "warn", .62},  {"severity", "error", .27},    {"severity", "info", .11},
            {"source", "gateway", .58}, {"source", "auth", .22},       {"source", "store", .11},
            {"source", "keyring", .05}, {"source", "replicator", .03}, {"name", "rpc.timeout", .81},
            {"name", "request", .14},   {"name", "auth.sign_in", .03}, {"status", "504", .37},
            {"status", "408", .29},     {"status", "503", .12}};
        QJsonArray values;
        for (auto const& value : kValues)
            if (call.query.queryItemValue("field") == value.field)
                values.append(QJsonObject{{"value", value.value},
                                          {"count", qRound64(static_cast<double>(events) * value.share)}});
        return answerOf(
            QJsonObject{{"values", values}, {"total", events}, {"exact", true}, {"ended", "complete"}});
    }

    /// `this` must outlive the calls.
    void serve(FakeApi& api)
    {
        using ui::Verb;
        api.script(Verb::Get, "/logs/events", [this](ui::Call const& call) { return page(call); });
        api.script(Verb::Get, "/logs/histogram", [this](ui::Call const& call) { return histogram(call); });
        api.script(Verb::Get, "/logs/facets", [this](ui::Call const& call) { return facet(call); });
        api.shows(
            "/logs/status",
            R"({"events":8412907,"blocks":812,"block_bytes":1288490188,"open_events":412,"dropped_events":0,
            "damaged_blocks":0,"damaged_bytes":0,"failed_writes":0,"engine_events_lost":0,
            "retention_held":false,
            "oldest_at":"2026-08-15T00:00:02.000000Z","newest_at":"2026-09-14T09:29:59.812000Z","sources":[
            {"source":"dewar","received":4210332,"stored":4210332,"kept_raw":0,"rejected":0,
            "redacted":18,"quarantined":0,"claims_reserved":0,"unstored":0},
            {"source":"gateway","received":3120480,"stored":3120471,"kept_raw":112,"rejected":9,
            "redacted":204,"quarantined":3,"claims_reserved":0,"unstored":0}]})");
    }
};

} // namespace support
