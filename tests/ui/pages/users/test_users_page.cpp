// Tests of the users page: states, rights, what each act sends and what it says before.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/page_stage.h"
#include "tests/ui/pages/users/users_world.h"

#include <QSplitter>

using namespace ui;
using support::PageStage;
using users::UsersPage;

class test_users_page : public QObject {
    Q_OBJECT
private slots:
    void init() { theme().apply(Theme::Choice::Dark); }
    void showsPeopleAndClientsWithCounts();
    void readsEveryPageOfTheList();
    void showsItsStates_data();
    void showsItsStates();
    void keepsWhatItShowsWhenTheEngineFallsSilent();
    void filtersByChipAndWords();
    void asksTheEngineWhenNotEverybodyIsHere();
    void opensAnAddress();
    void disablesWithReasonAndUndo();
    void saysThatItIsYouAndTheLastAdministrator();
    void enablesAtOnce();
    void deletesOnlyOnTheExactName();
    void endsOneSessionAndAll();
    void withdrawsARoleWithUndo();
    void grantsARole();
    void createsAUserAndShowsRefusedFields();
    void comparesWhenSomebodyElseChangedTheUser();
    void setsAPassword();
    void issuesAClientAndShowsItsSecretOnce();
    void disablesWhatIsNotAllowed();
    void linksToAuditAndLogs();
    void notesInTheActiveIncident();
    void fitsTheSmallestWindow();
    void keepsPanesAsWideAsTheyWereMade();
    void pictures();

private:
    UsersPage& opened(PageStage& stage, QString const& id = {});
};

UsersPage& test_users_page::opened(PageStage& stage, QString const& id)
{
    support::showUsers(stage.api);
    auto* page = new UsersPage{stage.context()};
    if (!id.isEmpty())
        page->open({"users", id, {}});
    return stage.put(page);
}

void test_users_page::showsPeopleAndClientsWithCounts()
{
    PageStage stage;
    opened(stage);
    QVERIFY(
        stage.words().contains("10 people · 3 service clients · 2 disabled · 1 without sign-in for 90 days"));
    QVERIFY(stage.button("All 13") != nullptr);
    QVERIFY(stage.button("Administrators 2") != nullptr);
    QCOMPARE(stage.api.unscripted, QStringList{});
}

void test_users_page::readsEveryPageOfTheList()
{
    PageStage stage;
    support::showUsers(stage.api);
    stage.api.script(Verb::Get, "/users", [](Call const& call) {
        return call.query.hasQueryItem("after")
                   ? support::answerOf(R"({"items":[{"id":"u-2","name":"bob","enabled":true}]})")
                   : support::answerOf(
                         R"({"items":[{"id":"u-1","name":"ada","enabled":true}],"next":"YWRh"})");
    });
    stage.put(new UsersPage{stage.context()});
    QCOMPARE(stage.api.count(Verb::Get, "/users"), 2);
    QCOMPARE(stage.api.last(Verb::Get, "/users").query.queryItemValue("after"), "YWRh");
    QVERIFY(stage.button("People 2") != nullptr);
}

void test_users_page::showsItsStates_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    QTest::newRow("silent") << 0 << "The engine does not answer";
    QTest::newRow("forbidden") << 403 << "You may not do this";
    QTest::newRow("busy") << 503 << "The engine is busy";
}

void test_users_page::showsItsStates()
{
    QFETCH(int, status);
    QFETCH(QString, words);
    PageStage stage;
    support::showUsers(stage.api);
    stage.api.refuse(Verb::Get, "/users", {.status = status, .type = "x", .title = "x"});
    stage.put(new UsersPage{stage.context()});
    QVERIFY2(stage.words().contains(words), qPrintable(stage.words()));
    stage.api.shows("/users", support::kUsers);
    QVERIFY(stage.press("Try again"));
    QVERIFY(stage.button("All 13") != nullptr);
}

