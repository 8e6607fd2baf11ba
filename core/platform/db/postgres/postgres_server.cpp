// Opening connections, and what the server's refusals mean.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/postgres/postgres_server.h"

#include "core/base/text.h"

namespace core::db::postgres {
namespace {

constexpr int kServerVersionMin = 140000; // read-write targets are told apart without asking

std::string sessionOptions(Access access, std::chrono::milliseconds statementTimeMax)
{
    auto const setting = [](std::string_view name, std::chrono::milliseconds value) {
        return " -c " + std::string{name} + "=" + std::to_string(value.count());
    };
    // What a transaction sees and may do is decided here, so that a plain BEGIN means the right thing.
    std::string const kind =
        access == Access::ReadOnly
            ? "-c default_transaction_isolation=repeatable\\ read -c default_transaction_read_only=on"
            : "-c default_transaction_isolation=serializable -c default_transaction_read_only=off";
    return kind + setting("statement_timeout", statementTimeMax) + setting("lock_timeout", kLockTimeMax) +
           setting("idle_in_transaction_session_timeout", kIdleTransactionMax) + " -c jit=off";
}

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};

// Text is compared byte by byte and stored as UTF-8; an acknowledged change is on the disk.
Status checkSession(PGconn* link)
{
    if (PQserverVersion(link) < kServerVersionMin)
        return failed(ErrorCode::Conflict, "the database server is older than PostgreSQL 14");
    std::unique_ptr<PGresult, ClearResult> const settings{
        PQexec(link, "SELECT current_setting('server_encoding'), current_setting('synchronous_commit')")};
    if (PQresultStatus(settings.get()) != PGRES_TUPLES_OK)
        return errorOf(settings.get(), link);
    if (std::string_view{PQgetvalue(settings.get(), 0, 0)} != "UTF8")
        return failed(ErrorCode::Conflict, "the database must be created with ENCODING 'UTF8'");
    if (std::string_view{PQgetvalue(settings.get(), 0, 1)} != "off")
        return Done{};
    std::unique_ptr<PGresult, ClearResult> const set{PQexec(link, "SET synchronous_commit = on")};
    if (PQresultStatus(set.get()) != PGRES_COMMAND_OK)
        return errorOf(set.get(), link);
    return Done{};
}

// The server's sentence without line breaks; libpq puts one line for each host it tried.
std::string oneLine(char const* text)
{
    std::string line{text != nullptr ? text : ""};
    for (char& letter : line)
        if (letter == '\n' || letter == '\t')
            letter = ' ';
    return std::string{trimmed(line)};
}

} // namespace

Error gone(std::string detail)
{
    auto error = failed(ErrorCode::Unavailable, "the database is not available", std::move(detail));
    error.retryAfterSeconds = 1;
    return error;
}

Error errorOf(PGresult const* result, PGconn const* link)
{
    char const* code = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    if (code == nullptr) // libpq's own words: the link is gone.
        return gone(oneLine(PQerrorMessage(link)));
    std::string_view const state{code};
    std::string detail =
        std::string{state} + " " + oneLine(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (char const* constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME))
        detail.append(" (").append(constraint).append(")");
    auto const unavailable = [&](std::string type, std::string message) {
        auto error = failedAs(std::move(type), ErrorCode::Unavailable, std::move(message), std::move(detail));
        error.retryAfterSeconds = 1;
        return error;
    };
    if (state.starts_with("23")) // integrity constraint violation
        return failed(ErrorCode::Conflict, "this clashes with what is stored", std::move(detail));
    if (state == "40001" || state == "40P01" ||
        state == "55P03") // serialization, deadlock, lock not available
        return unavailable("transaction-conflict", "the store is busy, try again shortly");
    if (state == "53100")
        return unavailable("storage-full", "the disk is full");
    // Connection, resources, cancelled or shut down, and a server that stopped taking writes (a failover).
    if (state.starts_with("08") || state.starts_with("53") || state.starts_with("57") || state == "25006" ||
        state.starts_with("58"))
        return unavailable({}, "the store is not available");
    if (state == "22021") // PostgreSQL's text holds no NUL
        return failed(ErrorCode::Invalid, "a text holds a NUL character or is not UTF-8", std::move(detail));
    if (state == "54000") // an index row is larger than a page can hold
        return failed(ErrorCode::TooLarge, "an indexed value is too long", std::move(detail));
    if (state == "XX001" || state == "XX002")
        return failedAs("storage-corrupt", ErrorCode::Internal, "the store is damaged", std::move(detail));
    return failed(ErrorCode::Internal, "the store failed", std::move(detail));
}

Server::~Server()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_search.joinable())
        m_search.join(); // At most one attempt, kConnectSecondsMax for each host.
}

Result<Link> Server::connect(Access access)
{
    if (m_isAway.load(std::memory_order_relaxed))
        return gone("no server has answered since one was lost");
    return attempt(access);
}

void Server::missing()
{
    std::scoped_lock const lock{m_mutex};
    if (m_stopping || m_isAway.exchange(true))
        return;
    ++m_losses;
    if (!m_search.joinable())
        m_search = std::thread{[this] { search(); }};
    m_wake.notify_all();
}

void Server::search()
{
    std::unique_lock lock{m_mutex};
    while (!m_stopping) {
        if (!m_isAway) {
            m_wake.wait(lock);
            continue;
        }
        lock.unlock();
        bool const found = static_cast<bool>(attempt(Access::ReadWrite));
        lock.lock();
        if (found)
            m_isAway = false;
        else
            m_wake.wait_for(lock, kSearchPause, [this] { return m_stopping; });
    }
}

Result<Link> Server::attempt(Access access) const
{
    std::vector<char const*> names;
    std::vector<char const*> values;
    auto const add = [&](char const* name, char const* value) {
        names.push_back(name);
        values.push_back(value);
    };
    for (auto const& [name, value] : m_address.parameters())
        add(name.c_str(), value.c_str());
    auto const options = sessionOptions(access, m_statementTimeMax);
    auto const seconds = std::to_string(kConnectSecondsMax);
    std::string const password{m_password.view()};
    if (!password.empty())
        add("password", password.c_str());
    add("options", options.c_str());
    if (access == Access::ReadOnly) // read-write would refuse the session that we ask to be read-only
        add("target_session_attrs", "primary");
    add("connect_timeout", seconds.c_str());
    add("application_name", "deward");
    add("client_encoding", "UTF8");
    add("gssencmode", "disable");
    add("ssl_min_protocol_version", "TLSv1.2");
    add("keepalives_idle", "5");
    add("keepalives_interval", "2");
    add("keepalives_count", "3");
    add("tcp_user_timeout", "10000");
    add(nullptr, nullptr);
    Link link{PQconnectdbParams(names.data(), values.data(), 0)};
    wipe(const_cast<char*>(password.data()), password.size());
    if (!link || PQstatus(link.get()) != CONNECTION_OK)
        return gone(link ? oneLine(PQerrorMessage(link.get())) : "out of memory");
    // Notices ("relation exists, skipping") would go to stderr past the log's redaction.
    PQsetNoticeProcessor(
        link.get(), [](void*, char const*) {}, nullptr);
    TRY(checkSession(link.get()));
    // From here on every wait has a deadline of ours.
    if (PQsetnonblocking(link.get(), 1) != 0)
        return gone(oneLine(PQerrorMessage(link.get())));
    return link;
}

} // namespace core::db::postgres
