// Parsing by libpq itself, so that what is checked is what is used; then a closed list and the transport's
// rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/postgres/postgres_address.h"

#include <algorithm>
#include <array>
#include <memory>

#include <libpq-fe.h>

#include "core/base/text.h"

namespace core::db::postgres {
namespace {

constexpr std::size_t kUrlBytesMax = 4096;
constexpr std::array<std::string_view, 10> kAllowed{
    "host",        "port",    "dbname", "user",     "sslmode",
    "sslrootcert", "sslcert", "sslkey", "passfile", "target_session_attrs"};
// libpq 15 looks for ~/.postgresql/root.crt unless it is told otherwise; these are Debian's.
constexpr char kSystemAuthorities[] = "/etc/ssl/certs/ca-certificates.crt";

struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

Error refused(std::string sentence)
{
    return failed(ErrorCode::Invalid, "the database address " + std::move(sentence));
}

// A socket directory, an abstract socket or a loopback address: nobody stands between.
bool isThisMachine(std::string_view host)
{
    return host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" ||
           host == "::1" ||
           (host.starts_with("127.") &&
            std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); }));
}

} // namespace

Result<Address> Address::parse(std::string const& url)
{
    if (!url.starts_with("postgresql://") && !url.starts_with("postgres://"))
        return refused("must start with postgresql://");
    if (url.size() > kUrlBytesMax || url.find('\0') != std::string::npos)
        return refused("is too long");
    char* problem = nullptr;
    std::unique_ptr<PQconninfoOption, FreeOptions> const options{PQconninfoParse(url.c_str(), &problem)};
    PQfreemem(problem); // It quotes the text, which may hold a password: not shown.
    if (!options)
        return refused("cannot be read; it looks like postgresql://user@host:5432/name");
    std::vector<std::pair<std::string, std::string>> parameters;
    for (auto const* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr)
            continue;
        std::string_view const name = option->keyword;
        if (name == "password" || name == "sslpassword")
            return refused("must not hold a password; give it in a file (--database-password-file)");
        if (std::ranges::find(kAllowed, name) == kAllowed.end())
            return refused("sets " + std::string{name} + ", which is not supported");
        parameters.emplace_back(name, option->val);
    }
    Address address{std::move(parameters)};
    if (address.value("dbname").empty())
        return refused("names no database");
    auto const target = address.value("target_session_attrs");
    if (!target.empty() && target != "read-write")
        return refused("must ask for target_session_attrs=read-write");
    address.set("target_session_attrs", "read-write");
    TRY(address.checkTransport());
    return address;
}

Status Address::checkTransport()
{
    auto const hosts = split(value("host"), ',');
    bool const local = std::ranges::all_of(hosts, isThisMachine);
    auto const mode = value("sslmode");
    if (!local && !mode.empty() && mode != "verify-full")
        return refused("must ask for sslmode=verify-full: not all of its hosts are this machine");
    if (!local)
        set("sslmode", "verify-full");
    else if (mode.empty())
        set("sslmode", "disable");
    if (value("sslmode") == "verify-full" && value("sslrootcert").empty())
        set("sslrootcert", kSystemAuthorities);
    return Done{};
}

std::string_view Address::value(std::string_view name) const
{
    auto const found =
        std::ranges::find_if(m_parameters, [&](auto const& parameter) { return parameter.first == name; });
    return found == m_parameters.end() ? std::string_view{} : std::string_view{found->second};
}

void Address::set(std::string name, std::string value)
{
    auto const found =
        std::ranges::find_if(m_parameters, [&](auto const& parameter) { return parameter.first == name; });
    if (found != m_parameters.end())
        found->second = std::move(value);
    else
        m_parameters.emplace_back(std::move(name), std::move(value));
}

std::string Address::text() const
{
    auto const hosts = split(value("host"), ',');
    auto const ports = split(value("port"), ',');
    std::string text;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        auto const port = ports.size() == 1  ? ports.front()
                          : i < ports.size() ? ports[i]
                                             : std::string_view{};
        text.append(text.empty() ? "" : ",").append(hosts[i].empty() ? "local socket" : hosts[i]);
        if (!port.empty())
            text.append(":").append(port);
    }
    return text.append("/").append(value("dbname"));
}

} // namespace core::db::postgres
