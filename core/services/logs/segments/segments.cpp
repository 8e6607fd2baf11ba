// The store's write side: journal, seal, recovery, retention.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/segments.h"

#include <algorithm>
#include <charconv>

#include "core/services/logs/segments/block_writer.h"

namespace core::logs {

namespace {

constexpr std::size_t kGroupEventsMax = 4'096; // events in one frame and page
constexpr std::size_t kGroupBytesMax = 1U << 20;
constexpr std::size_t kPageBytesMax = 64 * 1024; // small groups are joined up to here
constexpr std::size_t kFilesMax = 1'000'000;
constexpr std::size_t kLostRangesMax = 64; // more than the writers that may wait at once

std::optional<std::uint64_t> numberOf(std::string_view name, std::string_view ending)
{
    std::uint64_t number = 0;
    if (!name.ends_with(ending))
        return std::nullopt;
    auto const digits = name.substr(0, name.size() - ending.size());
    auto const [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || at != digits.data() + digits.size())
        return std::nullopt;
    return number;
}

// Later attributes with a key that was there are dropped: columns hold one value for each key and event.
void keepFirstKeys(Event& event)
{
    auto& list = event.attributes;
    for (std::size_t i = 1; i < list.size();) {
        bool const seen = std::any_of(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](Attribute const& earlier) { return earlier.key == list[i].key; });
        if (seen)
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    }
}

SharedBlocks sharedBlocks(std::vector<BlockSummary> blocks)
{
    // shared: see SharedBlocks
    return std::make_shared<std::vector<BlockSummary> const>(std::move(blocks));
}

SharedPage sharedPage(Page page)
{
    // shared: see SharedPage
    return std::make_shared<Page const>(std::move(page));
}

// Reads a page's events; answers whether its bytes are whole.
template <class Visit> bool forEachEvent(Page const& page, Visit&& visit)
{
    ByteReader reader{page.bytes};
    Event event;
    while (!reader.atEnd()) {
        if (!takeEvent(reader, event))
            return false;
        visit(event);
    }
    return true;
}

} // namespace

Segments::Segments(Clock const& clock, SegmentsConfig config)
    : m_clock{clock}, m_config{std::move(config)}, m_blocks{sharedBlocks({})}
{
}

namespace {
constexpr Span kSilenceMax = std::chrono::hours{24 * 7};
// Stands in the folder while nothing is removed by age: the next start writes events of its own, and would no
// longer see that the clock had leapt before it.
constexpr std::string_view kHeldName = "clock.held";
} // namespace

Result<std::unique_ptr<Segments>> Segments::open(Clock const& clock, SegmentsConfig config)
{
    std::unique_ptr<Segments> segments{new Segments{clock, std::move(config)}};
    TRY(os::makePrivateDirectory(segments->m_config.folder));
    TRY(segments->recover());
    // A running engine writes events all the time: after so long a silence either it was off, or the clock
    // leapt while it was. Which of the two only a person knows (T20).
    auto const newest = segments->state().newestAt;
    segments->m_isHeldOnDisk = os::exists(segments->heldPath());
    bool const isSilent = newest != 0 && microsOf(clock.now()) - newest > kSilenceMax.count();
    segments->m_state.retentionHeld = isSilent || segments->m_isHeldOnDisk;
    TRY(segments->keepHold());
    return segments;
}

std::string Segments::heldPath() const
{
    return m_config.folder + "/" + std::string{kHeldName};
}

// Tried again at the next tick when the disk refuses. A confirmation that was not kept holds again after the
// next start, which errs on the right side.
Status Segments::keepHold()
{
    bool isHeld = false;
    {
        std::scoped_lock const shown{m_shown};
        isHeld = m_state.retentionHeld;
    }
    if (isHeld == m_isHeldOnDisk)
        return Done{};
    TRY(isHeld ? os::writeFileAtomically(heldPath(), "") : os::removeFile(heldPath()));
    m_isHeldOnDisk = isHeld;
    return Done{};
}

std::string Segments::pathOf(std::uint64_t number, std::string_view ending) const
{
    auto name = journalName(number);
    name.resize(name.size() - std::string_view{".journal"}.size());
    return m_config.folder + "/" + name + std::string{ending};
}

