// Tests of the settings page: preferences, password, engine settings, limits, destinations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/page_stage.h"
#include "tests/ui/pages/settings/settings_world.h"
#include "ui/settings/settings.h"

#include <QSignalSpy>

using namespace ui;
using settings::SettingsPage;
using support::PageStage;

class test_settings_page : public QObject {
    Q_OBJECT
private slots:
    void init() { theme().apply(Theme::Choice::Dark); }
    void keepsThePreferences();
    void appliesTheThemeAtOnce();
    void changesThePassword();
    void showsWhatIsWrongWithThePassword();
    void showsEverySettingWithItsSource();
    void storesAValueAndTakesItBack();
    void showsARefusedValueBesideTheField();
    void resetsAStoredValue();
    void saysWhatTheEnvironmentDoes();
    void showsTheRateClasses();
    void testsADestination();
    void saysThatATestDidNotArrive();
    void createsADestinationAndShowsItsSecretOnce();
    void deletesADestinationWithItsEffect();
    void narrowsDeliveries();
    void showsFailures_data();
    void showsFailures();
    void needsItsPermissions();
    void findsSettings();
    void opensSectionsAndSettings();
    void fitsTheSmallestWindow();
    void pictures();

private:
    SettingsPage& opened(PageStage& stage, char const* object = "");
    QAbstractButton* named(PageStage& stage, QString const& name);
};

SettingsPage& test_settings_page::opened(PageStage& stage, char const* object)
{
    support::showSettings(stage.api);
    auto* page = new SettingsPage{stage.context()};
    page->open({"settings", QString::fromLatin1(object), {}});
    return stage.put(page);
}

QAbstractButton* test_settings_page::named(PageStage& stage, QString const& name)
{
    for (auto* button : stage.window.findChildren<QAbstractButton*>())
        if (button->accessibleName() == name && button->isVisible())
            return button;
    return nullptr;
}

void test_settings_page::keepsThePreferences()
{
    PageStage stage;
    opened(stage);
    QVERIFY(!named(stage, "Reduce motion")->isChecked());
    QVERIFY(named(stage, "Single-letter shortcuts")->isChecked());
    named(stage, "Reduce motion")->click();
    named(stage, "Single-letter shortcuts")->click();
    QVERIFY(stage.press("5 min"));
    QVERIFY(Settings::reduceMotion.read(stage.settings));
    QVERIFY(!Settings::singleLetterKeys.read(stage.settings));
    QCOMPARE(Settings::lockAfterMinutes.read(stage.settings), 5);
    PageStage later;
    Settings::lockAfterMinutes.write(later.settings, 30);
    opened(later);
    QVERIFY(later.button("30 min")->isChecked());
}

void test_settings_page::appliesTheThemeAtOnce()
{
    PageStage stage;
    opened(stage);
    QVERIFY(stage.press("Light"));
    QVERIFY(!theme().dark());
    QCOMPARE(Settings::theme.read(stage.settings), "light");
    QVERIFY(stage.press("Dark"));
    QVERIFY(theme().dark());
}

void test_settings_page::changesThePassword()
{
    PageStage stage;
    auto& page = opened(stage, "account");
    QVERIFY(stage.words().contains("All your sessions end, this one too"));
    stage.edit("Current password")->setText("violet tram 92");
    stage.edit("New password")->setText("seven quiet lanterns");
    QVERIFY(page.unsaved());
    stage.edit("New password again")->setText("seven quiet lantern");
    QVERIFY(stage.press("Change password"));
    QVERIFY(stage.words().contains("Not the same as above"));
    QCOMPARE(stage.api.count(Verb::Post, "/me/password"), 0);
    stage.edit("New password again")->setText("seven quiet lanterns");
    stage.api.answer(Verb::Post, "/me/password", {}, 204);
    QSignalSpy signIn{&stage.api, &ApiClient::signInNeeded};
    QVERIFY(stage.press("Change password"));
    QCOMPARE(stage.api.lastBody(Verb::Post, "/me/password"),
             (QJsonObject{{"current", "violet tram 92"}, {"next", "seven quiet lanterns"}}));
    QVERIFY(stage.words().contains("The password is changed"));
    QCOMPARE(stage.edit("New password")->text(), QString{});
    QCOMPARE(signIn.count(), 1);
}

void test_settings_page::showsWhatIsWrongWithThePassword()
{
    PageStage stage;
    opened(stage, "account");
    for (auto const* name : {"Current password", "New password", "New password again"})
        stage.edit(name)->setText("marta.okafor 2026");
    stage.api.refuse(Verb::Post, "/me/password",
                     {.status = 422,
                      .type = "invalid",
                      .title = "Invalid",
                      .errors = {{"/password", "must not hold the name"}}});
    QVERIFY(stage.press("Change password"));
    QVERIFY(stage.words().contains("must not hold the name"));
    stage.api.refuse(Verb::Post, "/me/password",
                     {.status = 422, .type = "invalid", .errors = {{"/current", "is wrong"}}});
    QVERIFY(stage.press("Change password"));
    QVERIFY(stage.words().contains("is wrong"));
}

