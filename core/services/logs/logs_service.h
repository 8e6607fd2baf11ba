// LogsService: ingest, the engine's own events, search, evidence, and what a token touched.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/api/ports.h"
#include "core/services/logs/logs_peers.h"
#include "core/services/logs/logs_redaction.h"
#include "core/services/logs/logs_types.h"
#include "core/services/logs/segments/scan.h"
#include "core/services/logs/segments/segments.h"

namespace core::logs {

constexpr std::size_t kEngineEventsWaitingMax = 20'000; // record() drops beyond, and counts
constexpr std::size_t kSourcesMax = 1'000;              // with a ledger of their own; others share "(others)"
constexpr std::size_t kFrozenRowsMax = 100'000;
constexpr std::size_t kFrozenBytesMax = 256U << 20;

struct LogsConfig {
    std::string folder;         // DIR/logs
    std::string evidenceFolder; // DIR/evidence
    std::uint64_t bytesMax = 8ULL << 30;
    Span ageMax = std::chrono::hours{24 * 90};
    LiveSecrets* secrets = &log::liveSecrets(); // outlives the service
};

// shared: subscribers look at them on threads of their own, without copies.
using SharedEvents = std::shared_ptr<std::vector<Event> const>;
// Called after the journal's fsync, in order of arrival, on the thread that stored them: must not block or
// fail.
using Accepted = std::function<void(SharedEvents const&)>;

// Thread rules: record() any; parse* work lane; accept() and flush() append lane; the rest any.
class LogsService final : public api::EventLog {
public:
    static Result<std::unique_ptr<LogsService>> open(LogsConfig config, Clock const& clock);
    ~LogsService() override;

    // Before start().
    void subscribe(Accepted accepted) { m_accepted.push_back(std::move(accepted)); }
    // The thread that stores the engine's events and keeps house once a second. stop() stores what waits.
    void start();
    void stop();

    void record(api::EventLine line) override;
    LiveSecrets& liveSecrets() { return m_secrets; }
    // Before start(). How an event that could not be checked is kept: sealed, opened again by unseal() alone.
    struct Sealing {
        std::function<Result<std::string>(std::string_view place, std::string_view plain)> seal;
        std::function<Result<Secret>(std::string_view place, std::string_view sealed)> open;
    };
    void sealWith(Sealing sealing) { m_sealing = std::move(sealing); }
    // Before start(). How a search reaches the other engines of the database.
    void askOthersWith(AskPeers ask) { m_askOthers = std::move(ask); }
    // How many serve, this one among them. Any thread.
    void setEngines(std::int64_t engines) { m_engines.store(engines, std::memory_order_relaxed); }
    // Tests: a check that fails. It outlives the service.
    using Check = std::function<Redaction(Event&, LiveSecrets const&)>;
    void checkWith(Check const& check) { m_check.store(&check, std::memory_order_release); }
    Segments const& segments() const { return *m_segments; }
    // Stores what record() took so far; for tests and for stop().
    Status storeRecorded();

    Result<Parsed> parseOtlp(api::ReadContext& context, IngestBody const& body);
    Result<Parsed> parseLines(api::ReadContext& context, IngestBody const& body);
    Result<api::RawAnswer> accept(Parsed const& parsed);
    // One fsync for all that was accepted since the last one; an error means the group is not stored.
    Status flush();

    Result<EventPage> events(api::ReadContext& context, EventQuery const& query);
    Result<HistogramAnswer> countByTime(api::ReadContext& context, HistogramQuery const& query);
    Result<FacetAnswer> countByValue(api::ReadContext& context, FacetQuery const& query);
    Result<LogsStatus> status(api::ReadContext& context, api::Nothing const& nothing);
    // After a leap of the clock nothing is removed by age until somebody says that the clock is right.
    Result<Done> confirmClock(api::Context& context, api::Nothing const& nothing);
    Result<TouchedAnswer> touched(api::ReadContext& context, TouchedQuery const& query);

    Result<UnsealedEvent> prepareUnseal(api::ReadContext& context, Unseal const& wanted);
    Result<UnsealedEvent> unseal(api::Context& context, UnsealedEvent const& prepared);

    Result<FrozenQuery> prepareFreeze(api::ReadContext& context, Freeze const& freeze);
    Result<FrozenQuery> freeze(api::Context& context, FrozenQuery const& prepared);
    Result<FrozenQuery> frozen(api::ReadContext& context, FrozenPlace const& place);
    Result<api::Page<FrozenQuery>> frozenList(api::ReadContext& context, FrozenList const& list);

private:
    LogsService(LogsConfig config, Clock const& clock)
        : m_config{std::move(config)}, m_clock{clock}, m_secrets{*m_config.secrets}
    {
    }

    void loop();
    void redactAll(Parsed& parsed);
    Redaction checked(Event& event, std::size_t& live);
    void quarantine(Event& event);
    Result<Parsed> prepared(api::ReadContext& context, Parsed parsed);
    void announce(std::vector<Event> events);
    Result<Node> queryFor(api::ReadContext const& context, std::optional<std::string> const& text) const;
    Result<EventPage> ownEvents(api::ReadContext& context, EventQuery const& query) const;
    template <class Change> void inLedger(std::string const& source, Change&& change);

    LogsConfig const m_config;
    Clock const& m_clock;
    std::unique_ptr<Segments> m_segments;
    LiveSecrets& m_secrets;
    Sealing m_sealing;
    AskPeers m_askOthers;
    std::atomic<std::int64_t> m_engines = 1;
    std::atomic<Check const*> m_check = nullptr;
    std::vector<Accepted> m_accepted;

    std::vector<Event> m_group; // append lane: accepted, not flushed
    Ticket m_groupTicket{1, 0};
    std::mutex m_announcing; // keeps the order of arrival for subscribers

    mutable std::mutex m_waitingMutex;
    std::condition_variable m_wake;
    std::deque<api::EventLine> m_waiting;
    std::uint64_t m_lost = 0; // by record(), since the last report
    std::uint64_t m_lostEver = 0;
    bool m_stopping = false;
    std::vector<Event> m_unstored; // taken from m_waiting, refused by the disk; tried again
    std::thread m_thread;

    mutable std::mutex m_ledgerMutex;
    std::map<std::string, SourceLedger, std::less<>> m_ledger;
};

// How an event is shown: bytes that are not UTF-8 as \xHH, attributes as an object.
LogEvent shown(Event const& event);

} // namespace core::logs
