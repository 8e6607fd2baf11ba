// SQL of the pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_store.h"

#include <algorithm>
#include <utility>

namespace core::api::store {

namespace {

constexpr std::string_view kEpoch = "SELECT value FROM authority_epoch WHERE id = 1 LIMIT 1";
constexpr std::string_view kRaise = "UPDATE authority_epoch SET value = value + 1 WHERE id = 1 RETURNING value";
constexpr std::string_view kEpochs = R"sql(
    SELECT '' AS topic, value FROM authority_epoch WHERE id = 1
     UNION ALL
    SELECT topic, value FROM shared_epochs
     LIMIT 100)sql";
constexpr std::string_view kRaiseTopic =
    "UPDATE shared_epochs SET value = value + 1 WHERE topic = $1 RETURNING value";
constexpr std::string_view kAnswer = R"sql(
    SELECT body_hash, status, content_type, body, location, etag, replayable
      FROM idempotent_answers
     WHERE principal = $1 AND operation = $2 AND path = $3 AND idempotency_key = $4 AND created_at > $5
     LIMIT 1)sql";
constexpr std::string_view kAnswersOf = "SELECT count(*) FROM idempotent_answers WHERE principal = $1";
constexpr std::string_view kKeep = R"sql(
    INSERT INTO idempotent_answers(principal, operation, path, idempotency_key, body_hash, status, content_type,
                                   body, location, etag, replayable, created_at)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT(principal, operation, path, idempotency_key) DO UPDATE SET
        body_hash = excluded.body_hash, status = excluded.status, content_type = excluded.content_type,
        body = excluded.body, location = excluded.location, etag = excluded.etag,
        replayable = excluded.replayable, created_at = excluded.created_at)sql";
constexpr std::string_view kForgetAnswers = R"sql(
    DELETE FROM idempotent_answers
     WHERE (principal, operation, path, idempotency_key) IN (
           SELECT principal, operation, path, idempotency_key FROM idempotent_answers
            WHERE created_at <= $1 ORDER BY created_at LIMIT 500))sql";
constexpr std::string_view kAnnounce = "INSERT INTO outbox(type, at, trace_id, data) VALUES($1, $2, $3, $4)";
constexpr std::string_view kEvents =
    "SELECT number, type, at, trace_id, data FROM outbox WHERE number > $1 ORDER BY number LIMIT 100";
constexpr std::string_view kReadUpTo = "SELECT read_up_to FROM outbox_readers WHERE subscriber = $1 LIMIT 1";
constexpr std::string_view kSetReadUpTo = R"sql(
    INSERT INTO outbox_readers(subscriber, read_up_to) VALUES($1, $2)
    ON CONFLICT(subscriber) DO UPDATE SET read_up_to = excluded.read_up_to)sql";
constexpr std::string_view kForgetDelivered = R"sql(
    DELETE FROM outbox
     WHERE number IN (SELECT number FROM outbox
                       WHERE number <= (SELECT min(read_up_to) FROM outbox_readers)
                         AND number <= (SELECT max(number) FROM outbox) - 1000
                       ORDER BY number LIMIT 500))sql";

StoredAnswer answerFrom(db::Row const& row)
{
    return {.bodyHash = row.bytes(0),
            .status = static_cast<int>(row.integer(1)),
            .contentType = row.text(2),
            .body = row.text(3),
            .location = row.text(4),
            .etag = row.text(5),
            .replayable = row.truth(6)};
}

Event eventFrom(db::Row const& row)
{
    Event event{.number = row.integer(0), .type = row.text(1), .at = row.time(2), .traceId = row.text(3)};
    // Our own text: what announce wrote. An unreadable row gives an event without data rather than a stuck outbox.
    if (auto data = json::parse(row.view(4)); data && data->is_object())
        event.data = data->get_object();
    return event;
}

std::int64_t numberFrom(db::Row const& row) { return row.integer(0); }

} // namespace

Result<std::int64_t> authorityEpoch(db::Tx& tx) { return TRY(tx.one(kEpoch, numberFrom)).value_or(1); }

Result<std::int64_t> raiseAuthorityEpoch(db::Tx& tx)
{
    auto const raised = TRY(tx.one(kRaise, numberFrom));
    if (!raised)
        return failed(ErrorCode::Internal, "the store failed", "the authority epoch row is missing");
    return *raised;
}

Result<SharedEpochs> epochs(db::Tx& tx)
{
    SharedEpochs found;
    auto const rows =
        TRY(tx.all(kEpochs, [](db::Row const& row) { return std::pair{row.text(0), row.integer(1)}; }));
    for (auto const& [name, value] : rows) {
        if (name.empty())
            found.authority = value;
        auto const topic = std::ranges::find(kTopicNames, name);
        if (topic != kTopicNames.end())
            found.topics[static_cast<std::size_t>(topic - kTopicNames.begin())] = value;
    }
    return found;
}

Result<std::int64_t> raiseTopic(db::Tx& tx, Topic topic)
{
    auto const raised = TRY(tx.one(kRaiseTopic, numberFrom, nameOf(topic)));
    if (!raised)
        return failed(ErrorCode::Internal, "the store failed", "an epoch row is missing");
    return *raised;
}

Result<std::optional<StoredAnswer>> answerFor(db::Tx& tx, AnswerKey const& key, Time now)
{
    return tx.one(kAnswer, answerFrom, key.principal, key.operation, key.path, key.key, now - kAnswerLife);
}

Status keepAnswer(db::Tx& tx, AnswerKey const& key, StoredAnswer const& answer, Time now)
{
    auto const held = TRY(tx.one(kAnswersOf, numberFrom, key.principal));
    if (held.value_or(0) >= kAnswersPerPrincipalMax)
        return failed(ErrorCode::TooMany, "too many idempotency keys are in use; they expire after 24 hours");
    TRY(tx.run(kKeep, key.principal, key.operation, key.path, key.key, db::Blob{answer.bodyHash}, answer.status,
               answer.contentType, answer.body, answer.location, answer.etag, answer.replayable, now));
    return Done{};
}

Result<std::int64_t> forgetOldAnswers(db::Tx& tx, Time now) { return tx.run(kForgetAnswers, now - kAnswerLife); }

Status announce(db::Tx& tx, std::string_view type, Time at, std::string_view traceId, std::string_view data)
{
    TRY(tx.run(kAnnounce, type, at, traceId, data));
    return Done{};
}

Result<std::vector<Event>> eventsAfter(db::Tx& tx, std::int64_t number) { return tx.all(kEvents, eventFrom, number); }

Result<std::int64_t> readUpTo(db::Tx& tx, std::string_view subscriber)
{
    return TRY(tx.one(kReadUpTo, numberFrom, subscriber)).value_or(0);
}

Status setReadUpTo(db::Tx& tx, std::string_view subscriber, std::int64_t number)
{
    TRY(tx.run(kSetReadUpTo, subscriber, number));
    return Done{};
}

Result<std::int64_t> forgetDelivered(db::Tx& tx) { return tx.run(kForgetDelivered); }

} // namespace core::api::store
