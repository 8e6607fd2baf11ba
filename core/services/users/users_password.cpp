// The offline password check.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/users/users_password.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/text.h"

namespace core::users {
namespace {

constexpr std::size_t kDifferentMin = 5;    // different characters
constexpr std::size_t kDigitsAloneMin = 20; // digits alone must be this long
constexpr std::size_t kRunMean = 3;         // characters per run from which a text counts as a walk
constexpr std::size_t kOwnNameMin = 4;      // shorter names occur in innocent words

// What people choose when they are asked for something long. Compared after decoration is taken away.
constexpr std::array kCommon = std::to_array<std::string_view>({
    "abcdefg",
    "access",
    "admin",
    "adminadmin",
    "administrator",
    "alexander",
    "autumn",
    "baseball",
    "basketball",
    "batman",
    "birthday",
    "butterfly",
    "changeme",
    "charlie",
    "chelsea",
    "chocolate",
    "christmas",
    "company",
    "computer",
    "correcthorsebatterystaple",
    "counterstrike",
    "dallascowboys",
    "default",
    "demo",
    "devilmaycry",
    "dewar",
    "dragon",
    "elizabeth",
    "enter",
    "finalfantasy",
    "firewall",
    "flower",
    "football",
    "forever",
    "freedom",
    "fuckyou",
    "gandalf",
    "godisgood",
    "guest",
    "harrypotter",
    "hello",
    "helloworld",
    "hunter",
    "iloveyou",
    "iloveyousomuch",
    "internet",
    "jamesbond",
    "jennifer",
    "jesus",
    "jesuschrist",
    "jordan",
    "justinbieber",
    "killer",
    "letmein",
    "letmeinnow",
    "liverpool",
    "liverpoolfc",
    "login",
    "lovelove",
    "manchester",
    "manchesterunited",
    "master",
    "masturbation",
    "mercedes",
    "metallica",
    "michael",
    "michelle",
    "minecraft",
    "monday",
    "monkey",
    "mustang",
    "mypassword",
    "needforspeed",
    "newpassword",
    "nothing",
    "november",
    "october",
    "oracle",
    "passphrase",
    "passw",
    "password",
    "passwordpassword",
    "pokemon",
    "porsche",
    "princess",
    "private",
    "qwerty",
    "remember",
    "root",
    "samantha",
    "samsung",
    "secret",
    "secretpassword",
    "security",
    "september",
    "server",
    "service",
    "shadow",
    "skywalker",
    "slipknot",
    "spiderman",
    "spring",
    "starwars",
    "summer",
    "sunshine",
    "superman",
    "superuser",
    "sysadmin",
    "system",
    "temporary",
    "test",
    "testpassword",
    "testtest",
    "thepassword",
    "thisisapassword",
    "thisismypassword",
    "toor",
    "trustnoone",
    "university",
    "user",
    "username",
    "volleyball",
    "websolutions",
    "welcome",
    "welcomehome",
    "whatever",
    "whosyourdaddy",
    "william",
    "windows",
    "winter",
    "wordpass",
    "yourpassword",
});
static_assert(std::is_sorted(kCommon.begin(), kCommon.end()));

// Rows of the usual keyboard.
constexpr std::array kRows =
    std::to_array<std::string_view>({"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"});

bool isLetter(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

struct Key {
    int row = -1;
    int column = -1;
};

Key keyOf(char c)
{
    for (int row = 0; row < static_cast<int>(kRows.size()); ++row) {
        auto const column = kRows[static_cast<std::size_t>(row)].find(c);
        if (column != std::string_view::npos)
            return {row, static_cast<int>(column)};
    }
    return {};
}

// The next character follows from this one: the same, the neighbour in the alphabet, or a neighbouring key.
bool follows(char before, char after)
{
    if (before == after)
        return true;
    bool const letters = isLetter(before) && isLetter(after);
    bool const digits = isDigit(before) && isDigit(after);
    if ((letters || digits) && (after - before == 1 || before - after == 1))
        return true;
    auto const a = keyOf(before);
    auto const b = keyOf(after);
    if (a.row < 0 || b.row < 0)
        return false;
    // Keys that touch, corners included: "q1w2e3" goes up and down between two rows.
    auto const apart = [](int x, int y) { return x > y ? x - y : y - x; };
    return apart(a.row, b.row) <= 1 && apart(a.column, b.column) <= 1;
}

bool isWalk(std::string_view text)
{
    std::size_t runs = 1;
    for (std::size_t i = 1; i < text.size(); ++i)
        runs += follows(text[i - 1], text[i]) ? 0 : 1;
    return runs * kRunMean <= text.size();
}

// One piece again and again: "abcabcabcabc".
bool isRepeat(std::string_view text)
{
    for (std::size_t unit = 1; unit <= text.size() / 2; ++unit) {
        if (text.substr(unit) == text.substr(0, text.size() - unit))
            return true;
    }
    return false;
}

// Letters that are written as digits and signs, the way everybody does it.
char plainLetter(char c)
{
    switch (c) {
    case '0':
        return 'o';
    case '1':
        return 'i';
    case '!':
        return 'i';
    case '3':
        return 'e';
    case '4':
        return 'a';
    case '@':
        return 'a';
    case '5':
        return 's';
    case '$':
        return 's';
    case '7':
        return 't';
    default:
        return c;
    }
}

// Without what is put before and behind a word: "!!password2024" is "password".
std::string_view undecorated(std::string_view text)
{
    while (!text.empty() && !isLetter(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && !isLetter(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isCommon(std::string_view text)
{
    std::string word;
    for (char const c : undecorated(text)) {
        char const letter = plainLetter(c);
        if (isLetter(letter))
            word += letter;
        else if (c != ' ' && c != '_' && c != '-' && c != '.')
            return false;
    }
    return std::binary_search(kCommon.begin(), kCommon.end(), word);
}

} // namespace

std::optional<std::string> passwordProblem(std::string_view password, std::string_view name,
                                           std::string_view email)
{
    auto const length = codePointsIn(password);
    if (length < kPasswordLengthMin || length > kPasswordLengthMax)
        return "must have 12 to 256 characters";
    auto const small = lowered(password);
    if (std::set<char>{small.begin(), small.end()}.size() < kDifferentMin)
        return "must have at least 5 different characters";
    bool const digitsAlone = std::all_of(small.begin(), small.end(), isDigit);
    if (digitsAlone && length < kDigitsAloneMin)
        return "must not be digits alone";
    if (isRepeat(small))
        return "must not repeat one piece";
    if (isWalk(small))
        return "must not follow the keyboard or the alphabet";
    if (isCommon(small))
        return "is one of the passwords that are tried first";
    for (auto const own : {name, email.substr(0, email.find('@'))}) {
        if (own.size() >= kOwnNameMin && small.find(lowered(own)) != std::string::npos)
            return "must not hold the user's own name";
    }
    return std::nullopt;
}

} // namespace core::users
