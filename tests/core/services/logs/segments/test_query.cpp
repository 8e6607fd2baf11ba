// Queries are read strictly, and answer the same over the journal and over blocks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/query.h"

#include <filesystem>
#include <random>

#include "core/platform/os/files.h"
#include "core/services/logs/segments/scan.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::logs;

namespace {

Event sample()
{
    Event event;
    event.severity = 13;
    event.source = "shop";
    event.name = "auth.sign_in";
    event.message = "Connection to 10.0.0.7 lost: read timeout after 30s, user=Ada";
    event.traceId = std::string("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10", 16);
    event.attributes = {{"address", Kind::Text, "203.0.113.7"},
                        {"took_ms", Kind::Number, "12.5"},
                        {"ok", Kind::Bool, "false"},
                        {"records", Kind::List, listOf({"r1", "r2"})}};
    return event;
}

class SteadyClock final : public Clock {
public:
    Time now() const override { return timeOf(1'790'000'000'000'000 + ++m_calls); }
    Span monotonic() const override { return Span{0}; }

private:
    mutable std::int64_t m_calls = 0;
};

template <class List> std::string pick(std::mt19937& chance, List const& list)
{
    return std::string{list[chance() % std::size(list)]};
}

Event anyEvent(std::mt19937& chance)
{
    constexpr std::string_view kWords[] = {"timeout", "Gateway", "user42", "10.0.0.7", "lost", "x",
                                           "É",       "--",      "\x11",   "a1b2c3",   ""};
    Event event;
    event.eventAt = static_cast<std::int64_t>(chance());
    event.severity = static_cast<std::uint8_t>(chance() % 25);
    event.source = pick(chance, std::vector<std::string_view>{"shop", "mail", "dewar"});
    event.name = pick(chance, std::vector<std::string_view>{"", "auth.sign_in", "request"});
    for (unsigned i = chance() % 6; i > 0; --i)
        event.message += pick(chance, kWords) + (chance() % 4 == 0 ? "" : " ");
    if (chance() % 2 == 0)
        event.traceId = std::string(16, static_cast<char>('a' + chance() % 3));
    if (chance() % 3 != 0)
        event.attributes.push_back({"address", Kind::Text, "203.0.113." + std::to_string(chance() % 5)});
    if (chance() % 3 == 0)
        event.attributes.push_back({"took_ms", Kind::Number, std::to_string(chance() % 2000)});
    if (chance() % 4 == 0)
        event.attributes.push_back(
            {"records", Kind::List, listOf({"r" + std::to_string(chance() % 4), "r9"})});
    if (chance() % 4 == 0)
        event.attributes.push_back({"key" + std::to_string(chance() % 3000), Kind::Text, "rare"});
    return event;
}

} // namespace

class test_query : public QObject {
    Q_OBJECT

private slots:
    void findsOrNot_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("matches");
        auto const row = [](char const* query, bool found) {
            QTest::newRow(query) << QString{query} << found;
        };
        row("", true);
        row("severity>=warn", true);
        row("severity>warn", false);
        row("severity<error", true);
        row("severity=13", true);
        row("severity!=warn", false);
        row("source=shop AND name=auth.sign_in", true);
        row("source=mail OR name=auth.*", true);
        row("source=mail OR name=auth.* AND severity=fatal", false);
        row("(source=mail OR name=auth.*) AND severity=warn", true);
        row("NOT source=mail", true);
        row("NOT (source=shop)", false);
        row("source!=shop", false);
        row("absent!=x", true);
        row("absent=*", false);
        row("address=*", true);
        row("address=203.0.113.7", true);
        row("address=\"203.0.113.*\"", false);
        row("address=203.0.*", true);
        row("took_ms>12", true);
        row("took_ms>=12.5", true);
        row("took_ms<12.5", false);
        row("address>3", false);
        row("ok=false", true);
        row("records=r2", true);
        row("records=r3", false);
        row("timeout", true);
        row("TIMEOUT", true);
        row("time", false);
        row("10.0.0.7", true);
        row("10.0.0", true);
        row("0.0.70", false);
        row("\"read timeout\"", true);
        row("\"timeout read\"", false);
        row("\"lost: read\"", true);
        row("timeout lost", true);
        row("timeout found", false);
        row("trace_id=0102030405060708090A0B0C0D0E0F10", true);
        row("trace_id=0102030405060708090a0b0c0d0e0f11", false);
        row("message=Connection*", true);
    }

