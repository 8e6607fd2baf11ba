// Starts listeners on loopback with certificates made for this run.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_server.h"

#include <cstdio>
#include <cstdlib>

namespace support {

Authority const& testAuthority()
{
    static Authority const authority{"Dewar test authority"};
    return authority;
}

KeyPair const& testServerPair()
{
    static KeyPair const pair =
        testAuthority().issue("localhost", {"DNS:localhost", "IP:127.0.0.1", "IP:0:0:0:0:0:0:0:1"});
    return pair;
}

void EchoHandler::handle(core::http::Request&& request, std::size_t, core::http::Respond respond)
{
    {
        std::scoped_lock const lock{m_mutex};
        m_requests.push_back(request);
    }
    if (answer)
        return answer(std::move(request), std::move(respond));
    core::http::Response response;
    response.headers.push_back({"Content-Type", "text/plain"});
    response.body = request.methodName + " " + request.path + (request.query.empty() ? "" : "?") +
                    request.query + "\n" + request.body;
    respond(std::move(response));
}

core::http::Response EchoHandler::refusal(int status, std::string_view reason)
{
    return {status, {{"Content-Type", "text/plain"}}, std::string{reason}};
}

std::vector<core::http::Request> EchoHandler::requests() const
{
    std::scoped_lock const lock{m_mutex};
    return m_requests;
}

core::http::ServerConfig testConfig()
{
    core::http::ServerConfig config;
    config.certificateChainPem = testServerPair().certificatePem;
    config.privateKeyPem = core::Secret{testServerPair().keyPem};
    return config;
}

std::unique_ptr<core::http::Server> startServer(core::http::Handler& handler, core::http::ServerConfig config)
{
    auto started = core::http::Server::start(std::move(config), handler);
    if (!started) {
        std::fprintf(stderr, "the test server did not start: %s (%s)\n", started.error().message.c_str(),
                     started.error().detail.c_str());
        std::abort();
    }
    return std::move(*started);
}

} // namespace support
