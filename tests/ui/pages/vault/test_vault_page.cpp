// Tests of the secrets page: purposes, rotation, and the passphrase that it never keeps.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/vault/vault_page.h"

#include "tests/support/page_pictures.h"
#include "tests/support/registry.h"
#include "ui/pages/vault/vault_passphrase.h"

using namespace ui;
using namespace ui::vault;
using support::jsonOf;

namespace {

constexpr char kStatus[] =
    R"({"id":"0197c2d4-11aa-7bcd-8ef0-5a6b7c8d9e0f","created_at":"2026-02-01T08:12:00Z","passphrase_number":2,"purposes":[
 {"purpose":"auth","version":1,"versions":1,"created_at":"2026-02-01T08:12:00Z"},
 {"purpose":"backup","version":2,"versions":2,"created_at":"2026-06-18T10:02:00Z"},
 {"purpose":"clients","version":1,"versions":1,"created_at":"2026-02-01T08:12:00Z"},
 {"purpose":"notifications","version":3,"versions":3,"created_at":"2026-08-30T07:45:00Z"},
 {"purpose":"records","version":2,"versions":2,"created_at":"2026-06-18T10:02:00Z"},
 {"purpose":"settings","version":1,"versions":1,"created_at":"2026-02-01T08:12:00Z"},
 {"purpose":"signing-keys","version":4,"versions":4,"created_at":"2026-09-02T06:30:00Z"},
 {"purpose":"tls","version":1,"versions":1,"created_at":"2026-02-01T08:12:00Z"}]})";
constexpr char kOld[] = "brick lantern tide copper";
constexpr char kNew[] = "seven quiet otters cross the delta";

template <class T> T* named(QWidget& in, QString const& label)
{
    for (auto* each : in.findChildren<T*>())
        if (each->text() == label && each->isVisible())
            return each;
    return nullptr;
}

struct Shown {
    explicit Shown(QStringList const& permissions = {"vault.read", "vault.rotate"},
                   QSize const& size = support::kWidePage)
        : world{permissions}
    {
        world.theme.apply(Theme::Choice::Dark);
        world.api.shows("/vault/status", kStatus);
        world.api.answer(Verb::Post, "/vault/rotate",
                         jsonOf(R"({"purposes":[{"purpose":"signing-keys","version":5}]})"));
        world.api.answer(Verb::Post, "/vault/passphrase", QJsonValue::Undefined, 204);
        page.emplace(world.context());
        page->open({"vault", "signing-keys", {}});
        support::showPage(*page, size);
    }
    PassphraseDialog* passphrase()
    {
        named<QPushButton>(*page, "Change passphrase…")->click();
        return page->findChild<PassphraseDialog*>();
    }
    support::PageWorld world;
    std::optional<VaultPage> page;
};

void enter(PassphraseDialog& dialog, QString const& current, QString const& next, QString const& repeat)
{
    dialog.form()->field("current")->setText(current);
    dialog.form()->field("next")->setText(next);
    dialog.form()->field("repeat")->setText(repeat);
    dialog.submitButton()->click();
}

} // namespace

class test_vault_page : public QObject {
    Q_OBJECT

private slots:
    void showsPurposes();
    void rotatesOneOrAll();
    void changesThePassphrase();
    void checksTheNewPassphrase_data();
    void checksTheNewPassphrase();
    void saysThatThePassphraseIsWrong();
    void tellsStrength_data();
    void tellsStrength();
    void offersNothingWithoutThePermission();
    void showsFailures();
    void fitsIntoTheSmallestWindow();
    void pictures();
};

void test_vault_page::showsPurposes()
{
    Shown shown;
    QCOMPARE(shown.page->state().face(), kit::StateView::Face::Content);
    QCOMPARE(shown.page->findChild<kit::Table*>()->shownRows(), 8);
    QVERIFY(named<QLabel>(*shown.page, "The private halves of keys that sign tokens."));
    QVERIFY(named<QLabel>(*shown.page, "15 versions"));
    QVERIFY(named<QLabel>(*shown.page, "changed once"));
}

void test_vault_page::rotatesOneOrAll()
{
    Shown shown;
    named<QPushButton>(*shown.page, "Rotate this key…")->click();
    shown.page->findChild<kit::ConfirmDialog*>()->dangerButton()->click();
    support::settle();
    QCOMPARE(shown.world.api.lastBody(Verb::Post, "/vault/rotate")["purpose"].toString(), "signing-keys");
    QCOMPARE(shown.world.shell.toasts.size(), 1);
    named<QPushButton>(*shown.page, "Rotate all…")->click();
    shown.page->findChild<kit::ConfirmDialog*>()->dangerButton()->click();
    support::settle();
    QVERIFY(!shown.world.api.lastBody(Verb::Post, "/vault/rotate").contains("purpose"));
    QCOMPARE(shown.world.api.count(Verb::Get, "/vault/status"), 3);
}

