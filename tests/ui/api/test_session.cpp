// Tests of sign-in, renewal, rights and sign-out.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/session.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"

using namespace ui;
using support::answerOf;

namespace {

// A token whose middle part says {"sid":"s-1"}.
constexpr char kTokens[] =
    R"({"access_token":"e30.eyJzaWQiOiJzLTEifQ.x","token_type":"Bearer","expires_in":300,)"
    R"("refresh_token":"r-1"})";
constexpr char kNextTokens[] =
    R"({"access_token":"e30.eyJzaWQiOiJzLTEifQ.y","token_type":"Bearer","expires_in":300,)"
    R"("refresh_token":"r-2"})";
constexpr char kMe[] = R"({"kind":"user","id":"u1","name":"ada","permissions":["*","logs.read@*"]})";

} // namespace

class test_session : public QObject {
    Q_OBJECT
private slots:
    void signsInAndLearnsWhoItIs();
    void sendsThePasswordInTheBodyAlone();
    void saysWhyTheSignInFailed();
    void keepsNothingWhenItCannotLearnWhoItIs();
    void exchangesTheRefreshTokenOnceForAll();
    void dropsTheTokensWhenTheExchangeIsRefused();
    void keepsTheTokensWhenNobodyAnswers();
    void endsTheSessionAtTheEngine();
    void endsTheSessionThatANewSignInReplaces();
    void knowsWhatItMay_data();
    void knowsWhatItMay();
    void seesThatItHasNoRights();

private:
    void signIn(support::FakeApi& api, Session& session);
    support::FakeUiClock m_clock;
};

void test_session::signIn(support::FakeApi& api, Session& session)
{
    api.answer(Verb::Post, "/oauth/token", support::jsonOf(kTokens));
    api.shows("/me", kMe);
    api.shows("/users/u1", R"({"id":"u1","name":"ada","roles":["admin"]})");
    session.signIn("ada", "violet tram 92 under snow", {this, [](Reply<bool>) {}});
    support::settle();
}

void test_session::signsInAndLearnsWhoItIs()
{
    support::FakeApi api;
    Session session{api, m_clock};
    signIn(api, session);
    QVERIFY(session.signedIn());
    QCOMPARE(session.userName(), "ada");
    QCOMPARE(session.sessionId(), "s-1");
    QCOMPARE(session.roles(), QStringList{"admin"});
    QCOMPARE(session.accessEndsAt(), m_clock.now().addSecs(300));
}

void test_session::sendsThePasswordInTheBodyAlone()
{
    support::FakeApi api;
    Session session{api, m_clock};
    session.signIn("ada", "a+b & ü%41", {this, [](Reply<bool>) {}});
    auto const call = api.last(Verb::Post, "/oauth/token");
    QCOMPARE(call.form, QByteArray{"grant_type=password&username=ada&password=a%2Bb%20%26%20%C3%BC%2541"});
    QVERIFY(call.query.isEmpty());
    support::settle();
}

void test_session::saysWhyTheSignInFailed()
{
    support::FakeApi api;
    Session session{api, m_clock};
    api.refuse(Verb::Post, "/oauth/token", {.status = 400, .type = "invalid_grant", .title = "wrong"});
    QString type;
    session.signIn("ada", "wrong", {this, [&](Reply<bool> reply) { type = problemOf(reply)->type; }});
    support::settle();
    QCOMPARE(type, "invalid_grant");
    QVERIFY(!session.signedIn());
}

void test_session::keepsNothingWhenItCannotLearnWhoItIs()
{
    support::FakeApi api;
    Session session{api, m_clock};
    api.answer(Verb::Post, "/oauth/token", support::jsonOf(kTokens));
    api.refuse(Verb::Get, "/me", {.status = 503, .type = "unavailable", .title = "later"});
    int status = 0;
    session.signIn("ada", "violet tram 92 under snow",
                   {this, [&](Reply<bool> reply) { status = problemOf(reply)->status; }});
    support::settle();
    QCOMPARE(status, 503);
    QVERIFY(!session.signedIn());
}

