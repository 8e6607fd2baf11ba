// Everything one request needs; it moves from thread to thread, and nothing of it lives in a thread_local.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/api/epochs.h"
#include "core/api/metrics.h"
#include "core/api/ports.h"
#include "core/api/router.h"
#include "core/api/shared_state.h"

namespace core::api {

// What the stages need from the engine. References outlive every exchange.
struct Surroundings {
    Clock const& clock;
    Random& random;
    Router const& router;
    Authenticator& authenticator;
    Limiter& limiter;
    AuditSink& audit;
    EventLog& events;
    Metrics& metrics;
    Epochs& epochs;
    std::function<void()> factsCommitted;   // wakes the outbox; any thread, cheap
    SharedState& shared;
};

struct Exchange {
    Surroundings const* engine = nullptr;
    http::Request request;
    http::Respond respond;
    std::string origin;                 // "https://127.0.0.1:8443" of the listener
    Time startedAt{};
    Span started{};
    std::string traceId;                // 32 lower-case hex
    std::string spanId;                 // 16 lower-case hex, ours
    Match match;
    Principal principal;
    bool principalGiven = false;        // an in-process call brings its own
    std::optional<LimitState> limit;
    Boxed input;
    std::string idempotencyKey;
    db::Tx* tx = nullptr;               // of the thread that runs the stages; only during enter and a read
    std::size_t entered = 0;            // How many stages have been entered: these leave, in reverse.

    // The answer.
    std::optional<Error> error;
    Rendered rendered;
    AnswerExtras extras;
    std::optional<int> replayedStatus;  // an idempotent replay
    std::vector<Observation> observations;
    std::vector<std::pair<std::string, std::string>> touches;
    std::string subjectId;

    Route const& route() const { return *match.route->route; }
    Surface surface() const { return match.route != nullptr ? route().surface : Surface::Api; }
    int status() const;
};

// enter refuses with an Error; leave sees every exchange that entered, refused or not.
struct Stage {
    std::string_view name;
    Status (*enter)(Exchange&);
    void (*leave)(Exchange&) = [](Exchange&) {};
};

} // namespace core::api
