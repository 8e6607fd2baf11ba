// Tests of the first screen: known engines, the one on this computer, new ones, and evidence without any.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/first_screen.h"

#include "tests/support/dialled.h"
#include "tests/support/fake_local_engine.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/picture.h"
#include "tests/support/registry.h"

#include <QTemporaryDir>

using namespace ui;

class test_first_screen : public QObject {
    Q_OBJECT
private slots:
    void init();
    void asksEveryKnownEngineWhetherItIsThere();
    void goesStraightToSetUpWhenThereIsNothing();
    void asksForThePassphraseOfAStoppedEngine();
    void startsAnewWhenTheLeftEngineHasDied();
    void signsInToTheEngineOnThisComputer();
    void remembersAnEngineAfterTheFirstSignIn();
    void asksForTheAuthorityOfANewEngine();
    void offersNothingOfflineWithoutItsProgram();
    void recoversWhereThereIsNoEngine();
    void showsTheVerdictOfTheEvidenceCheck();
    void looksAsDrawn();

private:
    FirstScreen::Doors doors(QString const& program = "/bin/true")
    {
        return {*m_settings, m_clock, m_dialled.dial(), m_engine, program};
    }
    Connection known(QString const& name, QString const& environment, int minute)
    {
        return {.name = name,
                .address = "https://" + name + ".example.org:8444",
                .authorityPem = support::kTestAuthorityPem,
                .print = support::kTestAuthorityPrint,
                .engineId = "e-1",
                .environment = environment,
                .user = "ada",
                .usedAt = {QDate{2026, 9, 14}, QTime{9, minute}, Qt::UTC}};
    }
    void signIn(FirstScreen& screen)
    {
        screen.signIn()->form()->field("username")->setText("ada");
        screen.signIn()->form()->field("password")->setText("violet tram 92 under snow");
        screen.signIn()->button()->click();
        support::settle();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    support::Dialled m_dialled;
    support::FakeLocalEngine m_engine;
    support::FakeUiClock m_clock;
};

void test_first_screen::init()
{
    m_settings =
        std::make_unique<QSettings>(m_folder.filePath(QTest::currentTestFunction()), QSettings::IniFormat);
    m_dialled.clients.clear();
    m_dialled.prepare = support::answerAsEngine;
    m_engine.now = LocalEngine::State::None;
    m_engine.place = EnginePlace{QUrl{"https://127.0.0.1:4433"}, {}, support::kTestAuthorityPem, "e-1"};
    m_engine.passphrases.clear();
}

void test_first_screen::asksEveryKnownEngineWhetherItIsThere()
{
    remember(*m_settings, known("prod-eu-1", "Production", 3));
    remember(*m_settings, known("staging", "Staging", 2));
    remember(*m_settings, known("dr-eu-2", "Recovery", 1));
    int dialled = 0;
    m_dialled.prepare = [&](support::FakeApi& api) {
        support::answerAsEngine(api);
        // The cards are asked in their order; the sign-in at the right comes last.
        if (dialled == 1)
            api.refuse(Verb::Get, "/meta", {.status = 0, .type = "unreachable", .title = "silence"});
        if (dialled == 2)
            api.refuse(Verb::Get, "/meta", {.status = 0, .type = "identity-refused", .title = "no"});
        ++dialled;
    };
    FirstScreen screen{doors()};
    support::settle();
    QCOMPARE(screen.cards().size(), 4);
    QVERIFY(screen.cards().at(0)->state().kind == CardState::Kind::Reachable);
    QCOMPARE(screen.cards().at(1)->stateWords(), "Not reachable");
    QCOMPARE(screen.cards().at(2)->stateWords(), "Identity changed");
    QCOMPARE(screen.shown(), screen.signIn());
}

void test_first_screen::goesStraightToSetUpWhenThereIsNothing()
{
    FirstScreen screen{doors()};
    QVERIFY(screen.setUp() != nullptr);
    QCOMPARE(screen.shown(), screen.setUp());
    QCOMPARE(screen.cards().last()->stateWords(), "Not set up yet");
}

void test_first_screen::asksForThePassphraseOfAStoppedEngine()
{
    m_engine.now = LocalEngine::State::Stopped;
    m_engine.place = Problem{.status = 0, .type = "start-failed", .title = "the passphrase is wrong"};
    FirstScreen screen{doors()};
    QCOMPARE(screen.shown(), screen.engineStart());
    screen.engineStart()->form()->field("passphrase")->setText("not it");
    screen.engineStart()->button()->click();
    support::settle();
    QCOMPARE(screen.engineStart()->banner(), "the passphrase is wrong");
    QVERIFY(screen.engineStart()->form()->field("passphrase")->text().isEmpty());
}

void test_first_screen::startsAnewWhenTheLeftEngineHasDied()
{
    m_engine.now = LocalEngine::State::Away;
    m_dialled.prepare = [](support::FakeApi& api) {
        api.refuse(Verb::Get, "/meta", {.status = 0, .type = "unreachable", .title = "silence"});
    };
    FirstScreen screen{doors()};
    support::settle();
    QCOMPARE(screen.shown(), screen.engineStart());
    QCOMPARE(screen.cards().last()->stateWords(), "Engine stopped");
}

void test_first_screen::signsInToTheEngineOnThisComputer()
{
    m_engine.now = LocalEngine::State::Stopped;
    FirstScreen screen{doors()};
    QSignalSpy entered{&screen, &FirstScreen::entered};
    screen.engineStart()->form()->field("passphrase")->setText("seven copper kettles sing");
    screen.engineStart()->button()->click();
    support::settle();
    QCOMPARE(screen.shown(), screen.signIn());
    signIn(screen);
    QCOMPARE(entered.count(), 1);
    auto const link = screen.takeLink();
    QVERIFY(link->embedded);
    QCOMPARE(link->connection.environment, "Embedded");
    QCOMPARE(recentConnections(*m_settings).size(), 0); // Its port changes with every start.
}

void test_first_screen::remembersAnEngineAfterTheFirstSignIn()
{
    FirstScreen screen{doors()};
    auto fresh = known("prod-eu-1", "Production", 0);
    fresh.engineId.clear();
    screen.show(fresh);
    support::settle();
    QCOMPARE(recentConnections(*m_settings).size(), 0);
    signIn(screen);
    auto const all = recentConnections(*m_settings);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().engineId, "e-1");
    QCOMPARE(all.first().print, QByteArray{support::kTestAuthorityPrint});
}

