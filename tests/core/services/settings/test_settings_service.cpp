// Settings: later sources win, and what is unknown or out of range is refused by name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/settings/settings_service.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using settings::Given;
using settings::Settings;
using support::callerWith;

class test_settings_service : public QObject {
    Q_OBJECT

private slots:
    void takesTheLaterSource()
    {
        Given given;
        given.file["server.workers"] = "3";
        given.stored["server.workers"] = "4";
        given.environment = [](std::string const& name) -> std::optional<std::string> {
            return name == "DEWAR_SERVER_WORKERS" ? std::optional<std::string>{"5"} : std::nullopt;
        };
        QCOMPARE(Settings::resolve(given)->number("server.workers"), std::int64_t{5});
        given.flags["server.workers"] = "6";
        auto const settings = Settings::resolve(given);
        QCOMPARE(settings->number("server.workers"), std::int64_t{6});
        QVERIFY(settings->all().find("server.workers")->second.source == settings::Source::Flag);
        QVERIFY(settings->all().find("log.severity")->second.source == settings::Source::Default);
    }
    void refusesWhatItDoesNotKnow()
    {
        Given given;
        given.flags["server.wrokers"] = "3";
        auto const refused = Settings::resolve(given);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("server.wrokers") != std::string::npos);
    }
    void refusesANumberOutOfRange()
    {
        for (auto const* value : {"0", "65", "two", "", "3 ", "-1"}) {
            Given given;
            given.flags["server.workers"] = value;
            QVERIFY2(!Settings::resolve(given), value);
        }
    }
    void keepsAStoredValueForTheNextStart()
    {
        support::TempDatabase database;
        auto const settings = Settings::resolve({});
        settings::SettingsService service{*settings};
        auto const changed = database.change(callerWith({"*"}), [&](api::Context& context) {
            return service.change(context, {.name = "logs.retention_days", .value = "90"});
        });
        QVERIFY(bool(changed));
        auto const list = database.read(callerWith({"*"}),
                                        [&](api::ReadContext& context) { return service.list(context, {}); });
        auto const found =
            std::ranges::find(list->items, std::string{"logs.retention_days"}, &settings::Setting::name);
        QCOMPARE(found->value, std::string{"30"});
        QCOMPARE(*found->stored, std::string{"90"});
        auto const refused = database.change(callerWith({"*"}), [&](api::Context& context) {
            return service.change(context, {.name = "logs.retention_days", .value = "0"});
        });
        QVERIFY(!refused);
    }
};

DEWAR_TEST(test_settings_service)
#include "test_settings_service.moc"
