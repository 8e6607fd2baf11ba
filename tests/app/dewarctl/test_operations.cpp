// Words become requests by the engine's own document; mistakes are usage errors that say what to write.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/operations.h"

#include "tests/support/registry.h"

using namespace core;
using namespace dewarctl;

namespace {

constexpr auto kDocument = R"({"openapi":"3.1.0","paths":{
 "/api/v1/users":{
  "get":{"operationId":"users.list","summary":"List users","parameters":[
    {"name":"limit","in":"query","schema":{"type":"integer"}},
    {"name":"after","in":"query","schema":{"type":"string"}}]},
  "post":{"operationId":"users.create","summary":"Create a user",
    "requestBody":{"content":{"application/json":{"schema":
    {"type":"object","required":["name","password"],"properties":{"name":{"type":"string"},
     "password":{"type":"string","writeOnly":true},"roles":{"type":"array","items":{"type":"string"}},
     "enabled":{"type":"boolean"},"quota":{"type":"integer"},"extra":{}}}}}}}},
 "/api/v1/users/{id}/disable":{
  "post":{"operationId":"users.disable","summary":"Disable","parameters":[
    {"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
   "requestBody":{"content":{"application/json":{
    "schema":{"type":"object","properties":{"now":{"type":"boolean"}}}}}}}},
 "/api/v1/collections/{collection}/records/{id}":{
  "put":{"operationId":"collections.records-replace","summary":"Replace","parameters":[
    {"name":"id","in":"path","schema":{"type":"string"}},
    {"name":"collection","in":"path","schema":{"type":"string"}}],
   "requestBody":{"content":{"application/json":{"schema":{}}}}}},
 "/oauth/token":{"post":{"operationId":"oauth.token","summary":"Sign in","security":[],
    "requestBody":{"content":
   {"application/x-www-form-urlencoded":{
    "schema":{"type":"object","properties":{"username":{"type":"string"}}}}}}}}}})";

std::vector<Operation> operations()
{
    auto const document = json::parse(kDocument);
    return document ? *operationsIn(*document) : std::vector<Operation>{};
}

Result<std::string> readNothing(std::string const& path)
{
    return failed(ErrorCode::NotFound, "no " + path);
}
Result<std::string> readContents(std::string const& path)
{
    return "contents of " + path;
}

Result<Call> callOf(std::vector<std::string> words, FileReader const& readFile = readNothing)
{
    auto operation = operationNamed(operations(), words[0], words[1]);
    if (!operation)
        return operation.error();
    return callFor(*operation, {words.begin() + 2, words.end()}, readFile);
}

} // namespace

class test_operations : public QObject {
    Q_OBJECT

private slots:
    void readsEveryOperation()
    {
        auto const all = operations();
        QCOMPARE(all.size(), std::size_t{5});
        auto const token = operationNamed(all, "oauth", "token");
        QVERIFY(bool(token));
        QVERIFY(!token->needsToken);
        QVERIFY(operationNamed(all, "users", "list")->needsToken);
    }

    void makesRequestsOfWords_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("request");
        auto const row = [](char const* name, char const* words, char const* request) {
            QTest::newRow(name) << QByteArray{words} << QByteArray{request};
        };
        row("nothing", "users list", "GET /api/v1/users ");
        row("query", "users list --limit 5 --after=a&b", "GET /api/v1/users?limit=5&after=a%26b ");
        row("path", "users disable a/b", "POST /api/v1/users/a%2Fb/disable {}");
        row("path by name", "users disable --id 7", "POST /api/v1/users/7/disable {}");
        row("flag", "users disable 7 --now", "POST /api/v1/users/7/disable {\"now\":true}");
        row("flag with a value", "users disable --now false 7",
            "POST /api/v1/users/7/disable {\"now\":false}");
        row("flag before a word", "users disable --now 7", "POST /api/v1/users/7/disable {\"now\":true}");
        row("types", "users create --name 5 --password @p --quota 5 --roles a --roles b --extra {\"x\":1}",
            "POST /api/v1/users "
            "{\"name\":\"5\",\"password\":\"contents of "
            "p\",\"roles\":[\"a\",\"b\"],\"quota\":5,\"extra\":{\"x\":1}}");
        row("list as JSON", "users create --name a --password @p --roles [\"a\"]",
            "POST /api/v1/users {\"name\":\"a\",\"password\":\"contents of p\",\"roles\":[\"a\"]}");
        row("document", "collections records-replace things 9 --body @d",
            "PUT /api/v1/collections/things/records/9 contents of d");
        row("form", "oauth token --username a+b&c", "POST /oauth/token username=a%2Bb%26c");
    }

    void makesRequestsOfWords()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, request);
        std::vector<std::string> list;
        for (auto const& word : words.split(' '))
            list.push_back(word.toStdString());
        auto const call = callOf(list, readContents);
        QVERIFY2(bool(call), call ? "" : call.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(call->method + " " + call->target + " " + call->body), request);
    }

    void explainsMistakes_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("says");
        auto const row = [](char const* words, char const* says) {
            QTest::newRow(words) << QByteArray{words} << QByteArray{says};
        };
        row("things list", "there is no noun 'things'; there are: collections oauth users");
        row("users fly", "dewarctl users disable ID [--now boolean]");
        row("users disable", "id is missing");
        row("users disable 1 2", "too many words at '2'");
        row("users list --colour red", "there is no --colour");
        row("users list --limit", "--limit needs a value");
        row("users list --limit 1 --limit 2", "--limit is given twice");
        row("users create --name a", "password is missing");
        row("users create --name a --password secret", "give --password as @FILE");
        row("users create --name a --password @p --quota many", "no p");
        row("users disable 7 --now=perhaps", "--now must be true or false");
        row("collections records-replace things 9", "--body is missing");
    }

    void explainsMistakes()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, says);
        std::vector<std::string> list;
        for (auto const& word : words.split(' '))
            list.push_back(word.toStdString());
        auto const call = callOf(list);
        QVERIFY(!call);
        QVERIFY2(call.error().message.find(says.toStdString()) != std::string::npos,
                 call.error().message.c_str());
        QVERIFY2(call.error().message.find("secret") == std::string::npos, "a secret must not be repeated");
    }

    void refusesWhatIsNoDocument()
    {
        QVERIFY(!operationsIn(*json::parse("{}")));
        QVERIFY(operationsIn(*json::parse(R"({"paths":{"/x":{"get":{}},"/y":5}})"))->empty());
    }
};

DEWAR_TEST(test_operations)
#include "test_operations.moc"
