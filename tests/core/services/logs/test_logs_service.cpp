// Ingest, redaction, search, evidence and "what did this token touch", without a socket.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_service.h"

#include <filesystem>
#include <fstream>

#include <QtCore/QTemporaryDir>
#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/os/fault_plan.h"
#include "core/platform/os/files.h"
#include "core/services/logs/logs_routes.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"
#include "tests/support/vectors.h"

using namespace core;
using namespace core::logs;

namespace {

struct Store {
    support::TempDatabase database;
    QTemporaryDir folder;
    std::unique_ptr<LogsService> logs;
    api::Principal sender = support::callerWith({"logs.ingest@*"});
    api::Principal reader = support::callerWith({"logs.read@*", "logs.freeze"});

    Store()
    {
        sender.name = "shop";
        std::filesystem::permissions(folder.path().toStdString(), std::filesystem::perms::owner_all);
        open();
    }
    void open()
    {
        logs.reset();
        auto opened = LogsService::open({.folder = folder.path().toStdString() + "/logs",
                                         .evidenceFolder = folder.path().toStdString() + "/evidence"},
                                        database.clock);
        support::TempDatabase::must(opened ? Status{Done{}} : Status{opened.error()});
        logs = std::move(*opened);
    }

    // Parse, accept and flush as the lanes do; answers the body or the error.
    Result<json::Value> ingest(IngestFormat format, IngestBody const& body)
    {
        auto parsed = database.read(sender, [&](api::ReadContext& context) {
            auto result = format == IngestFormat::Otlp ? logs->parseOtlp(context, body)
                                                       : logs->parseLines(context, body);
            observed = context.observations;
            return result;
        });
        if (!parsed)
            return parsed.error();
        auto answer = logs->accept(*parsed);
        auto const flushed = logs->flush();
        if (!answer)
            return answer.error();
        if (!flushed)
            return flushed.error();
        return json::parse(answer->body);
    }
    Result<json::Value> lines(std::string_view text)
    {
        return ingest(IngestFormat::Lines, {json::Value(text), "application/x-ndjson", std::nullopt});
    }
    Result<json::Value> otlp(std::string_view text)
    {
        return ingest(IngestFormat::Otlp, {json::Value(text), "application/json", std::nullopt});
    }
    std::vector<LogEvent> find(std::string const& query)
    {
        auto page = database.read(reader, [&](api::ReadContext& context) {
            return logs->events(context, {.q = query, .from = {}, .to = {}, .limit = 1000, .after = {}});
        });
        return page ? page->items : std::vector<LogEvent>{};
    }

    std::vector<api::Observation> observed;
};

QString shownAs(json::Value const& value)
{
    return QString::fromStdString(json::text(value));
}

std::string attributeOf(LogEvent const& event, std::string_view key)
{
    return json::textAt(event.attributes, key);
}

std::string fileText(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

class test_logs_service : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { os::FaultPlan::clear(); }

    void readsTheUsualNamesOfLoggers()
    {
        Store store;
        auto const answer = store.lines(support::quoted(
            "{'time':'2026-09-21T10:00:00Z','level':'warn','msg':'slow','http':{'status':500,'ok':false},"
            "'trace_id':'0102030405060708090a0b0c0d0e0f10','took':12.5,'tags':['a','b']}\n"
            "{'level':50,'message':'broken','name':'shop.order'}\n"));
        QVERIFY(answer);
        QCOMPARE(shownAs(*answer),
                 QString::fromStdString(support::quoted("{'accepted':2,'kept_raw':0,'rejected':0}")));
        auto const events = store.find("");
        QCOMPARE(events.size(), std::size_t{2});
        QCOMPARE(events[1].severity, std::string{"warn"});
        QCOMPARE(events[1].message, std::string{"slow"});
        QCOMPARE(events[1].traceId, std::string{"0102030405060708090a0b0c0d0e0f10"});
        QCOMPARE(events[1].source, std::string{"shop"});
        QCOMPARE(store.find("http.status=500 took>12 tags=b http.ok=false").size(), std::size_t{1});
        QCOMPARE(events[0].severity, std::string{"error"});
        QCOMPARE(events[0].name, std::string{"shop.order"});
    }

    void keepsUnparsableLinesRaw()
    {
        Store store;
        auto const answer = store.lines("plain text\n{broken\n[1]\n\n{\"message\":\"fine\"}\n\xff\xfe bytes");
        QVERIFY(answer);
        QCOMPARE(json::integerAt(*answer, "accepted"), std::int64_t{5});
        QCOMPARE(json::integerAt(*answer, "kept_raw"), std::int64_t{4});
        auto const raw = store.find("dewar.raw=true");
        QCOMPARE(raw.size(), std::size_t{4});
        QCOMPARE(raw[3].message, std::string{"plain text"});
        QCOMPARE(raw[3].severity, std::string{"unknown"});
        QCOMPARE(raw[0].message, std::string{"\\xff\\xfe bytes"});
    }

    void losesNoForeignLine_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("lnav") << QStringLiteral("logs-lnav");
        QTest::newRow("elastic") << QStringLiteral("logs-elastic-examples");
    }

