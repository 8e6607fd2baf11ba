// Tests of locking, and of signing in again over the page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/lock_screen.h"

#include "tests/support/dialled.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"
#include "ui/shell/sign_in_again.h"

#include <QLineEdit>

using namespace ui;

class test_lock_screen : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void hidesEverythingAndGivesItBack();
    void staysLockedOnAWrongPassword();
    void takesTitleAndFocusAway();
    void locksAfterIdleTimeAlone();
    void asksOnceOverThePage();
    void keepsTheInputWhileSigningInAgain();
    void staysQuietWhileLocked();

private:
    struct World {
        support::FakeApi api;
        support::FakeUiClock clock;
        Session session{api, clock};
        QWidget window;
        QLineEdit page{&window};
    };
    void unlock(LockScreen& screen, char const* password)
    {
        screen.form()->field("password")->setText(password);
        screen.button()->click();
        support::settle();
    }
    std::unique_ptr<World> m;
};

void test_lock_screen::init()
{
    m = std::make_unique<World>();
    support::answerAsEngine(m->api);
    m->session.assume("ada", {"*"});
    m->window.setWindowTitle("INC-2041 · Dewar");
    m->page.setText("half a sentence");
    m->window.resize(800, 600);
    m->window.show();
    support::settle();
}

void test_lock_screen::cleanup()
{
    m.reset();
}

void test_lock_screen::hidesEverythingAndGivesItBack()
{
    IdleLock lock{m->session, &m->window, 0};
    lock.lock();
    support::settle();
    QVERIFY(lock.screen() != nullptr);
    QVERIFY(!m->page.isVisible());
    QCOMPARE(lock.screen()->geometry(), m->window.rect());
    unlock(*lock.screen(), "violet tram 92 under snow");
    QVERIFY(m->page.isVisible());
    QCOMPARE(m->page.text(), "half a sentence");
    QTRY_VERIFY(lock.screen() == nullptr);
}

void test_lock_screen::staysLockedOnAWrongPassword()
{
    IdleLock lock{m->session, &m->window, 0};
    lock.lock();
    m->api.refuse(Verb::Post, "/oauth/token", {.status = 400, .type = "invalid_grant", .title = "raw"});
    unlock(*lock.screen(), "wrong");
    QVERIFY(!m->page.isVisible());
    QCOMPARE(lock.screen()->banner(), "The name or the password is wrong.");
}

void test_lock_screen::takesTitleAndFocusAway()
{
    m->page.setFocus();
    IdleLock lock{m->session, &m->window, 0};
    lock.lock();
    QVERIFY(!m->window.windowTitle().contains("INC-2041"));
    QVERIFY(!m->page.hasFocus());
    unlock(*lock.screen(), "violet tram 92 under snow");
    QCOMPARE(m->window.windowTitle(), "INC-2041 · Dewar");
}

void test_lock_screen::locksAfterIdleTimeAlone()
{
    IdleLock lock{m->session, &m->window, 15};
    QCOMPARE(lock.idleMs(), 15 * 60'000);
    QVERIFY(lock.screen() == nullptr);
    lock.setIdleMs(60);
    for (int i = 0; i < 5; ++i) { // Somebody is there.
        QTest::qWait(20);
        QTest::keyClick(&m->page, Qt::Key_A);
    }
    QVERIFY(lock.screen() == nullptr);
    QTRY_VERIFY(lock.screen() != nullptr);
}

void test_lock_screen::asksOnceOverThePage()
{
    SignInAgain again{m->api, m->session, &m->window};
    emit m->api.signInNeeded();
    auto* const first = again.dialog();
    QVERIFY(first != nullptr);
    emit m->api.signInNeeded();
    QCOMPARE(again.dialog(), first);
    QCOMPARE(m->window.findChildren<kit::FormDialog*>().size(), 1);
}

void test_lock_screen::keepsTheInputWhileSigningInAgain()
{
    SignInAgain again{m->api, m->session, &m->window};
    emit m->api.signInNeeded();
    again.dialog()->form()->field("password")->setText("violet tram 92 under snow");
    again.dialog()->submitButton()->click();
    support::settle();
    QTRY_VERIFY(again.dialog() == nullptr);
    QVERIFY(m->session.signedIn());
    QCOMPARE(m->page.text(), "half a sentence");
    QVERIFY(m->page.isVisible());
    QVERIFY(m->api.last(Verb::Post, "/oauth/token").form.contains("username=ada&"));
}

void test_lock_screen::staysQuietWhileLocked()
{
    SignInAgain again{m->api, m->session, &m->window};
    again.setQuiet(true);
    emit m->api.signInNeeded();
    QVERIFY(again.dialog() == nullptr);
}

DEWAR_TEST(test_lock_screen)
#include "test_lock_screen.moc"
