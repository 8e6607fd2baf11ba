// One SQLite connection with its cache of prepared statements. One thread at a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <sqlite3.h>

#include "core/platform/db/tx.h"

namespace core::db::sqlite {

constexpr std::size_t kStatementsMax = 256;   // Prepared per connection; the one prepared first goes.

struct CloseConnection {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};

// What an SQLite result code means to a caller.
Error errorOf(sqlite3* handle, int code);

class SqliteStatement final : public Statement {
public:
    SqliteStatement(sqlite3* connection, sqlite3_stmt* handle);

    void bindNull(int number) override;
    void bindInteger(int number, std::int64_t value) override;
    void bindReal(int number, double value) override;
    void bindText(int number, std::string_view value) override;
    void bindBlob(int number, std::string_view value) override;
    Result<Step> step() override;
    void reset() override;
    std::int64_t changes() const override;
    bool isNull(int column) const override;
    std::int64_t integer(int column) const override;
    double real(int column) const override;
    std::string_view view(int column) const override;

    bool busy() const { return m_busy; }
    void take() { m_busy = true; }

private:
    int indexOf(int number) const;
    void bound(int code);

    sqlite3* m_connection;
    std::unique_ptr<sqlite3_stmt, FinalizeStatement> m_handle;
    std::vector<int> m_indexes;   // SQLite numbers `$2, $1` by first appearance, so parameters are found by name.
    int m_bindFailure = SQLITE_OK;
    bool m_busy = false;
    bool m_changing = false;
    bool m_canFail = false;
};

class SqliteConnection final : public Connection {
public:
    enum class Access { ReadOnly, ReadWrite };
    static Result<std::unique_ptr<SqliteConnection>> open(std::string const& path, Access access);
    ~SqliteConnection() override;

    Dialect dialect() const override { return Dialect::Sqlite; }
    Result<Statement*> prepare(std::string_view sql) override;
    Status execute(std::string_view sql) override;
    bool inTransaction() const override { return sqlite3_get_autocommit(m_handle.get()) == 0; }
    sqlite3* handle() { return m_handle.get(); }
    std::int64_t pendingPages() const { return m_pendingPages; }
    void noPendingPages() { m_pendingPages = 0; }

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    explicit SqliteConnection(sqlite3* handle) : m_handle{handle} {}
    void forgetOldest();

    std::unique_ptr<sqlite3, CloseConnection> m_handle;
    std::unordered_map<std::string, std::unique_ptr<SqliteStatement>, TextHash, std::equal_to<>> m_statements;
    std::vector<std::string> m_order;   // Oldest first.
    std::int64_t m_pendingPages = 0;
};

} // namespace core::db::sqlite
