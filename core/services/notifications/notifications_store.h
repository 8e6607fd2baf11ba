// The SQL of notifications.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/platform/db/tx.h"
#include "core/services/notifications/notifications_types.h"

namespace core::notifications::store {

// What a delivery needs of its destination.
struct StoredDestination {
    Destination destination;
    std::string authorityPem;
    std::string secretSealed;
};

struct NewDelivery {
    DeliveryId id;
    DestinationId destination;
    std::optional<std::int64_t> eventNumber;   // once per destination
    std::string type;
    std::string body;
    std::string traceId;
    Time now{};
};

struct DueDelivery {
    DeliveryId id;
    DestinationId destination;
    std::string type;
    std::string body;
    std::int64_t tries = 0;
};

struct Outcome {
    DeliveryState state = DeliveryState::Queued;
    std::optional<std::int64_t> status;
    std::optional<std::string> error;
    Time now{};
    Time dueAt{};
};

Status insertDestination(db::Tx& tx, StoredDestination const& stored);
Result<std::int64_t> countDestinations(db::Tx& tx);
Result<std::optional<StoredDestination>> destinationById(db::Tx& tx, DestinationId const& id);
Result<std::optional<StoredDestination>> destinationByName(db::Tx& tx, std::string_view name);
Result<std::vector<Destination>> destinations(db::Tx& tx, std::string_view after, std::int64_t limit);
Result<std::int64_t> removeDestination(db::Tx& tx, DestinationId const& id);

// 0: that event was queued for that destination before.
Result<std::int64_t> insertDelivery(db::Tx& tx, NewDelivery const& delivery);
Result<std::int64_t> countQueued(db::Tx& tx, DestinationId const& id);
Result<std::optional<Delivery>> deliveryById(db::Tx& tx, DeliveryId const& id);
// Newest first; `after` empty: from the newest.
Result<std::vector<Delivery>> deliveries(db::Tx& tx, ListDeliveries const& filter, std::int64_t limit);
Result<std::vector<DueDelivery>> due(db::Tx& tx, Time now, std::int64_t limit);
// Counts the try. 0: it is not queued any more.
Result<std::int64_t> finishTry(db::Tx& tx, DeliveryId const& id, Outcome const& outcome);
Result<std::int64_t> failQueued(db::Tx& tx, std::string_view reason, Time now);
// Forgets the oldest finished ones beyond `kept`; at most `limit` at once.
Result<std::int64_t> prune(db::Tx& tx, std::int64_t kept, std::int64_t limit);

} // namespace core::notifications::store
