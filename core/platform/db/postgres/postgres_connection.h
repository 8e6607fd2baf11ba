// One PostgreSQL connection with its cache of prepared statements. One thread at a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/platform/db/postgres/postgres_server.h"
#include "core/platform/db/tx.h"

namespace core::db::postgres {

constexpr std::size_t kStatementsMax = 256; // Prepared per connection; the one prepared first goes.

struct ClearAnswer {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearAnswer>;

class PostgresConnection;

// Prepared on the server at its first run, with the types that were bound then: text and bytes go as they
// are, numbers as decimal text. Answers come in binary form, as a whole: a query without LIMIT is held in
// memory.
class PostgresStatement final : public Statement {
public:
    PostgresStatement(PostgresConnection& connection, std::string sql, std::string name);

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
    // Numbers as decimal text, as SQLite gives them; else the bytes of the answer.
    std::string_view view(int column) const override;

    bool busy() const { return m_busy; }
    void take() { m_busy = true; }
    std::string const& name() const { return m_name; }

private:
    struct Parameter {
        enum class Kind { Null, Number, Bytes };
        Kind kind = Kind::Null;
        Oid type = 0;
        std::string_view bytes = {};      // of the caller, who keeps them until reset()
        std::array<char, 32> digits = {}; // a number's text, with a terminator
    };

    Parameter& parameter(int number);
    template <class Value> void bindNumber(int number, Oid type, Value value);
    Status run();
    Status prepareOnServer();
    Status readColumns();
    std::string_view bytesAt(int column) const;

    PostgresConnection& m_connection;
    std::string m_sql;
    std::string m_name;
    std::uint64_t m_preparedOn = 0; // number of the link that knows it
    std::vector<Parameter> m_parameters;
    Answer m_answer;
    std::vector<Oid> m_columns;
    mutable std::vector<std::string> m_texts; // of numbers that were asked for as text, by column
    int m_row = -1;
    bool m_busy = false;
    bool m_canFail = false;
};

// Connects at first use and again after the link was lost, but never inside a transaction: what was begun and
// lost fails until it is rolled back or begun anew.
class PostgresConnection final : public Connection {
public:
    // shared: connections handed out as readers may outlive the database object.
    PostgresConnection(std::shared_ptr<Server> server, Access access)
        : m_server{std::move(server)}, m_access{access}
    {
    }
    ~PostgresConnection() override;

    Dialect dialect() const override { return Dialect::Postgres; }
    Result<Statement*> prepare(std::string_view sql) override;
    Status execute(std::string_view sql) override;
    bool inTransaction() const override;
    // Connects when there is no link; Unavailable when that fails.
    Status connect();
    void disconnect();

private:
    friend class PostgresStatement;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    PGconn* link() { return m_link.get(); }
    std::uint64_t linkNumber() const { return m_linkNumber; }
    Status ready();
    // The answer to what was sent; the first failure when there are several. Gives the link up when none
    // comes.
    Result<Answer> answer();
    Status wait();
    // Drops the link; what was open on it is lost.
    Error lost(std::string detail);
    void forgetOldest();

    std::shared_ptr<Server> m_server; // shared: see the constructor
    Access m_access;
    Link m_link;
    std::uint64_t m_linkNumber = 0;
    std::uint64_t m_lossesBefore = 0; // of the server, when the link was made
    std::uint64_t m_statementNumber = 0;
    bool m_wasInTransaction = false; // after the last answer: libpq forgets it when the link breaks
    bool m_transactionLost = false;
    std::unordered_map<std::string, std::unique_ptr<PostgresStatement>, TextHash, std::equal_to<>>
        m_statements;
    std::vector<std::string> m_order; // Oldest first.
};

} // namespace core::db::postgres
