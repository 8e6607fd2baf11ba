// Leases: one holder at a time by the database's clock, and fences that a later holder outranks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/lease_store.h"
#include "core/api/leases.h"
#include "tests/support/registry.h"
#include "tests/support/serial_changes.h"

using namespace core;
using namespace std::chrono_literals;
using api::Leases;

namespace {

struct World {
    support::TempDatabase database;
    support::SerialChanges changes{database};
    Leases one{"one", database.clock};
    Leases two{"two", database.clock};

    std::optional<api::Fence> take(Leases const& leases, std::string const& name)
    {
        std::optional<api::Fence> fence;
        support::TempDatabase::must(
            changes.change(api::systemPrincipal("test"), "", [&](api::Context& context) -> Status {
                fence = TRY(leases.take(context.tx, name));
                return Done{};
            }));
        return fence;
    }
    Status check(api::Fence const& fence)
    {
        return changes.change(api::systemPrincipal("test"), "",
                              [&](api::Context& context) { return Leases::check(context.tx, fence); });
    }
    // The database's clock goes on by more than a lease.
    void lapse(std::string const& name)
    {
        support::TempDatabase::must(
            changes.change(api::systemPrincipal("test"), "", [&](api::Context& context) -> Status {
                TRY(context.tx.run("UPDATE leases SET until = 1 WHERE name = $1", name));
                return Done{};
            }));
    }
};

} // namespace

class test_leases : public QObject {
    Q_OBJECT

private slots:
    void isHeldByOne()
    {
        World world;
        auto const fence = world.take(world.one, "job/1");
        QVERIFY(fence.has_value());
        QVERIFY(!world.take(world.two, "job/1"));
        QVERIFY(world.take(world.two, "job/2").has_value());
        auto tx = world.database.tx();
        QCOMPARE((*world.one.held(tx, "job/1"))->number, fence->number);
        QVERIFY(!*world.two.held(tx, "job/1"));
        QVERIFY(*world.one.isFree(tx, "job/1") && !*world.two.isFree(tx, "job/1"));
    }

    void isOutrankedByTheNextHolder()
    {
        World world;
        auto const early = world.take(world.one, "job/1");
        world.lapse("job/1");
        // Late, but nobody took it: it stands.
        QVERIFY(bool(world.check(*early)));
        auto const late = world.take(world.two, "job/1");
        QVERIFY(late && late->number > early->number);
        auto const refused = world.check(*early);
        QVERIFY(!refused && refused.error().type == api::kLeaseLost);
        QVERIFY(bool(world.check(*late)));
        QVERIFY(!world.take(world.one, "job/1")); // It has to wait like any other.
    }

    // A name that is free again must not let an old number in.
    void neverGivesANumberTwice()
    {
        World world;
        auto const first = world.take(world.one, "job/1");
        support::TempDatabase::must(
            world.changes.change(api::systemPrincipal("test"), "",
                                 [&](api::Context& context) { return Leases::release(context.tx, *first); }));
        QVERIFY(!world.check(*first));
        auto const second = world.take(world.one, "job/1");
        QVERIFY(second->number > first->number);
        QVERIFY(!world.check(*first));
    }

    void releasesOnlyItsOwn()
    {
        World world;
        auto const job = world.take(world.one, "job/1");
        auto const run = world.take(world.one, "run/1");
        auto const other = world.take(world.two, "job/2");
        support::TempDatabase::must(
            world.changes.change(api::systemPrincipal("test"), "", [&](api::Context& context) {
                return world.one.releaseAll(context.tx, "job/");
            }));
        QVERIFY(!world.check(*job) && world.check(*run) && world.check(*other));
    }

    void prolongsWhatItHolds()
    {
        World world;
        auto const mine = world.take(world.one, "job/1");
        world.take(world.two, "job/2");
        world.lapse("job/1");
        world.lapse("job/2");
        support::TempDatabase::must(
            world.changes.change(api::systemPrincipal("test"), "",
                                 [&](api::Context& context) { return world.one.prolong(context.tx); }));
        QVERIFY(!world.take(world.two, "job/1"));
        QVERIFY(world.take(world.one, "job/2"));
        QVERIFY(bool(world.check(*mine)));
    }

    void givesADutyToOneEngine()
    {
        World world;
        api::Duty one{world.changes, world.one, "outbox"};
        api::Duty two{world.changes, world.two, "outbox"};
        QVERIFY(one.isOurs() && !two.isOurs());
        auto const number = one.number();
        QVERIFY(one.isOurs() && one.number() == number); // Without taking it anew.
        world.lapse("outbox");
        QVERIFY(two.isOurs() && two.number() > number);
        auto tx = world.database.tx();
        QVERIFY(bool(two.check(tx)));
        auto const late = one.check(tx);
        QVERIFY(!late && late.error().type == api::kLeaseLost);
        QVERIFY(!one.isOurs());
        world.changes.refuses = true;
        QVERIFY(!two.isOurs()); // Nobody knows.
    }
};

DEWAR_TEST(test_leases)
#include "test_leases.moc"
