// Tests of the keys page: states, what it reads off the list, and what each action sends.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_page.h"

#include "tests/support/page_pictures.h"
#include "tests/support/registry.h"

using namespace ui;
using ui::keys::KeysPage;

namespace {

constexpr char kKeys[] = R"({"items":[
 {"kid":"Zk7rT2mQ9xLpWv4cN8sYh1bGfJ3dAe6uKo5iRtXzBqM","algorithm":"ES256","state":"next",
  "created_at":"2026-08-24T02:00:00Z","reason":""},
 {"kid":"Qm4xT8s2LkVb7nRw3cYpJd9fHg6aZe1uKo5iMtXzBqC","algorithm":"ES256","state":"active",
  "created_at":"2026-07-25T02:00:00Z","activated_at":"2026-08-24T02:00:00Z","reason":""},
 {"kid":"Hp3vD6k9WsNx1mTq8bRyLc4gFj7zAe2uKo5iPtXzBqE","algorithm":"ES256","state":"retired",
  "created_at":"2026-06-25T02:00:00Z","activated_at":"2026-07-25T02:00:00Z",
  "retiring_at":"2026-08-24T02:00:00Z","retired_at":"2026-08-24T02:15:00Z","reason":"scheduled"},
 {"kid":"Bn8yC5j2VrMw6kSp9aQxKd3hGf4zZe7uLo1iNtXzBqA","algorithm":"ES256","state":"revoked",
  "created_at":"2026-06-01T09:12:00Z","activated_at":"2026-06-03T14:36:00Z",
  "revoked_at":"2026-07-25T02:00:00Z","reason":"Key printed in a public build log"},
 {"kid":"Tw2sF9h4XqJz7nLm1vBcPd6kRg8yAe5uMo3iQtXzBqD","algorithm":"ES256","state":"retired",
  "created_at":"2026-05-01T02:00:00Z","activated_at":"2026-05-04T02:00:00Z",
  "retiring_at":"2026-06-03T14:36:00Z","retired_at":"2026-06-03T14:51:00Z","reason":"scheduled"}]})";
constexpr char kActive[] = "Qm4xT8s2LkVb7nRw3cYpJd9fHg6aZe1uKo5iMtXzBqC";
constexpr char kRevokedKid[] = "Bn8yC5j2VrMw6kSp9aQxKd3hGf4zZe7uLo1iNtXzBqA";
constexpr char kSettings[] =
    R"({"items":[{"name":"keys.rotation_days","value":"30","source":"default","about":""}]})";

QStringList all()
{
    return {"keys.read", "keys.rotate", "settings.read", "auth.read", "clients.read"};
}

void fill(support::FakeApi& api)
{
    api.shows("/keys", kKeys);
    api.shows("/settings", kSettings);
    api.shows("/sessions", R"({"items":[{"id":"s1"},{"id":"s2"},{"id":"s3"}],"next":"s3"})");
    api.shows("/clients", R"({"items":[{"id":"c1","enabled":true},{"id":"c2","enabled":false}]})");
    api.answer(Verb::Post, "/keys/rotate",
               support::jsonOf(R"({"active_kid":"a","previous_kid":"b","next_kid":"c"})"));
    api.answer(Verb::Post, pathOf("/keys/%1/revoke", {kActive}), support::jsonOf("{}"));
}

template <class T> T* named(QWidget& page, QString const& label)
{
    for (auto* each : page.findChildren<T*>())
        if (each->text() == label)
            return each;
    return nullptr;
}

kit::ConfirmDialog* dialogOf(QWidget& page)
{
    return page.window()->findChild<kit::ConfirmDialog*>();
}

bool says(QWidget& in, QString const& words)
{
    auto const labels = in.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](QLabel* label) { return label->text().contains(words); });
}

} // namespace

class test_keys_page : public QObject {
    Q_OBJECT

private slots:
    void showsWhatTheEngineHas();
    void showsFailuresAndTriesAgain();
    void saysThatRotationIsLate();
    void rotatesWithoutTyping();
    void asksForTheNameInAnEmergency();
    void keepsTheDialogWhenTheEngineRefuses();
    void offersNothingWithoutThePermission();
    void opensAKeyByItsAddress();
    void filtersTheTable();
    void fitsIntoTheSmallestWindow();
    void pictures();
};

void test_keys_page::showsWhatTheEngineHas()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    QCOMPARE(page.state().face(), kit::StateView::Face::Content);
    QVERIFY(says(page, "Qm4xT8s2Lk"));
    QVERIFY(says(page, "23 Sep, 02:00"));
    QVERIFY(says(page, "Automatic, every 30 days"));
    QCOMPARE(world.shell.badges["keys"].count, 0);
    QCOMPARE(world.api.unscripted, QStringList{});
}

void test_keys_page::showsFailuresAndTriesAgain()
{
    support::PageWorld world{all()};
    fill(world.api);
    world.api.refuse(Verb::Get, "/keys",
                     {.status = 403, .title = "no", .traceId = "7f3a", .permission = "keys.read"});
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    QCOMPARE(page.state().face(), kit::StateView::Face::Failed);
    QVERIFY(page.state().note().contains("keys.read"));
    world.api.shows("/keys", kKeys);
    named<QPushButton>(page, "Try again")->click();
    support::settle();
    QCOMPARE(page.state().face(), kit::StateView::Face::Content);
}

