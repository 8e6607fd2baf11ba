// Memory for keys: never swapped, never in a core file, not inherited by children, wiped when it goes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/base/result.h"

namespace core::os {

// Whole pages of their own. Reading and writing follow the usual rules for shared memory.
class LockedMemory {
public:
    // Zeroed. Unavailable when the limit on locked memory (RLIMIT_MEMLOCK) is reached.
    static Result<LockedMemory> allocate(std::size_t bytes);
    ~LockedMemory();
    LockedMemory(LockedMemory&& other) noexcept;
    LockedMemory& operator=(LockedMemory&& other) noexcept;
    LockedMemory(LockedMemory const&) = delete;
    LockedMemory& operator=(LockedMemory const&) = delete;

    std::span<unsigned char> bytes() { return m_bytes; }
    std::span<unsigned char const> bytes() const { return m_bytes; }

private:
    LockedMemory(std::span<unsigned char> bytes, std::size_t mapped) : m_bytes{bytes}, m_mapped{mapped} {}
    void release();

    std::span<unsigned char> m_bytes;
    std::size_t m_mapped = 0;
};

} // namespace core::os
