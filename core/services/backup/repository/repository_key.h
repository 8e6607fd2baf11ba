// The keys of a backup repository, all derived from one random root that only the vault can open.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/crypto/mac.h"

namespace core::backup {

// HMAC-SHA256 of a page's plain bytes under the repository's key, cut to 128 bits: equal pages are found
// again, and whoever reads the repository learns nothing about them, not even by guessing their content.
using PageName = std::array<unsigned char, 16>;

// Any thread.
class RepositoryKey {
public:
    static constexpr std::size_t kRootBytes = 32;

    // `engine` is the id that manifests must carry, `signerPrint` the RFC 7638 thumbprint of the key that
    // signs them.
    static Result<RepositoryKey> open(Secret const& root, std::string engine, std::string signerPrint);
    // The other direction of sealed(): root and print as one text, so that who can open the root also knows
    // the only signer. A forged repository cannot hold its own print: its maker cannot seal (A33).
    static Result<RepositoryKey> unpacked(Secret const& text, std::string engine);
    static Secret packed(Secret const& root, std::string_view signerPrint);

    std::string const& engine() const { return m_engine; }
    std::string const& signerPrint() const { return m_signerPrint; }
    PageName nameOf(std::string_view page) const;
    // One key per pack and per manifest: a nonce can then repeat nowhere.
    Result<Secret> packKey(std::string_view packId) const;
    Result<Secret> manifestKey(std::string_view backupId) const;

private:
    RepositoryKey(Secret root, crypto::MacKey names, std::string engine, std::string signerPrint)
        : m_root{std::move(root)}, m_names{std::move(names)}, m_engine{std::move(engine)},
          m_signerPrint{std::move(signerPrint)}
    {
    }

    Secret m_root;
    crypto::MacKey m_names;
    std::string m_engine;
    std::string m_signerPrint;
};

} // namespace core::backup
