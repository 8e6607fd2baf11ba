// Names to addresses.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/platform/http/address.h"

namespace core::http {

// Blocks as long as the system's resolver does (resolv.conf). At most 16 addresses; BadGateway when there
// is none.
Result<std::vector<Address>> addressesOf(std::string const& host);

} // namespace core::http
