// Tests of signing in: identity before password, and no way around a refused one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sign_in.h"

#include "tests/support/dialled.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"
#include "ui/kit/dialog.h"

using namespace ui;

class test_sign_in : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_dialled.clients.clear();
        m_dialled.prepare = support::answerAsEngine;
    }
    void takesNoPasswordBeforeTheIdentityIsVerified();
    void showsWhoItIsPinnedTo();
    void stopsAtAnotherIdentity();
    void stopsAtAnotherEngineOfTheSameAuthority();
    void entersAndForgetsThePassword();
    void saysThatThePasswordIsWrong();
    void countsDownWhenTheEngineWaits();
    void triesAgainWhenNobodyAnswered();
    void dropsTheAnswersOfAnEngineThatWasLeft();
    void asksForAPasswordOfOnesOwn();

private:
    Connection connection() const
    {
        return {.name = "prod-eu-1",
                .address = "https://dewar.example.org:8444",
                .authorityPem = support::kTestAuthorityPem,
                .print = support::kTestAuthorityPrint,
                .engineId = "e-1",
                .environment = "Production",
                .user = "ada",
                .usedAt = {}};
    }
    void type(SignInPanel& panel, char const* password)
    {
        panel.form()->field("password")->setText(password);
    }

    support::Dialled m_dialled;
    support::FakeUiClock m_clock;
};

void test_sign_in::takesNoPasswordBeforeTheIdentityIsVerified()
{
    m_dialled.prepare = [](support::FakeApi& api) {
        support::answerAsEngine(api);
        api.hold();
    };
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    QVERIFY(panel.identity()->state() == IdentityBox::State::Asking);
    QVERIFY(!panel.form()->isEnabled());
    QVERIFY(!panel.button()->isEnabled());
    m_dialled.last()->release();
    support::settle();
    QVERIFY(panel.form()->isEnabled());
}

void test_sign_in::showsWhoItIsPinnedTo()
{
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    QCOMPARE(panel.identity()->words(), QString{"Identity verified · TLS 1.3 · pinned authority"});
    QStringList shown;
    for (auto const* label : panel.identity()->findChildren<QLabel*>())
        shown << label->text();
    auto const print = QByteArray{support::kTestAuthorityPrint}.left(2).toUpper();
    QVERIFY(shown.join('\n').contains("SHA-256 " + QString::fromLatin1(print)));
    QVERIFY(shown.join('\n').contains("12 Mar 2027"));
}

void test_sign_in::stopsAtAnotherIdentity()
{
    m_dialled.prepare = [](support::FakeApi& api) {
        api.refuse(Verb::Get, "/meta", {.status = 0, .type = "identity-refused", .title = "no"});
    };
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    QVERIFY(panel.identity()->state() == IdentityBox::State::Refused);
    QVERIFY(!panel.form()->isEnabled());
    // Nothing on this panel sends a password now, neither the button nor Enter.
    type(panel, "violet tram 92 under snow");
    panel.button()->click();
    QTest::keyClick(panel.form()->field("password")->control(), Qt::Key_Return);
    support::settle();
    QCOMPARE(m_dialled.last()->count(Verb::Post, "/oauth/token"), 0);
    for (auto const* button : panel.findChildren<QAbstractButton*>())
        QVERIFY2(!button->text().contains("anyway", Qt::CaseInsensitive), qPrintable(button->text()));
}

void test_sign_in::stopsAtAnotherEngineOfTheSameAuthority()
{
    auto other = connection();
    other.engineId = "e-2";
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(other, false);
    support::settle();
    QVERIFY(panel.identity()->state() == IdentityBox::State::Refused);
    QVERIFY(!panel.button()->isEnabled());
}

void test_sign_in::entersAndForgetsThePassword()
{
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    QSignalSpy entered{&panel, &SignInPanel::entered};
    type(panel, "violet tram 92 under snow");
    panel.button()->click();
    QVERIFY(panel.form()->field("password")->text().isEmpty());
    support::settle();
    QCOMPARE(entered.count(), 1);
    auto const link = panel.takeLink();
    QVERIFY(link->session->signedIn());
    QCOMPARE(link->connection.user, "ada");
    QCOMPARE(link->connection.usedAt, m_clock.now());
}

