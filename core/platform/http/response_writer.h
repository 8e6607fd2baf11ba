// A Response becomes the bytes of one write.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/platform/http/message.h"

namespace core::http {

std::string_view reasonOf(int status);
// RFC 9110, 5.6.7: "Tue, 24 Nov 2026 20:15:00 GMT".
std::string httpDate(Time time);
// No control characters but tab; never sent otherwise.
bool isHeaderName(std::string_view name);    // a token, RFC 9110, 5.6.2
bool isHeaderValue(std::string_view value);  // RFC 9110, 5.5

// Appends the whole answer. `method` Head keeps the length and leaves the body out; 204, 304 and 1xx have
// neither.
void appendResponse(std::string& out, Response const& response, Method method, bool close,
                    std::string_view date);

} // namespace core::http
