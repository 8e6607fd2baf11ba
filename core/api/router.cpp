// The router: a tree over path segments; a literal segment wins over a parameter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/router.h"

#include <algorithm>
#include <cassert>
#include <set>

#include <boost/json.hpp>

namespace core::api {

namespace {

constexpr std::size_t kSegmentsMax = 16;

bool isParameter(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{';
}
std::string_view nameIn(std::string_view segment)
{
    return segment.substr(1, segment.size() - 2);
}

std::string_view verbOf(Route const& route, bool endsWithNoun)
{
    switch (route.method) {
    case Method::Get:
        return endsWithNoun ? "list" : "show";
    case Method::Post:
        return "create";
    case Method::Put:
        return "replace";
    case Method::Patch:
        return "update";
    case Method::Delete:
        return "delete";
    case Method::Head:
    case Method::Options:
    case Method::Other:
        break;
    }
    return "call";
}

// "users.disable" for POST /users/{id}/disable, "collections.records-show" for GET
// /collections/{c}/records/{id}.
std::string operationOf(Route const& route, bool pathIsReadToo, std::string& capability)
{
    auto segments = split(route.path.substr(1), '/');
    capability = std::string{segments.front()};
    std::string words;
    for (auto const segment : std::span{segments}.subspan(1))
        if (!isParameter(segment))
            words += (words.empty() ? "" : "-") + std::string{segment};
    bool const endsWithParameter = isParameter(segments.back());
    bool const plainVerb = !endsWithParameter && segments.size() > 1;
    std::string verb{verbOf(route, !endsWithParameter)};
    // A trailing word is the verb itself, except where something is made or removed under it.
    bool const action = route.method == Method::Post && route.success != 201 && !pathIsReadToo;
    if (plainVerb && !words.empty() && (route.method == Method::Get || action))
        return capability + "." + words;
    return capability + "." + (words.empty() ? verb : words + "-" + verb);
}

Lane laneOf(Route const& route)
{
    if (route.lane != Lane::Derived)
        return route.lane;
    return route.handler.apply ? Lane::Write : Lane::Read;
}

std::vector<std::pair<std::string, std::string>> parametersOf(Route const& route)
{
    std::vector<std::pair<std::string, std::string>> parameters;
    if (auto const* properties = json::find(route.handler.requestSchema, "properties"))
        for (auto const& [name, schema] : properties->get_object())
            parameters.emplace_back(name, json::textAt(schema, "type", "string"));
    return parameters;
}

bool servedBy(Serves serves, http::Listener listener)
{
    switch (serves) {
    case Serves::Admin:
        return listener == http::Listener::Admin;
    case Serves::Data:
        return listener == http::Listener::Data;
    case Serves::Both:
        return true;
    }
    return false;
}

} // namespace

std::string_view prefixOf(Surface surface)
{
    switch (surface) {
    case Surface::Api:
        return "/api/v1";
    case Surface::Root:
    case Surface::OAuth:
    case Surface::Otlp:
        return "";
    }
    return "";
}

Router::Router(std::vector<Route> routes) : m_routes{std::move(routes)}
{
    m_compiled.reserve(m_routes.size());
    std::set<std::string> operations;
    for (auto const& route : m_routes) {
        CompiledRoute compiled;
        compiled.route = &route;
        compiled.fullPath = std::string{prefixOf(route.surface)} + std::string{route.path};
        compiled.label = std::string{http::nameOf(route.method)} + " " + compiled.fullPath;
        bool const pathIsReadToo = std::ranges::any_of(m_routes, [&](Route const& other) {
            return other.method == Method::Get && other.path == route.path;
        });
        compiled.operation = operationOf(route, pathIsReadToo, compiled.capability);
        compiled.lane = laneOf(route);
        compiled.parameters = parametersOf(route);
        compiled.number = m_compiled.size();
        // GET /playbooks/runs and POST /playbooks/{id}/runs: the later one says its verb as well.
        if (!operations.insert(compiled.operation).second) {
            compiled.operation += "-" + std::string{verbOf(route, true)};
            [[maybe_unused]] bool const fresh = operations.insert(compiled.operation).second;
            assert(fresh && "two routes with one operation name");
        }
        m_compiled.push_back(std::move(compiled));
    }
    for (auto const& compiled : m_compiled)
        add(compiled);
}

void Router::add(CompiledRoute const& route)
{
    auto* node = &m_root;
    for (auto const segment : split(std::string_view{route.fullPath}.substr(1), '/')) {
        if (isParameter(segment)) {
            if (!node->parameter)
                node->parameter = std::make_unique<Node>();
            node = node->parameter.get();
            continue;
        }
        auto child = std::ranges::find(node->children, segment,
                                       [](auto const& entry) { return std::string_view{entry.first}; });
        if (child == node->children.end()) {
            node->children.emplace_back(std::string{segment}, std::make_unique<Node>());
            child = std::prev(node->children.end());
        }
        node = child->second.get();
    }
    node->byMethod.emplace_back(http::nameOf(route.route->method), &route);
}

Match Router::match(http::Listener listener, http::Method method, std::string_view path) const
{
    Match result;
    if (path.empty() || path.front() != '/')
        return result;
    auto const segments = split(path.substr(1), '/');
    if (segments.size() > kSegmentsMax)
        return result;
    auto const* node = &m_root;
    std::vector<std::string_view> raw;
    for (auto const segment : segments) {
        auto const child = std::ranges::find(node->children, segment,
                                             [](auto const& entry) { return std::string_view{entry.first}; });
        if (child != node->children.end()) {
            node = child->second.get();
        } else if (node->parameter && !segment.empty()) {
            raw.push_back(segment);
            node = node->parameter.get();
        } else {
            return result;
        }
    }
    // HEAD is GET without the body (RFC 9110, 9.3.2).
    auto const wanted = http::nameOf(method == Method::Head ? Method::Get : method);
    for (auto const& [name, route] : node->byMethod) {
        if (!servedBy(route->route->serves, listener))
            continue;
        result.allowed.push_back(name);
        if (name == "GET")
            result.allowed.push_back("HEAD");
        if (name == wanted)
            result.route = route;
    }
    if (result.route == nullptr)
        return result;
    std::size_t next = 0;
    for (auto const segment : split(result.route->route->path.substr(1), '/')) {
        if (!isParameter(segment))
            continue;
        auto decoded = percentDecoded(raw[next++]);
        if (!decoded || !isUtf8(*decoded))
            return Match{};
        result.values.emplace_back(nameIn(segment), std::move(*decoded));
    }
    return result;
}

} // namespace core::api