void test_settings_page::showsEverySettingWithItsSource()
{
    PageStage stage;
    opened(stage, "engine");
    for (auto const* name : {"server.listen", "server.workers", "logs.retention_days", "log.severity",
                             "next start: 8", "1 change takes effect after the next start of the engine."})
        QVERIFY2(stage.words().contains(name), name);
    QVERIFY(named(stage, "Reset server.workers") != nullptr);
    QVERIFY(named(stage, "Reset server.listen") == nullptr);
}

void test_settings_page::storesAValueAndTakesItBack()
{
    PageStage stage;
    opened(stage, "engine");
    stage.api.answer(Verb::Put, "/settings/keys.rotation_days", {}, 204);
    stage.api.answer(Verb::Delete, "/settings/keys.rotation_days", {}, 204);
    named(stage, QStringLiteral("Change keys.rotation_days…"))->click();
    support::settle();
    QVERIFY(stage.words().contains("In force after the next start of the engine"));
    stage.edit("Value")->setText("14");
    QVERIFY(stage.press("Store"));
    QCOMPARE(stage.api.lastBody(Verb::Put, "/settings/keys.rotation_days")["value"].toString(), "14");
    stage.shell.toasts.last().undo();
    support::settle();
    QCOMPARE(stage.api.count(Verb::Delete, "/settings/keys.rotation_days"), 1);
}

void test_settings_page::showsARefusedValueBesideTheField()
{
    PageStage stage;
    opened(stage, "engine");
    stage.api.refuse(
        Verb::Put, "/settings/server.workers",
        {.status = 422, .type = "invalid", .errors = {{"/value", "must be a whole number from 1 to 64"}}});
    named(stage, QStringLiteral("Change server.workers…"))->click();
    support::settle();
    QCOMPARE(stage.edit("Value")->text(), "8");
    stage.edit("Value")->setText("many");
    QVERIFY(stage.press("Store"));
    QVERIFY(stage.words().contains("must be a whole number from 1 to 64"));
    QCOMPARE(stage.edit("Value")->text(), "many");
}

void test_settings_page::resetsAStoredValue()
{
    PageStage stage;
    opened(stage, "engine");
    stage.api.answer(Verb::Delete, "/settings/logs.retention_days", {}, 204);
    stage.api.answer(Verb::Put, "/settings/logs.retention_days", {}, 204);
    named(stage, "Reset logs.retention_days")->click();
    support::settle();
    QCOMPARE(stage.api.count(Verb::Delete, "/settings/logs.retention_days"), 1);
    stage.shell.toasts.last().undo();
    support::settle();
    QCOMPARE(stage.api.lastBody(Verb::Put, "/settings/logs.retention_days")["value"].toString(), "90");
}

void test_settings_page::saysWhatTheEnvironmentDoes()
{
    PageStage stage;
    opened(stage, "server.admin");
    QVERIFY(stage.dialog() != nullptr);
    QVERIFY(stage.words().contains("which goes on to win until it is taken away there"));
}

void test_settings_page::showsTheRateClasses()
{
    PageStage stage;
    opened(stage, "limits");
    QCOMPARE(stage.window.findChild<settings::LimitsSection*>()->findChild<kit::Table*>()->shownRows(), 9);
}

void test_settings_page::testsADestination()
{
    PageStage stage;
    opened(stage, "notifications");
    stage.api.answer(Verb::Post, "/notifications/destinations/d-1/test",
                     support::jsonOf(R"({"id":"m-8","state":"queued"})"), 202);
    QVERIFY(stage.press("Send a test"));
    QCOMPARE(stage.shell.toasts.first().title, "A test is on its way to ops-chat");
    QTRY_COMPARE(stage.shell.toasts.size(), 2);
    QCOMPARE(stage.shell.toasts.last().title, "The test arrived");
    QCOMPARE(stage.shell.toasts.last().hint, "204 after 1 try");
}

void test_settings_page::saysThatATestDidNotArrive()
{
    PageStage stage;
    opened(stage, "notifications");
    stage.api.answer(Verb::Post, "/notifications/destinations/d-1/test", support::jsonOf(R"({"id":"m-9"})"),
                     202);
    QVERIFY(stage.press("Send a test"));
    QTRY_COMPARE(stage.shell.toasts.size(), 2);
    QCOMPARE(static_cast<int>(stage.shell.toasts.last().kind), static_cast<int>(kit::ToastKind::Warning));
    QCOMPARE(stage.shell.toasts.last().hint, "503 after 3 tries: the receiver is busy");
}

