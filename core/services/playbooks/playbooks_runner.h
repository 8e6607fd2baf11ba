// Moves runs: writes the journal before and after each effect, makes the API calls, and goes on after a
// crash.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "core/api/leases.h"
#include "core/api/ports.h"
#include "core/services/playbooks/cacao/cacao_run.h"
#include "core/services/playbooks/playbooks_store.h"

namespace core::playbooks {

constexpr std::int64_t kRunsMax = 100;          // running at once; more are refused with 503
constexpr std::int64_t kJournalMax = 40'000;    // rows of one run
constexpr std::size_t kVisitsPerWriteMax = 200; // decisions written with one effect
constexpr Span kPollMin = std::chrono::milliseconds{250};
constexpr Span kPollMax = std::chrono::seconds{2};
constexpr Span kRetryPause = std::chrono::seconds{1};
constexpr Span kLookEvery = std::chrono::seconds{2}; // for runs that an engine left

// One thread of its own moves every run: the effects of its open branches take turns, and what they wait for
// (jobs, answers, times) is waited for together. What happened is applied in the order of the journal, so
// that a replay after a crash comes to the same state. turn() is what the thread does, for tests without a
// thread.
class Runner {
public:
    // A run is moved by the engine that holds its lease under `holder` (api/leases.h), and by another once
    // that is gone.
    Runner(api::Changes& changes, api::Calls& calls, Clock const& clock, std::string holder = "alone");
    ~Runner();

    // Loads what was running when the engine ended, and starts the thread. Once in an engine's life: what it
    // held before is nobody's then.
    Status start();
    void stop();
    // A run was started, answered or cancelled. Any thread, cheap.
    void wake(RunId const& id);

    // Runs that are nobody's, or this engine's already, are moved here from now on.
    Status load();
    // One pass over all runs; true while something moved.
    bool turn();

private:
    struct Pending;
    struct Active;
    using Pause = std::optional<Span>; // nothing: the run is over; zero: go on at once

    void loop();
    Status activate(RunId const& id);
    void lookAround();
    // Every change of a run: refused, and `active` gone, once another engine has taken the run.
    Status change(Active& active, std::function<Status(api::Context&)> work);
    Status hold(api::Context& context, Active& active) const;
    Pause later(Active const& active) const;
    Status replay(api::ReadContext& context, Active& active, StoredRun const& stored);
    Pause advance(Active& active);
    Pause advance(Active& active, Pending& pending, cacao::Effect const& effect);
    Pause call(Active& active, Pending& pending, cacao::Effect const& effect);
    Pause poll(Active& active, Pending& pending, cacao::Effect const& effect);
    Pause wait(Active& active, cacao::Effect const& effect);
    Pause finish(Active& active);
    Pause taken(Active& active, Pending& pending, cacao::Effect const& effect,
                http::Response const& response);
    Pause accepted(Active& active, Pending& pending, cacao::Effect const& effect, std::string jobId,
                   cacao::NamedValues outs);
    Pause record(Active& active, cacao::Effect const& effect, cacao::Entry entry);
    // Applies what others wrote: answers, the cancellation.
    Pause catchUp(Active& active);
    Status giveUp(RunId const& id, Error const& error);
    Status intend(Active& active, Pending& pending, cacao::Effect const& effect);
    Status writeVisits(api::Context& context, Active& active);

    api::Changes& m_changes;
    api::Calls& m_calls;
    Clock const& m_clock;
    api::Leases m_leases;
    Span m_lookAt{0};
    std::map<std::string, std::unique_ptr<Active>, std::less<>> m_active;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::set<std::string> m_woken;
    bool m_signal = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace core::playbooks
