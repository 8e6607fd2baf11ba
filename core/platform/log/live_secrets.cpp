// Exact search for secrets in the forms that they take in logs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/log/live_secrets.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <set>

#include "core/base/text.h"
#include "core/platform/log/redaction.h"

namespace core::log {

namespace {

std::uint32_t startOf(std::string_view bytes)
{
    std::uint32_t start = 0;
    std::memcpy(&start, bytes.data(), sizeof start);
    return start;
}

std::size_t pairOf(std::string_view bytes)
{
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
           static_cast<unsigned char>(bytes[1]);
}

// The characters that a secret alone decides when it lies `before` bytes into base64 text.
std::string_view fixedPart(std::string_view encoded, std::size_t before, std::size_t secretBytes)
{
    auto const begin = (before * 8 + 5) / 6;
    auto const end = (before + secretBytes) * 8 / 6;
    return encoded.substr(begin, end - begin);
}

// The forms a secret takes in logs. Wiped by the caller's Secret needles; short-lived here.
std::set<std::string> formsOf(std::string_view secret)
{
    std::set<std::string> forms{std::string{secret}, percentEncoded(secret), hexOf(secret)};
    auto upper = hexOf(secret);
    for (auto& c : upper)
        c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    forms.insert(std::move(upper));
    auto lowerPercent = percentEncoded(secret);
    for (std::size_t i = 0; i + 2 < lowerPercent.size(); ++i)
        if (lowerPercent[i] == '%')
            for (auto const at : {i + 1, i + 2})
                lowerPercent[at] = lowered(std::string_view{lowerPercent}.substr(at, 1)).front();
    forms.insert(std::move(lowerPercent));
    for (std::size_t before = 0; before < 3; ++before) {
        auto const shifted = std::string(before, '\0') + std::string{secret};
        forms.emplace(fixedPart(base64Of(shifted), before, secret.size()));
        forms.emplace(fixedPart(base64urlOf(shifted), before, secret.size()));
    }
    return forms;
}

} // namespace

Status LiveSecrets::add(std::string id, Secret const& secret)
{
    if (secret.size() < kLiveSecretBytesMin || secret.size() > kLiveSecretBytesMax)
        return failed(ErrorCode::Invalid, "a secret of this length cannot be looked for in logs");
    std::unique_lock const lock{m_mutex};
    if (holds(id, secret.view()))
        return Done{};
    forget(id);
    if (m_secrets >= kLiveSecretsMax)
        return failed(ErrorCode::TooMany, "too many live secrets are looked for in logs");
    for (auto const& form : formsOf(secret.view()))
        addNeedle(id, form);
    ++m_secrets;
    m_any.store(true, std::memory_order_release);
    return Done{};
}

bool LiveSecrets::holds(std::string_view id, std::string_view bytes) const
{
    auto const [first, last] = m_needles.equal_range(startOf(bytes));
    return std::any_of(first, last, [&](auto const& entry) {
        return entry.second.id == id && entry.second.bytes.view() == bytes;
    });
}

void LiveSecrets::addNeedle(std::string const& id, std::string_view bytes)
{
    m_needles.emplace(startOf(bytes), Needle{id, Secret{bytes}});
    m_starts.set(pairOf(bytes));
}

void LiveSecrets::remove(std::string_view id)
{
    std::unique_lock const lock{m_mutex};
    forget(id);
    m_any.store(m_secrets > 0, std::memory_order_release);
}

void LiveSecrets::forget(std::string_view id)
{
    auto const removed = std::erase_if(m_needles, [&](auto const& entry) { return entry.second.id == id; });
    if (removed == 0)
        return;
    --m_secrets;
    m_starts.reset();
    for (auto const& [start, needle] : m_needles)
        m_starts.set(pairOf(needle.bytes.view()));
}

LiveSecrets::Look::Look(LiveSecrets const& secrets) : m_secrets{secrets}
{
    if (secrets.m_any.load(std::memory_order_acquire))
        m_lock = std::shared_lock{secrets.m_mutex};
}

std::size_t LiveSecrets::Look::redact(std::string& text) const
{
    std::size_t count = 0;
    if (!m_lock || text.size() < kLiveSecretBytesMin)
        return count;
    for (std::size_t at = 0; at + sizeof(Start) <= text.size();) {
        std::string_view const rest = std::string_view{text}.substr(at);
        if (!m_secrets.m_starts.test(pairOf(rest))) {
            ++at;
            continue;
        }
        auto const [first, last] = m_secrets.m_needles.equal_range(startOf(rest));
        std::size_t longest = 0;
        for (auto needle = first; needle != last; ++needle)
            if (rest.starts_with(needle->second.bytes.view()))
                longest = std::max(longest, needle->second.bytes.size());
        if (longest == 0) {
            ++at;
            continue;
        }
        text.replace(at, longest, kRedacted);
        at += kRedacted.size();
        ++count;
    }
    return count;
}

LiveSecrets& liveSecrets()
{
    static LiveSecrets secrets;
    return secrets;
}

LiveSecret::LiveSecret(std::string_view name, Secret const& secret)
{
    static std::atomic<std::uint64_t> number{0};
    auto id = std::string{name} + "#" + std::to_string(++number);
    if (liveSecrets().add(id, secret))
        m_id = std::move(id);
}

void LiveSecret::end() noexcept
{
    if (!m_id.empty())
        liveSecrets().remove(m_id);
}

} // namespace core::log
