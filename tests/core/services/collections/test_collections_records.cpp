// Records: what goes in comes back, what is refused leaves nothing, and no change is lost.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "core/services/collections/collections_service.h"
#include "tests/support/registry.h"
#include "tests/support/shelf.h"

using namespace core;
using namespace core::collections;
using namespace std::string_literals;
using support::Shelf;

namespace {

std::string const kPerson =
    "{'type':'object','required':['name'],'additionalProperties':false,'properties':{"
    "'name':{'type':'string','minLength':1},'email':{'type':'string','format':'email'},"
    "'age':{'type':'integer'},'address':{'type':'object'}}}";

json::Value parsed(api::RawAnswer const& answer)
{
    return *json::parse(answer.body);
}

json::Array itemsOf(api::RawAnswer const& answer)
{
    return json::find(parsed(answer), "items")->get_array();
}

std::string bodyOf(Result<api::RawAnswer> const& answer)
{
    return answer ? json::text(*json::find(parsed(*answer), "body")) : answer.error().message;
}

std::string idOf(Result<api::RawAnswer> const& answer)
{
    return answer ? json::textAt(parsed(*answer), "id") : answer.error().message;
}

std::vector<std::string> idsOf(api::RawAnswer const& answer)
{
    std::vector<std::string> ids;
    for (auto const& item : itemsOf(answer))
        ids.push_back(json::textAt(item, "id"));
    return ids;
}

std::int64_t rowsOf(Shelf& shelf)
{
    auto tx = shelf.database.tx();
    std::int64_t rows = 0;
    auto const all = shelf.service.contents(tx);
    for (auto const& contents : *all)
        rows += contents.rows;
    return rows;
}

} // namespace

class test_collections_records : public QObject {
    Q_OBJECT
private slots:
    void storesAndShowsARecord();
    void answersNotModified();
    void storesNothingWhenRefused();
    void replacesOnlyTheRevisionThatWasRead();
    void mergesPatches_data();
    void mergesPatches();
    void deletesAndKeepsTheHistory();
    void pagesThroughTheHistory();
    void keepsWriteOnceRecords();
    void refusesASecondUniqueValue();
    void listsInPagesWithoutGapsOrDoubles_data();
    void listsInPagesWithoutGapsOrDoubles();
    void filtersByIndexedMembersOnly();
    void refusesForeignCursors();
    void notesWhatItTouched();
    void boundsARecord();
};

void test_collections_records::storesAndShowsARecord()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", kPerson));
    auto const made =
        shelf.add("people", Shelf::value("{'name':'Ada','age':36.0,'address':{'b':1e2,'a':'\xC3\xA4'}}"));
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    auto const id = idOf(made);
    QCOMPARE(shelf.database.last.answer.location, "/collections/people/records/" + id);
    QCOMPARE(shelf.database.last.answer.etag, "1"s);
    QCOMPARE(shelf.database.last.subjectType, "record"s);
    QCOMPARE(shelf.database.last.subjectId, "people/" + id);
    auto const shown = shelf.show("people", id);
    QCOMPARE(shown->body, made->body);
    QCOMPARE(shown->contentType, "application/json"s);
    QCOMPARE(bodyOf(shown),
             json::text(Shelf::value("{'address':{'a':'\xC3\xA4','b':100},'age':36,'name':'Ada'}")));
    QCOMPARE(json::integerAt(parsed(*shown), "revision"), 1);
    QVERIFY(parseRfc3339(json::textAt(parsed(*shown), "created_at")));
    auto const none = shelf.show("people", "018f0000-0000-7000-8000-000000000000");
    QVERIFY(!none && none.error().code == ErrorCode::NotFound);
}

void test_collections_records::answersNotModified()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const id = shelf.addedId("people", 1);
    for (auto const* tag : {"1", "W/\"1", "\"7\", \"1", "*"}) {
        shelf.ifNoneMatch = tag;
        auto const answer = shelf.show("people", id);
        QVERIFY2(answer && answer->body.empty() && answer->contentType.empty(), tag);
        QCOMPARE(shelf.database.last.answer.status.value_or(0), 304);
    }
    shelf.ifNoneMatch = "2";
    QCOMPARE(bodyOf(shelf.show("people", id)), "1"s);
}

