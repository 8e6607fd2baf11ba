// Checks a value against a compiled schema: once quickly, and when that refuses again to name the faults.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema.h"
#include "core/services/collections/schema/schema_program.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace core::collections::schema {
namespace {

// The way from the root to the value at hand, on the stack.
struct Path {
    Path const* up = nullptr;
    std::string_view name = {};
    std::size_t index = 0;
    bool isIndex = false;
};

std::string pointerOf(Path const* path)
{
    std::vector<Path const*> parts;
    for (; path && path->up; path = path->up)
        parts.push_back(path);
    std::string pointer;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        pointer += '/';
        if ((*part)->isIndex) {
            pointer += std::to_string((*part)->index);
            continue;
        }
        for (char const c : (*part)->name) {
            if (c == '~' || c == '/')
                pointer.append(c == '~' ? "~0" : "~1");
            else
                pointer += c;
        }
    }
    return pointer;
}

// Which items or members of one value some schema has looked at; only kept where unevaluated* asks.
class Seen {
public:
    void mark(std::size_t number)
    {
        if (number < 64) {
            m_first |= std::uint64_t{1} << number;
            return;
        }
        if (number - 64 >= m_rest.size())
            m_rest.resize(number - 63);
        m_rest[number - 64] = true;
    }
    bool has(std::size_t number) const
    {
        if (number < 64)
            return (m_first >> number & 1) != 0;
        return number - 64 < m_rest.size() && m_rest[number - 64];
    }
    void merge(Seen const& other)
    {
        m_first |= other.m_first;
        for (std::size_t i = 0; i < other.m_rest.size(); ++i)
            if (other.m_rest[i])
                mark(i + 64);
    }

private:
    std::uint64_t m_first = 0;
    std::vector<bool> m_rest;
};

// The schema resources that evaluation went through, innermost first; for $dynamicRef.
struct Scope {
    std::uint32_t resource;
    Scope const* up;
};

