// Tests of the roles page: the matrix, pending changes, the review, and what is sent.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/page_stage.h"
#include "tests/ui/pages/roles/roles_world.h"
#include "ui/kit/facts.h"

using namespace ui;
using roles::RolesPage;
using support::PageStage;

class test_roles_page : public QObject {
    Q_OBJECT
private slots:
    void init() { theme().apply(Theme::Choice::Dark); }
    void showsTheFirstRole();
    void showsFailureAndTriesAgain();
    void staysUsefulWithoutTheDocument();
    void togglesWithTheKeyboardAndReviews();
    void takesAChangeBack();
    void refusesToChangeBuiltInRoles();
    void explainsAWildcardAndWritesItOut();
    void addsAndRemovesScopes();
    void keepsTheDraftWhenSomebodyElseSaved();
    void warnsOfWhatTheCallerDoesNotHold();
    void createsACopy();
    void renames();
    void grantsByText();
    void deletesOnlyWhatNobodyHolds();
    void needsRolesWrite();
    void discardsWithUndo();
    void opensByIdAndByName();
    void fitsTheSmallestWindow();
    void pictures();

private:
    RolesPage& opened(PageStage& stage, QString const& role = {});
    void choose(PageStage& stage, char const* noun, char const* verb);
    void key(PageStage& stage, int code);
};

RolesPage& test_roles_page::opened(PageStage& stage, QString const& role)
{
    support::showRoles(stage.api);
    auto* page = new RolesPage{stage.context()};
    if (!role.isEmpty())
        page->open({"roles", role, {}});
    return stage.put(page);
}

void test_roles_page::choose(PageStage& stage, char const* noun, char const* verb)
{
    auto* matrix = stage.window.findChild<roles::Matrix*>();
    auto* model = qobject_cast<roles::MatrixModel*>(matrix->model());
    matrix->setCurrentIndex(model->indexOf({.noun = noun, .verb = verb}));
    support::settle();
}

void test_roles_page::key(PageStage& stage, int code)
{
    QTest::keyClick(stage.window.findChild<roles::Matrix*>(), static_cast<Qt::Key>(code));
    support::settle();
}

void test_roles_page::showsTheFirstRole()
{
    PageStage stage;
    opened(stage);
    QVERIFY(stage.words().contains("May do everything but read and write records."));
    QVERIFY(stage.words().contains("9 roles"));
    QVERIFY(stage.words().contains("every plain right"));
    QCOMPARE(stage.api.unscripted, QStringList{});
}

void test_roles_page::showsFailureAndTriesAgain()
{
    PageStage stage;
    support::showRoles(stage.api);
    stage.api.refuse(Verb::Get, "/roles", {.status = 0});
    stage.put(new RolesPage{stage.context()});
    QVERIFY(stage.words().contains("The engine does not answer"));
    stage.api.shows("/roles", support::kRoleList);
    QVERIFY(stage.press("Try again"));
    QVERIFY(stage.words().contains("9 roles"));
}

void test_roles_page::staysUsefulWithoutTheDocument()
{
    PageStage stage;
    support::showRoles(stage.api);
    stage.api.refuse(Verb::Get, "/openapi.json", {.status = 503});
    stage.put(new RolesPage{stage.context()});
    auto* matrix = stage.window.findChild<roles::Matrix*>();
    QVERIFY(matrix->model()->rowCount() > 20);
}

void test_roles_page::togglesWithTheKeyboardAndReviews()
{
    PageStage stage;
    auto& page = opened(stage, "r-11");
    choose(stage, "keys", "rotate");
    key(stage, Qt::Key_Space);
    choose(stage, "backup", "read");
    key(stage, Qt::Key_Space);
    QVERIFY(page.unsaved());
    QVERIFY(stage.words().contains("2 unsaved changes in key-custodian"));
    QVERIFY(stage.press("Review 2 changes…"));
    QVERIFY(stage.words().contains("Users who hold it: 1"));
    stage.api.answer(
        Verb::Put, "/roles/r-11",
        support::jsonOf(
            R"({"id":"r-11","name":"key-custodian","permissions":["backup.read","keys.read","vault.read","vault.rotate"],"revision":3})"));
    QVERIFY(stage.press("Save changes"));
    auto const call = stage.api.last(Verb::Put, "/roles/r-11");
    QCOMPARE(call.ifMatch, QByteArray{"\"2\""});
    QCOMPARE(call.body["name"].toString(), "key-custodian");
    QCOMPARE(call.body["permissions"].toArray(),
             (QJsonArray{"keys.read", "vault.read", "vault.rotate", "backup.read"}));
    QVERIFY(!page.unsaved());
    QVERIFY(stage.dialog() == nullptr);
}

