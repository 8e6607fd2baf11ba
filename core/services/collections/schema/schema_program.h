// The compiled form: nodes by number, each pointing to the groups of rules it has.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/platform/json/json.h"
#include "core/services/collections/schema/schema_format.h"
#include "core/services/collections/schema/schema_pattern.h"

namespace core::collections::schema {

using NodeId = std::uint32_t;
constexpr NodeId kNone = std::numeric_limits<NodeId>::max();
constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();

// Bits of Node::types. A whole number has two of them.
constexpr unsigned kNull = 1, kBoolean = 2, kInteger = 4, kNumber = 8, kString = 16, kArray = 32,
                   kObject = 64;
constexpr unsigned kAnyType = 127;
unsigned typesOf(json::Value const& value);

// Names with what belongs to them, found by guessing the declared order first.
class NameTable {
public:
    struct Entry {
        std::string name;
        NodeId node = kNone; // none: only required
        bool required = false;
    };

    Entry& add(std::string_view name); // the entry of that name, new or not
    void finish();                     // after the last add
    // `hint` is the position after the last hit.
    Entry const* find(std::string_view name, std::size_t& hint) const;
    std::vector<Entry> const& entries() const { return m_entries; }
    std::size_t required() const { return m_required; }

private:
    std::vector<Entry> m_entries;       // as declared
    std::vector<std::uint32_t> m_order; // by length, then bytes
    std::size_t m_required = 0;
    std::unordered_map<std::string, std::size_t> m_building; // empty when finished
};

struct NumberRules {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    double above = -std::numeric_limits<double>::infinity();
    double below = std::numeric_limits<double>::infinity();
    double step = 0; // 0: any
};

struct StringRules {
    std::size_t lengthMin = 0;
    std::size_t lengthMax = kUnbounded;
    Pattern const* pattern = nullptr;
    Format format = Format::None;
};

struct ArrayRules {
    std::vector<NodeId> prefix;
    NodeId rest = kNone;
    NodeId contains = kNone;
    std::size_t containsMin = 1;
    std::size_t containsMax = kUnbounded;
    std::size_t itemsMin = 0;
    std::size_t itemsMax = kUnbounded;
    bool unique = false;
};

struct ObjectRules {
    struct Matching {
        Pattern const* pattern;
        NodeId node;
    };
    struct Dependent {
        std::string name;
        std::vector<std::string> names; // of dependentRequired
        NodeId node = kNone;            // of dependentSchemas
    };
    NameTable names;
    std::vector<Matching> matching;
    NodeId additional = kNone;
    NodeId nameRule = kNone;
    std::vector<Dependent> dependents;
    std::size_t membersMin = 0;
    std::size_t membersMax = kUnbounded;
};

struct ValueRules {
    std::vector<json::Value> allowed; // enum
    bool hasAllowed = false;
    NameTable allowedTexts; // enum, when all of it is text
    bool onlyTexts = false;
    std::vector<json::Value> constant; // const: none or one
};

// Schemas that apply to the same value.
struct Combination {
    std::vector<NodeId> all, any, one;
    NodeId never = kNone;
    NodeId condition = kNone, then = kNone, otherwise = kNone;
    NodeId reference = kNone;
    NodeId dynamicReference = kNone; // where it leads when no outer resource has the name
    std::string dynamicName;         // empty: acts like a plain reference
    NodeId otherItems = kNone;       // unevaluatedItems
    NodeId otherMembers = kNone;     // unevaluatedProperties
};

struct Node {
    unsigned types = kAnyType;
    bool refusesAll = false; // the schema `false`
    std::uint32_t resource = 0;
    NodeId values = kNone; // numbers of the groups below
    NodeId numbers = kNone;
    NodeId strings = kNone;
    NodeId arrays = kNone;
    NodeId objects = kNone;
    NodeId combination = kNone;
};

struct Resource {
    std::string uri;
    std::vector<std::pair<std::string, NodeId>> anchors;
    std::vector<std::pair<std::string, NodeId>> dynamicAnchors;
};

struct Program {
    std::vector<Node> nodes; // 0 is the document
    std::vector<ValueRules> values;
    std::vector<NumberRules> numbers;
    std::vector<StringRules> strings;
    std::vector<ArrayRules> arrays;
    std::vector<ObjectRules> objects;
    std::vector<Combination> combinations;
    std::vector<std::unique_ptr<Pattern>> patterns;
    std::vector<Resource> resources; // 0 is the document's own
};

// As JSON Schema compares: 1 equals 1.0, members in any order.
bool sameValue(json::Value const& left, json::Value const& right);
// Equal values have equal hashes.
std::uint64_t hashOf(json::Value const& value);
double numberOf(json::Value const& number);
// Exact in decimal: 0.3 is a multiple of 0.1. `step` > 0.
bool isMultiple(double value, double step);

} // namespace core::collections::schema
