// Writing and reading the recovery kit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_kit.h"

#include <cstdint>

#include "core/platform/crypto/hash.h"

namespace core::vault {

namespace {
constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLines = 4;
constexpr std::size_t kLineBytes = kKitBytes / kLines;
constexpr std::size_t kLineLetters = 16;
constexpr std::size_t kCheckLetters = 3; // 15 bits: one typing error in 32768 goes unseen
constexpr std::size_t kValueLetters = kLineLetters - kCheckLetters;
constexpr std::size_t kTextMax = 1024;

std::uint64_t numberOf(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (unsigned char const byte : bytes)
        number = number << 8 | byte;
    return number;
}

// The first 15 bits of a digest over the line and its place, so that swapped lines are seen too.
std::uint64_t checkOf(std::size_t line, std::string_view bytes)
{
    Secret const text{"dewar recovery kit line " + std::to_string(line) + ":" + std::string{bytes}};
    return numberOf(crypto::sha256(text.view()).substr(0, 2)) >> 1;
}

void putLetters(std::string& out, std::uint64_t value, std::size_t letters)
{
    for (std::size_t place = letters; place-- > 0;)
        out.push_back(kLetters[value >> (place * 5) & 31]);
}

// 0 to 31, or -1 for what is no letter of the alphabet.
int valueOf(char letter)
{
    if (letter >= 'a' && letter <= 'z')
        letter = static_cast<char>(letter - 'a' + 'A');
    if (letter == 'O')
        letter = '0';
    if (letter == 'I' || letter == 'L')
        letter = '1';
    auto const at = kLetters.find(letter);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool isBetween(char c)
{
    return c == ' ' || c == '-' || c == '\n' || c == '\r' || c == '\t';
}

Error badLine(std::size_t line)
{
    return failed(ErrorCode::Invalid,
                  "line " + std::to_string(line + 1) + " of the recovery kit has a typing error");
}

// Eight bytes of one line, appended to `out`.
Status readLine(std::size_t line, std::string_view letters, std::string& out)
{
    std::uint64_t value = 0;
    for (char const letter : letters.substr(0, kValueLetters)) {
        auto const part = valueOf(letter);
        // 13 letters hold 65 bits; the first may not use the one too many.
        if (part < 0 || value >> 59 != 0)
            return badLine(line);
        value = value << 5 | static_cast<std::uint64_t>(part);
    }
    std::uint64_t check = 0;
    for (char const letter : letters.substr(kValueLetters)) {
        auto const part = valueOf(letter);
        if (part < 0)
            return badLine(line);
        check = check << 5 | static_cast<std::uint64_t>(part);
    }
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(value >> shift));
    if (check != checkOf(line, bytes))
        return badLine(line);
    out += bytes;
    wipe(bytes.data(), bytes.size());
    return Done{};
}
} // namespace

Secret kitText(Secret const& bytes)
{
    std::string text;
    text.reserve(kLines * (kLineLetters + 4)); // no reallocation leaves a copy behind
    for (std::size_t line = 0; line < kLines; ++line) {
        auto const part = bytes.view().substr(line * kLineBytes, kLineBytes);
        std::string letters;
        letters.reserve(kLineLetters);
        putLetters(letters, numberOf(part), kValueLetters);
        putLetters(letters, checkOf(line, part), kCheckLetters);
        for (std::size_t at = 0; at < letters.size(); at += 4)
            text += (at == 0 ? "" : "-") + letters.substr(at, 4);
        text += '\n';
        wipe(letters.data(), letters.size());
    }
    Secret secret{text};
    wipe(text.data(), text.size());
    return secret;
}

Result<Secret> kitBytes(std::string_view text)
{
    if (text.size() > kTextMax)
        return failed(ErrorCode::Invalid, "the recovery kit is too long");
    std::string letters;
    letters.reserve(text.size());
    for (char const c : text)
        if (!isBetween(c))
            letters.push_back(c);
    Secret const held{letters};
    wipe(letters.data(), letters.size());
    if (held.size() != kLines * kLineLetters)
        return failed(ErrorCode::Invalid, "the recovery kit has four lines of sixteen letters");
    std::string bytes;
    bytes.reserve(kKitBytes);
    for (std::size_t line = 0; line < kLines; ++line)
        TRY(readLine(line, held.view().substr(line * kLineLetters, kLineLetters), bytes));
    Secret secret{bytes};
    wipe(bytes.data(), bytes.size());
    return secret;
}

} // namespace core::vault
