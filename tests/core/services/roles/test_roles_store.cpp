// Tests of roles and grants in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/roles/roles_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::roles;

class test_roles_store : public QObject {
    Q_OBJECT
private slots:
    void bringsBackWhatItStored();
    void leavesBuiltInRolesAlone();
    void grantsNothingFromABrokenList();
};

void test_roles_store::bringsBackWhatItStored()
{
    support::TempDatabase database;
    auto tx = database.tx();
    Role role{.id = {"r1"}, .name = "clerk", .description = "d", .permissions = {"a.read", "b.read@x"}, .builtin = false,
              .createdAt = database.clock.now(), .updatedAt = database.clock.now(), .revision = 1};
    QVERIFY(*store::insert(tx, role));
    QVERIFY(!*store::insert(tx, role));
    QCOMPARE((*store::byName(tx, "clerk"))->permissions, role.permissions);
    role.name = "clerks";
    role.revision = 2;
    QVERIFY(static_cast<bool>(store::update(tx, role)));
    QCOMPARE((*store::byId(tx, role.id))->name, std::string{"clerks"});
    QCOMPARE(*store::count(tx), std::int64_t{6});
    QVERIFY(*store::grant(tx, {"u1"}, role.id, database.clock.now()));
    QVERIFY(!*store::grant(tx, {"u1"}, role.id, database.clock.now()));
    QVERIFY(*store::isGranted(tx, role.id));
    QVERIFY(static_cast<bool>(store::withdrawAll(tx, {"u1"})));
    QVERIFY(!*store::withdraw(tx, {"u1"}, role.id));
    QVERIFY(static_cast<bool>(store::remove(tx, role.id)));
    QVERIFY(!store::byId(tx, role.id)->has_value());
}

void test_roles_store::leavesBuiltInRolesAlone()
{
    support::TempDatabase database;
    auto tx = database.tx();
    auto admin = **store::byName(tx, "admin");
    admin.permissions.clear();
    QVERIFY(static_cast<bool>(store::update(tx, admin)));
    QVERIFY(static_cast<bool>(store::remove(tx, admin.id)));
    QCOMPARE((*store::byName(tx, "admin"))->permissions, (std::vector<std::string>{"*", "logs.read@*"}));
}

void test_roles_store::grantsNothingFromABrokenList()
{
    support::TempDatabase database;
    auto tx = database.tx();
    QVERIFY(static_cast<bool>(tx.run("UPDATE roles SET permissions = '[\"*\"' WHERE name = 'viewer'")));
    QVERIFY((*store::byName(tx, "viewer"))->permissions.empty());
}

DEWAR_TEST(test_roles_store)
#include "test_roles_store.moc"
