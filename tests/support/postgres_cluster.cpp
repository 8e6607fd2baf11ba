// The private PostgreSQL server of a test program.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgres_cluster.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/platform/db/database.h"
#include "tests/support/fake_clock.h"

namespace support {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr char kUser[] = "dewar";
constexpr char kTemplate[] = "migrated";

[[noreturn]] void giveUp(std::string const& what)
{
    std::fprintf(stderr, "the test's PostgreSQL server: %s\n", what.c_str());
    std::abort();
}

std::string binaryFolder()
{
    std::vector<std::string> found;
    std::error_code ignored;
    for (auto const& version : fs::directory_iterator{"/usr/lib/postgresql", ignored})
        if (fs::exists(version.path() / "bin" / "initdb") && fs::exists(version.path() / "bin" / "postgres"))
            found.push_back((version.path() / "bin").string());
    std::ranges::sort(found);
    return found.empty() ? std::string{} : found.back();
}

// In the child, after which nothing but exec: only calls that are safe behind a fork.
void becomeServerUser(passwd const* user, pid_t parent)
{
    if (user != nullptr &&
        (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
        ::_exit(126);
    // After the change of user, which clears it: a test program that aborts leaves no server behind.
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::getppid() != parent)
        ::_exit(126);
}

} // namespace

bool onPostgres()
{
    char const* wanted = std::getenv("DEWAR_TEST_DATABASE");
    return wanted != nullptr && std::string_view{wanted} == "postgres";
}

bool PostgresCluster::isInstalled()
{
    return !binaryFolder().empty();
}

std::string PostgresCluster::binary(std::string const& name)
{
    return binaryFolder() + "/" + name;
}

PostgresCluster& PostgresCluster::get()
{
    static PostgresCluster cluster;
    return cluster;
}

PostgresCluster::PostgresCluster(Empty)
{
    // Short: a socket's path ends at 107 bytes. In memory where there is such a place: every test makes a
    // database.
    std::string folder = fs::exists("/dev/shm") ? "/dev/shm/dewar-pg-XXXXXX" : "/tmp/dewar-pg-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr)
        giveUp("no temporary folder");
    m_folder = folder;
    if (::getuid() == 0) {
        auto const* user = ::getpwnam("postgres");
        if (user == nullptr || ::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0)
            giveUp("there is no user postgres to run it as");
    }
}

PostgresCluster::PostgresCluster(std::vector<std::string> settings) : PostgresCluster{Empty{}}
{
    m_settings = std::move(settings);
    // The folder is private, so nobody else reaches the socket: no passwords.
    runToEnd({binary("initdb"), "-D", m_folder + "/data", "--no-sync", "-A", "trust", "-U", kUser, "-E",
              "UTF8", "--locale=C"});
    start();
}

std::unique_ptr<PostgresCluster> PostgresCluster::standbyOf(PostgresCluster& primary)
{
    std::unique_ptr<PostgresCluster> standby{new PostgresCluster{Empty{}}};
    standby->runToEnd({binary("pg_basebackup"), "-D", standby->m_folder + "/data", "-h", primary.m_folder,
                       "-p", std::to_string(primary.m_port), "-U", kUser, "-R", "-X", "stream", "-c", "fast",
                       "--no-sync"});
    standby->start();
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.sql("SELECT pg_reload_conf()");
    return standby;
}

void PostgresCluster::promote()
{
    // Its copy of the primary's configuration waits for a standby, too, and there is none.
    sql("ALTER SYSTEM RESET synchronous_standby_names");
    sql("SELECT pg_reload_conf()");
    runToEnd({binary("pg_ctl"), "promote", "-w", "-D", m_folder + "/data"});
}

PostgresCluster::~PostgresCluster()
{
    stop();
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

pid_t PostgresCluster::spawn(std::vector<std::string> const& arguments) const
{
    std::vector<char*> words;
    for (auto const& argument : arguments)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    auto const log = m_folder + "/log";
    auto const* user = ::getuid() == 0 ? ::getpwnam("postgres") : nullptr;
    auto const parent = ::getpid();
    auto const child = ::fork();
    if (child < 0)
        giveUp("fork failed");
    if (child > 0)
        return child;
    becomeServerUser(user, parent);
    int const out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    int const in = ::open("/dev/null", O_RDONLY);
    if (out < 0 || in < 0 || ::chdir(m_folder.c_str()) != 0)
        ::_exit(126);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(words.front(), words.data());
    ::_exit(127);
}

void PostgresCluster::runToEnd(std::vector<std::string> const& arguments) const
{
    int status = 0;
    if (::waitpid(spawn(arguments), &status, 0) < 0 || status != 0) {
        std::ifstream log{m_folder + "/log"};
        giveUp(arguments.front() + " failed: " + std::string{std::istreambuf_iterator<char>{log}, {}});
    }
}

void PostgresCluster::start()
{
    std::vector<std::string> words{binary("postgres"), "-D", m_folder + "/data"};
    for (auto const& setting : {"unix_socket_directories=" + m_folder, std::string{"listen_addresses="},
                                std::string{"fsync=off"}, std::string{"full_page_writes=off"},
                                std::string{"shared_buffers=16MB"}, std::string{"max_connections=60"},
                                std::string{"autovacuum=off"}, std::string{"max_wal_size=256MB"}})
        words.insert(words.end(), {"-c", setting});
    for (auto const& setting : m_settings) // The last one of a name counts.
        words.insert(words.end(), {"-c", setting});
    m_server = spawn(words);
    for (int tries = 0; PQping(url("postgres").c_str()) != PQPING_OK; ++tries) {
        if (tries == 1000 || ::waitpid(m_server, nullptr, WNOHANG) == m_server) {
            std::ifstream log{m_folder + "/log"};
            giveUp("it did not start: " + std::string{std::istreambuf_iterator<char>{log}, {}});
        }
        std::this_thread::sleep_for(20ms);
    }
}

int PostgresCluster::startOnLoopback(std::vector<std::string> const& settings)
{
    // Free a moment ago; the socket's file is named by the same number.
    int const probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    if (::bind(probe, reinterpret_cast<sockaddr*>(&place), size) != 0 ||
        ::getsockname(probe, reinterpret_cast<sockaddr*>(&place), &size) != 0)
        giveUp("no free port");
    ::close(probe);
    m_port = ntohs(place.sin_port);
    m_settings.insert(m_settings.end(), settings.begin(), settings.end());
    m_settings.insert(m_settings.end(), {"listen_addresses=127.0.0.1", "port=" + std::to_string(m_port)});
    start();
    return m_port;
}

void PostgresCluster::stop()
{
    if (m_server < 0)
        return;
    ::kill(m_server, SIGINT);
    for (int tries = 0; ::waitpid(m_server, nullptr, WNOHANG) == 0; ++tries) {
        if (tries == 500) {
            killHard();
            return;
        }
        std::this_thread::sleep_for(10ms);
    }
    m_server = -1;
}

void PostgresCluster::signalAll(int signal) const
{
    // Its children first would race with new ones; the postmaster makes none once it is stopped.
    ::kill(m_server, signal == SIGCONT ? SIGCONT : SIGSTOP);
    auto const listing =
        "/proc/" + std::to_string(m_server) + "/task/" + std::to_string(m_server) + "/children";
    std::ifstream children{listing};
    for (pid_t child = 0; children >> child;)
        ::kill(child, signal);
    ::kill(m_server, signal);
}

void PostgresCluster::killHard()
{
    if (m_server < 0)
        return;
    signalAll(SIGKILL);
    ::waitpid(m_server, nullptr, 0);
    m_server = -1;
}

void PostgresCluster::pause()
{
    signalAll(SIGSTOP);
}
void PostgresCluster::resume()
{
    signalAll(SIGCONT);
}

std::string PostgresCluster::url(std::string const& database) const
{
    return "postgresql:///" + database + "?host=" + m_folder + "&user=" + kUser +
           "&port=" + std::to_string(m_port);
}

void PostgresCluster::sql(std::string const& text, std::string const& database)
{
    std::unique_ptr<PGconn, void (*)(PGconn*)> const link{PQconnectdb(url(database).c_str()), PQfinish};
    PQsetNoticeProcessor(
        link.get(), [](void*, char const*) {}, nullptr);
    std::unique_ptr<PGresult, void (*)(PGresult*)> const result{PQexec(link.get(), text.c_str()), PQclear};
    auto const status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        giveUp(text + ": " + PQerrorMessage(link.get()));
}

std::string PostgresCluster::empty()
{
    auto const name = "test_" + std::to_string(++m_databases);
    sql("CREATE DATABASE " + name);
    return url(name);
}

std::string PostgresCluster::migrated()
{
    if (!m_hasTemplate) {
        sql(std::string{"CREATE DATABASE "} + kTemplate);
        auto database = core::db::openPostgres({.url = url(kTemplate)});
        auto const done =
            database ? core::db::migrate((*database)->writer(), FakeClock{}) : core::Status{database.error()};
        if (!done)
            giveUp("migrations: " + done.error().message + " (" + done.error().detail + ")");
        m_hasTemplate = true;
    }
    auto const name = "test_" + std::to_string(++m_databases);
    sql("CREATE DATABASE " + name + " TEMPLATE " + kTemplate);
    return url(name);
}

void PostgresCluster::drop(std::string const& url)
{
    auto const name = url.substr(0, url.find('?')).substr(std::string_view{"postgresql:///"}.size());
    sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

std::string PostgresCluster::writeFile(std::string const& name, std::string const& text)
{
    auto const path = m_folder + "/" + name;
    std::ofstream{path, std::ios::binary} << text;
    ::chmod(path.c_str(), 0600);
    if (auto const* user = ::getuid() == 0 ? ::getpwnam("postgres") : nullptr; user != nullptr)
        if (::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
            giveUp("chown failed");
    return path;
}

} // namespace support
