// Labels of frozen queries are kept whole and listed newest first.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::logs;

namespace {

FrozenQuery labelOf(std::string id)
{
    FrozenQuery frozen;
    frozen.id = std::move(id);
    frozen.query = "name=x AND 'quoted'";
    frozen.from = timeOf(1);
    frozen.to = timeOf(1'790'000'000'000'000);
    frozen.rows = 3;
    frozen.bytes = 99;
    frozen.complete = false;
    frozen.sha256 = std::string(64, 'a');
    frozen.reason = "because";
    frozen.createdAt = timeOf(5);
    frozen.createdBy = "ada";
    return frozen;
}

} // namespace

class test_logs_store : public QObject {
    Q_OBJECT

private slots:
    void givesBackWhatItWasGiven()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(insertFrozen(tx, labelOf("a")));
        auto const found = frozenById(tx, "a");
        QVERIFY(found && *found);
        QVERIFY(api::write(**found) == api::write(labelOf("a")));
        auto const none = frozenById(tx, "b");
        QVERIFY(none && !*none);
    }

    void listsNewestFirst()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        for (auto const* id : {"a", "c", "b"})
            QVERIFY(insertFrozen(tx, labelOf(id)));
        auto const page = frozenBelow(tx, "c", 10);
        QVERIFY(page);
        QCOMPARE(page->size(), std::size_t{2});
        QCOMPARE(page->front().id, std::string{"b"});
    }

    void refusesAnIdTwice()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(insertFrozen(tx, labelOf("a")));
        QVERIFY(!insertFrozen(tx, labelOf("a")));
    }
};

DEWAR_TEST(test_logs_store)
#include "test_logs_store.moc"
