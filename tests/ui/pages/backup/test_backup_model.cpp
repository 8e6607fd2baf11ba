// Tests of the tables of backups and differences, of lanes and of what proves a backup.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_model.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"
#include "ui/pages/backup/backup_lanes.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::backup;

namespace {

QDateTime at(int day, int hour = 4)
{
    return {QDate{2026, 9, day}, QTime{hour, 0}, Qt::UTC};
}

Backup done(int day)
{
    return {.id = QStringLiteral("0198f3a4-5b%1-7d8e-9f01-23456789abcd").arg(day, 2, 10, QLatin1Char('0')),
            .state = "done",
            .createdAt = at(day),
            .bytes = 3 << 20,
            .storedBytes = 1 << 20};
}

} // namespace

class test_backup_model : public QObject {
    Q_OBJECT

private slots:
    void keepsProofsApart_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("verified");
        QTest::addColumn<bool>("proven");
        QTest::addColumn<QString>("word");
        QTest::newRow("new") << "done" << false << false << "Not checked";
        QTest::newRow("checksum") << "done" << true << false << "Checksum";
        QTest::newRow("proven") << "done" << false << true << "Restored";
        QTest::newRow("both") << "done" << true << true << "Restored";
        QTest::newRow("running") << "running" << false << false << "Running";
        QTest::newRow("failed") << "failed" << true << false << "Failed";
    }
    void keepsProofsApart()
    {
        QFETCH(QString, state);
        QFETCH(bool, verified);
        QFETCH(bool, proven);
        QFETCH(QString, word);
        auto backup = done(3);
        backup.state = state;
        if (verified)
            backup.lastVerifiedAt = at(4);
        if (proven)
            backup.lastProvenAt = at(5);
        QCOMPARE(proofWord(proofOf(backup)), word);
    }
    void isAModel()
    {
        BackupModel model{nullptr};
        QAbstractItemModelTester const tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        model.setRows({done(4), done(3)});
        QCOMPARE(model.index(0, 3).data().toString(), "3.0 MiB");
        QCOMPARE(model.rowOf(done(3).id), 1);
        DifferencesModel differences{nullptr};
        QAbstractItemModelTester const other{&differences,
                                             QAbstractItemModelTester::FailureReportingMode::QtTest};
        differences.setRows({{.table = "c_1", .kind = "collection", .collection = "orders", .changed = 3},
                             {.table = "users", .kind = "security", .changed = 3}});
        QCOMPARE(differences.index(0, 0).data().toString(), "orders");
        QCOMPARE(differences.index(0, 7).data().toString(), "Goes back");
        QCOMPARE(differences.index(1, 7).data().toString(), "Stays");
    }
    void countsOnlyCollections()
    {
        auto const comparison = comparisonFrom(support::jsonOf(R"({"tables":[
            {"table":"c_1","kind":"collection","only_live":5,"only_backup":2,"changed":3},
            {"table":"c_2","kind":"collection"},{"table":"users","kind":"security","changed":9}],
            "would_come_back":[{"kind":"session","id":"s","what":"u1"}]})")
                                                   .toObject());
        QCOMPARE(comparison.recordsDiffering(), 10);
        QCOMPARE(comparison.writesLost(), 8);
        QCOMPARE(comparison.collectionsDiffering(), 1);
        QCOMPARE(comparison.wouldComeBack.front().kind, "session");
    }
    void makesLanes()
    {
        auto proven = done(10);
        proven.lastProvenAt = at(11);
        auto failed = done(12);
        failed.state = "failed";
        std::vector<Backup> const backups{failed, proven, done(1)};
        auto const lanes = lanesOf(backups, at(14), 7);
        QCOMPARE(lanes.size(), 3);           // Nothing was restored.
        QCOMPARE(lanes[0].points.size(), 2); // The first of September is out of sight.
        QCOMPARE(lanes[0].points.last().words, "Failed");
        QVERIFY(lanes[0].points.last().outcome == Severity::Critical);
        QCOMPARE(lanes[2].points.size(), 1);
        QCOMPARE(newestOfLane(backups, lanes[2].id), proven.id);
        QCOMPARE(newestOfLane(backups, "restores"), QString{});
    }
};

DEWAR_TEST(test_backup_model)
#include "test_backup_model.moc"