void test_settings_page::createsADestinationAndShowsItsSecretOnce()
{
    PageStage stage;
    opened(stage, "notifications");
    QVERIFY(stage.press("New destination…"));
    stage.edit("Name")->setText("siem");
    stage.edit("Address")->setText("http://siem.acme.example");
    QVERIFY(stage.press("Create destination"));
    QVERIFY(stage.words().contains("An address that begins with https://"));
    stage.edit("Address")->setText("https://siem.acme.example/in");
    stage.dialog()->findChild<QPlainTextEdit*>()->setPlainText("incident.\nuser.");
    stage.api.answer(Verb::Post, "/notifications/destinations",
                     support::jsonOf(R"({"id":"d-9","name":"siem","signing_secret":"whsec_tulip"})"), 201);
    QVERIFY(stage.press("Create destination"));
    auto const body = stage.api.lastBody(Verb::Post, "/notifications/destinations");
    QCOMPARE(body["events"].toArray(), (QJsonArray{"incident.", "user."}));
    QVERIFY(!body.contains("private_allowed"));
    QVERIFY(stage.words().contains("Signing secret of siem"));
    QVERIFY(!stage.words().contains("tulip"));
    QVERIFY(stage.press("I have stored it"));
}

void test_settings_page::deletesADestinationWithItsEffect()
{
    PageStage stage;
    opened(stage, "notifications");
    stage.api.answer(Verb::Delete, "/notifications/destinations/d-1", {}, 204);
    QVERIFY(stage.press("Delete…"));
    QVERIFY(stage.words().contains("Messages that wait and are not sent: 4"));
    QVERIFY(!stage.button("Delete in Production")->isEnabled());
    stage.edit("Type ops-chat to confirm")->setText("ops-chat");
    QVERIFY(stage.press("Delete in Production"));
    QCOMPARE(stage.api.count(Verb::Delete, "/notifications/destinations/d-1"), 1);
}

void test_settings_page::narrowsDeliveries()
{
    PageStage stage;
    opened(stage, "notifications");
    QCOMPARE(stage.api.last(Verb::Get, "/notifications/deliveries").query.queryItemValue("destination"),
             "d-1");
    QVERIFY(stage.press("Failed"));
    QCOMPARE(stage.api.last(Verb::Get, "/notifications/deliveries").query.queryItemValue("state"), "failed");
}

void test_settings_page::showsFailures_data()
{
    QTest::addColumn<QString>("section");
    QTest::addColumn<QString>("path");
    QTest::newRow("engine") << "engine"
                            << "/settings";
    QTest::newRow("limits") << "limits"
                            << "/limits";
    QTest::newRow("notifications") << "notifications"
                                   << "/notifications/destinations";
}

void test_settings_page::showsFailures()
{
    QFETCH(QString, section);
    QFETCH(QString, path);
    PageStage stage;
    support::showSettings(stage.api);
    stage.api.refuse(Verb::Get, path, {.status = 0});
    auto* page = new SettingsPage{stage.context()};
    page->open({"settings", section, {}});
    stage.put(page);
    QVERIFY2(stage.words().contains("The engine does not answer"), qPrintable(stage.words()));
    support::showSettings(stage.api);
    QVERIFY(stage.press("Try again"));
    QVERIFY(!stage.words().contains("The engine does not answer"));
}

void test_settings_page::needsItsPermissions()
{
    PageStage stage;
    stage.session.assume("lea.fischer", {"*.read"});
    auto& page = opened(stage, "engine");
    QVERIFY(!named(stage, QStringLiteral("Change server.workers…"))->isEnabled());
    page.open({"settings", "notifications", {}});
    support::settle();
    QVERIFY(!stage.button("Send a test")->isEnabled());
    QVERIFY(!stage.button("New destination…")->isEnabled());
}

void test_settings_page::findsSettings()
{
    PageStage stage;
    opened(stage);
    stage.edit("Search settings")->setText("rotation");
    support::settle();
    QVERIFY(stage.words().contains("keys.rotation_days"));
    QVERIFY(!stage.words().contains("server.listen"));
    stage.edit("Search settings")->clear();
    support::settle();
    QVERIFY(stage.words().contains("server.listen"));
}

void test_settings_page::opensSectionsAndSettings()
{
    PageStage stage;
    auto& page = opened(stage);
    page.open({"settings", "d-2", {}});
    support::settle();
    QVERIFY(stage.words().contains("Deliveries to pager"));
    page.open({"settings", "keys.rotation_days", {}});
    support::settle();
    QVERIFY(stage.words().contains("Change keys.rotation_days"));
}

void test_settings_page::fitsTheSmallestWindow()
{
    PageStage stage;
    auto& page = opened(stage, "notifications");
    page.setNarrow(true);
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
}

void test_settings_page::pictures()
{
    PageStage stage;
    auto& page = opened(stage);
    stage.pictures(page, theme(), "settings-console");
    for (auto const* section : {"account", "engine", "limits", "notifications"}) {
        page.open({"settings", section, {}});
        support::settle();
        stage.pictures(page, theme(), QStringLiteral("settings-%1").arg(section));
    }
}

DEWAR_TEST(test_settings_page)
#include "test_settings_page.moc"