void test_vault_page::changesThePassphrase()
{
    Shown shown;
    auto* dialog = shown.passphrase();
    enter(*dialog, kOld, kNew, kNew);
    support::settle();
    auto const body = shown.world.api.lastBody(Verb::Post, "/vault/passphrase");
    QCOMPARE(body, (QJsonObject{{"current", kOld}, {"next", kNew}}));
    QCOMPARE(shown.world.shell.toasts.size(), 1);
    QVERIFY(!shown.page->findChild<PassphraseDialog*>());
}

void test_vault_page::checksTheNewPassphrase_data()
{
    QTest::addColumn<QString>("current");
    QTest::addColumn<QString>("next");
    QTest::addColumn<QString>("repeat");
    QTest::addColumn<QString>("field");
    QTest::newRow("no old one") << "" << kNew << kNew << "current";
    QTest::newRow("short") << kOld << "seven"
                           << "seven"
                           << "next";
    QTest::newRow("long") << kOld << QString{1025, 'x'} << QString{1025, 'x'} << "next";
    QTest::newRow("not the same") << kOld << kNew << "seven quiet otters"
                                  << "repeat";
}

void test_vault_page::checksTheNewPassphrase()
{
    QFETCH(QString, current);
    QFETCH(QString, next);
    QFETCH(QString, repeat);
    QFETCH(QString, field);
    Shown shown;
    auto* dialog = shown.passphrase();
    enter(*dialog, current, next, repeat);
    support::settle();
    QVERIFY(!dialog->form()->field(field)->error().isEmpty());
    QCOMPARE(shown.world.api.count(Verb::Post, "/vault/passphrase"), 0);
}

void test_vault_page::saysThatThePassphraseIsWrong()
{
    Shown shown;
    shown.world.api.refuse(Verb::Post, "/vault/passphrase", {.status = 403, .type = "wrong-passphrase"});
    auto* dialog = shown.passphrase();
    enter(*dialog, "something else", kNew, kNew);
    support::settle();
    QVERIFY(dialog->form()->field("current")->error().contains("not the passphrase"));
    QVERIFY(dialog->form()->field("current")->text().isEmpty());
    QCOMPARE(dialog->form()->field("next")->text(), kNew);
    QVERIFY(dialog->submitButton()->isEnabled());
}

void test_vault_page::tellsStrength_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("strength");
    QTest::newRow("short") << "abc" << static_cast<int>(Strength::TooShort);
    QTest::newRow("word") << "elephant" << static_cast<int>(Strength::Weak);
    QTest::newRow("one letter") << QString{40, 'a'} << static_cast<int>(Strength::Weak);
    QTest::newRow("mixed") << "Tr4ding-post" << static_cast<int>(Strength::Fair);
    QTest::newRow("words") << kNew << static_cast<int>(Strength::Strong);
}

void test_vault_page::tellsStrength()
{
    QFETCH(QString, text);
    QFETCH(int, strength);
    QCOMPARE(static_cast<int>(strengthOf(text)), strength);
}

void test_vault_page::offersNothingWithoutThePermission()
{
    Shown shown{{"vault.read"}};
    for (auto const* label : {"Rotate all…", "Change passphrase…", "Rotate this key…"}) {
        auto* button = named<QPushButton>(*shown.page, label);
        QVERIFY2(button && !button->isEnabled(), label);
    }
    QVERIFY(shown.page->commands().isEmpty());
}

void test_vault_page::showsFailures()
{
    support::PageWorld world{{"vault.read"}};
    world.api.refuse(Verb::Get, "/vault/status", {.status = 403, .title = "no", .permission = "vault.read"});
    VaultPage page{world.context()};
    support::showPage(page, support::kWidePage);
    QCOMPARE(page.state().face(), kit::StateView::Face::Failed);
    QVERIFY(page.state().note().contains("vault.read"));
}

void test_vault_page::fitsIntoTheSmallestWindow()
{
    Shown shown{{"vault.read"}, support::kNarrowPage};
    named<QPushButton>(*shown.page, "Details")->click();
    auto const least = shown.page->minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
}

void test_vault_page::pictures()
{
    {
        Shown shown;
        support::savePictures(shown.world.theme, *shown.page, "vault-board");
        auto* dialog = shown.passphrase();
        dialog->form()->field("current")->setText(kOld);
        dialog->form()->field("next")->setText(kNew);
        support::savePictures(shown.world.theme, *shown.page, "vault-passphrase");
    }
    Shown shown{{"vault.read", "vault.rotate"}, support::kNarrowPage};
    support::savePictures(shown.world.theme, *shown.page, "vault-narrow");
}

DEWAR_TEST(test_vault_page)
#include "test_vault_page.moc"