void test_users_page::keepsWhatItShowsWhenTheEngineFallsSilent()
{
    PageStage stage;
    auto& page = opened(stage);
    stage.api.refuse(Verb::Get, "/users", {.status = 0});
    page.refresh();
    support::settle();
    QVERIFY(stage.button("All 13") != nullptr);
    QVERIFY(stage.words().contains("Read at 09:30:00 UTC"));
}

void test_users_page::filtersByChipAndWords()
{
    PageStage stage;
    auto& page = opened(stage);
    auto* table = page.findChild<kit::Table*>();
    QVERIFY(stage.press("Clients 3"));
    QCOMPARE(table->shownRows(), 3);
    QVERIFY(stage.press("Disabled 2"));
    QCOMPARE(table->shownRows(), 2);
    QVERIFY(stage.press("All 13"));
    stage.edit("Name, e-mail or role")->setText("auditor");
    QTRY_COMPARE(table->shownRows(), 1);
    stage.edit("Name, e-mail or role")->setText("nobody like this");
    QTRY_VERIFY(stage.words().contains("Nobody matches"));
    QVERIFY(stage.press("Clear filter"));
    QCOMPARE(table->shownRows(), 13);
}

void test_users_page::asksTheEngineWhenNotEverybodyIsHere()
{
    PageStage stage;
    support::showUsers(stage.api);
    QJsonArray many;
    for (int i = 0; i < 200; ++i)
        many.append(QJsonObject{
            {"id", QString::number(i)}, {"name", QStringLiteral("p%1").arg(i)}, {"enabled", true}});
    stage.api.script(Verb::Get, "/users", [many](Call const& call) {
        if (call.query.queryItemValue("q") == "zoe")
            return support::answerOf(R"({"items":[{"id":"z","name":"zoe","enabled":true}]})");
        return support::answerOf(QJsonObject{{"items", many}, {"next", "more"}});
    });
    stage.put(new UsersPage{stage.context()});
    QTRY_COMPARE(stage.api.count(Verb::Get, "/users"), static_cast<int>(UsersPage::kRowsMax / 200));
    QTRY_VERIFY(stage.button("People 5000+") != nullptr);
    stage.edit("Name, e-mail or role")->setText("zoe");
    QTRY_COMPARE(stage.api.last(Verb::Get, "/users").query.queryItemValue("q"), "zoe");
    QTRY_VERIFY(stage.button("People 1") != nullptr);
}

void test_users_page::opensAnAddress()
{
    PageStage stage;
    auto& page = opened(stage, "u-05");
    QVERIFY(stage.words().contains("Sign-in pauses until 09:31:04 UTC after 12 wrong passwords in a row."));
    page.open({"users", "c-03", {}});
    support::settle();
    QVERIFY(stage.words().contains("logs.ingest@checkout"));
}

void test_users_page::disablesWithReasonAndUndo()
{
    PageStage stage;
    opened(stage, "u-07");
    stage.api.answer(Verb::Post, "/users/u-07/disable", {}, 204);
    stage.api.answer(Verb::Post, "/users/u-07/enable", {}, 204);
    QVERIFY(stage.press("Disable…"));
    QVERIFY(stage.words().contains("Open sessions end at once: 2"));
    QVERIFY(stage.words().contains("10.4.21.9, 203.0.113.77"));
    QVERIFY(!stage.button("Disable in Production")->isEnabled());
    QTest::keyClicks(stage.edit("Reason for the audit trail"), "lost laptop");
    QVERIFY(stage.press("Disable in Production"));
    QCOMPARE(stage.api.lastBody(Verb::Post, "/users/u-07/disable")["reason"].toString(), "lost laptop");
    QVERIFY(stage.dialog() == nullptr);
    QCOMPARE(stage.shell.toasts.last().title, "priya.raman is disabled");
    stage.shell.toasts.last().undo();
    support::settle();
    QCOMPARE(stage.api.count(Verb::Post, "/users/u-07/enable"), 1);
}

