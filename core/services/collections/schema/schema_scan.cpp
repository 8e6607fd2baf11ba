// The walk through a schema document: schemas, resources, anchors, references.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema_scan.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "core/base/text.h"
#include "core/services/collections/schema/schema.h"

namespace core::collections::schema {
namespace {

constexpr std::size_t kScanDepthMax = 64;

constexpr std::array<std::string_view, 10> kSingle{
    "items", "contains", "additionalProperties", "propertyNames",        "not", "if",
    "then",  "else",     "unevaluatedItems",     "unevaluatedProperties"};
constexpr std::array<std::string_view, 4> kLists{"allOf", "anyOf", "oneOf", "prefixItems"};
constexpr std::array<std::string_view, 4> kMaps{"properties", "patternProperties", "dependentSchemas",
                                                "$defs"};

bool isAmong(std::string_view name, auto const& names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isAnchorName(std::string_view name)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

struct Uri {
    std::optional<std::string_view> scheme, authority, query;
    std::string_view path;
};

Uri partsOf(std::string_view text)
{
    Uri uri;
    if (auto const colon = text.find_first_of(":/?#");
        colon != text.npos && colon > 0 && text[colon] == ':') {
        uri.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        auto const end = std::min(text.find_first_of("/?", 2), text.size());
        uri.authority = text.substr(2, end - 2);
        text.remove_prefix(end);
    }
    if (auto const mark = text.find('?'); mark != text.npos) {
        uri.query = text.substr(mark + 1);
        text = text.substr(0, mark);
    }
    uri.path = text;
    return uri;
}

// RFC 3986, 5.2.4.
std::string withoutDots(std::string_view path)
{
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("../") || path.starts_with("./")) {
            path.remove_prefix(path.find('/') + 1);
        } else if (path.starts_with("/./") || path == "/.") {
            path = path == "/." ? std::string_view{"/"} : path.substr(2);
        } else if (path.starts_with("/../") || path == "/..") {
            path = path == "/.." ? std::string_view{"/"} : path.substr(3);
            auto const slash = out.rfind('/');
            out.resize(slash == out.npos ? 0 : slash);
        } else if (path == "." || path == "..") {
            path = {};
        } else {
            auto const next = std::min(path.find('/', 1), path.size());
            out += path.substr(0, next);
            path.remove_prefix(next);
        }
    }
    return out;
}

std::string mergedPath(Uri const& base, std::string_view path)
{
    if (path.starts_with('/'))
        return withoutDots(path);
    auto const slash = base.path.rfind('/');
    std::string merged;
    if (base.authority && base.path.empty())
        merged = "/";
    else if (slash != base.path.npos)
        merged = base.path.substr(0, slash + 1);
    return withoutDots(merged.append(path));
}

} // namespace

std::string resolvedUri(std::string_view base, std::string_view reference)
{
    auto const hash = reference.find('#');
    auto const fragment = hash == reference.npos ? std::string_view{} : reference.substr(hash);
    auto const of = partsOf(base.substr(0, base.find('#')));
    auto to = partsOf(reference.substr(0, hash));
    std::string path{to.path};
    if (!to.scheme && !to.authority) {
        if (to.path.empty()) {
            path = of.path;
            to.query = to.query ? to.query : of.query;
        } else {
            path = mergedPath(of, to.path);
        }
        to.authority = of.authority;
    } else {
        path = withoutDots(path);
    }
    if (!to.scheme)
        to.scheme = of.scheme;
    std::string uri;
    if (to.scheme)
        uri.append(*to.scheme).append(":");
    if (to.authority)
        uri.append("//").append(*to.authority);
    uri += path;
    if (to.query)
        uri.append("?").append(*to.query);
    return uri.append(fragment);
}

std::string pointerPart(std::string_view name)
{
    std::string part = "/";
    for (char const c : name) {
        if (c == '~' || c == '/')
            part += c == '~' ? "~0" : "~1";
        else
            part += c;
    }
    return part;
}

void Faults::add(std::string pointer, std::string problem)
{
    if (m_faults.size() < kFaultsMax)
        m_faults.push_back({std::move(pointer), std::move(problem)});
}

Scan::Scan(json::Value const& document, std::string_view pointer, Faults& faults) : m_faults{faults}
{
    m_resources.push_back({});
    m_roots.push_back(&document);
    schema(document, std::string{pointer}, 0, 0);
}

NodeId Scan::idOf(json::Value const& schema) const
{
    auto const found = m_ids.find(&schema);
    return found == m_ids.end() ? kNone : found->second;
}

void Scan::schema(json::Value const& value, std::string pointer, std::uint32_t resource, std::size_t depth)
{
    if (!value.is_object() && !value.is_bool())
        return m_faults.add(std::move(pointer), "must be a schema");
    if (depth > kScanDepthMax || m_places.size() >= kSchemaNodesMax) {
        if (m_places.size() == kSchemaNodesMax || depth > kScanDepthMax)
            m_faults.add(std::move(pointer), "goes beyond the size that a schema may have");
        return;
    }
    auto const id = static_cast<NodeId>(m_places.size());
    m_ids.emplace(&value, id);
    m_places.push_back({&value, pointer, resource});
    auto const* object = value.if_object();
    if (!object)
        return;
    if (auto const own = identify(*object, pointer, resource); own != resource || depth == 0) {
        resource = own;
        m_roots[own] = &value;
        m_places[id].resource = own;
    }
    anchor(*object, "$anchor", pointer, resource, id);
    anchor(*object, "$dynamicAnchor", pointer, resource, id);
    children(*object, pointer, resource, depth);
}

