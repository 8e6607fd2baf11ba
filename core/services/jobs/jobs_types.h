// What the jobs capability says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/fields.h"

namespace core::jobs {

using api::field;

enum class State { Queued, Running, Done, Failed, Cancelled };
inline constexpr std::array<std::string_view, 5> kStateNames{"queued", "running", "done", "failed",
                                                             "cancelled"};
constexpr std::string_view nameOf(State state)
{
    return kStateNames[static_cast<std::size_t>(state)];
}

struct Job {
    JobId id;
    std::string kind;
    std::string state;
    std::int64_t completed = 0;
    std::int64_t total = 0;                // 0: not known
    std::string says;                      // one sentence: what it does now, or why it failed
    std::optional<std::string> problem;    // slug of the failure
    std::optional<std::string> resultLink; // path without prefix
    std::string startedBy;
    bool cancellable = false;
    std::int64_t revision = 0;
    Time createdAt{};
    std::optional<Time> startedAt;
    std::optional<Time> endedAt;
    std::optional<Time> expiresAt;

    static constexpr auto fields = std::tuple{
        field("id", &Job::id),
        field("kind", &Job::kind),
        field("state", &Job::state).oneOf(kStateNames),
        field("completed", &Job::completed),
        field("total", &Job::total).about("0 while it is not known"),
        field("says", &Job::says).about("one sentence: what the job does now, or why it failed"),
        field("problem", &Job::problem),
        field("result_link", &Job::resultLink),
        field("started_by", &Job::startedBy),
        field("cancellable", &Job::cancellable),
        field("revision", &Job::revision),
        field("created_at", &Job::createdAt),
        field("started_at", &Job::startedAt),
        field("ended_at", &Job::endedAt),
        field("expires_at", &Job::expiresAt),
    };
};

struct JobFilter {
    std::optional<std::string> state;
    std::optional<std::string> kind;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("state", &JobFilter::state).oneOf(kStateNames),
        field("kind", &JobFilter::kind).length(1, 64),
        field("limit", &JobFilter::limit).range(1, 200),
        field("after", &JobFilter::after).length(1, 64),
    };
};

struct JobById {
    JobId id;

    static constexpr auto fields = std::tuple{field("id", &JobById::id).length(1, 64)};
};

} // namespace core::jobs
