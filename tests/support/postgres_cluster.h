// A private PostgreSQL server for one test program: made at first use in a temporary folder, gone at its end.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace support {

// DEWAR_TEST_DATABASE=postgres: the fixtures of this run stand on PostgreSQL instead of SQLite.
bool onPostgres();

// One thread. Ends the test program with the reason when the server cannot be made.
class PostgresCluster {
public:
    // Whether initdb and postgres of any version lie where Debian puts them.
    static bool isInstalled();
    // The cluster of this program.
    static PostgresCluster& get();

    // With more settings, "name=value". initdb refuses root: then both programs run as the user `postgres`.
    explicit PostgresCluster(std::vector<std::string> settings = {});
    // A hot standby of a running primary, which waits for it at each commit from now on (synchronous).
    static std::unique_ptr<PostgresCluster> standbyOf(PostgresCluster& primary);
    // Becomes a primary of its own; answers when it takes writes, and waits for nobody.
    void promote();
    ~PostgresCluster();
    PostgresCluster(PostgresCluster const&) = delete;
    PostgresCluster& operator=(PostgresCluster const&) = delete;

    // A new database with all migrations applied, or an empty one; answers its URL.
    std::string migrated();
    std::string empty();
    void drop(std::string const& url);
    std::string url(std::string const& database) const;
    // SQL as the superuser, in that database or in `postgres`; ends the program when it fails.
    void sql(std::string const& text, std::string const& database = "postgres");

    void start();
    // Listens at 127.0.0.1 too, on a free port, which is answered.
    int startOnLoopback(std::vector<std::string> const& settings);
    // SIGINT: the server ends its sessions and leaves; SIGKILL for one that does not.
    void stop();
    void killHard();
    // Everything of the server is halted (SIGSTOP), as in a paused machine, and goes on.
    void pause();
    void resume();

    std::string const& folder() const { return m_folder; }
    static std::string binary(std::string const& name);
    // A file that the server may read, beside its data.
    std::string writeFile(std::string const& name, std::string const& text);

private:
    // A folder, and nothing in it yet.
    struct Empty {};
    explicit PostgresCluster(Empty);
    pid_t spawn(std::vector<std::string> const& arguments) const;
    void runToEnd(std::vector<std::string> const& arguments) const;
    void signalAll(int signal) const;

    std::string m_folder;
    std::vector<std::string> m_settings;
    pid_t m_server = -1;
    int m_port = 5432;
    int m_databases = 0;
    bool m_hasTemplate = false;
};

} // namespace support
