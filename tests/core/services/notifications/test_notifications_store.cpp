// The SQL of notifications: what is due, what is kept once, what is forgotten.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/notifications/notifications_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::notifications;
using std::chrono::seconds;

namespace {

struct Rows {
    support::TempDatabase database;
    db::Tx tx = database.tx();

    DestinationId destination(std::string name)
    {
        store::StoredDestination stored;
        stored.destination = {.id = {"d-" + name},
                              .name = name,
                              .url = "https://hooks.example/" + name,
                              .events = {"incident.", "user.disabled"},
                              .private_allowed = true,
                              .created_at = database.clock.now()};
        stored.authorityPem = "pem";
        stored.secretSealed = std::string{"\0sealed", 7};
        support::TempDatabase::must(store::insertDestination(tx, stored));
        return stored.destination.id;
    }
    std::int64_t queue(DestinationId const& to, std::string id, std::optional<std::int64_t> event = {})
    {
        return *store::insertDelivery(tx, {.id = {std::move(id)},
                                           .destination = to,
                                           .eventNumber = event,
                                           .type = "incident.opened",
                                           .body = "{}",
                                           .traceId = "t",
                                           .now = database.clock.now()});
    }
    void finish(std::string id, DeliveryState state, Span later = {})
    {
        auto const now = database.clock.now();
        auto const changed = store::finishTry(
            tx, {std::move(id)},
            {.state = state, .status = 500, .error = "no", .now = now, .dueAt = now + later});
        QCOMPARE(*changed, std::int64_t{1});
    }
};

} // namespace

class test_notifications_store : public QObject {
    Q_OBJECT
private slots:
    void keepsADestinationWhole()
    {
        Rows rows;
        auto const id = rows.destination("ops");
        for (auto const& found :
             {store::destinationById(rows.tx, id), store::destinationByName(rows.tx, "ops")}) {
            auto const stored = **found;
            QCOMPARE(stored.destination.url, std::string{"https://hooks.example/ops"});
            QCOMPARE(stored.destination.events, (std::vector<std::string>{"incident.", "user.disabled"}));
            QVERIFY(stored.destination.private_allowed);
            QCOMPARE(stored.authorityPem, std::string{"pem"});
            QCOMPARE(stored.secretSealed, (std::string{"\0sealed", 7}));
        }
        QVERIFY(!*store::destinationByName(rows.tx, "other"));
    }

    void refusesASecondOfAName()
    {
        Rows rows;
        rows.destination("ops");
        store::StoredDestination again;
        again.destination.id = {"another"};
        again.destination.name = "ops";
        QCOMPARE(store::insertDestination(rows.tx, again).error().code, ErrorCode::Conflict);
        QCOMPARE(*store::countDestinations(rows.tx), std::int64_t{1});
    }

    void queuesAnEventOncePerDestination()
    {
        Rows rows;
        auto const one = rows.destination("one");
        auto const two = rows.destination("two");
        QCOMPARE(rows.queue(one, "a", 7), std::int64_t{1});
        QCOMPARE(rows.queue(one, "b", 7), std::int64_t{0});
        QCOMPARE(rows.queue(two, "c", 7), std::int64_t{1});
        QCOMPARE(rows.queue(one, "d"), std::int64_t{1});
        QCOMPARE(rows.queue(one, "e"), std::int64_t{1});
        QCOMPARE(*store::countQueued(rows.tx, one), std::int64_t{3});
    }

    void answersWhatIsDueOldestFirst()
    {
        Rows rows;
        auto const to = rows.destination("ops");
        rows.queue(to, "a");
        rows.database.clock.advance(seconds{1});
        rows.queue(to, "b");
        rows.finish("a", DeliveryState::Queued, seconds{10});
        auto const now = rows.database.clock.now();
        auto const soon = *store::due(rows.tx, now, 10);
        QCOMPARE(soon.size(), std::size_t{1});
        QCOMPARE(soon[0].id.value, std::string{"b"});
        auto const later = *store::due(rows.tx, now + seconds{10}, 10);
        QCOMPARE(later.size(), std::size_t{2});
        QCOMPARE(later[1].id.value, std::string{"a"});
        QCOMPARE(later[1].tries, std::int64_t{1});
    }

    void finishesOnlyWhatIsQueued()
    {
        Rows rows;
        auto const to = rows.destination("ops");
        rows.queue(to, "a");
        rows.finish("a", DeliveryState::Delivered);
        auto const again = store::finishTry(rows.tx, {"a"}, {.state = DeliveryState::Failed});
        QCOMPARE(*again, std::int64_t{0});
        auto const delivery = **store::deliveryById(rows.tx, {"a"});
        QCOMPARE(delivery.state, std::string{"delivered"});
        QVERIFY(delivery.finished_at && !delivery.due_at);
        QCOMPARE(*delivery.last_status, std::int64_t{500});
    }

    void listsNewestFirstByDestinationAndState()
    {
        Rows rows;
        auto const one = rows.destination("one");
        auto const two = rows.destination("two");
        rows.queue(one, "a");
        rows.queue(two, "b");
        rows.queue(one, "c");
        rows.finish("c", DeliveryState::Failed);
        auto const ids = [&](ListDeliveries const& filter) {
            std::string text;
            auto const found = *store::deliveries(rows.tx, filter, 10);
            for (auto const& delivery : found)
                text += delivery.id.value;
            return text;
        };
        QCOMPARE(ids({}), std::string{"cba"});
        QCOMPARE(ids({.limit = {}, .after = "c", .destination = {}, .state = {}}), std::string{"ba"});
        QCOMPARE(ids({.limit = {}, .after = {}, .destination = one.value, .state = {}}), std::string{"ca"});
        QCOMPARE(ids({.limit = {}, .after = {}, .destination = {}, .state = "failed"}), std::string{"c"});
    }

    void forgetsTheOldestFinishedOnly()
    {
        Rows rows;
        auto const to = rows.destination("ops");
        for (std::string const id : {"a", "b", "c", "d", "e"})
            rows.queue(to, id);
        for (std::string const id : {"b", "c", "d", "e"})
            rows.finish(id, DeliveryState::Delivered);
        QCOMPARE(*store::prune(rows.tx, 4, 10), std::int64_t{0});
        QCOMPARE(*store::prune(rows.tx, 2, 10), std::int64_t{2});
        std::string left;
        auto const found = *store::deliveries(rows.tx, {}, 10);
        for (auto const& delivery : found)
            left += delivery.id.value;
        QCOMPARE(left, std::string{"eda"});
    }

    void removesADestinationWithItsDeliveries()
    {
        Rows rows;
        auto const one = rows.destination("one");
        auto const two = rows.destination("two");
        rows.queue(one, "a");
        rows.queue(two, "b");
        QCOMPARE(*store::removeDestination(rows.tx, one), std::int64_t{1});
        QCOMPARE(store::deliveries(rows.tx, {}, 10)->size(), std::size_t{1});
        QCOMPARE(*store::removeDestination(rows.tx, one), std::int64_t{0});
    }
};

DEWAR_TEST(test_notifications_store)
#include "test_notifications_store.moc"
