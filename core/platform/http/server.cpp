// The listener: binds one socket per network thread and starts and stops the threads.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/server.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "core/platform/http/connection.h"
#include "core/platform/http/descriptor.h"
#include "core/platform/http/worker.h"

namespace core::http {

namespace {
constexpr std::size_t kWorkersMax = 64;
constexpr int kBacklog = 1024;

Result<Descriptor> bound(Address const& address, std::uint16_t port, bool sharedPort)
{
    auto const place = placeOf(address, port);
    Descriptor socket{::socket(place.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    int const on = 1;
    int const off = 0;
    bool sound =
        socket.get() >= 0 && ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
    if (sound && sharedPort)
        sound = ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    if (sound && place.v6)
        sound = ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0;
    if (sound)
        sound = ::bind(socket.get(), reinterpret_cast<sockaddr const*>(&place.storage), place.size) == 0;
    if (sound && sharedPort)
        sound = ::listen(socket.get(), kBacklog) == 0;
    if (!sound) {
        auto const reason =
            errno == EADDRINUSE ? std::string{"the port is in use"} : std::string{std::strerror(errno)};
        return failed(ErrorCode::Unavailable, "cannot listen on " + textOf(address) + " port " +
                                                  std::to_string(port) + ": " + reason);
    }
    return socket;
}

std::uint16_t portOf(int socket)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0)
        return 0;
    std::uint16_t port = 0;
    addressOf(storage, port);
    return port;
}

class BeastServer final : public Server {
public:
    BeastServer(ServerConfig config, Address const& address, Handler& handler)
        : m_config{std::move(config)}, m_address{address}, m_common{m_config, handler} {}
    ~BeastServer() override { stop(); }

    Status open();
    std::string host() const override { return m_config.host; }
    std::uint16_t port() const override { return m_port; }
    std::size_t connections() const override { return m_common.admission.total(); }
    Status replaceCertificate(std::string_view chainPem, Secret const& keyPem) override
    {
        m_common.replace(TRY(
            serverContext(chainPem, keyPem, m_config.clientCertificates, m_config.clientAuthorityPem)));
        return Done{};
    }
    void stop() override;

private:
    Status bindAll();
    void runThreads();

    ServerConfig const m_config;
    Address const m_address;
    Common m_common;
    std::uint16_t m_port = 0;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<std::thread> m_threads;
    std::atomic<bool> m_stopped = false;
};

Status BeastServer::bindAll()
{
    // SO_REUSEPORT would let two engines share a port unseen: a socket without it finds the other one first.
    if (m_config.port != 0)
        (void)TRY(bound(m_address, m_config.port, false));
    m_port = m_config.port;
    for (std::size_t index = 0; index < m_config.workers; ++index) {
        auto socket = TRY(bound(m_address, m_port, true));
        if (m_port == 0)
            m_port = portOf(socket.get());
        auto worker = std::make_unique<Worker>(m_common, index);
        TRY(worker->listen(socket.get(), !m_address.isV4()));
        socket.take();
        m_workers.push_back(std::move(worker));
    }
    return Done{};
}

void BeastServer::runThreads()
{
    // Signals belong to the program's main thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (auto& worker : m_workers) {
        m_threads.emplace_back([&worker = *worker] { worker.run(); });
        pthread_setname_np(m_threads.back().native_handle(), "dewar-http");
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Status BeastServer::open()
{
    m_common.replace(TRY(serverContext(m_config.certificateChainPem, m_config.privateKeyPem,
                                       m_config.clientCertificates, m_config.clientAuthorityPem)));
    TRY(bindAll());
    m_common.hosts = acceptedHosts(m_config.hosts, m_port);
    runThreads();
    return Done{};
}

void BeastServer::stop()
{
    if (m_stopped.exchange(true))
        return;
    for (auto& worker : m_workers)
        worker->drain();
    for (auto& thread : m_threads)
        thread.join();
    m_workers.clear();
}
} // namespace

Result<std::unique_ptr<Server>> Server::start(ServerConfig config, Handler& handler)
{
    auto const address = parseAddress(config.host);
    if (!address)
        return failed(ErrorCode::Invalid, "the listening host must be a numeric address");
    if (config.workers == 0 || config.workers > kWorkersMax)
        return failed(ErrorCode::Invalid, "a listener has 1 to 64 network threads");
    auto server = std::make_unique<BeastServer>(std::move(config), *address, handler);
    TRY(server->open());
    return std::unique_ptr<Server>{std::move(server)};
}

} // namespace core::http