void test_first_screen::asksForTheAuthorityOfANewEngine()
{
    FirstScreen screen{doors()};
    auto* const form = screen.newConnection()->form();
    form->field("name")->setText("prod-eu-1");
    form->field("address")->setText("http://dewar.example.org");
    QVERIFY(!screen.newConnection()->button()->isEnabled());
    qobject_cast<QPlainTextEdit*>(form->field("authority")->control())
        ->setPlainText(support::kTestAuthorityPem);
    QVERIFY(screen.newConnection()->button()->isEnabled());
    QSignalSpy chosen{screen.newConnection(), &NewConnectionPanel::chosen};
    screen.newConnection()->button()->click();
    QCOMPARE(chosen.count(), 0);
    QVERIFY(!form->field("address")->error().isEmpty());
    form->field("address")->setText("https://dewar.example.org:8444/");
    screen.newConnection()->button()->click();
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(screen.signIn()->connection().address, "https://dewar.example.org:8444");
    QCOMPARE(screen.signIn()->connection().print, QByteArray{support::kTestAuthorityPrint});
    support::settle();
}

void test_first_screen::offersNothingOfflineWithoutItsProgram()
{
    FirstScreen screen{doors({})};
    QVERIFY(screen.evidence() == nullptr);
    QVERIFY(screen.recovery() == nullptr);
    for (auto const* button : screen.findChildren<QAbstractButton*>())
        QVERIFY(!button->text().contains("evidence", Qt::CaseInsensitive) &&
                !button->text().contains("recover", Qt::CaseInsensitive));
}

void test_first_screen::recoversWhereThereIsNoEngine()
{
    FirstScreen screen{doors()};
    auto const buttons = screen.findChildren<QAbstractButton*>();
    auto const recover = std::ranges::find_if(
        buttons, [](auto const* button) { return button->text().startsWith("Recover from backup"); });
    QVERIFY(recover != buttons.end());
    (*recover)->click();
    QCOMPARE(screen.shown(), screen.recovery());
    m_engine.now = LocalEngine::State::Stopped; // As after a recovery.
    emit screen.recovery()->recovered();
    QCOMPARE(screen.shown(), screen.engineStart());
    QCOMPARE(screen.cards().last()->stateWords(), "Engine stopped");
}

void test_first_screen::showsTheVerdictOfTheEvidenceCheck()
{
    FirstScreen screen{doors(BINARY_DIR "/bin/dewarctl")};
    auto const path = m_folder.filePath("bundle.json");
    QFile file{path};
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"not\":\"a bundle\"}");
    file.close();
    QSignalSpy verified{screen.evidence(), &EvidencePanel::verified};
    screen.evidence()->verify(path);
    QTRY_COMPARE_WITH_TIMEOUT(verified.count(), 1, 20'000);
    QCOMPARE(verified.first().first().toBool(), false);
    QCOMPARE(screen.evidence()->verdict(), "The bundle does not hold");
}

void test_first_screen::looksAsDrawn()
{
    remember(*m_settings, known("prod-eu-1", "Production", 3));
    remember(*m_settings, known("staging", "Staging", 2));
    remember(*m_settings, known("dr-eu-2", "Recovery", 1));
    FirstScreen screen{doors()};
    screen.resize(1440, 900);
    screen.QWidget::show();
    support::settle();
    QVERIFY(screen.minimumSizeHint().width() <= 1100);
    QVERIFY(screen.minimumSizeHint().height() <= 700);
    for (auto const choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
        theme().apply(choice);
        support::settle();
        support::keepPicture(screen.grab().toImage(), "first-" + support::wordOf(choice));
    }
}

DEWAR_TEST(test_first_screen)
#include "test_first_screen.moc"