void test_users_page::saysThatItIsYouAndTheLastAdministrator()
{
    PageStage stage;
    support::showUsers(stage.api);
    stage.api.shows("/users",
                    R"({"items":[{"id":"assumed","name":"marta.okafor","enabled":true,"roles":["admin"]}]})");
    auto* page = new UsersPage{stage.context()};
    page->open({"users", "assumed", {}});
    stage.put(page);
    QVERIFY(stage.press("Disable…"));
    QVERIFY(stage.words().contains("This is you: you will be signed out"));
    QVERIFY(stage.words().contains("The last administrator: the engine will refuse this"));
    stage.api.refuse(
        Verb::Post, "/users/assumed/disable",
        {.status = 409, .type = "last-administrator", .title = "Conflict", .detail = "nobody would be left"});
    QTest::keyClicks(stage.edit("Reason for the audit trail"), "x");
    QVERIFY(stage.press("Disable in Production"));
    QVERIFY(stage.dialog() != nullptr);
    QVERIFY(stage.words().contains("nobody would be left"));
}

void test_users_page::enablesAtOnce()
{
    PageStage stage;
    opened(stage, "u-10");
    QVERIFY(stage.words().contains("Disabled: left the company on 31 August"));
    stage.api.answer(Verb::Post, "/users/u-10/enable", {}, 204);
    QVERIFY(stage.press("Enable"));
    QCOMPARE(stage.api.count(Verb::Post, "/users/u-10/enable"), 1);
    QCOMPARE(stage.shell.toasts.last().title, "victor.hale is enabled");
}

void test_users_page::deletesOnlyOnTheExactName()
{
    PageStage stage;
    opened(stage, "u-06");
    stage.api.answer(Verb::Delete, "/users/u-06", {}, 204);
    QVERIFY(stage.press("Delete…"));
    auto* danger = stage.button("Delete in Production");
    QTest::keyClicks(stage.edit("Type owen.castell to confirm"), "owen.castel");
    QVERIFY(!danger->isEnabled());
    QTest::keyClicks(stage.edit("Type owen.castell to confirm"), "l");
    QVERIFY(danger->isEnabled());
    danger->click();
    support::settle();
    QCOMPARE(stage.api.last(Verb::Delete, "/users/u-06").ifMatch, QByteArray{"\"2\""});
}

void test_users_page::endsOneSessionAndAll()
{
    PageStage stage;
    auto& page = opened(stage, "u-07");
    stage.api.answer(Verb::Post, "/sessions/s-4/end", {}, 204);
    stage.api.answer(Verb::Post, "/users/u-07/end-sessions", support::jsonOf(R"({"ended":2})"));
    for (auto* button : page.findChildren<QToolButton*>())
        if (button->accessibleName() == "End the session from 203.0.113.77")
            button->click();
    support::settle();
    QVERIFY(stage.press("End session"));
    QCOMPARE(stage.api.count(Verb::Post, "/sessions/s-4/end"), 1);
    QVERIFY(stage.press("End all…"));
    QTest::keyClicks(stage.edit("Reason for the audit trail"), "unknown address");
    QVERIFY(stage.press("End 2 sessions"));
    QCOMPARE(stage.api.lastBody(Verb::Post, "/users/u-07/end-sessions")["reason"].toString(),
             "unknown address");
}

void test_users_page::withdrawsARoleWithUndo()
{
    PageStage stage;
    auto& page = opened(stage, "u-07");
    stage.api.answer(Verb::Delete, "/users/u-07/roles/viewer", {}, 204);
    stage.api.answer(Verb::Post, "/users/u-07/roles", {}, 204);
    for (auto* button : page.findChildren<QToolButton*>())
        if (button->accessibleName() == "Withdraw viewer")
            button->click();
    support::settle();
    QCOMPARE(stage.api.count(Verb::Delete, "/users/u-07/roles/viewer"), 1);
    stage.shell.toasts.last().undo();
    support::settle();
    QCOMPARE(stage.api.lastBody(Verb::Post, "/users/u-07/roles")["role"].toString(), "viewer");
}