Status Segments::recover()
{
    auto const names = TRY(os::listDirectory(m_config.folder, kFilesMax));
    for (auto const& name : names)
        if (name.ends_with(".tmp"))
            TRY(os::removeFile(m_config.folder + "/" + name));
    for (auto const& name : names)
        TRY(recoverBlock(name, names));
    std::vector<std::string> journals;
    for (auto const& name : names) {
        auto const number = numberOf(name, ".journal");
        if (!number)
            continue;
        auto const sealed = [&](BlockSummary const& block) {
            return block.path == pathOf(*number, ".block");
        };
        if (std::any_of(m_blocks->begin(), m_blocks->end(), sealed))
            TRY(os::removeFile(m_config.folder + "/" + name));
        else
            journals.push_back(name);
    }
    for (auto const& name : journals)
        TRY(recoverJournal(name, name == journals.back()));
    if (!m_journal) {
        m_journalNumber = m_next;
        m_journal = TRY(Journal::create(m_config.folder, m_journalNumber));
    }
    return os::fsyncDirectory(m_config.folder);
}

// A block that cannot be read is set aside, never deleted; if its journal is still there, that one counts.
Status Segments::recoverBlock(std::string const& name, std::vector<std::string> const& names)
{
    auto const number = numberOf(name, ".block");
    if (!number)
        return Done{};
    auto const path = m_config.folder + "/" + name;
    auto block = Block::open(path);
    if (!block) {
        if (block.error().type != "damaged-block")
            return block.error();
        ++m_state.damagedBlocks;
        m_next = std::max(m_next, *number + m_config.blockEventsMax);
        bool const journaled = std::find(names.begin(), names.end(), journalName(*number)) != names.end();
        return journaled ? os::removeFile(path) : os::renameDurably(path, path + ".damaged");
    }
    auto const& summary = block->summary();
    auto blocks = *m_blocks;
    blocks.push_back(summary);
    m_blocks = sharedBlocks(std::move(blocks));
    m_next = std::max(m_next, summary.lastNumber + 1);
    m_lastArrival = std::max(m_lastArrival, summary.arrivalLast);
    m_state.blockBytes += summary.fileBytes;
    m_state.events += summary.count;
    return Done{};
}

Status Segments::recoverJournal(std::string const& name, bool last)
{
    auto const path = m_config.folder + "/" + name;
    auto const number = *numberOf(name, ".journal");
    auto const content = TRY(readJournal(path));
    m_state.damagedBytes += content.damagedBytes;
    for (auto const& payload : content.payloads) {
        Page page{.bytes = payload};
        bool const whole = forEachEvent(page, [&](Event const& event) {
            if (page.count++ == 0) {
                page.firstNumber = event.number;
                page.arrivalFirst = event.arrivalAt;
            }
            page.arrivalLast = event.arrivalAt;
            m_next = std::max(m_next, event.number + 1);
            m_lastArrival = std::max(m_lastArrival, event.arrivalAt);
        });
        if (!whole)
            return failed(ErrorCode::Internal, "a log journal was written by another program version", path);
        publish(std::move(page));
    }
    if (m_pages.empty() && !last)
        return os::removeFile(path);
    if (last && content.damagedBytes == 0) {
        m_journalNumber = number;
        m_journal = TRY(Journal::resume(path, content.goodBytes));
        return Done{};
    }
    if (!m_pages.empty()) {
        auto const temporary = TRY(writeBlock(number, m_pages));
        TRY(finishBlock(number, temporary));
    }
    return content.damagedBytes == 0 ? os::removeFile(path) : os::renameDurably(path, path + ".damaged");
}

void Segments::publish(Page page)
{
    m_state.openEvents += page.count;
    m_state.openBytes += page.bytes.size();
    m_state.events += page.count;
    // Single events of the engine come one by one: joined, so that a snapshot stays short.
    if (!m_pages.empty() && m_pages.back()->bytes.size() + page.bytes.size() <= kPageBytesMax) {
        auto joined = *m_pages.back();
        joined.bytes.append(page.bytes);
        joined.count += page.count;
        joined.arrivalLast = page.arrivalLast;
        m_pages.back() = sharedPage(std::move(joined));
        return;
    }
    m_pages.push_back(sharedPage(std::move(page)));
}

