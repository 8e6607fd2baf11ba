// What the pipeline and the services ask of each other without knowing each other: interfaces that services
// implement.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/context.h"
#include "core/api/route.h"
#include "core/base/result.h"
#include "core/platform/http/message.h"

namespace core::api {

// auth implements it. Any thread; `tx` belongs to the calling thread.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    // The caller of a request: bearer token or API key. No credential at all answers an anonymous principal;
    // a bad one answers Unauthenticated. Cheap when the token is in the verified cache and the epoch has not
    // moved.
    virtual Result<Principal> authenticate(http::Request const& request, db::Tx& tx, Time now) = 0;
    // The same principal read anew in this transaction: the write lane asks when the epoch moved since.
    virtual Result<Principal> renewed(Principal const& principal, db::Tx& tx, Time now) = 0;
};

// limits implements it. Any thread, no I/O.
struct LimitState {
    std::string policy; // value of RateLimit-Policy
    std::string limit;  // value of RateLimit
};
class Limiter {
public:
    virtual ~Limiter() = default;
    // Before any password or token work: per address (IPv6 by /64).
    virtual Status admit(http::Peer const& peer, Time now) = 0;
    // Per principal (address when anonymous) and rate class. TooMany carries retryAfterSeconds.
    virtual Result<LimitState> take(Principal const& principal, http::Peer const& peer, Rate rate,
                                    Time now) = 0;
    // Before a password is looked at: per account and per address.
    virtual Status takeSignIn(std::string_view account, http::Peer const& peer, Time now) = 0;
    // After a right password: addresses an account is known from keep a budget of their own.
    virtual void signedIn(std::string_view account, http::Peer const& peer, Time now) = 0;
    // Has the account signed in from there before? A lock that guesses from elsewhere brought about does not
    // hold it.
    virtual bool knowsAddress(std::string_view account, http::Peer const& peer, Time now) = 0;
};

// audit implements it; write lane only. Chains the row to the one before in the same transaction.
struct AuditEntry {
    Time at{};
    std::string actorKind;
    std::string actorId;
    std::string actorName;
    std::string sessionId;
    std::string tokenId;
    std::string verb;
    std::string subjectType;
    std::string subjectId;
    std::string outcome; // "done" or the refusal's problem type
    std::string traceId;
    std::string address;
    json::Object details;
};
class AuditSink {
public:
    virtual ~AuditSink() = default;
    virtual Status append(db::Tx& tx, AuditEntry entry) = 0;
    // The savepoint or the batch was rolled back: the head in memory is read from the database again.
    virtual void forgetHead() = 0;
    // Refusals (401, 403, 429) are counted, the first of a minute per address, principal and reason is kept;
    // any thread.
    virtual void countRefusal(AuditEntry const& entry) = 0;
};

// logs implements it. Any thread, never blocks: bounded, drops are counted and reported.
struct EventLine {
    Time at{};
    std::string name;     // "request", "auth.sign_in"
    std::string severity; // trace debug info warn error fatal
    std::string message;
    std::string traceId;
    json::Object attributes; // never a secret
    // Made of the engine's own ids, names and numbers alone: no caller chose a word of it, so it is not
    // searched for secrets on its way into the journal.
    bool ours = false;
};
class EventLog {
public:
    virtual ~EventLog() = default;
    virtual void record(EventLine line) = 0;
};

// Engine-internal work with the database. From work, jobs and timer threads only: both block.
class Changes {
public:
    virtual ~Changes() = default;
    // One change through the write lane as `who`, with one audit row of that verb (empty verb: none).
    virtual Status change(Principal const& who, std::string_view verb,
                          std::function<Status(Context&)> work) = 0;
    // A read in a snapshot of its own.
    virtual Status read(std::function<Status(ReadContext&)> work) = 0;
};

// An API call without a socket, through the whole pipeline, as that principal. From jobs threads only:
// blocks.
// `path` is the full path ("/api/v1/users/018f.../disable").
class Calls {
public:
    virtual ~Calls() = default;
    virtual http::Response call(Principal const& who, http::Method method, std::string_view path,
                                std::string body, std::string_view idempotencyKey,
                                std::string_view traceId) = 0;
};

// The outbox: what Context::announce stored, delivered after the commit, at least once, in order, on the
// timer thread, with a durable cursor per subscriber. A handler that fails is tried again with growing
// pauses.
struct Event {
    std::int64_t number = 0;
    std::string type; // "user.disabled"
    Time at{};
    std::string traceId;
    json::Object data;
};
class Events {
public:
    virtual ~Events() = default;
    // Before the engine starts. `prefix` selects types ("incident." or "" for all).
    virtual void subscribe(std::string subscriber, std::string prefix,
                           std::function<Status(Event const&)> handler) = 0;
};

// The principal of the engine's own work.
Principal systemPrincipal(std::string_view name);

} // namespace core::api
