// Hashing and walking the audit chain.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_chain.h"

#include "core/platform/crypto/hash.h"
#include "core/services/audit/audit_store.h"

namespace core::audit {
namespace {

constexpr std::int64_t kChunkRows = 1000;

Verification bad(Verification so, std::int64_t number, std::string problem)
{
    so.ok = false;
    so.firstBad = number;
    so.problem = std::move(problem);
    return so;
}

std::string named(std::int64_t number)
{
    return "row " + std::to_string(number);
}

// The sentence that says what is wrong with this row behind that head, or nothing.
std::optional<std::string> problemOf(Row const& row, StoredHead const& before)
{
    if (row.number != before.number + 1)
        return named(before.number + 1) + " is missing: " + named(row.number) + " comes next";
    if (hashOf(row) != row.hash)
        return named(row.number) + " was changed: its content does not give its hash";
    if (row.previousHash != before.hash)
        return named(row.number) + " does not follow " + named(before.number) +
               ": rows were moved, replaced or put in";
    return std::nullopt;
}

// Where the walk starts: the hash of that row, or the zeros before the first.
Result<StoredHead> startAt(db::Tx& tx, std::int64_t after)
{
    if (after == 0)
        return StoredHead{0, std::string(kHashBytes, '\0')};
    auto const row = TRY(rowsAfter(tx, after - 1, 1));
    if (row.empty() || row.front().number != after)
        return failed(ErrorCode::NotFound, "there is no audit row " + std::to_string(after));
    return StoredHead{after, row.front().hash};
}

template <class Seen> Result<Stretch> walk(db::Tx& tx, std::int64_t after, std::int64_t rowsMax, Seen seen)
{
    auto head = TRY(startAt(tx, after));
    Stretch stretch;
    while (stretch.found.rows < rowsMax) {
        auto const asked = std::min(kChunkRows, rowsMax - stretch.found.rows);
        auto const rows = TRY(rowsAfter(tx, head.number, asked));
        for (auto const& row : rows) {
            if (auto problem = problemOf(row, head)) {
                auto const number = std::min(row.number, head.number + 1);
                stretch.found = bad(std::move(stretch.found), number, std::move(*problem));
                return stretch;
            }
            head = {row.number, row.hash};
            ++stretch.found.rows;
            seen(head);
        }
        stretch.found.head = {head.number, hexOf(head.hash)};
        if (static_cast<std::int64_t>(rows.size()) < asked)
            return stretch;
    }
    stretch.more = !TRY(rowsAfter(tx, head.number, 1)).empty();
    return stretch;
}

} // namespace

json::Object hashedMembers(Row const& row)
{
    auto const& entry = row.entry;
    json::Object members;
    members.reserve(16);
    members["actor_id"] = entry.actorId;
    members["actor_kind"] = entry.actorKind;
    members["actor_name"] = entry.actorName;
    members["address"] = entry.address;
    members["at"] = microsOf(entry.at);
    members["details"] = row.detailsText;
    members["number"] = row.number;
    members["outcome"] = entry.outcome;
    members["session_id"] = entry.sessionId;
    members["subject_id"] = entry.subjectId;
    members["subject_type"] = entry.subjectType;
    members["token_id"] = entry.tokenId;
    members["trace_id"] = entry.traceId;
    members["verb"] = entry.verb;
    return members;
}

std::string hashedText(Row const& row)
{
    auto const& entry = row.entry;
    std::string text;
    text.reserve(640 + row.detailsText.size());
    char before = '{';
    auto const name = [&](std::string_view member) {
        text.append(1, before).append("\"").append(member).append("\":");
        before = ',';
    };
    auto const add = [&](std::string_view member, std::string_view value) {
        name(member);
        json::appendText(text, value);
    };
    auto const addNumber = [&](std::string_view member, std::int64_t value) {
        name(member);
        text += std::to_string(value);
    };
    // In the order of RFC 8785.
    add("actor_id", entry.actorId);
    add("actor_kind", entry.actorKind);
    add("actor_name", entry.actorName);
    add("address", entry.address);
    addNumber("at", microsOf(entry.at));
    add("details", row.detailsText);
    addNumber("number", row.number);
    add("outcome", entry.outcome);
    add("session_id", entry.sessionId);
    add("subject_id", entry.subjectId);
    add("subject_type", entry.subjectType);
    add("token_id", entry.tokenId);
    add("trace_id", entry.traceId);
    add("verb", entry.verb);
    text += '}';
    return text;
}

std::string hashOf(Row const& row)
{
    return crypto::sha256(row.previousHash + hashedText(row));
}

Result<Stretch> verifyStretch(db::Tx& tx, std::int64_t after, std::int64_t rowsMax)
{
    return walk(tx, after, rowsMax, [](StoredHead const&) {});
}

Result<Verification> verifyChain(db::Tx& tx, Head const* expectedHead)
{
    std::string witnessed(2 * kHashBytes, '0'); // our hash at the witness's row
    auto walked = TRY(walk(tx, 0, std::numeric_limits<std::int64_t>::max(), [&](StoredHead const& head) {
        if (expectedHead != nullptr && head.number == expectedHead->number)
            witnessed = hexOf(head.hash);
    }));
    auto& found = walked.found;
    if (!found.ok || expectedHead == nullptr)
        return std::move(found);
    if (found.rows < expectedHead->number) {
        auto const number = found.rows + 1;
        return bad(std::move(found), number,
                   named(number) + " to " + named(expectedHead->number) +
                       " were cut off: a witness saw them");
    }
    if (witnessed != expectedHead->hash) {
        return bad(std::move(found), expectedHead->number,
                   named(expectedHead->number) +
                       " has another hash than a witness saw: the chain was written anew");
    }
    return std::move(found);
}

} // namespace core::audit
