// The server behind all connections of one database: how to reach it, and whether it answered a moment ago.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include <libpq-fe.h>

#include "core/base/secret.h"
#include "core/platform/db/postgres/postgres_address.h"

namespace core::db::postgres {

struct CloseLink {
    void operator()(PGconn* link) const { PQfinish(link); }
};
using Link = std::unique_ptr<PGconn, CloseLink>;

enum class Access { ReadOnly, ReadWrite };

// For an answer that never comes: so long after the server should have ended the statement the client gives
// the link up, which also holds when the server is stopped or the network is gone.
constexpr std::chrono::milliseconds kAnswerGrace{2'000};
// A transaction that lies open longer than this loses its locks with its connection.
constexpr std::chrono::milliseconds kIdleTransactionMax{60'000};
constexpr std::chrono::milliseconds kLockTimeMax{10'000};
constexpr int kConnectSecondsMax = 3; // for each host
// Between two attempts to find a server that is away.
constexpr std::chrono::milliseconds kSearchPause{100};

// Any thread.
class Server {
public:
    Server(Address address, Secret password, std::chrono::milliseconds statementTimeMax)
        : m_address{std::move(address)}, m_password{std::move(password)}, m_statementTimeMax{statementTimeMax}
    {
    }

    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    // A new connection, with its session set up. Unavailable with a retry hint when no host takes it, at once
    // while the server is known to be away; Conflict when the database cannot be used (encoding, version).
    Result<Link> connect(Access access);
    // A connection was lost. Until a thread of our own has found a server again, connect() refuses at once:
    // no request waits for a host that does not answer.
    void missing();
    // How often one was lost: a connection made before the last loss is likely dead as well, whether it knows
    // or not.
    std::uint64_t losses() const { return m_losses.load(std::memory_order_relaxed); }
    Address const& address() const { return m_address; }
    std::chrono::milliseconds answerTimeMax() const { return m_statementTimeMax + kAnswerGrace; }

private:
    Result<Link> attempt(Access access) const;
    void search();

    Address m_address;
    Secret m_password;
    std::chrono::milliseconds m_statementTimeMax;
    std::atomic<bool> m_isAway{false};
    std::atomic<std::uint64_t> m_losses{0};
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_search; // from the first loss on
};

// The database is not there (anymore): Unavailable, try again in a second.
Error gone(std::string detail);
// What a failed result means to a caller. The detail has the SQLSTATE and the server's sentence, never row
// values.
Error errorOf(PGresult const* result, PGconn const* link);

} // namespace core::db::postgres
