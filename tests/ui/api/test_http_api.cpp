// Tests of the console's wire against a real engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/http_api.h"

#include "tests/support/programs.h"
#include "tests/support/registry.h"
#include "ui/api/http_answer.h"
#include "ui/api/session.h"

#include <QFile>
#include <QJsonArray>
#include <QSslSocket>
#include <QTcpServer>

#include <optional>

using namespace ui;

namespace {

constexpr int kLongMs = 20'000; // Two slow cores, and Argon2id on the other side.

QList<QSslCertificate> authorityOf(support::ServedEngine const& engine)
{
    return QSslCertificate::fromPath(QString::fromStdString(engine.authority()));
}

// The reply of one call, waited for.
struct Asked {
    std::optional<Reply<Answer>> reply;
    Problem problem() const { return reply && problemOf(*reply) ? *problemOf(*reply) : Problem{}; }
    Answer answer() const { return reply && !problemOf(*reply) ? std::get<Answer>(*reply) : Answer{}; }
};

} // namespace

class test_http_api : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void readsAnAnswerWithItsTrace();
    void refusesAnotherAuthority();
    void readsAProblemWithItsFields();
    void readsTheTokenEndpointsOwnProblems();
    void keepsWhatARefusalSays();
    void renewsTheTokenOnceAndRepeats();
    void asksToSignInWhenTheRenewalIsRefused();
    void changesOnceForOneIdempotencyKey();
    void passesRevisionsThrough();
    void percentEncodesWhatAPersonTyped();
    void saysTooManyBeforeTheQueueGrows();
    void forgetsWhoeverHasLeft();
    void saysThatNobodyAnswers();
    void noticesThatTheEngineIsBack();
    void endsACallAtItsDeadline();
    void refusesPlainHttp();

private:
    Asked ask(ApiClient& api, Call call, int waitMs = kLongMs);
    bool signIn(Session& session);
    QUrl admin() const { return QUrl{QString::fromStdString(m_engine.adminAddress())}; }

    support::ServedEngine m_engine;
};

Asked test_http_api::ask(ApiClient& api, Call call, int waitMs)
{
    Asked asked;
    QObject owner;
    api.send(std::move(call), {&owner, [&](Reply<Answer> reply) { asked.reply = std::move(reply); }});
    if (!QTest::qWaitFor([&] { return asked.reply.has_value(); }, waitMs))
        qWarning("no reply came at all");
    return asked;
}

bool test_http_api::signIn(Session& session)
{
    QFile file{QString::fromStdString(m_engine.passwordFile())};
    if (!file.open(QIODevice::ReadOnly))
        return false;
    std::optional<bool> done;
    session.signIn(support::ServedEngine::kAdministrator, QString::fromUtf8(file.readAll().trimmed()),
                   {this, [&](Reply<bool> reply) { done = problemOf(reply) == nullptr; }});
    return QTest::qWaitFor([&] { return done.has_value(); }, kLongMs) && *done;
}

void test_http_api::initTestCase()
{
    auto const made = m_engine.init();
    QVERIFY2(made.exit == 0, made.err.c_str());
    QVERIFY2(m_engine.serve(), m_engine.error().c_str());
}

void test_http_api::readsAnAnswerWithItsTrace()
{
    HttpApi api{admin(), authorityOf(m_engine)};
    auto const answer = ask(api, {.path = "/meta"}).answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body["name"].toString(), "Dewar");
    QCOMPARE(answer.traceId.size(), 32);
    QCOMPARE(api.peer().protocol, "TLS 1.3");
    QVERIFY(api.reachable());
}

void test_http_api::refusesAnotherAuthority()
{
    support::ServedEngine other; // Never served: only its authority is borrowed.
    QCOMPARE(other.init().exit, 0);
    HttpApi api{admin(), authorityOf(other)};
    auto const problem = ask(api, {.path = "/meta"}).problem();
    QCOMPARE(problem.type, "identity-refused");
    QVERIFY(problem.unreachable());
    QVERIFY(api.peer().protocol.isEmpty());
}