    void losesNoForeignLine()
    {
        QFETCH(QString, folder);
        std::filesystem::path const vectors = std::string{VECTORS_DIR} + "/" + folder.toStdString();
        if (!std::filesystem::exists(vectors))
            QSKIP("foreign log lines skipped: shared vectors are absent");
        Store store;
        std::int64_t expected = 0;
        std::int64_t accepted = 0;
        for (auto const& file : std::filesystem::directory_iterator{vectors}) {
            auto const text = fileText(file.path());
            for (auto const line : split(text, '\n')) {
                auto const bare = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
                expected += trimmed(bare).empty() ? 0 : 1;
            }
            auto const answer = store.lines(text);
            QVERIFY2(answer, file.path().c_str());
            accepted += json::integerAt(*answer, "accepted");
        }
        QVERIFY(expected > 1000);
        QCOMPARE(accepted, expected);
        QCOMPARE(static_cast<std::int64_t>(store.logs->segments().state().events), expected);
    }

    void keepsNaughtyStringsByteForByte()
    {
        DEWAR_VECTORS(strings, "naughty-strings-blns/blns.json");
        Store store;
        std::string body;
        for (auto const& string : strings.as_array())
            body += json::text(json::Object{{"message", string}, {"kept", string}}) + "\n";
        QVERIFY(store.lines(body));
        auto events = store.find("");
        std::reverse(events.begin(), events.end());
        QCOMPARE(events.size(), strings.as_array().size());
        std::size_t redacted = 0;
        for (std::size_t i = 0; i < events.size(); ++i) {
            auto const& original = strings.as_array()[i].as_string();
            if (events[i].message.find("[redacted]") != std::string::npos)
                ++redacted;
            else
                QCOMPARE(QByteArray::fromStdString(events[i].message),
                         QByteArray(original.data(), qsizetype(original.size())));
        }
        QVERIFY(redacted <= 3);
    }

    void takesTheExamplesOfOtlp()
    {
        auto const path = std::string{VECTORS_DIR} + "/otlp-examples/logs.json";
        if (!std::filesystem::exists(path))
            QSKIP("OTLP examples skipped: shared vectors are absent");
        Store store;
        auto const answer = store.otlp(fileText(path));
        QVERIFY(answer);
        QCOMPARE(shownAs(*answer), QStringLiteral("{}"));
        auto const events = store.find("service.name=my.service");
        QCOMPARE(events.size(), std::size_t{1});
        QCOMPARE(events[0].message, std::string{"Example log record"});
        QCOMPARE(events[0].severityNumber, std::int64_t{10});
        QCOMPARE(events[0].eventAtMicros, std::int64_t{1544712660300000});
        QCOMPARE(events[0].traceId, std::string{"5b8efff798038103d269b633813fc60c"});
        QCOMPARE(attributeOf(events[0], "dewar.time"), std::string{"late"});
    }

