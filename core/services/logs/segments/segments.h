// Segments: the column store for log events: journal, blocks, retention, and queries over both.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/os/files.h"
#include "core/services/logs/segments/block_reader.h"
#include "core/services/logs/segments/event.h"
#include "core/services/logs/segments/journal.h"
#include "core/services/logs/segments/query.h"

namespace core::logs {

struct SegmentsConfig {
    std::string folder;
    std::size_t blockEventsMax = kBlockEventsMax;
    std::uint64_t journalBytesMax = 16U << 20;   // also what the open block costs in memory
    Span blockAgeMax = std::chrono::minutes{30}; // an older open block is sealed
    std::uint64_t bytesMax = 8ULL << 30;         // blocks on disk; the oldest go first
    Span ageMax = std::chrono::hours{24 * 90};
    Span clockJumpMax = std::chrono::hours{1}; // a wall clock that leaps further stops removal by age
};

struct SegmentsState {
    std::uint64_t events = 0; // held, sealed and not
    std::uint64_t blocks = 0;
    std::uint64_t blockBytes = 0;
    std::uint64_t openEvents = 0;
    std::uint64_t openBytes = 0;
    std::uint64_t droppedEvents = 0; // by retention, since the start
    std::uint64_t droppedBytes = 0;
    std::uint64_t damagedBlocks = 0; // set aside, since the start
    std::uint64_t damagedBytes = 0;  // of journals
    std::uint64_t failedWrites = 0;  // groups refused because the disk refused
    std::int64_t oldestAt = 0;       // arrival, microseconds; 0: nothing held
    std::int64_t newestAt = 0;
    bool retentionHeld = false; // after a leap of the clock
};

// What append() gives and sync() takes: which events the caller waits for.
struct Ticket {
    std::uint64_t firstNumber = 0;
    std::uint64_t lastNumber = 0; // below firstNumber: nothing was appended
};

// A group of encoded events in memory; never changed once published.
struct Page {
    std::string bytes;
    std::uint64_t count = 0;
    std::uint64_t firstNumber = 0;
    std::int64_t arrivalFirst = 0;
    std::int64_t arrivalLast = 0;
};

using SharedPage = std::shared_ptr<Page const>; // shared: queries still read it after a seal
using SharedBlocks = std::shared_ptr<std::vector<BlockSummary> const>; // shared: and after a removal

// What a query sees; a consistent moment.
struct Snapshot {
    SharedBlocks blocks;
    std::vector<SharedPage> pages;
};

// Any thread. append() and sync() of several writers are serialised.
class Segments {
public:
    // Recovers: torn journal tails are cut, every acknowledged event stays, half-written blocks are made
    // again.
    static Result<std::unique_ptr<Segments>> open(Clock const& clock, SegmentsConfig config);

    // Gives numbers and arrival times (in place) and writes to the journal. Not durable and not visible
    // before sync().
    Result<Ticket> append(std::vector<Event>& events);
    // One fsync for everything appended so far. An error means that none of the ticket's unsynced events is
    // kept.
    Status sync(Ticket const& ticket);
    // About once a second: seals an old block, applies retention, finishes what an earlier failure left.
    Status tick();
    Status seal();
    // Resumes removal by age after a leap of the clock was confirmed.
    void confirmClock();

    Snapshot snapshot() const;
    SegmentsState state() const;
    Clock const& clock() const { return m_clock; }

private:
    Segments(Clock const& clock, SegmentsConfig config);

    Status recover();
    Status recoverBlock(std::string const& name, std::vector<std::string> const& names);
    Status recoverJournal(std::string const& name, bool last);
    Status appendGroup(std::vector<Event>& events, std::size_t from, std::size_t to);
    Status syncLocked();
    Status sealLocked();
    Result<std::string> writeBlock(std::uint64_t number, std::vector<SharedPage> const& pages);
    Status finishBlock(std::uint64_t number, std::string const& temporary);
    void publish(Page page);
    void dropPending();
    void removeSpentJournals();
    void retain();
    std::string heldPath() const;
    Status keepHold();
    std::string pathOf(std::uint64_t number, std::string_view ending) const;

    Clock const& m_clock;
    SegmentsConfig const m_config;

    std::mutex m_write; // guards what follows
    std::optional<Journal> m_journal;
    std::uint64_t m_journalNumber = 0;
    bool m_broken = false; // the journal refused: sealed and replaced before the next append
    std::uint64_t m_next = 1;
    std::int64_t m_lastArrival = 0;
    std::vector<Page> m_pending;
    std::uint64_t m_pendingCount = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>>
        m_lost;                               // recent ranges of numbers that were not kept
    std::vector<std::string> m_spentJournals; // sealed, but the disk refused their removal
    std::optional<Span> m_clockOffset;        // wall minus monotonic at the last tick
    bool m_isHeldOnDisk = false;              // as heldPath() says

    mutable std::mutex m_shown; // guards what follows; held briefly
    SharedBlocks m_blocks;
    std::vector<SharedPage> m_pages;
    SegmentsState m_state;
};

} // namespace core::logs
