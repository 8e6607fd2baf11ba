// The life of a signing key: published, active, retiring, retired or revoked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/keys/keys_service.h"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include <QtCore/QTemporaryDir>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/platform/crypto/random.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using keys::KeysService;

namespace {
constexpr crypto::PasswordCost kCheap{64, 1, 1};
constexpr keys::KeysPolicy kPolicy{std::chrono::hours{24 * 30}, std::chrono::minutes{15}};

struct World {
    World()
    {
        auto const directory = folder.path().toStdString();
        auto kit =
            vault::Vault::create(directory, Secret{"a passphrase"}, random, database.clock.now(), kCheap);
        support::TempDatabase::must(kit ? Status{Done{}} : Status{kit.error()});
        auto opened = vault::Vault::unlock(directory, Secret{"a passphrase"});
        vault = std::make_unique<vault::VaultService>(std::move(*opened), database.clock, random, kCheap);
        support::TempDatabase::must(vault->start(changes));
        service = std::make_unique<KeysService>(*vault, database.clock, kPolicy);
        support::TempDatabase::must(service->start(changes));
    }

    Result<KeysService::Plan> prepare(keys::KeyRotation const& in)
    {
        return database.read(
            caller, [&](api::ReadContext& context) { return service->prepareRotation(context, in); });
    }
    Result<keys::KeysRotated> apply(KeysService::Plan const& plan)
    {
        return database.change(caller, [&](api::Context& context) { return service->rotate(context, plan); });
    }
    Result<keys::KeysRotated> rotate(bool emergency = false)
    {
        auto const plan = prepare({.emergency = emergency, .reason = "a test"});
        return plan ? apply(*plan) : plan.error();
    }
    Result<keys::Key> revoke(std::string kid)
    {
        auto const plan = database.read(caller, [&](api::ReadContext& context) {
            return service->prepareRevocation(context, {.id = kid, .reason = "leaked"});
        });
        if (!plan)
            return plan.error();
        return database.change(caller,
                               [&](api::Context& context) { return service->revoke(context, *plan); });
    }
    api::Page<keys::Key> list(keys::ListKeys const& in = {})
    {
        return *database.read(caller, [&](api::ReadContext& context) { return service->list(context, in); });
    }
    std::string kidIn(std::string_view state)
    {
        std::string found;
        for (auto const& key : list({.limit = 200, .after = {}}).items)
            if (key.state == state)
                found = key.kid;
        return found;
    }
    std::string stateOf(std::string const& kid)
    {
        auto const key =
            database.read(caller, [&](api::ReadContext& context) { return service->show(context, {kid}); });
        return key ? key->state : "";
    }
    std::set<std::string> published()
    {
        auto const answer =
            *database.read(caller, [&](api::ReadContext& context) { return service->jwks(context, {}); });
        std::set<std::string> kids;
        auto const body = *json::parse(answer.body);
        for (auto const& key : body.at("keys").as_array())
            kids.insert(json::textAt(key, "kid"));
        return kids;
    }
    // Whether the engine believes that token.
    bool believes(std::string const& token)
    {
        auto const read = crypto::parseJwt(token);
        auto const key = read ? service->verificationKey(read->jws.kid) : nullptr;
        return key != nullptr && crypto::verifyJwt(*read, *key, "at+jwt");
    }
    bool holdsPrivateHalf(std::string const& kid)
    {
        auto tx = database.tx();
        auto const found = tx.one(
            "SELECT sealed_private IS NOT NULL FROM signing_keys WHERE kid = $1 LIMIT 1",
            [](db::Row const& row) { return row.truth(0); }, kid);
        return found->value_or(false);
    }

    QTemporaryDir folder;
    support::TempDatabase database;
    support::TempChanges changes{database};
    crypto::SystemRandom random;
    api::Principal caller = support::callerWith({"*"});
    std::unique_ptr<vault::VaultService> vault;
    std::unique_ptr<KeysService> service;
};
} // namespace