    void takesWhatRealExportersSend()
    {
        DEWAR_VECTORS(captured, "otlp-examples/captured_requests.json");
        Store store;
        int sent = 0;
        for (auto const& request : captured.at("requests").as_array()) {
            if (json::textAt(request, "url") != "/v1/logs")
                continue;
            auto const* const headers = json::find(request, "headers");
            IngestBody body{json::Value(*bytesFromBase64(json::textAt(request, "body_base64"))),
                            json::textAt(*headers, "content-type"), std::nullopt};
            if (auto const coding = json::textAt(*headers, "content-encoding"); !coding.empty())
                body.contentEncoding = coding;
            auto const answer = store.ingest(IngestFormat::Otlp, body);
            if (json::textAt(*headers, "content-type") == "application/json") {
                QVERIFY(answer);
                ++sent;
            } else {
                QVERIFY(!answer && answer.error().code == ErrorCode::UnsupportedType);
            }
        }
        QVERIFY(sent >= 1);
        QVERIFY(!store.find("service.name=orders-api").empty());
    }

    void answersOtlpAsItsRulesSay()
    {
        Store store;
        QCOMPARE(shownAs(*store.otlp("{}")), QStringLiteral("{}"));
        auto const partial =
            store.otlp(support::quoted("{'resourceLogs':[{'scopeLogs':[{'logRecords':[7,{}]}]}]}"));
        QVERIFY(partial);
        QCOMPARE(json::textAt(*json::find(*partial, "partialSuccess"), "rejectedLogRecords"),
                 std::string{"1"});
        for (auto const* wrong : {"", "[]", "{\"resourceLogs\":7}", "{\"a\":1,\"a\":2}", "nonsense"}) {
            auto const refused = store.otlp(wrong);
            QVERIFY2(!refused, wrong);
            QCOMPARE(refused.error().code, ErrorCode::BadRequest);
        }
        auto const snake = store.otlp("{\"resource_logs\":[]}");
        QVERIFY(snake && json::find(*snake, "partialSuccess") != nullptr);
    }

    void acceptsGzipWithinItsBound()
    {
        Store store;
        // gzip of {"message":"hello"} and a newline, made with gzip -n -9.
        auto const packed =
            bytesFromHex("1f8b0800000000000203ab56ca4d2d2e4e4c4f55b252ca48cdc9c957aae50200f311c8d614000000");
        IngestBody body{json::Value(*packed), "application/x-ndjson", "gzip"};
        auto const answer = store.ingest(IngestFormat::Lines, body);
        QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
        QCOMPARE(store.find("hello").size(), std::size_t{1});
        QVERIFY(!gunzipped(*packed, 5));
        QCOMPARE(gunzipped(*packed, 5).error().code, ErrorCode::TooLarge);
        QCOMPARE(gunzipped(packed->substr(0, 20), 1000).error().code, ErrorCode::BadRequest);
        QCOMPARE(gunzipped(*packed + "x", 1000).error().code, ErrorCode::BadRequest);
    }

    void takesTheSourceFromTheCaller()
    {
        Store store;
        QVERIFY(store.lines("{\"source\":\"elsewhere\",\"message\":\"hi\"}"));
        QCOMPARE(store.find("source=shop line.source=elsewhere").size(), std::size_t{1});
        store.sender = support::callerWith({"logs.ingest@mail"});
        store.sender.name = "robot";
        QVERIFY(store.lines("{\"message\":\"by grant\"}"));
        QCOMPARE(store.find("source=mail").size(), std::size_t{1});
        store.sender = support::callerWith({"logs.ingest@*"});
        store.sender.name = "Dewar";
        QCOMPARE(store.lines("x").error().code, ErrorCode::Forbidden);
        store.sender = support::callerWith({"logs.ingest@a", "logs.ingest@b"});
        store.sender.name = "c";
        QCOMPARE(store.lines("x").error().code, ErrorCode::Forbidden);
    }

