// Appending to the chain, reading it, and the bounded count of refusals.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_service.h"

#include <algorithm>

#include "core/services/audit/audit_chain.h"
#include "core/services/audit/audit_store.h"

namespace core::audit {
namespace {

constexpr std::size_t kDetailsBytesMax = 16 * 1024;
constexpr std::int64_t kPageDefault = 50;
constexpr std::int64_t kExportDefault = 1000;
constexpr std::int64_t kVerifyRowsMax = 100'000; // per call: about a third of a second
constexpr std::string_view kRefusedVerb = "request.refused";

// Cut details say so: a row must fit, and what was left out must not be guessed at.
std::string detailsText(json::Object const& details)
{
    auto text = json::canonical(details);
    if (text.size() <= kDetailsBytesMax)
        return text;
    return json::canonical(json::Object{{"left_out_bytes", text.size()}});
}

AuditRow shown(Row const& row)
{
    auto const& entry = row.entry;
    // A row that someone tampered with is still shown: its text stands in for what cannot be read.
    auto details = json::parse(row.detailsText);
    return AuditRow{.number = row.number,
                    .at = entry.at,
                    .actorKind = entry.actorKind,
                    .actorId = entry.actorId,
                    .actorName = entry.actorName,
                    .sessionId = entry.sessionId,
                    .tokenId = entry.tokenId,
                    .verb = entry.verb,
                    .subjectType = entry.subjectType,
                    .subjectId = entry.subjectId,
                    .outcome = entry.outcome,
                    .traceId = entry.traceId,
                    .address = entry.address,
                    .details = details ? std::move(*details) : json::Value(row.detailsText),
                    .hash = hexOf(row.hash)};
}

Result<std::int64_t> rowNumber(std::string_view text)
{
    std::int64_t number = 0;
    for (char const digit : text) {
        if (digit < '0' || digit > '9' || number > 900'719'925'474'098)
            return failed(ErrorCode::BadRequest, "the cursor is not one of ours");
        number = number * 10 + (digit - '0');
    }
    return number;
}

// Actors are found by id or by name; only ids look like UUIDs.
Result<RowFilter> rowFilter(AuditFilter const& filter)
{
    RowFilter rows;
    rows.verb = filter.verb.value_or("");
    if (filter.actor && api::formatProblem("uuid", *filter.actor))
        rows.actorName = *filter.actor;
    else if (filter.actor)
        rows.actorId = *filter.actor;
    rows.subject = filter.subject.value_or("");
    rows.from = filter.from.value_or(Time::min());
    rows.to = filter.to.value_or(Time::max());
    rows.before = filter.after ? TRY(rowNumber(*filter.after)) : std::numeric_limits<std::int64_t>::max();
    rows.limit = filter.limit.value_or(kPageDefault);
    return rows;
}

} // namespace

Status AuditService::append(db::Tx& tx, api::AuditEntry entry)
{
    if (!m_head) {
        auto const last = TRY(lastRow(tx));
        m_head = last ? std::pair{last->number, last->hash}
                      : std::pair{std::int64_t{0}, std::string(kHashBytes, '\0')};
    }
    auto details = detailsText(entry.details);
    Row row{.number = m_head->first + 1,
            .entry = std::move(entry),
            .detailsText = std::move(details),
            .previousHash = m_head->second,
            .hash = {}};
    row.hash = hashOf(row);
    TRY(insert(tx, row));
    m_head = {row.number, std::move(row.hash)};
    return Done{};
}

void AuditService::forgetHead()
{
    m_head.reset();
}

void AuditService::countRefusal(api::AuditEntry const& entry)
{
    RefusalKey key{entry.address, entry.actorKind + ":" + entry.actorId, entry.outcome};
    std::scoped_lock const lock{m_refusalsMutex};
    auto found = m_refusals.find(key);
    if (found == m_refusals.end()) {
        if (m_refusals.size() >= kRefusalKeysMax)
            key = {"", "", entry.outcome}; // Everyone the table has no room for, still by reason.
        found = m_refusals.try_emplace(std::move(key), Refusals{entry, 0}).first;
    }
    ++found->second.count;
}

AuditService::RefusalTable AuditService::takeRefusals()
{
    std::scoped_lock const lock{m_refusalsMutex};
    return std::exchange(m_refusals, {});
}

void AuditService::putBack(RefusalTable table)
{
    std::scoped_lock const lock{m_refusalsMutex};
    for (auto& [key, refusals] : table) {
        auto const [found, isNew] = m_refusals.try_emplace(key, refusals);
        if (!isNew) {
            found->second.count += refusals.count;
            found->second.first = std::move(refusals.first);
        }
    }
}

namespace {

// The entries that a minute's refusals become: the largest counts on their own, the rest summed by reason.
template <class Table> std::vector<api::AuditEntry> summary(Table const& table)
{
    std::vector<typename Table::const_pointer> largest;
    largest.reserve(table.size());
    for (auto const& item : table)
        largest.push_back(&item);
    std::ranges::stable_sort(largest, std::greater{}, [](auto const* item) { return item->second.count; });
    std::vector<api::AuditEntry> entries;
    struct Rest {
        api::AuditEntry first;
        std::int64_t count = 0;
        std::int64_t callers = 0;
    };
    std::map<std::string, Rest> rest;
    for (auto const* const item : largest) {
        auto const& [first, count] = item->second;
        bool const nameless = std::get<0>(item->first).empty();
        if (entries.size() < kRefusalRowsMax && !nameless) {
            auto& entry = entries.emplace_back(first);
            entry.details["count"] = count;
        } else {
            auto& sum = rest.try_emplace(first.outcome, Rest{first, 0, 0}).first->second;
            sum.count += count;
            sum.callers += nameless ? 0 : 1;
        }
    }
    for (auto& [reason, sum] : rest) {
        auto& entry = entries.emplace_back();
        entry.at = sum.first.at;
        entry.actorKind = "several";
        entry.outcome = reason;
        entry.traceId = sum.first.traceId;
        entry.details["count"] = sum.count;
        entry.details["callers_at_least"] = sum.callers;
    }
    for (auto& entry : entries) {
        if (!entry.verb.empty())
            entry.details["first_verb"] = entry.verb;
        entry.verb = kRefusedVerb;
    }
    return entries;
}

} // namespace

Status AuditService::flushRefusals(api::Changes& changes)
{
    auto table = takeRefusals();
    if (table.empty())
        return Done{};
    auto const entries = summary(table);
    auto written = changes.change(api::systemPrincipal("audit"), "", [&](api::Context& context) -> Status {
        for (auto const& entry : entries)
            TRY(append(context.tx, entry));
        return Done{};
    });
    if (!written)
        putBack(std::move(table));
    return written;
}

Result<api::Page<AuditRow>> AuditService::list(api::ReadContext& context, AuditFilter const& filter)
{
    auto rows = TRY(rowFilter(filter));
    auto const wanted = static_cast<std::size_t>(rows.limit);
    ++rows.limit; // One more tells whether a page follows.
    auto const found = TRY(rowsMatching(context.tx, rows));
    api::Page<AuditRow> page;
    for (std::size_t i = 0; i < std::min(found.size(), wanted); ++i)
        page.items.push_back(shown(found[i]));
    if (found.size() > wanted)
        page.next = std::to_string(page.items.back().number);
    return page;
}

Result<AuditHead> AuditService::head(api::ReadContext& context, api::Nothing const&)
{
    auto const last = TRY(lastRow(context.tx));
    return last ? AuditHead{last->number, hexOf(last->hash)} : AuditHead{0, std::string(2 * kHashBytes, '0')};
}

Result<AuditVerified> AuditService::verify(api::ReadContext& context, AuditStretch const& stretch)
{
    auto const walked = TRY(verifyStretch(context.tx, stretch.after.value_or(0), kVerifyRowsMax));
    AuditVerified answer{.ok = walked.found.ok,
                         .rows = walked.found.rows,
                         .firstBad = walked.found.firstBad,
                         .problem = {},
                         .next = {}};
    if (!answer.ok)
        answer.problem = walked.found.problem;
    else if (walked.more)
        answer.next = walked.found.head.number;
    return answer;
}

Result<api::RawAnswer> AuditService::exported(api::ReadContext& context, AuditExport const& stretch)
{
    auto const rows =
        TRY(rowsAfter(context.tx, stretch.after.value_or(0), stretch.limit.value_or(kExportDefault)));
    api::RawAnswer answer{.contentType = "application/x-ndjson", .body = {}};
    for (auto const& row : rows) {
        auto line = hashedMembers(row);
        line["previous_hash"] = hexOf(row.previousHash);
        line["hash"] = hexOf(row.hash);
        answer.body += json::canonical(line);
        answer.body += '\n';
    }
    return answer;
}

} // namespace core::audit
