// A JSON Schema (2020-12) compiled once into a flat program, then checked against values without allocating.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/platform/json/json.h"

namespace core::collections::schema {

// What a schema may say:
//   type enum const; multipleOf minimum maximum exclusiveMinimum exclusiveMaximum; minLength maxLength
// pattern format;
//   prefixItems items contains minContains maxContains minItems maxItems uniqueItems unevaluatedItems;
//   properties patternProperties additionalProperties propertyNames required dependentRequired
// dependentSchemas
//   minProperties maxProperties unevaluatedProperties; allOf anyOf oneOf not if then else;
//   $defs $id $anchor $ref $dynamicAnchor $dynamicRef, all within the document.
// By the specification these are notes that refuse nothing: title description default examples deprecated
// readOnly writeOnly $comment contentEncoding contentMediaType contentSchema.
// Every other word is refused by name when the schema is compiled: a rule that looks enforced and is not
// is worse than none. Nothing is ever fetched.
struct Options {
    std::string_view pointer = {}; // where the schema stands in what the caller sent: "/schema"
    bool assertFormats = true;     // false: `format` is a note, as the specification has it by default
};

constexpr std::size_t kSchemaBytesMax = 256 * 1024;
constexpr std::size_t kSchemaNodesMax = 4096;
constexpr std::size_t kPatternsMax = 256;
constexpr std::size_t kPatternBytesMax = 1024;
constexpr std::size_t kCheckStepsMax = 200'000; // of one check: about two milliseconds
constexpr std::size_t kCheckDepthMax = 400;     // nested schemas of one check
constexpr std::size_t kFaultsMax = 100;

struct Program;

// Immutable; safe from any thread.
class Schema {
public:
    // Invalid with every fault's JSON pointer: unknown keywords, values of the wrong type, references
    // that lead nowhere or in a circle, patterns that RE2 cannot express, formats that are not checked,
    // and the bounds above.
    static Result<Schema> compile(json::Value const& document, Options const& options = {});

    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    // Invalid with up to kFaultsMax JSON pointers into `value`. Allocates only when it refuses (and for
    // names under propertyNames, more than 64 members under unevaluated*, and more than 16 items under
    // uniqueItems). Too many steps is a refusal, never an acceptance. `value` holds only numbers that
    // json::parse accepts.
    Status check(json::Value const& value) const;

    std::size_t nodes() const;

private:
    explicit Schema(std::unique_ptr<Program const> program);
    std::unique_ptr<Program const> m_program;
};

} // namespace core::collections::schema
