// Merging pages of several engines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_peers.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/services/logs/segments/scan.h"

namespace core::logs {
namespace {

constexpr std::size_t kAnswerBytesMax = 32U << 20;

// Higher is newer. An id that nobody can read sorts last: it bounds nothing.
std::pair<std::int64_t, std::uint64_t> placeOf(std::string const& id)
{
    auto const cursor = Cursor::parse(id);
    return cursor ? std::pair{cursor->arrivalAt, cursor->number}
                  : std::pair{std::int64_t{0}, std::uint64_t{0}};
}

Result<EventPage> pageIn(Result<http::Response> const& answer)
{
    if (!answer)
        return answer.error();
    if (answer->status != 200)
        return failed(ErrorCode::BadGateway, "it answered " + std::to_string(answer->status));
    auto const document =
        json::parse(answer->body, {.bytesMax = kAnswerBytesMax, .depthMax = 32, .bigIntegers = true});
    if (!document)
        return failed(ErrorCode::BadGateway, "its answer cannot be read");
    auto page = api::read<EventPage>(*document);
    if (!page)
        return failed(ErrorCode::BadGateway, "its answer is of another version");
    return page;
}

} // namespace

std::string peerPathOf(EventQuery const& query)
{
    std::string path = "/api/v1/logs/events?engines=self";
    auto const add = [&](std::string_view name, std::string const& value) {
        path.append("&").append(name).append("=").append(percentEncoded(value));
    };
    if (query.q)
        add("q", *query.q);
    if (query.from)
        add("from", rfc3339(*query.from));
    if (query.to)
        add("to", rfc3339(*query.to));
    if (query.limit)
        add("limit", std::to_string(*query.limit));
    if (query.after)
        add("after", *query.after);
    return path;
}

EventPage merged(EventPage own, std::vector<PeerAnswer> const& others, std::size_t limit)
{
    auto all = std::move(own);
    // Below this some engine has more that it did not tell yet.
    std::optional<std::string> bound = all.next;
    for (auto const& [node, name, answer] : others) {
        auto page = pageIn(answer);
        if (!page) {
            all.missing.push_back({.node = node, .name = name, .says = page.error().message});
            continue;
        }
        for (auto& event : page->items) {
            event.engine = name;
            all.items.push_back(std::move(event));
        }
        if (page->next && (!bound || placeOf(*page->next) > placeOf(*bound)))
            bound = page->next;
        if (all.ended == "complete")
            all.ended = page->ended;
        all.looked += page->looked;
        all.damagedBlocks += page->damagedBlocks;
    }
    std::ranges::stable_sort(
        all.items, [](LogEvent const& a, LogEvent const& b) { return placeOf(a.id) > placeOf(b.id); });
    auto end = std::ranges::find_if(
        all.items, [&](LogEvent const& event) { return bound && placeOf(event.id) < placeOf(*bound); });
    all.next = bound;
    if (end - all.items.begin() > static_cast<std::ptrdiff_t>(limit)) {
        auto const last = placeOf(all.items[limit - 1].id);
        end = std::find_if(all.items.begin() + static_cast<std::ptrdiff_t>(limit), end,
                           [&](LogEvent const& event) { return placeOf(event.id) != last; });
        all.next = all.items[limit - 1].id;
    }
    all.items.erase(end, all.items.end());
    return all;
}

} // namespace core::logs
