// Tests of the roles' list and matrix as item models.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_model.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/roles/roles_world.h"

#include <QAbstractItemModelTester>

using namespace ui::roles;

class test_roles_model : public QObject {
    Q_OBJECT
private slots:
    void areProperModels();
    void saysEachCellInWords();
    void leavesOutWhatDoesNotExist();
    void marksWhatIsChanged();
};

void test_roles_model::areProperModels()
{
    RolesModel list;
    QAbstractItemModelTester one{&list, QAbstractItemModelTester::FailureReportingMode::QtTest};
    list.setRows({{.role = {.id = "r", .name = "viewer", .builtin = true}, .holders = 1}});
    QCOMPARE(list.index(0, 0).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("viewer, 1 user · built-in"));
    MatrixModel matrix;
    QAbstractItemModelTester two{&matrix, QAbstractItemModelTester::FailureReportingMode::QtTest};
    matrix.setResources(resourcesFrom({}));
    matrix.setGrants({"*"}, {});
    QCOMPARE(matrix.columnCount(), 6);
}

void test_roles_model::saysEachCellInWords()
{
    MatrixModel matrix;
    matrix.setResources(resourcesFrom({}));
    matrix.setGrants({"*.read", "keys.rotate", "records.read@orders"}, {});
    auto const words = [&](char const* noun, char const* verb) {
        return matrix.indexOf({.noun = noun, .verb = verb}).data(Qt::AccessibleTextRole).toString();
    };
    QCOMPARE(words("keys", "read"), "Signing keys, read: allowed by a wildcard");
    QCOMPARE(words("keys", "rotate"), "Signing keys, rotate: allowed");
    QCOMPARE(words("records", "read"), "Records, read: allowed in part");
    QCOMPARE(words("auth", "end_sessions"), "Sessions, end sessions: not allowed");
}

void test_roles_model::leavesOutWhatDoesNotExist()
{
    MatrixModel matrix;
    matrix.setResources(resourcesFrom({}));
    auto const place = matrix.indexOf({.noun = "health", .verb = "read"});
    auto const write = matrix.index(place.row(), MatrixModel::Write);
    QVERIFY(matrix.rightAt(write).none());
    QVERIFY(!write.flags().testFlag(Qt::ItemIsSelectable));
    QVERIFY(place.flags().testFlag(Qt::ItemIsSelectable));
    QVERIFY(matrix.isGroup(0));
}

void test_roles_model::marksWhatIsChanged()
{
    MatrixModel matrix;
    matrix.setResources(resourcesFrom({}));
    matrix.setGrants({"keys.rotate", "records.read@a"}, {"records.read@a", "records.read@b"});
    auto const changed = [&](char const* noun, char const* verb) {
        return matrix.indexOf({.noun = noun, .verb = verb}).data(MatrixModel::ChangedRole).toBool();
    };
    QVERIFY(changed("keys", "rotate"));
    QVERIFY(changed("records", "read"));
    QVERIFY(!changed("keys", "read"));
}

DEWAR_TEST(test_roles_model)
#include "test_roles_model.moc"
