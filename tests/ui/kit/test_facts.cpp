// Tests of the inspector's key and value list.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/facts.h"

#include "tests/support/registry.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>

using namespace ui;
using kit::Facts;

namespace {

QList<kit::Fact> sample()
{
    return {{.name = "Fingerprint", .value = "SHA256:Qm4x", .look = kit::FactLook::Mono, .copyable = true},
            {.name = "Case", .value = "INC-2041", .look = kit::FactLook::Link},
            {.name = "State", .chip = "Exposed", .chipTone = Role::Crit},
            {.name = "Last used"}};
}

QList<QWidget*> rowsOf(Facts& facts)
{
    return facts.findChildren<QWidget*>(QString{}, Qt::FindDirectChildrenOnly);
}

} // namespace

class test_facts : public QObject {
    Q_OBJECT
private slots:
    void namesEveryRow();
    void isOneTabStopWithArrows();
    void copiesOnlyWhatMayBeCopied();
    void followsALinkByKeyAndMouse();
    void keepsTheFocusWhenValuesAreRefreshed();
    void showsControlCharactersAsEscapes();
};

void test_facts::namesEveryRow()
{
    Facts facts{"Key facts"};
    facts.setFacts(sample());
    QStringList names;
    for (auto* row : rowsOf(facts))
        names << row->accessibleName();
    QCOMPARE(names,
             (QStringList{"Fingerprint: SHA256:Qm4x", "Case: INC-2041", "State: Exposed", "Last used: –"}));
}

void test_facts::isOneTabStopWithArrows()
{
    Facts facts{"Key facts"};
    facts.setFacts(sample());
    facts.show();
    QVERIFY(QTest::qWaitForWindowActive(&facts));
    auto const rows = rowsOf(facts);
    auto const stops =
        std::count_if(rows.begin(), rows.end(), [](auto* row) { return row->focusPolicy() & Qt::TabFocus; });
    QCOMPARE(stops, 1);
    rows[0]->setFocus();
    QTest::keyClick(rows[0], Qt::Key_Down);
    QVERIFY(rows[1]->hasFocus());
    QTest::keyClick(rows[1], Qt::Key_End);
    QVERIFY(rows[3]->hasFocus());
    QTest::keyClick(rows[3], Qt::Key_Down);
    QVERIFY(rows[3]->hasFocus());
    QVERIFY(rows[3]->focusPolicy() & Qt::TabFocus);
    QVERIFY(!(rows[0]->focusPolicy() & Qt::TabFocus));
}

void test_facts::copiesOnlyWhatMayBeCopied()
{
    Facts facts{"Key facts"};
    facts.setFacts(sample());
    facts.show();
    QVERIFY(QTest::qWaitForWindowActive(&facts));
    QSignalSpy const copied{&facts, &Facts::copied};
    QApplication::clipboard()->setText("before");
    auto const rows = rowsOf(facts);
    rows[1]->setFocus();
    QTest::keyClick(rows[1], Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString{"before"});
    rows[0]->setFocus();
    QTest::keyClick(rows[0], Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString{"SHA256:Qm4x"});
    QCOMPARE(copied.size(), 1);
    QCOMPARE(copied[0][0].toString(), QString{"Fingerprint"});
}

void test_facts::followsALinkByKeyAndMouse()
{
    Facts facts{"Key facts", Facts::Side::Left, 92};
    facts.setFacts(sample());
    facts.resize(320, 120);
    facts.show();
    QVERIFY(QTest::qWaitForWindowActive(&facts));
    QSignalSpy const chosen{&facts, &Facts::linkChosen};
    auto const rows = rowsOf(facts);
    rows[1]->setFocus();
    QTest::keyClick(rows[1], Qt::Key_Return);
    QTest::mouseClick(rows[1], Qt::LeftButton, {}, {120, 13});
    QTest::mouseClick(rows[1], Qt::LeftButton, {}, {20, 13}); // The name is no link.
    rows[0]->setFocus();
    QTest::keyClick(rows[0], Qt::Key_Return); // No link either.
    QCOMPARE(chosen.size(), 2);
    QCOMPARE(chosen[0][0].toInt(), 1);
}

void test_facts::keepsTheFocusWhenValuesAreRefreshed()
{
    Facts facts{"Key facts"};
    facts.setFacts(sample());
    facts.show();
    QVERIFY(QTest::qWaitForWindowActive(&facts));
    auto* second = rowsOf(facts)[1];
    second->setFocus();
    auto changed = sample();
    changed[1].value = "INC-2042";
    facts.setFacts(changed);
    QVERIFY(second->hasFocus());
    QCOMPARE(second->accessibleName(), QString{"Case: INC-2042"});
    facts.setFacts({changed[0]});
    QCOMPARE(rowsOf(facts).size(), 1);
}

void test_facts::showsControlCharactersAsEscapes()
{
    Facts facts{"Facts"};
    facts.setFacts({{.name = "Actor", .value = QStringLiteral("nimda\u202Eadmin")}});
    QCOMPARE(rowsOf(facts)[0]->accessibleName(), QString{"Actor: nimda\\u202eadmin"});
}

DEWAR_TEST(test_facts)
#include "test_facts.moc"
