// The request path.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/pipeline.h"

#include <cassert>
#include <exception>
#include <future>

#include <boost/json.hpp>

#include "core/api/api_store.h"
#include "core/api/problem.h"
#include "core/platform/log/log.h"

namespace core::api {

int Exchange::status() const
{
    if (replayedStatus)
        return *replayedStatus;
    if (error)
        return statusOf(*error, surface());
    if (extras.status)
        return *extras.status;
    if (match.route == nullptr)
        return 500;
    return answeredStatus(route());
}

Result<std::unique_ptr<db::Connection>> ReaderPool::take()
{
    {
        std::scoped_lock const lock{m_mutex};
        if (!m_idle.empty()) {
            auto connection = std::move(m_idle.back());
            m_idle.pop_back();
            return connection;
        }
    }
    return m_database.reader();
}

Status ReaderPool::read(std::function<Status(db::Tx&)> const& work)
{
    auto connection = TRY(take());
    TRY(connection->execute("BEGIN"));
    db::Tx tx{*connection};
    auto status = work(tx);
    TRY(connection->execute("COMMIT"));
    std::scoped_lock const lock{m_mutex};
    if (m_idle.size() < kIdleMax)
        m_idle.push_back(std::move(connection));
    return status;
}

Pipeline::Pipeline(Surroundings surroundings, Lanes lanes, db::Database& database, HashBytes sha256)
    : m_engine{surroundings}, m_lanes{lanes}, m_database{database}, m_sha256{sha256}, m_readers{database}
{
}

Status Pipeline::open(std::size_t workersPerListener)
{
    m_workersPerListener = workersPerListener;
    for (std::size_t i = 0; i < 2 * workersPerListener; ++i)
        m_held.push_back(std::make_unique<HeldRead>(TRY(m_database.reader()), m_engine.epochs));
    return Done{};
}

void Pipeline::setOrigin(http::Listener listener, std::string origin)
{
    (listener == http::Listener::Data ? m_dataOrigin : m_adminOrigin) = std::move(origin);
}

http::Handler& Pipeline::door(http::Listener listener)
{
    return listener == http::Listener::Data ? m_dataDoor : m_adminDoor;
}

HeldRead& Pipeline::Door::held(std::size_t worker) const
{
    auto const offset = m_listener == http::Listener::Data ? 0 : m_pipeline.m_workersPerListener;
    return *m_pipeline.m_held[offset + worker];
}

void Pipeline::Door::handle(http::Request&& request, std::size_t worker, http::Respond respond)
{
    request.listener = m_listener;
    m_pipeline.handle(std::move(request), held(worker), std::move(respond));
}

http::Response Pipeline::Door::refusal(int status, std::string_view reason)
{
    return m_pipeline.refusalOf(status, reason);
}

void Pipeline::Door::tick(std::size_t worker) { held(worker).end(); }

void Pipeline::handle(http::Request&& request, HeldRead& held, http::Respond respond)
{
    auto exchange = std::make_unique<Exchange>();
    exchange->engine = &m_engine;
    exchange->respond = std::move(respond);
    exchange->startedAt = m_engine.clock.now();
    exchange->started = m_engine.clock.monotonic();
    exchange->origin = request.listener == http::Listener::Data ? m_dataOrigin : m_adminOrigin;
    exchange->request = std::move(request);
    auto const begun = held.begin();
    // Without the database a bad token is still refused as one, and everything that needs it answers 503 (by
    // authenticate at the latest).
    auto tx = begun ? *begun : held.withoutDatabase();
    enterAndDispatch(std::move(exchange), tx);
    held.done();
}

void Pipeline::enterAndDispatch(Owned exchange, db::Tx& tx)
{
    exchange->tx = &tx;
    if (exchange->request.method == http::Method::Options && !exchange->principalGiven) {
        // Told what a path has; no cross-origin headers, so no browser page of another origin gets further.
        auto const match = m_engine.router.match(exchange->request.listener, http::Method::Get, exchange->request.path);
        if (!match.allowed.empty()) {
            std::string allowed = "OPTIONS";
            for (auto const name : match.allowed)
                allowed += ", " + std::string{name};
            exchange->extras.headers.push_back({"Allow", std::move(allowed)});
            exchange->extras.status = 204;
            exchange->replayedStatus = 204;
            return finish(std::move(exchange));
        }
    }
    for (auto const& stage : kPipeline) {
        auto entered = stage.enter(*exchange);
        ++exchange->entered;
        if (!entered)
            return refuse(std::move(exchange), std::move(entered).error());
    }
    switch (exchange->match.route->lane) {
    case Lane::Derived:
    case Lane::Read: return runRead(std::move(exchange), tx);
    case Lane::Write:
        if (exchange->route().handler.prepare)
            return runPrepare(std::move(exchange));
        {
            auto input = std::move(exchange->input);
            return submitChange(std::move(exchange), std::move(input));
        }
    case Lane::Work:
    case Lane::Append: return runAppend(std::move(exchange));
    }
}

void Pipeline::runHandlerRead(Exchange& exchange, db::Tx& tx)
{
    ReadContext context{exchange.principal, tx, m_engine.clock.now(), m_engine.random};
    fill(context, exchange);
    auto const& handler = exchange.route().handler;
    try {
        auto result = handler.read(context, exchange.input);
        if (result)
            exchange.rendered = std::move(*result);
        else
            exchange.error = std::move(result).error();
    } catch (std::exception const& stray) {
        exchange.error = failed(ErrorCode::Internal, "the engine failed", std::string{"exception: "} + stray.what());
    }
    if (auto late = checkStillCurrent(exchange); !exchange.error && !late)
        exchange.error = std::move(late).error();
    exchange.extras = std::move(context.answer);
    exchange.observations = std::move(context.observations);
    exchange.touches = std::move(context.touches);
}

void Pipeline::runRead(Owned exchange, db::Tx& tx)
{
    runHandlerRead(*exchange, tx);
    finish(std::move(exchange));
}

// A process may be paused between the question who calls and the answer: then both are asked again.
Status Pipeline::checkStillCurrent(Exchange const& exchange) const
{
    if (m_engine.shared.isAlone() || exchange.principalGiven || exchange.route().needsNoDatabase)
        return Done{};
    TRY(m_engine.shared.current());
    bool const known = exchange.principal.kind != Principal::Kind::Anonymous;
    bool const lasted = m_engine.clock.monotonic() - exchange.started > kKnowledgeAgeMax;
    if (!known || !lasted || exchange.principal.epoch == m_engine.epochs.authority.load(std::memory_order_acquire))
        return Done{};
    auto error = failed(ErrorCode::Unavailable, "try again shortly", "authority changed while this was answered");
    error.retryAfterSeconds = 1;
    return error;
}

// std::function must be copyable; the exchange is handed over once, when the job runs.
struct Handover {
    std::unique_ptr<Exchange> exchange;
};

void Pipeline::runPrepare(Owned exchange)
{
    exchange->tx = nullptr;
    // shared: the queue's function type must be copyable; there is one owner at a time.
    auto held = std::make_shared<Handover>(Handover{std::move(exchange)});
    auto queued = m_lanes.work.submit([this, held](db::Tx& tx) {
        auto owned = std::move(held->exchange);
        // What was done already would be refused here: the name is taken now, the passphrase another.
        if (auto const answered = wasAnswered(*owned, tx); answered && *answered)
            return submitChange(std::move(owned), {});
        ReadContext context{owned->principal, tx, m_engine.clock.now(), m_engine.random};
        fill(context, *owned);
        Result<Boxed> prepared = failed(ErrorCode::Internal, "the engine failed");
        try {
            prepared = owned->route().handler.prepare(context, owned->input);
        } catch (std::exception const& stray) {
            prepared = failed(ErrorCode::Internal, "the engine failed", std::string{"exception: "} + stray.what());
        }
        if (!prepared) {
            owned->observations = std::move(context.observations);
            return refuse(std::move(owned), std::move(prepared).error());
        }
        submitChange(std::move(owned), std::move(*prepared));
    });
    if (!queued)
        refuse(std::move(held->exchange), std::move(queued).error());
}

void Pipeline::submitChange(Owned exchange, Boxed input)
{
    exchange->tx = nullptr;
    auto change = changeFor(std::move(exchange), std::move(input), m_sha256,
                            [this](Owned finished) { finishLater(std::move(finished)); });
    auto queued = m_lanes.write.submit(change);
    if (!queued)
        change->lost(queued.error());
}

// Work: read on the work lane (slow reads). Append: the same, then accepted and flushed with its group.
void Pipeline::runAppend(Owned exchange)
{
    exchange->tx = nullptr;
    // shared: the queues' function types must be copyable; there is one owner at a time.
    auto held = std::make_shared<Handover>(Handover{std::move(exchange)});
    auto queued = m_lanes.work.submit([this, held](db::Tx& tx) {
        auto& owned = *held->exchange;
        auto const& handler = owned.route().handler;
        if (!handler.prepare) {
            runHandlerRead(owned, tx);
            return finish(std::move(held->exchange));
        }
        ReadContext context{owned.principal, tx, m_engine.clock.now(), m_engine.random};
        fill(context, owned);
        auto prepared = handler.prepare(context, owned.input);
        owned.observations = std::move(context.observations);
        if (!prepared)
            return refuse(std::move(held->exchange), std::move(prepared).error());
        owned.input = std::move(*prepared);
        auto appended = m_lanes.append.submit({
            .accept = [this, held] {
                // Accepting needs no database: the context's transaction is never used there.
                auto& waiting = *held->exchange;
                waiting.error.reset();
                auto rendered = waiting.route().handler.accept(waiting.input);
                if (rendered)
                    waiting.rendered = std::move(*rendered);
                else
                    waiting.error = std::move(rendered).error();
            },
            .answer = [this, held](Status const& flushed) {
                if (!flushed && !held->exchange->error)
                    held->exchange->error = flushed.error();
                finish(std::move(held->exchange));
            },
        });
        if (!appended)
            refuse(std::move(held->exchange), std::move(appended).error());
    });
    if (!queued)
        refuse(std::move(held->exchange), std::move(queued).error());
}

void Pipeline::refuse(Owned exchange, Error error)
{
    exchange->error = std::move(error);
    exchange->rendered = {};
    finish(std::move(exchange));
}

void Pipeline::countRefusal(Exchange const& exchange)
{
    switch (exchange.error->code) {
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
    case ErrorCode::TooMany: break;
    default: return;
    }
    auto entry = auditEntryOf(exchange.principal, exchange.startedAt, exchange.traceId, exchange.request.peer.address);
    entry.verb = "request.refused";
    entry.subjectType = "route";
    entry.subjectId = exchange.match.route != nullptr ? exchange.match.route->label : "unmatched";
    entry.outcome = typeOf(*exchange.error);
    m_engine.audit.countRefusal(entry);
}

// From the write lane: the next batch does not wait for answers and events of this one.
void Pipeline::finishLater(Owned exchange)
{
    auto respond = std::move(exchange->respond);
    // shared: a function must be copyable; the one call takes it out.
    auto held = std::make_shared<Handover>(Handover{std::move(exchange)});
    respond({.late = [this, held](http::Response& response) {
        auto owned = std::move(held->exchange);
        owned->respond = [&response](http::Response&& made) { response = std::move(made); };
        finish(std::move(owned));
    }});
}

void Pipeline::finish(Owned exchange)
{
    if (exchange->error) {
        countRefusal(*exchange);
        auto const& error = *exchange->error;
        if (error.code == ErrorCode::Internal || error.local)
            log::error("request failed", {{"message", error.message}, {"detail", error.detail}}, exchange->traceId);
    }
    auto response = responseOf(*exchange);
    auto respond = std::move(exchange->respond);
    respond(std::move(response));
    while (exchange->entered > 0)
        kPipeline[--exchange->entered].leave(*exchange);
}

namespace {

// Fixed on every answer: the engine serves data, never a page (RFC 6797, Fetch, CSP level 3).
void addFixedHeaders(http::Response& response)
{
    response.headers.push_back({"Strict-Transport-Security", "max-age=63072000; includeSubDomains"});
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    response.headers.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"});
    response.headers.push_back({"Cache-Control", "no-store"});
}

} // namespace

http::Response Pipeline::responseOf(Exchange& exchange) const
{
    http::Response response;
    response.headers.reserve(12);
    response.status = exchange.status();
    std::string contentType = std::move(exchange.rendered.contentType);
    response.body = std::move(exchange.rendered.body);
    if (exchange.error && !exchange.replayedStatus) {
        auto const* const requestType = exchange.request.header("content-type");
        auto document = problemDocument(*exchange.error, exchange.surface(), exchange.traceId,
                                        requestType != nullptr ? std::string_view{*requestType}
                                                               : std::string_view{});
        contentType = std::move(document.contentType);
        response.body = std::move(document.body);
        if (exchange.error->code == ErrorCode::Unauthenticated)
            response.headers.push_back({"WWW-Authenticate", "Bearer"});
        auto const retry = exchange.error->retryAfterSeconds;
        if (retry || exchange.error->code == ErrorCode::Unavailable || exchange.error->code == ErrorCode::TooMany)
            response.headers.push_back({"Retry-After", std::to_string(retry.value_or(1))});
    }
    if (response.status == 204 || response.status == 304)
        response.body.clear();
    else if (!contentType.empty())
        response.headers.push_back({"Content-Type", std::move(contentType)});
    addFixedHeaders(response);
    if (!exchange.traceId.empty())
        response.headers.push_back({"traceparent", "00-" + exchange.traceId + "-" + exchange.spanId + "-01"});
    if (exchange.limit) {
        response.headers.push_back({"RateLimit", std::move(exchange.limit->limit)});
        response.headers.push_back({"RateLimit-Policy", std::move(exchange.limit->policy)});
    }
    if (!exchange.extras.location.empty())
        response.headers.push_back({"Location", std::string{prefixOf(exchange.surface())} + exchange.extras.location});
    if (!exchange.extras.etag.empty())
        response.headers.push_back({"ETag", "\"" + exchange.extras.etag + "\""});
    for (auto& header : exchange.extras.headers)
        response.headers.push_back(std::move(header));
    return response;
}

http::Response Pipeline::refusalOf(int status, std::string_view reason) const
{
    auto error = failed(codeOf(status), std::string{reason});
    auto document = problemDocument(error, Surface::Api, "");
    http::Response response;
    response.status = status;
    response.close = true;
    response.headers.push_back({"Content-Type", std::move(document.contentType)});
    addFixedHeaders(response);
    if (status == 503 || status == 429)
        response.headers.push_back({"Retry-After", "1"});
    response.body = std::move(document.body);
    m_engine.metrics.count(m_engine.metrics.unmatchedRow(), status, Span{0});
    return response;
}

http::Response Pipeline::wait(Owned exchange)
{
    assert(!onWriteLane());
    // shared: whoever answers may still hold it when the waiter has left with the value.
    auto answered = std::make_shared<std::promise<http::Response>>();
    auto future = answered->get_future();
    exchange->engine = &m_engine;
    exchange->startedAt = m_engine.clock.now();
    exchange->started = m_engine.clock.monotonic();
    exchange->respond = [answered](http::Response&& response) {
        response.complete();
        answered->set_value(std::move(response));
    };
    auto const entered = m_readers.read([&](db::Tx& tx) -> Status {
        enterAndDispatch(std::move(exchange), tx);
        return Done{};
    });
    if (!entered && exchange)
        refuse(std::move(exchange), entered.error());
    return future.get();
}

http::Response Pipeline::run(http::Request request)
{
    auto exchange = std::make_unique<Exchange>();
    exchange->origin = request.listener == http::Listener::Data ? m_dataOrigin : m_adminOrigin;
    exchange->request = std::move(request);
    return wait(std::move(exchange));
}

http::Response Pipeline::call(Principal const& who, http::Method method, std::string_view path, std::string body,
                              std::string_view idempotencyKey, std::string_view traceId)
{
    auto exchange = std::make_unique<Exchange>();
    exchange->principal = who;
    exchange->principalGiven = true;
    exchange->traceId = std::string{traceId};
    exchange->origin = m_adminOrigin;
    auto& request = exchange->request;
    request.listener = http::Listener::Admin;
    request.method = method;
    request.methodName = std::string{http::nameOf(method)};
    auto const question = path.find('?');
    request.path = std::string{path.substr(0, question)};
    request.query = question == std::string_view::npos ? std::string{} : std::string{path.substr(question + 1)};
    request.body = std::move(body);
    request.peer.address = "engine";
    if (!request.body.empty())
        request.headers.push_back({"content-type", "application/json"});
    if (!idempotencyKey.empty())
        request.headers.push_back({"idempotency-key", std::string{idempotencyKey}});
    return wait(std::move(exchange));
}

namespace {

class InternalChange final : public Change {
public:
    InternalChange(Surroundings const& engine, Principal const& who, std::string_view verb,
                   std::function<Status(Context&)> const& work, std::promise<Status>& answered)
        : m_engine{engine}, m_who{who}, m_verb{verb}, m_work{work}, m_answered{answered}
    {
    }
    bool wanted() override { return true; }
    Outcome run(db::Tx& tx) override
    {
        m_actions.clear();
        m_raised = {};
        m_announced = false;
        m_outcome = change(tx);
        return m_outcome || m_outcome.error().keep ? Outcome::Keep : Outcome::RollBack;
    }
    void committed() override
    {
        if (m_raised.authority > 0)
            m_engine.epochs.raiseAuthority(static_cast<std::uint64_t>(m_raised.authority));
        for (auto const& action : m_actions)
            action();
        m_engine.shared.committed(m_raised);
        if (m_announced)
            m_engine.factsCommitted();
    }
    void answer() override { m_answered.set_value(m_outcome); }
    void lost(Error const& error) override { m_answered.set_value(error); }

private:
    Status change(db::Tx& tx);

