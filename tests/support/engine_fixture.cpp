// The engine fixture.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/engine_fixture.h"

#include <QTest>

#include <cstdio>
#include <cstdlib>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "tests/support/postgres_cluster.h"

namespace support {

using namespace core;

namespace {

[[noreturn]] void giveUp(char const* what, Error const& error)
{
    std::fprintf(stderr, "the fixture cannot %s: %s (%s)\n", what, error.message.c_str(), error.detail.c_str());
    std::abort();
}

Result<std::unique_ptr<db::Connection>> readerOf(std::string const& url)
{
    auto const database = TRY(db::openPostgres({.url = url}));
    return database->reader();   // Connections share what they need of the database.
}

} // namespace

http::Method methodOf(std::string_view name)
{
    for (auto const method : {http::Method::Get, http::Method::Head, http::Method::Post, http::Method::Put,
                              http::Method::Patch, http::Method::Delete, http::Method::Options})
        if (http::nameOf(method) == name)
            return method;
    return http::Method::Other;
}

std::string Reply::header(std::string_view name) const
{
    for (auto const& header : headers)
        if (lowered(header.name) == lowered(name))
            return header.value;
    return {};
}

std::string Reply::at(std::string_view pointer) const
{
    boost::json::error_code problem;
    auto const* value = body.find_pointer(boost::json::string_view{pointer.data(), pointer.size()}, problem);
    if (value == nullptr || value->is_null())
        return {};
    return value->is_string() ? std::string{value->get_string()} : json::text(*value);
}

std::string Reply::problem() const
{
    constexpr std::string_view kPrefix = "urn:dewar:problem:";
    auto const type = body.is_object() ? json::textAt(body, "type") : std::string{};
    return type.starts_with(kPrefix) ? type.substr(kPrefix.size()) : std::string{};
}

EngineFixture::EngineFixture(std::map<std::string, std::string> flags) : m_flags{std::move(flags)}
{
    engine::InitRequest request{.directory = directory(),
                                .administrator = "ada",
                                .password = Secret{kPassword},
                                .passphrase = Secret{kPassphrase}};
    if (onPostgres())
        request.database.url = m_url = PostgresCluster::get().empty();
    if (auto report = engine::initialise(request, clock, random); !report)
        giveUp("initialise", report.error());
    open();
}

EngineFixture::~EngineFixture()
{
    stop();
    if (!m_url.empty())
        PostgresCluster::get().drop(m_url);
}

std::unique_ptr<db::Connection> EngineFixture::reader() const
{
    auto connection = m_url.empty() ? db::openSqliteReadOnly(directory() + "/dewar.db") : readerOf(m_url);
    if (!connection)
        giveUp("look into the database", connection.error());
    return std::move(*connection);
}

void EngineFixture::tamper(std::string_view sql)
{
    auto const database =
        m_url.empty() ? db::openSqlite(directory() + "/dewar.db") : db::openPostgres({.url = m_url});
    if (!database)
        giveUp("open the database", database.error());
    if (auto done = (*database)->writer().execute(sql); !done)
        giveUp("change the database", done.error());
}

void EngineFixture::open()
{
    auto opened = engine::Engine::open(
        {.directory = directory(), .passphrase = Secret{kPassphrase}, .flags = m_flags}, clock, random);
    if (!opened)
        giveUp("open the engine", opened.error());
    m_engine = std::move(*opened);
    if (auto started = m_engine->startWithoutListeners(); !started)
        giveUp("start the engine", started.error());
}

void EngineFixture::stop()
{
    if (m_engine)
        m_engine->stop();
    m_engine.reset();
}

void EngineFixture::restart()
{
    stop();
    open();
}

Reply EngineFixture::raw(http::Request request)
{
    request.peer.address = address;
    auto response = m_engine->pipeline().run(std::move(request));
    Reply reply{.status = response.status, .text = std::move(response.body), .headers = std::move(response.headers)};
    if (auto document = json::parse(reply.text, {.bytesMax = 64 << 20, .bigIntegers = true}))
        reply.body = std::move(*document);
    // Attacked on the side by every test: no answer tells where the engine lies on its machine.
    if (reply.text.find(directory()) != std::string::npos)
        QTest::qFail(("an answer names the data directory: " + reply.text.substr(0, 400)).c_str(), __FILE__, __LINE__);
    return reply;
}

Reply EngineFixture::call(std::string_view method, std::string_view path, json::Value const& body, std::string_view token,
                          std::vector<http::Header> headers)
{
    http::Request request;
    request.listener = listener;
    request.method = methodOf(method);
    request.methodName = std::string{method};
    auto const question = path.find('?');
    request.path = std::string{path.substr(0, question)};
    request.query = question == std::string_view::npos ? std::string{} : std::string{path.substr(question + 1)};
    request.headers = std::move(headers);
    if (!body.is_null()) {
        request.body = json::text(body);
        if (request.header("content-type") == nullptr)
            request.headers.push_back({"content-type", "application/json"});
    }
    if (!token.empty())
        request.headers.push_back({"authorization", "Bearer " + std::string{token}});
    return raw(std::move(request));
}

int EngineFixture::ingest(std::string_view token, std::string lines)
{
    http::Request request;
    request.listener = http::Listener::Data;
    request.method = http::Method::Post;
    request.methodName = "POST";
    request.path = "/api/v1/logs/ingest";
    request.body = std::move(lines);
    request.headers = {{"content-type", "application/x-ndjson"}, {"authorization", "Bearer " + std::string{token}}};
    return raw(std::move(request)).status;
}

Reply EngineFixture::signInReply(std::string_view name, std::string_view password, std::string_view from)
{
    http::Request request;
    request.listener = http::Listener::Data;
    request.method = http::Method::Post;
    request.methodName = "POST";
    request.path = "/oauth/token";
    request.body = "grant_type=password&username=" + percentEncoded(name) + "&password=" + percentEncoded(password);
    request.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
    auto const before = std::exchange(address, std::string{from});
    auto reply = raw(std::move(request));
    address = before;
    return reply;
}

std::string EngineFixture::signIn(std::string_view name, std::string_view password)
{
    return signInReply(name, password, address).at("/access_token");
}

std::string const& EngineFixture::admin()
{
    if (m_adminToken.empty() || clock.now() - m_adminTokenAt > std::chrono::minutes{4}) {
        m_adminToken = signIn("ada");
        m_adminTokenAt = clock.now();
    }
    return m_adminToken;
}

std::string EngineFixture::addUser(std::string_view name, std::vector<std::string> const& roles)
{
    json::Array names;
    for (auto const& role : roles)
        names.emplace_back(role);
    auto const reply = call("POST", "/api/v1/users",
                            json::Object{{"name", name}, {"password", kPassword}, {"roles", std::move(names)}}, admin());
    if (reply.status != 201)
        giveUp("add a user", failed(ErrorCode::Internal, reply.text));
    return reply.at("/id");
}

std::string EngineFixture::addRole(std::string_view name, std::vector<std::string> const& permissions)
{
    json::Array list;
    for (auto const& permission : permissions)
        list.emplace_back(permission);
    auto const reply = call("POST", "/api/v1/roles", json::Object{{"name", name}, {"permissions", std::move(list)}}, admin());
    if (reply.status != 201)
        giveUp("add a role", failed(ErrorCode::Internal, reply.text));
    return reply.at("/id");
}

} // namespace support
