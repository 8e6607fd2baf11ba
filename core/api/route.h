// A route: the one place that states what an endpoint is, who may call it, how often, and what the audit
// records.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/context.h"
#include "core/api/fields.h"
#include "core/api/principal.h"
#include "core/platform/http/message.h"

namespace core::api {

using http::Method;

// Rate classes: limits per principal, defined in limit_rate.
enum class Rate { Read, Write, Login, Heavy, Ingest, Health };

// Prefix, error renderer and media types of a family of routes.
enum class Surface { Api, Root, OAuth, Otlp };
// Described: a JSON object of the In fields. Document: any JSON, put whole into the In field "body".
// Form: application/x-www-form-urlencoded into text fields. Bytes: raw into the In field "body".
enum class Body { Described, Document, Form, Bytes };
enum class Serves { Admin, Data, Both };
enum class Lane { Derived, Read, Work, Append, Write };

// A policy with no default: a Route that does not state it does not compile.
template <class T> class Stated {
public:
    constexpr Stated(T value) : m_value{std::move(value)} {}
    constexpr T const& operator*() const { return m_value; }
    constexpr T const* operator->() const { return &m_value; }

private:
    T m_value;
};

struct Access {
    enum class Kind { Open, SignedIn, Needs } kind;
    Permission permission = {};
    std::string_view because = {};    // why it is open
    std::string_view scopeField = {}; // the In field that holds the scope
};
constexpr Access needs(Permission permission)
{
    return {Access::Kind::Needs, permission, {}, {}};
}
constexpr Access needs(Permission permission, std::string_view scopeField)
{
    return {Access::Kind::Needs, permission, {}, scopeField};
}
constexpr Access signedIn()
{
    return {Access::Kind::SignedIn, {}, {}, {}};
}
constexpr Access openToAll(std::string_view because)
{
    return {Access::Kind::Open, {}, because, {}};
}

struct Audit {
    std::string_view verb;
};
constexpr Audit audited(std::string_view verb)
{
    return {verb};
}
constexpr Audit notAudited()
{
    return {""};
}

// An answer that is not described JSON: a stored record, a report, metrics, a log page.
struct RawAnswer {
    std::string contentType = "application/json";
    std::string body;
};

// A value of a type only the handler knows, moved between lanes.
class Boxed {
public:
    Boxed() = default;
    template <class T> static Boxed of(T value)
    {
        Boxed boxed;
        boxed.m_held = {new T(std::move(value)), [](void* held) { delete static_cast<T*>(held); }};
        return boxed;
    }
    template <class T> T& as() { return *static_cast<T*>(m_held.get()); }
    template <class T> T const& as() const { return *static_cast<T const*>(m_held.get()); }
    explicit operator bool() const { return m_held != nullptr; }

private:
    std::unique_ptr<void, void (*)(void*)> m_held{nullptr, [](void*) {}};
};

struct Rendered {
    std::string contentType; // empty: no body, 204 unless stated
    std::string body;
};

// What the pipeline runs. Exactly one of `read`, `apply` and `accept` is set; `prepare` goes with the last
// two.
struct Handler {
    json::Value requestSchema;
    json::Value responseSchema; // null for an empty or raw answer
    bool rawAnswer = false;
    bool emptyAnswer = false;
    bool shownOnce = false;
    std::function<Result<Boxed>(json::Value const&)> take; // the validate stage
    std::function<Result<Rendered>(ReadContext&, Boxed&)> read;
    std::function<Result<Boxed>(ReadContext&, Boxed&)> prepare; // work lane
    std::function<Result<Rendered>(Context&, Boxed&)> apply;    // write lane
    std::function<Result<Rendered>(Boxed&)> accept;             // append lane, flushed as a group
};

template <class Out> Rendered rendered(Out&& out)
{
    using Plain = std::remove_cvref_t<Out>;
    if constexpr (std::is_same_v<Plain, Done>)
        return {};
    else if constexpr (std::is_same_v<Plain, RawAnswer>)
        return {std::move(out.contentType), std::move(out.body)};
    else
        return {"application/json", json::text(write(out))};
}

template <class In, class Out> Handler handlerFor()
{
    Handler handler;
    handler.requestSchema = schemaOf<In>();
    handler.rawAnswer = std::is_same_v<Out, RawAnswer>;
    handler.emptyAnswer = std::is_same_v<Out, Done>;
    if constexpr (!std::is_same_v<Out, RawAnswer> && !std::is_same_v<Out, Done>)
        handler.responseSchema = schemaOf<Out>();
    handler.shownOnce = holdsShownOnce<Out>();
    handler.take = [](json::Value const& input) -> Result<Boxed> {
        return Boxed::of(TRY(api::read<In>(input)));
    };
    return handler;
}

// A read: on the network thread, in the held read transaction. Also for a POST that changes nothing.
template <class Service, class In, class Out>
Handler call(Service& service, Result<Out> (Service::*method)(ReadContext&, In const&))
{
    auto handler = handlerFor<In, Out>();
    handler.read = [&service, method](ReadContext& context, Boxed& in) -> Result<Rendered> {
        return rendered(TRY((service.*method)(context, in.as<In>())));
    };
    return handler;
}

// A change: on the write lane, in a savepoint.
template <class Service, class In, class Out>
Handler call(Service& service, Result<Out> (Service::*method)(Context&, In const&))
{
    auto handler = handlerFor<In, Out>();
    handler.apply = [&service, method](Context& context, Boxed& in) -> Result<Rendered> {
        return rendered(TRY((service.*method)(context, in.as<In>())));
    };
    return handler;
}

// A change with a slow part: prepare on the work lane (hashing, key generation, files), apply on the write
// lane, which checks again whatever prepare read. apply may run twice, so it takes `Prepared const&`.
template <class Service, class In, class Prepared, class Out>
Handler call(Service& service, Result<Prepared> (Service::*prepare)(ReadContext&, In const&),
             Result<Out> (Service::*apply)(Context&, Prepared const&))
{
    auto handler = handlerFor<In, Out>();
    handler.prepare = [&service, prepare](ReadContext& context, Boxed& in) -> Result<Boxed> {
        return Boxed::of(TRY((service.*prepare)(context, in.as<In>())));
    };
    handler.apply = [&service, apply](Context& context, Boxed& in) -> Result<Rendered> {
        return rendered(TRY((service.*apply)(context, in.as<Prepared>())));
    };
    return handler;
}

// Ingest (Lane::Append): parse on the work lane, accept on the append lane without a database; one flush
// (fsync) for the group follows before the answers. A failing flush answers Unavailable to the whole group.
template <class Service, class In, class Parsed, class Out>
Handler callAppend(Service& service, Result<Parsed> (Service::*parse)(ReadContext&, In const&),
                   Result<Out> (Service::*accept)(Parsed const&))
{
    auto handler = handlerFor<In, Out>();
    handler.prepare = [&service, parse](ReadContext& context, Boxed& in) -> Result<Boxed> {
        return Boxed::of(TRY((service.*parse)(context, in.as<In>())));
    };
    handler.accept = [&service, accept](Boxed& in) -> Result<Rendered> {
        return rendered(TRY((service.*accept)(in.as<Parsed>())));
    };
    return handler;
}

struct Route {
    Method method;
    std::string_view path; // "/users/{id}", below the surface's prefix
    std::string_view summary;
    Stated<Access> access;
    Stated<Rate> rate;
    Stated<Audit> audit;
    int success = 200;
    Surface surface = Surface::Api;
    Body body = Body::Described;
    Serves serves = Serves::Admin;
    Lane lane = Lane::Derived;
    std::size_t bodyBytesMax = 256 * 1024;
    // Answered from what the process knows of itself: also while its database is away.
    bool needsNoDatabase = false;
    Handler handler;
};

// The status of a success. Nothing to say is 204 (RFC 9110, 15.3.5), but OAuth wants 200 (RFC 7009, 2.2).
inline int answeredStatus(Route const& route)
{
    bool const silent = route.handler.emptyAnswer && route.success == 200 && route.surface != Surface::OAuth;
    return silent ? 204 : route.success;
}

// An In with no fields, for routes that take nothing.
struct Nothing {
    static constexpr auto fields = std::tuple{};
};

} // namespace core::api
