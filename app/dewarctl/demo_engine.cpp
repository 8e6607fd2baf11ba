// The demo's engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/demo_engine.h"

#include <thread>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/os/files.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::chrono::milliseconds kReadyTimeMax{20'000};

std::string besideUs(std::string_view program)
{
    auto const path = os::programPath();
    auto const directory = path ? path->substr(0, path->rfind('/')) : std::string{"."};
    return directory + "/" + std::string{program};
}

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};

Result<HostPort> hostPortOf(std::string_view address)
{
    constexpr std::string_view kScheme = "https://";
    auto const colon = address.rfind(':');
    if (!address.starts_with(kScheme) || colon <= kScheme.size())
        return failed(ErrorCode::Invalid, "not an https address: " + std::string{address});
    auto const host = address.substr(kScheme.size(), colon - kScheme.size());
    return HostPort{std::string{host},
                    static_cast<std::uint16_t>(std::stoi(std::string{address.substr(colon + 1)}))};
}

} // namespace

std::string Answer::header(std::string_view name) const
{
    for (auto const& header : headers)
        if (header.name == name)
            return header.value;
    return {};
}

std::string Answer::at(std::string_view pointer) const
{
    boost::json::error_code problem;
    auto const* value = body.find_pointer(boost::json::string_view{pointer.data(), pointer.size()}, problem);
    if (value == nullptr || value->is_null())
        return {};
    return value->is_string() ? std::string{value->get_string()} : json::text(*value);
}

Result<Caller> Caller::open(std::string const& address, std::string const& authorityPem)
{
    auto const place = TRY(hostPortOf(address));
    return Caller{TRY(
        http::ApiConnection::open({.host = place.host, .port = place.port, .authorityPem = authorityPem}))};
}

Result<Answer> Caller::send(std::string_view method, std::string_view path, std::string_view body,
                            std::vector<http::Header> headers)
{
    if (!m_token.empty())
        headers.push_back({"Authorization", "Bearer " + m_token});
    auto response = TRY(m_connection.exchange(method, path, headers, body));
    Answer answer{
        .status = response.status, .text = std::move(response.body), .headers = std::move(response.headers)};
    if (auto document = json::parse(answer.text, {.bytesMax = 64 << 20, .bigIntegers = true}))
        answer.body = std::move(*document);
    return answer;
}

Result<Answer> Caller::post(std::string_view path, json::Value const& body)
{
    return send("POST", path, json::text(body), {{"Content-Type", "application/json"}});
}

Result<Answer> Caller::form(std::string_view path, std::string_view fields)
{
    return send("POST", path, fields, {{"Content-Type", "application/x-www-form-urlencoded"}});
}

Result<Answer> Caller::signIn(std::string_view name, std::string_view password)
{
    m_token.clear();
    auto answer = TRY(form("/oauth/token", "grant_type=password&username=" + percentEncoded(name) +
                                               "&password=" + percentEncoded(password)));
    m_token = answer.at("/access_token");
    return answer;
}

Status writeDemoSecrets(std::string const& directory, std::string const& password)
{
    TRY(os::writeFileAtomically(directory + "/password", password + "\n"));
    return os::writeFileAtomically(directory + "/passphrase", "a long passphrase that nobody else knows\n");
}

Result<std::unique_ptr<DemoEngine>> DemoEngine::create(std::string const& administrator,
                                                       std::string const& password)
{
    std::unique_ptr<DemoEngine> engine{new DemoEngine{TRY(os::makeTemporaryDirectory("dewar-demo-"))}};
    TRY(engine->init(administrator, password));
    return engine;
}

DemoEngine::~DemoEngine()
{
    m_child.reset(); // Kills it when it still runs.
    if (!m_keep)
        static_cast<void>(os::removeTree(m_directory)); // A temporary directory; nothing depends on its end.
}

Result<int> DemoEngine::run(std::string_view program, std::vector<std::string> const& arguments,
                            std::string& output)
{
    auto const path = m_directory + "/output-" + std::to_string(++m_runs);
    auto child =
        TRY(os::Child::start(besideUs(program), arguments, {.outputPath = path, .errorPath = path + ".err"}));
    auto const code = TRY(child.wait(std::chrono::milliseconds{120'000}));
    if (!code)
        return failed(ErrorCode::Timeout, std::string{program} + " did not end");
    output = TRY(os::readFile(path, kFileBytesMax)) + TRY(os::readFile(path + ".err", kFileBytesMax));
    return *code;
}

Status DemoEngine::init(std::string const& administrator, std::string const& password)
{
    TRY(writeDemoSecrets(m_directory, password));
    std::string output;
    auto const code =
        TRY(run("deward",
                {"init", "--data", dataDirectory(), "--admin", administrator, "--password-file",
                 m_directory + "/password", "--passphrase-file", m_directory + "/passphrase", "--json"},
                output));
    if (code != 0)
        return failed(ErrorCode::Internal, "deward init ended with " + std::to_string(code) + ": " + output);
    m_initReport = TRY(json::parse(trimmed(output.substr(0, output.find('\n')))));
    m_authorityPem = TRY(os::readFile(dataDirectory() + "/ca.pem", kFileBytesMax));
    return Done{};
}

Status DemoEngine::serve()
{
    auto const ready = m_directory + "/ready.json";
    TRY(os::removeFile(ready));
    // The same addresses again after a restart, so clients need not be told.
    auto listen = [](std::string const& address) {
        return address.empty() ? std::string{"127.0.0.1:0"} : address.substr(address.find("//") + 2);
    };
    m_child = TRY(os::Child::start(
        besideUs("deward"),
        {"serve", "--data", dataDirectory(), "--listen", listen(m_dataAddress), "--admin",
         listen(m_adminAddress), "--passphrase-file", m_directory + "/passphrase", "--ready-file", ready},
        {.errorPath = m_directory + "/deward-" + std::to_string(++m_runs) + ".log"}));
    for (std::chrono::milliseconds waited{0}; waited < kReadyTimeMax;
         waited += std::chrono::milliseconds{50}) {
        if (os::exists(ready)) {
            auto const document = TRY(json::parse(TRY(os::readFile(ready, kFileBytesMax))));
            m_dataAddress = json::textAt(document, "data");
            m_adminAddress = json::textAt(document, "admin");
            return Done{};
        }
        if (TRY(m_child->wait(std::chrono::milliseconds{50})))
            break;
    }
    return failed(ErrorCode::Unavailable, "deward did not become ready");
}

Status DemoEngine::killHard()
{
    TRY(m_child->kill());
    TRY(m_child->wait(std::chrono::milliseconds{10'000}));
    m_child.reset();
    return Done{};
}

Status DemoEngine::terminate()
{
    TRY(m_child->terminate());
    auto const code = TRY(m_child->wait(std::chrono::milliseconds{20'000}));
    m_child.reset();
    if (!code || *code != 0)
        return failed(ErrorCode::Internal, "deward did not end with 0 after SIGTERM");
    return Done{};
}

} // namespace dewarctl
