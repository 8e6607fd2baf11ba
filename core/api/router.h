// Finds the route of a request, and knows which methods a path has.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/route.h"

namespace core::api {

// A route with what is computed once at start.
struct CompiledRoute {
    Route const* route = nullptr;
    std::string fullPath;   // "/api/v1/users/{id}"
    std::string label;      // "POST /api/v1/users/{id}": metrics, request events
    std::string capability; // "users"
    std::string operation;  // "users.disable"
    Lane lane = Lane::Read; // never Derived
    std::vector<std::pair<std::string, std::string>>
        parameters;         // In field name, JSON type ("string", "integer", ...)
    std::size_t number = 0; // its place in the table
};

struct Match {
    CompiledRoute const* route = nullptr; // nullptr: 404, or 405 when `allowed` is not empty
    std::vector<std::pair<std::string_view, std::string>> values; // path parameters, percent-decoded
    std::vector<std::string_view> allowed;                        // methods of this path, for Allow
};

std::string_view prefixOf(Surface surface);

class Router {
public:
    // Takes the routes; they stay put for the life of the router. Two routes of one method and path, or two
    // equal operations, are a program bug (assert).
    explicit Router(std::vector<Route> routes);

    Match match(http::Listener listener, http::Method method, std::string_view path) const;
    std::vector<CompiledRoute> const& routes() const { return m_compiled; }

private:
    struct Node {
        std::vector<std::pair<std::string, std::unique_ptr<Node>>> children;
        std::unique_ptr<Node> parameter;
        std::vector<std::pair<std::string, CompiledRoute const*>> byMethod;
    };
    void add(CompiledRoute const& route);

    std::vector<Route> m_routes;
    std::vector<CompiledRoute> m_compiled;
    Node m_root;
};

} // namespace core::api
