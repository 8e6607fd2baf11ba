// Tests of users in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/users/users_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::users;

class test_users_store : public QObject {
    Q_OBJECT
private slots:
    void bringsBackWhatItStored();
    void keepsAbsentValuesAbsent();
};

void test_users_store::bringsBackWhatItStored()
{
    support::TempDatabase database;
    auto tx = database.tx();
    User user;
    user.id = {"u1"};
    user.name = "Ada";
    user.email = "ada@example.org";
    user.createdAt = database.clock.now();
    user.mustChangePassword = true;
    QVERIFY(*store::insert(tx, user, "hash"));
    QVERIFY(!*store::insert(tx, user, "hash"));
    user.enabled = false;
    user.disabledReason = "why";
    user.lockedUntil = database.clock.now();
    user.revision = 7;
    QVERIFY(static_cast<bool>(store::updateEnabled(tx, user)));
    auto back = **store::byId(tx, user.id);
    QVERIFY(!back.enabled && back.mustChangePassword);
    QCOMPARE(back.disabledReason.value_or(""), std::string{"why"});
    QCOMPARE(back.lockedUntil.value_or(Time{}), database.clock.now());
    QCOMPARE(back.revision, std::int64_t{7});
    user.passwordChangedAt = database.clock.now();
    QVERIFY(static_cast<bool>(store::updatePassword(tx, user, "other")));
    QVERIFY(!(*store::byId(tx, user.id))->lockedUntil);
    QCOMPARE((*store::signInById(tx, user.id))->passwordHash, std::string{"other"});
    QVERIFY(static_cast<bool>(store::updateHash(tx, user.id, "third")));
    QCOMPARE((*store::signInByName(tx, "ADA"))->passwordHash, std::string{"third"});
    QVERIFY(static_cast<bool>(store::remove(tx, user.id)));
    QVERIFY(!store::byId(tx, user.id)->has_value());
}

void test_users_store::keepsAbsentValuesAbsent()
{
    support::TempDatabase database;
    auto tx = database.tx();
    User user;
    user.id = {"u1"};
    user.name = "ada";
    QVERIFY(*store::insert(tx, user, "hash"));
    auto const back = **store::byId(tx, user.id);
    QVERIFY(back.enabled);
    QVERIFY(!back.email && !back.disabledReason && !back.lockedUntil && !back.lastSignInAt);
    user.failedSignIns = 3;
    user.lastSignInAt = database.clock.now();
    QVERIFY(static_cast<bool>(store::updateSignIns(tx, user)));
    QCOMPARE((*store::byId(tx, user.id))->failedSignIns, std::int64_t{3});
    QCOMPARE((*store::byId(tx, user.id))->lastSignInAt.value_or(Time{}), database.clock.now());
}

DEWAR_TEST(test_users_store)
#include "test_users_store.moc"
