// Keeps one TLS connection to an engine and asks over it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/api_connection.h"

#include <optional>
#include <utility>

#include "core/platform/http/exchange.h"
#include "core/platform/http/resolve.h"
#include "core/platform/http/tls.h"

namespace core::http {

struct ApiConnection::Parts {
    ApiAddress address;
    TlsContext context;
    std::optional<Wire> wire = std::nullopt;

    Result<Wire> connect(Deadline const& deadline) const
    {
        auto failure = failed(ErrorCode::BadGateway, "the engine cannot be reached");
        for (auto const& numeric : TRY(addressesOf(address.host))) {
            auto connected = Wire::connect(numeric, address.port, deadline);
            if (!connected) {
                failure = std::move(connected).error();
                continue;
            }
            TRY(connected->secure(context.get(), address.host, deadline));
            return connected;
        }
        return failure;
    }

    std::string hostHeader() const
    {
        bool const v6 = address.host.find(':') != std::string::npos;
        return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
    }
};

ApiConnection::ApiConnection(std::unique_ptr<Parts> parts) : m_parts{std::move(parts)} {}
ApiConnection::ApiConnection(ApiConnection&&) noexcept = default;
ApiConnection& ApiConnection::operator=(ApiConnection&&) noexcept = default;
ApiConnection::~ApiConnection() = default;

Result<ApiConnection> ApiConnection::open(ApiAddress address)
{
    auto context = TRY(clientContext({.systemAuthorities = false,
                                      .authoritiesPem = {address.authorityPem},
                                      .certificatePem = address.clientCertificatePem,
                                      .keyPem = &address.clientKeyPem}));
    return ApiConnection{std::make_unique<Parts>(Parts{std::move(address), std::move(context)})};
}

Result<Response> ApiConnection::exchange(std::string_view method, std::string_view target,
                                         std::vector<Header> const& headers, std::string_view body)
{
    auto const host = m_parts->hostHeader();
    auto const bytes = TRY(requestBytes({method, target, host, headers, body, false}));
    Deadline const deadline{m_parts->address.timeMax};
    for (;;) {
        bool const kept = m_parts->wire.has_value();
        if (!kept)
            m_parts->wire.emplace(TRY(m_parts->connect(deadline)));
        auto wire = std::move(*std::exchange(m_parts->wire, std::nullopt));
        bool begun = false;
        auto const written = wire.write(bytes, deadline);
        auto answer =
            written ? readAnswer(wire, method == "HEAD", m_parts->address.answerBytesMax, deadline, begun)
                    : Result<Answer>{written.error()};
        if (answer) {
            if (answer->keepAlive)
                m_parts->wire.emplace(std::move(wire));
            return std::move(answer->response);
        }
        if (!kept || begun)
            return std::move(answer).error();
    }
}

} // namespace core::http
