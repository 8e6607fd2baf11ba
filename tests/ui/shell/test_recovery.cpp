// Tests of "Recover from backup": what it asks for, what it hands over, and that it never touches an
// engine that is there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/recovery.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_local_engine.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QTemporaryDir>

using namespace ui;

class test_recovery : public QObject {
    Q_OBJECT
private slots:
    void init();
    void leavesAnEngineThatIsThereAlone();
    void asksForAFolderOfBackups();
    void handsOverThePassphraseAndKeepsNothing();
    void asksForANewPassphraseWithTheKit();
    void saysWhyNothingWasRestored();
    void showsWhatWasRestoredAndGoesOn();

private:
    QString repository()
    {
        QDir{m_folder.path()}.mkpath("backups/manifests");
        QDir{m_folder.path()}.mkpath("backups/packs");
        return m_folder.path() + "/backups";
    }
    void fill(RecoveryPanel& panel)
    {
        panel.form()->field("repository")->setText(repository());
        panel.form()->field("secret")->setText("seven copper kettles sing");
    }
    static void chooseKit(RecoveryPanel& panel)
    {
        qobject_cast<QComboBox*>(panel.form()->field("key")->control())->setCurrentIndex(1);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<support::FakeLocalEngine> m_engine;
};

void test_recovery::init()
{
    m_engine = std::make_unique<support::FakeLocalEngine>();
}

void test_recovery::leavesAnEngineThatIsThereAlone()
{
    m_engine->now = LocalEngine::State::Stopped;
    RecoveryPanel panel{*m_engine};
    panel.show();
    fill(panel);
    QVERIFY(!panel.button()->isEnabled());
    QVERIFY2(panel.banner().contains("/home/ada/.local/share/dewar/engine"), qPrintable(panel.banner()));
    panel.button()->click();
    support::settle();
    QVERIFY(m_engine->recovery.repository.isEmpty());
}

void test_recovery::asksForAFolderOfBackups()
{
    RecoveryPanel panel{*m_engine};
    panel.show();
    fill(panel);
    panel.form()->field("repository")->setText(m_folder.path());
    panel.button()->click();
    support::settle();
    QVERIFY(!panel.form()->field("repository")->error().isEmpty());
    QVERIFY(m_engine->recovery.repository.isEmpty());
}

void test_recovery::handsOverThePassphraseAndKeepsNothing()
{
    RecoveryPanel panel{*m_engine};
    panel.show();
    fill(panel);
    panel.button()->click();
    QCOMPARE(m_engine->recovery.repository, repository());
    QVERIFY(m_engine->recovery.key == EngineRecovery::Key::Passphrase);
    QCOMPARE(m_engine->recovery.secret, "seven copper kettles sing");
    QVERIFY(panel.form()->field("secret")->text().isEmpty());
    support::settle();
}

void test_recovery::asksForANewPassphraseWithTheKit()
{
    RecoveryPanel panel{*m_engine};
    panel.show();
    fill(panel);
    chooseKit(panel);
    QVERIFY(panel.form()->field("secret")->text().isEmpty());
    panel.form()->field("secret")->setText("AAAA-BBBB CCCC-DDDD");
    panel.form()->field("next")->setText("short");
    panel.form()->field("again")->setText("short");
    panel.button()->click();
    QVERIFY(!panel.form()->field("next")->error().isEmpty());
    panel.form()->field("next")->setText("nine tin drums in the rain");
    panel.button()->click();
    QVERIFY(!panel.form()->field("again")->error().isEmpty());
    QVERIFY(m_engine->recovery.repository.isEmpty());
    panel.form()->field("again")->setText("nine tin drums in the rain");
    panel.button()->click();
    QVERIFY(m_engine->recovery.key == EngineRecovery::Key::RecoveryKit);
    QCOMPARE(m_engine->recovery.secret, "AAAA-BBBB CCCC-DDDD");
    QCOMPARE(m_engine->recovery.nextPassphrase, "nine tin drums in the rain");
    for (auto const* name : {"secret", "next", "again"})
        QVERIFY2(panel.form()->field(name)->text().isEmpty(), name);
    support::settle();
}

void test_recovery::saysWhyNothingWasRestored()
{
    m_engine->recovered = Problem{.status = 0, .type = "recovery-failed", .title = "a pack is damaged"};
    RecoveryPanel panel{*m_engine};
    panel.show();
    fill(panel);
    panel.button()->click();
    support::settle();
    QCOMPARE(panel.banner(), "a pack is damaged");
    QVERIFY(panel.button()->isEnabled());
    QVERIFY(panel.report().isEmpty());
}

void test_recovery::showsWhatWasRestoredAndGoesOn()
{
    m_engine->recovered = QStringList{"backup b1 is restored", QString{"two\u202egnp.exe"}};
    RecoveryPanel panel{*m_engine};
    panel.show();
    QSignalSpy recovered{&panel, &RecoveryPanel::recovered};
    fill(panel);
    panel.button()->click();
    support::settle();
    QVERIFY(panel.report().startsWith("backup b1 is restored"));
    QVERIFY(!panel.report().contains(QChar{0x202e}));
    QVERIFY(!panel.form()->isVisible());
    QCOMPARE(recovered.count(), 0);
    panel.button()->click();
    QCOMPARE(recovered.count(), 1);
}

DEWAR_TEST(test_recovery)
#include "test_recovery.moc"
