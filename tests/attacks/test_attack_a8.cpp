// A8 (T8): payload lists and naughty strings as record values come back byte-exact and have no effect.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include "core/base/text.h"
#include "core/services/collections/collections_service.h"
#include "tests/support/registry.h"
#include "tests/support/shelf.h"

using namespace core;
using namespace core::collections;
using support::Shelf;

namespace {

// Sends the text as value and as name, reads it back, and asks for it by filter.
bool survives(Shelf& shelf, std::string const& text)
{
    json::Value const sent(json::Object{{"value", text}, {"more", json::Object{{text, json::Array{text}}}}});
    auto const wire = json::parse(json::text(sent), {.bytesMax = 1 << 22});
    if (!wire)
        return false;
    auto const id = shelf.addedId("texts", *wire);
    auto const shown = shelf.show("texts", id);
    if (!shown)
        return false;
    auto const answer = json::parse(shown->body);
    if (!answer || *json::find(*answer, "body") != sent)
        return false;
    RecordList const list{.collection = "texts",
                          .limit = 200,
                          .after = {},
                          .sort = {},
                          .descending = {},
                          .filter = std::vector<std::string>{"value:" + json::canonical(json::Value(text))}};
    auto const page = shelf.read(&CollectionsService::listRecords, list);
    return page && page->body.find(id) != std::string::npos;
}

std::int64_t tablesOf(Shelf& shelf)
{
    auto tx = shelf.database.tx();
    return static_cast<std::int64_t>(shelf.service.tables(tx)->size());
}

} // namespace

class test_attack_a8 : public QObject {
    Q_OBJECT
private slots:
    void keepsNaughtyStrings();
    void keepsPayloads();
    void refusesPayloadsAsNames();
};

void test_attack_a8::keepsNaughtyStrings()
{
    DEWAR_VECTORS(strings, "naughty-strings-blns/blns.json");
    Shelf shelf;
    QVERIFY(shelf.make("texts", "true", {}, {"value"}));
    int kept = 0;
    for (auto const& text : strings.get_array()) {
        QVERIFY2(survives(shelf, std::string{std::string_view{text.get_string()}}),
                 text.get_string().c_str());
        ++kept;
    }
    QVERIFY(kept > 300);
    QCOMPARE(tablesOf(shelf), 1);
}

void test_attack_a8::keepsPayloads()
{
    std::filesystem::path const folder{VECTORS_DIR "/payload-lists-patt"};
    if (!std::filesystem::exists(folder))
        QSKIP("payload lists skipped: shared vectors are absent");
    Shelf shelf;
    QVERIFY(shelf.make("texts", "true", {}, {"value"}));
    support::TempDatabase::must(shelf.database.connection().execute(
        support::onPostgres() ? "SET synchronous_commit = off" : "PRAGMA synchronous=OFF"));
    int kept = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file() || entry.path().extension() == ".md")
            continue;
        std::ifstream file{entry.path(), std::ios::binary};
        int number = 0;
        for (std::string line; std::getline(file, line) && number < 150; ++number) {
            if (!isUtf8(line))
                continue; // no JSON text can carry it
            QVERIFY2(survives(shelf, line), line.c_str());
            ++kept;
        }
    }
    QVERIFY(kept > 500);
    QCOMPARE(tablesOf(shelf), 1);
}

void test_attack_a8::refusesPayloadsAsNames()
{
    Shelf shelf;
    for (auto const* payload :
         {"x'; DROP TABLE collections; --", "x\" OR 1=1", "c_1; DELETE FROM c_1", "$.a') , (1",
          "a.b') WHERE 1=1; --", "../../etc/passwd", "%27", "\xE2\x80\xAEname"}) {
        QVERIFY2(!shelf.make("safe", "true", {payload}), payload);
        QVERIFY2(!shelf.make("safe", "true", {}, {payload}), payload);
        json::Value const named(json::Object{{"name", payload}, {"schema", true}});
        QVERIFY2(!api::read<NewCollection>(named), payload);
        auto const shown = shelf.read(&CollectionsService::showRecord, RecordRef{payload, payload});
        QVERIFY2(!shown && shown.error().code == ErrorCode::NotFound, payload);
    }
    QCOMPARE(tablesOf(shelf), 0);
}

DEWAR_TEST(test_attack_a8)
#include "test_attack_a8.moc"
