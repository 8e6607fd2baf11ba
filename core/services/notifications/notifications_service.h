// The rules of notifications: who is told what, signed, tried again, and never beyond what somebody named.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "core/api/context.h"
#include "core/api/leases.h"
#include "core/api/ports.h"
#include "core/base/secret.h"
#include "core/platform/http/client.h"
#include "core/services/notifications/notifications_store.h"
#include "core/services/notifications/notifications_types.h"

namespace core::notifications {

// The vault, bound to the purpose "notifications". Any thread.
struct Sealing {
    std::function<Result<std::string>(std::string_view context, std::string_view plain)> seal;
    std::function<Result<Secret>(std::string_view context, std::string_view sealed)> open;
};
using Send = std::function<Result<http::Response>(http::OutgoingRequest const&, http::EgressPolicy const&)>;

constexpr std::int64_t kDestinationsMax = 100;
constexpr std::int64_t kQueuedPerDestinationMax = 1000;
constexpr std::int64_t kFinishedKept = 10'000;
constexpr std::int64_t kTriesMax = 8;                    // the last one about two hours after the first
constexpr Span kPauseMin{std::chrono::seconds{5}};
constexpr Span kPauseMax{std::chrono::hours{1}};

// Standard Webhooks 1.0: "v1," and base64 of HMAC-SHA256 over "id.timestamp.body". `secret`: "whsec_" and
// base64.
Result<std::string> webhookSignature(Secret const& secret, std::string_view id, std::int64_t timestampSeconds,
                                     std::string_view body);

class NotificationsService {
public:
    // Subscribes to the outbox. `send` is http::send in the engine. One engine at a time delivers: the one
    // that holds the lease "notifications" under `holder` (api/leases.h).
    NotificationsService(api::Changes& changes, api::Events& events, Clock const& clock, Random& random,
                         Sealing sealing, Send send = http::send, std::string holder = "alone");
    ~NotificationsService() { stop(); }
    NotificationsService(NotificationsService const&) = delete;
    NotificationsService& operator=(NotificationsService const&) = delete;

    // Opens every signing secret once: what was opened is kept out of the logs from then on. Before start().
    Status openSecrets();
    // The same in that transaction: another engine added a destination.
    Status openSecrets(db::Tx& tx);
    void start();    // the deliverer's thread
    void stop();     // finishes the call under way, joins; before the write lane stops
    // A restore pauses what leaves (T14); what waits goes on with resume(), unless supersede() ended it.
    void pause();
    void resume();
    Result<std::int64_t> supersede(api::Context& context);

    Result<api::Page<Destination>> list(api::ReadContext& context, ListDestinations const& request);
    Result<Destination> show(api::ReadContext& context, DestinationById const& request);
    struct Prepared {
        store::StoredDestination stored;
        std::string shownSecret;
    };
    Result<Prepared> prepareCreate(api::ReadContext& context, NewDestination const& request);
    Result<CreatedDestination> create(api::Context& context, Prepared const& prepared);
    Result<Done> remove(api::Context& context, DestinationById const& request);
    Result<Delivery> test(api::Context& context, DestinationById const& request);
    Result<Delivery> send(api::Context& context, Message const& request);
    Result<api::Page<Delivery>> deliveries(api::ReadContext& context, ListDeliveries const& request);

    // One pass of the deliverer: tries what is due, answers how many were tried. Blocks; its thread and
    // tests only.
    Result<std::size_t> deliverDue();
    // The outbox's subscriber.
    Status take(api::Event const& event);

private:
    Result<Delivery> enqueue(api::Context& context, DestinationId const& destination, std::string type,
                             json::Object payload);
    Result<store::Outcome> attempt(store::StoredDestination const& to, store::DueDelivery const& delivery);
    Status record(store::DueDelivery const& delivery, store::Outcome const& outcome);
    Span pauseAfter(std::int64_t tries);
    void loop();
    void wake();

    api::Changes& m_changes;
    Clock const& m_clock;
    Random& m_random;
    Sealing const m_sealing;
    Send const m_send;
    api::Duty m_duty;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_woken = false;
    bool m_paused = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace core::notifications
