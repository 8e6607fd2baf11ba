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
    ~Secret() { forget(m_bytes); }
    Secret(Secret&& other) noexcept : m_bytes{std::move(other.m_bytes)} { forget(other.m_bytes); }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            forget(m_bytes);
            m_bytes = std::move(other.m_bytes);
            forget(other.m_bytes);
        }
        return *this;
    }
    Secret(Secret const&) = delete;
    Secret& operator=(Secret const&) = delete;

    Secret copy() const { return Secret{view()}; }
    // The name says what the caller does.
    std::string_view view() const { return m_bytes; }
    // Drops what was held and answers that many bytes to fill.
    std::span<unsigned char> writable(std::size_t bytes)
    {
        forget(m_bytes);
        m_bytes.resize(bytes);
        return {reinterpret_cast<unsigned char*>(m_bytes.data()), bytes};
    }
    std::size_t size() const { return m_bytes.size(); }
    bool empty() const { return m_bytes.empty(); }

private:
    // The whole buffer: short strings live inside the object, where a move leaves a copy behind.
    static void forget(std::string& bytes) noexcept
    {
        bytes.resize(bytes.capacity());
        wipe(bytes.data(), bytes.size());
        bytes.clear();
    }

    std::string m_bytes;
};

} // namespace core
