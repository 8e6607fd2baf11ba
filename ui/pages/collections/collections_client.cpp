// Calls of the data page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_client.h"

namespace ui::collections {

namespace {

auto const kNothing = [](QJsonObject const&) { return true; };

} // namespace

void CollectionsClient::list(QObject* owner, Done<std::vector<Collection>> done)
{
    listFrom({}, {}, owner, std::move(done));
}

void CollectionsClient::listFrom(QString const& after, std::vector<Collection> before, QObject* owner,
                                 Done<std::vector<Collection>> done)
{
    m_api.get("/collections", pageAfter(after),
              {owner, [this, before = std::move(before), owner,
                       done = std::move(done)](Reply<QJsonValue> reply) mutable {
                   if (auto const* problem = problemOf(reply))
                       return done(*problem);
                   auto const& body = std::get<QJsonValue>(reply);
                   for (auto const& item : body["items"].toArray())
                       before.push_back(collectionFrom(item.toObject()));
                   auto const next = body["next"].toString();
                   if (next.isEmpty())
                       return done(std::move(before));
                   listFrom(next, std::move(before), owner, std::move(done));
               }});
}

void CollectionsClient::show(QString const& name, QObject* owner, Done<Collection> done)
{
    m_api.get(pathOf("/collections/%1", {name}), reading<Collection>(owner, std::move(done), collectionFrom));
}

void CollectionsClient::create(QJsonObject const& order, QObject* owner, Done<Collection> done)
{
    m_api.post("/collections", order, reading<Collection>(owner, std::move(done), collectionFrom));
}

void CollectionsClient::changeSchema(QString const& name, QJsonObject const& schema, QObject* owner,
                                     Done<Collection> done)
{
    m_api.put(pathOf("/collections/%1/schema", {name}), QJsonObject{{"schema", schema}},
              reading<Collection>(owner, std::move(done), collectionFrom));
}

void CollectionsClient::remove(QString const& name, QObject* owner, Done<bool> done)
{
    QUrlQuery query;
    addItem(query, QStringLiteral("confirm"), name);
    m_api.send({.verb = Verb::Delete, .path = pathOf("/collections/%1", {name}), .query = query},
               readingAnswer<bool>(owner, std::move(done), kNothing));
}

void CollectionsClient::records(QString const& collection, RecordsQuery const& query, QObject* owner,
                                Done<RecordsPage> done)
{
    QUrlQuery items;
    items.addQueryItem(QStringLiteral("limit"), QString::number(kPage));
    items.addQueryItem(QStringLiteral("sort"), query.sort);
    items.addQueryItem(QStringLiteral("descending"),
                       query.descending ? QStringLiteral("true") : QStringLiteral("false"));
    for (auto const& filter : query.filters)
        addItem(items, QStringLiteral("filter"), filter);
    if (!query.after.isEmpty())
        addItem(items, QStringLiteral("after"), query.after);
    m_api.get(pathOf("/collections/%1/records", {collection}), items,
              reading<RecordsPage>(owner, std::move(done), [](QJsonObject const& body) {
                  RecordsPage page;
                  for (auto const& item : body["items"].toArray())
                      page.records.push_back(recordFrom(item.toObject()));
                  page.next = body["next"].toString();
                  return page;
              }));
}

void CollectionsClient::record(QString const& collection, QString const& id, QObject* owner,
                               Done<Record> done)
{
    m_api.get(pathOf("/collections/%1/records/%2", {collection, id}),
              reading<Record>(owner, std::move(done), recordFrom));
}

void CollectionsClient::history(QString const& collection, QString const& id, QObject* owner,
                                Done<std::vector<Revision>> done)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QString::number(kPage));
    m_api.get(pathOf("/collections/%1/records/%2/history", {collection, id}), query,
              reading<std::vector<Revision>>(owner, std::move(done), [](QJsonObject const& body) {
                  std::vector<Revision> revisions;
                  for (auto const& item : body["items"].toArray())
                      revisions.push_back(revisionFrom(item.toObject()));
                  return revisions;
              }));
}

void CollectionsClient::createRecord(QString const& collection, QJsonValue const& body, QObject* owner,
                                     Done<Record> done)
{
    m_api.post(pathOf("/collections/%1/records", {collection}), body,
               reading<Record>(owner, std::move(done), recordFrom));
}

void CollectionsClient::replaceRecord(QString const& collection, Record const& record, QObject* owner,
                                      Done<Record> done)
{
    m_api.send({.verb = Verb::Put,
                .path = pathOf("/collections/%1/records/%2", {collection, record.id}),
                .body = record.body,
                .ifMatch = etagOf(record.revision)},
               readingAnswer<Record>(owner, std::move(done), recordFrom));
}

void CollectionsClient::removeRecord(QString const& collection, Record const& record, QObject* owner,
                                     Done<bool> done)
{
    m_api.send({.verb = Verb::Delete,
                .path = pathOf("/collections/%1/records/%2", {collection, record.id}),
                .ifMatch = etagOf(record.revision)},
               readingAnswer<bool>(owner, std::move(done), kNothing));
}

} // namespace ui::collections
