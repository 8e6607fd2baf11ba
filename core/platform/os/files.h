// Files and directories of the engine: private, durable, bounded; links at the end of a path are refused.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/os/descriptor.h"

namespace core::os {

// All functions: any thread, block on the disk, so never on a network thread or the write lane. NotFound when
// the path does not exist, Forbidden for rights and links, Unavailable for a full disk, Internal for a broken
// one. The message names the path and is meant for the operator.

constexpr unsigned kPrivateFileMode = 0600;

// The whole file; TooLarge above `bytesMax`. Regular files only.
Result<std::string> readFile(std::string const& path, std::size_t bytesMax);
// A passphrase or password: refused when another user could read or write the file; the line end is taken
// off.
Result<Secret> readSecretFile(std::string const& path, std::size_t bytesMax = 4096);

// Either the old bytes or the new ones are there, also after a power cut: a temporary file in the same
// directory, fsync, rename, fsync of the directory.
Status writeFileAtomically(std::string const& path, std::string_view bytes, unsigned mode = kPrivateFileMode);

// Renames and makes the rename durable; an existing `to` is replaced.
Status renameDurably(std::string const& from, std::string const& to);
// Done also when there is no such file.
Status removeFile(std::string const& path);
// Makes entries of the directory (created, renamed, removed files) durable.
Status fsyncDirectory(std::string const& path);

// 0700. An existing one is checked instead.
Status makePrivateDirectory(std::string const& path);
// A new 0700 directory below $TMPDIR or /tmp; the caller removes it with removeTree.
Result<std::string> makeTemporaryDirectory(std::string const& prefix);
// Ours, and closed to group and others.
Status checkPrivateDirectory(std::string const& path);
Status checkPrivateFile(std::string const& path);
// Removes a directory of ours with everything in it; links are removed, not followed. Done also when it is
// gone. Refuses "/", relative paths and directories of other users.
Status removeTree(std::string const& path);

bool exists(std::string const& path);
Result<std::uint64_t> fileSize(std::string const& path);
// Names (not paths) in byte order, without "." and ".."; TooLarge above `namesMax`.
Result<std::vector<std::string>> listDirectory(std::string const& path, std::size_t namesMax);
// What this user may still write on the file system of `path`, in bytes.
Result<std::uint64_t> freeBytes(std::string const& path);

// An append-only file. One thread at a time. After a failed sync the caller must not trust what was appended
// since the last good one: Linux drops such pages and a repeated fsync would lie (fsync(2), NOTES).
class File {
public:
    // Created with `mode` when missing; `openAppend` keeps what is there.
    static Result<File> openAppend(std::string path, unsigned mode = kPrivateFileMode);
    static Result<File> openRead(std::string path);

    Status append(std::string_view bytes);
    Status sync();
    Status truncate(std::uint64_t bytes);
    Result<std::uint64_t> size() const;
    // Up to `bytesMax` from `offset`; fewer at the end.
    Result<std::string> read(std::uint64_t offset, std::size_t bytesMax) const;
    std::string const& path() const { return m_path; }

private:
    File(std::string path, Descriptor descriptor)
        : m_path{std::move(path)}, m_descriptor{std::move(descriptor)}
    {
    }

    std::string m_path;
    Descriptor m_descriptor;
};

} // namespace core::os
