// flock(2) on DIR/lock; the file holds the process number for people and for the message.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "core/platform/os/failure.h"

namespace core::os {

namespace {

std::string holderOf(Descriptor const& descriptor)
{
    std::array<char, 24> text{};
    auto const count =
        uninterrupted([&] { return ::pread(descriptor.number(), text.data(), text.size() - 1, 0); });
    auto const process = count > 0 ? std::strtol(text.data(), nullptr, 10) : 0;
    return process > 0 ? " (process " + std::to_string(process) + ")" : "";
}

} // namespace

Result<DirectoryLock> DirectoryLock::take(std::string const& directory)
{
    auto const path = directory + "/lock";
    Descriptor descriptor{uninterrupted(
        [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600); })};
    if (!descriptor)
        return systemFailure("open", path, errno);
    if (uninterrupted([&] { return ::flock(descriptor.number(), LOCK_EX | LOCK_NB); }) != 0) {
        if (errno != EWOULDBLOCK)
            return systemFailure("lock", path, errno);
        return failed(ErrorCode::Conflict,
                      "another engine" + holderOf(descriptor) + " already uses " + directory);
    }
    auto const process = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor.number(), 0) != 0 ||
        uninterrupted([&] { return ::pwrite(descriptor.number(), process.data(), process.size(), 0); }) < 0)
        return systemFailure("write", path, errno);
    return DirectoryLock{std::move(descriptor)};
}

} // namespace core::os