    void findsOrNot()
    {
        QFETCH(QString, query);
        auto const node = parseQuery(query.toStdString());
        QVERIFY(node);
        QTEST(matches(*node, sample()), "matches");
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("query");
        for (auto const* query :
             {"(a", "a)", "AND", "a AND", "a OR", "OR a", "NOT", "()", "\"a", "a=", "severity=loud",
              "severity>=25", "took_ms>fast", "source>a", "trace_id=12", "\"\""})
            QTest::newRow(query) << QString{query};
        QTest::newRow("deep") << QString(2000 / 2, '(');
        QTest::newRow("long") << QString(2001, 'a');
        QTest::newRow("many") << QString("a ").repeated(65);
    }

    void refuses()
    {
        QFETCH(QString, query);
        auto const node = parseQuery(query.toStdString());
        QVERIFY(!node);
        QCOMPARE(node.error().code, ErrorCode::BadRequest);
    }

    // Every query over every state of the store agrees with matches() on each event.
    void answersAlikeOverJournalAndBlocks()
    {
        std::mt19937 chance{7};
        SteadyClock clock;
        auto const folder = *os::makeTemporaryDirectory("query");
        auto segments =
            std::move(*Segments::open(clock, {.folder = folder + "/logs", .blockEventsMax = 1500}));
        std::vector<Event> truth;
        for (int group = 0; group < 100; ++group) {
            std::vector<Event> events;
            for (int i = 0; i < 50; ++i)
                events.push_back(anyEvent(chance));
            auto const ticket = segments->append(events);
            QVERIFY(ticket && segments->sync(*ticket));
            truth.insert(truth.end(), events.begin(), events.end());
        }
        QVERIFY(segments->state().blocks >= 3 && segments->state().openEvents > 0);
        for (auto const* text : {"",
                                 "timeout",
                                 "gateway",
                                 "user42",
                                 "10.0.0.7",
                                 "\"timeout lost\"",
                                 "x",
                                 "É",
                                 "a1b2c3 OR lost",
                                 "severity>=error timeout",
                                 "severity!=warn",
                                 "source=shop NOT name=request",
                                 "name!=request",
                                 "trace_id=61616161616161616161616161616161",
                                 "trace_id=*",
                                 "address=203.0.113.3",
                                 "address!=203.0.113.3",
                                 "took_ms>=1000 took_ms<1500",
                                 "took_ms=7",
                                 "records=r2",
                                 "records=*",
                                 "key77=rare",
                                 "key2999=*",
                                 "key1!=rare AND (lost OR gateway) AND NOT user42",
                                 "message=*lost*",
                                 "source=nobody",
                                 "\"--\"",
                                 "absentword"}) {
            auto const query = parseQuery(text);
            QVERIFY(query);
            auto const found = find(*segments, *query, {}, 100'000);
            QVERIFY(found);
            std::vector<Event> expected;
            for (auto event = truth.rbegin(); event != truth.rend(); ++event)
                if (matches(*query, *event))
                    expected.push_back(*event);
            QCOMPARE(found->events.size(), expected.size());
            QVERIFY2(found->events == expected, text);
            QVERIFY(!found->next);
            auto const counted = histogram(
                *segments, *query, {.from = truth.front().arrivalAt, .to = truth.back().arrivalAt + 1}, 7);
            QVERIFY(counted);
            QCOMPARE(counted->total, std::uint64_t{expected.size()});
        }
        std::filesystem::remove_all(folder);
    }

    void pagesThroughEverythingOnce()
    {
        std::mt19937 chance{9};
        SteadyClock clock;
        auto const folder = *os::makeTemporaryDirectory("query");
        auto segments =
            std::move(*Segments::open(clock, {.folder = folder + "/logs", .blockEventsMax = 300}));
        std::vector<Event> events;
        for (int i = 0; i < 1000; ++i)
            events.push_back(anyEvent(chance));
        auto const ticket = segments->append(events);
        QVERIFY(ticket && segments->sync(*ticket));
        auto const query = *parseQuery("severity>=info");
        auto const whole = find(*segments, query, {}, 10'000);
        std::vector<Event> paged;
        Range range;
        for (int pages = 0; pages < 1000; ++pages) {
            auto const page = find(*segments, query, range, 7);
            QVERIFY(page);
            QVERIFY(page->events.size() <= 7);
            paged.insert(paged.end(), page->events.begin(), page->events.end());
            if (!page->next)
                break;
            range.after = *Cursor::parse(page->next->text());
        }
        QVERIFY(whole && paged == whole->events);
        std::filesystem::remove_all(folder);
    }

    void saysWhenItEndedEarlyAndGoesOnFromThere()
    {
        std::mt19937 chance{11};
        SteadyClock clock;
        auto const folder = *os::makeTemporaryDirectory("query");
        auto segments =
            std::move(*Segments::open(clock, {.folder = folder + "/logs", .blockEventsMax = 300}));
        std::vector<Event> events;
        for (int i = 0; i < 2000; ++i)
            events.push_back(anyEvent(chance));
        auto const ticket = segments->append(events);
        QVERIFY(ticket && segments->sync(*ticket));
        auto const query = *parseQuery("source=shop");
        auto const whole = find(*segments, query, {}, 10'000);
        std::vector<Event> gathered;
        Range range{.rowsMax = 500};
        bool early = false;
        for (int turns = 0; turns < 100; ++turns) {
            auto const part = find(*segments, query, range, 10'000);
            QVERIFY(part);
            early = early || part->looked.ended == Ended::RowsReached;
            gathered.insert(gathered.end(), part->events.begin(), part->events.end());
            if (!part->next)
                break;
            range.after = part->next;
        }
        QVERIFY(early);
        QVERIFY(whole && gathered == whole->events);
        std::filesystem::remove_all(folder);
    }

    void countsTheValuesOfAField()
    {
        std::mt19937 chance{13};
        SteadyClock clock;
        auto const folder = *os::makeTemporaryDirectory("query");
        auto segments =
            std::move(*Segments::open(clock, {.folder = folder + "/logs", .blockEventsMax = 300}));
        std::vector<Event> events;
        for (int i = 0; i < 700; ++i)
            events.push_back(anyEvent(chance));
        auto const ticket = segments->append(events);
        QVERIFY(ticket && segments->sync(*ticket));
        for (auto const* field : {"source", "name", "address", "records", "severity", "key5"}) {
            std::map<std::string, std::uint64_t> expected;
            for (auto const& event : events) {
                if (field == std::string_view{"source"})
                    ++expected[event.source];
                else if (field == std::string_view{"name"} && !event.name.empty())
                    ++expected[event.name];
                else if (field == std::string_view{"severity"})
                    ++expected[std::string{severityName(event.severity)}];
                auto const* const attribute = findAttribute(event, field);
                if (attribute == nullptr)
                    continue;
                if (attribute->kind == Kind::List)
                    for (auto const item : itemsOf(attribute->text))
                        ++expected[std::string{item}];
                else
                    ++expected[attribute->text];
            }
            auto const counted = facet(*segments, Node{}, {}, field, 100);
            QVERIFY(counted);
            std::map<std::string, std::uint64_t> const found{counted->values.begin(), counted->values.end()};
            QVERIFY2(found == expected, field);
        }
        std::filesystem::remove_all(folder);
    }
};

DEWAR_TEST(test_query)
#include "test_query.moc"
