// The runner. Every effect has a key (step, turn, command); the engine's idempotency makes each happen once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/playbooks_runner.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/api/principal_snapshot.h"
#include "core/platform/crypto/hash.h"
#include "core/services/playbooks/playbooks_bundle.h"

namespace core::playbooks {
namespace {
using cacao::Effect;
using cacao::Entry;

constexpr std::size_t kSaysMax = 500;
constexpr int kStepsPerPassMax = 50; // of one run before the others have their turn

std::string cut(std::string_view text)
{
    return printable(text.substr(0, kSaysMax));
}

std::optional<http::Method> methodFrom(std::string_view name)
{
    using http::Method;
    for (auto const method : {Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete}) {
        if (http::nameOf(method) == name)
            return method;
    }
    return std::nullopt;
}

// Nothing was done yet, or the engine is on its way down: the same call again, later.
bool isTransient(int status)
{
    return status == 429 || status == 503;
}

// "/api/v1/jobs/018f..." or the id in the answer.
std::string jobIdFrom(http::Response const& response, json::Value const& answer)
{
    for (auto const& header : response.headers) {
        if (lowered(header.name) != "location")
            continue;
        auto const at = header.value.find("/jobs/");
        if (at != std::string::npos)
            return header.value.substr(at + 6);
    }
    auto const named = json::textAt(answer, "job_id");
    return named.empty() ? json::textAt(answer, "id") : named;
}

std::string refusalFrom(http::Response const& response)
{
    auto const body = json::parse(response.body);
    auto const title = body ? json::textAt(*body, "title") : std::string{};
    return std::to_string(response.status) + (title.empty() ? "" : ": " + title);
}

JournalRow rowFor(Effect const& effect, std::string_view kind, std::string says, Time at)
{
    return {.kind = std::string{kind},
            .key = effect.key,
            .stepId = effect.stepId,
            .stepName = cut(effect.stepName),
            .turn = effect.turn,
            .says = std::move(says),
            .at = at};
}

std::string intentOf(Effect const& effect)
{
    switch (effect.kind) {
    case Effect::Kind::Call:
        return effect.method + " " + effect.path;
    case Effect::Kind::Ask:
        return "asks: " + effect.prompt;
    case Effect::Kind::Approve:
        return "waits for approval of " + effect.method + " " + effect.path + effect.prompt;
    case Effect::Kind::Delay:
        return "waits until " + rfc3339(effect.until);
    case Effect::Kind::Over:
        break;
    }
    return "over";
}

// What a person or the clock has to do about it; nothing for a call.
std::optional<WaitingFor> waitingFrom(Effect const& effect, std::string type)
{
    WaitingFor waiting{.kind = "answer",
                       .key = effect.key,
                       .step = effect.stepId,
                       .stepName = cut(effect.stepName),
                       .prompt = effect.prompt,
                       .answers = effect.answers,
                       .type = std::move(type),
                       .digest = {},
                       .until = effect.until};
    switch (effect.kind) {
    case Effect::Kind::Call:
    case Effect::Kind::Over:
        return std::nullopt;
    case Effect::Kind::Ask:
        break;
    case Effect::Kind::Delay:
        waiting.kind = "time";
        break;
    case Effect::Kind::Approve:
        waiting.kind = "approval";
        waiting.prompt =
            effect.prompt.empty() ? effect.method + " " + effect.path + "\n" + effect.body : effect.prompt;
        waiting.digest = hexOf(crypto::sha256(cacao::approvalText(effect)));
        break;
    }
    return waiting;
}

bool isOutcome(JournalRow const& row)
{
    return cacao::entryKindFrom(row.kind).has_value();
}

Result<Entry> entryFrom(JournalRow const& row)
{
    auto const kind = cacao::entryKindFrom(row.kind);
    if (!kind)
        return failed(ErrorCode::Internal, "a journal row cannot be read");
    auto outs = TRY(namedValues(TRY(json::parse(row.outs))));
    return Entry{.kind = *kind, .key = row.key, .at = row.at, .says = row.says, .outs = std::move(outs)};
}
} // namespace

// What is known of one effect until its outcome is in the journal.
struct Runner::Pending {
    bool isIntended = false; // its intent is in the journal
    std::string jobId;       // of the accepted call that is waited for
    cacao::NamedValues jobOuts;
    Span pause = kPollMin;
    Span notBefore{0};
};

struct Runner::Active {
    RunRow row;
    api::Principal principal;
    std::optional<api::Fence> fence; // absent until the first change of this life
    cacao::Bundle bundle;
    std::optional<cacao::Run> run;
    std::int64_t visits = 0;
    std::int64_t seen = 0; // number of the last journal row that was applied or written here
    std::map<std::string, Pending, std::less<>> effects; // by key
    Span notBefore{0};
    bool isGone = false; // cancelled, or ended by somebody else
};

namespace {

// A step that ran out of time takes its open branches with it: nobody can answer those any more.
Result<std::vector<WaitingFor>> stillWaiting(cacao::Run const& run, std::vector<WaitingFor> waiting,
                                             Entry const& entry)
{
    std::erase_if(waiting, [&](WaitingFor const& one) { return one.key == entry.key; });
    if (waiting.empty())
        return waiting;
    auto after = run;
    TRY(after.apply(entry));
    std::erase_if(waiting, [&](WaitingFor const& one) { return after.pending(one.key) == nullptr; });
    return waiting;
}

} // namespace

Runner::Runner(api::Changes& changes, api::Calls& calls, Clock const& clock, std::string holder)
    : m_changes{changes}, m_calls{calls}, m_clock{clock}, m_leases{std::move(holder), clock}
{
}

Runner::~Runner()
{
    stop();
}

Status Runner::start()
{
    TRY(m_changes.change(api::systemPrincipal("playbooks"), "", [this](api::Context& context) {
        return m_leases.releaseAll(context.tx, "run/");
    }));
    TRY(load());
    m_stopping = false;
    m_thread = std::thread{[this] { loop(); }};
    return Done{};
}

void Runner::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Runner::wake(RunId const& id)
{
    std::scoped_lock const lock{m_mutex};
    m_woken.insert(id.value);
    m_signal = true;
    m_wake.notify_one();
}

Status Runner::load()
{
    std::vector<RunId> ids;
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        ids = TRY(runningIds(context.tx, m_leases.holder(), TRY(m_leases.now(context.tx)), kRunsMax));
        return Done{};
    }));
    std::scoped_lock const lock{m_mutex};
    for (auto const& id : ids)
        if (!m_active.contains(id.value))
            m_woken.insert(id.value);
    return Done{};
}

