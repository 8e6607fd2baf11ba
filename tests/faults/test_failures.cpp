// The first statement, write or sync of a change fails, then the second, and so on, for every changing route:
// nothing is half done, the audit agrees, and the same request with the same key then succeeds exactly once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "core/platform/db/database.h"
#include "core/platform/db/statement_faults.h"
#include "core/platform/os/fault_plan.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/registry.h"
#include "tests/support/route_recipes.h"

using namespace core;
using support::RecipeCall;
using support::RecipeWorld;
using support::Reply;

namespace {

enum class What { Statement, Write, Sync };
constexpr std::array<char const*, 3> kNames{"statement", "write", "sync"};

constexpr int kTriesMax = 80;     // more than any change does
constexpr int kRowsOfAWorld = 12; // a world that grows makes every look at it slower

void arm(What what, int number)
{
    switch (what) {
    case What::Statement:
        return db::failStatementForTests(number);
    case What::Write:
        return os::FaultPlan::fail(os::Operation::Write, number, ENOSPC);
    case What::Sync:
        return os::FaultPlan::fail(os::Operation::Sync, number, EIO);
    }
}

// Whether it struck; nothing fails from here on.
bool disarm(What what)
{
    bool const struck = what == What::Statement ? db::hasFailedStatementForTests() : os::FaultPlan::fired();
    db::failStatementForTests(0);
    os::FaultPlan::clear();
    return struck;
}

bool succeeded(Reply const& reply)
{
    return reply.status >= 200 && reply.status < 300;
}

} // namespace

class test_failures : public QObject {
    Q_OBJECT

private slots:
    void leaveNothingHalfDone_data();
    void leaveNothingHalfDone();
    void cleanup()
    {
        db::failStatementForTests(0);
        os::FaultPlan::clear();
    }
    void cleanupTestCase()
    {
        m_world.reset();
        m_disk.reset();
        qInfo("%d failures struck the request itself, %d the engine's own work beside it", m_refused,
              m_beside);
    }

private:
    RecipeWorld& world();
    api::CompiledRoute const& routeOf(std::string const& label);
    std::string differing(std::map<std::string, backup::TableFact> const& before);
    int rowsOf(api::CompiledRoute const& route, std::int64_t head);
    // False when the N-th failure came too late to strike.
    bool tryOnce(api::CompiledRoute const& route, What what, int number);

    std::unique_ptr<support::FaultyDisk> m_disk;
    std::unique_ptr<RecipeWorld> m_world;
    int m_rows = 0;
    int m_refused = 0;
    int m_beside = 0;
};

RecipeWorld& test_failures::world()
{
    if (!m_disk)
        m_disk = std::make_unique<support::FaultyDisk>();
    if (!m_world || ++m_rows > kRowsOfAWorld) {
        m_world.reset();
        m_world = std::make_unique<RecipeWorld>();
        m_rows = 1;
    }
    return *m_world;
}

api::CompiledRoute const& test_failures::routeOf(std::string const& label)
{
    auto const& routes = m_world->engine().router().routes();
    return *std::ranges::find(routes, label, &api::CompiledRoute::label);
}

void test_failures::leaveNothingHalfDone_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QByteArray>("label");
    int rows = 0;
    for (auto const what : {What::Statement, What::Write, What::Sync})
        for (auto const& route : world().engine().router().routes()) {
            if (route.lane != api::Lane::Write)
                continue;
            auto const name = std::string{kNames[static_cast<std::size_t>(what)]} + ": " + route.label;
            QTest::newRow(name.c_str()) << static_cast<int>(what) << QByteArray::fromStdString(route.label);
            ++rows;
        }
    QVERIFY(rows >= 3 * 59);
}

std::string test_failures::differing(std::map<std::string, backup::TableFact> const& before)
{
    auto const after = m_world->facts();
    std::string text;
    for (auto const& [name, fact] : before)
        if (auto const found = after.find(name); found == after.end() || !(found->second == fact))
            text += name + " ";
    for (auto const& [name, fact] : after)
        if (!before.contains(name))
            text += name + " ";
    return text;
}

// Audit rows of this route's verb above a number: each is a change that was kept.
int test_failures::rowsOf(api::CompiledRoute const& route, std::int64_t head)
{
    auto const rows = m_world->auditAfter(head);
    auto const verb = std::string{route.route->audit->verb} + " ";
    return static_cast<int>(
        std::ranges::count_if(rows, [&](auto const& row) { return row.starts_with(verb); }));
}

bool test_failures::tryOnce(api::CompiledRoute const& route, What what, int number)
{
    auto const call = m_world->prepare(route);
    if (!call) {
        QTest::qFail("no recipe", __FILE__, __LINE__);
        return false;
    }
    m_world->settle();
    auto const key = m_world->fresh("key");
    auto const facts = m_world->facts();
    auto const head = m_world->auditHead();
    arm(what, number);
    auto const reply = m_world->send(route, *call, key);
    bool const struck = disarm(what);
    m_world->settle();
    auto const fault = m_world->auditFault();
    auto const label = std::string{"number "} + std::to_string(number) + ": ";
    QTest::qVerify(fault.empty(), "the audit is whole", (label + fault).c_str(), __FILE__, __LINE__);
    if (succeeded(reply)) {
        m_beside += struck ? 1 : 0;
        QTest::qVerify(rowsOf(route, head) == 1, "done and audited once", label.c_str(), __FILE__, __LINE__);
        return struck;
    }
    ++m_refused;
    QTest::qVerify(struck && reply.status == 503, "refused as unavailable", (label + reply.text).c_str(),
                   __FILE__, __LINE__);
    auto const changed = differing(facts);
    QTest::qVerify(changed.empty(), "nothing changed", (label + changed).c_str(), __FILE__, __LINE__);
    QTest::qVerify(rowsOf(route, head) == 0, "nothing is in the audit", label.c_str(), __FILE__, __LINE__);
    auto const again = m_world->send(route, *call, key);
    QTest::qVerify(succeeded(again), "the same key succeeds", (label + again.text).c_str(), __FILE__,
                   __LINE__);
    m_world->settle();
    QTest::qVerify(rowsOf(route, head) == 1, "exactly once", label.c_str(), __FILE__, __LINE__);
    return !QTest::currentTestFailed();
}

void test_failures::leaveNothingHalfDone()
{
    QFETCH(int, what);
    QFETCH(QByteArray, label);
    world();
    auto const& route = routeOf(label.toStdString());
    int number = 1;
    while (number <= kTriesMax && tryOnce(route, static_cast<What>(what), number))
        ++number;
    QVERIFY2(number > 1 || QTest::currentTestFailed(), "no failure ever struck");
    QVERIFY2(number <= kTriesMax, "it never succeeded");
}

DEWAR_TEST(test_failures)
#include "test_failures.moc"
