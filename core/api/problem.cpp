// Error documents.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/problem.h"

#include <boost/json.hpp>

#include "core/base/text.h"

namespace core::api {

int statusOf(ErrorCode code)
{
    switch (code) { // No default: the compiler asks for the new row.
    case ErrorCode::BadRequest:
        return 400;
    case ErrorCode::Unauthenticated:
        return 401;
    case ErrorCode::Forbidden:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::MethodNotAllowed:
        return 405;
    case ErrorCode::Timeout:
        return 408;
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::PreconditionFailed:
        return 412;
    case ErrorCode::TooLarge:
        return 413;
    case ErrorCode::UnsupportedType:
        return 415;
    case ErrorCode::Misdirected:
        return 421;
    case ErrorCode::Invalid:
        return 422;
    case ErrorCode::PreconditionRequired:
        return 428;
    case ErrorCode::TooMany:
        return 429;
    case ErrorCode::Internal:
        return 500;
    case ErrorCode::BadGateway:
        return 502;
    case ErrorCode::Unavailable:
        return 503;
    }
    return 500;
}

std::string_view slugOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadRequest:
        return "bad-request";
    case ErrorCode::Unauthenticated:
        return "unauthenticated";
    case ErrorCode::Forbidden:
        return "forbidden";
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::MethodNotAllowed:
        return "method-not-allowed";
    case ErrorCode::Timeout:
        return "timeout";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::PreconditionFailed:
        return "precondition-failed";
    case ErrorCode::TooLarge:
        return "too-large";
    case ErrorCode::UnsupportedType:
        return "unsupported-type";
    case ErrorCode::Misdirected:
        return "misdirected";
    case ErrorCode::Invalid:
        return "invalid";
    case ErrorCode::PreconditionRequired:
        return "precondition-required";
    case ErrorCode::TooMany:
        return "too-many-requests";
    case ErrorCode::Internal:
        return "internal";
    case ErrorCode::BadGateway:
        return "bad-gateway";
    case ErrorCode::Unavailable:
        return "unavailable";
    }
    return "internal";
}

namespace {

std::string_view titleOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadRequest:
        return "The request cannot be understood";
    case ErrorCode::Unauthenticated:
        return "Sign in first";
    case ErrorCode::Forbidden:
        return "This is not allowed";
    case ErrorCode::NotFound:
        return "There is nothing here";
    case ErrorCode::MethodNotAllowed:
        return "This method is not allowed here";
    case ErrorCode::Timeout:
        return "The request took too long";
    case ErrorCode::Conflict:
        return "This clashes with the present state";
    case ErrorCode::PreconditionFailed:
        return "It was changed in the meantime";
    case ErrorCode::TooLarge:
        return "The request is too large";
    case ErrorCode::UnsupportedType:
        return "This content type is not accepted";
    case ErrorCode::Misdirected:
        return "This host is not served here";
    case ErrorCode::Invalid:
        return "Some fields are not acceptable";
    case ErrorCode::PreconditionRequired:
        return "Say which revision you change";
    case ErrorCode::TooMany:
        return "Too many requests";
    case ErrorCode::Internal:
        return "The engine failed";
    case ErrorCode::BadGateway:
        return "Another server failed";
    case ErrorCode::Unavailable:
        return "The engine cannot do this now";
    }
    return "The engine failed";
}

// RFC 6749, 5.2 knows a closed list; auth names its own codes in Error::type.
std::string oauthCodeOf(Error const& error)
{
    if (!error.type.empty() && error.type.find('-') == std::string::npos)
        return error.type;
    switch (error.code) {
    case ErrorCode::Unauthenticated:
        return "invalid_client";
    case ErrorCode::Forbidden:
        return "access_denied";
    case ErrorCode::TooMany:
    case ErrorCode::Unavailable:
        return "temporarily_unavailable";
    case ErrorCode::Internal:
        return "server_error";
    default:
        return "invalid_request";
    }
}