std::size_t codePoints(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string numeral(double number)
{
    return json::text(json::Value(number));
}

std::string counted(char const* how, std::size_t number, char const* one, char const* many)
{
    return "must have " + std::string{how} + " " + std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string typeSentence(unsigned types)
{
    struct Word {
        unsigned bits;
        char const* text;
    };
    constexpr Word words[] = {{kString, "text"},
                              {kNumber | kInteger, "a number"},
                              {kInteger, "a whole number"},
                              {kNumber, "a number"},
                              {kBoolean, "true or false"},
                              {kObject, "an object"},
                              {kArray, "a list"},
                              {kNull, "null"}};
    std::string sentence;
    for (auto const& [bits, text] : words) {
        if ((types & bits) != bits)
            continue;
        types &= ~bits;
        sentence.append(sentence.empty() ? "must be " : types == 0 ? " or " : ", ").append(text);
    }
    return sentence;
}

class Check {
public:
    explicit Check(Program const& program, std::vector<FieldError>* faults)
        : m_program{program}, m_faults{faults}
    {
    }

    bool run(json::Value const& value)
    {
        Path const root;
        Scope const scope{0, nullptr};
        m_scope = &scope;
        return node(0, value, root, nullptr) && !m_tooCostly;
    }
    bool tooCostly() const { return m_tooCostly; }

private:
    // Always false; names the fault when faults are collected.
    template <class Say> bool refuse(Path const& path, Say&& say)
    {
        if (m_faults && m_faults->size() < kFaultsMax)
            m_faults->push_back({pointerOf(&path), say()});
        return false;
    }
    // Takes one result in; true when the first fault is enough.
    bool stop(bool result, bool& ok)
    {
        ok = ok && result;
        return !ok && (!m_faults || m_tooCostly);
    }
    bool charge(std::size_t steps)
    {
        m_steps += steps;
        m_tooCostly = m_tooCostly || m_steps > kCheckStepsMax;
        return !m_tooCostly;
    }
    // Tries a schema whose refusal is not yet the value's fault.
    bool attempt(NodeId id, json::Value const& value, Path const& path, Seen* seen)
    {
        auto* const faults = std::exchange(m_faults, nullptr);
        Seen own;
        bool const ok = node(id, value, path, seen ? &own : nullptr);
        m_faults = faults;
        if (ok && seen)
            seen->merge(own);
        return ok;
    }

    bool node(NodeId id, json::Value const& value, Path const& path, Seen* seen)
    {
        if (!charge(1))
            return false;
        auto const& rules = m_program.nodes[id];
        if (rules.refusesAll)
            return refuse(path, [] { return "is not allowed here"; });
        if (m_depth >= kCheckDepthMax) {
            m_tooCostly = true;
            return false;
        }
        ++m_depth;
        Scope const inner{rules.resource, m_scope};
        if (m_scope->resource != rules.resource)
            m_scope = &inner;
        bool const ok = rulesOf(rules, value, path, seen);
        if (m_scope == &inner)
            m_scope = inner.up;
        --m_depth;
        return ok;
    }

    bool rulesOf(Node const& rules, json::Value const& value, Path const& path, Seen* seen)
    {
        if (rules.types != kAnyType && (typesOf(value) & rules.types) == 0)
            return refuse(path, [&] { return typeSentence(rules.types); });
        bool ok = true;
        if (rules.values != kNone && stop(values(m_program.values[rules.values], value, path), ok))
            return false;
        if (rules.combination == kNone)
            return own(rules, value, path, seen) && ok;
        auto const& combination = m_program.combinations[rules.combination];
        Seen ofThis;
        bool const asks = combination.otherItems != kNone || combination.otherMembers != kNone;
        auto* const marks = asks ? &ofThis : seen;
        if (stop(own(rules, value, path, marks), ok) || stop(combined(combination, value, path, marks), ok))
            return false;
        if (asks && stop(unevaluated(combination, value, path, ofThis), ok))
            return false;
        if (asks && seen)
            seen->merge(ofThis);
        return ok;
    }

    bool own(Node const& rules, json::Value const& value, Path const& path, Seen* seen)
    {
        if (auto const* text = value.if_string())
            return rules.strings == kNone || strings(m_program.strings[rules.strings], *text, path);
        if (auto const* array = value.if_array())
            return rules.arrays == kNone || arrays(m_program.arrays[rules.arrays], *array, path, seen);
        if (auto const* object = value.if_object())
            return rules.objects == kNone ||
                   objects(m_program.objects[rules.objects], value, *object, path, seen);
        if (value.is_number())
            return rules.numbers == kNone || numbers(m_program.numbers[rules.numbers], numberOf(value), path);
        return true;
    }

    bool values(ValueRules const& rules, json::Value const& value, Path const& path)
    {
        if (!rules.constant.empty() && !sameValue(rules.constant.front(), value))
            return refuse(path, [&] { return "must be " + json::text(rules.constant.front()); });
        if (!rules.hasAllowed)
            return true;
        bool found = false;
        if (rules.onlyTexts) {
            std::size_t hint = 0;
            found = value.is_string() && rules.allowedTexts.find(value.get_string(), hint);
        } else {
            if (!charge(rules.allowed.size()))
                return false;
            found = std::any_of(rules.allowed.begin(), rules.allowed.end(),
                                [&](auto const& allowed) { return sameValue(allowed, value); });
        }
        return found || refuse(path, [] { return "is not one of the allowed values"; });
    }

    bool numbers(NumberRules const& rules, double number, Path const& path)
    {
        bool ok = true;
        if (number < rules.low)
            ok = refuse(path, [&] { return "must be at least " + numeral(rules.low); });
        if (number > rules.high)
            ok = refuse(path, [&] { return "must be at most " + numeral(rules.high); });
        if (number <= rules.above)
            ok = refuse(path, [&] { return "must be above " + numeral(rules.above); });
        if (number >= rules.below)
            ok = refuse(path, [&] { return "must be below " + numeral(rules.below); });
        if (rules.step > 0 && !isMultiple(number, rules.step))
            ok = refuse(path, [&] { return "must be a multiple of " + numeral(rules.step); });
        return ok;
    }

    bool strings(StringRules const& rules, std::string_view text, Path const& path)
    {
        bool ok = true;
        // Between one and four bytes each: often the bytes alone decide.
        if (text.size() < rules.lengthMin || text.size() > rules.lengthMax || rules.lengthMin > 1) {
            auto const length = codePoints(text);
            if (length < rules.lengthMin)
                ok = refuse(path,
                            [&] { return counted("at least", rules.lengthMin, "character", "characters"); });
            if (length > rules.lengthMax)
                ok = refuse(path,
                            [&] { return counted("at most", rules.lengthMax, "character", "characters"); });
        }
        if (rules.pattern && !rules.pattern->found(text))
            ok = refuse(path, [&] { return "does not match the pattern " + rules.pattern->source(); });
        if (rules.format != Format::None && !hasFormat(rules.format, text))
            ok = refuse(path, [&] { return "is not of the format " + std::string{nameOf(rules.format)}; });
        return ok;
    }

    bool arrays(ArrayRules const& rules, json::Array const& array, Path const& path, Seen* seen)
    {
        bool ok = true;
        if (array.size() < rules.itemsMin &&
            stop(refuse(path, [&] { return counted("at least", rules.itemsMin, "item", "items"); }), ok))
            return false;
        if (array.size() > rules.itemsMax &&
            stop(refuse(path, [&] { return counted("at most", rules.itemsMax, "item", "items"); }), ok))
            return false;
        for (std::size_t i = 0; i < array.size(); ++i) {
            auto const rule = i < rules.prefix.size() ? rules.prefix[i] : rules.rest;
            if (rule == kNone)
                break;
            Path const item{&path, {}, i, true};
            if (stop(node(rule, array[i], item, nullptr), ok))
                return false;
            if (seen)
                seen->mark(i);
        }
        if (rules.contains != kNone && stop(contains(rules, array, path, seen), ok))
            return false;
        if (rules.unique && stop(unique(array, path), ok))
            return false;
        return ok;
    }

    bool contains(ArrayRules const& rules, json::Array const& array, Path const& path, Seen* seen)
    {
        std::size_t found = 0;
        for (std::size_t i = 0; i < array.size(); ++i) {
            Path const item{&path, {}, i, true};
            if (!attempt(rules.contains, array[i], item, nullptr))
                continue;
            ++found;
            if (seen)
                seen->mark(i);
            if (!seen && found >= rules.containsMin && rules.containsMax == kUnbounded)
                return true;
        }
        if (found < rules.containsMin)
            return refuse(path, [&] {
                return counted("at least", rules.containsMin, "matching item", "matching items");
            });
        if (found > rules.containsMax)
            return refuse(path, [&] {
                return counted("at most", rules.containsMax, "matching item", "matching items");
            });
        return true;
    }

    bool unique(json::Array const& array, Path const& path)
    {
        auto const repeated = [&](std::size_t at) {
            Path const item{&path, {}, at, true};
            return refuse(item, [] { return "repeats another item"; });
        };
        if (array.size() <= 16) {
            for (std::size_t i = 1; i < array.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    if (sameValue(array[i], array[j]))
                        return repeated(i);
            return true;
        }
        std::vector<std::pair<std::uint64_t, std::size_t>> hashes;
        hashes.reserve(array.size());
        for (std::size_t i = 0; i < array.size(); ++i)
            hashes.emplace_back(hashOf(array[i]), i);
        std::sort(hashes.begin(), hashes.end());
        for (std::size_t i = 1; i < hashes.size(); ++i)
            for (std::size_t j = i; j > 0 && hashes[j - 1].first == hashes[i].first; --j) {
                if (!charge(1))
                    return false;
                if (sameValue(array[hashes[i].second], array[hashes[j - 1].second]))
                    return repeated(hashes[i].second);
            }
        return true;
    }

    bool objects(ObjectRules const& rules, json::Value const& value, json::Object const& object,
                 Path const& path, Seen* seen)
    {
        bool ok = true;
        if (object.size() < rules.membersMin &&
            stop(refuse(path, [&] { return counted("at least", rules.membersMin, "member", "members"); }),
                 ok))
            return false;
        if (object.size() > rules.membersMax &&
            stop(refuse(path, [&] { return counted("at most", rules.membersMax, "member", "members"); }), ok))
            return false;
        std::size_t number = 0;
        std::size_t hint = 0;
        std::size_t required = 0;
        for (auto const& item : object) {
            Path const at{&path, item.key()};
            if (stop(member(rules, item, at, number++, hint, required, seen), ok))
                return false;
        }
        if (required < rules.names.required() && stop(missing(rules, object, path), ok))
            return false;
        for (auto const& dependent : rules.dependents)
            if (object.contains(dependent.name) && stop(dependents(dependent, value, object, path, seen), ok))
                return false;
        return ok;
    }

    bool member(ObjectRules const& rules, boost::json::key_value_pair const& item, Path const& path,
                std::size_t number, std::size_t& hint, std::size_t& required, Seen* seen)
    {
        std::string_view const name = item.key();
        bool ok = true;
        bool known = false;
        if (auto const* entry = rules.names.find(name, hint)) {
            required += entry->required ? 1 : 0;
            known = entry->node != kNone;
            if (known && stop(node(entry->node, item.value(), path, nullptr), ok))
                return false;
        }
        for (auto const& [pattern, rule] : rules.matching) {
            if (!charge(1))
                return false;
            if (!pattern->found(name))
                continue;
            known = true;
            if (stop(node(rule, item.value(), path, nullptr), ok))
                return false;
        }
        if (!known && rules.additional != kNone) {
            known = true;
            bool const none = m_program.nodes[rules.additional].refusesAll;
            if (stop(none ? refuse(path, [] { return "is not a known field"; })
                          : node(rules.additional, item.value(), path, nullptr),
                     ok))
                return false;
        }
        if (rules.nameRule != kNone && stop(node(rules.nameRule, json::Value(name), path, nullptr), ok))
            return false;
        if (known && seen)
            seen->mark(number);
        return ok;
    }

    bool missing(ObjectRules const& rules, json::Object const& object, Path const& path)
    {
        for (auto const& entry : rules.names.entries())
            if (entry.required && !object.contains(entry.name)) {
                Path const at{&path, entry.name};
                refuse(at, [] { return "is required"; });
            }
        return false;
    }

    bool dependents(ObjectRules::Dependent const& dependent, json::Value const& value,
                    json::Object const& object, Path const& path, Seen* seen)
    {
        bool ok = true;
        for (auto const& name : dependent.names) {
            Path const at{&path, name};
            if (!object.contains(name) &&
                stop(refuse(at, [&] { return "is required because " + dependent.name + " is there"; }), ok))
                return false;
        }
        if (dependent.node != kNone && stop(node(dependent.node, value, path, seen), ok))
            return false;
        return ok;
    }

    bool combined(Combination const& rules, json::Value const& value, Path const& path, Seen* seen)
    {
        bool ok = true;
        if (rules.reference != kNone && stop(node(rules.reference, value, path, seen), ok))
            return false;
        if (rules.dynamicReference != kNone && stop(node(dynamicTarget(rules), value, path, seen), ok))
            return false;
        for (auto const id : rules.all)
            if (stop(node(id, value, path, seen), ok))
                return false;
        if (!rules.any.empty() && stop(any(rules, value, path, seen), ok))
            return false;
        if (!rules.one.empty() && stop(one(rules, value, path, seen), ok))
            return false;
        if (rules.never != kNone && attempt(rules.never, value, path, nullptr) &&
            stop(refuse(path, [] { return "matches what it must not"; }), ok))
            return false;
        if (rules.condition != kNone) {
            auto const next = attempt(rules.condition, value, path, seen) ? rules.then : rules.otherwise;
            if (next != kNone && stop(node(next, value, path, seen), ok))
                return false;
        }
        return ok;
    }

    bool any(Combination const& rules, json::Value const& value, Path const& path, Seen* seen)
    {
        bool found = false;
        for (auto const id : rules.any) {
            found = attempt(id, value, path, seen) || found;
            if (found && !seen)
                return true;
        }
        if (!found && rules.any.size() == 1)
            return node(rules.any.front(), value, path, nullptr);
        return found || refuse(path, [] { return "matches none of the alternatives"; });
    }

    bool one(Combination const& rules, json::Value const& value, Path const& path, Seen* seen)
    {
        std::size_t found = 0;
        for (auto const id : rules.one)
            found += attempt(id, value, path, seen) ? 1 : 0;
        if (found == 1)
            return true;
        return refuse(path, [&] {
            return found == 0 ? "matches none of the alternatives"
                              : "matches more than one of the alternatives";
        });
    }

    // The outermost resource on the way here that has the name (2020-12 core, 8.2.3.2).
    NodeId dynamicTarget(Combination const& rules) const
    {
        NodeId target = rules.dynamicReference;
        if (rules.dynamicName.empty())
            return target;
        for (auto const* scope = m_scope; scope; scope = scope->up)
            for (auto const& [name, id] : m_program.resources[scope->resource].dynamicAnchors)
                if (name == rules.dynamicName)
                    target = id;
        return target;
    }

    bool unevaluated(Combination const& rules, json::Value const& value, Path const& path, Seen& seen)
    {
        bool ok = true;
        if (auto const* array = value.if_array(); array && rules.otherItems != kNone)
            for (std::size_t i = 0; i < array->size(); ++i) {
                Path const at{&path, {}, i, true};
                if (!seen.has(i) && stop(node(rules.otherItems, (*array)[i], at, nullptr), ok))
                    return false;
                seen.mark(i);
            }
        std::size_t number = 0;
        if (auto const* object = value.if_object(); object && rules.otherMembers != kNone)
            for (auto const& item : *object) {
                Path const at{&path, item.key()};
                if (!seen.has(number) && stop(node(rules.otherMembers, item.value(), at, nullptr), ok))
                    return false;
                seen.mark(number++);
            }
        return ok;
    }

    Program const& m_program;
    std::vector<FieldError>* m_faults;
    Scope const* m_scope = nullptr;
    std::size_t m_steps = 0;
    std::size_t m_depth = 0;
    bool m_tooCostly = false;
};

} // namespace

Schema::Schema(std::unique_ptr<Program const> program) : m_program{std::move(program)} {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

std::size_t Schema::nodes() const
{
    return m_program->nodes.size();
}

Status Schema::check(json::Value const& value) const
{
    if (Check{*m_program, nullptr}.run(value))
        return Done{};
    Error error{.code = ErrorCode::Invalid, .message = "The value does not match the schema."};
    Check naming{*m_program, &error.fields};
    naming.run(value);
    if (naming.tooCostly())
        return failed(ErrorCode::Invalid, "Checking the value against the schema takes too many steps.");
    return error;
}

} // namespace core::collections::schema
