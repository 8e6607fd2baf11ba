// A real listener with a handler that a test can look into.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/platform/http/server.h"
#include "tests/support/certificates.h"

namespace support {

Authority const& testAuthority();
KeyPair const& testServerPair();    // localhost, 127.0.0.1, ::1

// Answers 200 with "METHOD target\n" and the body; `answer` replaces that.
class EchoHandler final : public core::http::Handler {
public:
    using Answer = std::function<void(core::http::Request&&, core::http::Respond)>;

    void handle(core::http::Request&& request, std::size_t worker, core::http::Respond respond) override;
    core::http::Response refusal(int status, std::string_view reason) override;
    void tick(std::size_t) override { ++ticks; }
    std::vector<core::http::Request> requests() const;

    Answer answer;
    std::atomic<int> ticks = 0;

private:
    mutable std::mutex m_mutex;
    std::vector<core::http::Request> m_requests;
};

core::http::ServerConfig testConfig();
std::unique_ptr<core::http::Server> startServer(core::http::Handler& handler,
                                                core::http::ServerConfig config = testConfig());

} // namespace support
