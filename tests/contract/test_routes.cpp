// What every route promises, derived from the route table: a new route is tested without a new line here.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include <boost/json.hpp>

#include "core/api/openapi.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/golden.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::Reply;

namespace {

constexpr std::array<std::string_view, 5> kRoles{"viewer", "auditor", "operator", "responder", "admin"};

// A path that matches the route: every parameter becomes an id that exists nowhere.
std::string filledPath(api::CompiledRoute const& route)
{
    std::string path;
    for (auto const segment : split(std::string_view{route.fullPath}.substr(1), '/'))
        path += "/" + (segment.starts_with("{") ? std::string{"018f0000-0000-7000-8000-00000000ffff"}
                                                : std::string{segment});
    return path;
}

bool inPath(api::CompiledRoute const& route, std::string_view name)
{
    return route.fullPath.find("{" + std::string{name} + "}") != std::string::npos;
}

bool takesDescribedBody(api::CompiledRoute const& route)
{
    auto const method = route.route->method;
    return route.route->body == api::Body::Described &&
           (method == http::Method::Post || method == http::Method::Put || method == http::Method::Patch);
}

bool onData(api::CompiledRoute const& route)
{
    return route.route->serves == api::Serves::Data;
}

std::set<std::string> pointersOf(Reply const& reply)
{
    std::set<std::string> pointers;
    if (auto const* faults = json::find(reply.body, "errors"); faults != nullptr && faults->is_array())
        for (auto const& fault : faults->get_array())
            pointers.insert(json::textAt(fault, "pointer"));
    return pointers;
}

} // namespace

class test_routes : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }

    void needsATokenUnlessOpen_data() { everyRoute(); }
    void needsATokenUnlessOpen();
    void allowsExactlyWhatTheMatrixSays_data() { everyRoute(); }
    void allowsExactlyWhatTheMatrixSays();
    void refusesAnUnknownField_data() { describedRoutes(); }
    void refusesAnUnknownField();
    void namesEveryMissingField_data() { describedRoutes(); }
    void namesEveryMissingField();
    void refusesAWrongType_data() { describedRoutes(); }
    void refusesAWrongType();
    void refusesAnOverlongText_data() { describedRoutes(); }
    void refusesAnOverlongText();
    void refusesAnotherContentType_data() { describedRoutes(); }
    void refusesAnotherContentType();
    void statesItsRateClass_data() { everyRoute(); }
    void statesItsRateClass();
    void answersHeadLikeGet_data() { everyRoute(); }
    void answersHeadLikeGet();
    void carriesTheFixedHeaders_data() { everyRoute(); }
    void carriesTheFixedHeaders();

    void describesAtLeastFortyPaths();
    void keepsTheDocumentsAsReviewed();
    void keepsTheMatrixAsReviewed();
    void keepsTheAuditVerbsAsReviewed();

private:
    void everyRoute();
    void describedRoutes();
    api::CompiledRoute const& route() const;
    Reply ask(api::CompiledRoute const& route, json::Value const& body, std::string_view token,
              std::string_view method = {});
    std::string tokenOf(std::string_view role);

    std::unique_ptr<EngineFixture> m_fixture;
    std::map<std::string, std::string> m_tokens;
};

void test_routes::initTestCase()
{
    // Thousands of calls by few callers: the limits themselves are tested in limits and in
    // statesItsRateClass.
    m_fixture =
        std::make_unique<EngineFixture>(std::map<std::string, std::string>{{"limits.scale", "100000"}});
    for (auto const role : kRoles)
        m_fixture->addUser("user-" + std::string{role}, {std::string{role}});
    m_fixture->addRole("records-of-all",
                       {"records.read@*", "records.write@*", "logs.read@*", "logs.ingest@*"});
}

std::string test_routes::tokenOf(std::string_view role)
{
    auto& token = m_tokens[std::string{role}];
    // Some routes end the caller's session; each case starts with a live one.
    m_fixture->listener = http::Listener::Admin;
    if (token.empty() || m_fixture->call("GET", "/api/v1/me", nullptr, token).status != 200)
        token = m_fixture->signIn("user-" + std::string{role});
    return token;
}

void test_routes::everyRoute()
{
    QTest::addColumn<int>("number");
    for (auto const& route : m_fixture->engine().router().routes())
        QTest::newRow(route.label.c_str()) << static_cast<int>(route.number);
}

