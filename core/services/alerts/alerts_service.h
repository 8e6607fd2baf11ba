// AlertsService: rules over arriving events, the alerts they raise, and what people do about them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/api/ports.h"
#include "core/services/alerts/alerts_evaluator.h"
#include "core/services/alerts/alerts_types.h"
#include "core/services/logs/logs_service.h"

namespace core::alerts {

struct StoredRule;

constexpr std::size_t kEventsWaitingMax = 100'000; // skipped beyond; the rule "engine events lost" says so
constexpr std::size_t kOwnRulesMax = 200;
constexpr std::size_t kEvidencePerAlertMax = 100;

// Thread rules: the handlers on their lanes; accepted() on the log threads; one thread of its own evaluates.
class AlertsService {
public:
    // Subscribes to `logs`, which are those of `node`; both must outlive the engine's threads. `changes` is
    // used from start() on.
    AlertsService(logs::LogsService& logs, api::Changes& changes, Clock const& clock, Random& random,
                  std::string node = {});
    ~AlertsService();

    // Writes the built-in rules into the database, reads all rules, looks at what arrived in the last
    // minutes.
    Status prepare();
    // prepare() and the thread. After the lanes, before ingest.
    Status start();
    // Before the lanes stop.
    void stop();
    // Another engine changed rules: they are read again before the next event. Any thread.
    void readRulesAgain();
    // Looks at what arrived and stores what was met; for tests, and what the thread does.
    Status evaluate();

    Result<api::Page<Alert>> list(api::ReadContext& context, AlertFilter const& filter);
    Result<Alert> show(api::ReadContext& context, AlertPlace const& place);
    Result<Alert> acknowledge(api::Context& context, AlertPlace const& place);
    Result<Alert> close(api::Context& context, CloseAlert const& closing);

    Result<RuleList> rules(api::ReadContext& context, api::Nothing const& nothing);
    Result<Rule> rule(api::ReadContext& context, RulePlace const& place);
    Result<Rule> createRule(api::Context& context, NewRule const& created);
    Result<Rule> enableRule(api::Context& context, RulePlace const& place);
    Result<Rule> disableRule(api::Context& context, RulePlace const& place);
    Result<Done> removeRule(api::Context& context, RulePlace const& place);

private:
    void accepted(logs::SharedEvents const& events);
    void loop();
    Status loadBuiltIns();
    Status loadRules();
    void replay();
    Status storeHits();
    enum class Opening { Audited, Refused };
    Status storeHit(api::Context& context, Hit const& hit, Opening opening);
    void rulesChanged(api::Context& context);
    Result<Rule> setEnabled(api::Context& context, std::string const& id, bool enabled);
    Rule described(StoredRule const& stored) const;

    logs::LogsService& m_logs;
    api::Changes& m_changes;
    Clock const& m_clock;
    Random& m_random;
    std::string m_node;

    std::mutex m_waitingMutex; // guards what follows
    std::condition_variable m_wake;
    std::deque<logs::SharedEvents> m_waiting;
    std::size_t m_waitingEvents = 0;
    std::uint64_t m_skipped = 0; // since the last report
    std::uint64_t m_skippedEver = 0;
    bool m_stopping = false;
    bool m_stale = true;   // rules are read again before the next event
    bool m_foreign = true; // some rule looks at events of other sources than the engine

    mutable std::mutex m_evaluatorMutex;
    Evaluator m_evaluator;
    std::vector<Hit> m_unstored; // evaluating thread

    std::thread m_thread;
};

} // namespace core::alerts