// While the database is away there is nothing to be found.
void Runner::lookAround()
{
    if (m_clock.monotonic() < m_lookAt)
        return;
    m_lookAt = m_clock.monotonic() + kLookEvery;
    static_cast<void>(load());
}

Status Runner::hold(api::Context& context, Active& active) const
{
    if (active.fence)
        return api::Leases::check(context.tx, *active.fence);
    auto fence = TRY(m_leases.take(context.tx, leaseOf(active.row.id)));
    if (!fence)
        return failedAs(std::string{api::kLeaseLost}, ErrorCode::Conflict, "another engine moves this run");
    context.afterCommit([&active, fence = std::move(*fence)] { active.fence = fence; });
    return Done{};
}

Status Runner::change(Active& active, std::function<Status(api::Context&)> work)
{
    auto const done =
        m_changes.change(api::systemPrincipal("playbooks"), "", [&](api::Context& context) -> Status {
            TRY(hold(context, active));
            return work(context);
        });
    if (!done && done.error().type == api::kLeaseLost)
        active.isGone = true;
    return done;
}

Runner::Pause Runner::later(Active const& active) const
{
    return active.isGone ? Pause{} : Pause{kRetryPause};
}

void Runner::loop()
{
    for (;;) {
        {
            std::unique_lock lock{m_mutex};
            if (m_stopping)
                return;
        }
        lookAround();
        bool const moved = turn();
        std::unique_lock lock{m_mutex};
        if (!moved)
            m_wake.wait_for(lock, kPollMin, [this] { return m_stopping || m_signal; });
        m_signal = false;
    }
}

