// The calls of the audit page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_client.h"

namespace ui::audit {

namespace {

constexpr int kWalkMs = 120'000; // A stretch of 100,000 rows on a busy engine.

QString wire(QDateTime const& at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

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
    add("from", filter.from.isValid() ? wire(filter.from) : QString{});
    add("to", filter.to.isValid() ? wire(filter.to) : QString{});
    add("after", before);
    m_api.get("/audit", query, {owner, [done = std::move(done)](Reply<QJsonValue> reply) {
                                    if (auto const* problem = problemOf(reply))
                                        return done(*problem);
                                    auto const& answer = std::get<QJsonValue>(reply);
                                    Batch batch{.items = {}, .next = answer["next"].toString()};
                                    for (auto const& item : answer["items"].toArray())
                                        batch.items.push_back(rowFrom(item.toObject()));
                                    done(std::move(batch));
                                }});
}

void AuditClient::head(QObject* owner, Done<Head> done)
{
    m_api.get("/audit/head", {owner, [done = std::move(done)](Reply<QJsonValue> reply) {
                                  if (auto const* problem = problemOf(reply))
                                      return done(*problem);
                                  done(headFrom(std::get<QJsonValue>(reply).toObject()));
                              }});
}

void AuditClient::verify(qint64 after, QObject* owner, Done<Stretch> done)
{
    Call call{.verb = Verb::Get, .path = "/audit/verify", .query = {{"after", QString::number(after)}}};
    call.timeoutMs = kWalkMs;
    m_api.send(std::move(call), {owner, [done = std::move(done)](Reply<Answer> reply) {
                                     if (auto const* problem = problemOf(reply))
                                         return done(*problem);
                                     done(stretchFrom(std::get<Answer>(reply).body.toObject()));
                                 }});
}

void AuditClient::exported(qint64 after, QObject* owner, Done<QByteArray> done)
{
    Call call{.verb = Verb::Get,
              .path = "/audit/export",
              .query = {{"after", QString::number(after)}, {"limit", QString::number(kExportRows)}}};
    call.timeoutMs = kWalkMs;
    m_api.send(std::move(call), {owner, [done = std::move(done)](Reply<Answer> reply) {
                                     if (auto const* problem = problemOf(reply))
                                         return done(*problem);
                                     done(std::get<Answer>(reply).raw);
                                 }});
}

} // namespace ui::audit
