// Tests of permission sets: the star rules, what grants cover, and what two sets have in common.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/principal.h"

#include "core/api/ports.h"
#include "tests/support/registry.h"

using namespace core::api;

class test_principal : public QObject {
    Q_OBJECT
private slots:
    void sortsGrantsAndDropsDoubles();
    void coversPlainPermissionsByStars();
    void keepsScopedPermissionsFromStars();
    void findsAnyScope();
    void knowsWhatItMayHandOut();
    void intersectsExactly();
    void agreesWithBothSetsOnEveryPermission();
    void namesEveryKind();
    void givesTheEngineItsOwnPrincipal();
};

void test_principal::sortsGrantsAndDropsDoubles()
{
    QCOMPARE(PermissionSet({"b.read", "a.read", "b.read"}).grants(),
             (std::vector<std::string>{"a.read", "b.read"}));
}

void test_principal::coversPlainPermissionsByStars()
{
    PermissionSet const set{{"*.read", "users.*", "jobs.cancel"}};
    for (auto const* permission : {"roles.read", "users.read", "users.disable", "jobs.cancel", "jobs.read"})
        QVERIFY2(set.allows(permission), permission);
    for (auto const* permission :
         {"roles.write", "jobs.run", "read", "", "users", "roles.reads", "usersx.write"})
        QVERIFY2(!set.allows(permission), permission);
    QVERIFY(PermissionSet{{"*"}}.allows("anything.else"));
    QVERIFY(!PermissionSet{}.allows("users.read"));
    QVERIFY(!PermissionSet{{"users.read@x"}}.allows("users.read"));
}

void test_principal::keepsScopedPermissionsFromStars()
{
    PermissionSet const stars{{"*", "*.read", "records.*", "records.read"}};
    QVERIFY(!stars.allows("records.read", "customers"));
    QVERIFY(!stars.allows("records.read@customers"));
    QVERIFY(!stars.allowsSomewhere("records.read"));
    PermissionSet const scoped{{"records.read@customers", "logs.read@*"}};
    QVERIFY(scoped.allows("records.read", "customers"));
    QVERIFY(!scoped.allows("records.read", "customers2"));
    QVERIFY(!scoped.allows("records.read", "custom"));
    QVERIFY(!scoped.allows("records.read", ""));
    QVERIFY(!scoped.allows("records.write", "customers"));
    QVERIFY(scoped.allows("logs.read", "dewar"));
    QVERIFY(!scoped.allows("logs.read", "*"));
    QVERIFY(!scoped.allows("logs.read", ""));
}

void test_principal::findsAnyScope()
{
    PermissionSet const set{{"logs.read@*", "records.read@customers"}};
    QVERIFY(set.allowsSomewhere("records.read"));
    QVERIFY(set.allowsSomewhere("logs.read"));
    QVERIFY(!set.allowsSomewhere("records.rea"));
    QVERIFY(!set.allowsSomewhere("records.write"));
}

void test_principal::knowsWhatItMayHandOut()
{
    PermissionSet const set{{"*.read", "users.*", "records.read@*", "records.write@orders"}};
    for (auto const* grant : {"*.read", "roles.read", "users.write", "users.*", "records.read@customers",
                              "records.read@*", "records.write@orders"})
        QVERIFY2(set.covers(grant), grant);
    for (auto const* grant : {"*", "roles.*", "*.write", "roles.write", "records.write@*",
                              "records.write@customers", "users.write@x", "nonsense", ""})
        QVERIFY2(!set.covers(grant), grant);
    QVERIFY(!PermissionSet{{"*"}}.covers("records.read@customers"));
}

void test_principal::intersectsExactly()
{
    PermissionSet const mine{{"*.read", "users.*", "records.read@customers", "logs.read@*"}};
    PermissionSet const theirs{
        {"users.disable", "*.read", "records.read@*", "logs.read@dewar", "keys.rotate"}};
    std::vector<std::string> const both{"*.read", "logs.read@dewar", "records.read@customers",
                                        "users.disable", "users.read"};
    QCOMPARE(mine.intersected(theirs).grants(), both);
    QCOMPARE(theirs.intersected(mine).grants(), both);
    QVERIFY(PermissionSet{{"*"}}.intersected(PermissionSet{{"records.read@x"}}).grants().empty());
    QCOMPARE(PermissionSet{{"*"}}.intersected(PermissionSet{{"*"}}).grants(),
             (std::vector<std::string>{"*"}));
}

void test_principal::agreesWithBothSetsOnEveryPermission()
{
    // Every pair of sets of up to two grants from a small world, asked about everything in it.
    std::vector<std::string> const grants{"*",           "*.read",      "users.*",
                                          "users.read",  "roles.write", "logs.read@*",
                                          "logs.read@a", "logs.read@b", "logs.*"};
    std::vector<PermissionSet> sets;
    for (auto const& one : grants) {
        for (auto const& two : grants)
            sets.push_back(PermissionSet{{one, two}});
    }
    for (auto const& left : sets) {
        for (auto const& right : sets) {
            auto const both = left.intersected(right);
            for (auto const* plain :
                 {"users.read", "users.write", "roles.read", "roles.write", "logs.read", "x.y"})
                QCOMPARE(both.allows(plain), left.allows(plain) && right.allows(plain));
            for (auto const* scope : {"a", "b", "c"}) {
                QCOMPARE(both.allows("logs.read", scope),
                         left.allows("logs.read", scope) && right.allows("logs.read", scope));
            }
        }
    }
}

void test_principal::namesEveryKind()
{
    QCOMPARE(nameOf(Principal::Kind::Anonymous), std::string_view{"anonymous"});
    QCOMPARE(nameOf(Principal::Kind::User), std::string_view{"user"});
    QCOMPARE(nameOf(Principal::Kind::Client), std::string_view{"client"});
    QCOMPARE(nameOf(Principal::Kind::Run), std::string_view{"run"});
    QCOMPARE(nameOf(Principal::Kind::System), std::string_view{"system"});
}

void test_principal::givesTheEngineItsOwnPrincipal()
{
    auto const principal = systemPrincipal("timer");
    QCOMPARE(principal.kind, Principal::Kind::System);
    QCOMPARE(principal.name, std::string{"timer"});
    QVERIFY(principal.permissions.allows("users.disable"));
    QVERIFY(!principal.permissions.allows("records.read", "customers"));
}

DEWAR_TEST(test_principal)
#include "test_principal.moc"
