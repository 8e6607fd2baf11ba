// One table from errno to ErrorCode; see failure.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/failure.h"

#include <cerrno>
#include <system_error>

namespace core::os {

namespace {

ErrorCode codeOf(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::NotFound;
    case EACCES:
    case EPERM:
    case ELOOP:
    case EROFS: return ErrorCode::Forbidden;
    case EEXIST:
    case ENOTEMPTY: return ErrorCode::Conflict;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EIO: // The same request may succeed on a disk that was put right.
    case EAGAIN: return ErrorCode::Unavailable;
    default: return ErrorCode::Internal;
    }
}

} // namespace

Error systemFailure(std::string const& action, std::string const& path, int code)
{
    // O_NOFOLLOW answers ELOOP; the system's own words for it would mislead.
    auto const reason = code == ELOOP ? "it is a symbolic link" : std::generic_category().message(code);
    auto error = failed(codeOf(code), "cannot " + action + " " + path + ": " + reason);
    error.local = true;
    return error;
}

} // namespace core::os
