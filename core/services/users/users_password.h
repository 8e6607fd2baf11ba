// Which passwords are refused: too short, too easy to guess, or made of the user's own name.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::users {

constexpr std::size_t kPasswordLengthMin = 12; // code points; NIST SP 800-63B asks for 8, alone for 15
constexpr std::size_t kPasswordLengthMax = 256;

// Nothing, or the part of a sentence that says why the password is refused. Works offline: length, few
// different characters, digits alone, keyboard and alphabet runs, repeats, well-known words and phrases with
// decoration, and the name and e-mail of the user. A list of breached passwords can be checked beside it, not
// instead of it.
std::optional<std::string> passwordProblem(std::string_view password, std::string_view name,
                                           std::string_view email);

} // namespace core::users
