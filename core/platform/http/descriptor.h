// Owns a file descriptor until somebody takes it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <utility>

namespace core::http {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number{number} {}
    Descriptor(Descriptor&& other) noexcept : m_number{std::exchange(other.m_number, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    int get() const { return m_number; }
    int take() { return std::exchange(m_number, -1); }

private:
    int m_number = -1;
};

} // namespace core::http
