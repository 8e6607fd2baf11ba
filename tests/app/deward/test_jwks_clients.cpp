// Tokens as other services see them: jose from npm verifies one by the published keys alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::Ran;
using support::run;
using support::ServedEngine;

namespace {

std::string const kScript = SOURCE_DIR "/tests/npm/verify_jwks.mjs";

} // namespace

class test_jwks_clients : public QObject {
    Q_OBJECT

    std::unique_ptr<ServedEngine> m_engine;

    std::string at(char const* name) const { return m_engine->folder() + "/" + name; }

    Ran verify(std::string const& token) const
    {
        static_cast<void>(os::writeFileAtomically(at("token"), token));
        return run("/usr/bin/env",
                   {"node", kScript, m_engine->dataAddress(), m_engine->authority(), at("token")});
    }

    std::string signIn() const
    {
        auto const ran = run("/usr/bin/curl", {"-sS", "--cacert", m_engine->authority(), "--data-urlencode",
                                               "grant_type=password", "--data-urlencode",
                                               std::string{"username="} + ServedEngine::kAdministrator,
                                               "--data-urlencode", "password=violet anchors drift at noon",
                                               m_engine->dataAddress() + "/oauth/token"});
        auto const answer = json::parse(ran.out);
        return answer ? json::textAt(*answer, "access_token") : "";
    }

private slots:
    void initTestCase()
    {
        if (!os::exists(SOURCE_DIR "/tests/npm/node_modules/jose"))
            QSKIP("skipped: npm ci --prefix tests/npm has not run");
        m_engine = std::make_unique<ServedEngine>();
        auto const made = m_engine->init();
        QVERIFY2(made.exit == 0, made.err.c_str());
        QVERIFY2(m_engine->serve(), m_engine->error().c_str());
    }

    void verifiesAFreshToken()
    {
        auto const ran = verify(signIn());
        QVERIFY2(ran.exit == 0, ran.err.c_str());
        QVERIFY(ran.out.size() > 2);
    }

    void refusesAChangedToken()
    {
        auto token = signIn();
        QVERIFY(token.size() > 100);
        auto const middle = token.find('.') + 10;
        token[middle] = token[middle] == 'A' ? 'B' : 'A';
        auto const ran = verify(token);
        QCOMPARE(ran.exit, 1);
    }

    void seesANewKidAfterARotation()
    {
        auto const before = verify(signIn());
        QVERIFY2(before.exit == 0, before.err.c_str());
        auto const rotated = m_engine->ctl({"keys", "rotate", "--emergency"});
        QVERIFY2(rotated.exit == 0, rotated.err.c_str());
        auto const after = verify(signIn());
        QVERIFY2(after.exit == 0, after.err.c_str());
        QVERIFY(after.out != before.out);
    }
};

DEWAR_TEST(test_jwks_clients)
#include "test_jwks_clients.moc"
