// A request's change.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/transact.h"

#include <exception>

#include <boost/json.hpp>

#include "core/api/api_store.h"
#include "core/api/leases.h"
#include "core/api/problem.h"
#include "core/api/stages/stages.h"
#include "core/platform/db/engines.h"

namespace core::api {

void fill(ReadContext& context, Exchange const& exchange)
{
    context.traceId = exchange.traceId;
    context.peer = exchange.request.peer;
    context.listener = exchange.request.listener;
    context.listenerOrigin = exchange.origin;
    auto unquoted = [&](std::string_view name) -> std::optional<std::string> {
        auto const* value = exchange.request.header(name);
        if (value == nullptr)
            return std::nullopt;
        std::string_view text = trimmed(*value);
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
            text = text.substr(1, text.size() - 2);
        return std::string{text};
    };
    context.ifMatch = unquoted("if-match");
    context.ifNoneMatch = unquoted("if-none-match");
    if (auto const* authorization = exchange.request.header("authorization"))
        context.authorization = *authorization;
}

AuditEntry auditEntryOf(Principal const& who, Time at, std::string_view traceId, std::string_view address)
{
    AuditEntry entry;
    entry.at = at;
    entry.actorKind = std::string{nameOf(who.kind)};
    entry.actorId = who.id;
    entry.actorName = who.name;
    entry.sessionId = who.sessionId;
    entry.tokenId = who.tokenId;
    entry.traceId = std::string{traceId};
    entry.address = std::string{address};
    return entry;
}

Result<Raised> raiseEpochs(db::Tx& tx, Context const& context)
{
    Raised raised;
    bool any = context.raisesEpoch;
    if (context.raisesEpoch)
        raised.authority = TRY(store::raiseAuthorityEpoch(tx));
    for (std::size_t topic = 0; topic < context.changedTopics.size(); ++topic) {
        if (!context.changedTopics[topic])
            continue;
        raised.topics[topic] = TRY(store::raiseTopic(tx, static_cast<Topic>(topic)));
        any = true;
    }
    if (any)
        TRY(db::tellEngines(tx));
    return raised;
}

namespace {

// Whose idempotency keys these are: an anonymous caller is told apart by address.
std::string principalKey(Exchange const& exchange)
{
    auto const& who = exchange.principal;
    if (who.kind == Principal::Kind::Anonymous)
        return "anonymous:" + exchange.request.peer.address;
    return std::string{nameOf(who.kind)} + ":" + who.id;
}

store::AnswerKey answerKey(Exchange const& exchange)
{
    return {principalKey(exchange), exchange.match.route->operation, exchange.request.path,
            exchange.idempotencyKey};
}

// The server gives up on an answer later than this; a change nobody can be told of must not start.
constexpr Span kWaitMax{std::chrono::seconds{60}};

class RequestChange final : public Change {
public:
    RequestChange(std::unique_ptr<Exchange> exchange, Boxed input, HashBytes sha256,
                  std::function<void(std::unique_ptr<Exchange>)> finished)
        : m_exchange{std::move(exchange)}, m_input{std::move(input)}, m_sha256{sha256}, m_finished{std::move(
                                                                                            finished)}
    {
    }

    bool wanted() override
    {
        auto const& engine = *m_exchange->engine;
        return engine.clock.monotonic() - m_exchange->started < kWaitMax;
    }
    Outcome run(db::Tx& tx) override;
    void committed() override;
    void answer() override { m_finished(std::move(m_exchange)); }
    void lost(Error const& error) override
    {
        m_exchange->error = error;
        m_exchange->rendered = {};
        m_finished(std::move(m_exchange));
    }

private:
    Status change(db::Tx& tx);
    Status checkAuthority(db::Tx& tx);
    Result<bool> replayed(db::Tx& tx);
    Status keepAnswer(db::Tx& tx, bool refused);
    Status recordAudit(db::Tx& tx, Context& context, std::string_view outcome);
    Status flushAnnouncements(db::Tx& tx, Context const& context);
    Result<Rendered> applied(Context& context);

