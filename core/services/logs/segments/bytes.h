// Numbers, varints and length-prefixed text in byte strings: the alphabet of journal and block files.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace core::logs {

inline void putFixed32(std::string& out, std::uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<char>((value >> shift) & 0xff));
}

inline void putFixed64(std::string& out, std::uint64_t value)
{
    for (int shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<char>((value >> shift) & 0xff));
}

inline void putVarint(std::string& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

// Small differences of either sign stay short.
inline std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

inline void putText(std::string& out, std::string_view text)
{
    putVarint(out, text.size());
    out.append(text);
}

// Reads what was put; past the end or over a broken varint it answers zeros and ok() becomes false for good.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : m_at{bytes.data()}, m_end{bytes.data() + bytes.size()} {}

    std::uint64_t fixed(int bytes)
    {
        if (m_end - m_at < bytes)
            return fail();
        std::uint64_t value = 0;
        for (int i = 0; i < bytes; ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_at[i])) << (8 * i);
        m_at += bytes;
        return value;
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && m_at < m_end; shift += 7) {
            auto const byte = static_cast<unsigned char>(*m_at++);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80)
                return value;
        }
        return fail();
    }
    std::string_view bytes(std::uint64_t count)
    {
        if (count > static_cast<std::uint64_t>(m_end - m_at)) {
            fail();
            return {};
        }
        std::string_view const view{m_at, static_cast<std::size_t>(count)};
        m_at += count;
        return view;
    }
    std::string_view text() { return bytes(varint()); }

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_at == m_end; }
    std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }

private:
    std::uint64_t fail()
    {
        m_ok = false;
        m_at = m_end;
        return 0;
    }

    char const* m_at;
    char const* m_end;
    bool m_ok = true;
};

} // namespace core::logs
