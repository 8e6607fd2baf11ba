// Tests of the table of people and service clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_model.h"

#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"
#include "tests/ui/pages/users/users_world.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>

using namespace ui;
using users::Holder;
using users::State;

class test_users_model : public QObject {
    Q_OBJECT
private slots:
    void isAProperModel();
    void namesTheState_data();
    void namesTheState();
    void readsWithUnknownAndMissingMembers();
    void showsAnUnknownNumberOfSessionsAsADash();

private:
    support::FakeUiClock m_clock;
};

void test_users_model::isAProperModel()
{
    users::UsersModel model{m_clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    std::vector<Holder> rows;
    for (auto const& item : support::jsonOf(support::kUsers)["items"].toArray())
        rows.push_back({.user = users::userFrom(item.toObject())});
    model.setRows(std::move(rows));
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.rowOf("u-05"), 4);
    QCOMPARE(model.rowOf("nobody"), -1);
    QCOMPARE(model.index(4, 0).data(Qt::AccessibleTextRole).toString(),
             "nils.bergman, nils.bergman@acme.example");
}

void test_users_model::namesTheState_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("state");
    QTest::newRow("active") << QByteArray{R"({"enabled":true,"last_sign_in_at":"2026-09-14T09:00:00Z"})"}
                            << static_cast<int>(State::Active);
    QTest::newRow("disabled") << QByteArray{R"({"enabled":false,"must_change_password":true})"}
                              << static_cast<int>(State::Disabled);
    QTest::newRow("paused") << QByteArray{R"({"enabled":true,"locked_until":"2026-09-14T09:31:00Z"})"}
                            << static_cast<int>(State::Paused);
    QTest::newRow("pause over") << QByteArray{R"({"enabled":true,"locked_until":"2026-09-14T09:29:00Z"})"}
                                << static_cast<int>(State::Active);
    QTest::newRow("new password") << QByteArray{R"({"enabled":true,"must_change_password":true})"}
                                  << static_cast<int>(State::NewPassword);
    QTest::newRow("dormant") << QByteArray{R"({"enabled":true,"last_sign_in_at":"2026-06-01T09:00:00Z"})"}
                             << static_cast<int>(State::Dormant);
    QTest::newRow("never signed in, old")
        << QByteArray{R"({"enabled":true,"created_at":"2026-01-01T09:00:00Z"})"}
        << static_cast<int>(State::Dormant);
    QTest::newRow("never signed in, new")
        << QByteArray{R"({"enabled":true,"created_at":"2026-09-13T09:00:00Z"})"}
        << static_cast<int>(State::Active);
}

void test_users_model::namesTheState()
{
    QFETCH(QByteArray, json);
    QFETCH(int, state);
    Holder const holder{.user = users::userFrom(support::jsonOf(json.constData()).toObject())};
    QCOMPARE(static_cast<int>(users::stateOf(holder, m_clock.now())), state);
    QVERIFY(!users::stateWord(static_cast<State>(state)).isEmpty());
}

void test_users_model::readsWithUnknownAndMissingMembers()
{
    auto const user = users::userFrom(support::jsonOf(R"({"id":"u","name":"ada","moon":"full"})").toObject());
    QCOMPARE(user.name, "ada");
    QVERIFY(user.enabled);
    QVERIFY(!user.lastSignInAt.isValid());
    QVERIFY(user.roles.isEmpty());
}

void test_users_model::showsAnUnknownNumberOfSessionsAsADash()
{
    users::UsersModel model{m_clock};
    model.setRows({Holder{.user = {.id = "u", .name = "ada"}, .sessions = -1},
                   Holder{.user = {.id = "v", .name = "bob"}, .sessions = 2}});
    QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("–"));
    QCOMPARE(model.index(1, 3).data().toString(), "2");
}

DEWAR_TEST(test_users_model)
#include "test_users_model.moc"
