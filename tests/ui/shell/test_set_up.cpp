// Tests of the first set-up.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/set_up.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_local_engine.h"
#include "tests/support/registry.h"

using namespace ui;

class test_set_up : public QObject {
    Q_OBJECT
private slots:
    void checksTheAdministratorFirst();
    void makesTheEngineAndShowsTheKit();
    void startsOnlyWhenPartOfTheKitWasTypedBack();
    void hidesTheKitWhileItIsTypedBack();
    void zeroesTheKitWhenItWasConfirmed();
    void goesBackWhenTheEngineRefuses();

private:
    void fill(SetUpPanel& panel);
    // The asked group, from a copy that the test keeps.
    QString answerTo(SetUpPanel const& panel) const
    {
        return QStringList{"AAAA", "BBBB", "CCCC", "DDDD"}.value(panel.askedGroup() - 1);
    }
};

void test_set_up::fill(SetUpPanel& panel)
{
    panel.form()->field("name")->setText("ada");
    panel.form()->field("password")->setText("violet tram 92 under snow");
    panel.form()->field("again")->setText("violet tram 92 under snow");
    panel.button()->click();
    panel.form()->field("passphrase")->setText("seven copper kettles sing");
    panel.form()->field("again")->setText("seven copper kettles sing");
    panel.button()->click();
    support::settle();
}

void test_set_up::checksTheAdministratorFirst()
{
    support::FakeLocalEngine engine;
    SetUpPanel panel{engine};
    panel.form()->field("name")->setText("ada");
    panel.form()->field("password")->setText("short");
    panel.form()->field("again")->setText("short");
    panel.button()->click();
    QVERIFY(panel.step() == SetUpPanel::Step::Administrator);
    QVERIFY(!panel.form()->field("password")->error().isEmpty());
}

void test_set_up::makesTheEngineAndShowsTheKit()
{
    support::FakeLocalEngine engine;
    SetUpPanel panel{engine};
    fill(panel);
    QCOMPARE(engine.asked.administrator, "ada");
    QCOMPARE(engine.asked.password, "violet tram 92 under snow");
    QCOMPARE(engine.asked.passphrase, "seven copper kettles sing");
    QVERIFY(panel.step() == SetUpPanel::Step::Kit);
    QCOMPARE(panel.kit(), QByteArray{"AAAA-BBBB\nCCCC-DDDD\n"});
    QVERIFY(!panel.button()->isEnabled());
}

void test_set_up::startsOnlyWhenPartOfTheKitWasTypedBack()
{
    support::FakeLocalEngine engine;
    SetUpPanel panel{engine};
    fill(panel);
    QSignalSpy started{&panel, &SetUpPanel::started};
    panel.typedBack()->setText("ZZZZ");
    QVERIFY(!panel.button()->isEnabled());
    panel.button()->click();
    QCOMPARE(engine.passphrases.size(), 0);
    panel.typedBack()->setText(answerTo(panel).toLower() + ' ');
    QVERIFY(panel.button()->isEnabled());
    panel.button()->click();
    support::settle();
    QCOMPARE(engine.passphrases, QStringList{"seven copper kettles sing"});
    QCOMPARE(started.count(), 1);
}

void test_set_up::hidesTheKitWhileItIsTypedBack()
{
    support::FakeLocalEngine engine;
    SetUpPanel panel{engine};
    fill(panel);
    auto const shows = [&] {
        for (auto const* label : panel.findChildren<QLabel*>())
            if (label->text().contains("AAAA-BBBB"))
                return !label->isHidden();
        return false;
    };
    QVERIFY(shows());
    panel.typedBack()->setText("A");
    QVERIFY(!shows());
    panel.typedBack()->clear();
    QVERIFY(shows());
}

void test_set_up::zeroesTheKitWhenItWasConfirmed()
{
    support::FakeLocalEngine engine;
    SetUpPanel panel{engine};
    fill(panel);
    panel.typedBack()->setText(answerTo(panel));
    panel.button()->click();
    QVERIFY(panel.kit().isEmpty());
    for (auto const* label : panel.findChildren<QLabel*>())
        QVERIFY(!label->text().contains("AAAA"));
    support::settle();
}

void test_set_up::goesBackWhenTheEngineRefuses()
{
    support::FakeLocalEngine engine;
    engine.kit = Problem{.status = 0, .type = "set-up-failed", .title = "the directory is not empty"};
    SetUpPanel panel{engine};
    fill(panel);
    QVERIFY(panel.step() == SetUpPanel::Step::Administrator);
    QCOMPARE(panel.banner(), "the directory is not empty");
    QVERIFY(panel.form()->field("password")->text().isEmpty());
}

DEWAR_TEST(test_set_up)
#include "test_set_up.moc"
