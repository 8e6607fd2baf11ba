// Word-wise search in one text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/words.h"

namespace core::logs {

std::string folded(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        c = foldedByte(c);
    return out;
}

bool sameFolded(std::string_view text, std::string_view foldedText)
{
    if (text.size() != foldedText.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (foldedByte(text[i]) != foldedText[i])
            return false;
    return true;
}

bool containsWords(std::string_view text, std::string_view foldedText)
{
    if (foldedText.empty())
        return true;
    auto const size = foldedText.size();
    for (std::size_t at = 0; at + size <= text.size(); ++at) {
        if (foldedByte(text[at]) != foldedText.front())
            continue;
        if (at > 0 && isWordByte(text[at - 1]) && isWordByte(text[at]))
            continue;
        auto const end = at + size;
        if (end < text.size() && isWordByte(text[end]) && isWordByte(text[end - 1]))
            continue;
        if (sameFolded(text.substr(at, size), foldedText))
            return true;
    }
    return false;
}

} // namespace core::logs