void test_roles_page::takesAChangeBack()
{
    PageStage stage;
    auto& page = opened(stage, "r-11");
    choose(stage, "keys", "rotate");
    key(stage, Qt::Key_Space);
    for (auto* button : page.findChildren<QToolButton*>())
        if (button->accessibleName() == "Take back keys.rotate" && button->isVisible())
            button->click();
    support::settle();
    QVERIFY(!page.unsaved());
}

void test_roles_page::refusesToChangeBuiltInRoles()
{
    PageStage stage;
    auto& page = opened(stage, "r-5");
    choose(stage, "users", "write");
    key(stage, Qt::Key_Space);
    QVERIFY(!page.unsaved());
    QVERIFY(stage.words().contains("Built-in roles cannot be changed."));
    QVERIFY(stage.button("Delete…") == nullptr);
    QCOMPARE(stage.shell.toasts.size(), 1);
}

void test_roles_page::explainsAWildcardAndWritesItOut()
{
    PageStage stage;
    auto& page = opened(stage, "r-10");
    choose(stage, "keys", "read");
    QVERIFY(stage.words().contains("Allowed by *.read"));
    QVERIFY(stage.words().contains("List signing keys, newest first"));
    key(stage, Qt::Key_Space);
    QVERIFY(!page.unsaved());
    QVERIFY(stage.press("Write out *.read"));
    QVERIFY(page.unsaved());
    QVERIFY(stage.press("Take away"));
    QVERIFY(stage.words().contains("Not allowed"));
}

void test_roles_page::addsAndRemovesScopes()
{
    PageStage stage;
    auto& page = opened(stage, "r-9");
    choose(stage, "records", "read");
    QVERIFY(stage.words().contains("On these collections"));
    auto* box = page.findChild<roles::Pane*>()->findChild<QComboBox*>();
    QVERIFY(box->findText("invoices") >= 0);
    box->setCurrentText("invoices");
    QVERIFY(stage.press("Add scope"));
    for (auto* button : page.findChildren<QToolButton*>())
        if (button->accessibleName() == "Take away records.read@orders-test" && button->isVisible())
            button->click();
    support::settle();
    stage.api.answer(Verb::Put, "/roles/r-9",
                     support::jsonOf(R"({"id":"r-9","name":"developer","revision":6})"));
    QVERIFY(stage.press("Review 2 changes…"));
    QVERIFY(stage.press("Save changes"));
    auto const sent = stage.api.lastBody(Verb::Put, "/roles/r-9")["permissions"].toArray();
    QVERIFY(sent.contains("records.read@invoices"));
    QVERIFY(!sent.contains("records.read@orders-test"));
}

void test_roles_page::keepsTheDraftWhenSomebodyElseSaved()
{
    PageStage stage;
    auto& page = opened(stage, "r-11");
    choose(stage, "backup", "read");
    key(stage, Qt::Key_Space);
    QVERIFY(stage.press("Review 1 change…"));
    stage.api.next(Verb::Put, "/roles/r-11", Problem{.status = 412, .type = "precondition-failed"});
    stage.api.shows("/roles", R"({"items":[{"id":"r-11","name":"key-custodian","revision":7,
                                            "permissions":["keys.read"]}]})");
    QVERIFY(stage.press("Save changes"));
    QVERIFY(stage.words().contains("This was changed since you opened it"));
    QVERIFY(stage.press("Go on editing"));
    QVERIFY(page.unsaved());
    QVERIFY(stage.press("Review 1 change…"));
    stage.api.answer(Verb::Put, "/roles/r-11",
                     support::jsonOf(R"({"id":"r-11","name":"key-custodian","revision":8})"));
    QVERIFY(stage.press("Save changes"));
    auto const call = stage.api.last(Verb::Put, "/roles/r-11");
    QCOMPARE(call.ifMatch, QByteArray{"\"7\""});
    QCOMPARE(call.body["permissions"].toArray(), (QJsonArray{"keys.read", "backup.read"}));
}

void test_roles_page::warnsOfWhatTheCallerDoesNotHold()
{
    PageStage stage;
    stage.session.assume("jon.brandt", {"roles.*", "users.read", "keys.read"});
    opened(stage, "r-8");
    choose(stage, "users", "write");
    key(stage, Qt::Key_Space);
    QVERIFY(stage.words().contains("You do not hold users.write yourself"));
    QCOMPARE(stage.window.findChild<kit::Facts*>()->facts().at(1).value, "needs auth.read");
}

