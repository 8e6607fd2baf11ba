// The lock by which one engine at a time serves a PostgreSQL database; the server holds it for the writer's
// connection.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace core::db {

// "deward" as a number, 0x646577617264. Waits for as long as a lock may take; to be had as often as one
// likes.
inline constexpr std::string_view kLockEngine = "SELECT pg_advisory_lock(110386957349476)";
// Answers at once whether it was taken.
inline constexpr std::string_view kTryLockEngine = "SELECT pg_try_advisory_lock(110386957349476)";

} // namespace core::db