Result<Ticket> Segments::append(std::vector<Event>& events)
{
    std::scoped_lock const lock{m_write};
    if (events.empty())
        return Ticket{m_next, m_next - 1};
    if (m_broken)
        TRY(sealLocked());
    // Arrival never goes back, also when the clock does: it is what orders.
    m_lastArrival = std::max(m_lastArrival, microsOf(m_clock.now()));
    Ticket const ticket{m_next, m_next + events.size() - 1};
    for (auto& event : events) {
        keepFirstKeys(event);
        event.number = m_next++;
        event.arrivalAt = m_lastArrival;
    }
    std::size_t from = 0;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        bytes += events[i].message.size() + 64;
        bool const full = i - from + 1 >= std::min(kGroupEventsMax, m_config.blockEventsMax);
        if (!full && bytes < kGroupBytesMax && i + 1 < events.size())
            continue;
        if (auto written = appendGroup(events, from, i + 1); !written) {
            if (m_lost.size() >= kLostRangesMax)
                m_lost.erase(m_lost.begin());
            m_lost.emplace_back(events[from].number, ticket.lastNumber);
            return written.error();
        }
        from = i + 1;
        bytes = 0;
    }
    return ticket;
}

Status Segments::appendGroup(std::vector<Event>& events, std::size_t from, std::size_t to)
{
    auto const open = m_state.openEvents + m_pendingCount;
    if (open + (to - from) > m_config.blockEventsMax || m_journal->bytes() > m_config.journalBytesMax) {
        TRY(syncLocked());
        TRY(sealLocked());
    }
    Page page;
    for (std::size_t i = from; i < to; ++i)
        putEvent(page.bytes, events[i]);
    page.count = to - from;
    page.firstNumber = events[from].number;
    page.arrivalFirst = page.arrivalLast = events[from].arrivalAt;
    if (page.bytes.size() > kFrameBytesMax)
        return failed(ErrorCode::TooLarge, "log events are too large for the journal");
    if (auto written = m_journal->append(page.bytes); !written) {
        dropPending();
        return written.error();
    }
    m_pendingCount += page.count;
    m_pending.push_back(std::move(page));
    return Done{};
}

// After a failed write or fsync nothing is known about what was not synced: none of it is kept, and the file
// is not written again (a second fsync may report success for pages that the kernel has dropped).
void Segments::dropPending()
{
    m_broken = true;
    for (auto const& page : m_pending) {
        if (m_lost.size() >= kLostRangesMax)
            m_lost.erase(m_lost.begin());
        m_lost.emplace_back(page.firstNumber, page.firstNumber + page.count - 1);
    }
    m_pending.clear();
    m_pendingCount = 0;
    std::scoped_lock const lock{m_shown};
    ++m_state.failedWrites;
}

Status Segments::sync(Ticket const& ticket)
{
    std::scoped_lock const lock{m_write};
    TRY(syncLocked());
    for (auto const& [first, last] : m_lost)
        if (ticket.firstNumber <= last && first <= ticket.lastNumber)
            return failed(ErrorCode::Unavailable, "log events could not be stored",
                          "an earlier write failed");
    return Done{};
}

Status Segments::syncLocked()
{
    if (m_pending.empty())
        return Done{};
    if (auto synced = m_journal->sync(); !synced) {
        dropPending();
        return synced;
    }
    std::scoped_lock const lock{m_shown};
    for (auto& page : m_pending)
        publish(std::move(page));
    m_pending.clear();
    m_pendingCount = 0;
    return Done{};
}

Result<std::string> Segments::writeBlock(std::uint64_t number, std::vector<SharedPage> const& pages)
{
    BlockBuilder builder;
    for (auto const& page : pages)
        if (!forEachEvent(*page, [&](Event const& event) { builder.add(event); }))
            return failed(ErrorCode::Internal, "a page of log events is damaged in memory");
    auto const bytes = TRY(builder.finish());
    auto path = pathOf(number, ".block.tmp");
    auto file = TRY(os::File::openAppend(path));
    TRY(file.truncate(0));
    TRY(file.append(bytes));
    TRY(file.sync());
    return path;
}

