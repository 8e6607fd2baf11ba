// Values in their places: `__name__:value` in paths, bodies and prompts is filled as data, never read again.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "core/base/result.h"
#include "core/services/playbooks/cacao/cacao_condition.h"

namespace core::playbooks::cacao {

constexpr std::size_t kValueBytesMax = 64 * 1024;   // of one variable
constexpr std::size_t kFilledBytesMax = 256 * 1024; // of one filled path or body

// Schema: ^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$
bool isVariableName(std::string_view name);
// Length of the reference `__name__:value` that starts there, or 0.
std::size_t variableReferenceAt(std::string_view text, std::size_t at);
// The name inside a reference.
std::string_view variableIn(std::string_view reference);
std::vector<std::string> variablesIn(std::string_view text);

// Whether a text is a value of that variable type; for unknown types any text is.
Status fitsType(std::string_view type, std::string_view value);

// "METHOD target HTTP/1.1"; the version may be absent. Invalid if it is anything else.
struct RequestLine {
    std::string method;
    std::string target;
};
Result<RequestLine> requestLineFrom(std::string_view command);

// Checks what no value can change: below /api/v1/, a literal first segment, no fragment, no dot segments.
Status checkEngineTarget(std::string_view target);
// Percent-encodes every value. Refuses an empty value and one of "." and "..", which would be another path.
Result<std::string> filledTarget(std::string_view target, ValueOf const& valueOf);

// The content is JSON; values fill the texts inside it. A text that is one whole reference takes the
// variable's type.
Result<std::string> filledContent(std::string_view content, TypeOf const& typeOf, ValueOf const& valueOf);
// For people: values are made printable.
Result<std::string> filledPrompt(std::string_view text, ValueOf const& valueOf);

// The text of a value found by a JSON pointer (RFC 6901): text as it is, everything else as canonical JSON.
Result<std::string> valueAt(boost::json::value const& document, std::string_view pointer);

} // namespace core::playbooks::cacao
