// The formats that a schema can demand of text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace core::collections::schema {

enum class Format {
    None,
    DateTime, // RFC 3339, 5.6
    Date,
    Time,
    Duration, // RFC 3339, appendix A
    Email,    // RFC 5321, 4.1.2
    Hostname, // RFC 1123, 2.1
    Ipv4,     // RFC 2673, 3.2
    Ipv6,     // RFC 4291, 2.2
    Uri,      // RFC 3986
    UriReference,
    Uuid,        // RFC 9562, 4
    JsonPointer, // RFC 6901, 5
    RelativeJsonPointer,
};

std::optional<Format> formatNamed(std::string_view name);
std::string_view nameOf(Format format);
bool hasFormat(Format format, std::string_view text);

} // namespace core::collections::schema
