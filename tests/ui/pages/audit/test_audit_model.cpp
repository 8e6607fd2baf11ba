// Tests of the audit table and its words.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_model.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/audit/audit_world.h"

#include <QAbstractItemModelTester>

using namespace ui::audit;

class test_audit_model : public QObject {
    Q_OBJECT
private slots:
    void isAProperModel();
    void namesTheObject_data();
    void namesTheObject();
    void showsDirectionCharactersAsEscapes();
};

void test_audit_model::isAProperModel()
{
    AuditModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    model.setRows({rowFrom(support::auditRow(402'911)), rowFrom(support::auditRow(402'909))});
    model.appendRows({rowFrom(support::auditRow(402'908))});
    QCOMPARE(model.rowOf(402'908), 2);
    QCOMPARE(model.index(0, 0).data().toString(), "2026-09-14 09:29:41");
    QCOMPARE(model.index(0, 4).data().toString(), "Done");
    QCOMPARE(model.index(1, 4).data().toString(), "exceeds own permissions");
    QCOMPARE(model.index(0, 5).data().toString().size(), 9);
}

void test_audit_model::namesTheObject_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("words");
    QTest::newRow("name and reason")
        << QByteArray{R"({"subject_type":"user","subject_id":"u-1","details":{"name":"ada","reason":"left"}})"}
        << QStringLiteral("user ada · reason left");
    QTest::newRow("no details") << QByteArray{R"({"subject_type":"key","subject_id":"k-1"})"}
                                << QStringLiteral("key k-1");
    QTest::newRow("long id") << QByteArray{R"({"subject_type":"job","subject_id":"018f4e2a-1111-2222-3333"})"}
                             << QStringLiteral("job 018f4e2a…");
    QTest::newRow("no object") << QByteArray{R"({"details":{"count":12}})"} << QStringLiteral("count 12");
    QTest::newRow("list")
        << QByteArray{R"({"subject_type":"role","subject_id":"r","details":{"permissions":["a","b"]}})"}
        << QStringLiteral("role r · permissions a, b");
}

void test_audit_model::namesTheObject()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, words);
    QCOMPARE(subjectWords(rowFrom(support::jsonOf(json.constData()).toObject())), words);
}

void test_audit_model::showsDirectionCharactersAsEscapes()
{
    Row row;
    row.subjectType = "user";
    row.subjectId = QStringLiteral("a") + QChar{0x202e} + "b";
    QVERIFY(!subjectWords(row).contains(QChar{0x202e}));
    QVERIFY(subjectWords(row).contains("202e"));
}

DEWAR_TEST(test_audit_model)
#include "test_audit_model.moc"