bool Runner::turn()
{
    std::set<std::string> woken;
    {
        std::scoped_lock const lock{m_mutex};
        woken.swap(m_woken);
    }
    for (auto const& id : woken) {
        if (auto const found = m_active.find(id); found != m_active.end()) {
            found->second->notBefore = Span{0};
            for (auto& [key, pending] : found->second->effects)
                pending.notBefore = Span{0};
        } else if (!activate(RunId{id})) {
            std::scoped_lock const lock{m_mutex}; // Again with the next pass, without a signal of its own.
            m_woken.insert(id);
        }
    }
    bool moved = false;
    for (auto entry = m_active.begin(); entry != m_active.end();) {
        auto& active = *entry->second;
        std::optional<Span> pause = Span{1};
        for (int steps = 0; steps < kStepsPerPassMax && m_clock.monotonic() >= active.notBefore; ++steps) {
            pause = advance(active);
            moved = moved || !pause || *pause == Span{0};
            if (!pause || *pause > Span{0})
                break;
        }
        if (pause && *pause > Span{1})
            active.notBefore = m_clock.monotonic() + *pause;
        entry = pause && !active.isGone ? std::next(entry) : m_active.erase(entry);
    }
    return moved;
}

// Done, but without a run, if the run has ended or its record is beyond repair: the record then says so.
Status Runner::activate(RunId const& id)
{
    auto active = std::make_unique<Active>();
    Status outcome = Done{};
    auto const read = m_changes.read([&](api::ReadContext& context) -> Status {
        auto const stored = TRY(runById(context.tx, id));
        if (!stored || stored->row.state != "running" ||
            !TRY(m_leases.isFree(context.tx, leaseOf(id)))) // Found again when its engine is gone.
            return Done{};
        active->fence = TRY(m_leases.held(context.tx, leaseOf(id)));
        active->row = stored->row;
        active->visits = stored->visits;
        outcome = replay(context, *active, *stored);
        return Done{};
    });
    if (!read || active->row.id.value.empty())
        return read;
    if (!outcome)
        return giveUp(id, outcome.error());
    m_active.insert_or_assign(id.value, std::move(active));
    return Done{};
}

Status Runner::giveUp(RunId const& id, Error const& error)
{
    return m_changes.change(api::systemPrincipal("playbooks"), "", [&](api::Context& context) -> Status {
        TRY(endRun(context.tx, id, "failed", "the run cannot be continued: " + cut(error.message),
                   context.now));
        return Done{};
    });
}

Status Runner::replay(api::ReadContext& context, Active& active, StoredRun const& stored)
{
    active.principal = TRY(api::principalFrom(stored.principal));
    active.bundle = TRY(bundleOf(context.tx, stored.bundle));
    auto const variables = TRY(namedValues(TRY(json::parse(stored.variables))));
    active.run = TRY(cacao::Run::start(active.bundle, variables, stored.row.startedAt));
    for (auto const& row : TRY(journalOf(context.tx, stored.row.id, 0, kJournalMax))) {
        active.seen = row.number;
        if (row.kind == "intent") {
            active.effects[row.key].isIntended = true;
        } else if (row.kind == "accepted") {
            auto const accepted = TRY(json::parse(row.outs));
            auto& pending = active.effects[row.key];
            pending.jobId = json::textAt(accepted, "job");
            pending.jobOuts = TRY(namedValues(accepted.at("outs")));
        } else if (isOutcome(row) && active.run->outcome() == cacao::Outcome::Running) {
            active.effects.erase(row.key);
            TRY(active.run->apply(TRY(entryFrom(row))));
        }
    }
    return Done{};
}

