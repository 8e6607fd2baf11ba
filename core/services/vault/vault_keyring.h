// The data keys of one moment: wrapped ones of every version, and this start's sealing keys in locked memory.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/os/locked_memory.h"
#include "core/services/vault/vault.h"
#include "core/services/vault/vault_store.h"

namespace core::vault {

constexpr std::size_t kStartSaltBytes = 16;
constexpr std::size_t kSealHeaderBytes = 1 + 4 + kStartSaltBytes; // format, key version, salt

// Where a wrapped data key is kept: it opens as nothing else.
std::string placeOf(std::string_view purpose, std::int64_t version);

// A sealed text is: format (1) || key version (4, big endian) || salt (16) || nonce (12) || cipher || tag
// (16). The key is HKDF(data key, salt, purpose); the salt is new randomness of every ring, so of every start
// and every rotation. A copy or an older state of the directory therefore never seals under a key that this
// one used (T19), and nonces, though random, need to be unique below one salt only. Immutable but for a
// counter; any thread.
class Keyring {
public:
    static Result<std::unique_ptr<Keyring const>> make(Vault const& vault, std::vector<WrappedKey> keys,
                                                       Random& random);

    // Internal for an unknown purpose; Unavailable after 2^31 texts of a purpose, until the next start or
    // rotation.
    Result<std::string> seal(std::string_view purpose, std::string_view context, std::string_view plain,
                             Random& random) const;
    // Refuses another purpose, another context, and anything that was changed.
    Result<Secret> open(Vault const& vault, std::string_view purpose, std::string_view context,
                        std::string_view sealed) const;

    std::vector<WrappedKey> const& keys() const { return m_keys; }

private:
    struct Sealing {
        std::string purpose;
        std::string header;
        std::size_t at = 0; // of its key in m_memory
        mutable std::atomic<std::uint64_t> texts{0};
    };

    Keyring(std::vector<WrappedKey> keys, os::LockedMemory memory)
        : m_keys{std::move(keys)}, m_memory{std::move(memory)}
    {
    }
    Sealing const* sealing(std::string_view purpose) const;
    Secret keyOf(Sealing const& sealing) const;

    std::vector<WrappedKey> m_keys;
    os::LockedMemory m_memory;
    std::vector<std::unique_ptr<Sealing>> m_sealing;
};

} // namespace core::vault
