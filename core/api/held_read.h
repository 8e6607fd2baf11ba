// A read-only connection that keeps its snapshot between requests as long as nothing was committed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/api/epochs.h"
#include "core/platform/db/tx.h"

namespace core::api {

// One per network thread. Opening and closing a WAL read transaction costs more than a point query, so it is held
// until the commit epoch moves, the writer asks to let go, or the thread is idle.
class HeldRead {
public:
    HeldRead(std::unique_ptr<db::Connection> connection, Epochs const& epochs)
        : m_connection{std::move(connection)}, m_epochs{epochs} {}

    // The transaction for this request; a snapshot at least as new as every change answered before.
    Result<db::Tx> begin();
    // When begin() failed: what needs no database is answered all the same, every statement fails at once.
    db::Tx withoutDatabase() { return db::Tx{*m_connection}; }
    // After the request: ends the snapshot when the writer waits.
    void done();
    // The thread is idle: holds nothing.
    void end();

private:
    std::unique_ptr<db::Connection> m_connection;
    Epochs const& m_epochs;
    std::uint64_t m_seen = 0;
    bool m_open = false;
};

} // namespace core::api
