// Tests of the Tab order: as a page is read, whatever order its parts were made in.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/focus_order.h"

#include "tests/support/registry.h"
#include "ui/kit/dialog.h"

#include <QApplication>
#include <QLineEdit>
#include <QScrollArea>
#include <QSpinBox>

using namespace ui;

namespace {

QLineEdit* edit(QWidget* parent, QString const& name, QRect const& place)
{
    auto* made = new QLineEdit{parent};
    made->setObjectName(name);
    made->setGeometry(place);
    return made;
}

QStringList namesOf(QList<QWidget*> const& widgets)
{
    QStringList names;
    for (auto const* widget : widgets)
        names << widget->objectName();
    return names;
}

} // namespace

class test_focus_order : public QObject {
    Q_OBJECT
private slots:
    void readsFromTopToBottomAndLeftToRight();
    void leavesOutWhatCannotBeUsed();
    void goesRoundBothWays();
    void startsAgainFromAPartOfAStop();
    void scrollsTheStopIntoView();
    void staysInsideADialog();
};

void test_focus_order::readsFromTopToBottomAndLeftToRight()
{
    QWidget window;
    window.resize(600, 400);
    edit(&window, "foot", {0, 360, 600, 30}); // Made first, read last.
    edit(&window, "right", {300, 44, 200, 30});
    edit(&window, "left", {0, 40, 200, 30}); // A few pixels higher: the same row.
    auto* box = new QWidget{&window};
    box->setGeometry(0, 100, 600, 200);
    edit(box, "inner second", {0, 80, 100, 30});
    edit(box, "inner first", {0, 10, 100, 30});
    edit(&window, "head", {0, 0, 600, 30});
    window.show();
    QCOMPARE(namesOf(kit::tabStops({&window})),
             (QStringList{"head", "left", "right", "inner first", "inner second", "foot"}));
}

void test_focus_order::leavesOutWhatCannotBeUsed()
{
    QWidget window;
    edit(&window, "usable", {0, 0, 100, 30});
    edit(&window, "hidden", {0, 40, 100, 30})->hide();
    edit(&window, "disabled", {0, 80, 100, 30})->setEnabled(false);
    edit(&window, "by mouse only", {0, 120, 100, 30})->setFocusPolicy(Qt::ClickFocus);
    auto* number = new QSpinBox{&window}; // Its line edit hands the focus to it.
    number->setObjectName("number");
    number->setGeometry(0, 160, 100, 30);
    window.show();
    QCOMPARE(namesOf(kit::tabStops({&window})), (QStringList{"usable", "number"}));
}

void test_focus_order::goesRoundBothWays()
{
    QWidget window;
    edit(&window, "two", {0, 40, 100, 30});
    auto* one = edit(&window, "one", {0, 0, 100, 30});
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    one->setFocus();
    QStringList visited;
    for (auto const next : {true, true, false, false}) {
        QVERIFY(kit::stepFocus({&window}, next));
        visited << QApplication::focusWidget()->objectName();
    }
    QCOMPARE(visited, (QStringList{"two", "one", "two", "one"}));
    one->hide();
    QVERIFY(!kit::stepFocus({&window}, true)); // One stop alone, and it has the focus.
}

void test_focus_order::startsAgainFromAPartOfAStop()
{
    QWidget window;
    auto* outer = new QWidget{&window};
    outer->setObjectName("outer");
    outer->setFocusPolicy(Qt::StrongFocus);
    outer->setGeometry(0, 0, 100, 30);
    auto* part = edit(outer, "part", {0, 0, 50, 30});
    part->setFocusPolicy(Qt::ClickFocus);
    edit(&window, "next", {0, 40, 100, 30});
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    part->setFocus();
    QVERIFY(kit::stepFocus({&window}, true));
    QCOMPARE(QApplication::focusWidget()->objectName(), QString{"next"});
}

void test_focus_order::scrollsTheStopIntoView()
{
    QScrollArea area;
    area.setObjectName("area");
    area.setFocusPolicy(Qt::NoFocus);
    area.resize(200, 100);
    auto* content = new QWidget;
    content->resize(180, 900);
    auto* low = edit(content, "low", {0, 800, 100, 30});
    edit(content, "high", {0, 0, 100, 30})->setFocus();
    area.setWidget(content);
    area.show();
    QVERIFY(QTest::qWaitForWindowActive(&area));
    content->findChild<QLineEdit*>("high")->setFocus();
    QVERIFY(kit::stepFocus({&area}, true));
    QVERIFY(low->hasFocus() && !low->visibleRegion().isEmpty());
}

void test_focus_order::staysInsideADialog()
{
    QWidget window;
    window.resize(800, 600);
    edit(&window, "below the scrim", {0, 0, 100, 30});
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto* dialog = new kit::Dialog{&window, "Question"};
    auto* answer = new QLineEdit;
    dialog->body()->add(answer);
    auto* yes = dialog->addButton("Yes", kit::Kind::Primary);
    dialog->open(answer);
    QTRY_VERIFY(answer->hasFocus());
    for (int tab = 0; tab < 6; ++tab) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    }
    yes->setFocus();
    QTest::keyClick(yes, Qt::Key_Backtab);
    QVERIFY(answer->hasFocus());
}

DEWAR_TEST(test_focus_order)
#include "test_focus_order.moc"
