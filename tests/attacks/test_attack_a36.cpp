// A36 (T17) as far as the witnesses that exist: yesterday's copy of the whole data directory is put back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>

#include "app/dewarctl/audit_command.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

namespace fs = std::filesystem;

void copyTree(std::string const& from, std::string const& to)
{
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

// An engine whose backups lie elsewhere, with yesterday's copy of its directory beside it.
struct World {
    explicit World(bool isBackedUpElsewhere = false)
        : engine{isBackedUpElsewhere ? std::map<std::string, std::string>{{"backup.repository", repository()}}
                                     : std::map<std::string, std::string>{}}
    {
        engine.addUser("grace", {"viewer"});
        if (isBackedUpElsewhere)
            backup();
        engine.stop();
        copyTree(engine.directory(), yesterday());
        engine.restart();
    }

    std::string yesterday() const { return (m_folder.path() + "/yesterday").toStdString(); }
    std::string repository() const { return (m_folder.path() + "/backups").toStdString(); }
    void work(int users)
    {
        for (int number = 0; number < users; ++number)
            engine.addUser("user-" + std::to_string(number), {"viewer"});
    }
    void backup()
    {
        engine.clock.advance(std::chrono::seconds{60});
        auto const started = engine.call("POST", "/api/v1/backups", json::Object{}, engine.admin());
        auto const state = [&] {
            return engine.call("GET", "/api/v1/jobs/" + started.at("/job"), nullptr, engine.admin())
                .at("/state");
        };
        QTRY_COMPARE_WITH_TIMEOUT(state(), std::string{"done"}, 60'000);
    }
    // What a console or a person writes down.
    dewarctl::Witness witness()
    {
        auto const head = engine.call("GET", "/api/v1/audit/head", nullptr, engine.admin());
        return {.number = std::stoll(head.at("/number")), .hash = head.at("/hash")};
    }
    void putBack()
    {
        engine.stop();
        copyTree(yesterday(), engine.directory());
    }
    Status verified(dewarctl::Witness const& witness)
    {
        return dewarctl::verifyAuditOffline({.directory = engine.directory(), .witness = witness});
    }
    std::string alerts() { return engine.call("GET", "/api/v1/alerts", nullptr, engine.admin()).text; }

private:
    QTemporaryDir m_folder; // before the engine, which is given a place in it

public:
    EngineFixture engine;
};

} // namespace

class test_attack_a36 : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        if (support::onPostgres())
            QSKIP(
                "the directory does not hold the database here; test_dewarctl asks a running engine instead");
    }

    void tellsAWitnessHowFarItFell()
    {
        World world;
        world.work(5);
        auto const seen = world.witness();
        world.putBack();
        auto const without = world.verified({});
        QVERIFY(bool(without)); // The limit: from the inside it is a sound chain.
        auto const found = world.verified(seen);
        QVERIFY(!found);
        QVERIFY2(found.error().message.find("to row " + std::to_string(seen.number) + " were cut off") !=
                     std::string::npos,
                 found.error().message.c_str());
    }

    void tellsAWitnessAlsoWhenItGrewPastThatRow()
    {
        World world;
        world.work(5);
        auto const seen = world.witness();
        world.putBack();
        world.engine.restart();
        world.work(9);
        world.engine.stop();
        QVERIFY(bool(world.verified({})));
        auto const found = world.verified(seen);
        QVERIFY(!found);
        QVERIFY2(found.error().message.find("another hash than a witness saw") != std::string::npos,
                 found.error().message.c_str());
    }

    void noticesItItselfWhenABackupElsewhereSawMore()
    {
        World world{true};
        world.work(5);
        world.backup();
        world.putBack();
        world.engine.restart();
        QTRY_VERIFY(world.alerts().find("audit-rolled-back") != std::string::npos);
        auto const rows =
            world.engine.call("GET", "/api/v1/audit?verb=audit.rolled_back", nullptr, world.engine.admin());
        QVERIFY2(std::stoll(rows.at("/items/0/details/rows_missing")) > 0, rows.text.c_str());
        // It serves, and says so at each start until a backup of what is there now.
        world.backup();
        world.engine.restart();
        auto const again =
            world.engine.call("GET", "/api/v1/audit?verb=audit.rolled_back", nullptr, world.engine.admin());
        QCOMPARE(json::find(again.body, "items")->get_array().size(), std::size_t{1});
    }

    void saysNothingAboutDataThatIsAsNewAsItsBackups()
    {
        World world{true};
        world.backup();
        world.work(2);
        world.engine.restart();
        auto const rows =
            world.engine.call("GET", "/api/v1/audit?verb=audit.rolled_back", nullptr, world.engine.admin());
        QVERIFY(json::find(rows.body, "items")->get_array().empty());
        QVERIFY(world.alerts().find("audit-rolled-back") == std::string::npos);
    }

    void statesTheLimitOnItsHelpPage()
    {
        std::ifstream file{SOURCE_DIR "/resources/help/audit.md"};
        std::string const help{std::istreambuf_iterator<char>{file}, {}};
        QVERIFY(help.find("cannot be told from the inside") != std::string::npos);
        QVERIFY(help.find("--head-number") != std::string::npos);
    }
};

DEWAR_TEST(test_attack_a36)
#include "test_attack_a36.moc"