void test_http_api::readsAProblemWithItsFields()
{
    HttpApi api{admin(), authorityOf(m_engine)};
    SystemClock const clock;
    Session session{api, clock};
    api.useSession(&session);
    QVERIFY(signIn(session));
    auto const problem =
        ask(api, {.verb = Verb::Post, .path = "/users", .body = QJsonObject{{"name", ""}}}).problem();
    QCOMPARE(problem.status, 422);
    QCOMPARE(problem.type, "invalid");
    QCOMPARE(problem.instance, "POST /users");
    QCOMPARE(problem.traceId.size(), 32);
    QCOMPARE(problem.errors.value(0).pointer, "/name");
    QVERIFY(!problem.errors.value(0).message.isEmpty());
}

void test_http_api::readsTheTokenEndpointsOwnProblems()
{
    HttpApi api{admin(), authorityOf(m_engine)};
    Call call{.verb = Verb::Post, .path = "/oauth/token"};
    call.form = "grant_type=password&username=nobody&password=wrong%20indeed";
    auto const problem = ask(api, call).problem();
    QCOMPARE(problem.type, "invalid_grant");
    QCOMPARE(problem.title, "the name or the password is wrong");
}

void test_http_api::keepsWhatARefusalSays()
{
    HttpAnswer const http{
        .status = 503, .contentType = "application/json", .body = R"({"ready":false,"checks":[]})"};
    auto const reply = readAnswer(http, "GET /readyz", {});
    auto const* problem = problemOf(reply);
    QVERIFY(problem != nullptr);
    QCOMPARE(problem->status, 503);
    QVERIFY(problem->body["checks"].isArray());
}

void test_http_api::renewsTheTokenOnceAndRepeats()
{
    SystemClock const clock;
    HttpApi api{admin(), authorityOf(m_engine)};
    Session session{api, clock};
    api.useSession(&session);
    QVERIFY(signIn(session));
    session.breakAccessToken();
    auto const answer = ask(api, {.path = "/users"}).answer();
    QCOMPARE(answer.status, 200);
    QVERIFY(session.signedIn());
}

void test_http_api::asksToSignInWhenTheRenewalIsRefused()
{
    SystemClock const clock;
    HttpApi api{admin(), authorityOf(m_engine)};
    Session session{api, clock};
    api.useSession(&session);
    QVERIFY(signIn(session));
    // Somebody ends the session at the engine.
    QCOMPARE(ask(api, {.verb = Verb::Post, .path = pathOf("/sessions/%1/end", {session.sessionId()})})
                 .problem()
                 .status,
             0);
    QSignalSpy needed{&api, &ApiClient::signInNeeded};
    QCOMPARE(ask(api, {.path = "/users"}).problem().status, 401);
    QCOMPARE(needed.count(), 1);
    QVERIFY(!session.signedIn());
    QCOMPARE(session.userName(), QString{support::ServedEngine::kAdministrator});
}

void test_http_api::changesOnceForOneIdempotencyKey()
{
    SystemClock const clock;
    HttpApi api{admin(), authorityOf(m_engine)};
    Session session{api, clock};
    api.useSession(&session);
    QVERIFY(signIn(session));
    Call const call{.verb = Verb::Post,
                    .path = "/roles",
                    .body = QJsonObject{{"name", "night-watch"}, {"permissions", QJsonArray{"users.read"}}},
                    .idempotencyKey = "one-and-the-same-key"};
    auto const first = ask(api, call).answer();
    QCOMPARE(first.status, 201);
    QCOMPARE(ask(api, call).answer().body["id"], first.body["id"]);
}

void test_http_api::passesRevisionsThrough()
{
    SystemClock const clock;
    HttpApi api{admin(), authorityOf(m_engine)};
    Session session{api, clock};
    api.useSession(&session);
    QVERIFY(signIn(session));
    auto const path = pathOf("/users/%1", {session.userId()});
    auto const shown = ask(api, {.path = path}).answer();
    QVERIFY(!shown.etag.isEmpty());
    QCOMPARE(ask(api, {.verb = Verb::Patch,
                       .path = path,
                       .body = QJsonObject{{"email", "a@example.org"}},
                       .ifMatch = "\"0\""})
                 .problem()
                 .status,
             412);
}

