// What engines know of each other's changes: read when an epoch moved, and never older than a second when
// asked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/shared_state.h"
#include "core/api/transact.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace std::chrono_literals;
using api::Topic;

namespace {

// An engine's knowledge over the database of the test.
struct Engine {
    explicit Engine(support::TempDatabase& database) : shared{epochs, database.clock}
    {
        auto reader = database.database().reader();
        if (!reader || !shared.begin(std::move(*reader)))
            qFatal("no reader");
        for (auto const topic : {Topic::Keys, Topic::Collections})
            shared.onChange(topic, [this, topic](db::Tx&) -> Status {
                reloaded.push_back(topic);
                return outcome;
            });
        shared.start();
    }
    std::vector<Topic> taken() { return std::exchange(reloaded, {}); }

    api::Epochs epochs;
    api::SharedState shared;
    std::vector<Topic> reloaded;
    Status outcome = Done{};
};

api::Raised raise(support::TempDatabase& database, std::vector<Topic> const& topics, bool authority = false)
{
    api::Raised raised;
    support::TempDatabase::must(
        database.change(support::callerWith({"*"}), [&](api::Context& context) -> Status {
            for (auto const topic : topics)
                context.sharedChanged(topic);
            if (authority)
                context.authorityChanged();
            raised = TRY(api::raiseEpochs(context.tx, context));
            return Done{};
        }));
    return raised;
}

} // namespace

class test_shared_state : public QObject {
    Q_OBJECT

private slots:
    void readsWhatAnotherEngineRaised()
    {
        support::TempDatabase database;
        Engine engine{database};
        QVERIFY(bool(engine.shared.look()));
        QVERIFY(engine.taken().empty());
        auto const before = engine.epochs.authority.load();
        auto const raised = raise(database, {Topic::Collections, Topic::Keys}, true);
        QVERIFY(raised.authority > static_cast<std::int64_t>(before));
        QVERIFY(bool(engine.shared.look()));
        QVERIFY(engine.taken() == (std::vector{Topic::Keys, Topic::Collections}));
        QCOMPARE(engine.epochs.authority.load(), static_cast<std::uint64_t>(raised.authority));
        QVERIFY(bool(engine.shared.look()));
        QVERIFY(engine.taken().empty());
    }

    void readsItsOwnChangesNoSecondTime()
    {
        support::TempDatabase database;
        Engine engine{database};
        engine.shared.committed(raise(database, {Topic::Keys}));
        QVERIFY(bool(engine.shared.look()));
        QVERIFY(engine.taken().empty());
        // Somebody else's change came between the last look and its own: what is in memory may be either.
        raise(database, {Topic::Keys});
        engine.shared.committed(raise(database, {Topic::Keys}));
        QVERIFY(bool(engine.shared.look()));
        QVERIFY(engine.taken() == std::vector{Topic::Keys});
    }

    void readsAgainWhatChangedDuringAReading()
    {
        support::TempDatabase database;
        Engine engine{database};
        raise(database, {Topic::Keys});
        engine.shared.onChange(Topic::Keys, [&](db::Tx&) -> Status {
            if (engine.reloaded.empty())
                engine.shared.committed(raise(database, {Topic::Keys}));
            engine.reloaded.push_back(Topic::Keys);
            return Done{};
        });
        QVERIFY(bool(engine.shared.look()));
        QCOMPARE(engine.reloaded.size(), 1U);
        QVERIFY(bool(engine.shared.look()));
        QCOMPARE(engine.reloaded.size(), 2U);
        QVERIFY(bool(engine.shared.look()));
        QCOMPARE(engine.reloaded.size(), 2U);
    }

    // As a process that was paused and wakes.
    void readsBeforeItAnswersWhenItsKnowledgeIsOld()
    {
        support::TempDatabase database;
        Engine engine{database};
        auto const raised = raise(database, {Topic::Keys}, true);
        database.clock.advance(1s);
        QVERIFY(bool(engine.shared.current()));
        QVERIFY(engine.taken().empty()); // A second is not too old.
        database.clock.advance(1us);
        QVERIFY(bool(engine.shared.current()));
        QVERIFY(engine.taken() == std::vector{Topic::Keys});
        QCOMPARE(engine.epochs.authority.load(), static_cast<std::uint64_t>(raised.authority));
        QVERIFY(engine.shared.takeWorstAge() > 1s);
        QVERIFY(engine.shared.takeWorstAge() == 0s);
    }

    void answersNobodyWhenItCannotRead()
    {
        support::TempDatabase database;
        Engine engine{database};
        raise(database, {Topic::Keys});
        engine.outcome = failed(ErrorCode::Internal, "cannot be opened");
        database.clock.advance(2s);
        for (int tries = 0; tries < 2; ++tries) {
            auto const refused = engine.shared.current();
            QVERIFY(!refused && refused.error().code == ErrorCode::Unavailable);
            QCOMPARE(*refused.error().retryAfterSeconds, 1);
        }
        engine.outcome = Done{};
        QVERIFY(bool(engine.shared.current()));
    }

    void neverLowersTheAuthority()
    {
        api::Epochs epochs;
        epochs.raiseAuthority(7);
        epochs.raiseAuthority(5);
        QCOMPARE(epochs.authority.load(), std::uint64_t{7});
    }

    void asksNobodyWhenAlone()
    {
        support::FakeClock clock;
        api::Epochs epochs;
        api::SharedState shared{epochs, clock};
        QVERIFY(bool(shared.begin(nullptr)));
        QVERIFY(shared.isAlone());
        QVERIFY(bool(shared.look()));
        shared.start();
        clock.advance(1h);
        QVERIFY(bool(shared.current()));
    }
};

DEWAR_TEST(test_shared_state)
#include "test_shared_state.moc"
