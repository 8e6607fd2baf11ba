// A3: wrong tokens, sign-ins and unknown routes from a thousand addresses: the audit grows by bounded sums
// that are right, the disk is bounded, and others are served.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <set>

#include <boost/json.hpp>

#include "core/services/audit/audit_service.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

constexpr int kAddresses = 1000;
constexpr int kTokensEach = 10;
constexpr int kRoutesEach = 2;
constexpr int kSignIns = 300; // each costs a password hash until the limits bite
constexpr std::int64_t kGrowthMax = 16 << 20;

std::string addressOf(int number)
{
    return "198.51." + std::to_string(100 + number / 250) + "." + std::to_string(number % 250 + 1);
}

std::int64_t bytesIn(std::string const& directory)
{
    std::int64_t bytes = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{directory})
        if (entry.is_regular_file())
            bytes += static_cast<std::int64_t>(entry.file_size());
    return bytes;
}

} // namespace

class test_attack_a3 : public QObject {
    Q_OBJECT

    EngineFixture m_fixture;
    std::int64_t m_refused = 0;
    std::int64_t m_head = 0;
    std::int64_t m_bytes = 0;

    std::int64_t head()
    {
        m_fixture.address = "192.0.2.1";
        auto const reply = m_fixture.call("GET", "/api/v1/audit/head", nullptr, m_fixture.admin());
        return json::integerAt(reply.body, "number");
    }

    void count(int status) { m_refused += status == 401 || status == 403 || status == 429 ? 1 : 0; }

private slots:
    void refusesEveryOne()
    {
        m_head = head();
        m_bytes = bytesIn(m_fixture.directory());
        std::set<int> seen;
        for (int number = 0; number < kAddresses; ++number) {
            m_fixture.address = addressOf(number);
            for (int i = 0; i < kTokensEach; ++i) {
                auto const status =
                    m_fixture.call("GET", "/api/v1/users", nullptr, "x.y." + std::to_string(i)).status;
                seen.insert(status);
                count(status);
            }
            for (int i = 0; i < kRoutesEach; ++i) {
                auto const status = m_fixture.call("GET", "/api/v1/nothing/" + std::to_string(i)).status;
                seen.insert(status);
                count(status);
            }
        }
        for (int i = 0; i < kSignIns; ++i) {
            auto const status = m_fixture.signInReply("ada", "a guess", addressOf(i)).status;
            seen.insert(status);
            count(status == 400 ? 0 : status);
        }
        seen.erase(400); // OAuth says invalid_grant so.
        for (auto const status : seen)
            QVERIFY2(status == 401 || status == 404 || status == 429, std::to_string(status).c_str());
        QVERIFY(m_refused >= kAddresses * kTokensEach);
    }

    void writesBoundedSumsThatAreRight()
    {
        QVERIFY(bool(m_fixture.engine().runPeriodicWork()));
        m_fixture.address = "192.0.2.1";
        std::int64_t rows = 0;
        std::int64_t sum = 0;
        std::string after;
        do {
            auto const reply = m_fixture.call("GET",
                                              "/api/v1/audit?verb=request.refused&limit=200" +
                                                  (after.empty() ? "" : "&after=" + after),
                                              nullptr, m_fixture.admin());
            QCOMPARE(reply.status, 200);
            for (auto const& row : json::find(reply.body, "items")->get_array()) {
                if (json::integerAt(row, "number") <= m_head)
                    continue;
                ++rows;
                sum += json::integerAt(*json::find(row, "details"), "count", 1);
            }
            after = reply.at("/next");
        } while (!after.empty());
        QVERIFY2(rows > 0 && rows <= static_cast<std::int64_t>(audit::kRefusalRowsMax) + 20,
                 std::to_string(rows).c_str());
        QCOMPARE(sum, m_refused);
        qInfo("%lld refusals in %lld audit rows", static_cast<long long>(m_refused),
              static_cast<long long>(rows));
    }

    void keepsTheDiskBounded()
    {
        auto const grown = bytesIn(m_fixture.directory()) - m_bytes;
        QVERIFY2(grown < kGrowthMax, std::to_string(grown).c_str());
    }

    void servesOthers()
    {
        m_fixture.address = "192.0.2.77";
        QCOMPARE(m_fixture.call("GET", "/api/v1/users", nullptr, m_fixture.admin()).status, 200);
        m_fixture.address = "192.0.2.1";
        auto const verified = m_fixture.call("GET", "/api/v1/audit/verify", nullptr, m_fixture.admin());
        QCOMPARE(verified.at("/ok"), std::string{"true"});
    }
};

DEWAR_TEST(test_attack_a3)
#include "test_attack_a3.moc"
