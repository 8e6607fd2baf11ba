// One pass over the text; every matcher either consumes what it found or leaves the position alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/log/redaction.h"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/json.hpp>

namespace core::log {

namespace {

constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kUserInfoBytesMax = 1024;
constexpr std::size_t kCredentialBytesMin = 6;
constexpr std::size_t kTokenHeaderBytesMin = 10; // {"alg":1} in base64url is longer than that.
constexpr int kDepthMax = 32;

constexpr std::array<std::string_view, 15> kSecretWords{
    "password",      "passwd", "passphrase", "pwd", "secret",      "token",   "apikey",    "privatekey",
    "authorization", "cookie", "credential", "otp", "recoverykit", "authkey", "signingkey"};

constexpr auto kSecretStarts = [] {
    std::array<bool, 256> starts{};
    for (auto const word : kSecretWords)
        starts[static_cast<unsigned char>(word.front())] = true;
    return starts;
}();

// What ends so describes a secret and is none itself.
constexpr std::array<std::string_view, 18> kHarmlessEnds{
    "id",       "ids",       "type",   "name", "at",   "count", "length", "uri", "url",
    "endpoint", "expiresin", "policy", "age",  "kind", "state", "max",    "min", "required"};

constexpr std::array<std::string_view, 5> kSchemes{"bearer", "basic", "dpop", "digest", "apikey"};

char lowerOf(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool isAlphanumeric(char letter)
{
    letter = lowerOf(letter);
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

bool isNameLetter(char letter)
{
    return isAlphanumeric(letter) || letter == '_' || letter == '-';
}

bool isBlank(char letter)
{
    return letter == ' ' || letter == '\t';
}

bool isCredentialLetter(char letter)
{
    return isNameLetter(letter) || letter == '.' || letter == '+' || letter == '/' || letter == '=' ||
           letter == '~';
}

bool endsPlainValue(char letter)
{
    return static_cast<unsigned char>(letter) <= ' ' ||
           std::string_view{"&,;)}]\"'<>"}.find(letter) != std::string_view::npos;
}

bool sameIgnoringCase(std::string_view left, std::string_view lowerRight)
{
    return std::equal(left.begin(), left.end(), lowerRight.begin(), lowerRight.end(),
                      [](char a, char b) { return lowerOf(a) == b; });
}

// "basic settings", "Bearer authentication": a short word of small letters alone is no credential.
bool isProse(std::string_view credential)
{
    return credential.size() < 16 && std::all_of(credential.begin(), credential.end(),
                                                 [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

bool isHeaderName(std::string_view name)
{
    return sameIgnoringCase(name, "authorization") || sameIgnoringCase(name, "proxy-authorization") ||
           sameIgnoringCase(name, "cookie") || sameIgnoringCase(name, "set-cookie");
}

// Walks over the text once; `position` only grows.
class Redactor {
public:
    explicit Redactor(std::string_view text) : m_text{text} { m_out.reserve(text.size()); }

    std::string run()
    {
        while (m_position < m_text.size()) {
            if (takePrivateKey() || takeToken() || takeUserInfo())
                continue;
            if (isNameLetter(m_text[m_position]))
                takeWord();
            else
                m_out += m_text[m_position++];
        }
        return std::move(m_out);
    }

private:
    bool startsAt(std::size_t position, std::string_view what) const
    {
        return m_text.substr(position, what.size()) == what;
    }

    void replaceUntil(std::size_t end)
    {
        m_out += kRedacted;
        m_position = end;
    }

    void copyUntil(std::size_t end)
    {
        m_out += m_text.substr(m_position, end - m_position);
        m_position = end;
    }

    template <class Belongs> std::size_t runFrom(std::size_t position, Belongs belongs) const
    {
        while (position < m_text.size() && belongs(m_text[position]))
            ++position;
        return position;
    }

    // -----BEGIN ... PRIVATE KEY----- to its END line, or to the end of the text.
    bool takePrivateKey()
    {
        constexpr std::string_view kBegin = "-----BEGIN ";
        if (!startsAt(m_position, kBegin))
            return false;
        auto const label = m_text.substr(m_position + kBegin.size(), 64);
        auto const labelEnd = label.find("-----");
        if (label.substr(0, labelEnd).find("PRIVATE KEY") == std::string_view::npos)
            return false;
        auto end = m_text.find("-----END ", m_position);
        if (end != std::string_view::npos)
            end = m_text.find("-----", end + 9);
        replaceUntil(end == std::string_view::npos ? m_text.size() : end + 5);
        return true;
    }

    // RFC 7515, 7.1 and RFC 7516, 7.1: base64url of a JSON object begins with eyJ; three or five parts. A
    // token cut after its second part still holds its claims.
    bool takeToken()
    {
        if (m_position < m_noTokenBefore || !startsAt(m_position, "eyJ"))
            return false;
        auto const headerEnd = runFrom(m_position, isNameLetter);
        auto end = headerEnd;
        int dots = 0;
        while (end < m_text.size() && m_text[end] == '.' && dots < 4) {
            ++dots;
            end = runFrom(end + 1, isNameLetter);
        }
        bool const isToken = headerEnd - m_position >= kTokenHeaderBytesMin &&
                             (dots >= 2 || (dots == 1 && startsAt(headerEnd + 1, "eyJ")));
        if (!isToken) {
            m_noTokenBefore = end; // A later start in the same run fails too: keeps the pass linear.
            return false;
        }
        replaceUntil(end);
        return true;
    }

    // scheme://user:password@host
    bool takeUserInfo()
    {
        if (!startsAt(m_position, "://"))
            return false;
        auto const start = m_position + 3;
        auto const part = m_text.substr(start, kUserInfoBytesMax);
        auto const authority = part.substr(0, part.find_first_of("/?# \t\r\n\"'<>"));
        auto const at = authority.rfind('@');
        auto const colon = authority.find(':');
        if (at == std::string_view::npos || colon == std::string_view::npos || colon > at)
            return false;
        copyUntil(start + colon + 1);
        replaceUntil(start + at);
        return true;
    }

    void takeWord()
    {
        auto end = runFrom(m_position, isNameLetter);
        auto const token = m_text.substr(m_position, end - m_position).find("eyJ", 1);
        if (token != std::string_view::npos && m_position + token >= m_noTokenBefore)
            return copyUntil(m_position + token);
        auto const word = m_text.substr(m_position, end - m_position);
        if (word.starts_with("AGE-SECRET-KEY-"))
            return replaceUntil(end);
        if (takeCredential(word, end))
            return;
        auto const quote = m_position > 0 ? m_text[m_position - 1] : '\0';
        auto const value =
            word.size() <= kNameBytesMax && isSecretName(word) ? valueAfter(end) : std::nullopt;
        if (!value)
            return copyUntil(end);
        bool const isHeader = isHeaderName(word);
        copyUntil(*value);
        replaceValue(isHeader, quote);
    }

    // "Bearer abc": the scheme stays, so that a reader sees what was there.
    bool takeCredential(std::string_view word, std::size_t end)
    {
        bool const isScheme = std::any_of(kSchemes.begin(), kSchemes.end(),
                                          [&](auto scheme) { return sameIgnoringCase(word, scheme); });
        if (!isScheme || end >= m_text.size() || !isBlank(m_text[end]))
            return false;
        auto const start = runFrom(end, isBlank);
        auto const stop = runFrom(start, isCredentialLetter);
        auto const credential = m_text.substr(start, stop - start);
        if (credential.size() < kCredentialBytesMin || isProse(credential))
            return false;
        copyUntil(start);
        replaceUntil(stop);
        return true;
    }

    // Where the value starts when `position` is followed by a separator.
    std::optional<std::size_t> valueAfter(std::size_t position) const
    {
        if (startsAt(position, "\\\""))
            position += 2;
        else if (position < m_text.size() && (m_text[position] == '"' || m_text[position] == '\''))
            ++position;
        position = runFrom(position, isBlank);
        auto const separator = m_text.substr(position, 3);
        if (separator.starts_with("=>"))
            position += 2;
        else if (separator.starts_with('=') || separator.starts_with(':'))
            position += 1;
        else if (sameIgnoringCase(separator, "%3d") || sameIgnoringCase(separator, "%3a"))
            position += 3;
        else
            return std::nullopt;
        position = runFrom(position, isBlank);
        if (position >= m_text.size())
            return std::nullopt;
        return position;
    }

    void replaceValue(bool isHeader, char quoteBefore)
    {
        char const first = m_text[m_position];
        if (startsAt(m_position, "\\\""))
            return replaceQuoted(2, "\\\"");
        if (first == '"' || first == '\'')
            return replaceQuoted(1, std::string_view{&m_text[m_position], 1});
        if (first == '{' || first == '[')
            return replaceUntil(endOfBrackets());
        if (isHeader)
            return replaceUntil(runFrom(m_position, [&](char letter) {
                return letter != '\r' && letter != '\n' &&
                       !((quoteBefore == '"' || quoteBefore == '\'') && letter == quoteBefore);
            }));
        auto const end = runFrom(m_position, [](char letter) { return !endsPlainValue(letter); });
        if (end == m_position)
            return copyUntil(end + 1);
        replaceUntil(end);
    }

    void replaceQuoted(std::size_t opening, std::string_view closing)
    {
        copyUntil(m_position + opening);
        auto end = m_position;
        while (end < m_text.size() && !startsAt(end, closing))
            end += m_text[end] == '\\' && closing.size() == 1 ? 2 : 1;
        replaceUntil(std::min(end, m_text.size()));
    }

    std::size_t endOfBrackets() const
    {
        int depth = 0;
        bool quoted = false;
        for (auto position = m_position; position < m_text.size(); ++position) {
            char const letter = m_text[position];
            if (letter == '\\')
                ++position;
            else if (letter == '"')
                quoted = !quoted;
            else if (!quoted && (letter == '{' || letter == '['))
                ++depth;
            else if (!quoted && (letter == '}' || letter == ']') && --depth == 0)
                return position + 1;
        }
        return m_text.size();
    }

    std::string_view m_text;
    std::string m_out;
    std::size_t m_position = 0;
    std::size_t m_noTokenBefore = 0;
};

void redactAt(json::Value& value, int depth);

void redactMember(std::string_view name, json::Value& value, int depth)
{
    if (isSecretName(name) && !value.is_null() && !value.is_bool())
        value = boost::json::string_view{kRedacted.data(), kRedacted.size()};
    else
        redactAt(value, depth);
}

void redactObject(json::Object& object, int depth)
{
    std::string named;
    for (auto const* key : {"key", "name"})
        if (auto const* const text = object.if_contains(key); text != nullptr && text->is_string())
            named = std::string{text->get_string().data(), text->get_string().size()};
    for (auto& member : object) {
        std::string_view const name{member.key().data(), member.key().size()};
        redactMember(name == "value" && !named.empty() ? std::string_view{named} : name, member.value(),
                     depth);
    }
}

void redactAt(json::Value& value, int depth)
{
    if (auto* const text = value.if_string()) {
        auto const safe = redactedText({text->data(), text->size()});
        *text = boost::json::string_view{safe.data(), safe.size()};
        return;
    }
    if (!value.is_structured())
        return;
    if (depth >= kDepthMax) {
        value = boost::json::string_view{kRedacted.data(), kRedacted.size()};
        return;
    }
    if (auto* const object = value.if_object())
        return redactObject(*object, depth + 1);
    for (auto& item : value.get_array())
        redactAt(item, depth + 1);
}

} // namespace

bool isSecretName(std::string_view name)
{
    if (name.size() > kNameBytesMax)
        name.remove_prefix(name.size() - kNameBytesMax); // The last word decides.
    // Asked for every attribute of every event: no allocation, and words are compared only where one may
    // begin.
    std::array<char, kNameBytesMax> letters;
    std::size_t count = 0;
    for (char const letter : name)
        if (isAlphanumeric(letter))
            letters[count++] = lowerOf(letter);
    std::string_view const plain{letters.data(), count};
    bool secret = false;
    for (std::size_t at = 0; at < plain.size() && !secret; ++at)
        secret =
            kSecretStarts[static_cast<unsigned char>(plain[at])] &&
            std::ranges::any_of(kSecretWords, [&](auto word) { return plain.substr(at).starts_with(word); });
    return secret && std::ranges::none_of(kHarmlessEnds, [&](auto end) { return plain.ends_with(end); });
}

bool mayHoldSecrets(std::string_view text)
{
    // What every matcher of the Redactor needs: a separator or a blank, or one of two beginnings.
    return text.find_first_of(" \t:=%") != std::string_view::npos ||
           text.find("eyJ") != std::string_view::npos ||
           text.find("AGE-SECRET-KEY-") != std::string_view::npos;
}

std::string redactedText(std::string_view text)
{
    return mayHoldSecrets(text) ? Redactor{text}.run() : std::string{text};
}

void redact(json::Value& value)
{
    redactAt(value, 0);
}

} // namespace core::log
