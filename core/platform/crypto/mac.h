// HMAC-SHA256 (RFC 2104): once, or many times with a key that stays prepared.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/secret.h"

struct evp_mac_ctx_st;

namespace core::crypto {

// The raw 32 bytes. Compare with sameBytes().
std::string hmacSha256(Secret const& key, std::string_view bytes);

// A prepared key: what signs cursors and rows for as long as the engine runs. Any thread.
class MacKey {
public:
    explicit MacKey(Secret const& key);
    ~MacKey();
    MacKey(MacKey&&) noexcept;
    MacKey& operator=(MacKey&&) noexcept;

    std::string of(std::string_view bytes) const;
    bool matches(std::string_view bytes, std::string_view mac) const;

private:
    struct Frees {
        void operator()(evp_mac_ctx_st* context) const;
    };
    std::unique_ptr<evp_mac_ctx_st, Frees> m_prepared;
};

} // namespace core::crypto
