// The strict reader: a SAX handler that refuses whatever two readers could understand differently.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/json/json.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>

namespace core::json {
namespace {

using boost::json::error_code;
using boost::json::string_view;

constexpr std::int64_t kExactIntegerMax = (std::int64_t{1} << 53) - 1; // RFC 7493, 2.2
constexpr double kPlainIntegerEnd = 1e21; // ES6 writes smaller doubles without an exponent

// Correctly rounded, which Boost.JSON 1.81's own conversion is not: a stored number must come back as it
// was sent.
double exactDouble(std::string_view text)
{
    double value = 0;
    auto const done = std::from_chars(text.data(), text.data() + text.size(), value);
    if (done.ec != std::errc::result_out_of_range)
        return value;
    // from_chars does not say in which direction: a magnitude below the smallest double is zero, above is
    // infinity.
    std::int64_t power = 0; // of ten, of the first digit that is not zero
    bool fraction = false;
    bool seen = false;
    auto position = std::size_t{0};
    for (; position < text.size() && text[position] != 'e' && text[position] != 'E'; ++position) {
        char const c = text[position];
        if (c == '.')
            fraction = true;
        else if (c != '-' && (seen || c != '0'))
            seen = true, power += fraction ? 0 : 1;
        else if (c == '0' && fraction)
            --power;
    }
    if (position + 1 < text.size()) {
        auto exponent = text.substr(position + 1);
        if (exponent.front() == '+')
            exponent.remove_prefix(1);
        std::int64_t parsed = 0;
        auto const read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), parsed);
        if (read.ec == std::errc::result_out_of_range)
            parsed = exponent.front() == '-' ? -1'000'000'000'000 : 1'000'000'000'000;
        power += parsed;
    }
    double const size = power > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    return text.front() == '-' ? -size : size;
}

// Builds the value in place: the stack holds the containers that are still open.
class Builder {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit Builder(bool bigIntegers) : m_bigIntegers{bigIntegers} {}

    Value take() { return std::move(m_root); }
    std::string_view refusal() const { return m_refusal; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(boost::json::object_kind); }
    bool on_object_end(std::size_t, error_code&) { return close(); }
    bool on_array_begin(error_code&) { return open(boost::json::array_kind); }
    bool on_array_end(std::size_t, error_code&) { return close(); }

    bool on_key_part(string_view part, std::size_t, error_code&)
    {
        m_text.append(part.data(), part.size());
        return true;
    }
    bool on_key(string_view part, std::size_t, error_code& error)
    {
        auto name = part;
        if (!m_text.empty()) {
            m_text.append(part.data(), part.size());
            name = m_text;
        }
        auto const [member, added] = m_open.back()->get_object().emplace(name, nullptr);
        m_text.clear();
        if (!added)
            return refuse("a name occurs twice in one object", error);
        m_slot = &member->value();
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&)
    {
        m_text.append(part.data(), part.size());
        return true;
    }
    bool on_string(string_view part, std::size_t, error_code&)
    {
        auto& string = slot().emplace_string();
        string.reserve(m_text.size() + part.size());
        string.append(m_text);
        string.append(part);
        m_text.clear();
        return true;
    }
    bool on_number_part(string_view part, error_code&)
    {
        m_text.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t value, string_view, error_code& error)
    {
        m_text.clear();
        if (!m_bigIntegers && (value > kExactIntegerMax || value < -kExactIntegerMax))
            return refuseInteger(error);
        slot() = value;
        return true;
    }
    bool on_uint64(std::uint64_t value, string_view, error_code& error)
    {
        m_text.clear();
        if (!m_bigIntegers)
            return refuseInteger(error);
        slot() = value;
        return true;
    }
    bool on_double(double, string_view last, error_code& error)
    {
        std::string_view text{last.data(), last.size()};
        if (!m_text.empty()) {
            m_text.append(text);
            text = m_text;
        }
        bool const integer = text.find_first_of(".eE") == text.npos;
        double const value = exactDouble(text);
        m_text.clear();
        if (!std::isfinite(value))
            return refuse("a number is too large for a double", error);
        // 1e20 would be written back as an integer that this reader refuses, so it is refused at the door.
        double const size = std::fabs(value);
        if (integer ||
            (!m_bigIntegers && size > static_cast<double>(kExactIntegerMax) && size < kPlainIntegerEnd))
            return refuseInteger(error);
        slot() = value;
        return true;
    }
    bool on_bool(bool value, error_code&)
    {
        slot() = value;
        return true;
    }
    bool on_null(error_code&)
    {
        slot() = nullptr;
        return true;
    }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

private:
    // Where the next value goes. A container that is being filled does not move: its parent is not touched
    // meanwhile.
    Value& slot()
    {
        if (m_open.empty())
            return m_root;
        if (m_open.back()->is_array())
            return m_open.back()->get_array().emplace_back(nullptr);
        return *m_slot;
    }
    template <class Kind> bool open(Kind kind)
    {
        auto& container = slot();
        container = kind;
        m_open.push_back(&container);
        return true;
    }
    bool close()
    {
        m_open.pop_back();
        return true;
    }
    bool refuse(std::string_view why, error_code& error)
    {
        m_refusal = why;
        error = boost::json::error::syntax;
        return false;
    }
    bool refuseInteger(error_code& error) { return refuse("an integer is beyond +-(2^53-1)", error); }

