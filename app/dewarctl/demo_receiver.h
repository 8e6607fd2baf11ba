// The other end of a webhook: a small HTTPS server of the demo's own, with a certificate of its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/platform/crypto/random.h"
#include "core/platform/http/server.h"

namespace dewarctl {

class DemoReceiver final : public core::http::Handler {
public:
    static core::Result<std::unique_ptr<DemoReceiver>> start();
    ~DemoReceiver() override;

    std::uint16_t port() const { return m_server->port(); }
    std::string const& authorityPem() const { return m_authorityPem; }
    // The first message, waited for at most that long; nothing when none came.
    std::optional<core::http::Request> firstMessage(std::chrono::milliseconds timeMax);
    std::size_t received();

    void handle(core::http::Request&& request, std::size_t worker, core::http::Respond respond) override;
    core::http::Response refusal(int status, std::string_view reason) override;
    void tick(std::size_t) override {}

private:
    DemoReceiver() = default;

    core::crypto::SystemRandom m_random;
    std::unique_ptr<core::http::Server> m_server;
    std::string m_authorityPem;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<core::http::Request> m_messages;
};

} // namespace dewarctl
