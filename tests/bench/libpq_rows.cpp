// The limit for records on PostgreSQL: what raw libpq does with the engine's own tables and prepared
// statements, one connection a thread. usage: bench_libpq URL get|post CONNECTIONS SECONDS; prints "rate N",
// operations a second.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Close {
    void operator()(PGconn* link) const { PQfinish(link); }
    void operator()(PGresult* result) const { PQclear(result); }
};
using Link = std::unique_ptr<PGconn, Close>;
using Answer = std::unique_ptr<PGresult, Close>;

constexpr int kIdsMax = 20'000;
constexpr char kBody[] =
    R"({"name":"item 1","category":"a","price":9.5,"quantity":3,"tags":["one"],"description":"a thing"})";

[[noreturn]] void giveUp(char const* what, PGconn* link)
{
    std::fprintf(stderr, "bench_libpq: %s: %s\n", what, PQerrorMessage(link));
    std::exit(1);
}

Link connect(char const* url)
{
    Link link{PQconnectdb(url)};
    if (PQstatus(link.get()) != CONNECTION_OK)
        giveUp("connect", link.get());
    return link;
}

Answer run(PGconn* link, std::string const& sql)
{
    Answer answer{PQexec(link, sql.c_str())};
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK && PQresultStatus(answer.get()) != PGRES_COMMAND_OK)
        giveUp(sql.c_str(), link);
    return answer;
}

// The engine's table of records, and some of its ids.
struct Rows {
    std::string table;
    std::vector<std::string> ids;
};

Rows rowsOf(char const* url)
{
    auto const link = connect(url);
    Rows rows;
    auto const tables = run(
        link.get(), "SELECT relname FROM pg_class WHERE relname ~ '^c_[0-9]+$' AND relkind = 'r' LIMIT 1");
    if (PQntuples(tables.get()) != 1)
        giveUp("there is no table of records", link.get());
    rows.table = PQgetvalue(tables.get(), 0, 0);
    auto const ids = run(link.get(), "SELECT id FROM " + rows.table + " LIMIT " + std::to_string(kIdsMax));
    for (int row = 0; row < PQntuples(ids.get()); ++row)
        rows.ids.emplace_back(PQgetvalue(ids.get(), row, 0));
    // Of the same shape, so that nothing of the engine's is changed.
    run(link.get(), "SET client_min_messages = warning");
    run(link.get(), "CREATE TABLE IF NOT EXISTS bench_rows (LIKE " + rows.table + " INCLUDING ALL)");
    return rows;
}

using Clock = std::chrono::steady_clock;

std::int64_t get(char const* url, Rows const& rows, std::size_t worker, Clock::time_point end)
{
    auto const link = connect(url);
    auto const sql = "SELECT id, revision, body, created_at, updated_at FROM " + rows.table +
                     " WHERE id = $1 AND deleted_at IS NULL LIMIT 1";
    Answer{PQprepare(link.get(), "get", sql.c_str(), 1, nullptr)};
    std::int64_t done = 0;
    for (auto turn = worker * 7919; Clock::now() < end; turn += 7919, ++done) {
        char const* values[] = {rows.ids[turn % rows.ids.size()].c_str()};
        Answer const answer{PQexecPrepared(link.get(), "get", 1, values, nullptr, nullptr, 1)};
        if (PQntuples(answer.get()) != 1)
            giveUp("a record is gone", link.get());
    }
    return done;
}

std::int64_t post(char const* url, std::size_t worker, Clock::time_point end)
{
    auto const link = connect(url);
    Answer{PQprepare(link.get(), "post",
                     "INSERT INTO bench_rows(id, revision, body, owner, created_at, updated_at, deleted_at)"
                     " VALUES($1, 1, $2, $3, $4, $4, NULL)",
                     4, nullptr)};
    auto const begun = std::to_string(Clock::now().time_since_epoch().count());
    std::int64_t done = 0;
    for (; Clock::now() < end; ++done) {
        auto const id = begun + "-" + std::to_string(worker) + "-" + std::to_string(done);
        char const* values[] = {id.c_str(), kBody, "owner", "1700000000000000"};
        Answer const answer{PQexecPrepared(link.get(), "post", 4, values, nullptr, nullptr, 1)};
        if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK)
            giveUp("insert", link.get());
    }
    return done;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        std::fprintf(stderr, "usage: bench_libpq URL get|post CONNECTIONS SECONDS\n");
        return 2;
    }
    bool const reads = std::string{argv[2]} == "get";
    auto const connections = static_cast<std::size_t>(std::atoi(argv[3]));
    auto const seconds = std::chrono::seconds{std::atoi(argv[4])};
    auto const rows = rowsOf(argv[1]);
    std::atomic<std::int64_t> done{0};
    auto const end = Clock::now() + seconds;
    {
        std::vector<std::jthread> threads;
        for (std::size_t worker = 0; worker < connections; ++worker)
            threads.emplace_back([&, worker] {
                done += reads ? get(argv[1], rows, worker, end) : post(argv[1], worker, end);
            });
    }
    std::printf("rate %.1f\n", static_cast<double>(done) / static_cast<double>(seconds.count()));
    return 0;
}