void test_users_page::grantsARole()
{
    PageStage stage;
    opened(stage, "u-03");
    stage.api.answer(Verb::Post, "/users/u-03/roles", {}, 204);
    QVERIFY(stage.press("Grant role…"));
    auto* box = stage.window.findChild<QComboBox*>();
    QCOMPARE(box->findText("auditor"), -1); // Held already.
    box->setCurrentText("operator");
    QVERIFY(stage.press("Grant role"));
    QCOMPARE(stage.api.lastBody(Verb::Post, "/users/u-03/roles")["role"].toString(), "operator");
}

void test_users_page::createsAUserAndShowsRefusedFields()
{
    PageStage stage;
    opened(stage);
    QVERIFY(stage.press("New user…"));
    stage.edit("Name")->setText("zoe!");
    stage.edit("First password")->setText("short");
    QVERIFY(stage.press("Create user"));
    QCOMPARE(stage.api.count(Verb::Post, "/users"), 0);
    QVERIFY(stage.words().contains("12 to 256 characters"));
    stage.edit("Name")->setText("zoe.lang");
    stage.edit("First password")->setText("zoe.lang zoe.lang");
    stage.api.refuse(Verb::Post, "/users",
                     {.status = 422,
                      .type = "invalid",
                      .title = "Invalid",
                      .errors = {{"/password", "must not hold the name"}}});
    QVERIFY(stage.press("Create user"));
    QVERIFY(stage.words().contains("must not hold the name"));
    stage.edit("First password")->setText("violet tram under snow");
    for (auto* tick : stage.dialog()->findChildren<QCheckBox*>())
        if (tick->text() == "viewer")
            tick->setChecked(true);
    stage.api.answer(Verb::Post, "/users",
                     support::jsonOf(R"({"id":"u-99","name":"zoe.lang","enabled":true})"), 201);
    QVERIFY(stage.press("Create user"));
    auto const body = stage.api.lastBody(Verb::Post, "/users");
    QCOMPARE(body["roles"].toArray(), QJsonArray{"viewer"});
    QVERIFY(body["must_change_password"].toBool());
    QVERIFY(!body.contains("email"));
    QVERIFY(stage.dialog() == nullptr);
}

void test_users_page::comparesWhenSomebodyElseChangedTheUser()
{
    PageStage stage;
    opened(stage, "u-03");
    QVERIFY(stage.press("Edit…"));
    stage.edit("E-mail address (optional)")->setText("lea@acme.example");
    stage.api.next(Verb::Patch, "/users/u-03", Problem{.status = 412, .type = "precondition-failed"});
    stage.api.answer(Verb::Patch, "/users/u-03",
                     support::jsonOf(R"({"id":"u-03","name":"lea.fischer","revision":9})"));
    stage.api.shows("/users/u-03",
                    R"({"id":"u-03","name":"lea.fischer","email":"lf@acme.example","revision":8})");
    QVERIFY(stage.press("Save"));
    QVERIFY(stage.words().contains("Now it is lea.fischer, lf@acme.example."));
    QCOMPARE(stage.edit("E-mail address (optional)")->text(), "lea@acme.example");
    QVERIFY(stage.press("Save"));
    QCOMPARE(stage.api.last(Verb::Patch, "/users/u-03").ifMatch, QByteArray{"\"8\""});
    QVERIFY(stage.dialog() == nullptr);
}

void test_users_page::setsAPassword()
{
    PageStage stage;
    opened(stage, "u-03");
    stage.api.answer(Verb::Post, "/users/u-03/password", {}, 204);
    QVERIFY(stage.press("Set password…"));
    stage.edit("New password")->setText("violet tram under snow");
    QVERIFY(stage.press("Set password"));
    QVERIFY(stage.api.lastBody(Verb::Post, "/users/u-03/password")["must_change_password"].toBool());
}