void Scan::children(json::Object const& object, std::string const& pointer, std::uint32_t resource,
                    std::size_t depth)
{
    for (auto const& [name, value] : object) {
        auto const at = pointer + pointerPart(name);
        if (isAmong(name, kSingle)) {
            schema(value, at, resource, depth + 1);
        } else if (isAmong(name, kLists)) {
            auto const* list = value.if_array();
            if (!list || list->empty()) {
                m_faults.add(at, "must be a list of at least one schema");
                continue;
            }
            for (std::size_t i = 0; i < list->size(); ++i)
                schema((*list)[i], at + "/" + std::to_string(i), resource, depth + 1);
        } else if (isAmong(name, kMaps)) {
            auto const* map = value.if_object();
            if (!map) {
                m_faults.add(at, "must be an object of schemas");
                continue;
            }
            for (auto const& [key, inner] : *map)
                schema(inner, at + pointerPart(key), resource, depth + 1);
        }
    }
}

// The resource that the object opens with $id, or the one around it.
std::uint32_t Scan::identify(json::Object const& object, std::string const& pointer, std::uint32_t resource)
{
    auto const* id = object.if_contains("$id");
    if (!id)
        return resource;
    auto const* text = id->if_string();
    if (!text) {
        m_faults.add(pointer + "/$id", "must be text");
        return resource;
    }
    auto uri = resolvedUri(m_resources[resource].uri, *text);
    if (uri.ends_with('#'))
        uri.pop_back();
    if (uri.find('#') != uri.npos) {
        m_faults.add(pointer + "/$id", "must not have a fragment");
        return resource;
    }
    if (m_places.size() == 1) {
        m_resources[0].uri = std::move(uri);
        return 0;
    }
    for (auto const& known : m_resources)
        if (known.uri == uri) {
            m_faults.add(pointer + "/$id", "names a schema that is there already");
            return resource;
        }
    m_resources.push_back({.uri = std::move(uri), .anchors = {}, .dynamicAnchors = {}});
    m_roots.push_back(nullptr);
    return static_cast<std::uint32_t>(m_resources.size() - 1);
}

void Scan::anchor(json::Object const& object, std::string_view keyword, std::string const& pointer,
                  std::uint32_t resource, NodeId id)
{
    auto const* value = object.if_contains(keyword);
    if (!value)
        return;
    auto const at = pointer + pointerPart(keyword);
    auto const* name = value->if_string();
    if (!name || !isAnchorName(*name))
        return m_faults.add(at, "must be a name of letters, digits, '-', '.' and '_'");
    auto& of = m_resources[resource];
    auto& anchors = keyword == "$anchor" ? of.anchors : of.dynamicAnchors;
    for (auto const* known : {&of.anchors, &of.dynamicAnchors})
        for (auto const& [other, node] : *known)
            if (other == std::string_view{*name} && node != id)
                return m_faults.add(at, "is used twice");
    anchors.emplace_back(std::string_view{*name}, id);
}

json::Value const* Scan::walk(json::Value const& root, std::string_view pointer) const
{
    auto const* at = &root;
    for (auto const& part : split(pointer.substr(1), '/')) {
        std::string name;
        for (std::size_t i = 0; i < part.size(); ++i) {
            bool const escaped = part[i] == '~' && i + 1 < part.size();
            name += !escaped ? part[i] : part[i + 1] == '0' ? '~' : '/';
            i += escaped ? 1 : 0;
        }
        if (auto const* object = at->if_object()) {
            at = object->if_contains(name);
        } else if (auto const* array = at->if_array()) {
            std::size_t index = 0;
            auto const read = std::from_chars(name.data(), name.data() + name.size(), index);
            bool const plain = read.ec == std::errc{} && read.ptr == name.data() + name.size();
            at = plain && index < array->size() ? &(*array)[index] : nullptr;
        } else {
            at = nullptr;
        }
        if (!at)
            return nullptr;
    }
    return at;
}

std::optional<Scan::Target> Scan::follow(std::string_view reference, std::uint32_t resource) const
{
    auto const uri = resolvedUri(m_resources[resource].uri, reference);
    auto const hash = std::min(uri.find('#'), uri.size());
    auto const base = std::string_view{uri}.substr(0, hash);
    auto const fragment = hash < uri.size() ? percentDecoded(std::string_view{uri}.substr(hash + 1))
                                            : Result<std::string>{std::string{}};
    if (!fragment)
        return std::nullopt;
    for (std::size_t i = 0; i < m_resources.size(); ++i) {
        if (m_resources[i].uri != base || !m_roots[i])
            continue;
        if (fragment->empty() || fragment->front() == '/') {
            auto const* found = fragment->empty() ? m_roots[i] : walk(*m_roots[i], *fragment);
            auto const id = found ? idOf(*found) : kNone;
            return id == kNone ? std::nullopt : std::optional{Target{id, {}}};
        }
        for (auto const& [name, id] : m_resources[i].anchors)
            if (name == *fragment)
                return Target{id, {}};
        for (auto const& [name, id] : m_resources[i].dynamicAnchors)
            if (name == *fragment)
                return Target{id, name};
    }
    return std::nullopt;
}

} // namespace core::collections::schema
