// SHA-256 and comparison in constant time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace core::crypto {

constexpr std::size_t kSha256Bytes = 32;

// Raw bytes, not hex. Any thread; each keeps one context.
std::string sha256(std::string_view bytes);

// A digest in parts. One thread at a time; usable again after finish().
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    Sha256& add(std::string_view bytes);
    // The raw digest of all that was added; starts over.
    std::string finish();

private:
    struct Frees {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Frees> m_context;
};

// Takes the same time wherever two texts of equal length differ.
bool sameBytes(std::string_view a, std::string_view b);

} // namespace core::crypto