    void showsOnlyTheSourcesOfTheReader()
    {
        Store store;
        QVERIFY(store.lines("{\"message\":\"one\"}"));
        store.sender.name = "mail";
        QVERIFY(store.lines("{\"message\":\"two\"}"));
        store.reader = support::callerWith({"logs.read@mail"});
        auto const events = store.find("message=* OR NOT message=*");
        QCOMPARE(events.size(), std::size_t{1});
        QCOMPARE(events[0].source, std::string{"mail"});
        store.reader = support::callerWith({"*"});
        auto const refused = store.database.read(
            store.reader, [&](api::ReadContext& context) { return store.logs->events(context, {}); });
        QVERIFY(!refused && refused.error().code == ErrorCode::Forbidden);
    }

    void keepsSealedWhatItCannotCheck()
    {
        Store store;
        static LogsService::Check const fails = [](Event&, LiveSecrets const&) -> Redaction {
            throw std::bad_alloc{};
        };
        std::map<std::string, std::string> vault;
        store.logs->sealWith(
            {.seal = [&](std::string_view place, std::string_view plain) -> Result<std::string> {
                 vault[std::string{place}] = plain;
                 return std::string{"sealed"};
             },
             .open = [&](std::string_view place, std::string_view) -> Result<Secret> {
                 auto const found = vault.find(std::string{place});
                 if (found == vault.end())
                     return failed(ErrorCode::Forbidden, "sealed elsewhere");
                 return Secret{found->second};
             }});
        store.logs->checkWith(fails);
        QVERIFY(store.lines("{\"message\":\"half of a secret\",\"order\":\"o-17\"}"));
        auto const events = store.find("dewar.sealed=*");
        QCOMPARE(events.size(), std::size_t{1});
        QVERIFY(json::text(api::write(events[0])).find("half of a secret") == std::string::npos);
        QCOMPARE(json::textAt(events[0].attributes, "dewar.sealed"), base64Of("sealed"));
        auto const opened = store.database.read(store.reader, [&](api::ReadContext& context) {
            return store.logs->prepareUnseal(context, {events[0].id});
        });
        QVERIFY(opened);
        QCOMPARE(opened->event.message, std::string{"half of a secret"});
        QCOMPARE(json::textAt(opened->event.attributes, "order"), std::string{"o-17"});
        QCOMPARE(opened->event.id, events[0].id);
        store.reader = support::callerWith({"logs.read@mail"}); // Not this reader's source.
        auto const foreign = store.database.read(store.reader, [&](api::ReadContext& context) {
            return store.logs->prepareUnseal(context, {events[0].id});
        });
        QVERIFY(!foreign && foreign.error().code == ErrorCode::NotFound);
    }

    void losesRatherThanShowsWhatItCanNeitherCheckNorSeal()
    {
        Store store;
        static LogsService::Check const fails = [](Event&, LiveSecrets const&) -> Redaction {
            throw std::bad_alloc{};
        };
        store.logs->sealWith({.seal = [](std::string_view, std::string_view) -> Result<std::string> {
                                  throw std::bad_alloc{};
                              },
                              .open = {}});
        store.logs->checkWith(fails);
        QVERIFY(store.lines("{\"message\":\"half of a secret\"}"));
        auto const events = store.find("message=* OR NOT message=*");
        QCOMPARE(events.size(), std::size_t{1});
        QCOMPARE(events[0].message,
                 std::string{"[quarantined: could not be checked for secrets nor sealed]"});
    }

