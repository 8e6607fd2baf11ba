// Numbers in seven-bit groups (LEB128), and a reader that never leaves its text; for the files of this
// folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace core::backup {

// What is wrong with a repository is told by the problem type; the message names the part.
inline Error damaged(std::string what, std::string detail = {})
{
    return failedAs("backup-damaged", ErrorCode::Conflict, std::move(what), std::move(detail));
}

inline void putNumber(std::string& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

class NumberReader {
public:
    explicit NumberReader(std::string_view text) : m_text{text} {}

    // Refuses a number above `max`, in more groups than it needs, or cut off.
    Result<std::uint64_t> number(std::uint64_t max)
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (m_text.empty())
                return damaged("a list of numbers ends too early");
            auto const group = static_cast<unsigned char>(m_text.front());
            m_text.remove_prefix(1);
            value |= static_cast<std::uint64_t>(group & 0x7f) << shift;
            if ((group & 0x80) != 0)
                continue;
            if (value > max || (group == 0 && shift > 0))
                break;
            return value;
        }
        return damaged("a number is out of bounds");
    }
    Result<std::string_view> bytes(std::size_t count)
    {
        if (m_text.size() < count)
            return damaged("a list ends too early");
        auto const taken = m_text.substr(0, count);
        m_text.remove_prefix(count);
        return taken;
    }
    bool atEnd() const { return m_text.empty(); }

private:
    std::string_view m_text;
};

} // namespace core::backup