    Surroundings const& m_engine;
    Principal const& m_who;
    std::string_view m_verb;
    std::function<Status(Context&)> const& m_work;
    std::promise<Status>& m_answered;
    std::vector<std::function<void()>> m_actions;
    Raised m_raised;
    bool m_announced = false;
    Status m_outcome = Done{};
};

Status InternalChange::change(db::Tx& tx)
{
    Context context{m_who, tx, m_engine.clock.now(), m_engine.random};
    std::array<unsigned char, 16> trace{};
    m_engine.random.fill(trace);
    context.traceId = hexOf({reinterpret_cast<char const*>(trace.data()), trace.size()});
    auto status = m_work(context);
    if (!status && !status.error().keep)
        return status;
    if (!m_verb.empty()) {
        auto entry = auditEntryOf(m_who, context.now, context.traceId, "engine");
        entry.verb = std::string{m_verb};
        entry.subjectType = context.subjectType;
        entry.subjectId = context.subjectId;
        entry.outcome = status ? "done" : typeOf(status.error());
        entry.details = context.details;
        TRY(m_engine.audit.append(tx, std::move(entry)));
    }
    for (auto const& fact : context.announcements)
        TRY(store::announce(tx, fact.name, context.now, context.traceId, json::text(fact.attributes)));
    m_announced = !context.announcements.empty();
    m_raised = TRY(raiseEpochs(tx, context));
    m_actions = std::move(context.actions);
    return status;
}

} // namespace

Status Pipeline::change(Principal const& who, std::string_view verb, std::function<Status(Context&)> work)
{
    assert(!onWriteLane());
    std::promise<Status> answered;
    auto future = answered.get_future();
    std::unique_ptr<Change> change = std::make_unique<InternalChange>(m_engine, who, verb, work, answered);
    TRY(m_lanes.write.submit(change));
    return future.get();
}

Status Pipeline::read(std::function<Status(ReadContext&)> work)
{
    assert(!onWriteLane());
    auto const who = systemPrincipal("engine");
    return m_readers.read([&](db::Tx& tx) -> Status {
        ReadContext context{who, tx, m_engine.clock.now(), m_engine.random};
        return work(context);
    });
}

} // namespace core::api
