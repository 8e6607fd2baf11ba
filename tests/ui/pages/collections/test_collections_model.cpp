// Tests of what the data page reads off schemas and JSON, and of its tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_model.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::collections;

namespace {

Collection orders()
{
    return collectionFrom(
        support::jsonOf(R"({"name":"orders","schema_version":3,"unique":["number"],"indexes":["status"],
        "schema":{"type":"object","required":["number","status","total"],"properties":{
          "note":{"type":"string"},"number":{"type":"string"},"paid":{"type":"boolean"},
          "items":{"type":"array"},"status":{"enum":["open","paid"]},"total":{"type":"number"},
          "count":{"type":"integer"},"placed":{"type":"string","format":"date-time"}}}})")
            .toObject());
}

Member member(char const* name)
{
    for (auto const& each : membersOf(orders()))
        if (each.name == QLatin1String(name))
            return each;
    return {};
}

} // namespace

class test_collections_model : public QObject {
    Q_OBJECT

private slots:
    void putsImportantMembersFirst()
    {
        auto const members = membersOf(orders());
        QCOMPARE(members.size(), 8u);
        QCOMPARE(members[0].name, "number");
        QCOMPARE(members[1].name, "status");
        QCOMPARE(members[2].name, "total");
        QCOMPARE(members.back().name, "items");
        QVERIFY(members[0].unique && members[1].indexed && members[2].required);
    }
    void makesColumnsOfTheSchema()
    {
        RecordsModel model{membersOf(orders()), nullptr};
        QAbstractItemModelTester const tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        model.setRows(
            {recordFrom(support::jsonOf(R"({"id":"0198f3a4-5b6c-7d8e-9f01-23456789abcd","revision":4,
            "updated_at":"2026-09-14T08:00:00Z","body":{"number":"A-1","status":"paid","total":1206.84,"items":[1,2,3]}})")
                            .toObject())});
        QCOMPARE(model.columnCount(), RecordsModel::kMembersMax + 2);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), "number");
        QCOMPARE(model.index(0, 0).data().toString(), "0198f3a4-5b6c");
        QCOMPARE(model.index(0, 3).data().toString(), "1206.84");
        QCOMPARE(model.index(0, 4).data().toString(), "–");
        QCOMPARE(model.rowOf("unknown"), -1);
    }
    void readsWhatWasTyped_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("json");
        QTest::addColumn<bool>("fine");
        QTest::newRow("text") << "note"
                              << "a \"b\""
                              << "a \"b\"" << true;
        QTest::newRow("number") << "total"
                                << "1206.84"
                                << "1206.84" << true;
        QTest::newRow("no number") << "total"
                                   << "12,5"
                                   << "" << false;
        QTest::newRow("whole") << "count"
                               << "9007199254740993"
                               << "9007199254740993" << true;
        QTest::newRow("not whole") << "count"
                                   << "1.5"
                                   << "" << false;
        QTest::newRow("truth") << "paid"
                               << "true"
                               << "true" << true;
        QTest::newRow("list") << "items"
                              << "[1, 2]"
                              << "[1,2]" << true;
        QTest::newRow("broken list") << "items"
                                     << "[1, 2"
                                     << "" << false;
        QTest::newRow("required") << "total"
                                  << ""
                                  << "" << false;
        QTest::newRow("optional") << "count"
                                  << ""
                                  << "" << true;
    }
    void readsWhatWasTyped()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, json);
        QFETCH(bool, fine);
        auto const read = readMember(member(qPrintable(name)), text);
        QCOMPARE(read.fault.isEmpty(), fine);
        if (fine)
            QCOMPARE(textOf(read.value), json);
    }
    void namesTheLineOfASyntaxError()
    {
        auto const read = readJson("{\n \"a\": 1,\n \"b\" 2\n}");
        QVERIFY(!read.fault.isEmpty());
        QCOMPARE(read.line, 3);
        QVERIFY(readJson("{\"a\": [1]}").fault.isEmpty());
    }
    void findsTheLineOfAPointer()
    {
        auto const text = prettyJson(orders().schema);
        auto const line = lineOf(text, "/properties/total/type");
        QVERIFY(line > 0);
        QVERIFY(text.split('\n')[line - 1].contains("number"));
        QCOMPARE(lineOf(text, "/properties/unknown"), 0);
    }
    void splitsFilters()
    {
        QCOMPARE(filtersOf("status:paid  note:\"in transit\" total:5"),
                 (QStringList{"status:paid", "note:\"in transit\"", "total:5"}));
        QCOMPARE(filtersOf("  "), QStringList{});
        QCOMPARE(filtersOf("loose"), QStringList{"loose"});
    }
    void tellsWhatDiffers()
    {
        auto const one = support::jsonOf(R"({"a":1,"b":2,"c":{"d":1}})");
        auto const other = support::jsonOf(R"({"a":1,"b":3,"e":1,"c":{"d":2}})");
        QCOMPARE(differing(one, other), (QStringList{"b", "c", "e"}));
    }
    void showsHiddenLettersAsEscapes()
    {
        auto const cell = cellOf(member("note"), QString{"a"} + QChar{0x202e} + "b");
        QCOMPARE(cell.words, "a\\u202eb");
    }
    void listsCollectionsAndRevisions()
    {
        CollectionsModel collections{nullptr};
        QAbstractItemModelTester const one{&collections,
                                           QAbstractItemModelTester::FailureReportingMode::QtTest};
        collections.setRows({orders()});
        QCOMPARE(collections.rowOf("orders"), 0);
        RevisionsModel revisions{nullptr};
        QAbstractItemModelTester const other{&revisions,
                                             QAbstractItemModelTester::FailureReportingMode::QtTest};
        revisions.setRows({{.revision = 2, .changed = {"total"}}, {.revision = 1}});
        QCOMPARE(revisions.index(0, 2).data().toString(), "total");
        QCOMPARE(revisions.index(1, 2).data().toString(), "created");
    }
};

DEWAR_TEST(test_collections_model)
#include "test_collections_model.moc"
