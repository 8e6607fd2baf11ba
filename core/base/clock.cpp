// The system's clock and the one text form of a point in time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <array>
#include <cstdio>

namespace core {
namespace {

constexpr int kYearMin = 1970;
constexpr int kYearMax = 9999;

// A cursor over fixed-width digits; once it failed it stays failed.
class Digits {
public:
    explicit Digits(std::string_view text) : m_rest{text} {}

    int number(std::size_t width)
    {
        int value = 0;
        m_good = m_good && m_rest.size() >= width;
        for (std::size_t i = 0; m_good && i < width; ++i) {
            char const c = m_rest[i];
            m_good = c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        if (m_good)
            m_rest.remove_prefix(width);
        return m_good ? value : 0;
    }
    char take(std::string_view allowed)
    {
        m_good = m_good && !m_rest.empty() && allowed.find(m_rest.front()) != std::string_view::npos;
        if (!m_good)
            return '\0';
        char const c = m_rest.front();
        m_rest.remove_prefix(1);
        return c;
    }
    bool startsWith(char c) const { return m_good && !m_rest.empty() && m_rest.front() == c; }
    bool atDigit() const
    {
        return m_good && !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9';
    }
    bool ended() const { return m_good && m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_good = true;
};

// Digits after the point, cut to microseconds; more than nine end the parse with a failure.
int fractionOf(Digits& digits)
{
    int micros = 0;
    int count = 0;
    do {
        int const digit = digits.number(1);
        if (count < 6)
            micros = micros * 10 + digit;
        ++count;
    } while (digits.atDigit() && count < 9);
    for (int i = count; i < 6; ++i)
        micros *= 10;
    return micros;
}

} // namespace

Time SystemClock::now() const
{
    return std::chrono::floor<Span>(std::chrono::system_clock::now());
}

Span SystemClock::monotonic() const
{
    return std::chrono::duration_cast<Span>(std::chrono::steady_clock::now().time_since_epoch());
}

std::string rfc3339(Time time)
{
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss<Span> const clock{time - day};
    std::array<char, 64> text{};
    int const length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

Result<Time> parseRfc3339(std::string_view text)
{
    auto const bad = [] { return failed(ErrorCode::BadRequest, "must be a date and time (RFC 3339)"); };
    Digits digits{text};
    int const year = digits.number(4);
    digits.take("-");
    auto const month = static_cast<unsigned>(digits.number(2));
    digits.take("-");
    auto const day = static_cast<unsigned>(digits.number(2));
    digits.take("Tt");
    int const hour = digits.number(2);
    digits.take(":");
    int const minute = digits.number(2);
    digits.take(":");
    int const second = digits.number(2);
    int micros = 0;
    if (digits.startsWith('.')) {
        digits.take(".");
        micros = fractionOf(digits);
    }
    int offset = 0;
    char const zone = digits.take("Zz+-");
    if (zone == '+' || zone == '-') {
        int const hours = digits.number(2);
        digits.take(":");
        int const minutes = digits.number(2);
        if (hours > 23 || minutes > 59)
            return bad();
        offset = (hours * 60 + minutes) * (zone == '+' ? 1 : -1);
    }
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!digits.ended() || !date.ok() || hour > 23 || minute > 59 || second > 60)
        return bad();
    Time time =
        std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute - offset};
    // A leap second exists at the end of a UTC day only; POSIX time names it like the second after it.
    auto const ofDay = time - std::chrono::floor<std::chrono::days>(time);
    if (second == 60 && ofDay != std::chrono::hours{23} + std::chrono::minutes{59})
        return bad();
    time += std::chrono::seconds{second} + Span{micros};
    std::chrono::year_month_day const utc{std::chrono::floor<std::chrono::days>(time)};
    if (utc.year() < std::chrono::year{kYearMin} || utc.year() > std::chrono::year{kYearMax})
        return bad();
    return time;
}

} // namespace core