void test_users_page::issuesAClientAndShowsItsSecretOnce()
{
    PageStage stage;
    opened(stage);
    QVERIFY(stage.press("Service client…"));
    stage.edit("Name")->setText("svc-new");
    stage.window.findChild<QPlainTextEdit*>()->setPlainText("records.read@orders\n logs.ingest@shop ");
    stage.api.answer(Verb::Post, "/clients",
                     support::jsonOf(R"({"id":"c-9","name":"svc-new","client_secret":"tulip-9"})"), 201);
    QVERIFY(stage.press("Create client"));
    QCOMPARE(stage.api.lastBody(Verb::Post, "/clients")["permissions"].toArray(),
             (QJsonArray{"records.read@orders", "logs.ingest@shop"}));
    QVERIFY(stage.words().contains("The engine keeps only its hash"));
    QVERIFY(!stage.words().contains("tulip-9"));
    QVERIFY(stage.press("I have stored it"));
    QVERIFY(stage.dialog() == nullptr);
}

void test_users_page::disablesWhatIsNotAllowed()
{
    PageStage stage;
    stage.session.assume("lea.fischer", {"*.read"});
    auto& page = opened(stage, "u-07");
    for (auto const* label : {"New user…", "Service client…", "Edit…", "Disable…", "Delete…", "Grant role…"})
        QVERIFY2(!stage.button(label)->isEnabled(), label);
    QVERIFY(stage.button("New user…")->toolTip().contains("users.write"));
    QVERIFY(page.commands().isEmpty());
}

void test_users_page::linksToAuditAndLogs()
{
    PageStage stage;
    opened(stage, "u-07");
    QVERIFY(stage.press("Audit"));
    QCOMPARE(stage.shell.gone.last().page, "audit");
    QCOMPARE(stage.shell.gone.last().more.queryItemValue("actor"), "priya.raman");
    QVERIFY(stage.press("What it touched"));
    QCOMPARE(stage.shell.gone.last().more.queryItemValue("user_id"), "u-07");
}

void test_users_page::notesInTheActiveIncident()
{
    PageStage stage;
    stage.shell.incident = {.id = "INC-2041", .title = "Token theft"};
    opened(stage, "u-07");
    stage.api.answer(Verb::Post, "/incidents/INC-2041/notes", QJsonObject{{"id", "n"}}, 201);
    QVERIFY(stage.press("Add to INC-2041"));
    QVERIFY(stage.api.lastBody(Verb::Post, "/incidents/INC-2041/notes")["text"].toString().contains(
        "priya.raman"));
}

void test_users_page::fitsTheSmallestWindow()
{
    PageStage stage;
    auto& page = opened(stage, "u-07");
    page.setNarrow(true);
    QVERIFY(stage.press("Details"));
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
}

void test_users_page::keepsPanesAsWideAsTheyWereMade()
{
    PageStage stage;
    auto* page = &opened(stage);
    auto* split = page->findChild<QSplitter*>();
    auto const before = split->sizes();
    auto* handle = split->handle(1);
    auto const from = handle->rect().center();
    QTest::mousePress(handle, Qt::LeftButton, {}, from);
    QTest::mouseMove(handle, from - QPoint{80, 0});
    QTest::mouseRelease(handle, Qt::LeftButton, {}, from - QPoint{80, 0});
    auto const left = split->sizes();
    QVERIFY(left != before);
    delete page;
    auto const& later = opened(stage);
    QCOMPARE(later.findChild<QSplitter*>()->sizes(), left);
}

void test_users_page::pictures()
{
    PageStage stage;
    stage.shell.incident = {.id = "INC-2041", .title = "Token theft"};
    auto& page = opened(stage, "u-07");
    stage.pictures(page, theme(), "users-list");
    page.open({"users", "u-05", {}});
    support::settle();
    stage.save("users-paused", Theme::Choice::Dark);
    page.open({"users", "c-03", {}});
    support::settle();
    stage.save("users-client", Theme::Choice::Dark);
    QVERIFY(stage.press("New user…"));
    stage.save("users-new", Theme::Choice::Dark);
    stage.dialog()->close();
    page.open({"users", "u-07", {}});
    support::settle();
    QVERIFY(stage.press("Delete…"));
    stage.save("users-delete", Theme::Choice::Dark);
}

DEWAR_TEST(test_users_page)
#include "test_users_page.moc"
