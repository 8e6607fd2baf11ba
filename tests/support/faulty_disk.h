// Puts the planned disk failures (os::FaultPlan) under SQLite as well: its writes and syncs fail like those
// of our files.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace support {

// While it lives, databases that are opened write through it. Made before the engine, ended after it.
class FaultyDisk {
public:
    FaultyDisk();
    ~FaultyDisk();
    FaultyDisk(FaultyDisk const&) = delete;
    FaultyDisk& operator=(FaultyDisk const&) = delete;
};

} // namespace support
