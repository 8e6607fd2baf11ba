// Secret: bytes that are wiped when they leave, and never printed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace core {

// Overwrites memory in a way the optimiser keeps (memset_explicit semantics).
void wipe(void* memory, std::size_t bytes);

// Owns its bytes; copies are explicit; no operator<<, no comparison (use crypto::sameBytes).
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view bytes) : m_bytes{bytes} {}
    ~Secret() { wipe(m_bytes.data(), m_bytes.size()); }
    Secret(Secret&& other) noexcept : m_bytes{std::exchange(other.m_bytes, {})} {}
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            wipe(m_bytes.data(), m_bytes.size());
            m_bytes = std::exchange(other.m_bytes, {});
        }
        return *this;
    }
    Secret(Secret const&) = delete;
    Secret& operator=(Secret const&) = delete;

    Secret copy() const { return Secret{view()}; }
    // The name says what the caller does.
    std::string_view view() const { return m_bytes; }
    std::span<unsigned char> writable(std::size_t bytes)
    {
        m_bytes.resize(bytes);
        return {reinterpret_cast<unsigned char*>(m_bytes.data()), bytes};
    }
    std::size_t size() const { return m_bytes.size(); }
    bool empty() const { return m_bytes.empty(); }

private:
    std::string m_bytes;
};

} // namespace core
