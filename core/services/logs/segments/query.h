// The query language of log events: severity>=warn AND name=auth.sign_in AND address="203.0.113.7" timeout
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/services/logs/segments/event.h"

namespace core::logs {

// expression = terms joined by AND (or nothing) and OR, with NOT and parentheses; AND binds tighter than OR.
// A term is   word | "phrase"          the message holds it, in any case, not as a part of longer words
//             FIELD op value           op: = != > >= < <=; != also matches events without the field
//             FIELD=*                  the field is there;   FIELD=abc*  unquoted stars stand for any text
// FIELD is severity, source, name, message, trace_id or an attribute's dotted key. Order comparisons are
// numeric.
enum class Op { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
enum class Field { Severity, Source, Name, Message, Trace, Attribute };

struct Node {
    enum class Is { All, And, Or, Not, Text, Compare };

    Is is = Is::All;
    std::vector<Node> children = {};
    std::string text = {}; // Text: folded
    Field field = Field::Attribute;
    std::string key = {}; // of an attribute
    Op op = Op::Equal;
    std::string value = {}; // Trace: 16 bytes
    bool pattern = false;   // value has stars
    std::optional<double> number = {};
    std::uint8_t severityLow = 0; // what a severity name spans
    std::uint8_t severityHigh = 0;
};

constexpr std::size_t kQueryBytesMax = 2000;
constexpr std::size_t kQueryTermsMax = 64;
constexpr std::size_t kQueryDepthMax = 16;

Field fieldNamed(std::string_view name);

// Empty text matches everything. BadRequest names the place.
Result<Node> parseQuery(std::string_view text);

bool matches(Node const& node, Event const& event);

// Parts of matches() that blocks run on whole columns.
bool severityMatches(Node const& leaf, std::uint8_t severity);
bool valueMatches(Node const& leaf, Kind kind, std::string_view text); // without the negation of NotEqual
bool starMatches(std::string_view pattern, std::string_view text);

// Hashes under which a block's filters know its content.
std::uint64_t wordHash(std::string_view foldedWord);
std::uint64_t valueHash(Field field, std::string_view key, std::string_view value);

// False only if no event matches, as far as a filter can tell. `may(hash, isTrace)` asks the filter.
bool mayMatch(Node const& node, std::function<bool(std::uint64_t, bool)> const& may);

} // namespace core::logs