    void redactsBeforeAnythingIsWritten()
    {
        Store store;
        Secret const live{std::string_view{"correct horse battery"}};
        QVERIFY(store.logs->liveSecrets().add("s1", live));
        auto const base64 = base64Of("user:correct horse battery");
        std::vector<std::string> const hidden{"Authorization: Bearer abcdef0123456789abcdef",
                                              "password=hunter2hunter2",
                                              "correct horse battery",
                                              base64,
                                              percentEncoded("correct horse battery"),
                                              hexOf("correct horse battery")};
        std::string body;
        for (auto const& text : hidden)
            body += json::text(json::Object{
                        {"message", "x " + text + " y"}, {"detail", text}, {"list", json::Array{text}}}) +
                    "\n";
        body += "raw line with password=hunter2hunter2 and " + hexOf("correct horse battery") + "\n";
        std::vector<Event> told;
        store.logs->subscribe([&](SharedEvents const& events) { told = *events; });
        QVERIFY(store.lines(body));
        QCOMPARE(told.size(), hidden.size() + 1);
        std::string everything;
        for (auto const& event : told) {
            everything += event.message;
            for (auto const& attribute : event.attributes)
                everything += attribute.text;
        }
        for (auto const& file :
             std::filesystem::directory_iterator{store.folder.path().toStdString() + "/logs"})
            everything += fileText(file.path());
        for (auto const* secret :
             {"abcdef0123456789", "hunter2hunter2", "correct horse", "battery", "636f72726563742068"})
            QVERIFY2(everything.find(secret) == std::string::npos, secret);
        QVERIFY(everything.find(base64.substr(8, 20)) == std::string::npos);
        QVERIFY(everything.find("[redacted]") != std::string::npos);
    }

    void redactsWhatAnAttributesNameGivesAway()
    {
        Store store;
        QVERIFY(store.lines(
            support::quoted("{'message':'m','db_password':'0000','user':'ada','token_id':'t1'}")));
        auto const event = store.find("").front();
        QCOMPARE(attributeOf(event, "db_password"), std::string{"[redacted]"});
        QCOMPARE(attributeOf(event, "user"), std::string{"ada"});
        QCOMPARE(attributeOf(event, "token_id"), std::string{"t1"});
    }

    void forgetsASecretThatIsNoLongerLive()
    {
        LiveSecrets secrets;
        Secret const secret{std::string_view{"0123456789abcdef"}};
        QVERIFY(secrets.add("a", secret));
        QVERIFY(!secrets.add("b", Secret{std::string_view{"short"}}));
        std::string text = "has 0123456789abcdef twice 0123456789abcdef";
        QCOMPARE(secrets.redact(text), std::size_t{2});
        secrets.remove("a");
        text = "has 0123456789abcdef";
        QCOMPARE(secrets.redact(text), std::size_t{0});
    }

    void keepsTheEnginesEvents()
    {
        Store store;
        store.logs->record({.at = store.database.clock.now(),
                            .name = "auth.sign_in",
                            .severity = "warn",
                            .message = "",
                            .traceId = std::string(32, 'a'),
                            .attributes = {{"user", "ada"}, {"outcome", "failure"}}});
        QVERIFY(store.logs->storeRecorded());
        auto const events = store.find("source=dewar name=auth.sign_in outcome=failure severity=warn");
        QCOMPARE(events.size(), std::size_t{1});
        QVERIFY(attributeOf(events[0], "dewar.claims_reserved").empty());
    }

    void storesTheEnginesEventsOnItsOwnThread()
    {
        Store store;
        SystemClock clock;
        auto opened = LogsService::open({.folder = store.folder.path().toStdString() + "/other",
                                         .evidenceFolder = store.folder.path().toStdString() + "/evidence"},
                                        clock);
        QVERIFY(opened);
        (*opened)->start();
        for (int i = 0; i < 500; ++i)
            (*opened)->record({.at = clock.now(),
                               .name = "request",
                               .severity = "info",
                               .message = {},
                               .traceId = {},
                               .attributes = {{"n", i}}});
        QTRY_COMPARE_WITH_TIMEOUT((*opened)->segments().state().events, std::uint64_t{500}, 3000);
        (*opened)->record({.at = clock.now(),
                           .name = "request",
                           .severity = "info",
                           .message = {},
                           .traceId = {},
                           .attributes = {}});
        (*opened)->stop();
        QCOMPARE((*opened)->segments().state().events, std::uint64_t{501});
    }

