// The recovery kit: the second way to the master key, as text that a person can copy from paper.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::vault {

constexpr std::size_t kKitBytes = 32;

// Four lines of four groups; the last three letters of a line check the rest of it. Crockford's base32: no I,
// L, O, U.
Secret kitText(Secret const& bytes);
// Takes either case, any blanks and dashes, and the letters that are commonly misread (I and L as 1, O as 0).
// Invalid names the line that has a typing error.
Result<Secret> kitBytes(std::string_view text);

} // namespace core::vault
