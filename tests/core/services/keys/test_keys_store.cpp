// Rows of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/keys/keys_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using keys::KeyRow;
using keys::KeyState;

namespace {
KeyRow aRow(std::string kid, KeyState state, std::int64_t createdAt)
{
    KeyRow row;
    row.kid = std::move(kid);
    row.algorithm = "ES256";
    row.state = state;
    row.publicJwk = "{}";
    row.sealedPrivate = std::string{"\0sealed\xff", 8};
    row.createdAt = timeOf(createdAt);
    return row;
}
} // namespace

class test_keys_store : public QObject {
    Q_OBJECT

private slots:
    void keepsARowAsItWas()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        auto row = aRow("a", KeyState::Active, 5);
        row.activatedAt = timeOf(7);
        row.reason = "because";
        QVERIFY(bool{keys::store::insertKey(tx, row)});
        auto const read = *keys::store::keyByKid(tx, "a");
        QVERIFY(read.has_value());
        QVERIFY(read->state == KeyState::Active);
        QCOMPARE(read->sealedPrivate, row.sealedPrivate);
        QVERIFY(read->createdAt == row.createdAt && read->activatedAt == row.activatedAt);
        QVERIFY(!read->retiringAt && !read->retiredAt && !read->revokedAt);
        QCOMPARE(read->reason, row.reason);
        QVERIFY(!keys::store::keyByKid(tx, "b")->has_value());
    }

    void liveKeysAreThePublishedOnes()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        for (auto const& [kid, state, at] :
             {std::tuple{"r", KeyState::Retiring, 1}, std::tuple{"a", KeyState::Active, 2},
              std::tuple{"n", KeyState::Next, 3}, std::tuple{"o", KeyState::Retired, 4},
              std::tuple{"x", KeyState::Revoked, 5}})
            QVERIFY(bool{keys::store::insertKey(tx, aRow(kid, state, at))});
        std::string kids;
        auto const live = *keys::store::liveKeys(tx);
        for (auto const& row : live)
            kids += row.kid;
        QCOMPARE(kids, std::string{"ran"});
    }

    void twoActiveOrTwoNextKeysAreImpossible()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        for (auto const state : {KeyState::Active, KeyState::Next}) {
            auto const name = std::string{keys::nameOf(state)};
            QVERIFY(bool{keys::store::insertKey(tx, aRow(name, state, 1))});
            QVERIFY(!keys::store::insertKey(tx, aRow(name + "2", state, 2)));
        }
    }

    void anUpdateForgetsThePrivateHalfThatTheRowHasLost()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        auto row = aRow("a", KeyState::Active, 1);
        QVERIFY(bool{keys::store::insertKey(tx, row)});
        row.reason = "kept";
        QVERIFY(bool{keys::store::updateKey(tx, row)});
        QVERIFY(!(*keys::store::keyByKid(tx, "a"))->sealedPrivate.empty());
        row.state = KeyState::Retiring;
        row.retiringAt = timeOf(9);
        row.sealedPrivate.clear();
        QVERIFY(bool{keys::store::updateKey(tx, row)});
        auto const read = **keys::store::keyByKid(tx, "a");
        QVERIFY(read.sealedPrivate.empty());
        QVERIFY(read.state == KeyState::Retiring && read.retiringAt == timeOf(9));
    }

    void pagesNewestFirstAlsoWithinOneMoment()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        for (auto const* kid : {"a", "b", "c"})
            QVERIFY(bool{keys::store::insertKey(tx, aRow(kid, KeyState::Retired, 10))});
        QVERIFY(bool{keys::store::insertKey(tx, aRow("d", KeyState::Retired, 20))});
        auto const first = *keys::store::page(tx, Time::max(), "", 2);
        QCOMPARE(first.size(), std::size_t{2});
        QCOMPARE(first[0].kid + first[1].kid, std::string{"dc"});
        auto const second = *keys::store::page(tx, first[1].createdAt, first[1].kid, 2);
        QCOMPARE(second[0].kid + second[1].kid, std::string{"ba"});
    }

    void everyStateHasAName()
    {
        for (auto const state :
             {KeyState::Next, KeyState::Active, KeyState::Retiring, KeyState::Retired, KeyState::Revoked})
            QVERIFY(keys::keyStateOf(keys::nameOf(state)) == state);
        QVERIFY(!keys::keyStateOf("unknown"));
    }
};

DEWAR_TEST(test_keys_store)
#include "test_keys_store.moc"
