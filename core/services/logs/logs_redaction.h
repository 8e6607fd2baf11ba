// Takes secrets out of events before the journal, the tail and the alert rules see them; called by LogsService.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <bitset>
#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/services/logs/segments/event.h"

namespace core::logs {

constexpr std::size_t kLiveSecretBytesMin = 8; // Shorter ones would redact ordinary text.
constexpr std::size_t kLiveSecretBytesMax = 4096;
constexpr std::size_t kLiveSecretsMax = 10'000;

// Secrets that are in use right now, found exactly: as they are, in base64 and base64url at any alignment, in
// hexadecimal of either case, and percent-encoded. Not found: split over two events, compressed, in UTF-16.
// Any thread; add() and remove() are rare.
class LiveSecrets {
public:
    // `id` names the secret for remove(); an id that is known gets the new value.
    Status add(std::string id, Secret const& secret);
    void remove(std::string_view id);
    // Replaces every occurrence; answers how many.
    std::size_t redact(std::string& text) const;

private:
    struct Needle {
        std::string id;
        Secret bytes;
    };
    using Start = std::uint32_t; // the first four bytes

    void addNeedle(std::string const& id, std::string_view bytes);
    void forget(std::string_view id);

    mutable std::shared_mutex m_mutex;
    std::unordered_multimap<Start, Needle> m_needles;
    std::bitset<65'536> m_starts; // by the first two bytes: most places of a text are left at once
    std::size_t m_secrets = 0;
    std::atomic<bool> m_any = false; // without one, texts are not looked at and nothing is locked
};

enum class Redaction { Clean, Redacted, Quarantined };

// Patterns (bearer tokens, JWT shapes, private keys, password=...), secret attribute names, live secrets. Never
// fails open: an event that cannot be checked loses its text and attributes and says so.
Redaction redactEvent(Event& event, LiveSecrets const& secrets);

} // namespace core::logs