    bool m_bigIntegers;
    Value m_root;
    std::vector<Value*> m_open;
    Value* m_slot = nullptr; // of the member whose name was read last
    std::string m_text;      // parts of a name, string or number that came in pieces
    std::string_view m_refusal;
};

std::string_view reasonOf(error_code why)
{
    using Code = boost::json::error;
    if (why == Code::too_deep)
        return "it is nested too deeply";
    if (why == Code::extra_data)
        return "something follows the value";
    if (why == Code::incomplete)
        return "it ends too early";
    if (why == Code::illegal_leading_surrogate || why == Code::illegal_trailing_surrogate ||
        why == Code::expected_utf16_escape)
        return "a surrogate stands alone";
    if (why == Code::exponent_overflow)
        return "a number is too large for a double";
    return "it is not well-formed JSON in UTF-8";
}

Error refusalAt(std::size_t offset, std::string_view reason)
{
    return failed(ErrorCode::BadRequest, "The JSON text is refused at byte " + std::to_string(offset) + ": " +
                                             std::string{reason} + ".");
}

std::size_t blanksFrom(std::string_view text, std::size_t position)
{
    auto const next = text.find_first_not_of(" \t\r\n", position);
    return next == text.npos ? text.size() : next;
}

} // namespace

Result<Value> parse(std::string_view text, Limits const& limits)
{
    if (text.size() > limits.bytesMax)
        return failed(ErrorCode::TooLarge,
                      "The JSON text is longer than " + std::to_string(limits.bytesMax) + " bytes.");
    if (text.starts_with("\xEF\xBB\xBF"))
        return refusalAt(0, "it begins with a byte order mark");
    boost::json::parse_options options;
    options.max_depth = limits.depthMax;
    boost::json::basic_parser<Builder> parser{options, limits.bigIntegers};
    error_code error;
    auto const consumed = parser.write_some(false, text.data(), text.size(), error);
    if (error)
        return refusalAt(consumed,
                         parser.handler().refusal().empty() ? reasonOf(error) : parser.handler().refusal());
    if (auto const rest = blanksFrom(text, consumed); rest != text.size())
        return refusalAt(rest, "something follows the value");
    return parser.handler().take();
}

std::string textAt(Value const& object, std::string_view name, std::string_view fallback)
{
    auto const* found = find(object, name);
    auto const* string = found ? found->if_string() : nullptr;
    return string ? std::string{string->data(), string->size()} : std::string{fallback};
}

std::int64_t integerAt(Value const& object, std::string_view name, std::int64_t fallback)
{
    auto const* found = find(object, name);
    auto const* integer = found ? found->if_int64() : nullptr;
    return integer ? *integer : fallback;
}

bool boolAt(Value const& object, std::string_view name, bool fallback)
{
    auto const* found = find(object, name);
    auto const* truth = found ? found->if_bool() : nullptr;
    return truth ? *truth : fallback;
}

Value const* find(Value const& object, std::string_view name)
{
    auto const* members = object.if_object();
    return members ? members->if_contains(name) : nullptr;
}

} // namespace core::json
