// Finds every schema inside a schema document, and where its references lead.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/platform/json/json.h"
#include "core/services/collections/schema/schema_program.h"

namespace core::collections::schema {

// Collects up to kFaultsMax of what is wrong with a schema.
class Faults {
public:
    void add(std::string pointer, std::string problem);
    bool any() const { return !m_faults.empty(); }
    std::vector<FieldError> take() { return std::move(m_faults); }

private:
    std::vector<FieldError> m_faults;
};

// One schema of the document; its place in Scan::places() is its node.
struct Place {
    json::Value const* schema;
    std::string pointer;
    std::uint32_t resource;
};

class Scan {
public:
    // `document` outlives the scan.
    Scan(json::Value const& document, std::string_view pointer, Faults& faults);

    std::vector<Place> const& places() const { return m_places; }
    std::vector<Resource> const& resources() const { return m_resources; }
    // kNone when the value is not a schema of this document.
    NodeId idOf(json::Value const& schema) const;

    struct Target {
        NodeId node;
        std::string dynamicName; // when the reference names a dynamic anchor
    };
    std::optional<Target> follow(std::string_view reference, std::uint32_t resource) const;

private:
    void schema(json::Value const& value, std::string pointer, std::uint32_t resource, std::size_t depth);
    void children(json::Object const& object, std::string const& pointer, std::uint32_t resource,
                  std::size_t depth);
    std::uint32_t identify(json::Object const& object, std::string const& pointer, std::uint32_t resource);
    void anchor(json::Object const& object, std::string_view keyword, std::string const& pointer,
                std::uint32_t resource, NodeId id);
    json::Value const* walk(json::Value const& root, std::string_view pointer) const;

    Faults& m_faults;
    std::vector<Place> m_places;
    std::vector<Resource> m_resources;
    std::vector<json::Value const*> m_roots; // of the resources
    std::unordered_map<json::Value const*, NodeId> m_ids;
};

// RFC 3986, 5.2: `reference` as seen from `base`; both may be relative.
std::string resolvedUri(std::string_view base, std::string_view reference);
// RFC 6901, 3: one part of a pointer.
std::string pointerPart(std::string_view name);

} // namespace core::collections::schema
