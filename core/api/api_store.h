// The SQL of the pipeline itself: authority epoch, idempotent answers, outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/api/epochs.h"
#include "core/api/ports.h"
#include "core/platform/db/tx.h"

namespace core::api::store {

Result<std::int64_t> authorityEpoch(db::Tx& tx);
Result<std::int64_t> raiseAuthorityEpoch(db::Tx& tx);   // answers the new value

// All epochs in one statement.
struct SharedEpochs {
    std::int64_t authority = 0;
    std::array<std::int64_t, kTopicNames.size()> topics{};
};
Result<SharedEpochs> epochs(db::Tx& tx);
Result<std::int64_t> raiseTopic(db::Tx& tx, Topic topic);   // answers the new value

struct AnswerKey {
    std::string principal;
    std::string operation;
    std::string path;
    std::string key;
};
struct StoredAnswer {
    std::string bodyHash;
    int status = 0;
    std::string contentType;
    std::string body;
    std::string location;
    std::string etag;
    bool replayable = true;   // false: it held a secret that is shown once
};
constexpr std::int64_t kAnswersPerPrincipalMax = 10'000;
constexpr Span kAnswerLife{std::chrono::hours{24}};

Result<std::optional<StoredAnswer>> answerFor(db::Tx& tx, AnswerKey const& key, Time now);
// TooMany when the principal holds kAnswersPerPrincipalMax live keys.
Status keepAnswer(db::Tx& tx, AnswerKey const& key, StoredAnswer const& answer, Time now);
Result<std::int64_t> forgetOldAnswers(db::Tx& tx, Time now);   // at most 500 a call

Status announce(db::Tx& tx, std::string_view type, Time at, std::string_view traceId, std::string_view data);
Result<std::vector<Event>> eventsAfter(db::Tx& tx, std::int64_t number);   // at most 100
Result<std::int64_t> readUpTo(db::Tx& tx, std::string_view subscriber);
Status setReadUpTo(db::Tx& tx, std::string_view subscriber, std::int64_t number);
Result<std::int64_t> forgetDelivered(db::Tx& tx);   // what all have read, but the last 1000 stay; at most 500 a call

} // namespace core::api::store
