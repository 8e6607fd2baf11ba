// SQL of notifications.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/notifications/notifications_store.h"

namespace core::notifications::store {

namespace {

constexpr std::string_view kInsertDestination = R"sql(
    INSERT INTO notification_destinations(id, name, url, events, private_allowed, authority_pem,
                                          secret_sealed, created_at)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT(name) DO NOTHING)sql";
constexpr std::string_view kCountDestinations = "SELECT count(*) FROM notification_destinations LIMIT 1";
constexpr std::string_view kDestinationById = R"sql(
    SELECT id, name, url, events, private_allowed, created_at, authority_pem, secret_sealed
    FROM notification_destinations WHERE id = $1 LIMIT 1)sql";
constexpr std::string_view kDestinationByName = R"sql(
    SELECT id, name, url, events, private_allowed, created_at, authority_pem, secret_sealed
    FROM notification_destinations WHERE name = $1 LIMIT 1)sql";
constexpr std::string_view kDestinations = R"sql(
    SELECT id, name, url, events, private_allowed, created_at
    FROM notification_destinations WHERE id > $1 ORDER BY id LIMIT $2)sql";
constexpr std::string_view kRemoveDeliveries =
    "DELETE FROM notification_deliveries WHERE destination_id = $1";
constexpr std::string_view kRemoveDestination = "DELETE FROM notification_destinations WHERE id = $1";

constexpr std::string_view kInsertDelivery = R"sql(
    INSERT INTO notification_deliveries(id, destination_id, event_number, type, body, state, tries, trace_id,
                                        created_at, due_at)
    VALUES($1, $2, $3, $4, $5, 'queued', 0, $6, $7, $7)
    ON CONFLICT(destination_id, event_number) DO NOTHING)sql";
constexpr std::string_view kCountQueued =
    "SELECT count(*) FROM notification_deliveries WHERE destination_id = $1 AND state = 'queued' LIMIT 1";
constexpr std::string_view kDeliveryById = R"sql(
    SELECT id, destination_id, type, state, tries, last_status, last_error, trace_id, created_at, due_at,
           finished_at
    FROM notification_deliveries WHERE id = $1 LIMIT 1)sql";
constexpr std::string_view kDeliveries = R"sql(
    SELECT id, destination_id, type, state, tries, last_status, last_error, trace_id, created_at, due_at,
           finished_at
    FROM notification_deliveries
    WHERE ($1 = '' OR id < $1) AND ($2 = '' OR destination_id = $2) AND ($3 = '' OR state = $3)
    ORDER BY id DESC LIMIT $4)sql";
constexpr std::string_view kDue = R"sql(
    SELECT id, destination_id, type, body, tries FROM notification_deliveries
    WHERE state = 'queued' AND due_at <= $1 ORDER BY due_at, id LIMIT $2)sql";
constexpr std::string_view kFinishTry = R"sql(
    UPDATE notification_deliveries
    SET state = $2, tries = tries + 1, last_status = $3, last_error = $4, due_at = $5, finished_at = $6
    WHERE id = $1 AND state = 'queued')sql";
constexpr std::string_view kFailQueued = R"sql(
    UPDATE notification_deliveries SET state = 'failed', last_error = $1, finished_at = $2
    WHERE state = 'queued')sql";
constexpr std::string_view kPrune = R"sql(
    DELETE FROM notification_deliveries WHERE id IN (
        SELECT id FROM notification_deliveries WHERE state <> 'queued' AND id <= (
            SELECT id FROM notification_deliveries WHERE state <> 'queued' ORDER BY id DESC LIMIT 1 OFFSET $1)
        ORDER BY id LIMIT $2))sql";

Destination destinationFrom(db::Row const& row)
{
    Destination destination{.id = {row.text(0)},
                            .name = row.text(1),
                            .url = row.text(2),
                            .events = {},
                            .private_allowed = row.truth(4),
                            .created_at = row.time(5)};
    if (auto list = json::parse(row.view(3)); list && list->is_array())
        for (auto const& prefix : list->get_array())
            if (prefix.is_string())
                destination.events.emplace_back(prefix.get_string());
    return destination;
}

