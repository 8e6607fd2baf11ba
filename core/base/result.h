// Result<T>: a value, or the reason there is none. The only way core/ reports an expected failure.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace core {

// A closed list: api/problem.cpp turns each member into one HTTP status.
enum class ErrorCode {
    BadRequest,           // 400
    Unauthenticated,      // 401
    Forbidden,            // 403
    NotFound,             // 404
    MethodNotAllowed,     // 405
    Timeout,              // 408
    Conflict,             // 409
    PreconditionFailed,   // 412
    TooLarge,             // 413
    UnsupportedType,      // 415
    Misdirected,          // 421
    Invalid,              // 422
    PreconditionRequired, // 428
    TooMany,              // 429
    Internal,             // 500
    BadGateway,           // 502
    Unavailable,          // 503
};

struct FieldError {
    std::string field;   // JSON pointer (RFC 6901) into what the caller sent.
    std::string problem; // One sentence part: "must be text".
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message = {}; // Safe to show to the caller, unless it is local.
    std::string detail = {};  // For the log only.
    std::vector<FieldError> fields = {};
    std::string type = {}; // Slug of the problem type; empty means the code's own slug.
    std::optional<int> retryAfterSeconds = {};
    bool local = false; // The message names a file of this machine: not for callers by network.
    bool keep = false;  // The write lane commits the savepoint although it refuses: kept().
};

template <class T> class [[nodiscard]] Result {
public:
    using Value = T;

    Result(T value) : m_state{std::in_place_index<0>, std::move(value)} {}
    Result(Error error) : m_state{std::in_place_index<1>, std::move(error)} {}

    explicit operator bool() const { return m_state.index() == 0; }
    T& operator*() & { return std::get<0>(m_state); }
    // By value: `for (auto& x : *call())` must not walk over what is gone.
    T operator*() && { return std::get<0>(std::move(m_state)); }
    T const& operator*() const& { return std::get<0>(m_state); }
    T* operator->() { return &std::get<0>(m_state); }
    T const* operator->() const { return &std::get<0>(m_state); }
    Error& error() & { return std::get<1>(m_state); }
    Error&& error() && { return std::get<1>(std::move(m_state)); }
    Error const& error() const& { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

struct Done {};
using Status = Result<Done>;

inline Error failed(ErrorCode code, std::string message, std::string detail = {})
{
    return Error{.code = code, .message = std::move(message), .detail = std::move(detail)};
}

// Names the problem type as well, for failures a client must tell apart ("session-ended").
inline Error failedAs(std::string type, ErrorCode code, std::string message, std::string detail = {})
{
    return Error{
        .code = code, .message = std::move(message), .detail = std::move(detail), .type = std::move(type)};
}

// A refusal whose changes stay: wrong-password counters, reuse of a refresh token.
inline Error kept(Error error)
{
    error.keep = true;
    return error;
}

} // namespace core

// Hands the error up. A GNU statement expression: GCC and Clang, not MSVC.
#define CORE_CONCAT_(a, b) a##b
#define CORE_CONCAT(a, b) CORE_CONCAT_(a, b)
#define CORE_TRY_(expr, name)                                                                                \
    __extension__({                                                                                          \
        auto&& name = (expr);                                                                                \
        if (!name) [[unlikely]]                                                                              \
            return std::move(name).error();                                                                  \
        *std::move(name);                                                                                    \
    })
#define TRY(expr) CORE_TRY_(expr, CORE_CONCAT(tried_, __COUNTER__))