// From the rename on, the block counts and the journal of the same number does not.
Status Segments::finishBlock(std::uint64_t number, std::string const& temporary)
{
    auto path = pathOf(number, ".block");
    auto block = TRY(Block::open(temporary));
    TRY(os::renameDurably(temporary, path));
    auto summary = block.summary();
    summary.path = std::move(path);
    std::scoped_lock const lock{m_shown};
    auto blocks = *m_blocks;
    m_state.blockBytes += summary.fileBytes;
    m_state.openEvents = 0;
    m_state.openBytes = 0;
    blocks.push_back(std::move(summary));
    m_blocks = sharedBlocks(std::move(blocks));
    m_pages.clear();
    return Done{};
}

// In this order a crash anywhere leaves the events in exactly one file that counts.
Status Segments::sealLocked()
{
    // Until this succeeds, nothing more is appended: a rename may happen and still report a failure, and then
    // the block counts and the journal does not.
    m_broken = true;
    auto const spent = m_journal->path();
    auto const number = m_journalNumber;
    std::optional<std::string> temporary;
    if (!m_pages.empty())
        temporary = TRY(writeBlock(number, m_pages));
    if (number == m_next)
        ++m_next; // The replaced file keeps its name.
    auto fresh = TRY(Journal::create(m_config.folder, m_next));
    if (temporary)
        TRY(finishBlock(number, *temporary));
    m_journal = std::move(fresh);
    m_journalNumber = m_next;
    m_broken = false;
    m_spentJournals.push_back(spent);
    removeSpentJournals();
    return Done{};
}

void Segments::removeSpentJournals()
{
    std::erase_if(m_spentJournals,
                  [](std::string const& path) { return static_cast<bool>(os::removeFile(path)); });
}

Status Segments::seal()
{
    std::scoped_lock const lock{m_write};
    TRY(syncLocked());
    if (m_pages.empty())
        return Done{};
    return sealLocked();
}

Status Segments::tick()
{
    std::scoped_lock const lock{m_write};
    removeSpentJournals();
    auto const now = m_clock.now();
    auto const offset = now.time_since_epoch() - m_clock.monotonic();
    if (m_clockOffset && offset - *m_clockOffset > m_config.clockJumpMax) {
        std::scoped_lock const shown{m_shown};
        m_state.retentionHeld = true;
    }
    m_clockOffset = offset;
    auto const kept = keepHold();
    bool const old =
        !m_pages.empty() && microsOf(now) - m_pages.front()->arrivalFirst > m_config.blockAgeMax.count();
    if (m_broken || old) {
        TRY(syncLocked());
        TRY(sealLocked());
    }
    retain();
    return kept;
}

void Segments::confirmClock()
{
    std::scoped_lock const lock{m_shown};
    m_state.retentionHeld = false;
}

void Segments::retain()
{
    auto const oldest = microsOf(m_clock.now()) - m_config.ageMax.count();
    while (true) {
        std::string path;
        {
            std::scoped_lock const lock{m_shown};
            if (m_blocks->empty())
                return;
            auto const& first = m_blocks->front();
            bool const aged = !m_state.retentionHeld && first.arrivalLast < oldest;
            if (!aged && m_state.blockBytes <= m_config.bytesMax)
                return;
            path = first.path;
        }
        if (!os::removeFile(path))
            return; // Tried again at the next tick.
        std::scoped_lock const lock{m_shown};
        auto const& first = m_blocks->front();
        m_state.droppedEvents += first.count;
        m_state.droppedBytes += first.fileBytes;
        m_state.blockBytes -= first.fileBytes;
        m_state.events -= first.count;
        m_blocks = sharedBlocks({m_blocks->begin() + 1, m_blocks->end()});
    }
}

Snapshot Segments::snapshot() const
{
    std::scoped_lock const lock{m_shown};
    return {m_blocks, m_pages};
}

SegmentsState Segments::state() const
{
    std::scoped_lock const lock{m_shown};
    auto state = m_state;
    state.blocks = m_blocks->size();
    if (!m_blocks->empty()) {
        state.oldestAt = m_blocks->front().arrivalFirst;
        state.newestAt = m_blocks->back().arrivalLast;
    }
    if (!m_pages.empty()) {
        if (state.oldestAt == 0)
            state.oldestAt = m_pages.front()->arrivalFirst;
        state.newestAt = m_pages.back()->arrivalLast;
    }
    return state;
}

} // namespace core::logs
