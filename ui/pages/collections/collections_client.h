// Every call of the data page. Callbacks come only while `owner` exists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/collections/collections_types.h"

namespace ui::collections {

class CollectionsClient {
public:
    static constexpr int kPage = 100;

    explicit CollectionsClient(ApiClient& api) : m_api{api} {}

    /// All of them, page after page: there are at most 1,000.
    void list(QObject* owner, Done<std::vector<Collection>> done);
    void show(QString const& name, QObject* owner, Done<Collection> done);
    void create(QJsonObject const& order, QObject* owner, Done<Collection> done);
    void changeSchema(QString const& name, QJsonObject const& schema, QObject* owner, Done<Collection> done);
    void remove(QString const& name, QObject* owner, Done<bool> done);

    void records(QString const& collection, RecordsQuery const& query, QObject* owner,
                 Done<RecordsPage> done);
    void record(QString const& collection, QString const& id, QObject* owner, Done<Record> done);
    void history(QString const& collection, QString const& id, QObject* owner,
                 Done<std::vector<Revision>> done);
    void createRecord(QString const& collection, QJsonValue const& body, QObject* owner, Done<Record> done);
    /// Refused with 412 when it is not at `revision` any more.
    void replaceRecord(QString const& collection, Record const& record, QObject* owner, Done<Record> done);
    void removeRecord(QString const& collection, Record const& record, QObject* owner, Done<bool> done);

private:
    void listFrom(QString const& after, std::vector<Collection> before, QObject* owner,
                  Done<std::vector<Collection>> done);

    ApiClient& m_api;
};

} // namespace ui::collections