// Paths of this machine are nobody's business on the network; the log has them under the same trace.
std::string shownOf(Error const& error)
{
    return error.local ? "the engine could not use one of its files" : error.message;
}

// The canonical codes of google.rpc.Code that OTLP exporters know.
int grpcCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Unauthenticated:
        return 16;
    case ErrorCode::Forbidden:
        return 7;
    case ErrorCode::NotFound:
        return 5;
    case ErrorCode::UnsupportedType:
        return 12;
    case ErrorCode::TooMany:
        return 8;
    case ErrorCode::Unavailable:
        return 14;
    case ErrorCode::Internal:
        return 13;
    default:
        return 3;
    }
}

// OTLP/HTTP, "Failures": "The response body for all HTTP 4xx and HTTP 5xx responses MUST be a
// Protobuf-encoded Status message"; and "The server MUST use the same Content-Type in the response as it
// received in the request".
constexpr std::string_view kProtobuf = "application/x-protobuf";

bool isProtobuf(std::string_view requestType)
{
    return lowered(trimmed(requestType.substr(0, requestType.find(';')))) == kProtobuf;
}

// google.rpc.Status: 1 = int32 code, 2 = string message. Codes are below 128, so each is one byte.
std::string statusMessage(int code, std::string_view message)
{
    std::string bytes{'\x08', static_cast<char>(code), '\x12'};
    auto length = message.size();
    for (; length >= 0x80; length >>= 7)
        bytes.push_back(static_cast<char>(0x80 | (length & 0x7F)));
    bytes.push_back(static_cast<char>(length));
    return bytes.append(message);
}

json::Array errorsOf(Error const& error)
{
    json::Array list;
    for (auto const& fault : error.fields)
        list.push_back(json::Object{{"pointer", fault.field}, {"detail", fault.problem}});
    return list;
}

} // namespace

std::string typeOf(Error const& error)
{
    return error.type.empty() ? std::string{slugOf(error.code)} : error.type;
}

ErrorCode codeOf(int status)
{
    switch (status) {
    case 401:
        return ErrorCode::Unauthenticated;
    case 403:
        return ErrorCode::Forbidden;
    case 404:
        return ErrorCode::NotFound;
    case 405:
        return ErrorCode::MethodNotAllowed;
    case 408:
        return ErrorCode::Timeout;
    case 413:
    case 414:
    case 431:
        return ErrorCode::TooLarge;
    case 421:
        return ErrorCode::Misdirected;
    case 429:
        return ErrorCode::TooMany;
    case 500:
        return ErrorCode::Internal;
    case 503:
        return ErrorCode::Unavailable;
    default:
        return ErrorCode::BadRequest;
    }
}

int statusOf(Error const& error, Surface surface)
{
    return surface == Surface::OAuth && error.code == ErrorCode::Invalid ? 400 : statusOf(error.code);
}

Document problemDocument(Error const& error, Surface surface, std::string_view traceId,
                         std::string_view requestType)
{
    int const status = statusOf(error, surface);
    if (surface == Surface::OAuth) {
        json::Object body{
            {"error", oauthCodeOf(error)}, {"error_description", shownOf(error)}, {"trace_id", traceId}};
        return {status, "application/json", json::text(body)};
    }
    if (surface == Surface::Otlp && isProtobuf(requestType))
        return {status, std::string{kProtobuf}, statusMessage(grpcCodeOf(error.code), shownOf(error))};
    if (surface == Surface::Otlp) {
        json::Object body{{"code", grpcCodeOf(error.code)}, {"message", shownOf(error)}};
        return {status, "application/json", json::text(body)};
    }
    json::Object body{{"type", "urn:dewar:problem:" + typeOf(error)},
                      {"title", titleOf(error.code)},
                      {"status", status},
                      {"detail", shownOf(error)},
                      {"trace_id", traceId}};
    if (!error.fields.empty())
        body["errors"] = errorsOf(error);
    return {status, "application/problem+json", json::text(body)};
}

} // namespace core::api
