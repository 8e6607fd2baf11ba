// The demo's webhook receiver.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/demo_receiver.h"

#include "core/base/clock.h"
#include "core/platform/crypto/certificate.h"

namespace dewarctl {

using namespace core;

namespace {
constexpr std::size_t kMessagesMax = 100;
}

Result<std::unique_ptr<DemoReceiver>> DemoReceiver::start()
{
    std::unique_ptr<DemoReceiver> receiver{new DemoReceiver};
    auto const now = SystemClock{}.now();
    crypto::Validity const validity{now - std::chrono::minutes{5}, now + std::chrono::hours{24}};
    auto const authority = TRY(crypto::CertificateAuthority::create({.name = "Demo receiver",
                                                                     .purpose = crypto::Purpose::Server,
                                                                     .validity = validity,
                                                                     .dnsNames = {"localhost"},
                                                                     .addresses = {"127.0.0.1"}},
                                                                    receiver->m_random));
    auto certificate = TRY(authority.issueServer({.name = "Demo receiver",
                                                  .validity = validity,
                                                  .dnsNames = {"localhost"},
                                                  .addresses = {"127.0.0.1"}},
                                                 receiver->m_random));
    receiver->m_authorityPem = TRY(authority.certificatePem());
    http::ServerConfig config{.host = "127.0.0.1",
                              .certificateChainPem = certificate.certificatePem,
                              .privateKeyPem = std::move(certificate.privateKeyPem)};
    config.workers = 1;
    receiver->m_server = TRY(http::Server::start(std::move(config), *receiver));
    return receiver;
}

DemoReceiver::~DemoReceiver()
{
    if (m_server)
        m_server->stop();
}

void DemoReceiver::handle(http::Request&& request, std::size_t, http::Respond respond)
{
    {
        std::scoped_lock const lock{m_mutex};
        if (m_messages.size() < kMessagesMax)
            m_messages.push_back(std::move(request));
    }
    m_arrived.notify_all();
    respond(http::Response{.status = 204});
}

http::Response DemoReceiver::refusal(int status, std::string_view)
{
    return http::Response{.status = status, .close = true};
}

std::size_t DemoReceiver::received()
{
    std::scoped_lock const lock{m_mutex};
    return m_messages.size();
}

std::optional<http::Request> DemoReceiver::firstMessage(std::chrono::milliseconds timeMax)
{
    std::unique_lock lock{m_mutex};
    m_arrived.wait_for(lock, timeMax, [this] { return !m_messages.empty(); });
    if (m_messages.empty())
        return std::nullopt;
    return m_messages.front();
}

} // namespace dewarctl