class test_keys_service : public QObject {
    Q_OBJECT

private slots:
    void beginsWithAnActiveAndANextKey()
    {
        World world;
        QCOMPARE(world.list().items.size(), std::size_t{2});
        QCOMPARE(world.service->activeKid(), world.kidIn("active"));
        QVERIFY(!world.kidIn("next").empty());
        QCOMPARE(world.published(), (std::set{world.kidIn("active"), world.kidIn("next")}));
    }

    void tokensCarryTheActiveKidAndAreBelieved()
    {
        World world;
        auto const token = *world.service->signAccessToken({{"sub", "u1"}});
        auto const read = *crypto::parseJwt(token);
        QCOMPARE(read.jws.kid, world.service->activeKid());
        QCOMPARE(read.jws.typ, std::string{"at+jwt"});
        QVERIFY(world.believes(token));
    }

    void anotherStartLoadsTheSameKeys()
    {
        World world;
        auto const token = *world.service->signAccessToken({{"sub", "u1"}});
        auto const before = world.published();
        KeysService again{*world.vault, world.database.clock, kPolicy};
        QVERIFY(bool{again.start(world.changes)});
        QCOMPARE(again.activeKid(), world.service->activeKid());
        QCOMPARE(world.list().items.size(), std::size_t{2});
        QVERIFY(again.verificationKey(again.activeKid()) != nullptr);
    }

    void theNextKeySignsNothingAndIsNotBelievedYet()
    {
        World world;
        QVERIFY(world.service->verificationKey(world.kidIn("next")) == nullptr);
        QVERIFY(world.service->verificationKey("unknown") == nullptr);
        QVERIFY(world.service->verificationKey("") == nullptr);
    }

    void rotationPromotesThePublishedKeyAndOldTokensStay()
    {
        World world;
        auto const old = *world.service->signAccessToken({{"sub", "u1"}});
        auto const active = world.kidIn("active");
        auto const next = world.kidIn("next");
        auto const rotated = world.rotate();
        QVERIFY(bool{rotated});
        QCOMPARE(rotated->activeKid, next);
        QCOMPARE(rotated->previousKid, active);
        QCOMPARE(world.stateOf(active), std::string{"retiring"});
        QCOMPARE(world.stateOf(next), std::string{"active"});
        QCOMPARE(world.kidIn("next"), rotated->nextKid);
        QVERIFY(world.believes(old));
        QCOMPARE(crypto::parseJwt(*world.service->signAccessToken({}))->jws.kid, next);
        QCOMPARE(world.published(), (std::set{active, next, rotated->nextKid}));
        QVERIFY(!world.database.last.raisesEpoch);
        QCOMPARE(world.database.last.subjectId, next);
    }

    void anEmergencyRevokesAtOnce()
    {
        World world;
        auto const old = *world.service->signAccessToken({{"sub", "u1"}});
        auto const active = world.kidIn("active");
        auto const next = world.kidIn("next");
        auto const rotated = world.rotate(true);
        QVERIFY(bool{rotated});
        QCOMPARE(rotated->activeKid, next);
        QVERIFY(!world.believes(old));
        QCOMPARE(world.stateOf(active), std::string{"revoked"});
        QVERIFY(!world.published().contains(active));
        QVERIFY(world.database.last.raisesEpoch);
        QVERIFY(world.believes(*world.service->signAccessToken({})));
    }

