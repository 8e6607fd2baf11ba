// Writing and recovering journal files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/journal.h"

#include <algorithm>

#include "core/services/logs/segments/bytes.h"
#include "core/services/logs/segments/checksum.h"

namespace core::logs {

namespace {

constexpr std::string_view kMagic = "DWRJRN01";
constexpr std::string_view kMark =
    "\x7f\x46\x52\x4d";                     // Begins each frame: reading finds its way after damage.
constexpr std::size_t kFrameHeadBytes = 12; // mark, length, sum

// The payload of the good frame that begins there, or nothing.
bool goodFrame(std::string_view bytes, std::string_view& payload)
{
    if (bytes.size() < kFrameHeadBytes || bytes.substr(0, kMark.size()) != kMark)
        return false;
    ByteReader reader{bytes.substr(kMark.size())};
    auto const length = reader.fixed(4);
    auto const sum = static_cast<std::uint32_t>(reader.fixed(4));
    if (length == 0 || length > kFrameBytesMax || length > reader.left())
        return false;
    payload = reader.bytes(length);
    return crc32c(payload) == sum;
}

} // namespace

std::string journalName(std::uint64_t number)
{
    auto digits = std::to_string(number);
    return std::string(20 - std::min<std::size_t>(20, digits.size()), '0') + digits + ".journal";
}

Result<Journal> Journal::create(std::string const& folder, std::uint64_t number)
{
    auto file = TRY(os::File::openAppend(folder + "/" + journalName(number)));
    TRY(file.truncate(0));
    TRY(file.append(kMagic));
    TRY(file.sync());
    TRY(os::fsyncDirectory(folder));
    return Journal{std::move(file), kMagic.size()};
}

Result<Journal> Journal::resume(std::string path, std::uint64_t goodBytes)
{
    auto file = TRY(os::File::openAppend(std::move(path)));
    TRY(file.truncate(goodBytes));
    TRY(file.sync());
    return Journal{std::move(file), goodBytes};
}

Status Journal::append(std::string_view payload)
{
    if (payload.empty() || payload.size() > kFrameBytesMax)
        return failed(ErrorCode::TooLarge, "a group of log events is too large for the journal");
    std::string frame;
    frame.reserve(kFrameHeadBytes + payload.size());
    frame.append(kMark);
    putFixed32(frame, static_cast<std::uint32_t>(payload.size()));
    putFixed32(frame, crc32c(payload));
    frame.append(payload);
    TRY(m_file.append(frame));
    m_bytes += frame.size();
    return Done{};
}

Result<JournalContent> readJournal(std::string const& path)
{
    auto const bytes = TRY(os::readFile(path, kJournalFileBytesMax));
    JournalContent content;
    std::string_view const all{bytes};
    // A head that is cut short was never synced, so nothing after it was acknowledged; a rotten one is looked
    // past.
    std::size_t at = std::min(kMagic.size(), all.size());
    content.goodBytes = at;
    while (at < all.size()) {
        std::string_view payload;
        if (goodFrame(all.substr(at), payload)) {
            content.damagedBytes += at - content.goodBytes;
            content.payloads.emplace_back(payload);
            at += kFrameHeadBytes + payload.size();
            content.goodBytes = at;
        } else {
            at = std::min(all.find(kMark, at + 1), all.size());
        }
    }
    content.tornBytes = all.size() - content.goodBytes;
    return content;
}

} // namespace core::logs