    void triesTheEnginesEventsAgainAfterAFullDisk()
    {
        Store store;
        store.logs->record({.at = store.database.clock.now(),
                            .name = "request",
                            .severity = "info",
                            .message = {},
                            .traceId = {},
                            .attributes = {}});
        os::FaultPlan::fail(os::Operation::Sync, 1, ENOSPC);
        QVERIFY(!store.logs->storeRecorded());
        QVERIFY(store.find("").empty());
        QVERIFY(store.logs->storeRecorded());
        QCOMPARE(store.find("name=request").size(), std::size_t{1});
    }

    void acceptsNothingThatIsNotDurable()
    {
        Store store;
        os::FaultPlan::fail(os::Operation::Sync, 1, ENOSPC);
        auto const answer = store.lines("{\"message\":\"a\"}\n");
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
        QVERIFY(store.find("").empty());
        QVERIFY(store.lines("{\"message\":\"b\"}\n"));
        store.open();
        QCOMPARE(store.find("").size(), std::size_t{1});
    }

    void freezesWhatAQueryFindsAsEvidence()
    {
        Store store;
        QVERIFY(store.lines("{\"message\":\"one\"}\n{\"message\":\"two\"}\n"));
        store.database.clock.advance(std::chrono::seconds{1});
        auto const frozen =
            store.database.change(store.reader, [&](api::Context& context) -> Result<FrozenQuery> {
                auto prepared = store.logs->prepareFreeze(
                    context, {.query = "two", .from = {}, .to = {}, .reason = "case"});
                return prepared ? store.logs->freeze(context, *prepared) : prepared.error();
            });
        QVERIFY(frozen);
        QCOMPARE(frozen->rows, std::int64_t{1});
        QVERIFY(frozen->complete);
        auto const file =
            fileText(store.folder.path().toStdString() + "/evidence/" + frozen->sha256 + ".jsonl");
        QCOMPARE(hexOf(crypto::sha256(file)), frozen->sha256);
        QCOMPARE(json::textAt(*json::parse(trimmed(file.substr(0, file.size() - 1))), "message"),
                 std::string{"two"});
        auto const again = store.database.read(store.reader, [&](api::ReadContext& context) {
            return store.logs->frozen(context, {frozen->id});
        });
        QVERIFY(again);
        QCOMPARE(again->sha256, frozen->sha256);
        auto const unknown = store.database.read(
            store.reader, [&](api::ReadContext& context) { return store.logs->frozen(context, {"nobody"}); });
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    }