// Every open branch takes a turn: one that waits holds up no other.
Runner::Pause Runner::advance(Active& active)
{
    if (active.run->outcome() != cacao::Outcome::Running)
        return finish(active);
    auto const news = catchUp(active);
    if (!news || *news == kRetryPause)
        return news;
    std::vector<std::string> keys;
    for (auto const* effect : active.run->pending())
        keys.push_back(effect->key);
    std::erase_if(active.effects,
                  [&](auto const& entry) { return std::ranges::find(keys, entry.first) == keys.end(); });
    auto soonest = *news;
    for (auto const& key : keys) {
        auto const* found = active.run->pending(key);
        if (found == nullptr)
            continue; // Ended with what another branch just did.
        auto& pending = active.effects[key];
        if (auto const left = pending.notBefore - m_clock.monotonic(); left > Span{0}) {
            soonest = std::min(soonest, left);
            continue;
        }
        auto const effect = *found;
        auto const pause = advance(active, pending, effect);
        if (!pause)
            return std::nullopt;
        if (active.run->outcome() != cacao::Outcome::Running)
            return Span{0};
        if (*pause > Span{0} && active.run->pending(key) != nullptr)
            active.effects[key].notBefore = m_clock.monotonic() + *pause;
        soonest = std::min(soonest, *pause);
    }
    return soonest;
}

Runner::Pause Runner::advance(Active& active, Pending& pending, Effect const& effect)
{
    if (!pending.isIntended) {
        if (!intend(active, pending, effect))
            return later(active);
        if (active.isGone)
            return std::nullopt;
    }
    if (effect.kind == Effect::Kind::Call)
        return pending.jobId.empty() ? call(active, pending, effect) : poll(active, pending, effect);
    return wait(active, effect);
}

// The row before the effect. It also shows what the run waits for, and the decisions that led here.
Status Runner::intend(Active& active, Pending& pending, Effect const& effect)
{
    auto const waiting = waitingFrom(effect, active.run->answerType(effect.key));
    return change(active, [&](api::Context& context) -> Status {
        auto const stored = TRY(runById(context.tx, active.row.id));
        active.isGone = !stored || stored->row.state != "running";
        if (active.isGone)
            return Done{};
        TRY(writeVisits(context, active));
        TRY(appendJournal(context.tx, active.row.id,
                          rowFor(effect, "intent", cut(intentOf(effect)), context.now)));
        if (waiting) {
            auto all = stored->row.waiting;
            std::erase_if(all, [&](WaitingFor const& one) { return one.key == waiting->key; });
            all.push_back(*waiting);
            TRY(setWaiting(context.tx, active.row.id, all));
        }
        if (waiting && effect.kind != Effect::Kind::Delay)
            context.announce("playbook.waiting", {{"run_id", active.row.id.value},
                                                  {"incident_id", active.row.incidentId.value_or("")},
                                                  {"playbook", active.row.name},
                                                  {"step", effect.stepId},
                                                  {"name", cut(effect.stepName)},
                                                  {"says", cut(intentOf(effect))}});
        context.afterCommit([&active, &pending, count = active.run->visits().size()] {
            pending.isIntended = true;
            active.visits = static_cast<std::int64_t>(count);
        });
        return Done{};
    });
}

Status Runner::writeVisits(api::Context& context, Active& active)
{
    auto const& visits = active.run->visits();
    auto const from = static_cast<std::size_t>(active.visits);
    std::size_t written = 0;
    for (auto number = from; number < visits.size(); ++number) {
        auto const& visit = visits[number];
        if (visit.says.empty() || visit.stepId.starts_with("action--"))
            continue;
        if (++written > kVisitsPerWriteMax)
            break;
        TRY(appendJournal(context.tx, active.row.id,
                          {.kind = "visit",
                           .key = visit.stepId + "/" + std::to_string(visit.turn),
                           .stepId = visit.stepId,
                           .stepName = cut(visit.stepName),
                           .turn = visit.turn,
                           .says = cut(visit.says),
                           .at = context.now}));
    }
    return setVisits(context.tx, active.row.id, static_cast<std::int64_t>(visits.size()));
}

