// Takes secrets out of text and JSON before anything is written: log lines, events, problem details.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/platform/json/json.h"

namespace core::log {

constexpr std::string_view kRedacted = "[redacted]";

// Is a member, header, parameter or column of this name a secret? Any spelling: client_secret, X-Api-Key,
// refreshToken. What only describes one is not: token_type, secret_id, password_changed_at.
bool isSecretName(std::string_view name);

// Replaces: values of secret names (name=value, name: value, "name":"value", also percent-encoded
// separators), Authorization and Cookie headers, Bearer/Basic/DPoP credentials, JWT shapes (RFC 7515, 7516),
// PEM private keys, age identities, passwords in URLs. Linear in the length. When in doubt it redacts.
std::string redactedText(std::string_view text);

// False: redactedText would give back the text as it is. Cheap, for texts that come by the thousand.
bool mayHoldSecrets(std::string_view text);

// The same for every text in the value and for every member with a secret name, also in the list form
// {"key": "password", "value": ...} of OTLP. Below 32 levels everything goes.
void redact(json::Value& value);

} // namespace core::log
