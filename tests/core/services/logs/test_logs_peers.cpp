// One search over the logs of several engines: order, pages, and who is missing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_peers.h"

#include <boost/json.hpp>

#include "core/services/logs/segments/scan.h"
#include "tests/support/registry.h"

using namespace core;
using logs::EventPage;
using logs::PeerAnswer;

namespace {

std::string place(std::int64_t at, std::uint64_t number = 1)
{
    return logs::Cursor{at, number}.text();
}

EventPage page(std::vector<std::int64_t> const& times, std::optional<std::int64_t> next = {},
               std::string ended = "complete")
{
    EventPage made{.items = {}, .next = {}, .ended = std::move(ended), .looked = 10};
    for (auto const at : times) {
        logs::LogEvent event;
        event.id = place(at);
        event.arrivedAt = timeOf(at);
        event.source = "app";
        event.severity = "info";
        event.attributes = json::Object{};
        made.items.push_back(std::move(event));
    }
    if (next)
        made.next = place(*next);
    return made;
}

PeerAnswer answered(EventPage const& made, std::string name = "two")
{
    return {.node = "n2",
            .name = std::move(name),
            .answer = http::Response{.status = 200, .headers = {}, .body = json::text(api::write(made))}};
}

std::string timesOf(EventPage const& made)
{
    std::string text;
    for (auto const& event : made.items)
        text += (text.empty() ? "" : " ") + std::to_string(microsOf(event.arrivedAt)) +
                (event.engine ? "@" + *event.engine : "");
    return text;
}

} // namespace

class test_logs_peers : public QObject {
    Q_OBJECT

private slots:
    void ordersByArrival()
    {
        auto const all =
            merged(page({50, 30, 10}), {answered(page({40, 20})), answered(page({45}), "three")}, 100);
        QCOMPARE(timesOf(all), std::string{"50 45@three 40@two 30 20@two 10"});
        QVERIFY(!all.next && all.missing.empty());
        QCOMPARE(all.ended, std::string{"complete"});
        QCOMPARE(all.looked, 30);
    }

    // Nothing is shown below what another engine has not told yet: the next page begins there.
    void endsWhereTheFirstEngineStopped()
    {
        auto const all = merged(page({50, 10}), {answered(page({40, 30}, 30, "time_reached"))}, 100);
        QCOMPARE(timesOf(all), std::string{"50 40@two 30@two"});
        QCOMPARE(*all.next, place(30));
        QCOMPARE(all.ended, std::string{"time_reached"});
        auto const stopped = merged(page({}, 60, "rows_reached"), {answered(page({70, 40}))}, 100);
        QCOMPARE(timesOf(stopped), std::string{"70@two"});
        QCOMPARE(*stopped.next, place(60));
    }

    void cutsAtTheLimitButNotWithinAnInstant()
    {
        auto const all = merged(page({50, 40, 30}, 30), {answered(page({40, 35, 20}, 20))}, 2);
        QCOMPARE(timesOf(all),
                 std::string{"50 40 40@two"}); // Both have the cursor 40: the next page is below both.
        QCOMPARE(*all.next, place(40));
    }

    void showsEverythingOnceOverThePages()
    {
        std::vector<std::int64_t> const mine{90, 80, 70, 60, 20};
        std::vector<std::int64_t> const theirs{85, 80, 50, 40, 30, 10};
        auto const pageBelow = [](std::vector<std::int64_t> const& all, std::int64_t below,
                                  std::size_t limit) {
            std::vector<std::int64_t> part;
            for (auto const at : all)
                if (at < below && part.size() < limit)
                    part.push_back(at);
            bool const more = !part.empty() && part.back() != all.back();
            return page(part, more ? std::optional{part.back()} : std::nullopt);
        };
        for (std::size_t limit = 1; limit <= 12; ++limit) {
            std::string seen;
            std::int64_t below = 1000;
            for (int turn = 0; turn < 20; ++turn) {
                auto const all =
                    merged(pageBelow(mine, below, limit), {answered(pageBelow(theirs, below, limit))}, limit);
                seen += (seen.empty() ? "" : " ") + timesOf(all);
                if (!all.next)
                    break;
                below = logs::Cursor::parse(*all.next)->arrivalAt;
            }
            QCOMPARE(seen, std::string{"90 85@two 80 80@two 70 60 50@two 40@two 30@two 20 10@two"});
        }
    }

    void saysWhoDidNotAnswer()
    {
        PeerAnswer const away{
            .node = "n2", .name = "two", .answer = failed(ErrorCode::BadGateway, "no connection")};
        PeerAnswer const refused{.node = "n3",
                                 .name = "three",
                                 .answer = http::Response{.status = 403, .headers = {}, .body = "{}"}};
        PeerAnswer const strange{.node = "n4",
                                 .name = "four",
                                 .answer = http::Response{.status = 200, .headers = {}, .body = "[]"}};
        auto const all = merged(page({50}), {away, refused, strange}, 100);
        QCOMPARE(timesOf(all), std::string{"50"});
        QCOMPARE(all.missing.size(), 3U);
        QCOMPARE(all.missing[0].name, std::string{"two"});
        QCOMPARE(all.missing[1].says, std::string{"it answered 403"});
    }

    void asksForTheSame()
    {
        logs::EventQuery query{.q = "name=a AND x",
                               .from = timeOf(1'000'000),
                               .to = {},
                               .limit = 7,
                               .after = place(5),
                               .engines = {}};
        auto const path = logs::peerPathOf(query);
        QVERIFY(path.starts_with("/api/v1/logs/events?engines=self&q=name%3Da%20AND%20x&from=1970-"));
        QVERIFY(path.ends_with("&limit=7&after=" + percentEncoded(place(5))));
    }
};

DEWAR_TEST(test_logs_peers)
#include "test_logs_peers.moc"
