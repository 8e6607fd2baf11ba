// Tests of the case timeline: filter, actions, undo, copying and its size.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/timeline.h"

#include "tests/support/registry.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>

#include <ctime>

using namespace ui;
using kit::Timeline;
using kit::TimelineEntry;

namespace {

QDateTime const kNow{QDate{2026, 11, 21}, QTime{14, 42, 17}, Qt::UTC};
constexpr double kOpenMs = 250; // For 5,000 entries, before the first frame.
constexpr double kFrameMs = 16;
constexpr double kSlack = 3; // The guard must hold on a busy machine of two cores.

std::vector<TimelineEntry> entries()
{
    return {{.id = "3",
             .at = kNow,
             .kind = "decision",
             .icon = "gavel",
             .lead = "Marta Okafor",
             .words = "rotates first",
             .second = "Revoke sig-2026-09",
             .box = TimelineEntry::Box::Attention,
             .action = "Review approval"},
            {.id = "2",
             .at = kNow.addSecs(-60),
             .kind = "automated",
             .icon = "bot",
             .lead = "Step 4",
             .words = "finished",
             .second = "key.rotate",
             .box = TimelineEntry::Box::Mono,
             .undoUntil = kNow.addSecs(240)},
            {.id = "1",
             .at = kNow.addSecs(-120),
             .kind = "decision",
             .icon = "siren",
             .lead = "<b>Eve</b>",
             .words = QStringLiteral("opened\u202E this\ncase")}};
}

} // namespace

class test_timeline : public QObject {
    Q_OBJECT
private slots:
    void filtersByKind();
    void takesActionsByKeyAndMouse();
    void undoesOnlyInTime();
    void copiesAsText();
    void showsForeignTextAsItIs();
    void keepsTheCurrentEntry();
    void opensFiveThousand();
};

void test_timeline::filtersByKind()
{
    Timeline view{"Case"};
    view.setEntries(entries());
    QCOMPARE(view.count(), 3);
    QCOMPARE(view.count("decision"), 2);
    view.setKind("decision");
    QCOMPARE(view.model()->rowCount(), 2);
    view.prepend({.id = "4", .at = kNow, .kind = "automated", .icon = "bot"});
    QCOMPARE(view.model()->rowCount(), 2);
    view.prepend({.id = "5", .at = kNow, .kind = "decision", .icon = "gavel"});
    QCOMPARE(view.model()->rowCount(), 3);
    view.setKind({});
    QCOMPARE(view.model()->rowCount(), 5);
}

void test_timeline::takesActionsByKeyAndMouse()
{
    Timeline view{"Case"};
    view.setEntries(entries());
    view.resize(700, 300);
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    QSignalSpy const taken{&view, &Timeline::actionChosen};
    view.setCurrentIndex(view.model()->index(0, 0));
    QTest::keyClick(&view, Qt::Key_Return);
    QTest::keyClick(&view, Qt::Key_J);
    QTest::keyClick(&view, Qt::Key_Return); // It has none.
    QCOMPARE(view.currentId(), QString{"2"});
    QCOMPARE(taken.size(), 1);
    auto const row = view.visualRect(view.model()->index(0, 0));
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                      {row.right() - 40, row.top() + 3 + 5 + 17 + 5 + 15});
    QCOMPARE(taken.size(), 2);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {row.left() + 200, row.top() + 12});
    QCOMPARE(taken.size(), 2);
    QCOMPARE(taken[1][0].toString(), QString{"3"});
}

void test_timeline::undoesOnlyInTime()
{
    Timeline view{"Case"};
    view.setEntries(entries());
    view.setNow(kNow);
    view.setCurrentIndex(view.model()->index(1, 0));
    QSignalSpy const undone{&view, &Timeline::undoChosen};
    QTest::keyClick(&view, Qt::Key_U);
    QCOMPARE(undone.size(), 1);
    view.setNow(kNow.addSecs(241));
    QTest::keyClick(&view, Qt::Key_U);
    view.setCurrentIndex(view.model()->index(0, 0));
    QTest::keyClick(&view, Qt::Key_U);
    QCOMPARE(undone.size(), 1);
}

void test_timeline::copiesAsText()
{
    Timeline view{"Case"};
    view.setEntries(entries());
    view.selectAll();
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    auto const lines = QApplication::clipboard()->text().split('\n');
    QCOMPARE(lines[0], QString{"2026-11-21 14:42:17 UTC  Marta Okafor rotates first"});
    QCOMPARE(lines[1], QString{"    Revoke sig-2026-09"});
    QCOMPARE(lines.size(), 5);
}

void test_timeline::showsForeignTextAsItIs()
{
    Timeline view{"Case"};
    view.setEntries(entries());
    QCOMPARE(view.model()->index(2, 0).data().toString(), QString{"<b>Eve</b> opened\\u202e this case"});
    QVERIFY(view.model()
                ->index(1, 0)
                .data(Qt::AccessibleTextRole)
                .toString()
                .endsWith("undo until 14:46:17 with U"));
}

void test_timeline::keepsTheCurrentEntry()
{
    Timeline view{"Case"};
    view.setEntries(entries());
    view.setCurrentIndex(view.model()->index(1, 0));
    auto more = entries();
    more.insert(more.begin(), {.id = "9", .at = kNow, .kind = "message", .icon = "megaphone"});
    view.setEntries(more);
    QCOMPARE(view.currentId(), QString{"2"});
}

void test_timeline::opensFiveThousand()
{
    std::vector<TimelineEntry> many;
    for (int i = 0; i < 5'000; ++i) {
        auto entry = entries()[static_cast<std::size_t>(i % 3)];
        entry.id = QString::number(i);
        if (i % 10 == 0)
            entry.words = QString{"words that go on "}.repeated(20);
        many.push_back(entry);
    }
    Timeline view{"Case"};
    view.resize(800, 600);
    auto begin = std::clock(); // Processor time: others may share the machine.
    view.setEntries(std::move(many));
    view.show();
    view.grab();
    auto const opened = 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    // Rows get their places in portions, between events.
    QTRY_VERIFY(view.visualRect(view.model()->index(4'999, 0)).top() > 100'000);
    begin = std::clock();
    view.scrollTo(view.model()->index(2'500, 0));
    view.grab();
    auto const frame = 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    qInfo("timeline of 5,000: opened in %.1f ms, far frame %.1f ms", opened, frame);
    QVERIFY2(opened < kOpenMs * kSlack, qPrintable(QString::number(opened)));
    QVERIFY2(frame < kFrameMs * kSlack, qPrintable(QString::number(frame)));
}

DEWAR_TEST(test_timeline)
#include "test_timeline.moc"
