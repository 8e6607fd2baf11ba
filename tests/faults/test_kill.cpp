// kill -9 under load, a hundred times: no change that was answered is ever lost, and the audit stays whole.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include <boost/json.hpp>

#include "app/dewarctl/session.h"
#include "core/base/text.h"
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::ServedEngine;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 100;
constexpr int kWriters = 4;
constexpr auto kPath = "/api/v1/collections/things/records";

// One client of the data listener; every call opens what it needs.
class Client {
public:
    Client(std::string const& address, std::string const& authority)
        : m_address{address}, m_authority{authority}
    {
    }

    http::Response call(std::string_view method, std::string_view path, std::string_view body = {},
                        char const* type = "application/json")
    {
        if (!m_connection) {
            auto address = dewarctl::addressOf(m_address, m_authority);
            auto opened = http::ApiConnection::open(std::move(*address));
            if (!opened)
                return {.status = 0, .headers = {}, .body = {}};
            m_connection.emplace(std::move(*opened));
        }
        std::vector<http::Header> headers;
        if (!m_token.empty())
            headers.push_back({"Authorization", "Bearer " + m_token});
        if (!body.empty())
            headers.push_back({"Content-Type", type});
        auto answer = m_connection->exchange(method, path, headers, body);
        return answer ? std::move(*answer) : http::Response{.status = 0, .headers = {}, .body = {}};
    }

    bool signIn(std::string_view name, std::string_view password)
    {
        m_token.clear();
        auto const answer = call("POST", "/oauth/token",
                                 "grant_type=password&username=" + percentEncoded(name) +
                                     "&password=" + percentEncoded(password),
                                 "application/x-www-form-urlencoded");
        auto const document = json::parse(answer.body);
        m_token = document ? json::textAt(*document, "access_token") : "";
        return !m_token.empty();
    }

private:
    std::string m_address;
    std::string m_authority;
    std::string m_token;
    std::optional<http::ApiConnection> m_connection;
};

constexpr auto kSchema = R"({"name":"things","schema":{"type":"object","additionalProperties":false,
    "required":["n"],"properties":{"n":{"type":"integer","minimum":0}}}})";

} // namespace

class test_kill : public QObject {
    Q_OBJECT

    ServedEngine m_engine;
    std::string m_authority;
    std::mutex m_mutex;
    std::vector<std::string> m_acknowledged;

    Client client(std::string const& address) const { return {address, m_authority}; }

    // Writes until the engine is gone; remembers what was answered with 201.
    void writeUntilItDies()
    {
        auto one = client(m_engine.dataAddress());
        if (!one.signIn("writer", "nine quiet lanterns over water"))
            return;
        for (int n = 0; n < 100'000; ++n) {
            auto const answer = one.call("POST", kPath, "{\"n\":" + std::to_string(n) + "}");
            if (answer.status != 201)
                return;
            auto const record = json::parse(answer.body);
            std::scoped_lock lock{m_mutex};
            m_acknowledged.push_back(record ? json::textAt(*record, "id") : "an answer that cannot be read");
        }
    }

    int missingFrom(std::size_t first)
    {
        auto one = client(m_engine.dataAddress());
        if (!one.signIn("writer", "nine quiet lanterns over water"))
            return -1;
        int missing = 0;
        for (auto i = first; i < m_acknowledged.size(); ++i)
            if (one.call("GET", std::string{kPath} + "/" + m_acknowledged[i]).status != 200)
                ++missing;
        return missing;
    }

private slots:
    void initTestCase()
    {
        auto const made = m_engine.init();
        QVERIFY2(made.exit == 0, made.err.c_str());
        QVERIFY2(m_engine.serve({"--set", "limits.scale=1000000"}), m_engine.error().c_str());
        m_authority = *os::readFile(m_engine.authority(), 100'000);
        auto admin = client(m_engine.adminAddress());
        QVERIFY(admin.signIn(ServedEngine::kAdministrator, "violet anchors drift at noon"));
        QCOMPARE(admin.call("POST", "/api/v1/collections", kSchema).status, 201);
        QCOMPARE(
            admin
                .call("POST", "/api/v1/roles",
                      R"({"name":"writer","permissions":["records.read@things","records.write@things"]})")
                .status,
            201);
        QCOMPARE(
            admin
                .call(
                    "POST", "/api/v1/users",
                    R"({"name":"writer","email":"w@example.org","password":"nine quiet lanterns over water",)"
                    R"("roles":["writer"]})")
                .status,
            201);
    }

    void losesNoAnsweredChange()
    {
        for (int round = 0; round < kRounds; ++round) {
            auto const first = m_acknowledged.size();
            std::vector<std::thread> writers;
            for (int i = 0; i < kWriters; ++i)
                writers.emplace_back([this] { writeUntilItDies(); });
            // Each round dies a little later, so that every part of a commit is met.
            std::this_thread::sleep_for(100ms + std::chrono::milliseconds{(round * 37) % 150});
            m_engine.killHard();
            for (auto& writer : writers)
                writer.join();
            QVERIFY2(m_engine.serve({"--set", "limits.scale=1000000"}), m_engine.error().c_str());
            QCOMPARE(missingFrom(first), 0);
        }
        QVERIFY2(m_acknowledged.size() > kRounds, "the rounds must have written something");
        qInfo("%d rounds, %zu answered changes, none lost", kRounds, m_acknowledged.size());
    }

    void keepsTheAuditWhole()
    {
        auto const ran = m_engine.ctl({"audit", "verify"});
        QVERIFY2(ran.exit == 0, ran.err.c_str());
        QCOMPARE(missingFrom(0), 0);
        QCOMPARE(m_engine.stop(), 0);
    }
};

DEWAR_TEST(test_kill)
#include "test_kill.moc"
