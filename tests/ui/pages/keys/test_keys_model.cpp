// Tests of the table of signing keys and of what is read off the list.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_model.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"
#include "ui/pages/keys/keys_board.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::keys;

namespace {

QDateTime at(int month, int day)
{
    return {QDate{2026, month, day}, QTime{2, 0}, Qt::UTC};
}

std::vector<Key> some()
{
    return {{.kid = "next0000000000", .algorithm = "ES256", .state = KeyState::Next, .createdAt = at(8, 24)},
            {.kid = "active00000000",
             .algorithm = "ES256",
             .state = KeyState::Active,
             .createdAt = at(7, 25),
             .activatedAt = at(8, 24)},
            {.kid = "old00000000000",
             .algorithm = "ES256",
             .state = KeyState::Retired,
             .createdAt = at(6, 25),
             .activatedAt = at(7, 25),
             .retiringAt = at(8, 24),
             .retiredAt = at(8, 24).addSecs(900)}};
}

} // namespace

class test_keys_model : public QObject {
    Q_OBJECT

private slots:
    void isAModel()
    {
        KeysModel model{nullptr};
        QAbstractItemModelTester const tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        model.setRows(some());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(1, 0).data().toString(), "active0000");
        QCOMPARE(model.index(1, 2).data().toString(), "Signing");
        QCOMPARE(model.rowOf("old00000000000"), 2);
        QCOMPARE(model.rowOf("unknown"), -1);
    }
    void readsAKey()
    {
        auto const key =
            keyFrom(support::jsonOf(R"({"kid":"abc","state":"revoked","revoked_at":"2026-08-24T02:00:00.5Z",
                                                     "more":1})")
                        .toObject());
        QCOMPARE(key.kid, "abc");
        QVERIFY(key.state == KeyState::Revoked);
        QCOMPARE(key.revokedAt, at(8, 24).addMSecs(500));
        QVERIFY(!key.activatedAt.isValid());
    }
    void findsWhatNeedsSomebody_data()
    {
        QTest::addColumn<QDateTime>("now");
        QTest::addColumn<int>("days");
        QTest::addColumn<int>("found");
        QTest::newRow("in time") << at(9, 14) << 30 << 0;
        QTest::newRow("late") << at(9, 25) << 30 << 1;
        QTest::newRow("not known") << at(9, 25) << 0 << 0;
    }
    void findsWhatNeedsSomebody()
    {
        QFETCH(QDateTime, now);
        QFETCH(int, days);
        QFETCH(int, found);
        Board const board{some(), days, now};
        QCOMPARE(board.needsAction().size(), found);
    }
    void drawsLives()
    {
        Board const board{some(), 30, at(9, 14)};
        auto const lines = board.lifelines(2);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.last().id, "next0000000000"); // Oldest at the top.
        QCOMPARE(lines.first().spans.size(), 2);
        QCOMPARE(lines.first().spans.last().to, at(9, 23));
        QVERIFY(board.span(2).first < at(7, 25));
        QVERIFY(board.span(2).second > at(9, 23));
    }
    void tellsAHistory()
    {
        auto const history = historyOf(some().back());
        QCOMPARE(history.size(), 4);
        QCOMPARE(history.first().words, "Retired");
    }
};

DEWAR_TEST(test_keys_model)
#include "test_keys_model.moc"