Runner::Pause Runner::call(Active& active, Pending& pending, Effect const& effect)
{
    if (m_clock.now() >= effect.until)
        return record(
            active, effect,
            {.kind = Entry::Kind::TimedOut, .key = effect.key, .says = std::string{cacao::kActionTimeout}});
    auto const method = methodFrom(effect.method);
    if (!method)
        return record(active, effect,
                      {.kind = Entry::Kind::Failed, .key = effect.key, .says = "the method is not known"});
    if (!active.fence && !change(active, [](api::Context&) -> Status { return Done{}; }))
        return later(active);
    auto caller = active.principal;
    caller.fence = active.fence;
    auto const response = m_calls.call(caller, *method, effect.path, effect.body,
                                       active.row.id.value + "/" + effect.key, active.row.traceId);
    if (isTransient(response.status))
        return kRetryPause;
    return taken(active, pending, effect, response);
}

Runner::Pause Runner::taken(Active& active, Pending& pending, Effect const& effect,
                            http::Response const& response)
{
    auto const parsed = json::parse(response.body);
    auto const answer = parsed ? *parsed : json::Value{};
    // Done before a crash, and its answer is not told twice: the effect stands, its values are lost.
    bool const wasDone = response.status == 409 && json::textAt(answer, "type").ends_with("shown-once");
    if ((response.status < 200 || response.status > 299) && !wasDone)
        return record(active, effect,
                      {.kind = Entry::Kind::Failed, .key = effect.key, .says = refusalFrom(response)});
    auto outs = active.run->outsFrom(effect.key, answer);
    if (!outs)
        return record(active, effect,
                      {.kind = Entry::Kind::Failed, .key = effect.key, .says = outs.error().message});
    auto jobId = effect.waitJob && response.status == 202 ? jobIdFrom(response, answer) : std::string{};
    if (!jobId.empty())
        return accepted(active, pending, effect, std::move(jobId), std::move(*outs));
    return record(active, effect,
                  {.kind = Entry::Kind::Done,
                   .key = effect.key,
                   .says = std::to_string(response.status),
                   .outs = std::move(*outs)});
}

Runner::Pause Runner::accepted(Active& active, Pending& pending, Effect const& effect, std::string jobId,
                               cacao::NamedValues outs)
{
    auto row = rowFor(effect, "accepted", "job " + cut(jobId), m_clock.now());
    row.outs = json::text(json::Object{{"job", jobId}, {"outs", valuesObject(outs)}});
    auto const written = change(active, [&](api::Context& context) -> Status {
        TRY(appendJournal(context.tx, active.row.id, row));
        return Done{};
    });
    if (!written)
        return later(active);
    pending.jobId = std::move(jobId);
    pending.jobOuts = std::move(outs);
    pending.pause = kPollMin;
    return Span{0};
}

// The job is looked at as the run's principal: reading jobs belongs to the playbook's grant.
Runner::Pause Runner::poll(Active& active, Pending& pending, Effect const& effect)
{
    if (m_clock.now() >= effect.until)
        return record(
            active, effect,
            {.kind = Entry::Kind::TimedOut, .key = effect.key, .says = std::string{cacao::kActionTimeout}});
    auto const response =
        m_calls.call(active.principal, http::Method::Get, "/api/v1/jobs/" + percentEncoded(pending.jobId), "",
                     "", active.row.traceId);
    if (isTransient(response.status))
        return kRetryPause;
    auto const job = json::parse(response.body);
    if (response.status != 200 || !job)
        return record(
            active, effect,
            {.kind = Entry::Kind::Failed, .key = effect.key, .says = "the job: " + refusalFrom(response)});
    auto const state = json::textAt(*job, "state");
    if (state == "queued" || state == "running") {
        pending.pause = std::min(pending.pause * 2, kPollMax);
        return pending.pause;
    }
    if (state != "done")
        return record(active, effect,
                      {.kind = Entry::Kind::Failed,
                       .key = effect.key,
                       .says = "the job " + state + ": " + json::textAt(*job, "says")});
    auto outs = active.run->outsFromJob(effect.key, *job);
    if (!outs)
        return record(active, effect,
                      {.kind = Entry::Kind::Failed, .key = effect.key, .says = outs.error().message});
    auto all = pending.jobOuts;
    all.insert(all.end(), outs->begin(), outs->end());
    return record(
        active, effect,
        {.kind = Entry::Kind::Done, .key = effect.key, .says = "the job is done", .outs = std::move(all)});
}

