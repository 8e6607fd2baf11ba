// One SQLite connection with its cache of prepared statements.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/sqlite/sqlite_connection.h"

#include <algorithm>

#include "core/platform/db/sqlite/sqlite_functions.h"
#include "core/platform/db/statement_faults.h"

namespace core::db::sqlite {

Error errorOf(sqlite3* handle, int code)
{
    std::string detail = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: return failed(ErrorCode::Conflict, "this clashes with what is stored", std::move(detail));
    case SQLITE_FULL: return failedAs("storage-full", ErrorCode::Unavailable, "the disk is full", std::move(detail));
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return failed(ErrorCode::Unavailable, "the store is not available", std::move(detail));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return failedAs("storage-corrupt", ErrorCode::Internal, "the store is damaged", std::move(detail));
    default: return failed(ErrorCode::Internal, "the store failed", std::move(detail));
    }
}

SqliteStatement::SqliteStatement(sqlite3* connection, sqlite3_stmt* handle)
    : m_connection{connection}, m_handle{handle}, m_changing{sqlite3_stmt_readonly(handle) == 0},
      m_canFail{m_changing || std::string_view{sqlite3_sql(handle)} == "COMMIT"}
{
    int const count = sqlite3_bind_parameter_count(handle);
    for (int number = 1; number <= count; ++number)
        m_indexes.push_back(sqlite3_bind_parameter_index(handle, ("$" + std::to_string(number)).c_str()));
}

int SqliteStatement::indexOf(int number) const
{
    // A parameter that the SQL does not name is a mistake of ours.
    auto const at = static_cast<std::size_t>(number - 1);
    assert(at < m_indexes.size() && m_indexes[at] > 0);
    return m_indexes[at];
}

void SqliteStatement::bound(int code)
{
    if (code != SQLITE_OK && m_bindFailure == SQLITE_OK)
        m_bindFailure = code;
}

void SqliteStatement::bindNull(int number) { bound(sqlite3_bind_null(m_handle.get(), indexOf(number))); }
void SqliteStatement::bindInteger(int number, std::int64_t value)
{
    bound(sqlite3_bind_int64(m_handle.get(), indexOf(number), value));
}
void SqliteStatement::bindReal(int number, double value)
{
    bound(sqlite3_bind_double(m_handle.get(), indexOf(number), value));
}
// SQLITE_STATIC: Tx keeps the values alive until the statement is reset.
void SqliteStatement::bindText(int number, std::string_view value)
{
    bound(sqlite3_bind_text64(m_handle.get(), indexOf(number), value.data() != nullptr ? value.data() : "",
                              value.size(), SQLITE_STATIC, SQLITE_UTF8));
}
void SqliteStatement::bindBlob(int number, std::string_view value)
{
    bound(sqlite3_bind_blob64(m_handle.get(), indexOf(number), value.data() != nullptr ? value.data() : "",
                              value.size(), SQLITE_STATIC));
}

Result<Statement::Step> SqliteStatement::step()
{
    if (m_bindFailure != SQLITE_OK)
        return errorOf(m_connection, m_bindFailure);
    if (m_canFail && faults::failsNow())
        return failedAs("storage-full", ErrorCode::Unavailable, "the disk is full", "injected by a test");
    switch (int const code = sqlite3_step(m_handle.get())) {
    case SQLITE_ROW: return Step::Row;
    case SQLITE_DONE: return Step::Done;
    default: return errorOf(m_connection, code);
    }
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_handle.get());
    sqlite3_clear_bindings(m_handle.get());
    m_bindFailure = SQLITE_OK;
    m_busy = false;
}

std::int64_t SqliteStatement::changes() const { return m_changing ? sqlite3_changes64(m_connection) : 0; }
bool SqliteStatement::isNull(int column) const { return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL; }
std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(m_handle.get(), column); }
double SqliteStatement::real(int column) const { return sqlite3_column_double(m_handle.get(), column); }
std::string_view SqliteStatement::view(int column) const
{
    // blob() gives text as stored (UTF-8) without a conversion; bytes() must follow it.
    auto const* bytes = static_cast<char const*>(sqlite3_column_blob(m_handle.get(), column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column));
    return bytes != nullptr ? std::string_view{bytes, size} : std::string_view{};
}

namespace {

constexpr char kCommonSettings[] = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                                   "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-1024; PRAGMA mmap_size=67108864;";
// Checkpoints are the writer's own decision (api/lanes), so readers that hold a snapshot can be asked to let go.
constexpr char kWriterSettings[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
                                   "PRAGMA secure_delete=FAST; PRAGMA journal_size_limit=16777216;";

} // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(std::string const& path, Access access)
{
    sqlite3* handle = nullptr;
    int const mode =
        access == Access::ReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int const flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_URI;
    int const opened = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    std::unique_ptr<SqliteConnection> connection{new SqliteConnection{handle}};
    if (opened != SQLITE_OK) {
        auto error = errorOf(handle, opened);
        error.message = "cannot open the database " + path;
        return error;
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_busy_timeout(handle, 2000);
    TRY(connection->execute(kCommonSettings));
    TRY(addFunctions(handle));
    if (access == Access::ReadWrite)
        TRY(connection->execute(kWriterSettings));
    sqlite3_wal_hook(
        handle,
        [](void* self, sqlite3*, char const*, int pages) {
            static_cast<SqliteConnection*>(self)->m_pendingPages = pages;
            return SQLITE_OK;
        },
        connection.get());
    return connection;
}

SqliteConnection::~SqliteConnection()
{
    m_statements.clear();   // Before the handle closes.
}

void SqliteConnection::forgetOldest()
{
    auto const oldest = std::ranges::find_if(
        m_order, [this](std::string const& text) { return !m_statements.at(text)->busy(); });
    if (oldest == m_order.end())
        return;
    m_statements.erase(*oldest);
    m_order.erase(oldest);
}

Result<Statement*> SqliteConnection::prepare(std::string_view sql)
{
    if (auto const found = m_statements.find(sql); found != m_statements.end()) {
        assert(!found->second->busy() && "a statement is stepped inside its own rows");
        found->second->take();
        return found->second.get();
    }
    sqlite3_stmt* raw = nullptr;
    int const code = sqlite3_prepare_v3(m_handle.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK)
        return errorOf(m_handle.get(), code);
    if (raw == nullptr)
        return failed(ErrorCode::Internal, "the store failed", "an empty statement");
    auto statement = std::make_unique<SqliteStatement>(m_handle.get(), raw);
    if (m_statements.size() >= kStatementsMax)
        forgetOldest();
    statement->take();
    m_order.emplace_back(sql);
    return m_statements.emplace(std::string{sql}, std::move(statement)).first->second.get();
}

Status SqliteConnection::execute(std::string_view sql)
{
    // BEGIN, SAVEPOINT, RELEASE, COMMIT run thousands of times a second: parsing them anew costs more than running them.
    constexpr std::size_t kControlBytesMax = 40;
    if (sql.size() <= kControlBytesMax && sql.find(';') == std::string_view::npos) {
        auto* const statement = TRY(prepare(sql));
        auto const stepped = statement->step();
        statement->reset();
        if (!stepped)
            return stepped.error();
        return Done{};
    }
    std::string const text{sql};
    int const code = sqlite3_exec(m_handle.get(), text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return errorOf(m_handle.get(), code);
    return Done{};
}

} // namespace core::db::sqlite
