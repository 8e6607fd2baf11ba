// Secrets that are in use right now, found exactly wherever they are about to be written: own log, events,
// tail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <bitset>
#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::log {

constexpr std::size_t kLiveSecretBytesMin = 8; // Shorter ones would redact ordinary text.
constexpr std::size_t kLiveSecretBytesMax = 4096;
constexpr std::size_t kLiveSecretsMax = 10'000;

// Found as they are, in base64 and base64url at any alignment, in hexadecimal of either case, and
// percent-encoded.
// Not found: split over two texts, compressed, in UTF-16. Any thread; add() and remove() are rare.
class LiveSecrets {
public:
    // `id` names the secret for remove(); an id that is known gets the new value. Invalid for a length that
    // is not looked for, TooMany beyond kLiveSecretsMax.
    Status add(std::string id, Secret const& secret);
    void remove(std::string_view id);

    // The list as it is, for several texts that belong together. Short-lived: add() waits for it.
    class Look {
    public:
        // Replaces every occurrence; answers how many.
        std::size_t redact(std::string& text) const;

    private:
        friend class LiveSecrets;
        explicit Look(LiveSecrets const& secrets);
        LiveSecrets const& m_secrets;
        std::shared_lock<std::shared_mutex> m_lock; // without one there is no secret
    };
    Look look() const { return Look{*this}; }
    std::size_t redact(std::string& text) const { return look().redact(text); }

private:
    struct Needle {
        std::string id;
        Secret bytes;
    };
    using Start = std::uint32_t; // the first four bytes

    bool holds(std::string_view id, std::string_view bytes) const;
    void addNeedle(std::string const& id, std::string_view bytes);
    void forget(std::string_view id);

    mutable std::shared_mutex m_mutex;
    std::unordered_multimap<Start, Needle> m_needles;
    std::bitset<65'536> m_starts; // by the first two bytes: most places of a text are left at once
    std::size_t m_secrets = 0;
    std::atomic<bool> m_any = false; // without one, texts are not looked at and nothing is locked
};

// Those of the process, as stderr is one of the process: write() looks for them in every line.
LiveSecrets& liveSecrets();

// Registered while it lives. What is too short or too long to be looked for is not registered.
class LiveSecret {
public:
    LiveSecret() = default;
    LiveSecret(std::string_view name, Secret const& secret);
    ~LiveSecret() { end(); }
    LiveSecret(LiveSecret&& other) noexcept : m_id{std::exchange(other.m_id, {})} {}
    LiveSecret& operator=(LiveSecret&& other) noexcept
    {
        if (this != &other) {
            end();
            m_id = std::exchange(other.m_id, {});
        }
        return *this;
    }
    LiveSecret(LiveSecret const&) = delete;
    LiveSecret& operator=(LiveSecret const&) = delete;

private:
    void end() noexcept;
    std::string m_id;
};

} // namespace core::log
