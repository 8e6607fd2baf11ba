// One table from errno to ErrorCode; see failure.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/failure.h"

#include <cerrno>
#include <system_error>

namespace core::os {

Error systemFailure(std::string const& action, std::string const& path, int code)
{
    auto message = "cannot " + action + " " + path + ": ";
    if (code == ELOOP) // What O_NOFOLLOW answers; the system's own words would mislead.
        return failed(ErrorCode::Forbidden, message + "it is a symbolic link");
    message += std::generic_category().message(code);
    if (code == ENOENT || code == ENOTDIR)
        return failed(ErrorCode::NotFound, message);
    if (code == EACCES || code == EPERM || code == EROFS)
        return failed(ErrorCode::Forbidden, message);
    if (code == EEXIST || code == ENOTEMPTY)
        return failed(ErrorCode::Conflict, message);
    if (code == ENOSPC || code == EDQUOT || code == EMFILE || code == ENFILE || code == ENOMEM ||
        code == EAGAIN)
        return failed(ErrorCode::Unavailable, message);
    return failed(ErrorCode::Internal, message);
}

} // namespace core::os
