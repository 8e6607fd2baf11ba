// The store keeps every acknowledged event once, whatever happens to the process and the disk.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/segments.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/platform/os/fault_plan.h"
#include "core/platform/os/files.h"
#include "core/services/logs/segments/scan.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::logs;

namespace {

class StepClock final : public Clock {
public:
    Time now() const override { return wall; }
    Span monotonic() const override { return steady; }
    void pass(Span span)
    {
        wall += span;
        steady += span;
    }
    Time wall = timeOf(1'790'000'000'000'000);
    Span steady{0};
};

class Folder {
public:
    Folder() : m_path{*os::makeTemporaryDirectory("segments")} {}
    ~Folder() { std::filesystem::remove_all(m_path); }
    std::string path() const { return m_path + "/logs"; }

private:
    std::string m_path;
};

Event eventOf(int number)
{
    Event event;
    event.eventAt = 1'789'999'999'000'000 + number;
    event.severity = static_cast<std::uint8_t>(number % 25);
    event.source = number % 3 == 0 ? "shop" : "mail";
    event.name = number % 5 == 0 ? "auth.sign_in" : "";
    event.message = "request " + std::to_string(number) + " from 203.0.113." + std::to_string(number % 250);
    if (number % 2 == 0)
        event.traceId = std::string(15, 'x') + static_cast<char>(number);
    event.attributes = {{"http.route", Kind::Text, "/orders/" + std::to_string(number % 7)},
                        {"took_ms", Kind::Number, std::to_string(number % 100)}};
    return event;
}

std::unique_ptr<Segments> opened(Clock const& clock, std::string const& path, std::size_t blockEvents = 1000)
{
    auto segments = Segments::open(clock, {.folder = path, .blockEventsMax = blockEvents});
    return segments ? std::move(*segments) : nullptr;
}

// Stores and answers whether it was acknowledged.
bool stored(Segments& segments, std::vector<Event> events)
{
    auto const ticket = segments.append(events);
    return ticket && segments.sync(*ticket);
}

std::vector<Event> all(Segments const& segments)
{
    auto found = find(segments, Node{}, {}, 1'000'000);
    return found ? std::move(found->events) : std::vector<Event>{};
}

// The numbers that eventOf() was given, oldest first.
std::vector<int> keptIn(Segments const& segments)
{
    std::vector<int> kept;
    for (auto const& event : all(segments))
        kept.push_back(static_cast<int>(event.eventAt - 1'789'999'999'000'000));
    std::reverse(kept.begin(), kept.end());
    return kept;
}

std::vector<int> upTo(int count)
{
    std::vector<int> numbers;
    for (int i = 0; i < count; ++i)
        numbers.push_back(i);
    return numbers;
}

bool holdsOnce(std::vector<int> const& kept, std::set<int> const& acknowledged)
{
    std::set<int> const once{kept.begin(), kept.end()};
    return once.size() == kept.size() &&
           std::includes(once.begin(), once.end(), acknowledged.begin(), acknowledged.end());
}

} // namespace

class test_segments : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { os::FaultPlan::clear(); }

    void keepsEventsOverASealAndAStart()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path(), 10);
        QVERIFY(segments);
        for (int i = 0; i < 35; ++i)
            QVERIFY(stored(*segments, {eventOf(i)}));
        auto const before = all(*segments);
        QCOMPARE(before.size(), std::size_t{35});
        QCOMPARE(segments->state().blocks, std::uint64_t{3});
        segments.reset();
        segments = opened(clock, folder.path(), 10);
        QVERIFY(segments);
        QVERIFY(all(*segments) == before);
        QVERIFY(stored(*segments, {eventOf(35)}));
        QCOMPARE(keptIn(*segments), upTo(36));
        QVERIFY(all(*segments).front().number > before.front().number);
    }

