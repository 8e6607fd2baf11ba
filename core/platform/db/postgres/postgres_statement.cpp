// Binding, running and reading one prepared statement.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <charconv>
#include <cmath>

#include "core/platform/db/postgres/postgres_connection.h"
#include "core/platform/db/statement_faults.h"

namespace core::db::postgres {
namespace {

// pg_type.h of the server, which is not installed with libpq; these numbers never change.
constexpr Oid kBool = 16;
constexpr Oid kBytes = 17;
constexpr Oid kName = 19;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kJson = 114;
constexpr Oid kFloat8 = 701;
constexpr Oid kVarchar = 1043;
constexpr std::array kReadable{kBool, kBytes, kName, kInt8, kInt2, kInt4, kText, kJson, kFloat8, kVarchar};

bool isInteger(Oid type)
{
    return type == kBool || type == kInt8 || type == kInt2 || type == kInt4;
}

// Network order, two's complement, 1 to 8 bytes.
std::int64_t integerIn(std::string_view bytes)
{
    if (bytes.empty() || bytes.size() > sizeof(std::uint64_t))
        return 0;
    std::uint64_t value = 0;
    for (unsigned char const byte : bytes)
        value = value << 8 | byte;
    auto const unused = static_cast<int>(8 * (sizeof value - bytes.size()));
    return std::bit_cast<std::int64_t>(value << unused) >> unused;
}

double realIn(std::string_view bytes)
{
    return std::bit_cast<double>(integerIn(bytes));
}

// As faults count them: what changes the database, and COMMIT.
bool isChanging(std::string_view sql)
{
    auto const start = sql.find_first_not_of(" \n\t");
    auto const word = sql.substr(start == sql.npos ? 0 : start, 6);
    return word == "INSERT" || word == "UPDATE" || word == "DELETE";
}

} // namespace

PostgresStatement::PostgresStatement(PostgresConnection& connection, std::string sql, std::string name)
    : m_connection{connection}, m_sql{std::move(sql)}, m_name{std::move(name)}, m_canFail{isChanging(m_sql)}
{
}

PostgresStatement::Parameter& PostgresStatement::parameter(int number)
{
    auto const at = static_cast<std::size_t>(number - 1);
    if (m_parameters.size() <= at)
        m_parameters.resize(at + 1);
    return m_parameters[at];
}

void PostgresStatement::bindNull(int number)
{
    parameter(number).kind = Parameter::Kind::Null;
}

template <class Value> void PostgresStatement::bindNumber(int number, Oid type, Value value)
{
    auto& bound = parameter(number);
    *std::to_chars(bound.digits.data(), bound.digits.data() + bound.digits.size() - 1, value).ptr = '\0';
    bound.kind = Parameter::Kind::Number;
    bound.type = type;
}

void PostgresStatement::bindInteger(int number, std::int64_t value)
{
    bindNumber(number, kInt8, value);
}
void PostgresStatement::bindReal(int number, double value)
{
    bindNumber(number, kFloat8, value);
}

void PostgresStatement::bindText(int number, std::string_view value)
{
    auto& bound = parameter(number);
    bound.bytes = value.data() != nullptr ? value : std::string_view{""};
    bound.kind = Parameter::Kind::Bytes;
    bound.type = kText;
}

void PostgresStatement::bindBlob(int number, std::string_view value)
{
    bindText(number, value);
    parameter(number).type = kBytes;
}

Status PostgresStatement::prepareOnServer()
{
    if (m_preparedOn == m_connection.linkNumber())
        return Done{};
    std::vector<Oid> types;
    for (auto const& bound : m_parameters)
        types.push_back(bound.kind == Parameter::Kind::Null ? 0 : bound.type); // 0: the server infers it
    if (PQsendPrepare(m_connection.link(), m_name.c_str(), m_sql.c_str(), static_cast<int>(types.size()),
                      types.data()) == 0)
        return m_connection.lost(PQerrorMessage(m_connection.link()));
    TRY(m_connection.answer());
    m_preparedOn = m_connection.linkNumber();
    m_columns.clear();
    return Done{};
}

Status PostgresStatement::run()
{
    if (m_canFail && faults::failsNow())
        return failedAs("storage-full", ErrorCode::Unavailable, "the disk is full", "injected by a test");
    TRY(prepareOnServer());
    std::vector<char const*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
    for (auto const& bound : m_parameters) {
        bool const isBytes = bound.kind == Parameter::Kind::Bytes;
        values.push_back(bound.kind == Parameter::Kind::Null ? nullptr
                         : isBytes                           ? bound.bytes.data()
                                                             : bound.digits.data());
        lengths.push_back(static_cast<int>(bound.bytes.size())); // Text parameters end with their terminator.
        formats.push_back(isBytes ? 1 : 0);
    }
    constexpr int kBinaryAnswer = 1;
    if (PQsendQueryPrepared(m_connection.link(), m_name.c_str(), static_cast<int>(values.size()),
                            values.data(), lengths.data(), formats.data(), kBinaryAnswer) == 0)
        return m_connection.lost(PQerrorMessage(m_connection.link()));
    m_answer = TRY(m_connection.answer());
    return readColumns();
}

// Once for each preparation: a type that nobody reads here is a mistake in the query, found at its first run.
Status PostgresStatement::readColumns()
{
    auto const count = static_cast<std::size_t>(PQnfields(m_answer.get()));
    if (m_columns.size() == count)
        return Done{};
    m_columns.clear();
    for (std::size_t column = 0; column < count; ++column) {
        auto const type = PQftype(m_answer.get(), static_cast<int>(column));
        if (std::ranges::find(kReadable, type) == kReadable.end())
            return failed(ErrorCode::Internal, "the store failed",
                          "column " + std::to_string(column) + " has the type " + std::to_string(type));
        m_columns.push_back(type);
    }
    m_texts.resize(count);
    return Done{};
}

Result<Statement::Step> PostgresStatement::step()
{
    if (!m_answer) {
        TRY(run());
        m_row = -1;
    }
    return ++m_row < PQntuples(m_answer.get()) ? Step::Row : Step::Done;
}

void PostgresStatement::reset()
{
    m_answer.reset();
    for (auto& bound : m_parameters) {
        bound.kind = Parameter::Kind::Null;
        bound.bytes = {};
    }
    m_busy = false;
}

std::int64_t PostgresStatement::changes() const
{
    if (!m_answer || !m_canFail)
        return 0;
    std::int64_t count = 0;
    std::string_view const text = PQcmdTuples(m_answer.get());
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

std::string_view PostgresStatement::bytesAt(int column) const
{
    return {PQgetvalue(m_answer.get(), m_row, column),
            static_cast<std::size_t>(PQgetlength(m_answer.get(), m_row, column))};
}

bool PostgresStatement::isNull(int column) const
{
    return PQgetisnull(m_answer.get(), m_row, column) != 0;
}

std::int64_t PostgresStatement::integer(int column) const
{
    auto const type = m_columns.at(static_cast<std::size_t>(column));
    if (isInteger(type))
        return integerIn(bytesAt(column));
    if (type == kFloat8)
        return std::llround(realIn(bytesAt(column)));
    std::int64_t value = 0;
    auto const text = bytesAt(column);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

double PostgresStatement::real(int column) const
{
    auto const type = m_columns.at(static_cast<std::size_t>(column));
    return type == kFloat8 ? realIn(bytesAt(column)) : static_cast<double>(integer(column));
}

std::string_view PostgresStatement::view(int column) const
{
    auto const at = static_cast<std::size_t>(column);
    if (isNull(column))
        return {};
    if (isInteger(m_columns.at(at)))
        return m_texts[at] = std::to_string(integer(column));
    if (m_columns[at] == kFloat8)
        return m_texts[at] = std::to_string(real(column));
    return bytesAt(column);
}

} // namespace core::db::postgres
