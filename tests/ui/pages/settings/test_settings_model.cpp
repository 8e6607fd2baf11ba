// Tests of the settings page's tables and of what it reads.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_model.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/settings/settings_world.h"

#include <QAbstractItemModelTester>

using namespace ui::settings;

class test_settings_model : public QObject {
    Q_OBJECT
private slots:
    void areProperModels();
    void saysHowADeliveryWent_data();
    void saysHowADeliveryWent();
    void knowsWhatWaitsForTheNextStart();
};

void test_settings_model::areProperModels()
{
    auto const mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
    LimitsModel limits;
    DestinationsModel destinations;
    DeliveriesModel deliveries;
    QAbstractItemModelTester one{&limits, mode}, two{&destinations, mode}, three{&deliveries, mode};
    std::vector<RateClass> classes;
    for (auto const& item : support::jsonOf(support::kLimits)["items"].toArray())
        classes.push_back(rateClassFrom(item.toObject()));
    limits.setRows(std::move(classes));
    QCOMPARE(limits.index(4, 0).data(Qt::AccessibleTextRole).toString(),
             "Heavy work: verifying, exporting, heavy");
    QCOMPARE(limits.index(0, 1).data().toString(), "30,000");
    std::vector<Destination> rows;
    for (auto const& item : support::jsonOf(support::kDestinations)["items"].toArray())
        rows.push_back(destinationFrom(item.toObject()));
    destinations.setRows(std::move(rows));
    QCOMPARE(destinations.rowOf("d-3"), 2);
    QCOMPARE(destinations.index(2, 1).data().toString(), "only what is sent on purpose");
    deliveries.setRows(
        {deliveryFrom(support::jsonOf(R"({"id":"m","state":"failed","tries":8})").toObject())});
    QCOMPARE(deliveries.index(0, 2).data().toString(), "Failed");
}

void test_settings_model::saysHowADeliveryWent_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("words");
    QTest::newRow("waits") << QByteArray{R"({"tries":0})"} << "not tried yet";
    QTest::newRow("arrived") << QByteArray{R"({"tries":1,"last_status":204})"} << "204 after 1 try";
    QTest::newRow("refused") << QByteArray{R"({"tries":3,"last_status":503,"last_error":"busy"})"}
                             << "503 after 3 tries: busy";
    QTest::newRow("silent") << QByteArray{R"({"tries":8,"last_error":"timed out"})"} << "8 tries: timed out";
}

void test_settings_model::saysHowADeliveryWent()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, words);
    QCOMPARE(deliveryWords(deliveryFrom(support::jsonOf(json.constData()).toObject())), words);
}

void test_settings_model::knowsWhatWaitsForTheNextStart()
{
    auto const from = [](char const* json) { return settingFrom(support::jsonOf(json).toObject()); };
    QVERIFY(from(R"({"name":"a.b","value":"4","source":"stored","stored":"8"})").waits());
    QVERIFY(!from(R"({"name":"a.b","value":"8","source":"stored","stored":"8"})").waits());
    QVERIFY(!from(R"({"name":"a.b","value":"8","source":"default"})").waits());
    QVERIFY(from(R"({"name":"a.b","value":"8","source":"default","stored":""})").waits());
    QVERIFY(from(R"({"name":"a.b","value":"8","source":"flag"})").overruled());
}

DEWAR_TEST(test_settings_model)
#include "test_settings_model.moc"