    void splitsALargeGroupOverBlocks()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path(), 1000);
        std::vector<Event> events;
        for (int i = 0; i < 5500; ++i)
            events.push_back(eventOf(i));
        QVERIFY(stored(*segments, std::move(events)));
        QCOMPARE(keptIn(*segments), upTo(5500));
        QCOMPARE(segments->state().blocks, std::uint64_t{5});
        QCOMPARE(segments->state().events, std::uint64_t{5500});
    }

    void showsNothingBeforeItIsDurable()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path());
        std::vector<Event> events{eventOf(0)};
        auto const ticket = segments->append(events);
        QVERIFY(ticket);
        QVERIFY(all(*segments).empty());
        QVERIFY(segments->sync(*ticket));
        QCOMPARE(keptIn(*segments), upTo(1));
    }

    void keepsAcknowledgedEventsWhereverTheJournalTears()
    {
        Folder folder;
        StepClock clock;
        std::vector<std::uintmax_t> ends; // file size after each acknowledged event
        std::string journal;
        {
            auto segments = opened(clock, folder.path());
            journal = folder.path() + "/" + journalName(1);
            ends.push_back(std::filesystem::file_size(journal));
            for (int i = 0; i < 6; ++i) {
                QVERIFY(stored(*segments, {eventOf(i)}));
                ends.push_back(std::filesystem::file_size(journal));
            }
        }
        auto const whole = os::readFile(journal, 1 << 20);
        QVERIFY(whole);
        for (auto cut = ends[4]; cut <= whole->size(); ++cut) {
            std::ofstream{journal, std::ios::binary | std::ios::trunc} << whole->substr(0, cut);
            auto segments = opened(clock, folder.path());
            QVERIFY(segments);
            int const kept = static_cast<int>(std::count_if(ends.begin(), ends.end(),
                                                            [&](auto end) { return end <= cut; })) -
                             1;
            QCOMPARE(keptIn(*segments), upTo(kept));
            // It goes on where it stopped.
            QVERIFY(stored(*segments, {eventOf(kept)}));
            segments = opened(clock, folder.path());
            QCOMPARE(keptIn(*segments), upTo(kept + 1));
        }
    }

    void keepsGoodEventsAroundDamage()
    {
        Folder folder;
        StepClock clock;
        auto const journal = folder.path() + "/" + journalName(1);
        {
            auto segments = opened(clock, folder.path());
            for (int i = 0; i < 6; ++i)
                QVERIFY(stored(*segments, {eventOf(i)}));
        }
        auto bytes = *os::readFile(journal, 1 << 20);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x40);
        std::ofstream{journal, std::ios::binary | std::ios::trunc} << bytes;
        auto segments = opened(clock, folder.path());
        QVERIFY(segments);
        QCOMPARE(keptIn(*segments).size(), std::size_t{5});
        QVERIFY(segments->state().damagedBytes > 0);
        QVERIFY(stored(*segments, {eventOf(6)}));
        segments = opened(clock, folder.path());
        QCOMPARE(keptIn(*segments).size(), std::size_t{6});
    }

    void losesAndDoublesNothingWhenAnOperationFails_data()
    {
        QTest::addColumn<int>("operation");
        QTest::newRow("write") << static_cast<int>(os::Operation::Write);
        QTest::newRow("sync") << static_cast<int>(os::Operation::Sync);
        QTest::newRow("rename") << static_cast<int>(os::Operation::Rename);
    }

    // Two blocks are filled; the N-th operation fails, for every N; the rest goes on, and so does a new
    // start.
    void losesAndDoublesNothingWhenAnOperationFails()
    {
        QFETCH(int, operation);
        int failures = 0;
        for (int nth = 1;; ++nth) {
            Folder folder;
            StepClock clock;
            auto segments = opened(clock, folder.path(), 4);
            QVERIFY(segments);
            std::set<int> acknowledged;
            os::FaultPlan::fail(static_cast<os::Operation>(operation), nth, ENOSPC);
            for (int i = 0; i < 11; ++i)
                if (stored(*segments, {eventOf(i)}))
                    acknowledged.insert(i);
            bool const fired = os::FaultPlan::fired();
            os::FaultPlan::clear();
            failures += fired ? 1 : 0;
            QVERIFY(acknowledged.size() >= 10);
            QVERIFY2(holdsOnce(keptIn(*segments), acknowledged), qPrintable(QString::number(nth)));
            auto const shown = keptIn(*segments);
            segments = opened(clock, folder.path(), 4);
            QVERIFY(segments);
            QVERIFY2(holdsOnce(keptIn(*segments), acknowledged), qPrintable(QString::number(nth)));
            QCOMPARE(shown.size(), acknowledged.size());
            if (!fired)
                break;
        }
        QVERIFY(failures >= 2);
    }

    // A crash between any two file operations of a seal leaves a set of files; each of these sets is tried.
    void startsFromEveryMomentOfASeal()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path(), 100);
        for (int i = 0; i < 5; ++i)
            QVERIFY(stored(*segments, {eventOf(i)}));
        auto const journal = folder.path() + "/" + journalName(1);
        auto const journalBytes = *os::readFile(journal, 1 << 20);
        QVERIFY(segments->seal());
        segments.reset();
        std::string const block = folder.path() + "/00000000000000000001.block";
        auto const blockBytes = *os::readFile(block, 1 << 20);
        auto const fresh = folder.path() + "/" + journalName(6);
        auto const put = [](std::string const& path, std::string_view bytes) {
            std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
        };
        struct Moment {
            bool journal;
            int temporaryBytes; // -1: no such file
            bool fresh;
            bool block;
        };
        for (Moment const moment : {Moment{true, -1, false, false},
                                    {true, 0, false, false},
                                    {true, 100, false, false},
                                    {true, static_cast<int>(blockBytes.size()), false, false},
                                    {true, static_cast<int>(blockBytes.size()), true, false},
                                    {true, -1, true, true},
                                    {false, -1, true, true},
                                    {true, -1, false, true}}) {
            std::filesystem::remove_all(folder.path());
            QVERIFY(os::makePrivateDirectory(folder.path()));
            if (moment.journal)
                put(journal, journalBytes);
            if (moment.temporaryBytes >= 0)
                put(block + ".tmp",
                    std::string_view{blockBytes}.substr(0, static_cast<std::size_t>(moment.temporaryBytes)));
            if (moment.fresh)
                put(fresh, "DWRJRN01");
            if (moment.block)
                put(block, blockBytes);
            segments = opened(clock, folder.path(), 100);
            QVERIFY(segments);
            QCOMPARE(keptIn(*segments), upTo(5));
            QVERIFY(stored(*segments, {eventOf(5)}));
            segments = opened(clock, folder.path(), 100);
            QCOMPARE(keptIn(*segments), upTo(6));
        }
    }

    void setsADamagedBlockAsideAndSaysSo()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path(), 5);
        for (int i = 0; i < 15; ++i)
            QVERIFY(stored(*segments, {eventOf(i)}));
        QVERIFY(segments->seal());
        segments.reset();
        auto const block = folder.path() + "/00000000000000000001.block";
        auto bytes = *os::readFile(block, 1 << 20);
        bytes[20] = static_cast<char>(bytes[20] ^ 1);
        std::ofstream{block, std::ios::binary | std::ios::trunc} << bytes;
        segments = opened(clock, folder.path(), 5);
        QVERIFY(segments);
        QCOMPARE(segments->state().damagedBlocks, std::uint64_t{1});
        QCOMPARE(keptIn(*segments).size(), std::size_t{10});
        QVERIFY(os::exists(block + ".damaged"));
    }

    void neverInventsEventsFromARottenBlock()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path(), 50);
        for (int i = 0; i < 50; ++i)
            QVERIFY(stored(*segments, {eventOf(i)}));
        QVERIFY(segments->seal());
        auto const truth = all(*segments);
        auto const block = folder.path() + "/00000000000000000001.block";
        auto const good = *os::readFile(block, 1 << 20);
        int noticed = 0;
        for (std::size_t at = 0; at < good.size(); at += 7) {
            auto bytes = good;
            bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
            std::ofstream{block, std::ios::binary | std::ios::trunc} << bytes;
            auto const found = find(*segments, Node{}, {}, 1000);
            if (found && found->looked.blocksDamaged == 0)
                QVERIFY(found->events == truth);
            else
                ++noticed;
        }
        QVERIFY(noticed > 100);
    }

    void dropsTheOldestByBytesAndByAgeAndCounts()
    {
        Folder folder;
        StepClock clock;
        auto opening = Segments::open(
            clock, {.folder = folder.path(), .blockEventsMax = 10, .ageMax = std::chrono::hours{1}});
        auto& segments = **opening;
        for (int i = 0; i < 20; ++i)
            QVERIFY(stored(segments, {eventOf(i)}));
        QVERIFY(segments.tick());
        clock.pass(std::chrono::minutes{40});
        for (int i = 20; i < 41; ++i)
            QVERIFY(stored(segments, {eventOf(i)}));
        clock.pass(std::chrono::minutes{30});
        QVERIFY(segments.tick());
        QCOMPARE(segments.state().droppedEvents, std::uint64_t{20});
        QCOMPARE(keptIn(segments).front(), 20);
        QCOMPARE(segments.state().events, std::uint64_t{21});
    }

    void keepsEverythingAfterALeapOfTheClock()
    {
        Folder folder;
        StepClock clock;
        auto opening = Segments::open(
            clock, {.folder = folder.path(), .blockEventsMax = 10, .ageMax = std::chrono::hours{1}});
        auto& segments = **opening;
        for (int i = 0; i < 20; ++i)
            QVERIFY(stored(segments, {eventOf(i)}));
        QVERIFY(segments.tick());
        clock.wall += std::chrono::hours{24 * 365};
        QVERIFY(segments.tick());
        QCOMPARE(segments.state().droppedEvents, std::uint64_t{0});
        QVERIFY(segments.state().retentionHeld);
        segments.confirmClock();
        QVERIFY(segments.tick());
        QCOMPARE(segments.state().droppedEvents, std::uint64_t{20});
    }

    void keepsTheHoldThroughRestarts()
    {
        Folder folder;
        StepClock clock;
        SegmentsConfig const config{
            .folder = folder.path(), .blockEventsMax = 10, .ageMax = std::chrono::hours{1}};
        {
            auto segments = Segments::open(clock, config);
            for (int i = 0; i < 20; ++i)
                QVERIFY(stored(**segments, {eventOf(i)}));
            QVERIFY((*segments)->tick());
        }
        clock.wall += std::chrono::hours{24 * 365};
        {
            auto segments = Segments::open(clock, config);
            QVERIFY((*segments)->state().retentionHeld);
            QVERIFY(stored(**segments, {eventOf(20)})); // The newest event is young from here on.
        }
        {
            auto segments = Segments::open(clock, config);
            QVERIFY((*segments)->state().retentionHeld);
            QVERIFY((*segments)->tick());
            QCOMPARE((*segments)->state().droppedEvents, std::uint64_t{0});
            (*segments)->confirmClock();
            QVERIFY((*segments)->tick());
        }
        auto segments = Segments::open(clock, config);
        QVERIFY(!(*segments)->state().retentionHeld);
    }

    void keepsForeignLinesByteForByte_data()
    {
        QTest::addColumn<QString>("folder");
        for (auto const* folder :
             {"logs-lnav", "logs-elastic-examples", "naughty-strings-blns", "otlp-examples"})
            QTest::newRow(folder) << QString{folder};
    }

    void keepsForeignLinesByteForByte()
    {
        QFETCH(QString, folder);
        std::filesystem::path const vectors = std::string{VECTORS_DIR} + "/" + folder.toStdString();
        if (!std::filesystem::exists(vectors))
            QSKIP("byte-for-byte lines skipped: shared vectors are absent");
        std::vector<Event> events;
        for (auto const& file : std::filesystem::directory_iterator{vectors}) {
            std::ifstream lines{file.path(), std::ios::binary};
            std::string line;
            while (std::getline(lines, line)) {
                Event event;
                event.source = "vectors";
                event.message = line;
                event.attributes = {{"file", Kind::Text, file.path().filename()}, {line, Kind::Text, line}};
                events.push_back(std::move(event));
            }
        }
        QVERIFY(events.size() > 20);
        Folder place;
        StepClock clock;
        auto segments = opened(clock, place.path(), 4000);
        auto const ticket = segments->append(events);
        QVERIFY(ticket && segments->sync(*ticket));
        auto const openOnes = all(*segments);
        QVERIFY(segments->seal());
        segments = opened(clock, place.path(), 4000);
        auto kept = all(*segments);
        QVERIFY(kept == openOnes);
        std::reverse(kept.begin(), kept.end());
        // The order of attributes is not kept beyond the columns of a block.
        auto const sorted = [](std::vector<Event> list) {
            for (auto& event : list)
                std::sort(event.attributes.begin(), event.attributes.end(),
                          [](auto const& a, auto const& b) { return a.key < b.key; });
            return list;
        };
        QVERIFY(sorted(kept) == sorted(events));
    }

    void ordersByArrivalAlsoWhenTheClockGoesBack()
    {
        Folder folder;
        StepClock clock;
        auto segments = opened(clock, folder.path());
        QVERIFY(stored(*segments, {eventOf(0)}));
        clock.wall -= std::chrono::hours{5};
        QVERIFY(stored(*segments, {eventOf(1)}));
        auto const events = all(*segments);
        QCOMPARE(events.size(), std::size_t{2});
        QVERIFY(events[0].arrivalAt >= events[1].arrivalAt);
        QCOMPARE(keptIn(*segments), upTo(2));
    }
};

DEWAR_TEST(test_segments)
#include "test_segments.moc"
