// A2 (T5): foreign records by id, path, filter, sort, cursor, patch, history; not one value, count or hint.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_service.h"

#include "tests/support/registry.h"
#include "tests/support/shelf.h"

using namespace core;
using namespace core::collections;
using support::callerWith;
using support::Shelf;

namespace {

// What an answer gives away: everything but the trace id of the wire.
std::string told(auto const& result)
{
    return result ? "an answer"
                  : std::to_string(static_cast<int>(result.error().code)) + result.error().message;
}

// Two collections; the stranger has rights for one of them.
struct Houses {
    Shelf shelf;
    std::string foreign;
    std::string own;
    api::Principal stranger = callerWith({"*", "records.read@mine", "records.write@mine"});

    Houses()
    {
        support::TempDatabase::must(done(shelf.make("mine", "true", {}, {"secret"})));
        support::TempDatabase::must(done(shelf.make("theirs", "true", {"secret"}, {})));
        own = shelf.addedId("mine", Shelf::value("{'secret':'own'}"));
        foreign = shelf.addedId("theirs", Shelf::value("{'secret':'foreign'}"));
        shelf.database.ifMatch = "*";
    }
    static Status done(auto const& result) { return result ? Status{Done{}} : Status{result.error()}; }

    // Every way to a collection, as the stranger.
    std::vector<std::string> ways(std::string const& collection, std::string const& id)
    {
        using S = CollectionsService;
        RecordList list{
            .collection = collection, .limit = {}, .after = {}, .sort = {}, .descending = {}, .filter = {}};
        auto filtered = list;
        filtered.filter = std::vector<std::string>{"secret:foreign"};
        auto sorted = list;
        sorted.sort = "updated_at";
        auto cursor = list;
        cursor.after = "aS4";
        RecordChange const change{collection, id, Shelf::value("{'secret':'taken'}")};
        return {told(shelf.read(&S::showRecord, RecordRef{collection, id}, stranger)),
                told(shelf.read(&S::recordHistory, RecordHistory{collection, id, {}, {}}, stranger)),
                told(shelf.read(&S::listRecords, list, stranger)),
                told(shelf.read(&S::listRecords, filtered, stranger)),
                told(shelf.read(&S::listRecords, sorted, stranger)),
                told(shelf.read(&S::listRecords, cursor, stranger)),
                told(shelf.change(&S::createRecord, NewRecord{collection, change.body}, stranger)),
                told(shelf.change(&S::replaceRecord, change, stranger)),
                told(shelf.change(&S::patchRecord, change, stranger)),
                told(shelf.change(&S::deleteRecord, RecordRef{collection, id}, stranger))};
    }
};

} // namespace

class test_attack_a2 : public QObject {
    Q_OBJECT
private slots:
    void tellsAForeignCollectionFromNoneByNothing();
    void findsNoForeignRecordThroughAnOwnCollection();
    void changesNothingOfOthers();
    void givesNoRecordsToTheStar();
    void separatesReadingFromWriting();
    void takesRightsAwayBeforeAQueuedWrite();
};

void test_attack_a2::tellsAForeignCollectionFromNoneByNothing()
{
    Houses houses;
    auto const there = houses.ways("theirs", houses.foreign);
    auto const absent = houses.ways("nowhere", houses.foreign);
    QCOMPARE(there, absent);
    for (auto const& answer : there)
        QVERIFY2(answer.starts_with(std::to_string(static_cast<int>(ErrorCode::Forbidden))), answer.c_str());
}

void test_attack_a2::findsNoForeignRecordThroughAnOwnCollection()
{
    Houses houses;
    auto& shelf = houses.shelf;
    auto const foreign =
        shelf.read(&CollectionsService::showRecord, RecordRef{"mine", houses.foreign}, houses.stranger);
    auto const absent =
        shelf.read(&CollectionsService::showRecord, RecordRef{"mine", "none"}, houses.stranger);
    QCOMPARE(told(foreign), told(absent));
    QVERIFY(!foreign && foreign.error().code == ErrorCode::NotFound);
    RecordList list{.collection = "mine",
                    .limit = {},
                    .after = {},
                    .sort = {},
                    .descending = {},
                    .filter = std::vector<std::string>{"secret:foreign"}};
    auto const page = shelf.read(&CollectionsService::listRecords, list, houses.stranger);
    QVERIFY(page && page->body == "{\"items\":[]}");
    // A unique member of another collection does not clash with ours.
    QVERIFY(shelf.change(&CollectionsService::createRecord,
                         NewRecord{"mine", Shelf::value("{'secret':'foreign'}")}, houses.stranger));
}

void test_attack_a2::changesNothingOfOthers()
{
    Houses houses;
    auto tx = houses.shelf.database.tx();
    auto const before = houses.shelf.service.contents(tx);
    houses.ways("theirs", houses.foreign);
    auto const after = houses.shelf.service.contents(tx);
    for (std::size_t i = 0; i < before->size(); ++i)
        QCOMPARE(after->at(i).sha256, before->at(i).sha256);
    QVERIFY(houses.shelf.touches.empty());
}

void test_attack_a2::givesNoRecordsToTheStar()
{
    Houses houses;
    for (auto const& grants :
         {std::vector<std::string>{"*"}, {"*.read", "*.write"}, {"records.read"}, {"records.*"}}) {
        auto const shown = houses.shelf.read(&CollectionsService::showRecord,
                                             RecordRef{"theirs", houses.foreign}, callerWith(grants));
        QVERIFY2(!shown && shown.error().code == ErrorCode::Forbidden, grants[0].c_str());
    }
}

void test_attack_a2::separatesReadingFromWriting()
{
    Houses houses;
    auto const reader = callerWith({"records.read@mine"});
    auto const writer = callerWith({"records.write@mine"});
    RecordRef const own{"mine", houses.own};
    QVERIFY(houses.shelf.read(&CollectionsService::showRecord, own, reader));
    QVERIFY(!houses.shelf.change(&CollectionsService::deleteRecord, own, reader));
    QVERIFY(!houses.shelf.read(&CollectionsService::showRecord, own, writer));
    QVERIFY(houses.shelf.change(&CollectionsService::deleteRecord, own, writer));
}

void test_attack_a2::takesRightsAwayBeforeAQueuedWrite()
{
    // The authorize stage let the write in; the rights of the transaction's caller are what counts.
    Houses houses;
    houses.stranger = callerWith({"records.write@other"});
    auto const late =
        houses.shelf.change(&CollectionsService::createRecord, NewRecord{"mine", 1}, houses.stranger);
    QVERIFY(!late && late.error().code == ErrorCode::Forbidden);
}

DEWAR_TEST(test_attack_a2)
#include "test_attack_a2.moc"
