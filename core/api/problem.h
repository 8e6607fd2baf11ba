// Turns an Error into the error document of a surface: problem+json (RFC 9457), OAuth (RFC 6749, 5.2),
// google.rpc.Status.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/api/route.h"
#include "core/base/result.h"
#include "core/platform/http/message.h"

namespace core::api {

int statusOf(ErrorCode code);
// The status on this surface: OAuth knows 400 for whatever is wrong with a request (RFC 6749, 5.2).
int statusOf(Error const& error, Surface surface);
// The slug of a code where the error names no type of its own: "forbidden".
std::string_view slugOf(ErrorCode code);
// The slug an error is known by.
std::string typeOf(Error const& error);
// Which code a status of the server's own refusals stands for.
ErrorCode codeOf(int status);

struct Document {
    int status = 500;
    std::string contentType;
    std::string body;
};
// `requestType` is the request's Content-Type: OTLP answers in the encoding that it was asked in.
Document problemDocument(Error const& error, Surface surface, std::string_view traceId,
                         std::string_view requestType = {});

} // namespace core::api