    std::unique_ptr<Exchange> m_exchange;
    Boxed m_input;
    HashBytes m_sha256;
    std::function<void(std::unique_ptr<Exchange>)> m_finished;
    std::vector<std::function<void()>> m_actions;
    Raised m_raised;
    bool m_announced = false;
};

Change::Outcome RequestChange::run(db::Tx& tx)
{
    auto& exchange = *m_exchange;
    exchange.error.reset();
    exchange.rendered = {};
    exchange.extras = {};
    exchange.observations.clear();
    exchange.touches.clear();
    exchange.replayedStatus.reset();
    m_actions.clear();
    m_raised = {};
    m_announced = false;
    auto status = change(tx);
    if (status)
        return Outcome::Keep;
    exchange.error = status.error();
    return status.error().keep ? Outcome::Keep : Outcome::RollBack;
}

Status RequestChange::checkAuthority(db::Tx& tx)
{
    auto& exchange = *m_exchange;
    // What a run does late, after another engine has taken it over, is not done (A29).
    if (exchange.principal.fence)
        TRY(Leases::check(tx, *exchange.principal.fence));
    auto const access = *exchange.route().access;
    if (access.kind == Access::Kind::Open || exchange.principal.kind == Principal::Kind::System)
        return Done{};
    // Epochs only rise, and they rise before the answer to what raised them: equal means nothing changed.
    auto const current = static_cast<std::uint64_t>(TRY(store::authorityEpoch(tx)));
    if (exchange.principal.epoch == current)
        return Done{};
    exchange.principal =
        TRY(exchange.engine->authenticator.renewed(exchange.principal, tx, exchange.engine->clock.now()));
    // The same question as at the door, scope included, to the rights of this transaction.
    return stages::authorize(exchange);
}

Result<bool> RequestChange::replayed(db::Tx& tx)
{
    auto& exchange = *m_exchange;
    if (exchange.idempotencyKey.empty())
        return false;
    auto stored = TRY(store::answerFor(tx, answerKey(exchange), exchange.engine->clock.now()));
    if (!stored)
        return false;
    if (stored->bodyHash != m_sha256(exchange.request.body))
        return failedAs("idempotency-mismatch", ErrorCode::Invalid,
                        "this idempotency key was used with another body");
    if (!stored->replayable)
        return failedAs("shown-once", ErrorCode::Conflict,
                        "this was done before, and its answer held a secret that is shown only once");
    exchange.replayedStatus = stored->status;
    exchange.rendered = {std::move(stored->contentType), std::move(stored->body)};
    exchange.extras.location = std::move(stored->location);
    exchange.extras.etag = std::move(stored->etag);
    exchange.extras.headers.push_back({"Idempotency-Replayed", "true"});
    return true;
}

Status RequestChange::keepAnswer(db::Tx& tx, bool refused)
{
    auto& exchange = *m_exchange;
    if (exchange.idempotencyKey.empty())
        return Done{};
    store::StoredAnswer answer;
    answer.bodyHash = m_sha256(exchange.request.body);
    if (refused) {
        auto document = problemDocument(*exchange.error, exchange.surface(), exchange.traceId);
        answer.status = document.status;
        answer.contentType = std::move(document.contentType);
        answer.body = std::move(document.body);
    } else {
        answer.status = exchange.status();
        answer.contentType = exchange.rendered.contentType;
        answer.replayable = !exchange.route().handler.shownOnce;
        if (answer.replayable)
            answer.body = exchange.rendered.body;
        answer.location = exchange.extras.location;
        answer.etag = exchange.extras.etag;
    }
    return store::keepAnswer(tx, answerKey(exchange), answer, exchange.engine->clock.now());
}

Status RequestChange::recordAudit(db::Tx& tx, Context& context, std::string_view outcome)
{
    auto const& exchange = *m_exchange;
    auto const verb = exchange.route().audit->verb;
    if (verb.empty())
        return Done{};
    auto entry =
        auditEntryOf(exchange.principal, context.now, exchange.traceId, exchange.request.peer.address);
    entry.verb = std::string{verb};
    entry.subjectType = context.subjectType;
    entry.subjectId = context.subjectId;
    entry.outcome = std::string{outcome};
    entry.details = std::move(context.details);
    return exchange.engine->audit.append(tx, std::move(entry));
}

Status RequestChange::flushAnnouncements(db::Tx& tx, Context const& context)
{
    for (auto const& fact : context.announcements)
        TRY(store::announce(tx, fact.name, context.now, m_exchange->traceId, json::text(fact.attributes)));
    return Done{};
}

Result<Rendered> RequestChange::applied(Context& context)
{
    try {
        return m_exchange->route().handler.apply(context, m_input);
    } catch (std::exception const& stray) {
        return failed(ErrorCode::Internal, "the engine failed", std::string{"exception: "} + stray.what());
    }
}

Status RequestChange::change(db::Tx& tx)
{
    auto& exchange = *m_exchange;
    TRY(checkAuthority(tx));
    if (TRY(replayed(tx)))
        return Done{};
    if (!m_input) // Nothing was prepared for the sake of an answer that has expired since.
        return failed(ErrorCode::Unavailable, "try again shortly", "the kept answer expired on its way");
    Context context{exchange.principal, tx, exchange.engine->clock.now(), exchange.engine->random};
    fill(context, exchange);
    auto result = applied(context);
    exchange.observations = std::move(context.observations);
    exchange.touches = std::move(context.touches);
    exchange.subjectId = context.subjectId;
    exchange.extras = std::move(context.answer);
    if (!result) {
        if (!result.error().keep)
            return std::move(result).error();
        exchange.error = result.error();
    } else {
        exchange.rendered = std::move(*result);
    }
    TRY(recordAudit(tx, context, result ? "done" : typeOf(result.error())));
    TRY(flushAnnouncements(tx, context));
    m_announced = !context.announcements.empty();
    m_raised = TRY(raiseEpochs(tx, context));
    TRY(keepAnswer(tx, !result));
    m_actions = std::move(context.actions);
    if (!result)
        return std::move(result).error();
    return Done{};
}

void RequestChange::committed()
{
    if (m_raised.authority > 0) // Before the actions: nobody they wake is known by what was.
        m_exchange->engine->epochs.raiseAuthority(static_cast<std::uint64_t>(m_raised.authority));
    for (auto const& action : m_actions)
        action();
    m_exchange->engine->shared.committed(m_raised);
    if (m_announced)
        m_exchange->engine->factsCommitted();
}

} // namespace

Result<bool> wasAnswered(Exchange const& exchange, db::Tx& tx)
{
    if (exchange.idempotencyKey.empty())
        return false;
    return TRY(store::answerFor(tx, answerKey(exchange), exchange.engine->clock.now())).has_value();
}

std::unique_ptr<Change> changeFor(std::unique_ptr<Exchange> exchange, Boxed input, HashBytes sha256,
                                  std::function<void(std::unique_ptr<Exchange>)> finished)
{
    return std::make_unique<RequestChange>(std::move(exchange), std::move(input), sha256,
                                           std::move(finished));
}

} // namespace core::api
