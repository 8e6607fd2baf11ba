// Notifications: destinations, messages, and the thread that delivers them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/notifications/notifications_service.h"

#include <algorithm>
#include <set>

#include "core/platform/crypto/mac.h"
#include "core/platform/log/log.h"

namespace core::notifications {

namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretBytesMin = 24;   // Standard Webhooks 1.0: 24 to 64 bytes
constexpr std::size_t kSecretBytesMax = 64;
constexpr std::int64_t kDuePerPassMax = 32;
constexpr std::int64_t kPrunedPerPassMax = 500;
constexpr std::size_t kAnswerBytesMax = 64 * 1024;   // read only to be thrown away
constexpr std::chrono::milliseconds kCallTimeMax{10'000};
constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::string_view kTooMany = "too many messages wait for this destination";

Error unknown() { return failed(ErrorCode::NotFound, "there is no such destination"); }

std::string placeOf(DestinationId const& id)
{
    return "notification_destinations/" + id.value + "/secret_sealed";
}

Error wrongField(std::string field, std::string problem)
{
    return Error{.code = ErrorCode::Invalid,
                 .message = "some fields are not acceptable",
                 .fields = {{std::move(field), std::move(problem)}}};
}

Result<Secret> keyOf(Secret const& secret)
{
    auto text = secret.view();
    if (!text.starts_with(kSecretPrefix))
        return failed(ErrorCode::Invalid, "a signing secret starts with whsec_");
    text.remove_prefix(kSecretPrefix.size());
    Secret key{TRY(bytesFromBase64(text))};
    if (key.size() < kSecretBytesMin || key.size() > kSecretBytesMax)
        return failed(ErrorCode::Invalid, "a signing secret has 24 to 64 bytes");
    return key;
}

std::string payloadOf(std::string_view type, Time at, json::Object data)
{
    return json::text(json::Object{{"type", type}, {"timestamp", rfc3339(at)}, {"data", std::move(data)}});
}

bool wants(Destination const& destination, std::string_view type)
{
    return std::ranges::any_of(destination.events,
                               [type](auto const& prefix) { return type.starts_with(prefix); });
}

} // namespace

Result<std::string> webhookSignature(Secret const& secret, std::string_view id, std::int64_t timestampSeconds,
                                     std::string_view body)
{
    auto const key = TRY(keyOf(secret));
    std::string signedText{id};
    signedText.append(".").append(std::to_string(timestampSeconds)).append(".").append(body);
    return "v1," + base64Of(crypto::hmacSha256(key, signedText));
}

NotificationsService::NotificationsService(api::Changes& changes, api::Events& events, Clock const& clock,
                                           Random& random, Sealing sealing, Send send, std::string holder)
    : m_changes{changes}, m_clock{clock}, m_random{random}, m_sealing{std::move(sealing)},
      m_send{std::move(send)}, m_duty{changes, api::Leases{std::move(holder), clock}, "notifications"}
{
    events.subscribe("notifications", "", [this](api::Event const& event) { return take(event); });
}

Result<api::Page<Destination>> NotificationsService::list(api::ReadContext& context,
                                                          ListDestinations const& request)
{
    auto const limit = request.limit.value_or(50);
    return api::pageOf(TRY(store::destinations(context.tx, request.after.value_or(""), limit + 1)), limit);
}

Result<Destination> NotificationsService::show(api::ReadContext& context, DestinationById const& request)
{
    auto found = TRY(store::destinationById(context.tx, request.id));
    if (!found)
        return unknown();
    return std::move(found->destination);
}

Result<NotificationsService::Prepared> NotificationsService::prepareCreate(api::ReadContext& context,
                                                                           NewDestination const& request)
{
    bool const privateAllowed = request.private_allowed.value_or(false);
    if (auto const rule = http::egressRuleFor(request.url, privateAllowed); !rule)
        return wrongField("/url", rule.error().message);
    auto const& events = request.events.value_or(std::vector<std::string>{});
    for (std::size_t at = 0; at < events.size(); ++at)
        if (events[at].size() > 64 || !std::ranges::all_of(events[at], [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
            }))
            return wrongField("/events/" + std::to_string(at),
                              "must be a prefix of event types such as incident.");
    Secret secret;
    if (request.signing_secret) {
        secret = Secret{*request.signing_secret};
        if (auto const key = keyOf(secret); !key)
            return wrongField("/signing_secret", key.error().message);
    } else {
        Secret fresh;
        context.random.fill(fresh.writable(kSecretBytes));
        secret = Secret{std::string{kSecretPrefix} + base64Of(fresh.view())};
    }
    Prepared prepared;
    auto& destination = prepared.stored.destination;
    destination.id = {newId(context.now, context.random)};
    destination.name = request.name;
    destination.url = request.url;
    destination.events = events;
    destination.private_allowed = privateAllowed;
    destination.created_at = context.now;
    prepared.stored.authorityPem = request.authority_pem.value_or("");
    prepared.stored.secretSealed = TRY(m_sealing.seal(placeOf(destination.id), secret.view()));
    prepared.shownSecret = secret.view();
    return prepared;
}

Result<CreatedDestination> NotificationsService::create(api::Context& context, Prepared const& prepared)
{
    auto const& destination = prepared.stored.destination;
    if (TRY(store::countDestinations(context.tx)) >= kDestinationsMax)
        return failed(ErrorCode::Conflict, "there are too many destinations; delete one first");
    TRY(store::insertDestination(context.tx, prepared.stored));
    context.subject("destination", destination.id.value);
    context.note("name", json::Value(destination.name));
    context.note("url", json::Value(destination.url));
    context.note("private_allowed", json::Value(destination.private_allowed));
    context.sharedChanged(api::Topic::Notifications);
    context.answer.location = "/notifications/destinations/" + destination.id.value;
    return CreatedDestination{destination.id, destination.name, prepared.shownSecret};
}

Result<Done> NotificationsService::remove(api::Context& context, DestinationById const& request)
{
    if (TRY(store::removeDestination(context.tx, request.id)) == 0)
        return unknown();
    context.subject("destination", request.id.value);
    return Done{};
}

Result<Delivery> NotificationsService::enqueue(api::Context& context, DestinationId const& destination,
                                               std::string type, json::Object payload)
{
    if (TRY(store::countQueued(context.tx, destination)) >= kQueuedPerDestinationMax)
        return failed(ErrorCode::Unavailable, std::string{kTooMany});
    store::NewDelivery delivery;
    delivery.id = {newId(context.now, context.random)};
    delivery.destination = destination;
    delivery.body = payloadOf(type, context.now, std::move(payload));
    delivery.type = std::move(type);
    delivery.traceId = context.traceId;
    delivery.now = context.now;
    TRY(store::insertDelivery(context.tx, delivery));
    context.subject("delivery", delivery.id.value);
    context.afterCommit([this] { wake(); });
    return *TRY(store::deliveryById(context.tx, delivery.id));
}

Result<Delivery> NotificationsService::test(api::Context& context, DestinationById const& request)
{
    auto const found = TRY(store::destinationById(context.tx, request.id));
    if (!found)
        return unknown();
    context.note("destination_id", json::Value(request.id.value));
    return enqueue(context, request.id, "notification.test",
                   {{"destination", found->destination.name}, {"text", "This is a test message of Dewar."}});
}

Result<Delivery> NotificationsService::send(api::Context& context, Message const& request)
{
    auto found = TRY(store::destinationByName(context.tx, request.destination));
    if (!found)
        found = TRY(store::destinationById(context.tx, {request.destination}));
    if (!found)
        return wrongField("/destination", "is not a destination's name or id");
    json::Object payload{{"subject", request.subject}, {"text", request.text}};
    if (request.incident_id)
        payload["incident_id"] = *request.incident_id;
    context.note("destination_id", json::Value(found->destination.id.value));
    context.note("subject", json::Value(request.subject));
    return enqueue(context, found->destination.id, "notification.message", std::move(payload));
}

Result<api::Page<Delivery>> NotificationsService::deliveries(api::ReadContext& context,
                                                             ListDeliveries const& request)
{
    auto const limit = request.limit.value_or(50);
    return api::pageOf(TRY(store::deliveries(context.tx, request, limit + 1)), limit);
}

Result<std::int64_t> NotificationsService::supersede(api::Context& context)
{
    return store::failQueued(context.tx, "superseded by a restore", context.now);
}

Status NotificationsService::openSecrets()
{
    return m_changes.read([this](api::ReadContext& context) { return openSecrets(context.tx); });
}

Status NotificationsService::openSecrets(db::Tx& tx)
{
    for (auto const& destination : TRY(store::destinations(tx, "", kDestinationsMax))) {
        auto const stored = TRY(store::destinationById(tx, destination.id));
        if (!stored)
            continue;
        // Damaged, it cannot be used either: the deliverer says so with the first message.
        if (auto const secret = m_sealing.open(placeOf(destination.id), stored->secretSealed); !secret)
            log::warn("a signing secret cannot be opened",
                      {{"destination_id", destination.id.value}, {"reason", secret.error().message}});
    }
    return Done{};
}

Status NotificationsService::take(api::Event const& event)
{
    std::vector<DestinationId> wanted;
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        for (auto const& destination : TRY(store::destinations(context.tx, "", kDestinationsMax)))
            if (wants(destination, event.type))
                wanted.push_back(destination.id);
        return Done{};
    }));
    if (wanted.empty())
        return Done{};
    auto const body = payloadOf(event.type, event.at, event.data);
    TRY(m_changes.change(api::systemPrincipal("notifications"), "", [&](api::Context& context) -> Status {
        for (auto const& id : wanted) {
            if (!TRY(store::destinationById(context.tx, id)))
                continue;   // deleted in between
            bool const full = TRY(store::countQueued(context.tx, id)) >= kQueuedPerDestinationMax;
            store::NewDelivery const delivery{.id = {newId(context.now, context.random)},
                                              .destination = id,
                                              .eventNumber = event.number,
                                              .type = event.type,
                                              .body = body,
                                              .traceId = event.traceId,
                                              .now = context.now};
            if (TRY(store::insertDelivery(context.tx, delivery)) == 0 || !full)
                continue;
            // A dead destination must not hold back the others: its surplus is recorded as lost.
            TRY(store::finishTry(context.tx, delivery.id,
                                 {.state = DeliveryState::Failed,
                                  .status = {},
                                  .error = std::string{kTooMany},
                                  .now = context.now,
                                  .dueAt = context.now}));
        }
        return Done{};
    }));
    wake();
    return Done{};
}

