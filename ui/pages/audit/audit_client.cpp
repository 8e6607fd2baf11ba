// The calls of the audit page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_client.h"

namespace ui::audit {

namespace {

constexpr int kWalkMs = 120'000; // A stretch of 100,000 rows on a busy engine.

} // namespace

void AuditClient::list(Filter const& filter, QString const& before, int rows, QObject* owner,
                       Done<Batch> done)
{
    QUrlQuery query{{"limit", QString::number(rows)}};
    auto const add = [&query](char const* name, QString const& value) {
        if (!value.isEmpty())
            addItem(query, QString::fromLatin1(name), value);
    };
    add("verb", filter.verb);
    add("actor", filter.actor);
    add("subject", filter.subject);
    add("from", filter.from.isValid() ? wireTime(filter.from) : QString{});
    add("to", filter.to.isValid() ? wireTime(filter.to) : QString{});
    add("after", before);
    m_api.get("/audit", query, reading(owner, std::move(done), batchOf(rowFrom)));
}

void AuditClient::head(QObject* owner, Done<Head> done)
{
    m_api.get("/audit/head", reading(owner, std::move(done), headFrom));
}

void AuditClient::verify(qint64 after, QObject* owner, Done<Stretch> done)
{
    Call call{.verb = Verb::Get, .path = "/audit/verify", .query = {{"after", QString::number(after)}}};
    call.timeoutMs = kWalkMs;
    m_api.send(std::move(call), readingAnswer(owner, std::move(done), stretchFrom));
}

void AuditClient::exported(qint64 after, QObject* owner, Done<QByteArray> done)
{
    Call call{.verb = Verb::Get,
              .path = "/audit/export",
              .query = {{"after", QString::number(after)}, {"limit", QString::number(kExportRows)}}};
    call.timeoutMs = kWalkMs;
    m_api.send(std::move(call), readingRaw(owner, std::move(done)));
}

} // namespace ui::audit
