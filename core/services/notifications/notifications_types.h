// A destination is a webhook that somebody named; a delivery is one message on its way there.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/api/fields.h"

namespace core::notifications {

using api::field;
using DestinationId = Id<struct DestinationTag>;
using DeliveryId = Id<struct DeliveryTag>;

enum class DeliveryState { Queued, Delivered, Failed };
constexpr std::array<std::string_view, 3> kStateNames{"queued", "delivered", "failed"};
constexpr std::string_view nameOf(DeliveryState state)
{
    return kStateNames[static_cast<std::size_t>(state)];
}

struct NewDestination {
    std::string name;
    std::string url;
    std::optional<std::vector<std::string>> events;
    std::optional<bool> private_allowed;
    std::optional<std::string> authority_pem;
    std::optional<std::string> signing_secret;

    static constexpr auto fields = std::tuple{
        field("name", &NewDestination::name).length(1, 64).format("slug"),
        field("url", &NewDestination::url)
            .length(1, 2048)
            .about("https only; host and port become the egress rule"),
        field("events", &NewDestination::events)
            .length(0, 32)
            .about("prefixes of event types, \"incident.\"; absent: only what is sent on purpose"),
        field("private_allowed", &NewDestination::private_allowed)
            .about("the host may resolve to a private or loopback address"),
        field("authority_pem", &NewDestination::authority_pem)
            .length(1, 16384)
            .about("trusted for this destination besides the system's authorities"),
        field("signing_secret", &NewDestination::signing_secret)
            .length(38, 128)
            .secret()
            .about("\"whsec_\" and base64 of 24 to 64 bytes; absent: made here and shown once"),
    };
};

struct Destination {
    DestinationId id;
    std::string name;
    std::string url;
    std::vector<std::string> events;
    bool private_allowed = false;
    Time created_at{};

    static constexpr auto fields = std::tuple{
        field("id", &Destination::id),
        field("name", &Destination::name),
        field("url", &Destination::url),
        field("events", &Destination::events).length(0, 32),
        field("private_allowed", &Destination::private_allowed),
        field("created_at", &Destination::created_at),
    };
};

struct CreatedDestination {
    DestinationId id;
    std::string name;
    std::string signing_secret;

    static constexpr auto fields = std::tuple{
        field("id", &CreatedDestination::id),
        field("name", &CreatedDestination::name),
        field("signing_secret", &CreatedDestination::signing_secret)
            .shownOnce()
            .about("verifies the webhook-signature header; shown once"),
    };
};

struct DestinationById {
    DestinationId id;

    static constexpr auto fields = std::tuple{field("id", &DestinationById::id).length(1, 64)};
};

struct ListDestinations {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("limit", &ListDestinations::limit).range(1, 200),
        field("after", &ListDestinations::after).length(1, 64),
    };
};

struct Message {
    std::string destination;
    std::string subject;
    std::string text;
    std::optional<std::string> incident_id;

    static constexpr auto fields = std::tuple{
        field("destination", &Message::destination).length(1, 64).about("name or id"),
        field("subject", &Message::subject).length(1, 200),
        field("text", &Message::text).length(0, 16384),
        field("incident_id", &Message::incident_id).length(1, 64),
    };
};

struct Delivery {
    DeliveryId id;
    DestinationId destination_id;
    std::string type;
    std::string state;
    std::int64_t tries = 0;
    std::optional<std::int64_t> last_status;
    std::optional<std::string> last_error;
    std::string trace_id;
    Time created_at{};
    std::optional<Time> due_at;
    std::optional<Time> finished_at;

    static constexpr auto fields = std::tuple{
        field("id", &Delivery::id).about("also the webhook-id header"),
        field("destination_id", &Delivery::destination_id),
        field("type", &Delivery::type),
        field("state", &Delivery::state).oneOf(kStateNames),
        field("tries", &Delivery::tries),
        field("last_status", &Delivery::last_status),
        field("last_error", &Delivery::last_error),
        field("trace_id", &Delivery::trace_id),
        field("created_at", &Delivery::created_at),
        field("due_at", &Delivery::due_at).about("the next try, while it is queued"),
        field("finished_at", &Delivery::finished_at),
    };
};

struct ListDeliveries {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
    std::optional<std::string> destination;
    std::optional<std::string> state;

    static constexpr auto fields = std::tuple{
        field("limit", &ListDeliveries::limit).range(1, 200),
        field("after", &ListDeliveries::after).length(1, 64),
        field("destination", &ListDeliveries::destination).length(1, 64).about("id"),
        field("state", &ListDeliveries::state).oneOf(kStateNames),
    };
};

} // namespace core::notifications
