// Tests of the command palette.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"

using namespace ui;

namespace {

struct World {
    support::FakeApi api;
    support::FakeUiClock clock;
    Session session{api, clock};
    QWidget window;
    QList<kit::Address> gone;
    int ran = 0;

    World() { window.resize(1200, 800); }

    Palette* open(QString const& text)
    {
        auto* palette = new Palette{&window,
                                    {api, session, [this](kit::Address const& address) { gone << address; }},
                                    {{"Users", "users", [this] { ++ran; }, "G U"},
                                     {"Rotate signing key…", "key-round", [] {}},
                                     {"Backups", "archive", [] {}}}};
        window.show();
        palette->open(text);
        return palette;
    }
};

} // namespace

class test_palette : public QObject {
    Q_OBJECT
private slots:
    void findsByStartWordAndLetters();
    void showsEverythingForNothing();
    void narrowsWhileTyping();
    void enterRunsTheChosen();
    void escapeClosesIt();
    void offersAPastedAddress();
    void asksForPeople();
    void leavesPeopleOutWithoutTheRight();
};

void test_palette::findsByStartWordAndLetters()
{
    QVERIFY(matchScore("Rotate signing key", "rot") > matchScore("Rotate signing key", "sign"));
    QVERIFY(matchScore("Rotate signing key", "sign") > matchScore("Rotate signing key", "rsk"));
    QVERIFY(matchScore("Rotate signing key", "rsk") > 0);
    QCOMPARE(matchScore("Users", "xyz"), 0);
}

void test_palette::showsEverythingForNothing()
{
    World world;
    QCOMPARE(world.open({})->rows().size(), 3);
}

void test_palette::narrowsWhileTyping()
{
    World world;
    auto* palette = world.open({});
    QTest::keyClicks(palette->edit(), "back");
    QCOMPARE(palette->rows(), QStringList{"Backups"});
}

void test_palette::enterRunsTheChosen()
{
    World world;
    auto* palette = world.open("users");
    QTest::keyClick(palette->edit(), Qt::Key_Return);
    QCOMPARE(world.ran, 1);
}

void test_palette::escapeClosesIt()
{
    World world;
    QPointer<Palette> palette{world.open({})};
    QTest::keyClick(palette->edit(), Qt::Key_Escape);
    QVERIFY(!palette->isVisible());
}

void test_palette::offersAPastedAddress()
{
    World world;
    auto* palette = world.open("dewar://prod/users/u1");
    QVERIFY(palette->rows().first().contains("dewar://prod/users/u1"));
    QTest::keyClick(palette->edit(), Qt::Key_Return);
    QCOMPARE(world.gone.size(), 1);
    QCOMPARE(world.gone.first().object, QStringLiteral("u1"));
}

void test_palette::asksForPeople()
{
    World world;
    world.session.assume("ada", {"users.read"});
    world.api.shows("/users", R"({"items":[{"id":"u1","name":"carol.mendes"}]})");
    auto* palette = world.open("@car");
    QTRY_COMPARE(palette->rows(), QStringList{"carol.mendes"});
    QTest::keyClick(palette->edit(), Qt::Key_Return);
    QCOMPARE(world.gone.first().page, QStringLiteral("users"));
}

void test_palette::leavesPeopleOutWithoutTheRight()
{
    World world;
    world.open("@car");
    support::settle();
    QCOMPARE(world.api.calls.size(), 0);
}

DEWAR_TEST(test_palette)
#include "test_palette.moc"
