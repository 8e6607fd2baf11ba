// A pack: the pages that one backup had to store, compressed and sealed in blocks, with a sealed directory at
// the end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/pack.h"

#include <algorithm>
#include <bit>

#include <zstd.h>

#include "core/platform/crypto/aead.h"
#include "core/platform/crypto/random.h"
#include "core/services/backup/repository/packed_numbers.h"
#include "core/services/backup/repository/page_map.h"

namespace core::backup {

namespace {

constexpr std::string_view kMagic = "DEWARPK1";
constexpr std::string_view kEndMagic = "DEWARPKE";
constexpr std::size_t kHeaderBytes = kMagic.size() + crypto::kStreamPrefixBytes;
constexpr std::size_t kTrailerBytes = 8 + 4 + kEndMagic.size();
constexpr int kLevel = 1; // Level 3 stores a sixth less for half as much time again (performance notes, 6).
constexpr std::uint64_t kDirectoryBytesMax = std::uint64_t{kPagesMax} * 17 + 4096;

void putFixed(std::string& out, std::uint64_t value, int bytes)
{
    for (int at = 0; at < bytes; ++at)
        out.push_back(static_cast<char>(value >> (8 * at)));
}

std::uint64_t fixedAt(std::string_view text, std::size_t at, int bytes)
{
    std::uint64_t value = 0;
    for (int step = bytes - 1; step >= 0; --step)
        value = value << 8 | static_cast<unsigned char>(text[at + static_cast<std::size_t>(step)]);
    return value;
}

std::string_view viewOf(PageName const& name)
{
    return {reinterpret_cast<char const*>(name.data()), name.size()};
}

} // namespace

void PackWriter::FreesContext::operator()(ZSTD_CCtx_s* context) const
{
    ZSTD_freeCCtx(context);
}
void PackReader::FreesContext::operator()(ZSTD_DCtx_s* context) const
{
    ZSTD_freeDCtx(context);
}
PackWriter::~PackWriter() = default;
PackWriter::PackWriter(PackWriter&&) noexcept = default;
PackWriter& PackWriter::operator=(PackWriter&&) noexcept = default;
PackReader::~PackReader() = default;
PackReader::PackReader(PackReader&&) noexcept = default;
PackReader& PackReader::operator=(PackReader&&) noexcept = default;

PackWriter::PackWriter(os::File file, Secret key, std::string prefix, std::uint32_t pageBytes)
    : m_file{std::move(file)}, m_key{std::move(key)}, m_prefix{std::move(prefix)},
      m_pageBytes{pageBytes}, m_context{ZSTD_createCCtx()}
{
}

Result<PackWriter> PackWriter::create(std::string path, std::string_view packId, std::uint32_t pageBytes,
                                      RepositoryKey const& key, Random& random)
{
    TRY(os::removeFile(path)); // What a broken-off backup left: appending to it would damage this one.
    auto file = TRY(os::File::openAppend(std::move(path)));
    auto packKey = TRY(key.packKey(packId));
    PackWriter writer{std::move(file), std::move(packKey),
                      crypto::randomBytes(random, crypto::kStreamPrefixBytes), pageBytes};
    if (writer.m_context == nullptr)
        return failed(ErrorCode::Unavailable, "there is not enough memory for a backup");
    TRY(writer.m_file.append(std::string{kMagic} + writer.m_prefix));
    writer.m_written = kHeaderBytes;
    writer.m_block.reserve(std::size_t{kBlockPages} * pageBytes);
    return writer;
}

Result<std::uint32_t> PackWriter::add(PageName const& name, std::string_view page)
{
    assert(page.size() == m_pageBytes);
    if (m_names.size() >= kPagesMax)
        return failedAs("backup-size", ErrorCode::TooLarge,
                        "the database has more pages than a backup may hold");
    auto const ordinal = static_cast<std::uint32_t>(m_names.size());
    m_names.push_back(name);
    m_block.append(page);
    if (m_block.size() == std::size_t{kBlockPages} * m_pageBytes)
        TRY(writeBlock());
    return ordinal;
}

Status PackWriter::writeBlock()
{
    std::string packed(ZSTD_compressBound(m_block.size()), '\0');
    auto const size = ZSTD_compressCCtx(m_context.get(), packed.data(), packed.size(), m_block.data(),
                                        m_block.size(), kLevel);
    if (ZSTD_isError(size) != 0)
        return failed(ErrorCode::Internal, "a block could not be compressed", ZSTD_getErrorName(size));
    packed.resize(size);
    auto const index = static_cast<std::uint32_t>(m_lengths.size());
    auto const sealed = TRY(crypto::sealChunk(m_key, m_prefix, {index, crypto::ChunkEnd::More}, packed));
    TRY(m_file.append(sealed));
    m_lengths.push_back(static_cast<std::uint32_t>(sealed.size()));
    m_written += sealed.size();
    m_block.clear();
    return Done{};
}

Result<std::uint64_t> PackWriter::finish()
{
    if (!m_block.empty())
        TRY(writeBlock());
    std::string directory;
    putNumber(directory, m_pageBytes);
    putNumber(directory, m_names.size());
    for (auto const length : m_lengths)
        putNumber(directory, length);
    for (auto const& name : m_names)
        directory.append(viewOf(name));
    auto const index = static_cast<std::uint32_t>(m_lengths.size());
    auto end = TRY(crypto::sealChunk(m_key, m_prefix, {index, crypto::ChunkEnd::Last}, directory));
    putFixed(end, m_written, 8);
    putFixed(end, index, 4);
    end.append(kEndMagic);
    TRY(m_file.append(end));
    TRY(m_file.sync());
    return m_written + end.size();
}

PackReader::PackReader(os::File file, Secret key, std::string prefix)
    : m_file{std::move(file)}, m_key{std::move(key)}, m_prefix{std::move(prefix)}, m_context{
                                                                                       ZSTD_createDCtx()}
{
}

Result<PackReader> PackReader::open(std::string const& path, std::string_view packId,
                                    RepositoryKey const& key)
{
    auto opened = os::File::openRead(path);
    if (!opened)
        return damaged("pack " + std::string{packId} + " cannot be read", opened.error().message);
    auto file = std::move(*opened);
    auto const frame = TRY(frameOf(file));
    auto const header = TRY(file.read(0, kHeaderBytes));
    auto packKey = TRY(key.packKey(packId));
    PackReader reader{std::move(file), std::move(packKey), header.substr(kMagic.size())};
    if (reader.m_context == nullptr)
        return failed(ErrorCode::Unavailable, "there is not enough memory to read a backup");
    auto read = reader.readDirectory(frame);
    if (!read)
        return damaged("the directory of pack " + std::string{packId} + " is damaged", read.error().message);
    return reader;
}

Result<PackReader::Frame> PackReader::frameOf(os::File const& file)
{
    auto const size = TRY(file.size());
    if (size < kHeaderBytes + crypto::kAeadTagBytes + kTrailerBytes)
        return damaged("a pack is cut off");
    auto const header = TRY(file.read(0, kHeaderBytes));
    auto const trailer = TRY(file.read(size - kTrailerBytes, kTrailerBytes));
    if (!header.starts_with(kMagic))
        return failedAs("backup-format", ErrorCode::Conflict,
                        "a pack has a format that this version does not read");
    if (!trailer.ends_with(kEndMagic))
        return damaged("a pack is cut off");
    Frame frame{.directoryAt = fixedAt(trailer, 0, 8),
                .blocks = static_cast<std::uint32_t>(fixedAt(trailer, 8, 4))};
    auto const end = size - kTrailerBytes;
    if (frame.directoryAt < kHeaderBytes || frame.directoryAt > end - crypto::kAeadTagBytes)
        return damaged("a pack states a directory outside of itself");
    frame.directoryBytes = end - frame.directoryAt;
    if (frame.directoryBytes > kDirectoryBytesMax || frame.blocks > kPagesMax)
        return failedAs("backup-size", ErrorCode::TooLarge, "a pack states more than a backup may hold");
    return frame;
}

Status PackReader::readDirectory(Frame const& frame)
{
    auto const sealed = TRY(m_file.read(frame.directoryAt, frame.directoryBytes));
    auto const plain =
        TRY(crypto::openChunk(m_key, m_prefix, {frame.blocks, crypto::ChunkEnd::Last}, sealed));
    NumberReader reader{plain};
    m_pageBytes = static_cast<std::uint32_t>(TRY(reader.number(kPageBytesMax)));
    auto const pages = static_cast<std::uint32_t>(TRY(reader.number(kPagesMax)));
    if (m_pageBytes < kPageBytesMin || !std::has_single_bit(m_pageBytes) ||
        frame.blocks != (pages + kBlockPages - 1) / kBlockPages)
        return damaged("a pack states impossible sizes");
    auto const blockBytesMax =
        ZSTD_compressBound(std::size_t{kBlockPages} * m_pageBytes) + crypto::kAeadTagBytes;
    m_offsets.assign(1, kHeaderBytes);
    for (std::uint32_t block = 0; block < frame.blocks; ++block)
        m_offsets.push_back(m_offsets.back() + TRY(reader.number(blockBytesMax)));
    if (m_offsets.back() != frame.directoryAt)
        return damaged("a pack states impossible sizes");
    m_names.resize(pages);
    for (auto& name : m_names) {
        auto const bytes = TRY(reader.bytes(name.size()));
        std::copy_n(reinterpret_cast<unsigned char const*>(bytes.data()), name.size(), name.begin());
    }
    if (!reader.atEnd())
        return damaged("a pack's directory is longer than it says");
    return Done{};
}

Result<std::string> PackReader::block(std::uint32_t index, RepositoryKey const& key) const
{
    if (index >= blocks())
        return damaged("a page lies outside of its pack");
    auto const sealed = TRY(m_file.read(m_offsets[index], m_offsets[index + 1] - m_offsets[index]));
    auto opened = crypto::openChunk(m_key, m_prefix, {index, crypto::ChunkEnd::More}, sealed);
    if (!opened)
        return damaged("block " + std::to_string(index) + " of a pack is damaged", opened.error().message);
    auto const packed = std::move(*opened);
    auto const first = std::size_t{index} * kBlockPages;
    auto const pages = std::min<std::size_t>(kBlockPages, m_names.size() - first);
    std::string plain(pages * m_pageBytes, '\0');
    // The size is known from the directory, so a frame that says another one is refused before it is
    // unpacked.
    if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != plain.size())
        return failedAs("backup-size", ErrorCode::Conflict,
                        "a block states another size than its pages have");
    auto const size =
        ZSTD_decompressDCtx(m_context.get(), plain.data(), plain.size(), packed.data(), packed.size());
    if (size != plain.size())
        return damaged("a block cannot be unpacked");
    for (std::size_t page = 0; page < pages; ++page)
        if (key.nameOf(std::string_view{plain}.substr(page * m_pageBytes, m_pageBytes)) !=
            m_names[first + page])
            return damaged("a page has another content than its name says");
    return plain;
}

} // namespace core::backup