Span NotificationsService::pauseAfter(std::int64_t tries)
{
    auto pause = kPauseMin;
    for (std::int64_t step = 1; step < tries && pause < kPauseMax; ++step)
        pause *= 4;
    pause = std::min(pause, kPauseMax);
    // Up to a tenth more, so that what failed together does not come back together.
    unsigned char chance = 0;
    m_random.fill({&chance, 1});
    return pause + pause * chance / 2560;
}

Result<store::Outcome> NotificationsService::attempt(store::StoredDestination const& to,
                                                     store::DueDelivery const& delivery)
{
    auto const now = m_clock.now();
    auto const secret = TRY(m_sealing.open(placeOf(to.destination.id), to.secretSealed));
    auto const signature = TRY(webhookSignature(secret, delivery.id.value, secondsOf(now), delivery.body));
    http::OutgoingRequest request;
    request.url = to.destination.url;
    request.headers = {{"Content-Type", "application/json"},
                       {"User-Agent", "Dewar"},
                       {"webhook-id", delivery.id.value},
                       {"webhook-timestamp", std::to_string(secondsOf(now))},
                       {"webhook-signature", signature}};
    request.body = delivery.body;
    request.plainAllowed = to.destination.private_allowed;
    http::EgressPolicy policy;
    policy.allowed.push_back(TRY(http::egressRuleFor(to.destination.url, to.destination.private_allowed)));
    policy.answerBytesMax = kAnswerBytesMax;
    policy.timeMax = kCallTimeMax;
    if (!to.authorityPem.empty())
        policy.authoritiesPem.push_back(to.authorityPem);
    auto const answer = m_send(request, policy);
    store::Outcome outcome;
    outcome.now = m_clock.now();
    outcome.dueAt = outcome.now;
    if (!answer)
        outcome.error = answer.error().message;
    else
        outcome.status = answer->status;
    // The answer's body is not kept: it belongs to whoever answers at that address (T9).
    if (answer && answer->status >= 200 && answer->status < 300)
        outcome.state = DeliveryState::Delivered;
    return outcome;
}

