// Documents derived from the routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/openapi.h"

#include <algorithm>

#include <boost/json.hpp>

namespace core::api {

namespace {

bool serves(Serves where, http::Listener listener)
{
    return where == Serves::Both || (where == Serves::Data) == (listener == http::Listener::Data);
}

bool isInPath(std::string_view path, std::string_view name)
{
    return path.find("{" + std::string{name} + "}") != std::string_view::npos;
}

bool takesBody(Method method)
{
    return method == Method::Post || method == Method::Put || method == Method::Patch;
}

json::Array parametersOf(CompiledRoute const& compiled)
{
    json::Array parameters;
    auto const* properties = json::find(compiled.route->handler.requestSchema, "properties");
    if (properties == nullptr)
        return parameters;
    for (auto const& [name, schema] : properties->get_object()) {
        bool const inPath = isInPath(compiled.route->path, name);
        if (!inPath && takesBody(compiled.route->method))
            continue;
        json::Object parameter{{"name", name}, {"in", inPath ? "path" : "query"}, {"schema", schema}};
        if (inPath)
            parameter["required"] = true;
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

// The request schema without what the path carries.
json::Object bodySchema(CompiledRoute const& compiled)
{
    auto schema = compiled.route->handler.requestSchema.get_object();
    auto& properties = schema["properties"].get_object();
    json::Array required;
    if (auto const* names = schema.if_contains("required"))
        for (auto const& name : names->get_array())
            if (!isInPath(compiled.route->path, name.get_string()))
                required.push_back(name);
    for (auto const& [name, type] : compiled.parameters)
        if (isInPath(compiled.route->path, name))
            properties.erase(name);
    if (required.empty())
        schema.erase("required");
    else
        schema["required"] = std::move(required);
    return schema;
}

json::Object requestBody(CompiledRoute const& compiled)
{
    json::Object content;
    switch (compiled.route->body) {
    case Body::Described:
        content["application/json"] = json::Object{{"schema", bodySchema(compiled)}};
        break;
    case Body::Document:
        content["application/json"] = json::Object{{"schema", json::Object{}}};
        break;
    case Body::Form:
        content["application/x-www-form-urlencoded"] = json::Object{{"schema", bodySchema(compiled)}};
        break;
    case Body::Bytes:
        content["application/octet-stream"] = json::Object{{"schema", json::Object{}}};
        break;
    }
    return json::Object{{"content", std::move(content)}};
}

json::Object responsesOf(Route const& route)
{
    json::Object success{{"description", "Done"}};
    int const status = answeredStatus(route);
    if (!route.handler.emptyAnswer) {
        json::Object schema;
        if (route.handler.responseSchema.is_object())
            schema = route.handler.responseSchema.get_object();
        success["content"] = json::Object{{"application/json", json::Object{{"schema", std::move(schema)}}}};
    }
    json::Object problem{
        {"description", "A problem document (RFC 9457)"},
        {"content",
         json::Object{{"application/problem+json",
                       json::Object{{"schema", json::Object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
    return json::Object{{std::to_string(status), std::move(success)}, {"default", std::move(problem)}};
}

json::Object operationOf(CompiledRoute const& compiled)
{
    auto const& route = *compiled.route;
    json::Object operation{{"operationId", compiled.operation},
                           {"summary", route.summary},
                           {"tags", json::Array{json::Value(compiled.capability)}}};
    if (auto parameters = parametersOf(compiled); !parameters.empty())
        operation["parameters"] = std::move(parameters);
    if (takesBody(route.method))
        operation["requestBody"] = requestBody(compiled);
    operation["responses"] = responsesOf(route);
    if (!route.audit->verb.empty())
        operation["x-audit-verb"] = route.audit->verb;
    switch (route.access->kind) {
    case Access::Kind::Open:
        operation["security"] = json::Array{};
        operation["x-open-because"] = route.access->because;
        break;
    case Access::Kind::SignedIn:
        break;
    case Access::Kind::Needs:
        operation["x-permission"] = route.access->permission.name;
        operation["x-scoped"] = route.access->permission.scope != Scope::None;
        break;
    }
    return operation;
}

json::Object problemSchema()
{
    auto text = [] { return json::Object{{"type", "string"}}; };
    json::Object fault{{"type", "object"},
                       {"properties", json::Object{{"pointer", text()}, {"detail", text()}}},
                       {"required", json::Array{"pointer", "detail"}}};
    return json::Object{
        {"type", "object"},
        {"properties", json::Object{{"type", text()},
                                    {"title", text()},
                                    {"status", json::Object{{"type", "integer"}}},
                                    {"detail", text()},
                                    {"trace_id", text()},
                                    {"errors", json::Object{{"type", "array"}, {"items", fault}}}}},
        {"required", json::Array{"type", "title", "status"}}};
}

std::string cell(Route const& route, PermissionSet const& permissions)
{
    switch (route.access->kind) {
    case Access::Kind::Open:
        return "open";
    case Access::Kind::SignedIn:
        return "yes";
    case Access::Kind::Needs:
        break;
    }
    auto const& needed = route.access->permission;
    if (needed.scope == Scope::None)
        return permissions.allows(needed.name) ? "yes" : "-";
    return permissions.allowsSomewhere(needed.name) ? "some" : "-";
}

} // namespace

json::Value openApiDocument(Router const& router, http::Listener listener, std::string_view version)
{
    json::Object paths;
    for (auto const& compiled : router.routes()) {
        if (!serves(compiled.route->serves, listener))
            continue;
        auto& path = paths[compiled.fullPath];
        if (!path.is_object())
            path = json::Object{};
        path.get_object()[lowered(http::nameOf(compiled.route->method))] = operationOf(compiled);
    }
    json::Object bearer{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}};
    return json::Object{
        {"openapi", "3.1.0"},
        {"info",
         json::Object{
             {"title", listener == http::Listener::Data ? "Dewar data service" : "Dewar administration"},
             {"version", version},
             {"license", json::Object{{"name", "GPL-3.0-or-later"}, {"identifier", "GPL-3.0-or-later"}}}}},
        {"security", json::Array{json::Object{{"bearer", json::Array{}}}}},
        {"paths", std::move(paths)},
        {"components", json::Object{{"securitySchemes", json::Object{{"bearer", std::move(bearer)}}},
                                    {"schemas", json::Object{{"Problem", problemSchema()}}}}}};
}

std::string rbacMatrix(Router const& router, std::map<std::string, PermissionSet> const& roles)
{
    std::string text = "| Route | Permission |";
    std::string rule = "|---|---|";
    for (auto const& [name, permissions] : roles) {
        text += " " + name + " |";
        rule += "---|";
    }
    text += "\n" + rule + "\n";
    std::vector<CompiledRoute const*> sorted;
    for (auto const& compiled : router.routes())
        sorted.push_back(&compiled);
    std::ranges::sort(sorted, {}, [](auto const* compiled) { return compiled->fullPath + compiled->label; });
    for (auto const* compiled : sorted) {
        auto const& access = *compiled->route->access;
        std::string const needed = access.kind == Access::Kind::Needs ? std::string{access.permission.name}
                                   : access.kind == Access::Kind::Open
                                       ? "open: " + std::string{access.because}
                                       : "signed in";
        text += "| " + compiled->label + " | " + needed + " |";
        for (auto const& [name, permissions] : roles)
            text += " " + cell(*compiled->route, permissions) + " |";
        text += "\n";
    }
    return text;
}

} // namespace core::api
