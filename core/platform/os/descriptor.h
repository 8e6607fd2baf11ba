// Owns one file descriptor; for the files of this folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <utility>

namespace core::os {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number{number} {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : m_number{std::exchange(other.m_number, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        if (this != &other) {
            close();
            m_number = std::exchange(other.m_number, -1);
        }
        return *this;
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;

    int number() const { return m_number; }
    explicit operator bool() const { return m_number >= 0; }
    // Gives the number away: another owner closes it.
    int release() { return std::exchange(m_number, -1); }
    void close()
    {
        // Never repeated on EINTR: Linux has released the number by then.
        if (m_number >= 0)
            ::close(std::exchange(m_number, -1));
    }

private:
    int m_number = -1;
};

} // namespace core::os
