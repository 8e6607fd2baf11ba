// A small team's night: one alert, the case it opened, the playbook and its run, as the engine would answer them. For the
// tests of alerts, incidents and playbooks; people and things are invented.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_shell.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/picture.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

namespace support {

inline QStringList const kEveryRight{
    "alerts.read",     "alerts.write",      "incidents.read",    "incidents.write",  "playbooks.read",
    "playbooks.write", "playbooks.approve", "playbooks.run",     "playbooks.answer", "users.read",
    "auth.read",       "logs.read",         "notifications.read"};

inline constexpr char kCaseId[] = "01935f3a-7c21-7d44-9b0e-5a6c81e2f041";
inline constexpr char kAlertId[] = "01935f3a-6e02-7a10-8f21-2b9f0c7d3310";
inline constexpr char kUserId[] = "01935a10-1c22-7e01-b0a4-91fd22c07a55";
inline constexpr char kBookId[] = "01935a00-0000-7000-8000-00000000c0de";
inline constexpr char kRunId[] = "01935f3b-1234-7abc-8def-0123456789ab";
inline constexpr char kAsk[] = "action--06f16214-fa90-4791-986c-c82bc763c30c";

inline QString iso(QDateTime const& at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

struct CaseWorld {
    explicit CaseWorld(QStringList const& rights = kEveryRight)
    {
        clock.set(QDateTime{QDate{2026, 9, 14}, QTime{3, 14, 9}, Qt::UTC});
        session.assume(QStringLiteral("marta.okafor"), rights);
        alerts();
        incident();
        playbook();
        run({});
    }

    ui::kit::PageContext context() { return {api, session, jobs, clock, settings, shell}; }
    QString at(int minutesAgo) const { return iso(clock.now().addSecs(-60 * minutesAgo)); }

    QJsonObject alert(QString const& id, QString const& rule, QString const& severity, QString const& state,
                      QString const& key, int count, int minutesAgo) const
    {
        QJsonObject one{{"id", id},
                        {"rule_id", "r-" + rule.left(7)},
                        {"rule", rule},
                        {"severity", severity},
                        {"state", state},
                        {"key", key},
                        {"count", count},
                        {"opened_at", at(minutesAgo)},
                        {"first_at", at(minutesAgo + 1)},
                        {"last_at", at(minutesAgo / 2)},
                        {"engine_events", true},
                        {"subject", QJsonObject{}},
                        {"evidence", QJsonArray{"e1", "e2", "e3"}}};
        if (state == QLatin1String("acknowledged")) {
            one["acknowledged_by"] = "jon.brandt";
            one["acknowledged_at"] = at(minutesAgo / 3);
        }
        if (state == QLatin1String("closed")) {
            one["closed_by"] = "lea.fischer";
            one["closed_at"] = at(minutesAgo / 3);
            one["closed_reason"] = "Load test of the shop team";
        }
        return one;
    }

    QJsonObject firstAlert() const
    {
        auto one =
            alert(kAlertId, "Sign-in guessing then success", "high", "open", "address=203.0.113.77", 2, 12);
        one["rule_id"] = "sign-in-guessing-then-success";
        one["subject"] = QJsonObject{{"user", "aiko.tan"},
                                     {"user_id", kUserId},
                                     {"address", "203.0.113.77"},
                                     {"token_ids", QJsonArray{"01935f3a-70aa-7001-9c00-77ab31c90e12"}},
                                     {"session_ids", QJsonArray{"01935f3a-70ab-7001-9c00-112233445566"}}};
        return one;
    }

    void alerts()
    {
        QJsonArray items{
            firstAlert(),
            alert("a2", "Administrator missing", "critical", "acknowledged", "", 1, 44),
            alert("a3", "Many refused reads", "medium", "open", "address=198.51.100.20 user=svc-export", 38,
                  95),
            alert("a4", "Engine events lost", "high", "acknowledged", "", 3, 310),
            alert("a5", "Reserved source claimed", "low", "open", "(many)", 1204, 1500),
            alert("a6", "Slow answers of the search", "medium", "closed", "route=GET /records", 7, 3100)};
        api.script(ui::Verb::Get, "/alerts", [items](ui::Call const& call) {
            auto const state = call.query.queryItemValue("state");
            QJsonArray shown;
            for (auto const& item : items)
                if (state.isEmpty() || item.toObject()["state"].toString() == state)
                    shown.append(item);
            return answerOf(QJsonObject{{"items", shown}});
        });
        api.answer(ui::Verb::Get, QStringLiteral("/alerts/") + kAlertId, firstAlert());
        alertRules();
        api.answer(ui::Verb::Get, "/incidents", QJsonObject{{"items", QJsonArray{}}});
    }

    void alertRules()
    {
        auto const rule = [](QString const& id, QString const& name, QString const& severity, bool builtIn,
                             bool enabled, int keys, QJsonArray const& groupBy, int window,
                             QJsonArray const& steps) {
            return QJsonObject{
                {"id", id},
                {"name", name},
                {"severity", severity},
                {"built_in", builtIn},
                {"enabled", enabled},
                {"keys", keys},
                {"keys_dropped", 0},
                {"folded", id == "reserved-source-claimed" ? 1203 : 0},
                {"group_by", groupBy},
                {"window_s", window},
                {"engine_only", builtIn},
                {"kind", steps.size() > 1 ? "sequence" : "threshold"},
                {"steps", steps},
                {"description", id.startsWith("sign")
                                    ? "Five wrong sign-ins from one address within a minute, then a "
                                      "right one from it: the password was guessed or was already known."
                                    : ""}};
        };
        auto const step = [](QString const& query, int count) {
            return QJsonObject{{"query", query}, {"count", count}};
        };
        api.answer(ui::Verb::Get, "/alerts/rules",
                   QJsonObject{
                       {"events_skipped", 0},
                       {"items",
                        QJsonArray{rule("sign-in-guessing-then-success", "Sign-in guessing then success",
                                        "high", true, true, 14, {"address"}, 60,
                                        {step("name=auth.sign_in outcome=failure", 5),
                                         step("name=auth.sign_in outcome=success", 1)}),
                                   rule("administrator-missing", "Administrator missing", "critical", true,
                                        true, 0, {}, 60, {step("name=roles.last_admin_gone", 1)}),
                                   rule("engine-events-lost", "Engine events lost", "high", true, true, 0, {},
                                        300, {step("name=logs.events_lost", 1)}),
                                   rule("reserved-source-claimed", "Reserved source claimed", "low", true,
                                        true, 31, {"source"}, 3600, {step("name=logs.source_refused", 1)}),
                                   rule("own-1", "Many refused reads", "medium", false, true, 212,
                                        {"address", "user"}, 300, {step("name=http.request status=403", 20)}),
                                   rule("own-2", "Slow answers of the search", "medium", false, false, 0,
                                        {"route"}, 600, {step("duration_ms>2000", 10)})}}});
    }

    QJsonObject incidentJson(QString const& state = "open", int minutesAgo = 11) const
    {
        QJsonObject one{{"id", kCaseId},
                        {"title", "Sign-in guessing then success"},
                        {"severity", "high"},
                        {"state", state},
                        {"alert_id", kAlertId},
                        {"user_id", kUserId},
                        {"opened_by", "marta.okafor"},
                        {"revision", 3},
                        {"opened_at", at(minutesAgo)},
                        {"changed_at", at(1)}};
        if (state == QLatin1String("closed"))
            one["closed_at"] = at(1);
        return one;
    }

    QJsonArray evidence() const
    {
        return {QJsonObject{{"id", "ev1"},
                            {"kind", "file"},
                            {"reference", "safe 2: laptop-17 memory image"},
                            {"rows", 0},
                            {"sha256", "c71e5a0f2b8d4463a19e07cc51d2f3b84e6a9907b1c2d3e4f5a60718293a90ab"},
                            {"added_by", "jon.brandt"},
                            {"added_at", at(6)}},
                QJsonObject{{"id", "ev2"},
                            {"kind", "frozen_query"},
                            {"reference", "/logs/frozen/01935f3b-9921"},
                            {"rows", 9114},
                            {"sha256", "08f3d1a77c20be5591c4aa63e21f7d90b54c1e8f90a2b3c4d5e6f708192a3b4c"},
                            {"added_by", "run of Credential compromise"},
                            {"added_at", at(3)}}};
    }

    QJsonObject line(int number, QString const& kind, QString const& says, QString const& actor,
                     QJsonObject const& data, int minutesAgo) const
    {
        return {
            {"number", number}, {"at", at(minutesAgo)}, {"kind", kind},
            {"says", says},     {"actor", actor},       {"data", data},
            {"trace_id", ""},   {"previous", ""},       {"hash", QString(64, QLatin1Char('a' + number % 6))}};
    }

    QJsonArray timeline() const
    {
        QString const book = "Credential compromise";
        auto const step = [&](int number, QString const& name, QString const& did, int minutesAgo) {
            return line(number, "playbook.step", name, {},
                        {{"playbook", book},
                         {"name", name},
                         {"did", did},
                         {"result", "done"},
                         {"says", "200"},
                         {"run_id", kRunId}},
                        minutesAgo);
        };
        return {
            line(1, "incident.opened", "opened", "marta.okafor",
                 {{"title", "Sign-in guessing then success"}, {"severity", "high"}}, 11),
            line(2, "alert.opened", "alert", {},
                 {{"rule", "Sign-in guessing then success"},
                  {"key", "address=203.0.113.77"},
                  {"count", 2},
                  {"alert_id", kAlertId}},
                 11),
            line(3, "note", "The address belongs to a hosting provider, not to our office.", "marta.okafor",
                 {}, 10),
            line(4, "playbook.started", "started", "marta.okafor",
                 {{"by", "marta.okafor"}, {"playbook", book}, {"run_id", kRunId}}, 9),
            step(5, "Take a backup", "POST /api/v1/backups", 8),
            step(6, "Disable the account", QStringLiteral("POST /api/v1/users/%1/disable").arg(kUserId), 8),
            line(7, "user.disabled", "user.disabled {}", "run of Credential compromise for marta.okafor",
                 {{"name", "aiko.tan"}, {"user_id", kUserId}}, 8),
            step(8, "End its sessions", QStringLiteral("POST /api/v1/users/%1/end-sessions").arg(kUserId), 7),
            step(9, "Rotate the signing key", "POST /api/v1/keys/rotate", 7),
            line(10, "evidence", "evidence", "jon.brandt",
                 {{"id", "ev1"},
                  {"kind", "file"},
                  {"reference", "safe 2: laptop-17 memory image"},
                  {"rows", 0},
                  {"sha256", "c71e5a0f2b8d4463"}},
                 6),
            line(11, "note",
                 "Decision: tell the shop team now, before the owner answers. Accepted risk: a false alarm "
                 "costs them ten minutes.",
                 "jon.brandt", {}, 5),
            line(12, "playbook.waiting", "waits", {},
                 {{"playbook", book},
                  {"name", "Ask the owner of the account"},
                  {"run_id", kRunId},
                  {"says", "asks: Did the user confirm the sign-in was not theirs?"}},
                 4)};
    }

    void incident(QString const& state = "open")
    {
        auto const path = QStringLiteral("/incidents/") + kCaseId;
        api.answer(ui::Verb::Get, path,
                   QJsonObject{{"incident", incidentJson(state)}, {"evidence", evidence()}});
        api.script(ui::Verb::Get, path + "/timeline", [lines = timeline()](ui::Call const& call) {
            QJsonArray rows;
            for (auto const& row : lines)
                if (row.toObject()["number"].toInt() > call.query.queryItemValue("after").toInt())
                    rows.append(row);
            return answerOf(QJsonObject{{"items", rows}});
        });
        api.script(ui::Verb::Get, path + "/report",
                   [](ui::Call const&) { return ui::Answer{.status = 200, .raw = report()}; });
        QJsonArray records;
        for (int i = 0; i < 38; ++i)
            records.append(QStringLiteral("ord-%1").arg(88'213 + 7 * i));
        api.answer(ui::Verb::Get, "/logs/touched",
                   QJsonObject{{"requests", 214},
                               {"refused", 9},
                               {"complete", true},
                               {"addresses", QJsonArray{"203.0.113.77"}},
                               {"collections",
                                QJsonArray{QJsonObject{{"collection", "orders"},
                                                       {"read", records},
                                                       {"written", QJsonArray{"ord-88220", "ord-88227"}},
                                                       {"first_at", at(13)},
                                                       {"last_at", at(8)}},
                                           QJsonObject{{"collection", "customers"},
                                                       {"read", QJsonArray{"cus-1102", "cus-1103"}},
                                                       {"written", QJsonArray{}},
                                                       {"first_at", at(12)},
                                                       {"last_at", at(9)}}}}});
        api.answer(ui::Verb::Get, QStringLiteral("/users/") + kUserId,
                   QJsonObject{{"id", kUserId}, {"name", "aiko.tan"}, {"enabled", false}});
        api.answer(
            ui::Verb::Get, "/users",
            QJsonObject{
                {"items",
                 QJsonArray{QJsonObject{{"id", "u-jb"}, {"name", "jon.brandt"}, {"enabled", true}},
                            QJsonObject{{"id", kUserId}, {"name", "aiko.tan"}, {"enabled", true}},
                            QJsonObject{{"id", "u-lf"}, {"name", "lea.fischer"}, {"enabled", true}}}}});
    }

    static QByteArray report()
    {
        return "# Incident: Sign-in guessing then success\n\n## Facts\n\n| | |\n|---|---|\n| State | open "
               "|\n| Severity | high |\n| Account | aiko\\.tan |\n\n"
               "## Timeline\n\n| No. | Time | Kind | What | Who |\n|---|---|---|---|---|\n| 1 | "
               "2026-09-14T03:03:09Z | incident\\.opened | opened | marta\\.okafor |\n"
               "| 2 | 2026-09-14T03:04:09Z | note | The address belongs to a hosting provider | "
               "marta\\.okafor |\n\n## Integrity\n\n- Timeline head: `aaaa`\n";
    }

    QJsonObject bookJson(bool approved = true) const
    {
        QJsonObject one{{"id", kBookId},
                        {"cacao_id", "playbook--83521995-46c0-4199-9e8a-d244472d4cb8"},
                        {"version", "2026-11-24T20:00:00.000Z"},
                        {"name", "Credential compromise"},
                        {"origin", "built-in"},
                        {"state", approved ? "approved" : "draft"},
                        {"runnable", true},
                        {"description", "An account is in the wrong hands: keep the state, shut the account "
                                        "out everywhere, ask its owner, tell others, keep the evidence."},
                        {"digest", "5f2c9e0b7a1148d3c6e2f40918273645aabbccddeeff00112233445566778899"},
                        {"imported_by", "dewar"},
                        {"imported_at", at(9000)}};
        if (approved)
            one["approved_by"] = "dewar";
        return one;
    }

    static QJsonObject document()
    {
        QFile file{QStringLiteral(SOURCE_DIR "/resources/playbooks/credential_compromise.json")};
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the built-in playbook is not where it was");
        return QJsonDocument::fromJson(file.readAll()).object();
    }

    /// As the engine makes it: by step id, with {__name__} for what is not known.
    static QJsonArray previewOf(QJsonObject const& document)
    {
        QJsonArray effects;
        auto const workflow = document["workflow"].toObject();
        for (auto const& id : workflow.keys()) {
            auto const step = workflow[id].toObject();
            for (auto const& item : step["commands"].toArray()) {
                auto const command = item.toObject();
                auto const fill = [](QString text) {
                    return text.replace(QRegularExpression{"(__\\w+?__):value"}, "{\\1}");
                };
                effects.append(QJsonObject{{"step", id},
                                           {"step_name", step["name"]},
                                           {"kind", command["type"]},
                                           {"says", fill(command["command"].toString())},
                                           {"body", fill(command["content"].toString())},
                                           {"approval", false}});
            }
        }
        return effects;
    }

    void playbook()
    {
        auto const asked = [](QString const& name, QString const& words) {
            return QJsonObject{
                {"name", name}, {"type", "string"}, {"description", words}, {"required", true}};
        };
        auto const path = QStringLiteral("/playbooks/") + kBookId;
        QJsonObject const draft{
            {"id", "b2"},
            {"cacao_id", "playbook--1"},
            {"version", "2026-09-01T08:00:00.000Z"},
            {"name", "Leaked API key"},
            {"origin", "imported"},
            {"state", "draft"},
            {"runnable", true},
            {"description", "A key was seen where it must not be: find its holder, disable it, tell him."},
            {"digest", "77aa"},
            {"imported_by", "jon.brandt"},
            {"imported_at", at(700)}};
        api.answer(ui::Verb::Get, "/playbooks", QJsonObject{{"items", QJsonArray{bookJson(), draft}}});
        api.answer(
            ui::Verb::Get, path,
            QJsonObject{
                {"playbook", bookJson()},
                {"document", document()},
                {"defects", QJsonArray{}},
                {"permissions",
                 QJsonArray{"auth.end_sessions", "backup.run", "incidents.write", "jobs.read", "keys.rotate",
                            "logs.freeze", "logs.read@*", "notifications.send", "users.disable"}},
                {"variables", QJsonArray{asked("__user_id__", "The account"),
                                         asked("__incident_id__", "The incident it belongs to"),
                                         asked("__destination__", "Where the notification goes"),
                                         asked("__query__", "The log query that is kept as evidence")}}});
        api.answer(ui::Verb::Get, path + "/preview", QJsonObject{{"effects", previewOf(document())}});
        api.answer(ui::Verb::Get, "/playbooks/b2",
                   QJsonObject{{"playbook", draft},
                               {"document", document()},
                               {"permissions", QJsonArray{"clients.write"}}});
        api.answer(ui::Verb::Get, "/playbooks/b2/preview", QJsonObject{{"effects", QJsonArray{}}});
        api.answer(ui::Verb::Get, "/notifications/destinations",
                   QJsonObject{{"items", QJsonArray{QJsonObject{{"id", "d1"}, {"name", "on-call"}}}}});
        api.answer(ui::Verb::Get, "/sessions",
                   QJsonObject{{"items", QJsonArray{QJsonObject{}, QJsonObject{}, QJsonObject{}}}});
    }

    QJsonObject waitingForOwner() const
    {
        return {{"kind", "answer"},
                {"key", QString(kAsk) + "/1"},
                {"step", kAsk},
                {"step_name", "Ask the owner of the account"},
                {"prompt", "Did the user confirm the sign-in was not theirs?"},
                {"answers", QJsonArray{"yes", "no"}},
                {"type", "string"},
                {"digest", ""},
                {"until", iso(clock.now().addDays(7))}};
    }

    QJsonObject runJson(QJsonObject const& waiting, QString const& state = "running") const
    {
        QJsonObject one{
            {"id", kRunId},  {"playbook_id", kBookId}, {"name", "Credential compromise"}, {"state", state},
            {"reason", ""},  {"incident_id", kCaseId}, {"started_by", "marta.okafor"},    {"trace_id", "t"},
            {"revision", 9}, {"started_at", at(9)}};
        if (!waiting.isEmpty())
            one["waiting_for"] = waiting;
        if (state != QLatin1String("running"))
            one["ended_at"] = at(1);
        return one;
    }

    QJsonArray journal() const
    {
        QJsonArray lines;
        auto const add = [&](QString const& kind, QString const& step, QString const& name,
                             QString const& says, int minutesAgo) {
            lines.append(QJsonObject{{"number", lines.size() + 1},
                                     {"kind", kind},
                                     {"key", step + "/1"},
                                     {"step", step},
                                     {"step_name", name},
                                     {"turn", 1},
                                     {"says", says},
                                     {"by", ""},
                                     {"at", at(minutesAgo)}});
        };
        auto const did = [&](QString const& step, QString const& name, QString const& call, int minutesAgo) {
            add("intent", step, name, call, minutesAgo);
            add("done", step, name, "200", minutesAgo);
        };
        did("action--4f0d65e4-a04b-4146-86e9-39a61709eaf1", "Take a backup", "POST /api/v1/backups", 8);
        did("action--cc811e56-50ed-4614-bda1-03a9da1df73e", "Disable the account",
            QStringLiteral("POST /api/v1/users/%1/disable").arg(kUserId), 8);
        did("action--f2469426-7d96-40d8-88f3-f17c64994ea3", "End its sessions",
            QStringLiteral("POST /api/v1/users/%1/end-sessions").arg(kUserId), 7);
        did("action--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225", "Rotate the signing key",
            "POST /api/v1/keys/rotate", 7);
        add("intent", kAsk, "Ask the owner of the account",
            "asks: Did the user confirm the sign-in was not theirs?", 4);
        return lines;
    }

    /// The run as it stands: waiting for what is given; empty: it works on the question's step.
    void run(QJsonObject const& waiting, QString const& state = "running")
    {
        auto const one = runJson(waiting, state);
        api.answer(ui::Verb::Get, "/playbooks/runs", QJsonObject{{"items", QJsonArray{one}}});
        api.answer(ui::Verb::Get, QStringLiteral("/playbooks/runs/") + kRunId,
                   QJsonObject{{"run", one}, {"steps", journal()}});
    }
    void noRun() { api.answer(ui::Verb::Get, "/playbooks/runs", QJsonObject{{"items", QJsonArray{}}}); }

    ui::Theme& theme = ui::theme();
    FakeApi api;
    FakeUiClock clock;
    ui::Session session{api, clock};
    ui::JobFollower jobs{api};
    QTemporaryDir folder;
    QSettings settings{folder.filePath("s.ini"), QSettings::IniFormat};
    FakeShell shell;
};

/// Stands the page in a window of the size that the shell leaves it.
inline void stage(ui::kit::Page& page, QSize const& size)
{
    page.setObjectName("root");
    page.setNarrow(size.width() < 1200);
    page.resize(size);
    page.show();
    settle();
}

/// Pictures <name>-<size>-<theme>, dark and light.
inline void picture(CaseWorld& world, QWidget& page, QString const& name)
{
    for (auto const choice : {ui::Theme::Choice::Dark, ui::Theme::Choice::Light}) {
        world.theme.apply(choice);
        settle();
        QTest::qWait(20);
        QImage image{page.size(), QImage::Format_RGB32};
        image.fill(ui::color(ui::Role::Canvas));
        page.render(&image);
        keepPicture(
            image,
            QStringLiteral("%1-%2-%3").arg(name, page.width() < 1200 ? "narrow" : "wide", wordOf(choice)));
    }
    world.theme.apply(ui::Theme::Choice::Dark);
}

} // namespace support