// An answer comes with the journal.
Runner::Pause Runner::wait(Active& active, Effect const& effect)
{
    if (m_clock.now() < effect.until)
        return kPollMax;
    auto const kind = effect.kind == Effect::Kind::Delay ? Entry::Kind::Passed : Entry::Kind::TimedOut;
    return record(active, effect,
                  {.kind = kind,
                   .key = effect.key,
                   .says = kind == Entry::Kind::Passed ? "" : std::string{cacao::kActionTimeout}});
}

Runner::Pause Runner::catchUp(Active& active)
{
    std::vector<JournalRow> rows;
    auto const read = m_changes.read([&](api::ReadContext& context) -> Status {
        rows = TRY(journalOf(context.tx, active.row.id, active.seen, kJournalMax));
        return Done{};
    });
    if (!read)
        return kRetryPause;
    auto pause = kPollMax;
    for (auto const& row : rows) {
        if (isOutcome(row) && active.run->outcome() == cacao::Outcome::Running) {
            auto const entry = entryFrom(row);
            auto const applied = entry ? active.run->apply(*entry) : Status{entry.error()};
            if (!applied)
                return giveUp(active.row.id, applied.error()) ? Pause{} : Pause{kRetryPause};
            pause = Span{0};
        }
        active.seen = row.number;
    }
    return pause;
}

// The row after the effect: durable first, then the run moves. What others wrote before it is applied first:
// then this comes again, and if somebody else answered this key, theirs counts.
Runner::Pause Runner::record(Active& active, Effect const& effect, Entry entry)
{
    bool isBehind = false;
    std::int64_t number = 0;
    auto const written = change(active, [&](api::Context& context) -> Status {
        entry.at = context.now;
        auto const stored = TRY(runById(context.tx, active.row.id));
        active.isGone = !stored || stored->row.state != "running";
        auto const news = TRY(journalOf(context.tx, active.row.id, active.seen, kJournalMax));
        isBehind = std::ranges::any_of(news, isOutcome);
        if (active.isGone || isBehind)
            return Done{};
        auto row = rowFor(effect, nameOf(entry.kind), entry.says, context.now);
        row.outs = json::text(valuesObject(entry.outs));
        if (!TRY(appendJournal(context.tx, active.row.id, row)))
            return failed(ErrorCode::Internal, "an effect has two outcomes");
        number = TRY(journalEnd(context.tx, active.row.id));
        TRY(setWaiting(context.tx, active.row.id,
                       TRY(stillWaiting(*active.run, stored->row.waiting, entry))));
        context.announce("playbook.step", {{"run_id", active.row.id.value},
                                           {"incident_id", active.row.incidentId.value_or("")},
                                           {"playbook", active.row.name},
                                           {"step", effect.stepId},
                                           {"name", cut(effect.stepName)},
                                           {"turn", effect.turn},
                                           {"did", cut(intentOf(effect))},
                                           {"result", nameOf(entry.kind)},
                                           {"says", entry.says}});
        return Done{};
    });
    if (!written)
        return later(active);
    if (active.isGone)
        return std::nullopt;
    if (isBehind)
        return Span{0};
    active.seen = number;
    if (!active.run->apply(entry))
        return std::nullopt;
    return Span{0};
}

Runner::Pause Runner::finish(Active& active)
{
    auto const state = std::string{nameOf(active.run->outcome())};
    auto const written = change(active, [&](api::Context& context) -> Status {
        TRY(writeVisits(context, active));
        if (!TRY(endRun(context.tx, active.row.id, state, cut(active.run->reason()), context.now)))
            return Done{};
        if (auto const fence = TRY(m_leases.held(context.tx, leaseOf(active.row.id))))
            TRY(api::Leases::release(context.tx, *fence));
        context.announce("playbook.ended", {{"run_id", active.row.id.value},
                                            {"incident_id", active.row.incidentId.value_or("")},
                                            {"playbook", active.row.name},
                                            {"state", state},
                                            {"says", cut(active.run->reason())}});
        return Done{};
    });
    if (!written)
        return later(active);
    return std::nullopt;
}

} // namespace core::playbooks