void test_keys_page::saysThatRotationIsLate()
{
    support::PageWorld world{all()};
    fill(world.api);
    world.clock.set({QDate{2026, 9, 25}, QTime{2, 0}, Qt::UTC});
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    QVERIFY(says(page, "Rotation is 2 d late"));
    QCOMPARE(world.shell.badges["keys"].count, 1);
}

void test_keys_page::rotatesWithoutTyping()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    named<QPushButton>(page, "Rotate key…")->click();
    auto* dialog = dialogOf(page);
    QVERIFY(dialog);
    QVERIFY(dialog->typedEdit() == nullptr);
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, "/keys/rotate")["emergency"], QJsonValue(false));
    QCOMPARE(world.shell.toasts.size(), 1);
    QCOMPARE(world.api.count(Verb::Get, "/keys"), 2);
}

void test_keys_page::asksForTheNameInAnEmergency()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    named<QPushButton>(page, "Emergency…")->click();
    support::settle();
    auto* dialog = dialogOf(page);
    QVERIFY(dialog);
    QVERIFY(says(*dialog, "3+")); // Sessions, counted before; there are more than one page.
    dialog->reasonEdit()->setText("Key printed in a build log");
    dialog->typedEdit()->setText("Qm4xT8s2L");
    QVERIFY(!dialog->dangerButton()->isEnabled());
    dialog->typedEdit()->setText("Qm4xT8s2Lk");
    QVERIFY(dialog->dangerButton()->isEnabled());
    dialog->dangerButton()->click();
    support::settle();
    auto const body = world.api.lastBody(Verb::Post, "/keys/rotate");
    QCOMPARE(body["emergency"], QJsonValue(true));
    QCOMPARE(body["reason"], QJsonValue("Key printed in a build log"));
}

void test_keys_page::keepsTheDialogWhenTheEngineRefuses()
{
    support::PageWorld world{all()};
    fill(world.api);
    world.api.refuse(Verb::Post, pathOf("/keys/%1/revoke", {kActive}),
                     {.status = 409, .detail = "changed meanwhile"});
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    named<QPushButton>(page, "Revoke key…")->click();
    support::settle();
    auto* dialog = dialogOf(page);
    QVERIFY(dialog);
    dialog->reasonEdit()->setText("leak");
    dialog->typedEdit()->setText("Qm4xT8s2Lk");
    dialog->dangerButton()->click();
    support::settle();
    QVERIFY(!dialog->isHidden());
    QVERIFY(dialog->dangerButton()->isEnabled());
    QVERIFY(says(*dialog, "changed meanwhile"));
    QCOMPARE(world.shell.toasts.size(), 0);
}

void test_keys_page::offersNothingWithoutThePermission()
{
    support::PageWorld world{{"keys.read"}};
    fill(world.api);
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    for (auto const* label : {"Rotate key…", "Emergency…", "Revoke key…"}) {
        auto* button = named<QPushButton>(page, label);
        QVERIFY2(button && !button->isEnabled(), label);
        QVERIFY2(button->toolTip().contains("keys.rotate"), label);
    }
    QVERIFY(page.commands().isEmpty());
    QCOMPARE(world.api.count(Verb::Get, "/settings"), 0);
}

void test_keys_page::opensAKeyByItsAddress()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    page.open({"keys", kRevokedKid, {}});
    support::showPage(page, support::kWidePage);
    QVERIFY(says(page, "Every token that it signed is refused since 2026-07-25 02:00:00"));
    QVERIFY(!named<QPushButton>(page, "Revoke key…")->isVisible());
    named<QPushButton>(page, "Audit trail")->click();
    QCOMPARE(world.shell.gone.last().page, "audit");
    QCOMPARE(world.shell.gone.last().more.queryItemValue("subject"), kRevokedKid);
}

void test_keys_page::filtersTheTable()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    support::showPage(page, support::kWidePage);
    qobject_cast<QLineEdit*>(page.filterWidget())->setText("revoked");
    QCOMPARE(page.findChild<kit::Table*>()->shownRows(), 1);
}

void test_keys_page::fitsIntoTheSmallestWindow()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    support::showPage(page, support::kNarrowPage);
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
    auto* inspector = page.findChild<keys::KeysInspector*>();
    QVERIFY(!inspector->isVisible());
    named<QPushButton>(page, "Details")->click();
    QVERIFY(inspector->isVisible());
    QVERIFY(page.minimumSizeHint().width() <= 1044);
}

void test_keys_page::pictures()
{
    support::PageWorld world{all()};
    fill(world.api);
    KeysPage page{world.context()};
    world.theme.apply(Theme::Choice::Dark);
    support::showPage(page, support::kWidePage);
    support::savePictures(world.theme, page, "keys-board");
    named<QPushButton>(page, "Emergency…")->click();
    support::settle();
    dialogOf(page)->reasonEdit()->setText("Key printed in a public build log, INC-2041");
    dialogOf(page)->typedEdit()->setText("Qm4xT8");
    support::savePictures(world.theme, page, "keys-confirm");
    dialogOf(page)->close();
    support::settle();
    support::showPage(page, support::kNarrowPage);
    support::savePictures(world.theme, page, "keys-narrow");
}

DEWAR_TEST(test_keys_page)
#include "test_keys_page.moc"
