// What services see of a database: one transaction, bound statements, typed rows. The same for SQLite and PostgreSQL.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/result.h"

namespace core::db {

// Binds as bytes instead of text.
struct Blob {
    std::string_view bytes;
};

// One prepared statement of one connection; drivers implement it. Parameters are numbered from 1 ($1, $2, ...).
class Statement {
public:
    enum class Step { Row, Done };

    virtual ~Statement() = default;
    virtual void bindNull(int number) = 0;
    virtual void bindInteger(int number, std::int64_t value) = 0;
    virtual void bindReal(int number, double value) = 0;
    virtual void bindText(int number, std::string_view value) = 0;
    virtual void bindBlob(int number, std::string_view value) = 0;
    virtual Result<Step> step() = 0;
    // Forgets bound values and ends the statement, so the transaction may end.
    virtual void reset() = 0;
    virtual std::int64_t changes() const = 0;

    virtual bool isNull(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view view(int column) const = 0;   // valid until the next step or reset
};

// The current row. Columns are numbered from 0.
class Row {
public:
    explicit Row(Statement const& statement) : m_statement{statement} {}

    bool isNull(int column) const { return m_statement.isNull(column); }
    std::int64_t integer(int column) const { return m_statement.integer(column); }
    bool truth(int column) const { return m_statement.integer(column) != 0; }
    double real(int column) const { return m_statement.real(column); }
    std::string_view view(int column) const { return m_statement.view(column); }
    std::string text(int column) const { return std::string{m_statement.view(column)}; }
    std::string bytes(int column) const { return std::string{m_statement.view(column)}; }
    Time time(int column) const { return timeOf(m_statement.integer(column)); }
    std::optional<std::string> optionalText(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional{text(column)};
    }
    std::optional<std::int64_t> optionalInteger(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional{integer(column)};
    }
    std::optional<Time> optionalTime(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional{time(column)};
    }

private:
    Statement const& m_statement;
};

enum class Dialect { Sqlite, Postgres };

// A connection as a driver implements it. Used by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Dialect dialect() const = 0;
    // From a bounded cache per connection; SQL text stays valid only during the call.
    virtual Result<Statement*> prepare(std::string_view sql) = 0;
    // Several statements without parameters: migrations, BEGIN, COMMIT, SAVEPOINT.
    virtual Status execute(std::string_view sql) = 0;
    // False after the database ended the transaction by itself (SQLITE_FULL, IOERR, NOMEM, INTERRUPT).
    virtual bool inTransaction() const = 0;
};

// The running transaction. Handlers get it from their context and never keep it.
class Tx {
public:
    explicit Tx(Connection& connection) : m_connection{&connection} {}

    // Every row, mapped by `map(Row const&)`. Ask for a LIMIT in the SQL.
    template <class Map, class... Values>
    auto all(std::string_view sql, Map&& map, Values const&... values)
        -> Result<std::vector<std::invoke_result_t<Map&, Row const&>>>
    {
        auto* statement = TRY(m_connection->prepare(sql));
        Ended const ended{*statement};
        bindAll(*statement, values...);
        std::vector<std::invoke_result_t<Map&, Row const&>> rows;
        while (TRY(statement->step()) == Statement::Step::Row)
            rows.push_back(map(Row{*statement}));
        return rows;
    }

    // The first row, or nothing.
    template <class Map, class... Values>
    auto one(std::string_view sql, Map&& map, Values const&... values)
        -> Result<std::optional<std::invoke_result_t<Map&, Row const&>>>
    {
        using Mapped = std::optional<std::invoke_result_t<Map&, Row const&>>;
        auto* statement = TRY(m_connection->prepare(sql));
        Ended const ended{*statement};
        bindAll(*statement, values...);
        if (TRY(statement->step()) == Statement::Step::Done)
            return Mapped{};
        return Mapped{map(Row{*statement})};
    }

    // A change; answers the number of rows it touched.
    template <class... Values>
    Result<std::int64_t> run(std::string_view sql, Values const&... values)
    {
        auto* statement = TRY(m_connection->prepare(sql));
        Ended const ended{*statement};
        bindAll(*statement, values...);
        while (TRY(statement->step()) == Statement::Step::Row) {
        }
        return statement->changes();
    }

    Connection& connection() { return *m_connection; }

private:
    // Every statement is reset before the transaction can end.
    struct Ended {
        Statement& statement;
        ~Ended() { statement.reset(); }
    };

    template <class... Values>
    static void bindAll(Statement& statement, Values const&... values)
    {
        int number = 0;
        (bind(statement, ++number, values), ...);
    }

    template <class T>
    static void bind(Statement& statement, int number, T const& value)
    {
        if constexpr (std::is_same_v<T, std::nullopt_t>)
            statement.bindNull(number);
        else if constexpr (std::is_same_v<T, Blob>)
            statement.bindBlob(number, value.bytes);
        else if constexpr (std::is_same_v<T, Time>)
            statement.bindInteger(number, microsOf(value));
        else if constexpr (std::is_floating_point_v<T>)
            statement.bindReal(number, value);
        else if constexpr (std::is_integral_v<T>)
            statement.bindInteger(number, static_cast<std::int64_t>(value));
        else if constexpr (std::is_convertible_v<T const&, std::string_view>)
            statement.bindText(number, value);
        else if constexpr (requires { value.has_value(); })
            value ? bind(statement, number, *value) : statement.bindNull(number);
        else
            statement.bindText(number, value.value);   // Id<Tag>
    }

    Connection* m_connection;
};

} // namespace core::db