void test_collections_records::storesNothingWhenRefused()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", kPerson));
    for (auto const* bad : {"{}", "[]", "7", "null", "{'name':7}", "{'name':''}", "{'name':'a','more':1}",
                            "{'name':'a','age':1.5}", "{'name':'a','email':'x'}"}) {
        auto const refused = shelf.add("people", Shelf::value(bad));
        QVERIFY2(!refused && refused.error().code == ErrorCode::Invalid && !refused.error().fields.empty(),
                 bad);
    }
    QCOMPARE(rowsOf(shelf), 0);
    auto const id = shelf.addedId("people", Shelf::value("{'name':'Ada'}"));
    shelf.database.ifMatch = "1";
    QVERIFY(!shelf.change(&CollectionsService::replaceRecord,
                          RecordChange{"people", id, Shelf::value("{'age':1}")}));
    QVERIFY(!shelf.change(&CollectionsService::patchRecord,
                          RecordChange{"people", id, Shelf::value("{'name':null}")}));
    QCOMPARE(bodyOf(shelf.show("people", id)), json::text(Shelf::value("{'name':'Ada'}")));
    auto const history = shelf.read(&CollectionsService::recordHistory, RecordHistory{"people", id, {}, {}});
    QCOMPARE(itemsOf(*history).size(), std::size_t{1});
}

void test_collections_records::replacesOnlyTheRevisionThatWasRead()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const id = shelf.addedId("people", 1);
    RecordChange const change{"people", id, 2};
    auto const blind = shelf.change(&CollectionsService::replaceRecord, change);
    QVERIFY(!blind && blind.error().code == ErrorCode::PreconditionRequired);
    for (auto const* stale : {"2", "0", "W/\"1", "01", ""}) {
        shelf.database.ifMatch = stale;
        auto const refused = shelf.change(&CollectionsService::replaceRecord, change);
        QVERIFY2(!refused && refused.error().code == ErrorCode::PreconditionFailed, stale);
    }
    shelf.database.ifMatch = "1";
    auto const replaced = shelf.change(&CollectionsService::replaceRecord, change);
    QCOMPARE(bodyOf(replaced), "2"s);
    QCOMPARE(shelf.database.last.answer.etag, "2"s);
    QCOMPARE(json::integerAt(parsed(*replaced), "revision"), 2);
    QVERIFY(json::textAt(parsed(*replaced), "updated_at") > json::textAt(parsed(*replaced), "created_at"));
    QVERIFY(!shelf.change(&CollectionsService::replaceRecord, change));
    shelf.database.ifMatch = "*";
    QVERIFY(shelf.change(&CollectionsService::replaceRecord, change));
    auto const none = shelf.change(&CollectionsService::replaceRecord, RecordChange{"people", "none", 2});
    QVERIFY(!none && none.error().code == ErrorCode::NotFound);
}

void test_collections_records::mergesPatches_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("after");
    // RFC 7396, appendix A.
    char const* const cases[][3] = {
        {"{'a':'b'}", "{'a':'c'}", "{'a':'c'}"},
        {"{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}"},
        {"{'a':'b'}", "{'a':null}", "{}"},
        {"{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}"},
        {"{'a':['b']}", "{'a':'c'}", "{'a':'c'}"},
        {"{'a':'c'}", "{'a':['b']}", "{'a':['b']}"},
        {"{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}"},
        {"{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}"},
        {"['a','b']", "['c','d']", "['c','d']"},
        {"{'a':'b'}", "['c']", "['c']"},
        {"{'a':'foo'}", "null", "null"},
        {"{'a':'foo'}", "'bar'", "'bar'"},
        {"{'e':null}", "{'a':1}", "{'a':1,'e':null}"},
        {"[1,2]", "{'a':'b','c':null}", "{'a':'b'}"},
        {"{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}"},
    };
    for (auto const& [before, patch, after] : cases)
        QTest::newRow(patch) << QByteArray{before} << QByteArray{patch} << QByteArray{after};
}

void test_collections_records::mergesPatches()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, patch);
    QFETCH(QByteArray, after);
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const id = shelf.addedId("people", Shelf::value(before.toStdString()));
    shelf.database.ifMatch = "1";
    auto const patched = shelf.change(&CollectionsService::patchRecord,
                                      RecordChange{"people", id, Shelf::value(patch.toStdString())});
    QCOMPARE(bodyOf(patched), json::text(Shelf::value(after.toStdString())));
}

