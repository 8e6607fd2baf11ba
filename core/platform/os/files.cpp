// POSIX calls behind files.h: every descriptor is close-on-exec, every interrupted call is repeated.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/platform/os/failure.h"
#include "core/platform/os/fault_plan.h"

namespace core::os {

namespace {

constexpr int kAlways = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
constexpr mode_t kGroupAndOthers = 0077;

Result<Descriptor> opened(std::string const& path, int flags, std::string const& action, mode_t mode = 0)
{
    if (path.find('\0') != std::string::npos)
        return failed(ErrorCode::Invalid, "a path holds a NUL byte");
    Descriptor descriptor{uninterrupted([&] { return ::open(path.c_str(), flags | kAlways, mode); })};
    if (!descriptor)
        return systemFailure(action, path, errno);
    return descriptor;
}

Result<struct stat> statusOf(Descriptor const& descriptor, std::string const& path)
{
    struct stat status {};
    if (::fstat(descriptor.number(), &status) != 0)
        return systemFailure("look at", path, errno);
    return status;
}

// O_NONBLOCK: opening a FIFO somebody put there must not wait for its writer.
Result<Descriptor> openedRegular(std::string const& path)
{
    auto descriptor = TRY(opened(path, O_RDONLY | O_NONBLOCK, "read"));
    auto const status = TRY(statusOf(descriptor, path));
    if (!S_ISREG(status.st_mode))
        return failed(ErrorCode::Forbidden, "cannot read " + path + ": it is not a regular file");
    return descriptor;
}

Status writeAll(Descriptor const& descriptor, std::string const& path, std::string_view bytes)
{
    std::optional<int> planned;
    if (int const code = FaultPlan::next(Operation::Write); code != 0) {
        planned = code;
        bytes = bytes.substr(0, bytes.size() / 2);
    }
    while (!bytes.empty()) {
        auto const count =
            uninterrupted([&] { return ::write(descriptor.number(), bytes.data(), bytes.size()); });
        if (count < 0)
            return systemFailure("write", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    if (planned)
        return systemFailure("write", path, *planned);
    return Done{};
}

enum class SyncKind { All, Content };

Status syncDescriptor(Descriptor const& descriptor, std::string const& path, SyncKind kind)
{
    if (int const code = FaultPlan::next(Operation::Sync); code != 0)
        return systemFailure("make durable", path, code);
    auto const call = [&] {
        return kind == SyncKind::All ? ::fsync(descriptor.number()) : ::fdatasync(descriptor.number());
    };
    if (uninterrupted(call) != 0)
        return systemFailure("make durable", path, errno);
    return Done{};
}

std::string directoryOf(std::string const& path)
{
    auto const slash = path.find_last_of('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string octal(mode_t mode)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777));
    return text.data();
}

Status checkPrivate(struct stat const& status, std::string const& path, std::string const& wanted)
{
    if (status.st_uid != ::geteuid())
        return failed(ErrorCode::Forbidden, path + " belongs to user " + std::to_string(status.st_uid) +
                                                ", but this program runs as user " +
                                                std::to_string(::geteuid()));
    if ((status.st_mode & kGroupAndOthers) != 0)
        return failed(ErrorCode::Forbidden, path + " is open to other users (mode " + octal(status.st_mode) +
                                                "): run chmod " + wanted + " " + path);
    return Done{};
}

Result<std::string> readToEnd(Descriptor const& descriptor, std::string const& path, std::size_t bytesMax)
{
    std::string bytes;
    std::array<char, 16384> piece{};
    while (true) {
        auto const count =
            uninterrupted([&] { return ::read(descriptor.number(), piece.data(), piece.size()); });
        if (count < 0)
            return systemFailure("read", path, errno);
        if (count == 0)
            return bytes;
        if (bytes.size() + static_cast<std::size_t>(count) > bytesMax)
            return failed(ErrorCode::TooLarge,
                          path + " is larger than the " + std::to_string(bytesMax) + " bytes expected here");
        bytes.append(piece.data(), static_cast<std::size_t>(count));
    }
}

std::string temporaryBeside(std::string const& path)
{
    static std::atomic<unsigned> next{0};
    return path + "." + std::to_string(::getpid()) + "-" + std::to_string(next++) + ".new";
}

Status writeTemporary(std::string const& path, std::string_view bytes, unsigned mode)
{
    ::unlink(path.c_str()); // Left by a process of the same number that died here.
    auto const descriptor = TRY(opened(path, O_WRONLY | O_CREAT | O_EXCL, "create", mode));
    if (::fchmod(descriptor.number(), mode) != 0)
        return systemFailure("set the mode of", path, errno);
    TRY(writeAll(descriptor, path, bytes));
    return syncDescriptor(descriptor, path, SyncKind::All);
}

} // namespace

Result<std::string> readFile(std::string const& path, std::size_t bytesMax)
{
    auto const descriptor = TRY(openedRegular(path));
    return readToEnd(descriptor, path, bytesMax);
}

Result<Secret> readSecretFile(std::string const& path, std::size_t bytesMax)
{
    auto const descriptor = TRY(openedRegular(path));
    // The open file is checked, not its name, so that nobody can exchange it in between.
    TRY(checkPrivate(TRY(statusOf(descriptor, path)), path, "600"));
    auto bytes = TRY(readToEnd(descriptor, path, bytesMax));
    std::string_view line = bytes;
    if (line.ends_with('\n'))
        line.remove_suffix(1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    Secret secret{line};
    wipe(bytes.data(), bytes.size());
    if (secret.empty())
        return failed(ErrorCode::Invalid, path + " is empty");
    return secret;
}

Status writeFileAtomically(std::string const& path, std::string_view bytes, unsigned mode)
{
    auto const temporary = temporaryBeside(path);
    auto status = writeTemporary(temporary, bytes, mode);
    if (status)
        status = renameDurably(temporary, path);
    if (!status)
        ::unlink(temporary.c_str());
    return status;
}

Status renameDurably(std::string const& from, std::string const& to)
{
    if (int const code = FaultPlan::next(Operation::Rename); code != 0)
        return systemFailure("rename", from, code);
    if (::rename(from.c_str(), to.c_str()) != 0)
        return systemFailure("rename", from, errno);
    TRY(fsyncDirectory(directoryOf(to)));
    if (directoryOf(from) != directoryOf(to))
        TRY(fsyncDirectory(directoryOf(from)));
    return Done{};
}

Status removeFile(std::string const& path)
{
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return systemFailure("remove", path, errno);
    return Done{};
}

Status fsyncDirectory(std::string const& path)
{
    auto const descriptor = TRY(opened(path, O_RDONLY | O_DIRECTORY, "open"));
    return syncDescriptor(descriptor, path, SyncKind::All);
}

Status makePrivateDirectory(std::string const& path)
{
    if (::mkdir(path.c_str(), 0700) != 0) {
        if (errno != EEXIST)
            return systemFailure("create", path, errno);
        return checkPrivateDirectory(path);
    }
    return fsyncDirectory(directoryOf(path));
}

Result<std::string> makeTemporaryDirectory(std::string const& prefix)
{
    char const* const set = std::getenv("TMPDIR");
    auto path = std::string{set != nullptr && set[0] == '/' ? set : "/tmp"} + "/" + prefix + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
        return systemFailure("create", path, errno);
    return path;
}

Status checkPrivateDirectory(std::string const& path)
{
    auto const descriptor = TRY(opened(path, O_RDONLY | O_DIRECTORY, "open"));
    return checkPrivate(TRY(statusOf(descriptor, path)), path, "700");
}

Status checkPrivateFile(std::string const& path)
{
    auto const descriptor = TRY(openedRegular(path));
    return checkPrivate(TRY(statusOf(descriptor, path)), path, "600");
}

Status removeTree(std::string const& path)
{
    if (path.size() < 2 || path.front() != '/')
        return failed(ErrorCode::Invalid, "will not remove the directory '" + path + "'");
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return errno == ENOENT ? Status{Done{}} : systemFailure("look at", path, errno);
    if (!S_ISDIR(status.st_mode))
        return failed(ErrorCode::Forbidden, "cannot remove " + path + ": it is not a directory");
    if (status.st_uid != ::geteuid())
        return failed(ErrorCode::Forbidden, "cannot remove " + path + ": it belongs to another user");
    std::error_code code;
    std::filesystem::remove_all(path, code);
    if (code)
        return systemFailure("remove", path, code.value());
    return Done{};
}

bool exists(std::string const& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
}

Result<std::uint64_t> fileSize(std::string const& path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return systemFailure("look at", path, errno);
    return static_cast<std::uint64_t>(status.st_size);
}

Result<std::vector<std::string>> listDirectory(std::string const& path, std::size_t namesMax)
{
    auto descriptor = TRY(opened(path, O_RDONLY | O_DIRECTORY, "list"));
    std::unique_ptr<DIR, int (*)(DIR*)> const directory{::fdopendir(descriptor.number()), ::closedir};
    if (!directory)
        return systemFailure("list", path, errno);
    descriptor.release(); // closedir closes it from here on.
    std::vector<std::string> names;
    errno = 0;
    while (auto const* const entry = ::readdir(directory.get())) {
        std::string_view const name = entry->d_name;
        if (name == "." || name == "..")
            continue;
        if (names.size() >= namesMax)
            return failed(ErrorCode::TooLarge,
                          path + " holds more than " + std::to_string(namesMax) + " files");
        names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0)
        return systemFailure("list", path, errno);
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::uint64_t> freeBytes(std::string const& path)
{
    struct statvfs status {};
    if (uninterrupted([&] { return ::statvfs(path.c_str(), &status); }) != 0)
        return systemFailure("look at", path, errno);
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<File> File::openAppend(std::string path, unsigned mode)
{
    bool const isNew = !exists(path);
    auto descriptor = TRY(opened(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, "open", mode));
    auto const status = TRY(statusOf(descriptor, path));
    if (!S_ISREG(status.st_mode))
        return failed(ErrorCode::Forbidden, "cannot open " + path + ": it is not a regular file");
    if (isNew)
        TRY(fsyncDirectory(directoryOf(path)));
    return File{std::move(path), std::move(descriptor)};
}

Result<File> File::openRead(std::string path)
{
    auto descriptor = TRY(openedRegular(path));
    return File{std::move(path), std::move(descriptor)};
}

Status File::append(std::string_view bytes)
{
    return writeAll(m_descriptor, m_path, bytes);
}

Status File::sync()
{
    return syncDescriptor(m_descriptor, m_path, SyncKind::Content);
}

Status File::truncate(std::uint64_t bytes)
{
    auto const call = [&] { return ::ftruncate(m_descriptor.number(), static_cast<off_t>(bytes)); };
    if (uninterrupted(call) != 0)
        return systemFailure("shorten", m_path, errno);
    return Done{};
}

Result<std::uint64_t> File::size() const
{
    return static_cast<std::uint64_t>(TRY(statusOf(m_descriptor, m_path)).st_size);
}

Result<std::string> File::read(std::uint64_t offset, std::size_t bytesMax) const
{
    std::string bytes(bytesMax, '\0');
    std::size_t filled = 0;
    while (filled < bytesMax) {
        auto const count = uninterrupted([&] {
            return ::pread(m_descriptor.number(), bytes.data() + filled, bytesMax - filled,
                           static_cast<off_t>(offset + filled));
        });
        if (count < 0)
            return systemFailure("read", m_path, errno);
        if (count == 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    bytes.resize(filled);
    return bytes;
}

} // namespace core::os
