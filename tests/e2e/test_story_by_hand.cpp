// The story by hand: the real console, offscreen, on a live engine, with a real client process that holds the stolen
// token. Counts the decisions from alert to contained.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/live_console.h"
#include "tests/support/registry.h"
#include "ui/kit/dialog.h"
#include "ui/kit/table.h"

#include <QProcess>

using namespace ui;

namespace {

constexpr int kLongMs = support::LiveConsole::kLongMs;
constexpr int kDecisionsMax = 5;
constexpr char kStolenPassword[] = "a password that will be stolen";

/// The thief's own program: curl, which trusts the engine's authority as anybody would.
class Thief {
public:
    Thief(QString authority, QUrl data) : m_authority{std::move(authority)}, m_data{std::move(data)} {}

    bool signIn()
    {
        auto const answer =
            curl({"--data-urlencode", "grant_type=password", "--data-urlencode", "username=carol.mendes",
                  "--data-urlencode", QStringLiteral("password=%1").arg(kStolenPassword)},
                 "/oauth/token");
        m_token = QJsonDocument::fromJson(answer.toUtf8())["access_token"].toString();
        return !m_token.isEmpty();
    }
    /// HTTP status of reading customers with the token.
    int read()
    {
        return curl({"-o", "/dev/null", "-w", "%{http_code}", "-H",
                     QStringLiteral("Authorization: Bearer %1").arg(m_token)},
                    "/api/v1/collections/customers/records")
            .toInt();
    }

private:
    QString curl(QStringList more, QString const& path) const
    {
        QProcess program;
        program.start("curl", QStringList{"--silent", "--max-time", "20", "--cacert", m_authority} + more +
                                  QStringList{m_data.toString() + path});
        program.waitForFinished(30'000);
        return QString::fromUtf8(program.readAllStandardOutput());
    }
    QString m_authority;
    QUrl m_data;
    QString m_token;
};

} // namespace

class test_story_by_hand : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void fromTheAlertToContained();
    void proofStaysWithTheCase();
    void cleanupTestCase();

private:
    template <class Widget> Widget* shown(QString const& objectName) const
    {
        for (auto* widget : m_workspace->window()->findChildren<Widget*>(objectName))
            if (widget->isVisible())
                return widget;
        return nullptr;
    }
    QAbstractButton* button(QString const& name) const
    {
        for (auto* widget : m_workspace->window()->findChildren<QAbstractButton*>())
            if (widget->isVisible() && widget->isEnabled() && widget->accessibleName().startsWith(name))
                return widget;
        return nullptr;
    }
    void decide(QAbstractButton* by, char const* words);

    support::LiveConsole m_live;
    Workspace* m_workspace = nullptr;
    int m_decisions = 0;
};

void test_story_by_hand::initTestCase()
{
    auto const fault = m_live.start();
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    m_workspace = m_live.workspace.get();
}

void test_story_by_hand::decide(QAbstractButton* by, char const* words)
{
    ++m_decisions;
    qInfo("decision %d: %s (\"%s\")", m_decisions, words, qPrintable(by->accessibleName()));
    QTest::mouseClick(by, Qt::LeftButton);
}

void test_story_by_hand::fromTheAlertToContained()
{
    Thief thief{m_live.host->directory() + "/ca.pem", m_live.place.data};
    QVERIFY(thief.signIn());
    QCOMPARE(thief.read(), 200);

    m_workspace->go({"alerts", {}, {}});
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->page()->findChild<kit::Table*>(), kLongMs);
    auto* alerts = m_workspace->page()->findChild<kit::Table*>();
    QTRY_VERIFY_WITH_TIMEOUT(alerts->shownRows() > 0, kLongMs);
    alerts->selectRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(button("Open incident") || button("Go to"), kLongMs);
    decide(button("Open incident") ? button("Open incident") : button("Go to"), "this is a case");

    QTRY_VERIFY_WITH_TIMEOUT(shown<QAbstractButton>("startSuggested") &&
                                 shown<QAbstractButton>("startSuggested")->isEnabled(),
                             kLongMs);
    decide(shown<QAbstractButton>("startSuggested"), "run the suggested playbook");
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->window()->findChild<kit::FormDialog*>(), kLongMs);
    auto* dialog = m_workspace->window()->findChild<kit::FormDialog*>();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->submitButton()->isEnabled(), kLongMs);
    // The account and the destination come from the case and from what is set up: nothing has to be typed.
    QTest::qWait(1500);
    decide(dialog->submitButton(), "start it after reading what it will do");

    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->page()->stem() == "playbooks", kLongMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        shown<QAbstractButton>("answer:yes") && shown<QAbstractButton>("answer:yes")->isEnabled(), kLongMs);
    QCOMPARE(thief.read(), 401); // Shut out before anybody has answered.
    decide(shown<QAbstractButton>("answer:yes"), "it was not the owner");

    QString state;
    auto const ask = [&] {
        m_workspace->link().api->get(
            "/incidents", {this, [&](Reply<QJsonValue> const& reply) {
                               if (!problemOf(reply))
                                   state = std::get<QJsonValue>(reply)["items"][0]["state"].toString();
                           }});
    };
    for (int round = 0; round < 120 && state != "contained"; ++round) {
        ask();
        QTest::qWait(500);
    }
    QCOMPARE(state, QStringLiteral("contained"));
    QCOMPARE(thief.read(), 401);
    QVERIFY(!thief.signIn());
    qInfo("decisions_to_contained %d (at most %d)", m_decisions, kDecisionsMax);
    QVERIFY(m_decisions <= kDecisionsMax);
}

void test_story_by_hand::proofStaysWithTheCase()
{
    auto const verified = [this] {
        std::optional<Reply<QJsonValue>> answer;
        m_workspace->link().api->get("/audit/verify",
                                     {this, [&](Reply<QJsonValue> const& reply) { answer = reply; }});
        for (int round = 0; round < 200 && !answer; ++round)
            QTest::qWait(50);
        return answer && !problemOf(*answer) ? std::get<QJsonValue>(*answer) : QJsonValue{};
    }();
    QVERIFY(verified.isObject());
    QVERIFY2(verified["ok"].toBool(), QJsonDocument{verified.toObject()}.toJson().constData());
}

void test_story_by_hand::cleanupTestCase()
{
    m_workspace = nullptr;
    QCOMPARE(m_live.stop(), QString{});
}

DEWAR_TEST(test_story_by_hand)
#include "test_story_by_hand.moc"
