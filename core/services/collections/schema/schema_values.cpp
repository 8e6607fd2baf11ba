// Equality, hashes and divisibility of JSON values as JSON Schema understands them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema_program.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace core::collections::schema {
namespace {

// A double as digits times a power of ten: the shortest decimal that reads back as the same double.
struct Decimal {
    std::uint64_t digits = 0; // up to 17 of them
    int exponent = 0;
};

Decimal decimalOf(double positive)
{
    char buffer[32];
    auto const end =
        std::to_chars(buffer, buffer + sizeof buffer, positive, std::chars_format::scientific).ptr;
    Decimal decimal;
    char const* at = buffer;
    bool fraction = false;
    for (; at != end && *at != 'e'; ++at) {
        if (*at == '.') {
            fraction = true;
        } else {
            decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(*at - '0');
            decimal.exponent -= fraction ? 1 : 0;
        }
    }
    int exponent = 0;
    std::from_chars(at + (at[1] == '+' ? 2 : 1), end, exponent);
    decimal.exponent += exponent;
    return decimal;
}

__extension__ using Wide = unsigned __int128;

// digits * 10^power modulo `modulus`.
std::uint64_t scaledModulo(std::uint64_t digits, int power, std::uint64_t modulus)
{
    Wide result = digits % modulus;
    Wide factor = 10 % modulus;
    for (; power > 0; power >>= 1) {
        if (power & 1)
            result = result * factor % modulus;
        factor = factor * factor % modulus;
    }
    return static_cast<std::uint64_t>(result);
}

std::uint64_t mixed(std::uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

std::uint64_t hashOfText(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (char const c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mixed(hash);
}

bool sameMembers(json::Object const& left, json::Object const& right)
{
    if (left.size() != right.size())
        return false;
    return std::all_of(left.begin(), left.end(), [&](auto const& member) {
        auto const* other = right.if_contains(member.key());
        return other && sameValue(member.value(), *other);
    });
}

} // namespace

unsigned typesOf(json::Value const& value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return kNull;
    case boost::json::kind::bool_:
        return kBoolean;
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
        return kInteger | kNumber;
    case boost::json::kind::double_:
        return std::trunc(value.get_double()) == value.get_double() ? kInteger | kNumber : kNumber;
    case boost::json::kind::string:
        return kString;
    case boost::json::kind::array:
        return kArray;
    case boost::json::kind::object:
        return kObject;
    }
    return 0;
}

double numberOf(json::Value const& number)
{
    if (auto const* integer = number.if_int64())
        return static_cast<double>(*integer);
    if (auto const* natural = number.if_uint64())
        return static_cast<double>(*natural);
    return number.get_double();
}

bool sameValue(json::Value const& left, json::Value const& right)
{
    if (left.is_int64() && right.is_int64())
        return left.get_int64() == right.get_int64();
    if (left.is_number() && right.is_number())
        return numberOf(left) == numberOf(right);
    if (left.kind() != right.kind())
        return false;
    if (auto const* text = left.if_string())
        return *text == right.get_string();
    if (auto const* truth = left.if_bool())
        return *truth == right.get_bool();
    if (auto const* array = left.if_array())
        return std::equal(array->begin(), array->end(), right.get_array().begin(), right.get_array().end(),
                          sameValue);
    if (auto const* object = left.if_object())
        return sameMembers(*object, right.get_object());
    return true; // null
}

std::uint64_t hashOf(json::Value const& value)
{
    if (value.is_number()) {
        auto const number = numberOf(value);
        return mixed(number == 0 ? 1 : std::bit_cast<std::uint64_t>(number));
    }
    if (auto const* text = value.if_string())
        return hashOfText(*text);
    if (auto const* truth = value.if_bool())
        return *truth ? 0x9e3779b97f4a7c15ULL : 0x7f4a7c159e3779b9ULL;
    std::uint64_t hash = 0x2545f4914f6cdd1dULL;
    if (auto const* array = value.if_array())
        for (auto const& item : *array)
            hash = mixed(hash + 1) ^ hashOf(item);
    else if (auto const* object = value.if_object())
        for (auto const& member : *object) // a sum: the order of members does not count
            hash += mixed(hashOfText(member.key()) ^ std::rotl(hashOf(member.value()), 21));
    return hash;
}

bool isMultiple(double value, double step)
{
    if (value == 0)
        return true;
    auto const [digits, power] = decimalOf(std::fabs(value));
    auto const [stepDigits, stepPower] = decimalOf(step);
    if (power >= stepPower)
        return scaledModulo(digits, power - stepPower, stepDigits) == 0;
    if (stepPower - power > 17)
        return false; // the step has more zeros at its end than the value has digits
    Wide scaled = stepDigits;
    for (int i = power; i < stepPower; ++i)
        scaled *= 10;
    return Wide{digits} % scaled == 0;
}

NameTable::Entry& NameTable::add(std::string_view name)
{
    auto const [found, added] = m_building.emplace(name, m_entries.size());
    if (added)
        m_entries.push_back({.name = std::string{name}});
    return m_entries[found->second];
}

void NameTable::finish()
{
    m_building = {};
    m_order.resize(m_entries.size());
    for (std::uint32_t i = 0; i < m_order.size(); ++i)
        m_order[i] = i;
    std::sort(m_order.begin(), m_order.end(), [this](auto a, auto b) {
        auto const& left = m_entries[a].name;
        auto const& right = m_entries[b].name;
        return left.size() != right.size() ? left.size() < right.size() : left < right;
    });
    m_required = static_cast<std::size_t>(
        std::count_if(m_entries.begin(), m_entries.end(), [](auto const& entry) { return entry.required; }));
}

NameTable::Entry const* NameTable::find(std::string_view name, std::size_t& hint) const
{
    if (hint < m_entries.size() && m_entries[hint].name == name)
        return &m_entries[hint++];
    std::size_t low = 0;
    for (std::size_t high = m_order.size(); low < high;) {
        auto const middle = (low + high) / 2;
        std::string_view const other = m_entries[m_order[middle]].name;
        if (other.size() != name.size() ? other.size() < name.size() : other < name)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == m_order.size() || m_entries[m_order[low]].name != name)
        return nullptr;
    hint = m_order[low] + 1;
    return &m_entries[m_order[low]];
}

} // namespace core::collections::schema