void test_roles_page::createsACopy()
{
    PageStage stage;
    opened(stage, "r-4");
    QVERIFY(stage.press("Copy…"));
    stage.edit("Name")->setText("night-responder");
    stage.api.answer(Verb::Post, "/roles", support::jsonOf(R"({"id":"r-77","name":"night-responder"})"), 201);
    QVERIFY(stage.press("Create role"));
    auto const body = stage.api.lastBody(Verb::Post, "/roles");
    QCOMPARE(body["name"].toString(), "night-responder");
    QVERIFY(body["permissions"].toArray().contains("playbooks.*"));
}

void test_roles_page::renames()
{
    PageStage stage;
    opened(stage, "r-8");
    QVERIFY(stage.press("Name…"));
    stage.edit("Name")->setText("Backup Operator");
    QVERIFY(stage.press("Save"));
    QCOMPARE(stage.api.count(Verb::Put, "/roles/r-8"), 0);
    stage.edit("Name")->setText("drill-operator");
    stage.api.refuse(
        Verb::Put, "/roles/r-8",
        {.status = 409, .type = "name-taken", .title = "Conflict", .detail = "another role has this name"});
    QVERIFY(stage.press("Save"));
    QVERIFY(stage.words().contains("another role has this name"));
    QCOMPARE(stage.edit("Name")->text(), "drill-operator");
}

void test_roles_page::grantsByText()
{
    PageStage stage;
    auto& page = opened(stage, "r-8");
    QVERIFY(stage.press("Grant by text…"));
    stage.edit("Grant")->setText("users");
    QVERIFY(stage.press("Add"));
    QVERIFY(stage.dialog() != nullptr);
    stage.edit("Grant")->setText("jobs.*");
    QVERIFY(stage.press("Add"));
    QVERIFY(page.unsaved());
    QVERIFY(stage.words().contains("jobs.*  every right of it"));
}

void test_roles_page::deletesOnlyWhatNobodyHolds()
{
    PageStage stage;
    auto& page = opened(stage, "r-9");
    QVERIFY(!stage.button("Delete…")->isEnabled());
    QVERIFY(stage.button("Delete…")->toolTip().contains("3"));
    page.open({"roles", "r-8", {}});
    support::settle();
    QVERIFY(stage.press("Delete…"));
    QVERIFY(!stage.button("Delete role in Production")->isEnabled());
    stage.edit("Type backup-operator to confirm")->setText("backup-operator");
    stage.api.answer(Verb::Delete, "/roles/r-8", {}, 204);
    QVERIFY(stage.press("Delete role in Production"));
    QCOMPARE(stage.api.last(Verb::Delete, "/roles/r-8").ifMatch, QByteArray{"\"3\""});
}

void test_roles_page::needsRolesWrite()
{
    PageStage stage;
    stage.session.assume("lea.fischer", {"*.read"});
    auto& page = opened(stage, "r-9");
    QVERIFY(!stage.button("New role…")->isEnabled());
    QVERIFY(!stage.button("Copy…")->isEnabled());
    choose(stage, "users", "write");
    key(stage, Qt::Key_Space);
    QVERIFY(!page.unsaved());
    QVERIFY(stage.words().contains("You need roles.write to change it."));
}

void test_roles_page::discardsWithUndo()
{
    PageStage stage;
    auto& page = opened(stage, "r-11");
    choose(stage, "keys", "rotate");
    key(stage, Qt::Key_Space);
    QVERIFY(stage.press("Discard"));
    QVERIFY(!page.unsaved());
    stage.shell.toasts.last().undo();
    QVERIFY(page.unsaved());
}

void test_roles_page::opensByIdAndByName()
{
    PageStage stage;
    auto& page = opened(stage, "r-9");
    QVERIFY(stage.words().contains("Reads shop logs"));
    page.open({"roles", "auditor", {}});
    support::settle();
    QVERIFY(stage.words().contains("reads logs and exports the audit"));
}

void test_roles_page::fitsTheSmallestWindow()
{
    PageStage stage;
    auto& page = opened(stage, "r-10");
    page.setNarrow(true);
    QVERIFY(stage.press("Details"));
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
}

void test_roles_page::pictures()
{
    PageStage stage;
    auto& page = opened(stage, "r-10");
    choose(stage, "keys", "rotate");
    key(stage, Qt::Key_Space);
    choose(stage, "records", "write");
    key(stage, Qt::Key_Space);
    choose(stage, "playbooks", "run");
    key(stage, Qt::Key_Space);
    choose(stage, "records", "read");
    stage.pictures(page, theme(), "roles-matrix");
    QVERIFY(stage.press("Review 3 changes…"));
    stage.save("roles-review", Theme::Choice::Dark);
}

DEWAR_TEST(test_roles_page)
#include "test_roles_page.moc"
