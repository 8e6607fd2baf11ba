// Tests of reading any row of a long list, and of the live tail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_source.h"
#include "ui/pages/logs/logs_tail.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/logs/log_world.h"

#include <QSignalSpy>

using namespace ui;
using namespace ui::logs;

class test_logs_source : public QObject {
    Q_OBJECT
private slots:
    void findsAnyRow_data();
    void findsAnyRow();
    void growsWithoutCounts();
    void goesOnWhenThePageIsShort();
    void forgetsTheQueryBefore();
    void saysWhenAPageFails();
    void findsARowByTime();
    void tailsWhatArrives();
    void tailsAFloodAloud();

private:
    static Span spanOf(support::LogWorld const& world, qint64 seconds)
    {
        auto const to = QDateTime::fromSecsSinceEpoch(world.newestUs / 1'000'000 + 1, Qt::UTC);
        return {to.addSecs(-seconds), to};
    }
    static FineCounts countsOf(support::LogWorld const& world, Span const& span, int parts)
    {
        FineCounts fine{span, {}};
        auto const stepUs = span.from.msecsTo(span.to) * 1000 / parts;
        for (int part = 0; part < parts; ++part) {
            auto const from = span.from.toMSecsSinceEpoch() * 1000 + part * stepUs;
            fine.counts.push_back(world.countIn(from, from + stepUs));
        }
        return fine;
    }
};

void test_logs_source::findsAnyRow_data()
{
    QTest::addColumn<qint64>("row");
    for (qint64 const row : {0LL, 511LL, 512LL, 5'000'000LL, 9'999'999LL, 1'234'567LL})
        QTest::addRow("row %lld", row) << row;
}

