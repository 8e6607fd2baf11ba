// Messages as templates and variables: words with digits are cut out; what stays repeats and compresses.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/services/logs/segments/bytes.h"
#include "core/services/logs/segments/words.h"

namespace core::logs {

// Splits a message: `pieces` are the length-prefixed fixed parts around the variables (one more than
// variables). joinTemplate() gives back the same bytes, whatever they are.
template <class Visit> void splitMessage(std::string_view message, std::string& pieces, Visit&& variable)
{
    pieces.clear();
    std::size_t fixedFrom = 0;
    forEachWord(message, [&](std::string_view word, bool hasDigit) {
        if (!hasDigit)
            return;
        auto const at = static_cast<std::size_t>(word.data() - message.data());
        putText(pieces, message.substr(fixedFrom, at - fixedFrom));
        fixedFrom = at + word.size();
        variable(word);
    });
    putText(pieces, message.substr(fixedFrom));
}

} // namespace core::logs
