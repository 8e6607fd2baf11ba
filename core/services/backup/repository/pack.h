// A pack: the pages that one backup had to store, compressed and sealed in blocks, with a sealed directory at
// the end.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/os/files.h"
#include "core/services/backup/repository/repository_key.h"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace core::backup {

// Measured on text rows (performance notes, 6): groups of 64 pages cost 2.2 KB per changed 4 KiB page at
// level 1; larger groups gain little and make one changed page dearer to read.
constexpr std::uint32_t kBlockPages = 64;
constexpr std::uint32_t kPageBytesMin = 512;
constexpr std::uint32_t kPageBytesMax = 65536;

// File: magic, 7 bytes of stream prefix, blocks back to back, directory, trailer {offset of the directory,
// number of blocks, magic}. Each block and the directory are chunks of one STREAM under the pack's own key,
// so none can be cut, moved or taken from another pack. Nothing of the plain bytes but their total size is
// visible.

// Makes a new file. One thread.
class PackWriter {
public:
    static Result<PackWriter> create(std::string path, std::string_view packId, std::uint32_t pageBytes,
                                     RepositoryKey const& key, Random& random);
    ~PackWriter();
    PackWriter(PackWriter&&) noexcept;
    PackWriter& operator=(PackWriter&&) noexcept;

    // Answers the page's ordinal. `page` has the pack's page size.
    Result<std::uint32_t> add(PageName const& name, std::string_view page);
    // Writes the rest and the directory, and waits for the disk. Answers the size of the file.
    Result<std::uint64_t> finish();

private:
    struct FreesContext {
        void operator()(ZSTD_CCtx_s* context) const;
    };
    PackWriter(os::File file, Secret key, std::string prefix, std::uint32_t pageBytes);
    Status writeBlock();

    os::File m_file;
    Secret m_key;
    std::string m_prefix;
    std::uint32_t m_pageBytes;
    std::unique_ptr<ZSTD_CCtx_s, FreesContext> m_context;
    std::string m_block; // plain pages that wait
    std::vector<PageName> m_names;
    std::vector<std::uint32_t> m_lengths; // sealed bytes of each block
    std::uint64_t m_written = 0;
};

// Opens and checks. One thread.
class PackReader {
public:
    // Everything is bounded and checked before it is unpacked.
    static Result<PackReader> open(std::string const& path, std::string_view packId,
                                   RepositoryKey const& key);
    ~PackReader();
    PackReader(PackReader&&) noexcept;
    PackReader& operator=(PackReader&&) noexcept;

    std::uint32_t pageBytes() const { return m_pageBytes; }
    std::vector<PageName> const& names() const { return m_names; }
    std::uint32_t blocks() const { return static_cast<std::uint32_t>(m_offsets.size() - 1); }
    // The plain pages of one block, each checked against its name.
    Result<std::string> block(std::uint32_t index, RepositoryKey const& key) const;

private:
    struct FreesContext {
        void operator()(ZSTD_DCtx_s* context) const;
    };
    struct Frame {
        std::uint64_t directoryAt = 0;
        std::uint64_t directoryBytes = 0;
        std::uint32_t blocks = 0;
    };
    PackReader(os::File file, Secret key, std::string prefix);
    static Result<Frame> frameOf(os::File const& file);
    Status readDirectory(Frame const& frame);

    os::File m_file;
    Secret m_key;
    std::string m_prefix;
    std::uint32_t m_pageBytes = 0;
    std::unique_ptr<ZSTD_DCtx_s, FreesContext> m_context;
    std::vector<PageName> m_names;
    std::vector<std::uint64_t> m_offsets; // of each block, and of their end
};

} // namespace core::backup
