// Tests of the logs page's tables and of reading what the engine sends.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_dialogs.h"
#include "ui/pages/logs/logs_model.h"
#include "ui/pages/logs/logs_source.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/logs/log_world.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::logs;

class test_logs_model : public QObject {
    Q_OBJECT
private slots:
    void readsAnEvent();
    void readsAnythingElse();
    void showsFields();
    void showsSources();
    void writesARequestInOneLine();
    void understandsMoments_data();
    void understandsMoments();

};

void test_logs_model::readsAnEvent()
{
    support::LogWorld const world;
    auto const event = eventFrom(world.event(0));
    QCOMPARE(event.id, world.idOf(0));
    QCOMPARE(event.arrivedAt, QDateTime(QDate{2026, 9, 14}, QTime{9, 29, 59, 812}, Qt::UTC));
    QCOMPARE(event.severity, "error");
    QCOMPARE(event.attributes["node"].toString(), "node-a");
    QCOMPARE(severityOfLevel("fatal"), Severity::Critical);
    QCOMPARE(severityOfLevel("warn"), Severity::High);
    QCOMPARE(severityOfLevel("unheard of"), Severity::Info);
}

void test_logs_model::readsAnythingElse()
{
    QVERIFY(eventPageFrom(support::jsonOf(R"({"items":[{}],"other":1})")).events.size() == 1);
    QVERIFY(eventPageFrom(QJsonValue{}).events.empty());
    QVERIFY(countsFrom(support::jsonOf(R"({"total":"x"})")).complete);
    QVERIFY(!countsFrom(support::jsonOf(R"({"ended":"rows_reached"})")).complete);
    QVERIFY(!facetFrom(support::jsonOf(R"({"exact":false})")).exact);
    QVERIFY(touchedFrom(support::jsonOf(R"({"collections":null})")).collections.empty());
}

void test_logs_model::showsFields()
{
    FieldsModel model{nullptr};
    QAbstractItemModelTester const tester{&model};
    auto event = eventFrom(support::LogWorld{}.event(0));
    event.attributes = {{"tags", QJsonArray{"a", "b"}},
                        {"ok", true},
                        {"user_id", "u1"},
                        {"evil", QStringLiteral("a\u202Eb")}};
    model.setRows(fieldsOf(event));
    QStringList shown;
    for (auto const& field : model.rows())
        shown << field.name + '=' + field.value;
    QVERIFY(shown.contains("tags=a"));
    QVERIFY(shown.contains("tags=b"));
    QVERIFY(shown.contains("ok=true"));
    QVERIFY(shown.contains("trace_id=4bf92f3577b34da6a3ce929d0e0e4736"));
    for (int row = 0; row < model.rowCount(); ++row) {
        auto const& field = model.rowAt(row);
        QCOMPARE(field.leads, field.name == "user_id" || field.name == "trace_id");
        QVERIFY(!model.index(row, 1).data().toString().contains(QChar{0x202E}));
    }
    QVERIFY(model.rows().back().name.isEmpty()); // The id is no field that a query could name.
}

void test_logs_model::showsSources()
{
    SourcesModel model{nullptr};
    QAbstractItemModelTester const tester{&model};
    model.setRows({{.source = "edge", .received = 12'000, .stored = 11'990, .rejected = 10}});
    QCOMPARE(model.index(0, 0).data().toString(), "edge");
    QCOMPARE(model.index(0, 1).data().toString(), "12,000");
    QCOMPARE(model.index(0, 6).data(kit::ToneRole).toInt(), static_cast<int>(Role::High));
    QCOMPARE(model.index(0, 7).data(kit::ToneRole).toInt(), static_cast<int>(Role::Muted));
}

void test_logs_model::writesARequestInOneLine()
{
    LogEvent event{.id = "1.1",
                   .arrivedAt = {},
                   .source = "dewar",
                   .severity = "info",
                   .name = "request",
                   .message = "request",
                   .traceId = {},
                   .attributes = {},
                   .json = {}};
    event.attributes = {{"method", "GET"},
                        {"route", "/api/v1/users"},
                        {"status", 200},
                        {"duration_us", 1234},
                        {"address", "10.4.18.22"}};
    QCOMPARE(lineOf(event), "GET /api/v1/users  status=200  1.23 ms  address=10.4.18.22");
    QCOMPARE(rowOf(event, false).cells.size(), kIdCell + 1);
    event.message = "request failed: disk full";
    QVERIFY(lineOf(event).startsWith("request failed: disk full  GET "));
}

void test_logs_model::understandsMoments_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("at");
    QTest::newRow("whole") << "2026-11-21 14:42:16"
                           << "2026-11-21T14:42:16Z";
    QTest::newRow("minute") << " 2026-11-21 14:42 "
                            << "2026-11-21T14:42:00Z";
    QTest::newRow("day") << "2026-11-21"
                         << "2026-11-21T00:00:00Z";
    QTest::newRow("today") << "14:42"
                           << "2026-09-14T14:42:00Z";
    QTest::newRow("none") << "soon"
                          << "";
}

void test_logs_model::understandsMoments()
{
    QFETCH(QString, words);
    auto const at = momentFrom(words, QDateTime{QDate{2026, 9, 14}, QTime{9, 30}, Qt::UTC});
    QTEST(at.isValid() ? at.toString(Qt::ISODate) : QString{}, "at");
}

DEWAR_TEST(test_logs_model)
#include "test_logs_model.moc"