void test_routes::describedRoutes()
{
    QTest::addColumn<int>("number");
    for (auto const& route : m_fixture->engine().router().routes())
        if (takesDescribedBody(route))
            QTest::newRow(route.label.c_str()) << static_cast<int>(route.number);
}

api::CompiledRoute const& test_routes::route() const
{
    auto const& routes = m_fixture->engine().router().routes();
    auto const found =
        std::ranges::find(routes, std::string_view{QTest::currentDataTag()}, &api::CompiledRoute::label);
    return *found;
}

Reply test_routes::ask(api::CompiledRoute const& route, json::Value const& body, std::string_view token,
                       std::string_view method)
{
    m_fixture->listener = onData(route) ? http::Listener::Data : http::Listener::Admin;
    auto const verb = method.empty() ? http::nameOf(route.route->method) : method;
    return m_fixture->call(verb, filledPath(route), body, token);
}

void test_routes::needsATokenUnlessOpen()
{
    auto const& it = route();
    auto const reply = ask(it, nullptr, "");
    if (it.route->access->kind == api::Access::Kind::Open)
        QVERIFY2(reply.status != 401 || it.route->surface == api::Surface::OAuth, reply.text.c_str());
    else
        QCOMPARE(reply.status, 401);
}

void test_routes::allowsExactlyWhatTheMatrixSays()
{
    auto const& it = route();
    auto const& access = *it.route->access;
    if (access.kind != api::Access::Kind::Needs)
        return;
    for (auto const role : kRoles) {
        auto const me = m_fixture->call("GET", "/api/v1/me", nullptr, tokenOf(role));
        std::vector<std::string> grants;
        for (auto const& grant : json::find(me.body, "permissions")->get_array())
            grants.emplace_back(grant.get_string());
        api::PermissionSet const permissions{grants};
        bool const scoped = access.permission.scope != api::Scope::None;
        std::string const scope = "018f0000-0000-7000-8000-00000000ffff";
        bool const expected = !scoped ? permissions.allows(access.permission.name)
                              : access.scopeField.empty()
                                  ? permissions.allowsSomewhere(access.permission.name)
                                  : permissions.allows(access.permission.name, scope);
        // A body that no route accepts: whoever may call is told about the body, not about rights.
        auto const reply = ask(it, json::Object{{"no such field", 1}}, tokenOf(role));
        bool const refused =
            reply.status == 403 && reply.text.find("this needs the permission") != std::string::npos;
        QVERIFY2(refused != expected, (std::string{role} + ": " + reply.text).c_str());
    }
}

void test_routes::refusesAnUnknownField()
{
    auto const& it = route();
    auto const reply = ask(it, json::Object{{"no such field", 1}}, tokenOf("admin"));
    if (reply.status == 403)
        return; // A scoped route: the star does not reach it, which allowsExactlyWhatTheMatrixSays covers.
    if (it.route->surface == api::Surface::OAuth)
        return;
    QCOMPARE(reply.status, 422);
    QVERIFY2(pointersOf(reply).contains("/no such field"), reply.text.c_str());
}

void test_routes::namesEveryMissingField()
{
    auto const& it = route();
    auto const* required = json::find(it.route->handler.requestSchema, "required");
    if (required == nullptr)
        return;
    auto const reply = ask(it, json::Object{}, tokenOf("admin"));
    if (reply.status == 403)
        return;
    for (auto const& name : required->get_array()) {
        if (inPath(it, name.get_string()))
            continue;
        QCOMPARE(reply.status, 422);
        QVERIFY2(pointersOf(reply).contains("/" + std::string{name.get_string()}), reply.text.c_str());
    }
}

void test_routes::refusesAWrongType()
{
    auto const& it = route();
    auto const* properties = json::find(it.route->handler.requestSchema, "properties");
    QVERIFY(properties != nullptr);
    for (auto const& [name, schema] : properties->get_object()) {
        auto const type = json::textAt(schema, "type");
        if (inPath(it, name) || type.empty())
            continue;
        json::Value const wrong = type == "object" ? json::Value(1) : json::Value(json::Object{{"a", 1}});
        auto const reply = ask(it, json::Object{{name, wrong}}, tokenOf("admin"));
        if (reply.status == 403)
            return;
        QCOMPARE(reply.status, 422);
        QVERIFY2(pointersOf(reply).contains("/" + std::string{name}), reply.text.c_str());
    }
}

