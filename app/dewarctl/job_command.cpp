// Waiting for a job.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/job_command.h"

#include <chrono>
#include <cstdio>
#include <thread>

#include "app/dewarctl/output.h"
#include "core/base/text.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr int kPollsMax = 240;
constexpr std::chrono::seconds kPollEvery{1};

} // namespace

Status waitForJob(Session& session, Operation const& show, std::string const& id)
{
    auto const call = TRY(callFor(show, {id}, {}));
    for (int poll = 0; poll < kPollsMax; ++poll) {
        auto const answer = TRY(session.run(show, call, {}));
        if (answer.status != 200)
            return failed(ErrorCode::Conflict, problemText("jobs wait", answer.status, answer.body));
        auto const job = TRY(json::parse(answer.body));
        auto const state = json::textAt(job, "state");
        if (json::textAt(job, "ended_at").empty()) {
            std::this_thread::sleep_for(kPollEvery);
            continue;
        }
        auto const line = printable(state + ": " + json::textAt(job, "says"));
        if (state != "done")
            return failed(ErrorCode::Conflict, "the job " + line);
        std::printf("%s\n", line.c_str());
        return Done{};
    }
    return failed(ErrorCode::Conflict, "the job still runs; ask again with: dewarctl jobs wait " + id);
}

} // namespace dewarctl
