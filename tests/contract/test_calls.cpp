// What a call that succeeds leaves behind and answers, for every route: the audit row, the published answer,
// and nothing more when it is repeated.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "core/api/openapi.h"
#include "core/services/collections/schema/schema.h"
#include "tests/support/registry.h"
#include "tests/support/route_recipes.h"

using namespace core;
using support::RecipeWorld;
using support::Reply;

namespace {

bool writes(api::CompiledRoute const& route)
{
    return route.lane == api::Lane::Write;
}

std::string traceOf(Reply const& reply)
{
    return reply.header("traceparent").substr(3, 32);
}

// The tables that two states of the database differ in.
std::string differing(std::map<std::string, backup::TableFact> const& before,
                      std::map<std::string, backup::TableFact> const& after)
{
    std::set<std::string> names;
    for (auto const& [name, fact] : before)
        if (auto const found = after.find(name); found == after.end() || !(found->second == fact))
            names.insert(name);
    for (auto const& [name, fact] : after)
        if (!before.contains(name))
            names.insert(name);
    std::string text;
    for (auto const& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string joined(std::vector<std::string> const& lines)
{
    std::string text;
    for (auto const& line : lines)
        text += line + "\n";
    return text;
}

} // namespace

class test_calls : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_world = std::make_unique<RecipeWorld>(); }
    void cleanupTestCase() { m_world.reset(); }

    void hasARecipeForEveryRouteAndNoOther();
    void leavesExactlyItsAuditRow_data() { everyRoute(); }
    void leavesExactlyItsAuditRow();
    void answersAsPublished_data() { everyRoute(); }
    void answersAsPublished();
    void changesNothingWhenRepeated_data();
    void changesNothingWhenRepeated();
    void keepsTheAuditWhole();

private:
    void everyRoute();
    api::CompiledRoute const& route() const;
    json::Value const* published(api::CompiledRoute const& route, Reply const& reply);

    std::unique_ptr<RecipeWorld> m_world;
    json::Value m_adminDocument;
    json::Value m_dataDocument;
};

void test_calls::everyRoute()
{
    QTest::addColumn<int>("number");
    for (auto const& route : m_world->engine().router().routes())
        QTest::newRow(route.label.c_str()) << static_cast<int>(route.number);
}

void test_calls::changesNothingWhenRepeated_data()
{
    QTest::addColumn<int>("number");
    std::size_t rows = 0;
    for (auto const& route : m_world->engine().router().routes()) {
        if (!writes(route))
            continue;
        QTest::newRow(route.label.c_str()) << static_cast<int>(route.number);
        ++rows;
    }
    QVERIFY(rows >= 59);
}

api::CompiledRoute const& test_calls::route() const
{
    auto const& routes = m_world->engine().router().routes();
    return *std::ranges::find(routes, std::string_view{QTest::currentDataTag()}, &api::CompiledRoute::label);
}

// The schema of the document for this answer; nullptr when the document has no body for this status.
json::Value const* test_calls::published(api::CompiledRoute const& route, Reply const& reply)
{
    auto const listener =
        route.route->serves == api::Serves::Data ? http::Listener::Data : http::Listener::Admin;
    auto& document = listener == http::Listener::Data ? m_dataDocument : m_adminDocument;
    if (document.is_null())
        document = api::openApiDocument(m_world->engine().router(), listener, "test");
    auto const* path = json::find(*json::find(document, "paths"), route.fullPath);
    auto const* operation =
        path == nullptr ? nullptr : json::find(*path, lowered(http::nameOf(route.route->method)));
    if (operation == nullptr)
        return nullptr;
    auto const* answer = json::find(*json::find(*operation, "responses"), std::to_string(reply.status));
    auto const* content = answer == nullptr ? nullptr : json::find(*answer, "content");
    auto const* type = content == nullptr ? nullptr : json::find(*content, "application/json");
    return type == nullptr ? nullptr : json::find(*type, "schema");
}

