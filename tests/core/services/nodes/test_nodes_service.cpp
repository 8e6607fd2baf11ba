// Engines that join, beat, fall silent and leave.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/nodes/nodes_service.h"
#include "tests/support/registry.h"
#include "tests/support/serial_changes.h"

using namespace core;
using namespace std::chrono_literals;

namespace {

struct World {
    support::TempDatabase database;
    support::SerialChanges changes{database};

    // Silent for longer than a lease, by the database's clock.
    void silence(std::string const& id)
    {
        support::TempDatabase::must(
            changes.change(api::systemPrincipal("test"), "", [&](api::Context& context) -> Status {
                TRY(context.tx.run("UPDATE nodes SET alive_until = 1 WHERE id = $1", id));
                TRY(context.tx.run("UPDATE leases SET until = 1 WHERE holder = $1", id));
                return Done{};
            }));
    }
};

struct Engine {
    Engine(World& world, std::string id) : world{world}, shared{epochs, world.database.clock}
    {
        auto reader = world.database.database().reader();
        if (!reader || !shared.begin(std::move(*reader)))
            qFatal("no reader");
        service = std::make_unique<nodes::NodesService>(
            world.changes, shared, world.database.clock,
            nodes::Surroundings{.id = id,
                                .name = "host " + id,
                                .version = "1.0",
                                .lanes = [] { return nodes::Lanes{.writeChanges = 7}; },
                                .livingChanged = [this](std::int64_t engines) { living = engines; }});
    }
    std::vector<nodes::Node> list()
    {
        auto page = world.changes.reading(support::callerWith({"*"}), [&](api::ReadContext& context) {
            return service->list(context, {});
        });
        return page ? page->items : std::vector<nodes::Node>{};
    }

    World& world;
    api::Epochs epochs;
    api::SharedState shared;
    std::unique_ptr<nodes::NodesService> service;
    std::int64_t living = 0;
};

} // namespace

class test_nodes_service : public QObject {
    Q_OBJECT

private slots:
    void tellsWhoServes()
    {
        World world;
        Engine one{world, "a"};
        Engine two{world, "b"};
        QVERIFY(one.service->join() && two.service->join());
        one.service->setAddresses("https://192.0.2.1:8443", "https://192.0.2.1:8444");
        QVERIFY(one.service->beat() && two.service->beat());
        QCOMPARE(one.living, 2);
        auto const nodes = two.list();
        QCOMPARE(nodes.size(), 2U);
        QCOMPARE(nodes[0].dataAddress, std::string{"https://192.0.2.1:8443"});
        QVERIFY(!nodes[0].self && nodes[1].self);
        QCOMPARE(nodes[0].lanes.writeChanges, 7);
        QCOMPARE(nodes[0].state, std::string{"live"});
    }

    void countsASilentEngineAsGone()
    {
        World world;
        Engine one{world, "a"};
        Engine two{world, "b"};
        QVERIFY(one.service->join() && two.service->join());
        world.silence("b");
        QVERIFY(bool(one.service->beat()));
        QCOMPARE(one.living, 1);
        QCOMPARE(one.list()[1].state, std::string{"gone"});
        QVERIFY(bool(two.service->beat())); // It was only paused.
        QVERIFY(bool(one.service->beat()));
        QCOMPARE(one.living, 2);
    }

    void losesItsLeasesWhenSilentAndFreesThemWhenItLeaves()
    {
        World world;
        Engine one{world, "a"};
        QVERIFY(bool(one.service->join()));
        api::Duty mine{world.changes, api::Leases{"a", world.database.clock}, "outbox"};
        api::Duty other{world.changes, api::Leases{"b", world.database.clock}, "outbox"};
        QVERIFY(mine.isOurs());
        world.silence("a");
        QVERIFY(bool(one.service->beat())); // Nobody took it: prolonged, it is held again.
        QVERIFY(!other.isOurs());
        one.service->stop();
        QVERIFY(other.isOurs());
        QVERIFY(one.list().empty());
    }

    // What a life before held is nobody's: this life knows nothing of it.
    void joinsWithoutWhatItHeldBefore()
    {
        World world;
        Engine before{world, "a"};
        QVERIFY(bool(before.service->join()));
        api::Duty duty{world.changes, api::Leases{"a", world.database.clock}, "outbox"};
        QVERIFY(duty.isOurs());
        Engine after{world, "a"};
        QVERIFY(bool(after.service->join()));
        auto tx = world.database.tx();
        QVERIFY(!duty.check(tx));
    }

    // News or none: the thread looks several times a second.
    void hearsOfChangesWithoutNews()
    {
        World world;
        Engine engine{world, "a"};
        std::atomic<bool> heard{false};
        engine.shared.onChange(api::Topic::Alerts, [&](db::Tx&) -> Status {
            heard = true;
            return Done{};
        });
        QVERIFY(bool(engine.service->join()));
        engine.service->start();
        support::TempDatabase::must(
            world.changes.change(api::systemPrincipal("test"), "", [&](api::Context& context) -> Status {
                TRY(api::store::raiseTopic(context.tx, api::Topic::Alerts));
                return Done{};
            }));
        QTRY_VERIFY_WITH_TIMEOUT(heard, 10000);
        engine.service->stop();
    }
};

DEWAR_TEST(test_nodes_service)
#include "test_nodes_service.moc"
