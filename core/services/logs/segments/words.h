// Words of a message: what text search compares, in the journal and in blocks alike.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace core::logs {

// A word is a run of ASCII letters, digits, '_' and bytes above 0x7f (so every non-Latin letter). Case is
// folded for ASCII only: folding more would need tables that change with each Unicode version, and stored
// blooms would not.
inline constexpr std::array<unsigned char, 256> kFolded = [] {
    std::array<unsigned char, 256> table{}; // 0: not part of a word.
    for (int c = 0; c < 256; ++c) {
        bool const upper = c >= 'A' && c <= 'Z';
        bool const plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
        table[static_cast<std::size_t>(c)] = static_cast<unsigned char>(upper ? c + 32 : plain ? c : 0);
    }
    return table;
}();

inline bool isWordByte(char c)
{
    return kFolded[static_cast<unsigned char>(c)] != 0;
}
inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
inline char foldedByte(char c)
{
    auto const folded = kFolded[static_cast<unsigned char>(c)];
    return folded != 0 ? static_cast<char>(folded) : c;
}

// Calls visit(word, hasDigit) for each word in order.
template <class Visit> void forEachWord(std::string_view text, Visit&& visit)
{
    std::size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && !isWordByte(text[at]))
            ++at;
        auto const begin = at;
        bool digit = false;
        for (; at < text.size() && isWordByte(text[at]); ++at)
            digit = digit || isDigit(text[at]);
        if (at > begin)
            visit(text.substr(begin, at - begin), digit);
    }
}

std::string folded(std::string_view text);
bool sameFolded(std::string_view text, std::string_view foldedText);
// Whether `foldedText` occurs in `text`, in any case, and not as a part of longer words.
bool containsWords(std::string_view text, std::string_view foldedText);

} // namespace core::logs
