// Writes status line, headers and body by hand: one buffer, one pass (measured faster than a serialiser).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/response_writer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace core::http {

namespace {
bool isToken(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(static_cast<char>(c)) != std::string_view::npos;
}

bool isServers(std::string_view name)
{
    auto const is = [name](std::string_view other) {
        return std::ranges::equal(name, other, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    };
    return is("content-length") || is("connection") || is("date") || is("transfer-encoding");
}

void appendNumber(std::string& out, std::size_t number)
{
    std::array<char, 24> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}
} // namespace

std::string_view reasonOf(int status)
{
    // Statuses are an open list (RFC 9110, 15): an unknown one has no phrase.
    struct Named {
        int status;
        std::string_view phrase;
    };
    static constexpr std::array kNamed{Named{200, "OK"},
                                       Named{201, "Created"},
                                       Named{202, "Accepted"},
                                       Named{204, "No Content"},
                                       Named{206, "Partial Content"},
                                       Named{302, "Found"},
                                       Named{303, "See Other"},
                                       Named{304, "Not Modified"},
                                       Named{400, "Bad Request"},
                                       Named{401, "Unauthorized"},
                                       Named{403, "Forbidden"},
                                       Named{404, "Not Found"},
                                       Named{405, "Method Not Allowed"},
                                       Named{408, "Request Timeout"},
                                       Named{409, "Conflict"},
                                       Named{412, "Precondition Failed"},
                                       Named{413, "Content Too Large"},
                                       Named{414, "URI Too Long"},
                                       Named{415, "Unsupported Media Type"},
                                       Named{417, "Expectation Failed"},
                                       Named{421, "Misdirected Request"},
                                       Named{422, "Unprocessable Content"},
                                       Named{428, "Precondition Required"},
                                       Named{429, "Too Many Requests"},
                                       Named{431, "Request Header Fields Too Large"},
                                       Named{500, "Internal Server Error"},
                                       Named{502, "Bad Gateway"},
                                       Named{503, "Service Unavailable"}};
    for (auto const& named : kNamed)
        if (named.status == status)
            return named.phrase;
    return "";
}

std::string httpDate(Time time)
{
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const seconds = static_cast<std::time_t>(secondsOf(time));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    auto const length = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                      kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                                      kMonths[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                                      parts.tm_hour, parts.tm_min, parts.tm_sec);
    return std::string(text.data(), static_cast<std::size_t>(length));
}

bool isHeaderName(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return isToken(c); });
}

bool isHeaderValue(std::string_view value)
{
    return std::ranges::none_of(value, [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7f; });
}

void appendResponse(std::string& out, Response const& response, Method method, bool close,
                    std::string_view date)
{
    bool const bare = response.status < 200 || response.status == 204 || response.status == 304;
    out.append("HTTP/1.1 ");
    appendNumber(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reasonOf(response.status)).append("\r\nDate: ").append(date).append("\r\n");
    if (!bare) {
        out.append("Content-Length: ");
        appendNumber(out, response.body.size());
        out.append("\r\n");
    }
    if (close)
        out.append("Connection: close\r\n");
    for (auto const& header : response.headers) {
        bool const sound =
            isHeaderName(header.name) && isHeaderValue(header.value) && !isServers(header.name);
        assert(sound);
        if (!sound)
            continue;   // A program's bug is not the client's second response.
        out.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    out.append("\r\n");
    if (!bare && method != Method::Head)
        out.append(response.body);
}

} // namespace core::http
