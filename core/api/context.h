// What a handler is given: who calls, when, in which transaction, and how it tells others afterwards.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/epochs.h"
#include "core/api/principal.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/platform/db/tx.h"
#include "core/platform/http/message.h"
#include "core/platform/json/json.h"

namespace core::api {

// One fact for the event log (logs capability): becomes a log event of the reserved source "dewar".
struct Observation {
    std::string name;        // "auth.sign_in"
    json::Object attributes; // never a secret
};

// What a response carries besides its described body.
struct AnswerExtras {
    std::string location; // path without prefix: "/users/018f..."
    std::string etag;     // without quotes
    std::vector<http::Header> headers;
    std::optional<int> status; // instead of the route's success status
};

// Reading: on the network thread (cheap reads), the work lane (prepare) or the append lane (ingest).
class ReadContext {
public:
    ReadContext(Principal const& caller, db::Tx& tx, Time now, Random& random)
        : caller{caller}, tx{tx}, now{now}, random{random}
    {
    }
    virtual ~ReadContext() = default;

    Principal const& caller;
    db::Tx& tx;
    Time const now;
    Random& random;
    std::string traceId; // 32 lower-case hex
    http::Peer peer;
    http::Listener listener = http::Listener::Admin;
    std::optional<std::string> ifMatch; // If-Match without quotes
    std::optional<std::string> ifNoneMatch;
    std::string listenerOrigin; // "https://127.0.0.1:8443" of the listener that took the request
    std::string authorization;  // the Authorization header, for OAuth client authentication only
    AnswerExtras answer;

    // A fact worth a log event; written after the answer, also when the handler refuses.
    void observe(std::string name, json::Object attributes)
    {
        observations.push_back({std::move(name), std::move(attributes)});
    }
    // Ids of records that this request read or wrote: the request event answers "what did this token touch".
    void touched(std::string_view collection, std::string_view record)
    {
        touches.emplace_back(collection, record);
    }

    std::vector<Observation> observations;
    std::vector<std::pair<std::string, std::string>> touches;
};

// Changing: on the write lane, in a savepoint that also holds the audit row. May run twice (see lanes), so
// nothing here has an effect outside `tx`; what must follow a commit goes to afterCommit.
class Context : public ReadContext {
public:
    using ReadContext::ReadContext;

    // What the audit row is about.
    void subject(std::string_view type, std::string_view id)
    {
        subjectType = type;
        subjectId = id;
    }
    // A detail for the audit row; never a secret.
    void note(std::string_view name, json::Value value) { details[name] = std::move(value); }
    // Runs on the write lane after COMMIT and before any answer; must be short and must not fail.
    void afterCommit(std::function<void()> action) { actions.push_back(std::move(action)); }
    // A fact for the outbox: a row in this transaction, delivered at least once after the commit.
    void announce(std::string type, json::Object data)
    {
        announcements.push_back({std::move(type), std::move(data)});
    }
    // Any change of authority calls this: the epoch rises in this transaction, and cached principals are read
    // anew.
    void authorityChanged() { raisesEpoch = true; }
    // What engines keep of this in memory is another now. This one's follows in afterCommit; the others are
    // told.
    void sharedChanged(Topic topic) { changedTopics[static_cast<std::size_t>(topic)] = true; }

    std::string subjectType;
    std::string subjectId;
    json::Object details;
    std::vector<std::function<void()>> actions;
    std::vector<Observation> announcements;
    bool raisesEpoch = false;
    std::array<bool, kTopicNames.size()> changedTopics{};
};

} // namespace core::api
