// Ingest and the engine's own events: parse and redact, journal, tell the subscribers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_service.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/log/log.h"
#include "core/platform/os/files.h"

namespace core::logs {

namespace {

constexpr std::string_view kIngest = "logs.ingest";
constexpr std::string_view kQuarantined = "[quarantined: could not be checked for secrets, kept sealed]";
constexpr std::string_view kQuarantineLost = "[quarantined: could not be checked for secrets nor sealed]";
constexpr std::string_view kSealed = "dewar.sealed";
constexpr auto kGather = std::chrono::milliseconds{20}; // engine events of that time share one fsync
constexpr auto kHousekeeping = std::chrono::seconds{1};

// What does not change when the event is stored: a sealed event moved to another does not open (T18).
std::string quarantinePlace(Event const& event)
{
    return "events/" + event.source + "/" + std::to_string(event.eventAt) + "/" + hexOf(event.traceId);
}

std::string_view bodyOf(IngestBody const& body)
{
    auto const* const text = body.body.if_string();
    return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

// The bytes to parse: `plain` holds them when they had to be decompressed.
Result<std::string_view> decoded(IngestBody const& body, std::string& plain)
{
    auto const coding = body.contentEncoding.value_or("identity");
    if (coding == "identity" || coding.empty())
        return bodyOf(body);
    if (coding != "gzip")
        return failed(ErrorCode::UnsupportedType, "send identity or gzip");
    plain = TRY(gunzipped(bodyOf(body), kIngestPlainBytesMax));
    return std::string_view{plain};
}

Status checkType(IngestBody const& body, std::initializer_list<std::string_view> accepted)
{
    auto const header = body.contentType.value_or("");
    auto const type = trimmed(std::string_view{header}.substr(0, header.find(';')));
    if (std::find(accepted.begin(), accepted.end(), type) == accepted.end())
        return failed(ErrorCode::UnsupportedType, "send the content type " + std::string{*accepted.begin()});
    return Done{};
}

// The ingest identity: the caller's name if it may write under it, or the one source it was granted.
Result<std::string> sourceOf(api::Principal const& caller)
{
    auto const own = caller.name.empty() ? caller.id : caller.name;
    std::string source;
    if (caller.permissions.allows(kIngest, own)) {
        source = own;
    } else {
        std::vector<std::string> granted;
        for (auto const& grant : caller.permissions.grants())
            if (grant.starts_with(std::string{kIngest} + "@") && !grant.ends_with("@*"))
                granted.push_back(grant.substr(kIngest.size() + 1));
        if (granted.size() != 1)
            return failed(ErrorCode::Forbidden,
                          "this needs the permission logs.ingest for exactly one source");
        source = granted.front();
    }
    if (lowered(source) == kEngineSource)
        return failed(ErrorCode::Forbidden, "the source dewar is the engine's own");
    return source;
}

Event eventFrom(api::EventLine const& line)
{
    Event event;
    event.source = kEngineSource;
    event.eventAt = microsOf(line.at);
    event.severity = severityFrom(line.severity).value_or(9);
    event.name = line.name;
    event.message = line.message;
    event.attributes.reserve(line.attributes.size());
    if (auto bytes = bytesFromHex(line.traceId); bytes && bytes->size() == 16)
        event.traceId = std::move(*bytes);
    for (auto const& [key, value] : line.attributes)
        addAttribute(event, std::string_view{key.data(), key.size()}, value);
    return event;
}

} // namespace

Result<std::unique_ptr<LogsService>> LogsService::open(LogsConfig config, Clock const& clock)
{
    std::unique_ptr<LogsService> service{new LogsService{std::move(config), clock}};
    SegmentsConfig segments{.folder = service->m_config.folder};
    segments.bytesMax = service->m_config.bytesMax;
    segments.ageMax = service->m_config.ageMax;
    service->m_segments = TRY(Segments::open(clock, std::move(segments)));
    TRY(os::makePrivateDirectory(service->m_config.evidenceFolder));
    return service;
}

LogsService::~LogsService()
{
    stop();
}

void LogsService::start()
{
    m_stopping = false;
    m_thread = std::thread{[this] { loop(); }};
}

void LogsService::stop()
{
    {
        std::scoped_lock const lock{m_waitingMutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void LogsService::record(api::EventLine line)
{
    {
        std::scoped_lock const lock{m_waitingMutex};
        if (m_waiting.size() >= kEngineEventsWaitingMax) {
            ++m_lost;
            ++m_lostEver;
            return;
        }
        m_waiting.push_back(std::move(line));
        if (m_waiting.size() > 1)
            return; // The thread is awake or about to be.
    }
    m_wake.notify_one();
}

void LogsService::loop()
{
    auto nextHousekeeping = m_clock.monotonic() + kHousekeeping;
    bool stopping = false;
    while (!stopping) {
        {
            std::unique_lock lock{m_waitingMutex};
            m_wake.wait_for(lock, kHousekeeping, [this] { return m_stopping || !m_waiting.empty(); });
            if (!m_stopping && !m_waiting.empty())
                m_wake.wait_for(lock, kGather, [this] { return m_stopping; });
            stopping = m_stopping;
        }
        if (auto stored = storeRecorded(); !stored)
            log::write(log::Severity::Error, "engine events could not be stored",
                       {{"detail", stored.error().detail}});
        if (m_clock.monotonic() < nextHousekeeping)
            continue;
        nextHousekeeping = m_clock.monotonic() + kHousekeeping;
        if (auto kept = m_segments->tick(); !kept)
            log::write(log::Severity::Error, "a log block could not be sealed",
                       {{"detail", kept.error().detail}});
    }
}

Status LogsService::storeRecorded()
{
    std::deque<api::EventLine> lines;
    std::uint64_t lost = 0;
    {
        std::scoped_lock const lock{m_waitingMutex};
        lines.swap(m_waiting);
        lost = std::exchange(m_lost, 0);
    }
    auto const now = m_clock.now();
    if (lost > 0)
        lines.push_back({.at = now,
                         .name = "logs.events_lost",
                         .severity = "error",
                         .message = "engine events were dropped because their queue was full",
                         .traceId = {},
                         .attributes = {{"count", lost}}});
    auto events = std::exchange(m_unstored, {});
    events.reserve(events.size() + lines.size());
    std::size_t ignored = 0; // In the engine's own events a secret is our fault, not somebody's guess.
    for (auto const& line : lines) {
        auto event = eventFrom(line);
        if (!line.ours)
            checked(event, ignored);
        events.push_back(std::move(event));
    }
    if (events.empty())
        return Done{};
    std::scoped_lock const lock{m_announcing};
    auto const ticket = m_segments->append(events);
    auto stored = ticket ? m_segments->sync(*ticket) : Status{ticket.error()};
    if (!stored) {
        std::scoped_lock const waiting{m_waitingMutex};
        auto const room = std::min(events.size(), kEngineEventsWaitingMax);
        m_lost += events.size() - room;
        m_lostEver += events.size() - room;
        events.resize(room);
        m_unstored = std::move(events);
        return stored;
    }
    inLedger(std::string{kEngineSource}, [&](SourceLedger& ledger) {
        ledger.received += static_cast<std::int64_t>(events.size());
        ledger.stored += static_cast<std::int64_t>(events.size());
    });
    announce(std::move(events));
    return Done{};
}

void LogsService::announce(std::vector<Event> events)
{
    // shared: see SharedEvents
    auto const shown = std::make_shared<std::vector<Event> const>(std::move(events));
    for (auto const& accepted : m_accepted)
        accepted(shown);
}

template <class Change> void LogsService::inLedger(std::string const& source, Change&& change)
{
    std::scoped_lock const lock{m_ledgerMutex};
    auto found = m_ledger.find(source);
    if (found == m_ledger.end()) {
        auto const name = m_ledger.size() < kSourcesMax - 1 ? source : std::string{"(others)"};
        found = m_ledger.try_emplace(name).first;
        found->second.source = name;
    }
    change(found->second);
}

Result<Parsed> LogsService::parseOtlp(api::ReadContext& context, IngestBody const& body)
{
    TRY(checkType(body, {"application/json"}));
    std::string plain;
    auto const bytes = TRY(decoded(body, plain));
    auto source = TRY(sourceOf(context.caller));
    auto parsed = TRY(parseOtlpJson(bytes, source, context.now));
    return prepared(context, {IngestFormat::Otlp, std::move(source), std::move(parsed)});
}

Result<Parsed> LogsService::parseLines(api::ReadContext& context, IngestBody const& body)
{
    TRY(checkType(body, {"application/x-ndjson", "application/jsonl", "text/plain"}));
    std::string plain;
    auto const bytes = TRY(decoded(body, plain));
    auto source = TRY(sourceOf(context.caller));
    auto parsed = TRY(parseJsonLines(bytes, source, context.now));
    return prepared(context, {IngestFormat::Lines, std::move(source), std::move(parsed)});
}

Result<Parsed> LogsService::prepared(api::ReadContext& context, Parsed parsed)
{
    redactAll(parsed);
    if (parsed.parsed.claims > 0)
        context.observe("logs.claims_reserved_source", {{"claimed_by", parsed.source},
                                                        {"count", parsed.parsed.claims},
                                                        {"address", context.peer.address},
                                                        {"client_id", context.caller.clientId}});
    // A leak, or somebody who guesses at a secret and looks what is taken out of the own lines (A17).
    if (parsed.liveSecrets > 0)
        context.observe("logs.live_secret_seen", {{"sent_by", parsed.source},
                                                  {"count", parsed.liveSecrets},
                                                  {"address", context.peer.address},
                                                  {"client_id", context.caller.clientId}});
    return parsed;
}

void LogsService::redactAll(Parsed& parsed)
{
    std::int64_t redacted = 0;
    std::int64_t quarantined = 0;
    for (auto& event : parsed.parsed.events) {
        auto const what = checked(event, parsed.liveSecrets);
        redacted += what == Redaction::Redacted ? 1 : 0;
        quarantined += what == Redaction::Quarantined ? 1 : 0;
    }
    inLedger(parsed.source, [&](SourceLedger& ledger) {
        ledger.redacted += redacted;
        ledger.quarantined += quarantined;
    });
}

// Never fails open: what could not be checked is written sealed.
Redaction LogsService::checked(Event& event, std::size_t& live)
{
    try {
        auto const* const check = m_check.load(std::memory_order_acquire);
        return check != nullptr ? (*check)(event, m_secrets) : redactEvent(event, m_secrets, &live);
    } catch (std::exception const&) {
        quarantine(event);
        return Redaction::Quarantined;
    }
}

void LogsService::quarantine(Event& event)
{
    std::string sealed;
    try {
        std::string plain;
        putEvent(plain, event);
        if (m_sealing.seal)
            if (auto const bytes = m_sealing.seal(quarantinePlace(event), plain))
                sealed = base64Of(*bytes);
        wipe(plain.data(), plain.size());
    } catch (std::exception const&) {
        sealed.clear(); // No memory to seal it either: then it is lost rather than shown.
    }
    event.message.assign(sealed.empty() ? kQuarantineLost : kQuarantined);
    event.name.clear();
    event.attributes.clear();
    if (!sealed.empty())
        event.attributes.push_back(
            {.key = std::string{kSealed}, .kind = Kind::Text, .text = std::move(sealed)});
}

Result<UnsealedEvent> LogsService::prepareUnseal(api::ReadContext& context, Unseal const& wanted)
{
    auto const cursor = TRY(Cursor::parse(wanted.id));
    auto const asked = TRY(queryFor(context, std::nullopt));
    // The newest event below the next number at that arrival is the one.
    Range range;
    range.after = Cursor{cursor.arrivalAt, cursor.number + 1};
    auto const found = TRY(find(*m_segments, asked, range, 1));
    if (found.events.empty() || found.events.front().number != cursor.number)
        return failed(ErrorCode::NotFound, "there is no such event");
    auto const& event = found.events.front();
    auto const* const sealed = findAttribute(event, kSealed);
    if (sealed == nullptr || !m_sealing.open)
        return failedAs("not-sealed", ErrorCode::Conflict, "this event is not in quarantine");
    auto const plain = TRY(m_sealing.open(quarantinePlace(event), TRY(bytesFromBase64(sealed->text))));
    ByteReader reader{plain.view()};
    Event original;
    if (!takeEvent(reader, original))
        return failed(ErrorCode::Internal, "the sealed event cannot be read");
    original.number = event.number;
    original.arrivalAt = event.arrivalAt;
    return UnsealedEvent{shown(original)};
}

Result<UnsealedEvent> LogsService::unseal(api::Context& context, UnsealedEvent const& prepared)
{
    context.subject("log_event", prepared.event.id);
    context.note("source", json::Value(prepared.event.source));
    return prepared;
}

Result<api::RawAnswer> LogsService::accept(Parsed const& parsed)
{
    auto const& counts = parsed.parsed;
    auto events = counts.events;
    auto const received = static_cast<std::int64_t>(events.size() + counts.rejected);
    // Until flush() no other thread announces: subscribers see the order of arrival.
    if (m_group.empty() && !events.empty())
        m_announcing.lock();
    if (!events.empty()) {
        auto const ticket = m_segments->append(events);
        if (!ticket) {
            inLedger(parsed.source, [&](SourceLedger& ledger) {
                ledger.received += received;
                ledger.unstored += received;
            });
            if (m_group.empty())
                m_announcing.unlock();
            return failed(ErrorCode::Unavailable, "log events could not be stored", ticket.error().detail);
        }
        if (m_groupTicket.lastNumber < m_groupTicket.firstNumber)
            m_groupTicket = *ticket;
        m_groupTicket.lastNumber = ticket->lastNumber;
        std::move(events.begin(), events.end(), std::back_inserter(m_group));
    }
    inLedger(parsed.source, [&](SourceLedger& ledger) {
        ledger.received += received;
        ledger.rejected += static_cast<std::int64_t>(counts.rejected);
        ledger.keptRaw += static_cast<std::int64_t>(counts.keptRaw);
        ledger.claims += static_cast<std::int64_t>(counts.claims);
    });
    json::Object answer;
    if (parsed.format == IngestFormat::Lines)
        answer = {
            {"accepted", counts.events.size()}, {"kept_raw", counts.keptRaw}, {"rejected", counts.rejected}};
    else if (counts.rejected > 0 || !counts.warning.empty())
        answer["partialSuccess"] = json::Object{{"rejectedLogRecords", std::to_string(counts.rejected)},
                                                {"errorMessage", counts.warning}};
    return api::RawAnswer{"application/json", json::text(answer)};
}

Status LogsService::flush()
{
    if (m_group.empty())
        return Done{};
    std::unique_lock const announcing{m_announcing, std::adopt_lock};
    auto events = std::exchange(m_group, {});
    auto const ticket = std::exchange(m_groupTicket, Ticket{1, 0});
    auto stored = m_segments->sync(ticket);
    std::map<std::string, std::int64_t> counts;
    for (auto const& event : events)
        ++counts[event.source];
    for (auto const& [source, count] : counts)
        inLedger(source, [&](SourceLedger& ledger) { (stored ? ledger.stored : ledger.unstored) += count; });
    if (!stored)
        return failed(ErrorCode::Unavailable, "log events could not be stored", stored.error().detail);
    announce(std::move(events));
    return Done{};
}

} // namespace core::logs