void test_calls::hasARecipeForEveryRouteAndNoOther()
{
    std::set<std::string> labels;
    for (auto const& route : m_world->engine().router().routes()) {
        labels.insert(route.label);
        QVERIFY2(support::routeRecipes().contains(route.label),
                 ("no recipe in tests/support/route_recipes.cpp for " + route.label).c_str());
    }
    for (auto const& [label, recipe] : support::routeRecipes())
        QVERIFY2(labels.contains(label), ("no route for the recipe " + label).c_str());
    qInfo("%zu routes, each with a recipe", labels.size());
}

void test_calls::leavesExactlyItsAuditRow()
{
    auto const& it = route();
    auto const call = m_world->prepare(it);
    QVERIFY(call);
    m_world->settle();
    auto const before = m_world->auditHead();
    auto const reply = m_world->send(it, *call);
    QVERIFY2(reply.status >= 200 && reply.status < 300, reply.text.c_str());
    std::vector<std::string> expected;
    if (!it.route->audit->verb.empty())
        expected.push_back(std::string{it.route->audit->verb} + " done " + traceOf(reply));
    m_world->settle();
    auto rows = m_world->auditAfter(before);
    // A job goes on in its starter's name, with rows and traces of its own.
    if (it.route->success == 202)
        std::erase_if(rows, [&](std::string const& row) { return !row.ends_with(traceOf(reply)); });
    QCOMPARE(joined(rows), joined(expected));
}

void test_calls::answersAsPublished()
{
    auto const& it = route();
    auto const call = m_world->prepare(it);
    QVERIFY(call);
    auto const reply = m_world->send(it, *call);
    auto const& handler = it.route->handler;
    int const expected = api::answeredStatus(*it.route);
    QVERIFY2(reply.status == expected, reply.text.c_str());
    auto const* schema = published(it, reply);
    if (handler.emptyAnswer) {
        QVERIFY2(schema == nullptr, "the document has a body for an empty answer");
        QVERIFY2(reply.text.empty(), reply.text.c_str());
        return;
    }
    QVERIFY2(schema != nullptr, "the document has no schema for this status");
    if (!reply.header("content-type").starts_with("application/json"))
        return; // Markdown, metrics, JSON lines: the document says nothing about their text.
    QVERIFY2(!reply.body.is_null(), reply.text.c_str());
    auto const compiled = collections::schema::Schema::compile(*schema);
    QVERIFY2(bool(compiled), compiled ? "" : compiled.error().message.c_str());
    auto const met = compiled->check(reply.body);
    std::string faults;
    if (!met)
        for (auto const& fault : met.error().fields)
            faults += fault.field + " " + fault.problem + "; ";
    QVERIFY2(bool(met), (faults + reply.text.substr(0, 2000)).c_str());
}

void test_calls::changesNothingWhenRepeated()
{
    auto const& it = route();
    auto const call = m_world->prepare(it);
    QVERIFY(call);
    auto const key = m_world->fresh("key");
    auto const first = m_world->send(it, *call, key);
    QVERIFY2(first.status >= 200 && first.status < 300, first.text.c_str());
    m_world->settle();
    auto const facts = m_world->facts();
    auto const head = m_world->auditHead();
    auto const again = m_world->send(it, *call, key);
    m_world->settle();
    QCOMPARE(QByteArray::fromStdString(differing(facts, m_world->facts())), QByteArray{});
    QCOMPARE(QByteArray::fromStdString(joined(m_world->auditAfter(head))), QByteArray{});
    if (call->endsCaller) {
        QCOMPARE(again.status, 401);
        return;
    }
    if (it.route->handler.shownOnce) {
        QVERIFY2(again.status == 409, again.text.c_str());
        return;
    }
    QVERIFY2(again.status == first.status, again.text.c_str());
    QCOMPARE(again.text, first.text);
    QCOMPARE(again.header("etag"), first.header("etag"));
    QCOMPARE(again.header("location"), first.header("location"));
    QCOMPARE(again.header("idempotency-replayed"), std::string{"true"});
}

void test_calls::keepsTheAuditWhole()
{
    QCOMPARE(m_world->auditFault(), std::string{});
}

DEWAR_TEST(test_calls)
#include "test_calls.moc"