void test_sign_in::saysThatThePasswordIsWrong()
{
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    m_dialled.last()->refuse(Verb::Post, "/oauth/token",
                             {.status = 400, .type = "invalid_grant", .title = "raw words"});
    QSignalSpy entered{&panel, &SignInPanel::entered};
    type(panel, "wrong");
    panel.button()->click();
    support::settle();
    QCOMPARE(panel.banner(), "The name or the password is wrong.");
    QVERIFY(panel.button()->isEnabled());
    QCOMPARE(entered.count(), 0);
}

void test_sign_in::countsDownWhenTheEngineWaits()
{
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    Problem busy{.status = 429, .type = "too-many-requests", .title = "raw words"};
    busy.retryAfterSeconds = 1;
    m_dialled.last()->refuse(Verb::Post, "/oauth/token", busy);
    type(panel, "guess");
    panel.button()->click();
    support::settle();
    QVERIFY(!panel.button()->isEnabled());
    QCOMPARE(panel.button()->text(), "Try again in 1 s");
    QTRY_VERIFY(panel.button()->isEnabled());
    QCOMPARE(panel.button()->text(), "Sign in");
}

void test_sign_in::triesAgainWhenNobodyAnswered()
{
    m_dialled.prepare = [](support::FakeApi& api) {
        support::answerAsEngine(api);
        api.next(Verb::Get, "/meta", Problem{.status = 0, .type = "unreachable", .title = "silence"});
    };
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    support::settle();
    QVERIFY(panel.identity()->state() == IdentityBox::State::Unreachable);
    for (auto* button : panel.identity()->findChildren<QAbstractButton*>())
        if (button->text() == "Try again")
            button->click();
    support::settle();
    QVERIFY(panel.identity()->state() == IdentityBox::State::Verified);
}

void test_sign_in::dropsTheAnswersOfAnEngineThatWasLeft()
{
    m_dialled.prepare = [this](support::FakeApi& api) {
        support::answerAsEngine(api);
        if (m_dialled.clients.isEmpty())
            api.hold();
    };
    SignInPanel panel{m_dialled.dial(), m_clock};
    panel.showFor(connection(), false);
    auto other = connection();
    other.name = "staging";
    panel.showFor(other, false);
    support::settle();
    QVERIFY(m_dialled.clients.first().isNull());
    QVERIFY(panel.identity()->state() == IdentityBox::State::Verified);
    QCOMPARE(panel.connection().name, "staging");
}

void test_sign_in::asksForAPasswordOfOnesOwn()
{
    QWidget window;
    SignInPanel panel{m_dialled.dial(), m_clock, &window};
    panel.showFor(connection(), false);
    support::settle();
    m_dialled.last()->shows("/me", R"({"kind":"user","id":"u1","name":"ada","permissions":[]})");
    m_dialled.last()->answer(Verb::Post, "/me/password", QJsonValue::Undefined, 204);
    QSignalSpy entered{&panel, &SignInPanel::entered};
    type(panel, "given by another");
    panel.button()->click();
    support::settle();
    QCOMPARE(entered.count(), 0);
    auto* const dialog = window.findChild<kit::FormDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->form()->field("current")->setText("given by another");
    dialog->form()->field("next")->setText("grey harbour 17 at dusk");
    dialog->form()->field("again")->setText("grey harbour 17 at dawn");
    dialog->submitButton()->click();
    QCOMPARE(m_dialled.last()->count(Verb::Post, "/me/password"), 0);
    dialog->form()->field("again")->setText("grey harbour 17 at dusk");
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(m_dialled.last()->lastBody(Verb::Post, "/me/password")["next"].toString(),
             "grey harbour 17 at dusk");
    QVERIFY(!panel.banner().isEmpty());
}

DEWAR_TEST(test_sign_in)
#include "test_sign_in.moc"
