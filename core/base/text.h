// Small, total functions over text: encodings, trimming, UTF-8 checks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace core {

std::string hexOf(std::string_view bytes);                     // lower case
Result<std::string> bytesFromHex(std::string_view hex);        // either case
std::string base64urlOf(std::string_view bytes);               // RFC 4648, 5; no padding
Result<std::string> bytesFromBase64url(std::string_view text); // refuses padding, blanks, loose trailing bits
std::string base64Of(std::string_view bytes);                  // RFC 4648, 4; padded
Result<std::string> bytesFromBase64(std::string_view text);

bool isUtf8(std::string_view text);              // RFC 3629: no surrogates, no overlong forms
std::size_t codePointsIn(std::string_view utf8); // of valid UTF-8
std::string_view trimmed(std::string_view text); // blanks and tabs
std::string lowered(std::string_view ascii);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string percentEncoded(std::string_view bytes);        // RFC 3986, 2.3: all but unreserved
Result<std::string> percentDecoded(std::string_view text); // refuses broken escapes and NUL
// Control, bidirectional and line-separator characters become \u{...}, so text cannot act on a terminal or a
// log.
std::string printable(std::string_view text);

} // namespace core