void test_routes::refusesAnOverlongText()
{
    auto const& it = route();
    for (auto const& [name, schema] :
         json::find(it.route->handler.requestSchema, "properties")->get_object()) {
        auto const longest = json::integerAt(schema, "maxLength", -1);
        if (inPath(it, name) || json::textAt(schema, "type") != "string" || longest < 0)
            continue;
        std::string const text(static_cast<std::size_t>(longest) + 1, 'a');
        auto const reply = ask(it, json::Object{{name, text}}, tokenOf("admin"));
        if (reply.status == 403)
            return;
        QVERIFY2(reply.status == 422 || reply.status == 413, reply.text.c_str());
        if (reply.status == 422)
            QVERIFY2(pointersOf(reply).contains("/" + std::string{name}), reply.text.c_str());
    }
}

void test_routes::refusesAnotherContentType()
{
    auto const& it = route();
    m_fixture->listener = onData(it) ? http::Listener::Data : http::Listener::Admin;
    auto const reply = m_fixture->call(http::nameOf(it.route->method), filledPath(it), json::Object{{"a", 1}},
                                       tokenOf("admin"), {{"content-type", "text/plain"}});
    if (reply.status == 403)
        return;
    QCOMPARE(reply.status, 415);
}

void test_routes::statesItsRateClass()
{
    auto const& it = route();
    auto const reply = ask(it, nullptr, tokenOf("admin"));
    QVERIFY2(!reply.header("RateLimit-Policy").empty(), reply.text.c_str());
    QVERIFY(!reply.header("RateLimit").empty());
}

void test_routes::answersHeadLikeGet()
{
    auto const& it = route();
    if (it.route->method != http::Method::Get)
        return;
    auto const get = ask(it, nullptr, tokenOf("admin"));
    auto const head = ask(it, nullptr, tokenOf("admin"), "HEAD");
    QCOMPARE(head.status, get.status);
    QCOMPARE(head.header("content-type"), get.header("content-type"));
}

void test_routes::carriesTheFixedHeaders()
{
    auto const& it = route();
    for (auto const& token : {std::string{}, tokenOf("admin")}) {
        auto const reply = ask(it, nullptr, token);
        QVERIFY(reply.header("strict-transport-security").starts_with("max-age="));
        QCOMPARE(reply.header("x-content-type-options"), std::string{"nosniff"});
        QCOMPARE(reply.header("cache-control"), std::string{"no-store"});
        QVERIFY(reply.header("content-security-policy").starts_with("default-src 'none'"));
        QCOMPARE(reply.header("traceparent").size(), std::size_t{55});
    }
}

void test_routes::describesAtLeastFortyPaths()
{
    auto const document = api::openApiDocument(m_fixture->engine().router(), http::Listener::Admin, "test");
    QVERIFY(json::find(document, "paths")->get_object().size() >= 40);
}

void test_routes::keepsTheDocumentsAsReviewed()
{
    auto const& router = m_fixture->engine().router();
    for (auto const listener : {http::Listener::Admin, http::Listener::Data}) {
        auto const name = listener == http::Listener::Admin ? "openapi/admin.json" : "openapi/data.json";
        auto const text = json::pretty(api::openApiDocument(router, listener, "golden"));
        auto const difference = support::golden(name, text);
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void test_routes::keepsTheMatrixAsReviewed()
{
    // Only the built-in roles belong to the golden; the class's own fixture has one more.
    EngineFixture fresh;
    auto const matrix = fresh.engine().rbac();
    QVERIFY(bool(matrix));
    auto const difference = support::golden("rbac.md", *matrix);
    QVERIFY2(difference.empty(), difference.c_str());
}

void test_routes::keepsTheAuditVerbsAsReviewed()
{
    std::set<std::string> verbs;
    for (auto const& it : m_fixture->engine().router().routes())
        if (!it.route->audit->verb.empty())
            verbs.insert(std::string{it.route->audit->verb} + "  " + it.label);
    std::string text;
    for (auto const& verb : verbs)
        text += verb + "\n";
    auto const difference = support::golden("audit_verbs.md", text);
    QVERIFY2(difference.empty(), difference.c_str());
}

DEWAR_TEST(test_routes)
#include "test_routes.moc"