void test_collections_records::deletesAndKeepsTheHistory()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const id = shelf.addedId("people", 1);
    shelf.database.ifMatch = "9";
    QVERIFY(!shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", id}));
    shelf.database.ifMatch.reset();
    QVERIFY(shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", id}));
    QVERIFY(!shelf.show("people", id));
    auto const again = shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", id});
    QVERIFY(!again && again.error().code == ErrorCode::NotFound);
    auto const listed = shelf.read(
        &CollectionsService::listRecords,
        RecordList{
            .collection = "people", .limit = {}, .after = {}, .sort = {}, .descending = {}, .filter = {}});
    QCOMPARE(listed->body, "{\"items\":[]}"s);
    auto const history = shelf.read(&CollectionsService::recordHistory, RecordHistory{"people", id, {}, {}});
    auto const items = itemsOf(*history);
    QCOMPARE(items.size(), std::size_t{2});
    QVERIFY(json::boolAt(items[0], "deleted") && !json::boolAt(items[1], "deleted"));
}

void test_collections_records::pagesThroughTheHistory()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const id = shelf.addedId("people", 1);
    shelf.database.ifMatch = "*";
    for (int i = 2; i <= 5; ++i)
        QVERIFY(shelf.change(&CollectionsService::replaceRecord, RecordChange{"people", id, i}));
    std::vector<std::int64_t> bodies;
    std::optional<std::int64_t> after;
    do {
        auto const page =
            shelf.read(&CollectionsService::recordHistory, RecordHistory{"people", id, 2, after});
        for (auto const& item : itemsOf(*page))
            bodies.push_back(json::integerAt(item, "body"));
        auto const next = json::textAt(parsed(*page), "next");
        after = next.empty() ? std::nullopt : std::optional<std::int64_t>{std::stoll(next)};
    } while (after);
    QCOMPARE(bodies, (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
}

void test_collections_records::keepsWriteOnceRecords()
{
    Shelf shelf;
    QVERIFY(shelf.make({.name = "people",
                        .schema = true,
                        .description = {},
                        .unique = {},
                        .indexes = {},
                        .writeOnce = true}));
    auto const id = shelf.addedId("people", 1);
    shelf.database.ifMatch = "1";
    auto const replaced = shelf.change(&CollectionsService::replaceRecord, RecordChange{"people", id, 2});
    QVERIFY(!replaced && replaced.error().type == "write-once");
    QVERIFY(!shelf.change(&CollectionsService::patchRecord, RecordChange{"people", id, 2}));
    QVERIFY(!shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", id}));
    QCOMPARE(bodyOf(shelf.show("people", id)), "1"s);
}

void test_collections_records::refusesASecondUniqueValue()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", kPerson, {"email", "address.city"}));
    auto const ada = shelf.addedId("people", Shelf::value("{'name':'a','email':'a@example.org'}"));
    auto const again = shelf.add("people", Shelf::value("{'name':'b','email':'a@example.org'}"));
    QVERIFY(!again && again.error().code == ErrorCode::Conflict);
    auto const bob = shelf.addedId("people", Shelf::value("{'name':'b','address':{'city':'Bonn'}}"));
    shelf.database.ifMatch = "1";
    auto const taken = shelf.change(&CollectionsService::patchRecord,
                                    RecordChange{"people", ada, Shelf::value("{'address':{'city':'Bonn'}}")});
    QVERIFY(!taken && taken.error().code == ErrorCode::Conflict);
    QVERIFY(shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", bob}));
    QVERIFY(shelf.change(&CollectionsService::patchRecord,
                         RecordChange{"people", ada, Shelf::value("{'address':{'city':'Bonn'}}")}));
}

void test_collections_records::listsInPagesWithoutGapsOrDoubles_data()
{
    QTest::addColumn<QString>("sort");
    QTest::addColumn<bool>("descending");
    for (auto const* sort : {"id", "created_at", "updated_at"})
        for (bool const descending : {false, true})
            QTest::addRow("%s%s", sort, descending ? " descending" : "") << sort << descending;
}

void test_collections_records::listsInPagesWithoutGapsOrDoubles()
{
    QFETCH(QString, sort);
    QFETCH(bool, descending);
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    std::vector<std::string> expected;
    for (int i = 0; i < 7; ++i)
        expected.push_back(shelf.addedId("people", i));
    shelf.database.ifMatch = "1";
    QVERIFY(shelf.change(&CollectionsService::replaceRecord, RecordChange{"people", expected[2], 22}));
    if (sort == "updated_at")
        std::rotate(expected.begin() + 2, expected.begin() + 3, expected.end());
    if (descending)
        std::reverse(expected.begin(), expected.end());
    std::vector<std::string> seen;
    RecordList list{.collection = "people",
                    .limit = 3,
                    .after = {},
                    .sort = sort.toStdString(),
                    .descending = descending,
                    .filter = {}};
    for (;;) {
        auto const page = shelf.read(&CollectionsService::listRecords, list);
        QVERIFY2(page, page ? "" : page.error().message.c_str());
        for (auto const& id : idsOf(*page))
            seen.push_back(id);
        list.after = json::textAt(parsed(*page), "next");
        if (list.after->empty())
            break;
    }
    QCOMPARE(seen, expected);
}

void test_collections_records::filtersByIndexedMembersOnly()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true", {"email"}, {"age", "address.city"}));
    auto const one =
        shelf.addedId("people", Shelf::value("{'email':'1','age':1,'address':{'city':'Bonn: 1'}}"));
    auto const two = shelf.addedId("people", Shelf::value("{'email':1,'age':1}"));
    auto const three = shelf.addedId("people", Shelf::value("{'email':true,'age':'1'}"));
    struct Case {
        std::vector<std::string> filter;
        std::vector<std::string> ids;
    };
    Case const cases[] = {
        {{"age:1"}, {one, two}},   {{"age:\"1\""}, {three}},          {{"email:1"}, {two}},
        {{"email:true"}, {three}}, {{"age:1", "email:\"1\""}, {one}}, {{"address.city:Bonn: 1"}, {one}},
        {{"age:1.0"}, {one, two}}, {{"age:' OR 1=1 --"}, {}},
    };
    for (auto const& [filter, ids] : cases) {
        auto const page = shelf.read(&CollectionsService::listRecords, RecordList{.collection = "people",
                                                                                  .limit = {},
                                                                                  .after = {},
                                                                                  .sort = {},
                                                                                  .descending = {},
                                                                                  .filter = filter});
        QVERIFY2(page, filter[0].c_str());
        QVERIFY2(idsOf(*page) == ids, filter[0].c_str());
    }
    for (auto const* bad :
         {"name:x", "age", "owner:x", "id:x", "deleted_at:1", "age'):1", ":1", "address:1"}) {
        auto const page =
            shelf.read(&CollectionsService::listRecords, RecordList{.collection = "people",
                                                                    .limit = {},
                                                                    .after = {},
                                                                    .sort = {},
                                                                    .descending = {},
                                                                    .filter = std::vector<std::string>{bad}});
        QVERIFY2(!page && page.error().code == ErrorCode::Invalid, bad);
        QCOMPARE(page.error().fields.at(0).field, "/filter/0"s);
    }
    auto const sorted =
        shelf.read(&CollectionsService::listRecords, RecordList{.collection = "people",
                                                                .limit = {},
                                                                .after = {},
                                                                .sort = "updated_at",
                                                                .descending = {},
                                                                .filter = std::vector<std::string>{"age:1"}});
    QVERIFY(!sorted);
}

void test_collections_records::refusesForeignCursors()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    for (auto const* cursor : {"x", "!!", "aS4", "dS4xLjI", "' OR 1=1"}) {
        RecordList const list{.collection = "people",
                              .limit = {},
                              .after = cursor,
                              .sort = "updated_at",
                              .descending = {},
                              .filter = {}};
        auto const page = shelf.read(&CollectionsService::listRecords, list);
        if (std::string_view{cursor} == "dS4xLjI") // "u.1.2"
            QVERIFY(page);
        else
            QVERIFY2(!page && page.error().fields.at(0).field == "/after", cursor);
    }
}

void test_collections_records::notesWhatItTouched()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const one = shelf.addedId("people", 1);
    QCOMPARE(shelf.touches, (decltype(shelf.touches){{"people", one}}));
    auto const two = shelf.addedId("people", 2);
    QVERIFY(shelf.read(
        &CollectionsService::listRecords,
        RecordList{
            .collection = "people", .limit = {}, .after = {}, .sort = {}, .descending = {}, .filter = {}}));
    QCOMPARE(shelf.touches, (decltype(shelf.touches){{"people", one}, {"people", two}}));
    QVERIFY(shelf.show("people", two));
    QCOMPARE(shelf.touches, (decltype(shelf.touches){{"people", two}}));
    QVERIFY(!shelf.show("people", "none"));
    QVERIFY(shelf.touches.empty());
}

void test_collections_records::boundsARecord()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const large = shelf.add("people", json::Value(std::string(kRecordBytesMax - 2, 'x')));
    QVERIFY(large);
    auto const tooLarge = shelf.add("people", json::Value(std::string(kRecordBytesMax - 1, 'x')));
    QVERIFY(!tooLarge && tooLarge.error().code == ErrorCode::TooLarge);
    shelf.database.ifMatch = "1";
    json::Value const patch(json::Object{{"a", std::string(200'000, 'x')}});
    auto const id = shelf.addedId("people", json::Value(json::Object{{"b", std::string(200'000, 'x')}}));
    auto const grown = shelf.change(&CollectionsService::patchRecord, RecordChange{"people", id, patch});
    QVERIFY(!grown && grown.error().code == ErrorCode::TooLarge);
}

DEWAR_TEST(test_collections_records)
#include "test_collections_records.moc"
