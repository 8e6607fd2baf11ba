// One PostgreSQL connection: waiting with a deadline, losing and finding the server, plain statements.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/postgres/postgres_connection.h"

#include <algorithm>
#include <cassert>
#include <cerrno>

#include <poll.h>

#include "core/platform/db/statement_faults.h"

namespace core::db::postgres {

PostgresConnection::~PostgresConnection()
{
    m_statements.clear();
} // Before the link closes.

Status PostgresConnection::connect()
{
    // What was idle while another connection was lost is made anew rather than found dead by the next
    // request.
    auto const losses = m_server->losses();
    if (m_link && losses != m_lossesBefore && !inTransaction())
        m_link.reset();
    if (m_link && PQstatus(m_link.get()) == CONNECTION_OK)
        return Done{};
    m_link = TRY(m_server->connect(m_access));
    m_lossesBefore = losses;
    ++m_linkNumber; // No statement is prepared on it.
    return Done{};
}

void PostgresConnection::disconnect()
{
    m_link.reset();
    m_wasInTransaction = false;
    m_transactionLost = false;
}

Status PostgresConnection::ready()
{
    if (m_transactionLost)
        return gone("the connection was lost inside this transaction");
    return connect();
}

Error PostgresConnection::lost(std::string detail)
{
    m_transactionLost = m_transactionLost || m_wasInTransaction;
    m_wasInTransaction = false;
    m_link.reset();
    m_server->missing();
    return gone(std::move(detail));
}

bool PostgresConnection::inTransaction() const
{
    if (!m_link)
        return false;
    auto const state = PQtransactionStatus(m_link.get());
    return state == PQTRANS_INTRANS || state == PQTRANS_INERROR || state == PQTRANS_ACTIVE;
}

Status PostgresConnection::wait()
{
    auto const until = std::chrono::steady_clock::now() + m_server->answerTimeMax();
    for (;;) {
        int const unsent = PQflush(m_link.get());
        if (unsent < 0 || (unsent == 0 && PQisBusy(m_link.get()) == 0))
            return Done{}; // A failure is in the answer.
        auto const left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return gone("no answer in time");
        short const events = unsent > 0 ? POLLIN | POLLOUT : POLLIN;
        pollfd place{.fd = PQsocket(m_link.get()), .events = events, .revents = 0};
        if (::poll(&place, 1, static_cast<int>(left.count())) < 0 && errno != EINTR)
            return gone("poll failed");
        if ((place.revents & ~POLLOUT) != 0 && PQconsumeInput(m_link.get()) == 0)
            return gone(PQerrorMessage(m_link.get()));
    }
}

Result<Answer> PostgresConnection::answer()
{
    Answer first;
    bool failedBefore = false;
    for (;;) {
        if (auto waited = wait(); !waited)
            return lost(std::move(waited.error().detail));
        Answer next{PQgetResult(m_link.get())};
        if (!next)
            break;
        auto const status = PQresultStatus(next.get());
        if (!failedBefore)
            first = std::move(next);
        failedBefore = failedBefore || status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
    }
    if (!first)
        return lost("no answer");
    if (!failedBefore) {
        m_wasInTransaction = inTransaction();
        return first;
    }
    auto error = errorOf(first.get(), m_link.get());
    // Told to go (57P01..3), or a standby that was a primary before: the next attempt looks for the right
    // host.
    bool const leave = PQstatus(m_link.get()) != CONNECTION_OK ||
                       (m_access == Access::ReadWrite && error.detail.starts_with("25006"));
    if (leave)
        static_cast<void>(lost({}));
    else
        m_wasInTransaction = inTransaction();
    return error;
}

void PostgresConnection::forgetOldest()
{
    auto const oldest = std::ranges::find_if(
        m_order, [this](std::string const& text) { return !m_statements.at(text)->busy(); });
    if (oldest == m_order.end())
        return;
    // Best effort: a name that stays on the server costs memory there until the connection ends.
    if (m_link && PQtransactionStatus(m_link.get()) != PQTRANS_INERROR)
        static_cast<void>(execute("DEALLOCATE " + m_statements.at(*oldest)->name()));
    m_statements.erase(*oldest);
    m_order.erase(oldest);
}

Result<Statement*> PostgresConnection::prepare(std::string_view sql)
{
    TRY(ready());
    if (auto const found = m_statements.find(sql); found != m_statements.end()) {
        assert(!found->second->busy() && "a statement is stepped inside its own rows");
        found->second->take();
        return found->second.get();
    }
    if (sql.empty())
        return failed(ErrorCode::Internal, "the store failed", "an empty statement");
    if (m_statements.size() >= kStatementsMax)
        forgetOldest();
    auto statement = std::make_unique<PostgresStatement>(*this, std::string{sql},
                                                         "s" + std::to_string(++m_statementNumber));
    statement->take();
    m_order.emplace_back(sql);
    return m_statements.emplace(std::string{sql}, std::move(statement)).first->second.get();
}

Status PostgresConnection::execute(std::string_view sql)
{
    bool const begins = sql.starts_with("BEGIN");
    bool const commits = sql == "COMMIT";
    if (begins || sql == "ROLLBACK" || commits) {
        bool const wasLost = std::exchange(m_transactionLost, false);
        if (wasLost && commits)
            return gone("the connection was lost inside this transaction");
        if (!begins && !commits && (wasLost || !m_link))
            return Done{}; // The server rolled it back when the link broke.
    }
    if (commits && faults::failsNow())
        return failedAs("storage-full", ErrorCode::Unavailable, "the disk is full", "injected by a test");
    TRY(ready());
    std::string const text{sql};
    if (PQsendQuery(m_link.get(), text.c_str()) == 0)
        return lost(PQerrorMessage(m_link.get()));
    auto const done = TRY(answer());
    // COMMIT of a transaction in which a statement failed is answered with ROLLBACK, not with an error.
    if (commits && std::string_view{PQcmdStatus(done.get())} != "COMMIT")
        return failed(ErrorCode::Internal, "the store failed", "a statement of this transaction had failed");
    return Done{};
}

} // namespace core::db::postgres