void test_session::exchangesTheRefreshTokenOnceForAll()
{
    support::FakeApi api;
    Session session{api, m_clock};
    signIn(api, session);
    api.answer(Verb::Post, "/oauth/token", support::jsonOf(kNextTokens));
    int renewed = 0;
    for (int i = 0; i < 3; ++i)
        session.refresh({this, [&](Reply<bool> reply) { renewed += problemOf(reply) == nullptr ? 1 : 0; }});
    support::settle();
    QCOMPARE(renewed, 3);
    QCOMPARE(api.count(Verb::Post, "/oauth/token"), 2);
    QCOMPARE(api.last(Verb::Post, "/oauth/token").form,
             QByteArray{"grant_type=refresh_token&refresh_token=r-1"});
    QVERIFY(session.accessToken().endsWith(".y"));
}

void test_session::dropsTheTokensWhenTheExchangeIsRefused()
{
    support::FakeApi api;
    Session session{api, m_clock};
    signIn(api, session);
    api.refuse(Verb::Post, "/oauth/token", {.status = 400, .type = "invalid_grant", .title = "ended"});
    QSignalSpy needed{&api, &ApiClient::signInNeeded};
    session.refresh({this, [](Reply<bool>) {}});
    support::settle();
    QCOMPARE(needed.count(), 1);
    QVERIFY(!session.signedIn());
    QCOMPARE(session.userName(), "ada");
}

void test_session::keepsTheTokensWhenNobodyAnswers()
{
    support::FakeApi api;
    Session session{api, m_clock};
    signIn(api, session);
    api.refuse(Verb::Post, "/oauth/token", {.status = 0, .type = "unreachable", .title = "silence"});
    QSignalSpy needed{&api, &ApiClient::signInNeeded};
    session.refresh({this, [](Reply<bool>) {}});
    support::settle();
    QCOMPARE(needed.count(), 0);
    QVERIFY(session.signedIn());
}

void test_session::endsTheSessionAtTheEngine()
{
    support::FakeApi api;
    Session session{api, m_clock};
    signIn(api, session);
    session.signOut();
    QVERIFY(!session.signedIn());
    QVERIFY(session.userName().isEmpty());
    QCOMPARE(api.count(Verb::Post, "/me/sign-out"), 1);
    support::settle();
}

void test_session::endsTheSessionThatANewSignInReplaces()
{
    support::FakeApi api;
    Session session{api, m_clock};
    signIn(api, session);
    auto const old = session.accessToken();
    api.answer(Verb::Post, "/oauth/token", support::jsonOf(kNextTokens));
    session.signIn("ada", "violet tram 92 under snow", {this, [](Reply<bool>) {}});
    support::settle();
    QCOMPARE(api.last(Verb::Post, "/me/sign-out").token, old);
    QVERIFY(session.accessToken().endsWith(".y"));
}

void test_session::knowsWhatItMay_data()
{
    QTest::addColumn<QStringList>("grants");
    QTest::addColumn<QString>("permission");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("as it stands") << QStringList{"users.write"} << "users.write" << true;
    QTest::newRow("another verb") << QStringList{"users.read"} << "users.write" << false;
    QTest::newRow("the lone star") << QStringList{"*"} << "keys.rotate" << true;
    QTest::newRow("all verbs") << QStringList{"users.*"} << "users.disable" << true;
    QTest::newRow("one verb everywhere") << QStringList{"*.read"} << "keys.read" << true;
    QTest::newRow("somewhere is enough to show the page")
        << QStringList{"records.read@orders"} << "records.read" << true;
    // The engine's own rule: the lone star does not open collections or logs.
    QTest::newRow("the star reaches no record") << QStringList{"*"} << "records.read" << false;
    QTest::newRow("the star reaches no log") << QStringList{"*"} << "logs.read" << false;
    QTest::newRow("the star reaches the log's state") << QStringList{"*"} << "logs.status" << true;
    QTest::newRow("nothing") << QStringList{} << "users.read" << false;
}

void test_session::knowsWhatItMay()
{
    QFETCH(QStringList, grants);
    QFETCH(QString, permission);
    support::FakeApi api;
    Session session{api, m_clock};
    session.assume("ada", grants);
    QTEST(session.may(permission), "allowed");
}

void test_session::seesThatItHasNoRights()
{
    support::FakeApi api;
    Session session{api, m_clock};
    api.answer(Verb::Post, "/oauth/token", support::jsonOf(kTokens));
    api.shows("/me", R"({"kind":"user","id":"u1","name":"ada","permissions":[]})");
    session.signIn("ada", "given by another", {this, [](Reply<bool>) {}});
    support::settle();
    QVERIFY(session.withoutRights());
}

DEWAR_TEST(test_session)
#include "test_session.moc"
