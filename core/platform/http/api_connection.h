// A connection kept open to one engine, for dewarctl: verified only by the given authority.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/http/message.h"

namespace core::http {

struct ApiAddress {
    std::string host; // name or numeric address (IPv6 without brackets); the certificate must carry it
    std::uint16_t port = 8443;
    std::string authorityPem;               // the only one that is trusted
    std::string clientCertificatePem = {};
    Secret clientKeyPem = {};
    std::chrono::milliseconds timeMax{120'000};   // one exchange
    std::size_t answerBytesMax = 64 * 1024 * 1024;
};

// One thread at a time. No egress policy: its user named the engine.
class ApiConnection {
public:
    static Result<ApiConnection>
    open(ApiAddress address); // checks the PEM texts; connects at the first exchange
    ApiConnection(ApiConnection&&) noexcept;
    ApiConnection& operator=(ApiConnection&&) noexcept;
    ~ApiConnection();

    // Connects anew, once, when a kept connection turns out closed before a byte of the answer.
    // Names of the answer's headers are in lower case. BadGateway for the network.
    Result<Response> exchange(std::string_view method, std::string_view target,
                              std::vector<Header> const& headers, std::string_view body);

private:
    struct Parts;
    explicit ApiConnection(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace core::http