    void saysWhatATokenTouched()
    {
        Store store;
        auto const request = [&](char const* token, char const* method, int status, char const* collection,
                                 json::Value records) {
            store.database.clock.advance(std::chrono::seconds{1});
            store.logs->record({.at = store.database.clock.now(),
                                .name = "request",
                                .severity = "info",
                                .message = {},
                                .traceId = {},
                                .attributes = {{"token_id", token},
                                               {"user_id", "u1"},
                                               {"method", method},
                                               {"status", status},
                                               {"collection", collection},
                                               {"records", std::move(records)},
                                               {"address", "203.0.113.9"}}});
            QVERIFY(store.logs->storeRecorded());
        };
        request("t1", "GET", 200, "customers", json::Array{"r1", "r2"});
        request("t1", "GET", 200, "customers", "r2,r6");
        request("t1", "PUT", 200, "customers", json::Array{"r3"});
        request("t1", "PUT", 403, "customers", json::Array{"r4"});
        request("t2", "GET", 200, "customers", json::Array{"r5"});
        request("t1", "GET", 200, "orders", json::Array{"o1"});
        QVERIFY(store.lines(
            support::quoted("{'name':'request','token_id':'t1','collection':'forged','records':['x']}")));
        auto const touched = store.database.read(store.reader, [&](api::ReadContext& context) {
            return store.logs->touched(context,
                                       {.tokenId = "t1", .userId = {}, .clientId = {}, .from = {}, .to = {}});
        });
        QVERIFY(touched);
        QCOMPARE(touched->requests, std::int64_t{5});
        QCOMPARE(touched->refused, std::int64_t{1});
        QCOMPARE(touched->collections.size(), std::size_t{2});
        auto const& customers = touched->collections[0];
        QCOMPARE(customers.collection, std::string{"customers"});
        QVERIFY(customers.read == (std::vector<std::string>{"r1", "r2", "r6"}));
        QVERIFY(customers.written == std::vector<std::string>{"r3"});
        QVERIFY(customers.firstAt < customers.lastAt);
        QVERIFY(touched->complete);
        auto const nothing = store.database.read(
            store.reader, [&](api::ReadContext& context) { return store.logs->touched(context, {}); });
        QCOMPARE(nothing.error().code, ErrorCode::Invalid);
    }

    void countsByTimeAndByValue()
    {
        Store store;
        for (int i = 0; i < 10; ++i) {
            QVERIFY(store.lines(i % 2 == 0 ? "{\"message\":\"a\",\"level\":\"error\",\"host\":\"h1\"}"
                                           : "{\"message\":\"b\",\"host\":\"h2\"}"));
            store.database.clock.advance(std::chrono::seconds{1});
        }
        auto const to = store.database.clock.now();
        auto const counted = store.database.read(store.reader, [&](api::ReadContext& context) {
            return store.logs->countByTime(
                context, {.q = {}, .from = to - std::chrono::seconds{10}, .to = to, .buckets = 5});
        });
        QVERIFY(counted);
        QCOMPARE(counted->total, std::int64_t{10});
        for (auto const& bucket : counted->buckets) {
            QCOMPARE(bucket.count, std::int64_t{2});
            QCOMPARE(bucket.errors, std::int64_t{1});
        }
        auto const values = store.database.read(store.reader, [&](api::ReadContext& context) {
            return store.logs->countByValue(context,
                                            {.field_ = "host", .q = "a", .from = {}, .to = {}, .limit = {}});
        });
        QVERIFY(values);
        QCOMPARE(values->values.size(), std::size_t{1});
        QCOMPARE(values->values[0].value, std::string{"h1"});
        QCOMPARE(values->values[0].count, std::int64_t{5});
    }

    void balancesTheLedger()
    {
        Store store;
        QVERIFY(store.lines("{\"message\":\"a\"}\nraw\n"));
        QVERIFY(store.otlp(support::quoted("{'resourceLogs':[{'scopeLogs':[{'logRecords':[7,{},{}]}]}]}")));
        os::FaultPlan::fail(os::Operation::Sync, 1, ENOSPC);
        QVERIFY(!store.lines("lost"));
        auto const status = store.database.read(
            store.reader, [&](api::ReadContext& context) { return store.logs->status(context, {}); });
        QVERIFY(status);
        QCOMPARE(status->sources.size(), std::size_t{1});
        auto const& ledger = status->sources[0];
        QCOMPARE(ledger.received, std::int64_t{6});
        QCOMPARE(ledger.received, ledger.stored + ledger.rejected + ledger.unstored);
        QCOMPARE(ledger.rejected, std::int64_t{1});
        QCOMPARE(ledger.unstored, std::int64_t{1});
    }

    void statesItsRoutes()
    {
        Store store;
        QCOMPARE(logsRoutes(*store.logs).size(), std::size_t{12});
    }
};

DEWAR_TEST(test_logs_service)
#include "test_logs_service.moc"
