// Runs: the checks before the first step, answers, approvals and cancelling.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <boost/json.hpp>

#include "core/api/principal_snapshot.h"
#include "core/platform/crypto/hash.h"
#include "core/services/playbooks/cacao/cacao_values.h"
#include "core/services/playbooks/playbooks_bundle.h"
#include "core/services/playbooks/playbooks_service.h"

namespace core::playbooks {
namespace {
constexpr std::int64_t kStepsShown = 1000;

Status checkValidity(cacao::Playbook const& playbook, Time now)
{
    if (playbook.validFrom && now < *playbook.validFrom)
        return failedAs("playbook-not-valid", ErrorCode::Conflict, "the playbook is not valid yet");
    if (playbook.validUntil && now >= *playbook.validUntil)
        return failedAs("playbook-not-valid", ErrorCode::Conflict, "the playbook is not valid any more");
    return Done{};
}

// The grants of the playbook and of all it runs, each of which the starter must have too.
Result<std::vector<std::string>> grantOf(cacao::Bundle const& bundle, api::PermissionSet const& starter)
{
    std::vector<std::string> grant;
    for (auto const& [id, playbook] : bundle.playbooks)
        grant.insert(grant.end(), playbook.permissions.begin(), playbook.permissions.end());
    api::PermissionSet const wanted{std::move(grant)};
    auto const both = starter.intersected(wanted);
    Error error{.code = ErrorCode::Forbidden,
                .message = "the playbook may do more than you may",
                .type = "playbook-above-starter"};
    for (auto const& permission : wanted.grants()) {
        if (std::ranges::find(both.grants(), permission) == both.grants().end())
            error.fields.push_back({"/permissions", "needs " + printable(permission)});
    }
    if (!error.fields.empty())
        return error;
    return both.grants();
}

// The run acts as itself, for the person who started it: never with more than both allow.
api::Principal runPrincipal(api::Context const& context, RunId const& id, std::string const& name,
                            std::vector<std::string> const& grant)
{
    api::Principal principal;
    principal.kind = api::Principal::Kind::Run;
    principal.id = id.value;
    principal.name = "run of " + name + " for " + context.caller.name;
    principal.userId = context.caller.userId;
    principal.clientId = context.caller.clientId;
    principal.permissions = context.caller.permissions.intersected(api::PermissionSet{grant});
    principal.epoch = context.caller.epoch;
    return principal;
}

Error tooLate(JournalRow const& first)
{
    return failedAs("already-answered", ErrorCode::Conflict,
                    first.by.empty() ? "this was decided already"
                                     : printable(first.by) + " was first, at " + rfc3339(first.at));
}

Error badAnswer(std::string problem)
{
    return Error{.code = ErrorCode::Invalid,
                 .message = "the answer is not acceptable",
                 .fields = {{"/answer", std::move(problem)}}};
}

Status checkAnswer(WaitingFor const& waiting, RunAnswer const& given)
{
    if (!waiting.answers.empty() && std::ranges::find(waiting.answers, given.answer) == waiting.answers.end())
        return badAnswer("is not one of the answers offered");
    if (waiting.type.empty())
        return Done{};
    if (auto const fit = cacao::fitsType(waiting.type, given.answer); !fit)
        return badAnswer(fit.error().message);
    return Done{};
}

// Approves exactly what was shown: another step, value or target has another digest.
Status checkApproval(WaitingFor const& waiting, RunAnswer const& given, StoredRun const& run,
                     api::Context const& context)
{
    if (run.starterId == context.caller.id || run.starterId == context.caller.userId)
        return failedAs("own-approval", ErrorCode::Forbidden, "somebody other than the starter approves");
    if (given.answer == "approve" && given.digest != waiting.digest)
        return failedAs("approval-lapsed", ErrorCode::Conflict,
                        "what you approve is not what the run is about to do");
    return Done{};
}
} // namespace

Result<PreparedRun> PlaybooksService::prepareRun(api::ReadContext& context, NewRun const& wanted)
{
    auto const stored = TRY(found(context.tx, wanted.id));
    if (stored.row.state != "approved")
        return failedAs("playbook-not-approved", ErrorCode::Conflict, "the playbook has not been approved");
    auto const bundle = TRY(bundleFor(context.tx, stored));
    for (auto const& [id, playbook] : bundle.bundle.playbooks)
        TRY(checkValidity(playbook, context.now));
    PreparedRun prepared;
    prepared.grant = TRY(grantOf(bundle.bundle, context.caller.permissions));
    auto variables = TRY(namedValues(wanted.variables.value_or(json::Object{})));
    auto const* incident = bundle.bundle.find(bundle.bundle.root)->variable("__incident_id__");
    bool const isGiven =
        std::ranges::any_of(variables, [](auto const& one) { return one.first == "__incident_id__"; });
    if (wanted.incidentId && incident != nullptr && incident->external && !isGiven)
        variables.emplace_back("__incident_id__", *wanted.incidentId);
    TRY(cacao::Run::start(bundle.bundle, variables, context.now));
    prepared.run.row.playbookId = stored.row.id;
    prepared.run.row.name = stored.row.name;
    prepared.run.row.state = "running";
    prepared.run.row.incidentId = wanted.incidentId;
    prepared.run.variables = json::text(valuesObject(variables));
    prepared.run.bundle = bundleText(bundle);
    return prepared;
}

Result<RunRow> PlaybooksService::run(api::Context& context, PreparedRun const& prepared)
{
    auto run = prepared.run;
    if (TRY(runningRuns(context.tx)) >= kRunsMax) {
        auto busy = failed(ErrorCode::Unavailable, "too many playbooks run already");
        busy.retryAfterSeconds = 30;
        return busy;
    }
    if (run.row.incidentId)
        TRY(m_incidents.require(context, IncidentId{*run.row.incidentId}));
    run.row.id.value = newId(context.now, context.random);
    run.row.startedAt = context.now;
    run.row.startedBy = context.caller.name;
    run.row.traceId = context.traceId;
    run.row.revision = 1;
    run.starterId = context.caller.id;
    run.principal = api::snapshotOf(runPrincipal(context, run.row.id, run.row.name, prepared.grant));
    TRY(insertRun(context.tx, run));
    context.subject("playbook_run", run.row.id.value);
    context.note("playbook", json::Value(run.row.playbookId.value));
    context.answer.location = "/playbooks/runs/" + run.row.id.value;
    context.announce("playbook.started", {{"run_id", run.row.id.value},
                                          {"incident_id", run.row.incidentId.value_or("")},
                                          {"playbook", run.row.name},
                                          {"by", context.caller.name},
                                          {"trace_id", run.row.traceId}});
    context.afterCommit([this, id = run.row.id] { m_runner.wake(id); });
    return run.row;
}

Result<StoredRun> PlaybooksService::foundRun(db::Tx& tx, RunId const& id) const
{
    auto run = TRY(runById(tx, id));
    if (!run)
        return failed(ErrorCode::NotFound, "there is no such run");
    return std::move(*run);
}

Result<api::Page<RunRow>> PlaybooksService::runs(api::ReadContext& context, RunFilter const& filter)
{
    auto const limit = filter.limit.value_or(50);
    return api::pageOf(TRY(runPage(context.tx, filter, limit + 1)), limit);
}

Result<RunDetail> PlaybooksService::showRun(api::ReadContext& context, RunById const& wanted)
{
    auto const run = TRY(foundRun(context.tx, wanted.id));
    RunDetail detail{.run = run.row, .steps = {}};
    for (auto const& row : TRY(newestOfJournal(context.tx, wanted.id, kStepsShown)))
        detail.steps.push_back(
            {row.number, row.kind, row.key, row.stepId, row.stepName, row.turn, row.says, row.by, row.at});
    context.answer.etag = std::to_string(run.row.revision);
    if (context.ifNoneMatch == context.answer.etag)
        context.answer.status = 304;
    return detail;
}

Result<RunRow> PlaybooksService::answer(api::Context& context, RunAnswer const& given)
{
    context.subject("playbook_run", given.id.value);
    context.note("step", json::Value(given.step));
    auto const run = TRY(foundRun(context.tx, given.id));
    auto const waiting = std::ranges::find_if(run.row.waiting, [&](WaitingFor const& one) {
        return one.key == given.step || (one.step == given.step && one.kind != "time");
    });
    bool const isWaiting = waiting != run.row.waiting.end();
    auto const key = isWaiting ? waiting->key : given.step;
    if (auto const first = TRY(answerTo(context.tx, given.id, key)))
        return tooLate(*first);
    if (!isWaiting || waiting->kind == "time")
        return failedAs("not-waiting", ErrorCode::Conflict,
                        "the run does not wait for an answer to this step");
    bool const isApproval = waiting->kind == "approval";
    TRY(checkAnswer(*waiting, given));
    if (isApproval)
        TRY(checkApproval(*waiting, given, run, context));
    auto const kind =
        !isApproval ? cacao::Entry::Kind::Answered
                    : (given.answer == "approve" ? cacao::Entry::Kind::Approved : cacao::Entry::Kind::Denied);
    JournalRow const row{.kind = std::string{nameOf(kind)},
                         .key = key,
                         .stepId = waiting->step,
                         .stepName = waiting->stepName,
                         .says = given.answer,
                         .by = context.caller.name,
                         .at = context.now};
    if (!TRY(appendJournal(context.tx, given.id, row)))
        return failedAs("already-answered", ErrorCode::Conflict, "somebody was first");
    auto others = run.row.waiting;
    std::erase_if(others, [&](WaitingFor const& one) { return one.key == key; });
    TRY(setWaiting(context.tx, given.id, others));
    context.note("answer", json::Value(given.answer));
    context.announce("playbook.answered", {{"run_id", given.id.value},
                                           {"incident_id", run.row.incidentId.value_or("")},
                                           {"playbook", run.row.name},
                                           {"step", waiting->step},
                                           {"name", waiting->stepName},
                                           {"says", printable(given.answer)},
                                           {"by", context.caller.name}});
    context.afterCommit([this, id = given.id] { m_runner.wake(id); });
    return TRY(foundRun(context.tx, given.id)).row;
}

Result<RunRow> PlaybooksService::cancel(api::Context& context, RunById const& wanted)
{
    context.subject("playbook_run", wanted.id.value);
    auto const run = TRY(foundRun(context.tx, wanted.id));
    auto const reason = "cancelled by " + context.caller.name;
    if (!TRY(endRun(context.tx, wanted.id, "cancelled", reason, context.now)))
        return failed(ErrorCode::Conflict, "the run has ended already");
    TRY(appendJournal(context.tx, wanted.id,
                      {.kind = "cancelled",
                       .key = "cancel",
                       .says = reason,
                       .by = context.caller.name,
                       .at = context.now}));
    context.announce("playbook.ended", {{"run_id", wanted.id.value},
                                        {"incident_id", run.row.incidentId.value_or("")},
                                        {"playbook", run.row.name},
                                        {"state", "cancelled"},
                                        {"says", reason}});
    context.afterCommit([this, id = wanted.id] { m_runner.wake(id); });
    return TRY(foundRun(context.tx, wanted.id)).row;
}

} // namespace core::playbooks