// Ten million events, every jump needs a few calls only and shows exactly that row.
void test_logs_source::findsAnyRow()
{
    QFETCH(qint64, row);
    support::FakeApi api;
    support::LogWorld world{.stepUs = 2'160, .events = 10'000'000};
    world.serve(api);
    LogsClient client{api};
    EventShelf shelf;
    EventsSource source{client, shelf};
    auto const span = spanOf(world, 21'600);
    source.start({}, span);
    source.setCounts(countsOf(world, span, 1800));
    support::settle();
    QVERIFY(source.rowCount() >= 9'999'000);
    row = std::min(row, source.rowCount() - 1);
    auto const before = api.calls.size();
    QSignalSpy ready{&source, &kit::LogSource::pageReady};
    source.requestPage(row / kit::kLogPageRows);
    QTRY_COMPARE(ready.count(), 1);
    auto const rows = ready[0][1].value<std::vector<kit::LogRow>>();
    QCOMPARE(rows[static_cast<std::size_t>(row % kit::kLogPageRows)].cells[kIdCell], world.idOf(row));
    QVERIFY2(api.calls.size() - before <= 12, qPrintable(QString::number(api.calls.size() - before)));
}

void test_logs_source::growsWithoutCounts()
{
    support::FakeApi api;
    support::LogWorld world{.events = 1'300};
    world.serve(api);
    LogsClient client{api};
    EventShelf shelf;
    EventsSource source{client, shelf};
    QSignalSpy started{&source, &EventsSource::started};
    source.start({}, spanOf(world, 86'400));
    QTRY_COMPARE(started.count(), 1);
    QCOMPARE(source.rowCount(), 1024); // One page is here, one more will be.
    source.requestPage(1);
    QTRY_COMPARE(source.rowCount(), 1536);
    source.requestPage(2);
    QTRY_COMPARE(source.rowCount(), 1300);
}

// A search that stops early to save the engine's time goes on at its cursor.
void test_logs_source::goesOnWhenThePageIsShort()
{
    support::FakeApi api;
    support::LogWorld world{.events = 2'000, .pageMax = 100};
    world.serve(api);
    LogsClient client{api};
    EventShelf shelf;
    EventsSource source{client, shelf};
    source.start({}, spanOf(world, 86'400));
    support::settle();
    QSignalSpy ready{&source, &kit::LogSource::pageReady};
    source.requestPage(1);
    QTRY_COMPARE(ready.count(), 1);
    auto const rows = ready[0][1].value<std::vector<kit::LogRow>>();
    QCOMPARE(rows.size(), static_cast<std::size_t>(kit::kLogPageRows));
    QCOMPARE(rows.front().cells[kIdCell], world.idOf(512));
    QCOMPARE(rows.back().cells[kIdCell], world.idOf(1023));
}

void test_logs_source::forgetsTheQueryBefore()
{
    support::FakeApi api;
    support::LogWorld world;
    world.serve(api);
    LogsClient client{api};
    EventShelf shelf;
    EventsSource source{client, shelf};
    QSignalSpy started{&source, &EventsSource::started};
    api.hold();
    source.start("one", spanOf(world, 3'600));
    source.start("two", spanOf(world, 3'600));
    api.release();
    QTRY_COMPARE(started.count(), 1);
    support::settle();
    QCOMPARE(started.count(), 1);
    QCOMPARE(source.query(), "two");
}

void test_logs_source::saysWhenAPageFails()
{
    support::FakeApi api;
    support::LogWorld world;
    world.serve(api);
    LogsClient client{api};
    EventShelf shelf;
    EventsSource source{client, shelf};
    source.start({}, spanOf(world, 3'600));
    support::settle();
    api.refuse(Verb::Get, "/logs/events", {.status = 503});
    QSignalSpy failed{&source, &kit::LogSource::pageFailed};
    source.requestPage(3);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toLongLong(), 3);
}

void test_logs_source::findsARowByTime()
{
    support::FakeApi api;
    support::LogWorld world{.stepUs = 1'000'000, .events = 20'000};
    world.serve(api);
    LogsClient client{api};
    EventShelf shelf;
    EventsSource source{client, shelf};
    auto const span = spanOf(world, 3'600);
    source.start({}, span);
    source.setCounts(countsOf(world, span, 1800));
    auto const row = source.rowOfTime(span.to.addSecs(-600));
    QVERIFY2(std::abs(row - 600) <= 2, qPrintable(QString::number(row)));
    QCOMPARE(source.rowOfTime(span.to.addSecs(10)), 0);
    QCOMPARE(source.rowOfTime(span.from.addSecs(-10)), source.rowCount() - 1);
}

void test_logs_source::tailsWhatArrives()
{
    support::FakeApi api;
    support::LogWorld world{.events = 10};
    world.serve(api);
    LogsClient client{api};
    LogsTail tail{client};
    std::vector<LogEvent> heard;
    connect(&tail, &LogsTail::arrived, this, [&](std::vector<LogEvent> const& events) {
        heard.insert(heard.end(), events.begin(), events.end());
    });
    tail.start("x", QDateTime::fromMSecsSinceEpoch(world.arrivalOf(3) / 1000, Qt::UTC));
    QTRY_COMPARE(heard.size(), std::size_t{4});
    QCOMPARE(heard.back().id, world.idOf(0)); // Oldest first.
    auto const newest = world.idOf(0);
    world.newestUs += 2 * world.stepUs;
    world.events += 2;
    QCOMPARE(world.idOf(2), newest);
    QTRY_COMPARE(heard.size(), std::size_t{6});
    QCOMPARE(heard.back().id, world.idOf(0));
    tail.stop();
    auto const calls = api.calls.size();
    QTest::qWait(LogsTail::kPollMs + 200);
    QCOMPARE(api.calls.size(), calls);
}

void test_logs_source::tailsAFloodAloud()
{
    support::FakeApi api;
    support::LogWorld world{.stepUs = 100, .events = 50};
    world.serve(api);
    LogsClient client{api};
    LogsTail tail{client};
    QSignalSpy arrived{&tail, &LogsTail::arrived};
    QSignalSpy skipped{&tail, &LogsTail::skipped};
    tail.start({}, QDateTime::fromMSecsSinceEpoch(world.newestUs / 1000 - 1000, Qt::UTC));
    QTRY_COMPARE(arrived.count(), 1);
    world.newestUs += 30'000 * world.stepUs;
    world.events += 30'000;
    QTRY_COMPARE_WITH_TIMEOUT(skipped.count(), 1, 10'000);
    QCOMPARE(arrived.count(), 2);
}

DEWAR_TEST(test_logs_source)
#include "test_logs_source.moc"
