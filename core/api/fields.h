// One description of a struct's fields; reading, checking, writing and documenting all come from it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/platform/json/json.h"

namespace core::api {

// What a field list can say beyond the C++ type.
struct Rules {
    std::size_t lengthMin = 0;
    std::size_t lengthMax = 4096; // code points of text, items of a list; every text has an end
    bool lengthStated = false;
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    bool rangeStated = false;
    std::string_view format = {}; // email, uuid, uri, slug, date-time, permission
    std::span<std::string_view const> oneOf = {};
    bool secret = false;         // read, never written
    bool shownOnce = false;      // written this once; an idempotent replay refuses instead
    std::string_view about = {}; // one sentence for the document
};

template <class Owner, class T> struct Field {
    std::string_view name;
    T Owner::*member;
    Rules rules = {};

    constexpr Field length(std::size_t low, std::size_t high) const
    {
        auto f = *this;
        f.rules.lengthMin = low;
        f.rules.lengthMax = high;
        f.rules.lengthStated = true;
        return f;
    }
    constexpr Field range(std::int64_t low, std::int64_t high) const
    {
        auto f = *this;
        f.rules.low = low;
        f.rules.high = high;
        f.rules.rangeStated = true;
        return f;
    }
    constexpr Field format(std::string_view kind) const
    {
        auto f = *this;
        f.rules.format = kind;
        return f;
    }
    constexpr Field oneOf(std::span<std::string_view const> names) const
    {
        auto f = *this;
        f.rules.oneOf = names;
        return f;
    }
    constexpr Field secret() const
    {
        auto f = *this;
        f.rules.secret = true;
        return f;
    }
    constexpr Field shownOnce() const
    {
        auto f = *this;
        f.rules.shownOnce = true;
        return f;
    }
    constexpr Field about(std::string_view text) const
    {
        auto f = *this;
        f.rules.about = text;
        return f;
    }
};

template <class Owner, class T> constexpr Field<Owner, T> field(std::string_view name, T Owner::*member)
{
    return {name, member};
}

template <class T>
concept Described = requires
{
    T::fields;
};
template <class T> struct IsOptional : std::false_type {
};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {
};
template <class T> struct IsList : std::false_type {
};
template <class T> struct IsList<std::vector<T>> : std::true_type {
};
template <class T> struct IsId : std::false_type {
};
template <class Tag> struct IsId<Id<Tag>> : std::true_type {
};

// The raw body of a Body::Bytes route: bounded by the route, not checked as text. It arrives in the field
// "body", its Content-Type and Content-Encoding in optional text fields of those names in snake_case.
struct Bytes {
    std::string value;
};

// One page of a list; `next` is the opaque cursor for `?after=`, absent on the last page.
template <class T> struct Page {
    std::vector<T> items;
    std::optional<std::string> next;

    static constexpr auto fields =
        std::tuple{field("items", &Page::items).length(0, 1000), field("next", &Page::next)};
};

// The page of rows that were asked for with one more than `limit`: the spare one tells that another page
// follows.
// `cursor` names the last row shown.
template <class T, class Cursor> Page<T> pageOf(std::vector<T> rows, std::int64_t limit, Cursor cursor)
{
    Page<T> page{std::move(rows), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
        page.items.pop_back();
        page.next = cursor(page.items.back());
    }
    return page;
}
template <class T> Page<T> pageOf(std::vector<T> rows, std::int64_t limit)
{
    return pageOf(std::move(rows), limit, [](T const& row) { return row.id.value; });
}

// fields.cpp: the checks that need no template.
std::optional<std::string> formatProblem(std::string_view format, std::string_view text);
std::optional<std::string> textProblem(Rules const& rules, std::string_view text);
std::optional<std::string> numberProblem(Rules const& rules, std::int64_t value);
json::Object textSchema(Rules const& rules);

template <class T> json::Value schemaOf(Rules const& rules = {})
{
    if constexpr (IsOptional<T>::value) {
        return schemaOf<typename T::value_type>(rules);
    } else if constexpr (IsList<T>::value) {
        json::Object schema{{"type", "array"}, {"items", schemaOf<typename T::value_type>()}};
        if (rules.lengthStated)
            schema["minItems"] = rules.lengthMin;
        schema["maxItems"] = rules.lengthMax;
        return schema;
    } else if constexpr (Described<T>) {
        json::Object properties;
        json::Array required;
        std::apply(
            [&](auto const&... f) {
                (..., [&] {
                    using M = std::remove_cvref_t<decltype(std::declval<T>().*f.member)>;
                    properties[f.name] = schemaOf<M>(f.rules);
                    if (!f.rules.about.empty() && properties[f.name].is_object())
                        properties[f.name].get_object()["description"] = f.rules.about;
                    if (!IsOptional<M>::value)
                        required.emplace_back(f.name);
                }());
            },
            T::fields);
        json::Object schema{
            {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
        if (!required.empty())
            schema["required"] = std::move(required);
        return schema;
    } else if constexpr (std::is_same_v<T, json::Value>) {
        return json::Object{};
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return json::Object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
    } else if constexpr (std::is_same_v<T, bool>) {
        return json::Object{{"type", "boolean"}};
    } else if constexpr (std::is_integral_v<T>) {
        json::Object schema{{"type", "integer"}};
        if (rules.rangeStated) {
            schema["minimum"] = rules.low;
            schema["maximum"] = rules.high;
        }
        return schema;
    } else if constexpr (std::is_floating_point_v<T>) {
        return json::Object{{"type", "number"}};
    } else if constexpr (std::is_same_v<T, Time>) {
        return json::Object{{"type", "string"}, {"format", "date-time"}};
    } else {
        return textSchema(rules);
    }
}

template <class T>
void readInto(T& out, json::Value const& value, Rules const& rules, std::string const& at,
              std::vector<FieldError>& errors);

// Collects all faults with JSON pointers; refuses unknown names.
template <class T> Result<T> read(json::Value const& value)
{
    T out{};
    std::vector<FieldError> errors;
    readInto(out, value, Rules{}, "", errors);
    if (!errors.empty())
        return Error{.code = ErrorCode::Invalid,
                     .message = "some fields are not acceptable",
                     .fields = std::move(errors)};
    return out;
}

// Escapes a member name for a JSON pointer (RFC 6901, 3) and cuts what a caller could make endless.
std::string pointerPart(std::string_view name);
constexpr std::size_t kFaultsMax = 100; // One answer never lists more.

template <class T>
void readDescribed(T& out, json::Value const& value, std::string const& at, std::vector<FieldError>& errors)
{
    auto const& object = value.get_object();
    std::size_t known = 0;
    std::apply(
        [&](auto const&... f) {
            (..., [&] {
                using M = std::remove_cvref_t<decltype(out.*f.member)>;
                auto const* const member = object.if_contains(f.name);
                if (member != nullptr) {
                    ++known;
                    readInto(out.*f.member, *member, f.rules, at + "/" + std::string{f.name}, errors);
                } else if (!IsOptional<M>::value) {
                    errors.push_back({at + "/" + std::string{f.name}, "is missing"});
                }
            }());
        },
        T::fields);
    if (known == object.size())
        return;
    for (auto const& [name, ignored] : object) {
        bool const isKnown = std::apply(
            [&](auto const&... f) { return (... || (f.name == std::string_view{name})); }, T::fields);
        if (!isKnown && errors.size() < kFaultsMax)
            errors.push_back({at + "/" + pointerPart(name), "is not a known field"});
    }
}

// The problem, if there is one; otherwise `out` holds the number.
template <class T>
std::optional<std::string> readInteger(T& out, json::Value const& value, Rules const& rules)
{
    if (!value.is_int64() && !value.is_uint64())
        return "must be a whole number";
    bool const fits = value.is_int64() ? std::in_range<T>(value.get_int64())
                                       : std::in_range<T>(value.get_uint64()) &&
                                             std::in_range<std::int64_t>(value.get_uint64());
    if (!fits)
        return "is too large a number";
    auto const number = value.is_int64() ? value.get_int64() : static_cast<std::int64_t>(value.get_uint64());
    if (auto problem = numberProblem(rules, number))
        return problem;
    out = static_cast<T>(number);
    return std::nullopt;
}

template <class T>
void readInto(T& out, json::Value const& value, Rules const& rules, std::string const& at,
              std::vector<FieldError>& errors)
{
    auto complain = [&](std::string problem) {
        if (errors.size() < kFaultsMax)
            errors.push_back({at, std::move(problem)});
    };
    if constexpr (IsOptional<T>::value) {
        if (value.is_null())
            return;
        readInto(out.emplace(), value, rules, at, errors);
    } else if constexpr (IsList<T>::value) {
        if (!value.is_array())
            return complain("must be a list");
        auto const& items = value.get_array();
        if (items.size() < rules.lengthMin || items.size() > rules.lengthMax)
            return complain("must have " + std::to_string(rules.lengthMin) + " to " +
                            std::to_string(rules.lengthMax) + " items");
        for (auto const& item : items) {
            auto const place = at + "/" + std::to_string(out.size());
            readInto(out.emplace_back(), item, Rules{}, place, errors);
        }
    } else if constexpr (Described<T>) {
        if (!value.is_object())
            return complain("must be an object");
        readDescribed(out, value, at, errors);
    } else if constexpr (std::is_same_v<T, json::Value>) {
        out = value;
    } else if constexpr (std::is_same_v<T, Bytes>) {
        if (!value.is_string())
            return complain("must be bytes");
        out.value = std::string{value.get_string()};
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_bool())
            return complain("must be true or false");
        out = value.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
        if (auto problem = readInteger(out, value, rules))
            return complain(std::move(*problem));
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!value.is_number())
            return complain("must be a number");
        out = value.to_number<double>();
    } else if constexpr (std::is_same_v<T, Time>) {
        auto time = value.is_string() ? parseRfc3339(value.get_string()) : failed(ErrorCode::Invalid, "");
        if (!time)
            return complain("must be a date and time (RFC 3339)");
        out = *time;
    } else {
        if (!value.is_string())
            return complain("must be text");
        std::string_view const text = value.get_string();
        if (auto problem = textProblem(rules, text))
            return complain(std::move(*problem));
        if constexpr (IsId<T>::value)
            out.value = std::string{text};
        else
            out = T{text};
    }
}

template <class T> json::Value write(T const& value)
{
    if constexpr (IsOptional<T>::value) {
        return value ? write(*value) : json::Value(nullptr);
    } else if constexpr (IsList<T>::value) {
        json::Array list;
        list.reserve(value.size());
        for (auto const& item : value)
            list.push_back(write(item));
        return list;
    } else if constexpr (Described<T>) {
        json::Object object;
        std::apply(
            [&](auto const&... f) {
                (..., [&] {
                    using M = std::remove_cvref_t<decltype(value.*f.member)>;
                    if (f.rules.secret)
                        return;
                    // An absent optional is an absent member: readers need not tell null from missing.
                    if constexpr (IsOptional<M>::value) {
                        if (!(value.*f.member))
                            return;
                    }
                    object[f.name] = write(value.*f.member);
                }());
            },
            T::fields);
        return object;
    } else if constexpr (std::is_same_v<T, json::Value>) {
        return value;
    } else if constexpr (std::is_same_v<T, Time>) {
        return json::Value(rfc3339(value));
    } else if constexpr (IsId<T>::value) {
        return json::Value(value.value);
    } else {
        return json::Value(value);
    }
}

// True if an answer of this type carries something that is shown only once.
template <class T> constexpr bool holdsShownOnce()
{
    if constexpr (Described<T>)
        return std::apply([](auto const&... f) { return (... || f.rules.shownOnce); }, T::fields);
    else
        return false;
}

} // namespace core::api