StoredDestination storedFrom(db::Row const& row) { return {destinationFrom(row), row.text(6), row.bytes(7)}; }

Delivery deliveryFrom(db::Row const& row)
{
    Delivery delivery{.id = {row.text(0)},
                      .destination_id = {row.text(1)},
                      .type = row.text(2),
                      .state = row.text(3),
                      .tries = row.integer(4),
                      .last_status = row.optionalInteger(5),
                      .last_error = row.optionalText(6),
                      .trace_id = row.text(7),
                      .created_at = row.time(8),
                      .due_at = row.optionalTime(9),
                      .finished_at = row.optionalTime(10)};
    if (delivery.finished_at)
        delivery.due_at.reset();
    return delivery;
}

DueDelivery dueFrom(db::Row const& row)
{
    return {{row.text(0)}, {row.text(1)}, row.text(2), row.text(3), row.integer(4)};
}

std::int64_t firstInteger(db::Row const& row) { return row.integer(0); }

} // namespace

Status insertDestination(db::Tx& tx, StoredDestination const& stored)
{
    auto const& destination = stored.destination;
    auto const inserted =
        TRY(tx.run(kInsertDestination, destination.id, destination.name, destination.url,
                   json::text(api::write(destination.events)), destination.private_allowed,
                   stored.authorityPem, db::Blob{stored.secretSealed}, destination.created_at));
    if (inserted == 0)
        return failed(ErrorCode::Conflict, "a destination of this name exists");
    return Done{};
}

Result<std::int64_t> countDestinations(db::Tx& tx)
{
    return TRY(tx.one(kCountDestinations, firstInteger)).value_or(0);
}

Result<std::optional<StoredDestination>> destinationById(db::Tx& tx, DestinationId const& id)
{
    return tx.one(kDestinationById, storedFrom, id);
}

Result<std::optional<StoredDestination>> destinationByName(db::Tx& tx, std::string_view name)
{
    return tx.one(kDestinationByName, storedFrom, name);
}

Result<std::vector<Destination>> destinations(db::Tx& tx, std::string_view after, std::int64_t limit)
{
    return tx.all(kDestinations, destinationFrom, after, limit);
}

Result<std::int64_t> removeDestination(db::Tx& tx, DestinationId const& id)
{
    TRY(tx.run(kRemoveDeliveries, id));
    return tx.run(kRemoveDestination, id);
}

Result<std::int64_t> insertDelivery(db::Tx& tx, NewDelivery const& delivery)
{
    return tx.run(kInsertDelivery, delivery.id, delivery.destination, delivery.eventNumber, delivery.type,
                  delivery.body, delivery.traceId, delivery.now);
}

Result<std::int64_t> countQueued(db::Tx& tx, DestinationId const& id)
{
    return TRY(tx.one(kCountQueued, firstInteger, id)).value_or(0);
}

Result<std::optional<Delivery>> deliveryById(db::Tx& tx, DeliveryId const& id)
{
    return tx.one(kDeliveryById, deliveryFrom, id);
}

Result<std::vector<Delivery>> deliveries(db::Tx& tx, ListDeliveries const& filter, std::int64_t limit)
{
    return tx.all(kDeliveries, deliveryFrom, filter.after.value_or(""), filter.destination.value_or(""),
                  filter.state.value_or(""), limit);
}

Result<std::vector<DueDelivery>> due(db::Tx& tx, Time now, std::int64_t limit)
{
    return tx.all(kDue, dueFrom, now, limit);
}

Result<std::int64_t> finishTry(db::Tx& tx, DeliveryId const& id, Outcome const& outcome)
{
    auto const finishedAt =
        outcome.state == DeliveryState::Queued ? std::optional<Time>{} : std::optional<Time>{outcome.now};
    return tx.run(kFinishTry, id, nameOf(outcome.state), outcome.status, outcome.error, outcome.dueAt,
                  finishedAt);
}

Result<std::int64_t> failQueued(db::Tx& tx, std::string_view reason, Time now)
{
    return tx.run(kFailQueued, reason, now);
}

Result<std::int64_t> prune(db::Tx& tx, std::int64_t kept, std::int64_t limit)
{
    return tx.run(kPrune, kept, limit);
}

} // namespace core::notifications::store
