// Makes log traffic like that of a small shop's services: the same seed gives the same lines.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.h"

namespace dewarctl {

// An OTLP/HTTP JSON export (ExportLogsServiceRequest) of `count` records of several services up to `until`.
std::string otlpTraffic(std::size_t count, core::Time until, std::uint64_t seed);
// The same kind of traffic as JSON lines, as a reverse proxy writes them.
std::string jsonLines(std::size_t count, core::Time until, std::uint64_t seed);

} // namespace dewarctl
