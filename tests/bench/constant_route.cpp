// Serves one constant JSON answer over TLS: what the listener itself costs, beside nginx. Started by
// servers.py.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/platform/http/server.h"

namespace {
class Constant final : public core::http::Handler {
public:
    explicit Constant(std::string body) : m_body{std::move(body)} {}
    void handle(core::http::Request&&, std::size_t, core::http::Respond respond) override
    {
        core::http::Response response;
        response.headers.push_back({"Content-Type", "application/json"});
        response.body = m_body;
        respond(std::move(response));
    }
    core::http::Response refusal(int status, std::string_view reason) override
    {
        return {status, {}, std::string{reason}};
    }
    void tick(std::size_t) override {}

private:
    std::string const m_body;
};

std::string contents(char const* path)
{
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}
} // namespace

// bench_constant CERTIFICATE KEY BODY PORT THREADS (the first three are files): runs until SIGTERM.
int main(int argc, char** argv)
{
    if (argc != 6) {
        std::fprintf(stderr, "usage: bench_constant CERTIFICATE KEY BODY PORT THREADS\n");
        return 2;
    }
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, nullptr);
    Constant constant{contents(argv[3])};
    core::http::ServerConfig config;
    config.certificateChainPem = contents(argv[1]);
    config.privateKeyPem = core::Secret{contents(argv[2])};
    config.port = static_cast<std::uint16_t>(std::strtoul(argv[4], nullptr, 10));
    config.workers = std::strtoul(argv[5], nullptr, 10);
    auto const server = core::http::Server::start(std::move(config), constant);
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().message.c_str());
        return 1;
    }
    int signal = 0;
    sigwait(&stops, &signal);
    (*server)->stop();
    return 0;
}
