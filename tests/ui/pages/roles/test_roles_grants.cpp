// Tests of what grants allow, of drafts, and of the catalogue of rights.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_grants.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"

#include <QFile>
#include <QJsonDocument>

using namespace ui::roles;

class test_roles_grants : public QObject {
    Q_OBJECT
private slots:
    void marksARight_data();
    void marksARight();
    void togglesARight();
    void writesAStarOut();
    void laysADraftOverWhatIsSavedMeanwhile();
    void knowsEveryPermissionOfTheEngine();
    void showsPermissionsThatItDoesNotKnow();
};

void test_roles_grants::marksARight_data()
{
    QTest::addColumn<QStringList>("grants");
    QTest::addColumn<bool>("scoped");
    QTest::addColumn<int>("mark");
    auto const row = [](char const* name, QStringList const& grants, bool scoped, Mark mark) {
        QTest::newRow(name) << grants << scoped << static_cast<int>(mark);
    };
    row("nothing", {}, false, Mark::No);
    row("itself", {"records.read"}, false, Mark::Yes);
    row("itself beside a star", {"records.read", "*"}, false, Mark::Yes);
    row("everything", {"*"}, false, Mark::ByStar);
    row("noun star", {"records.*"}, false, Mark::ByStar);
    row("verb star", {"*.read"}, false, Mark::ByStar);
    row("another star", {"users.*", "*.write"}, false, Mark::No);
    row("a star does not reach a scoped right", {"*", "*.read", "records.*"}, true, Mark::No);
    row("one scope", {"records.read@orders"}, true, Mark::Partly);
    row("every scope", {"records.read@*", "records.read@orders"}, true, Mark::Yes);
    row("the plain form of a scoped right", {"records.read"}, true, Mark::No);
}

void test_roles_grants::marksARight()
{
    QFETCH(QStringList, grants);
    QFETCH(bool, scoped);
    QFETCH(int, mark);
    QCOMPARE(static_cast<int>(markOf(grants, {.noun = "records", .verb = "read", .scoped = scoped})), mark);
}

void test_roles_grants::togglesARight()
{
    Right const plain{.noun = "users", .verb = "read"};
    QCOMPARE(toggled({}, plain), QStringList{"users.read"});
    QCOMPARE(toggled({"users.read", "jobs.read"}, plain), QStringList{"jobs.read"});
    QCOMPARE(toggled({"*.read"}, plain), QStringList{"*.read"});
    Right const scoped{.noun = "records", .verb = "read", .scoped = true};
    QCOMPARE(toggled({}, scoped), QStringList{"records.read@*"});
    QCOMPARE(toggled({"records.read@a", "records.read@b", "records.write@a"}, scoped),
             QStringList{"records.write@a"});
    QCOMPARE(toggled({}, {}), QStringList{});
}

void test_roles_grants::writesAStarOut()
{
    auto const grants = writtenOut({"*.read", "users.read", "jobs.write"}, "*.read", resourcesFrom({}));
    QVERIFY(!grants.contains("*.read"));
    QCOMPARE(grants.count("users.read"), 1);
    QVERIFY(grants.contains("jobs.write") && grants.contains("keys.read") && grants.contains("audit.read"));
    QVERIFY(!grants.contains("records.read")); // Scoped: the star never reached it.
}

void test_roles_grants::laysADraftOverWhatIsSavedMeanwhile()
{
    auto const draft = difference({"a.read", "b.read"}, {"a.read", "c.read"});
    QCOMPARE(draft.added, QStringList{"c.read"});
    QCOMPARE(draft.removed, QStringList{"b.read"});
    QCOMPARE(applied({"a.read", "b.read", "d.read"}, draft), (QStringList{"a.read", "d.read", "c.read"}));
    QCOMPARE(applied({"c.read"}, draft), QStringList{"c.read"});
}

void test_roles_grants::knowsEveryPermissionOfTheEngine()
{
    QFile file{QStringLiteral(SOURCE_DIR "/tests/golden/openapi/admin.json")};
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto const document = QJsonDocument::fromJson(file.readAll()).object();
    auto const known = resourcesFrom({});
    auto const all = resourcesFrom(document);
    QCOMPARE(all.size(), known.size()); // No row "Other": a new capability asks for its words and icon.
    for (qsizetype i = 0; i < all.size(); ++i) {
        QCOMPARE(all[i].rights, known[i].rights);
        for (qsizetype j = 0; j < all[i].rights.size(); ++j) {
            QCOMPARE(all[i].rights[j].scoped, known[i].rights[j].scoped);
            // logs.ingest stands on the data listener alone.
            if (all[i].rights[j].permission() != "logs.ingest")
                QVERIFY2(!all[i].rights[j].allows.isEmpty(), qPrintable(all[i].rights[j].permission()));
        }
    }
}

void test_roles_grants::showsPermissionsThatItDoesNotKnow()
{
    auto const document = support::jsonOf(
        R"({"paths":{"/api/v1/moons":{"get":{"x-permission":"moons.read","x-scoped":true,"summary":"List moons"}},
                     "/api/v1/users/{id}":{"post":{"x-permission":"users.praise","summary":"Praise"}}}})");
    auto const rows = resourcesFrom(document.toObject());
    QCOMPARE(rows.last().noun, "moons");
    QCOMPARE(rows.last().group, "Other");
    QVERIFY(rows.last().rights.first().scoped);
    for (auto const& row : rows)
        if (row.noun == "users")
            QCOMPARE(row.rights.last().allows, QStringList{"Praise"});
}

DEWAR_TEST(test_roles_grants)
#include "test_roles_grants.moc"