void test_http_api::percentEncodesWhatAPersonTyped()
{
    SystemClock const clock;
    HttpApi api{admin(), authorityOf(m_engine)};
    Session session{api, clock};
    api.useSession(&session);
    QVERIFY(signIn(session));
    // A slash within a segment must not become another route.
    QCOMPARE(ask(api, {.path = pathOf("/users/%1", {"a/../b"})}).problem().errors.value(0).pointer, "/id");
    QUrlQuery query;
    addItem(query, "kind", "50% + %41");
    auto const problem = ask(api, {.path = "/jobs", .query = query}).problem();
    QCOMPARE(problem.status, 0); // A kind that nobody has is an empty list, no fault.
}

void test_http_api::saysTooManyBeforeTheQueueGrows()
{
    HttpApi api{admin(), authorityOf(m_engine)};
    QObject owner;
    int answers = 0;
    QStringList refused;
    for (int i = 0; i < ApiClient::kCallsWaitingMax + 1; ++i)
        api.send({.path = "/meta"}, {&owner, [&](Reply<Answer> reply) {
                                         ++answers;
                                         if (auto const* problem = problemOf(reply))
                                             refused << problem->type;
                                     }});
    QCOMPARE(answers, 0);
    QTRY_COMPARE_WITH_TIMEOUT(answers, ApiClient::kCallsWaitingMax + 1, kLongMs);
    QCOMPARE(refused, QStringList{"too-many-waiting"});
}

void test_http_api::forgetsWhoeverHasLeft()
{
    HttpApi api{admin(), authorityOf(m_engine)};
    bool called = false;
    {
        QObject page;
        api.send({.path = "/meta"}, {&page, [&](Reply<Answer>) { called = true; }});
    }
    QCOMPARE(ask(api, {.path = "/meta"}).answer().status, 200);
    QCoreApplication::processEvents();
    QVERIFY(!called);
}

void test_http_api::saysThatNobodyAnswers()
{
    QTcpServer server; // Takes a port and gives it back: nobody listens there.
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QUrl const url{QString{"https://127.0.0.1:%1"}.arg(server.serverPort())};
    server.close();
    HttpApi api{url, authorityOf(m_engine)};
    QSignalSpy reach{&api, &ApiClient::reachableChanged};
    auto const problem = ask(api, {.path = "/meta"}).problem();
    QCOMPARE(problem.status, 0);
    QCOMPARE(problem.type, "unreachable");
    QCOMPARE(reach.value(0).value(0).toBool(), false);
}

void test_http_api::noticesThatTheEngineIsBack()
{
    support::ServedEngine engine;
    QCOMPARE(engine.init().exit, 0);
    QVERIFY(engine.serve());
    HttpApi api{QUrl{QString::fromStdString(engine.adminAddress())}, authorityOf(engine)};
    QCOMPARE(ask(api, {.path = "/meta"}).answer().status, 200);
    auto const address = engine.adminAddress();
    engine.killHard();
    QCOMPARE(ask(api, {.path = "/meta"}).problem().status, 0);
    QVERIFY(!api.reachable());
    QVERIFY(engine.serve({"--set", "server.admin=" + address.substr(sizeof("https://") - 1)}));
    QTRY_VERIFY_WITH_TIMEOUT(api.reachable(), kLongMs);
}

void test_http_api::endsACallAtItsDeadline()
{
    QTcpServer mute; // Accepts and never says a word.
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    HttpApi api{QUrl{QString{"https://127.0.0.1:%1"}.arg(mute.serverPort())}, authorityOf(m_engine)};
    auto const problem = ask(api, {.verb = Verb::Post, .path = "/backups", .timeoutMs = 100}).problem();
    QCOMPARE(problem.type, "timed-out");
    QVERIFY(!problem.detail.isEmpty());
}

void test_http_api::refusesPlainHttp()
{
    HttpApi api{QUrl{"http://127.0.0.1:1"}, authorityOf(m_engine)};
    QCOMPARE(ask(api, {.path = "/meta"}).problem().type, "address-refused");
}

DEWAR_TEST(test_http_api)
#include "test_http_api.moc"
