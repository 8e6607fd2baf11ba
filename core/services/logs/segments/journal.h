// Journal: the append-only file that makes accepted events durable before they are answered.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/platform/os/files.h"

namespace core::logs {

constexpr std::size_t kFrameBytesMax = 8U << 20;
constexpr std::size_t kJournalFileBytesMax = 256U << 20; // Reading refuses more.

// One thread. Frames are marked, length-prefixed and summed (CRC-32C).
class Journal {
public:
    // A new, empty, durable file; what had the name is emptied.
    static Result<Journal> create(std::string const& folder, std::uint64_t number);
    // Goes on behind the last good frame; what follows is cut off.
    static Result<Journal> resume(std::string path, std::uint64_t goodBytes);

    Status append(std::string_view payload);
    Status sync() { return m_file.sync(); }
    std::string const& path() const { return m_file.path(); }
    std::uint64_t bytes() const { return m_bytes; }

private:
    Journal(os::File file, std::uint64_t bytes) : m_file{std::move(file)}, m_bytes{bytes} {}

    os::File m_file;
    std::uint64_t m_bytes = 0;
};

std::string journalName(std::uint64_t number);

struct JournalContent {
    std::vector<std::string> payloads;
    std::uint64_t goodBytes = 0;    // up to the end of the last good frame
    std::uint64_t tornBytes = 0;    // behind it: a write that was never acknowledged
    std::uint64_t damagedBytes = 0; // between good frames: the disk lost them
};
Result<JournalContent> readJournal(std::string const& path);

} // namespace core::logs
