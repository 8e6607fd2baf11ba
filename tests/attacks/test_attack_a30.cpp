// A30: what was revoked after a backup stays revoked, whatever is restored from it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using backup::BackupRunner;
using support::BackupFixture;

namespace {

// Everything but the records of collections and backup's own rows.
std::vector<backup::TableFact> securityFacts(BackupFixture& world)
{
    auto tx = world.database.tx();
    auto facts = BackupFixture::value(backup::copy::tables(tx, [] { return Status{Done{}}; }));
    std::erase_if(facts, [](backup::TableFact const& fact) {
        return fact.name.starts_with("c_") || fact.name.starts_with("backup") || fact.name == "jobs" ||
               fact.name == "outbox";
    });
    return facts;
}

void revokeEverything(BackupFixture& world)
{
    world.sql(
        "UPDATE users SET enabled = 0, disabled_reason = 'stolen password' WHERE id = 'u1';"
        "UPDATE sessions SET ended_at = 5, end_reason = 'user disabled' WHERE id = 's1';"
        "DELETE FROM role_grants WHERE user_id = 'u1';"
        "UPDATE signing_keys SET state = 'revoked', revoked_at = 5, sealed_private = NULL WHERE kid = 'k1'");
    auto tx = world.database.tx();
    BackupFixture::value(tx.run(
        "INSERT INTO signing_keys(kid, algorithm, state, public_jwk, sealed_private, created_at, reason)"
        " VALUES('k2', 'ES256', 'active', '{}', $1, 5, '')",
        db::Blob{"\x02"}));
}

bool lists(backup::Comparison const& comparison, std::string const& kind, std::string const& id)
{
    return std::ranges::any_of(comparison.wouldComeBack, [&](backup::ComeBack const& back) {
        return back.kind == kind && back.id == id;
    });
}

} // namespace

class test_attack_a30 : public QObject {
    Q_OBJECT

private slots:
    void listsWhatWouldHaveComeBack()
    {
        BackupFixture world;
        auto const id = world.backup();
        revokeEverything(world);
        support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        auto const comparison = world.comparison(id);
        QVERIFY(lists(comparison, "user-enabled", "u1"));
        QVERIFY(lists(comparison, "session", "s1"));
        QVERIFY(lists(comparison, "role-grant", "u1"));
        QVERIFY(lists(comparison, "signing-key", "k1"));
        QVERIFY(!lists(comparison, "signing-key", "k2"));
    }

    void keepsWhatWasRevokedRevokedThroughASwap()
    {
        BackupFixture world;
        auto const id = world.backup();
        revokeEverything(world);
        world.sql("UPDATE c_7 SET body = '{\"email\":\"stolen@x\"}' WHERE id = 'a'");
        auto const before = securityFacts(world);
        support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        support::TempDatabase::must(world.work(&BackupRunner::swap, id));
        QVERIFY(securityFacts(world) == before);
        QCOMPARE(world.number("SELECT enabled FROM users WHERE id = 'u1'"), 0);
        QCOMPARE(world.number("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL"), 0);
        QCOMPARE(world.number("SELECT COUNT(*) FROM role_grants WHERE user_id = 'u1'"), 0);
        QCOMPARE(world.text("SELECT kid FROM signing_keys WHERE state = 'active'"), "k2");
        // And the data itself did come back.
        QCOMPARE(world.text("SELECT body FROM c_7 WHERE id = 'a'"), "{\"email\":\"a@x\"}");
    }

    void leavesEverythingAloneWhenRestoredBeside()
    {
        BackupFixture world;
        auto const id = world.backup();
        revokeEverything(world);
        auto const before = securityFacts(world);
        support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        QVERIFY(securityFacts(world) == before);
    }
};

DEWAR_TEST(test_attack_a30)
#include "test_attack_a30.moc"