Status NotificationsService::record(store::DueDelivery const& delivery, store::Outcome const& outcome)
{
    return m_changes.change(api::systemPrincipal("notifications"), "", [&](api::Context& context) -> Status {
        if (TRY(store::finishTry(context.tx, delivery.id, outcome)) == 0)
            return Done{};   // Its destination was deleted, or a restore ended it.
        if (outcome.state == DeliveryState::Failed) {
            json::Object about{{"delivery_id", delivery.id.value},
                               {"destination_id", delivery.destination.value}};
            context.observe("notification.failed", about);
        }
        TRY(store::prune(context.tx, kFinishedKept, kPrunedPerPassMax));
        return Done{};
    });
}

Result<std::size_t> NotificationsService::deliverDue()
{
    std::vector<store::DueDelivery> waiting;
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        waiting = TRY(store::due(context.tx, m_clock.now(), kDuePerPassMax));
        return Done{};
    }));
    std::size_t tried = 0;
    std::set<std::string> silent;   // After one failure the rest of that destination waits for the next pass.
    for (auto const& delivery : waiting) {
        {
            std::scoped_lock const lock{m_mutex};
            if (m_paused || m_stopping)
                break;
        }
        if (silent.contains(delivery.destination.value))
            continue;
        std::optional<store::StoredDestination> to;
        TRY(m_changes.read([&](api::ReadContext& context) -> Status {
            to = TRY(store::destinationById(context.tx, delivery.destination));
            return Done{};
        }));
        if (!to)
            continue;
        ++tried;
        auto attempted = attempt(*to, delivery);
        store::Outcome outcome = attempted ? *attempted : store::Outcome{.error = attempted.error().message,
                                                                         .now = m_clock.now()};
        if (outcome.state != DeliveryState::Delivered) {
            silent.insert(delivery.destination.value);
            outcome.state = delivery.tries + 1 < kTriesMax ? DeliveryState::Queued : DeliveryState::Failed;
            outcome.dueAt = outcome.now + pauseAfter(delivery.tries + 1);
        }
        TRY(record(delivery, outcome));
    }
    return tried;
}

void NotificationsService::start()
{
    m_thread = std::thread{[this] { loop(); }};
}

void NotificationsService::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void NotificationsService::pause()
{
    std::scoped_lock const lock{m_mutex};
    m_paused = true;
}

void NotificationsService::resume()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_paused = false;
    }
    wake();
}

void NotificationsService::wake()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_woken = true;
    }
    m_wake.notify_one();
}

void NotificationsService::loop()
{
    for (;;) {
        {
            std::unique_lock lock{m_mutex};
            m_wake.wait_for(lock, kLookEvery, [this] { return m_woken || m_stopping; });
            if (m_stopping)
                return;
            m_woken = false;
            if (m_paused)
                continue;
        }
        if (!m_duty.isOurs())
            continue;
        auto const tried = deliverDue();
        if (!tried)
            log::warn("messages could not be delivered and stay queued", {{"reason", tried.error().message}});
    }
}

} // namespace core::notifications
