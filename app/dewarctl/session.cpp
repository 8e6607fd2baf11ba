// Sign-in (RFC 6749, 4.3) and calls over one kept connection.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/session.h"

#include <charconv>

#include <boost/json.hpp>

#include "app/dewarctl/output.h"
#include "core/base/text.h"

namespace dewarctl {

using namespace core;

Result<http::ApiAddress> addressOf(std::string_view url, std::string authorityPem)
{
    auto const wrong = [&] {
        return failed(ErrorCode::Invalid,
                      "'" + printable(url) + "' is no address like https://127.0.0.1:8444");
    };
    constexpr std::string_view kScheme = "https://";
    if (!url.starts_with(kScheme))
        return wrong();
    url.remove_prefix(kScheme.size());
    if (url.ends_with('/'))
        url.remove_suffix(1);
    http::ApiAddress address;
    address.authorityPem = std::move(authorityPem);
    auto portAt = url.rfind(':');
    if (url.starts_with('[')) {
        auto const end = url.find(']');
        if (end == std::string_view::npos)
            return wrong();
        address.host = url.substr(1, end - 1);
        portAt = end + 1 < url.size() ? end + 1 : std::string_view::npos;
        if (portAt != std::string_view::npos && url[portAt] != ':')
            return wrong();
    } else {
        address.host = url.substr(0, portAt);
    }
    if (portAt != std::string_view::npos) {
        auto const digits = url.substr(portAt + 1);
        auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
        if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size() || address.port == 0)
            return wrong();
    }
    if (address.host.empty() || address.host.find_first_of("/@?# ") != std::string::npos)
        return wrong();
    return address;
}

Session::Session(http::ApiConnection connection, Random& random, Secret token, std::optional<Login> login)
    : m_connection{std::move(connection)}, m_random{random}, m_token{std::move(token)}, m_login{
                                                                                            std::move(login)}
{
}

Result<std::vector<Operation>> Session::operations()
{
    auto const answer =
        TRY(m_connection.exchange("GET", "/api/v1/openapi.json", {{"Accept", "application/json"}}, ""));
    if (answer.status != 200)
        return failed(ErrorCode::BadGateway,
                      problemText("reading the interface", answer.status, answer.body));
    return operationsIn(TRY(json::parse(answer.body, {.bytesMax = 16 << 20})));
}

Status Session::signIn()
{
    if (!m_login)
        return failed(ErrorCode::Invalid, "say who you are: --user and --password-file, or DEWAR_TOKEN");
    auto const form = "grant_type=password&username=" + percentEncoded(m_login->user) +
                      "&password=" + percentEncoded(m_login->password.view());
    auto const answer = TRY(m_connection.exchange(
        "POST", "/oauth/token",
        {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}}, form));
    if (answer.status != 200)
        return failed(ErrorCode::Unauthenticated, problemText("sign-in", answer.status, answer.body));
    m_token = Secret{json::textAt(TRY(json::parse(answer.body)), "access_token")};
    if (m_token.empty())
        return failed(ErrorCode::BadGateway, "sign-in brought no token");
    return Done{};
}

Result<http::Response> Session::run(Operation const& operation, Call const& call, std::string_view ifMatch)
{
    if (operation.needsToken && m_token.empty())
        TRY(signIn());
    std::vector<http::Header> headers{{"Accept", "application/json, application/problem+json, */*"}};
    if (operation.needsToken)
        headers.push_back({"Authorization", "Bearer " + std::string{m_token.view()}});
    if (!call.contentType.empty())
        headers.push_back({"Content-Type", call.contentType});
    if (call.method != "GET")
        headers.push_back({"Idempotency-Key", newToken(m_random, 16)});
    if (!ifMatch.empty())
        headers.push_back({"If-Match", std::string{ifMatch}});
    return m_connection.exchange(call.method, call.target, headers, call.body);
}

} // namespace dewarctl