    void threadsSignAndCheckWhileKeysRotate()
    {
        World world;
        std::atomic<bool> stop{false};
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int number = 0; number < 3; ++number)
            threads.emplace_back([&] {
                do {
                    // Ordinary rotations leave every token believed.
                    auto const token = world.service->signAccessToken({{"sub", "u1"}});
                    if (!token || !world.believes(*token))
                        ++wrong;
                } while (!stop);
            });
        for (int times = 0; times < 5; ++times)
            if (!world.rotate())
                ++wrong;
        stop = true;
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }

    void aRevocationCountsInsideItsTransaction()
    {
        World world;
        auto const active = world.kidIn("active");
        auto const plan = *world.prepare({.emergency = true, .reason = {}});
        auto const answer = world.database.change(world.caller, [&](api::Context& context) -> Status {
            TRY(world.service->rotate(context, plan));
            // Not committed: the snapshot is the old one, the transaction knows.
            if (world.service->verificationKey(active) == nullptr)
                return failed(ErrorCode::Internal, "published before the commit");
            if (TRY(world.service->isTrusted(context.tx, active)))
                return failed(ErrorCode::Internal, "still trusted");
            return Done{};
        });
        QVERIFY2(bool{answer}, answer ? "" : answer.error().message.c_str());
        QVERIFY(world.service->verificationKey(active) == nullptr);
    }

    void aChangeThatRollsBackChangesNothing()
    {
        World world;
        auto const old = *world.service->signAccessToken({{"sub", "u1"}});
        auto const plan = *world.prepare({.emergency = true, .reason = {}});
        auto const answer = world.database.change(world.caller, [&](api::Context& context) -> Status {
            TRY(world.service->rotate(context, plan));
            return failed(ErrorCode::Unavailable, "the disk is full");
        });
        QVERIFY(!answer);
        QVERIFY(world.believes(old));
        QCOMPARE(world.list().items.size(), std::size_t{2});
        QVERIFY(bool{world.apply(plan)}); // and may run again
        QVERIFY(!world.believes(old));
    }

    void aRotationThatWasOvertakenIsRefused()
    {
        World world;
        auto const plan = *world.prepare({});
        QVERIFY(bool{world.rotate()});
        auto const active = world.service->activeKid();
        auto const late = world.apply(plan);
        QVERIFY(!late && late.error().code == ErrorCode::Conflict);
        QCOMPARE(world.service->activeKid(), active);
    }

    void revokesAKeyInEveryState_data()
    {
        QTest::addColumn<QByteArray>("state");
        for (auto const* state : {"next", "active", "retiring", "retired"})
            QTest::newRow(state) << QByteArray{state};
    }

    void revokesAKeyInEveryState()
    {
        QFETCH(QByteArray, state);
        World world;
        QVERIFY(bool{world.rotate()});
        world.database.clock.advance(std::chrono::hours{1});
        QVERIFY(bool{world.rotate()});
        auto const kid = world.kidIn(state.toStdString());
        QVERIFY(!kid.empty());
        auto const revoked = world.revoke(kid);
        QVERIFY(bool{revoked});
        QCOMPARE(revoked->state, std::string{"revoked"});
        QCOMPARE(revoked->reason, std::string{"leaked"});
        QVERIFY(world.database.last.raisesEpoch);
        QVERIFY(world.service->verificationKey(kid) == nullptr);
        QVERIFY(!world.published().contains(kid));
        QVERIFY(!world.kidIn("active").empty() && !world.kidIn("next").empty());
        QVERIFY(world.believes(*world.service->signAccessToken({})));
        auto const again = world.revoke(kid);
        QVERIFY(!again && again.error().code == ErrorCode::Conflict);
    }

    void anUnknownKeyIsNotFound()
    {
        World world;
        QCOMPARE(world.revoke("unknown").error().code == ErrorCode::NotFound, true);
        QCOMPARE(world.stateOf("unknown"), std::string{});
    }

    void keepsPrivateHalvesOnlyOfKeysThatSign()
    {
        World world;
        auto const first = world.kidIn("active");
        QVERIFY(world.holdsPrivateHalf(first));
        QVERIFY(bool{world.rotate()});
        QVERIFY(!world.holdsPrivateHalf(first));
        QVERIFY(world.holdsPrivateHalf(world.kidIn("active")) && world.holdsPrivateHalf(world.kidIn("next")));
        auto const next = world.kidIn("next");
        QVERIFY(bool{world.revoke(next)});
        QVERIFY(!world.holdsPrivateHalf(next));
    }

    void isDueWhenItsTimeIsUpAndNotBefore()
    {
        World world;
        QVERIFY(!world.service->due(world.database.clock.now()));
        world.database.clock.advance(kPolicy.rotateAfter - Span{1});
        QVERIFY(!world.service->due(world.database.clock.now()));
        world.database.clock.advance(Span{1});
        QVERIFY(world.service->due(world.database.clock.now()));
        auto const next = world.kidIn("next");
        QVERIFY(bool{world.service->maintain(world.changes)});
        QCOMPARE(world.service->activeKid(), next);
        QCOMPARE(world.changes.verbs.back(), std::string{"key.rotate"});
        QVERIFY(!world.service->due(world.database.clock.now()));
    }

    void retiresAKeyWhenItsLastTokenHasExpired()
    {
        World world;
        auto const first = world.kidIn("active");
        QVERIFY(bool{world.rotate()});
        world.database.clock.advance(kPolicy.tokenLifetimeMax);
        QVERIFY(world.service->due(world.database.clock.now()));
        QVERIFY(bool{world.service->maintain(world.changes)});
        QCOMPARE(world.stateOf(first), std::string{"retired"});
        QVERIFY(world.service->verificationKey(first) == nullptr);
        QVERIFY(!world.published().contains(first));
        QCOMPARE(world.changes.verbs.back(), std::string{"key.retire"});
        auto const verbs = world.changes.verbs.size();
        QVERIFY(bool{world.service->maintain(world.changes)}); // nothing to do, nothing written
        QCOMPARE(world.changes.verbs.size(), verbs);
    }

    void pagesThroughAllKeysNewestFirst()
    {
        World world;
        for (int times = 0; times < 5; ++times) {
            world.database.clock.advance(std::chrono::seconds{1});
            QVERIFY(bool{world.rotate()});
        }
        std::vector<std::string> kids;
        std::optional<std::string> after;
        do {
            auto const page = world.list({.limit = 3, .after = after});
            QVERIFY(page.items.size() <= 3);
            for (auto const& key : page.items)
                kids.push_back(key.kid);
            after = page.next;
        } while (after);
        QCOMPARE(kids.size(), std::size_t{7});
        QCOMPARE(std::set<std::string>(kids.begin(), kids.end()).size(), std::size_t{7});
        QCOMPARE(kids.front(), world.kidIn("next"));
        auto const bad = world.database.read(world.caller, [&](api::ReadContext& context) {
            return world.service->list(context, {.limit = 3, .after = "bm9uc2Vuc2U"});
        });
        QVERIFY(!bad && bad.error().code == ErrorCode::BadRequest);
    }

    void anExchangedPublicHalfIsFound()
    {
        // An operator of the database puts a key of their own in place of ours (T18).
        World world;
        auto tx = world.database.tx();
        auto const theirs = json::text(crypto::SigningKey::generate()->publicJwk());
        QVERIFY(bool{tx.run("UPDATE signing_keys SET public_jwk = $1 WHERE state = 'next'", theirs)});
        KeysService again{*world.vault, world.database.clock, kPolicy};
        QVERIFY(!again.start(world.changes));
    }

    void aSealedHalfOfAnotherKeyIsFound()
    {
        World world;
        auto tx = world.database.tx();
        QVERIFY(
            bool{tx.run("UPDATE signing_keys SET sealed_private = (SELECT sealed_private FROM signing_keys "
                        "WHERE state = 'next') WHERE state = 'active'")});
        KeysService again{*world.vault, world.database.clock, kPolicy};
        QVERIFY(!again.start(world.changes));
    }

    void thePublishedKeysHoldNothingPrivate()
    {
        World world;
        auto const answer = *world.database.read(
            world.caller, [&](api::ReadContext& context) { return world.service->jwks(context, {}); });
        QCOMPARE(answer.contentType, std::string{"application/jwk-set+json"});
        auto const body = *json::parse(answer.body);
        for (auto const& key : body.at("keys").as_array()) {
            std::set<std::string> names;
            for (auto const& member : key.as_object())
                names.insert(std::string{std::string_view{member.key()}});
            QCOMPARE(names, (std::set<std::string>{"kty", "crv", "x", "y", "kid", "alg", "use"}));
        }
    }
};

DEWAR_TEST(test_keys_service)
#include "test_keys_service.moc"
