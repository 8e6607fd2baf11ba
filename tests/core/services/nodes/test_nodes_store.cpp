// Rows of nodes: a heartbeat keeps the start, silence ends a life, age forgets it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/nodes/nodes_store.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
namespace store = core::nodes::store;

namespace {

nodes::Node node(std::string id, std::int64_t at)
{
    return {.id = id,
            .name = "host " + id,
            .version = "1.0",
            .dataAddress = "https://192.0.2.1:8443",
            .adminAddress = "https://192.0.2.1:8444",
            .startedAt = timeOf(at),
            .heartbeatAt = timeOf(at),
            .lagMs = 12,
            .clockMs = -3,
            .lanes = {1, 20, 10}};
}

} // namespace

class test_nodes_store : public QObject {
    Q_OBJECT

private slots:
    void keepsTheStartOverHeartbeats()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(bool(store::begin(tx, node("a", 100), timeOf(200))));
        QVERIFY(bool(store::beat(tx, node("a", 150), timeOf(250))));
        auto const all = store::all(tx, timeOf(240));
        QCOMPARE(all->size(), 1U);
        auto const& found = all->front();
        QCOMPARE(found.startedAt, timeOf(100));
        QCOMPARE(found.heartbeatAt, timeOf(150));
        QCOMPARE(found.state, std::string{"live"});
        QCOMPARE(found.name, std::string{"host a"});
        QCOMPARE(found.adminAddress, std::string{"https://192.0.2.1:8444"});
        QCOMPARE(found.lagMs, 12);
        QCOMPARE(found.clockMs, -3);
        QCOMPARE(found.lanes.writeChanges, 20);
        QVERIFY(bool(store::begin(tx, node("a", 300), timeOf(400))));
        QCOMPARE(store::all(tx, timeOf(310))->front().startedAt, timeOf(300));
    }

    void endsALifeByTheDatabasesClock()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(store::begin(tx, node("b", 100), timeOf(200)) &&
                store::begin(tx, node("a", 100), timeOf(300)));
        QCOMPARE(*store::countLive(tx, timeOf(199)), 2);
        QCOMPARE(*store::countLive(tx, timeOf(200)), 1);
        auto const all = store::all(tx, timeOf(200));
        QCOMPARE(all->at(0).id, std::string{"a"});
        QCOMPARE(all->at(0).state, std::string{"live"});
        QCOMPARE(all->at(1).state, std::string{"gone"});
        QVERIFY(bool(store::forgetGone(tx, timeOf(201))));
        QCOMPARE(store::all(tx, timeOf(201))->size(), 1U);
        QVERIFY(bool(store::remove(tx, "a")));
        QVERIFY(store::all(tx, timeOf(201))->empty());
    }
};

DEWAR_TEST(test_nodes_store)
#include "test_nodes_store.moc"
