// Tests of closing the console while its engine runs: what stops is said, and each of the three ways out
// is that way.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/closing_dialog.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_local_engine.h"
#include "tests/support/registry.h"

#include <QLabel>

using namespace ui;

class test_closing_dialog : public QObject {
    Q_OBJECT
private slots:
    void init();
    void saysWhatStops();
    void staysByEnterAndByEscape();
    void keepsTheEngineRunning();
    void waitsUntilTheEngineHasEnded();

private:
    QWidget m_window;
    std::unique_ptr<support::FakeLocalEngine> m_engine;
    QPointer<ClosingDialog> m_dialog;
};

void test_closing_dialog::init()
{
    m_window.resize(1100, 700);
    m_window.show();
    m_engine = std::make_unique<support::FakeLocalEngine>();
    m_engine->now = LocalEngine::State::Running;
    delete m_dialog;
    m_dialog = new ClosingDialog{&m_window, *m_engine};
    support::settle();
}

void test_closing_dialog::saysWhatStops()
{
    QStringList words;
    for (auto const* label : m_dialog->findChildren<QLabel*>())
        words << label->text();
    auto const all = words.join('\n');
    for (auto const* what : {"Alert rules", "Schedules", "Jobs and playbook runs", "data listener"})
        QVERIFY2(all.contains(what), what);
}

void test_closing_dialog::staysByEnterAndByEscape()
{
    QSignalSpy decided{m_dialog, &ClosingDialog::decided};
    QCOMPARE(QApplication::focusWidget(), m_dialog->stayButton());
    QTest::keyClick(m_dialog->stayButton(), Qt::Key_Return);
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(m_engine->stops, 0);
    QVERIFY(!m_engine->detached);
    QCOMPARE(decided.count(), 0);
    m_dialog = new ClosingDialog{&m_window, *m_engine};
    support::settle();
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(m_engine->stops, 0);
}

void test_closing_dialog::keepsTheEngineRunning()
{
    QSignalSpy decided{m_dialog, &ClosingDialog::decided};
    m_dialog->keepButton()->click();
    QCOMPARE(decided.count(), 1);
    QVERIFY(m_engine->detached);
    QCOMPARE(m_engine->stops, 0);
}

void test_closing_dialog::waitsUntilTheEngineHasEnded()
{
    QSignalSpy decided{m_dialog, &ClosingDialog::decided};
    m_dialog->stopButton()->click();
    QCOMPARE(decided.count(), 0);
    QVERIFY(!m_dialog->stopButton()->isEnabled());
    QVERIFY(!m_dialog->keepButton()->isEnabled());
    QTRY_COMPARE(decided.count(), 1);
    QCOMPARE(m_engine->stops, 1);
    QVERIFY(!m_engine->detached);
}

DEWAR_TEST(test_closing_dialog)
#include "test_closing_dialog.moc"
