// curl, as a program of its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/asking.h"

#include <cstdlib>

#include <boost/json.hpp>

namespace support {

using namespace core;

Answer ask(ServedEngine const& engine, std::string const& url, std::vector<std::string> const& more)
{
    std::vector<std::string> arguments{"-s", "-i", "--max-time", "40", "--cacert", engine.authority(), url};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto const ran = run("/usr/bin/curl", arguments);
    Answer answer;
    auto const gap = ran.out.find("\r\n\r\n");
    answer.head = ran.out.substr(0, gap);
    auto const text = gap == std::string::npos ? std::string{} : ran.out.substr(gap + 4);
    if (auto body = json::parse(text, {.bytesMax = 64 << 20, .bigIntegers = true}))
        answer.body = std::move(*body);
    if (answer.head.size() > 12)
        answer.status = std::atoi(answer.head.c_str() + 9);
    return answer;
}

Answer get(ServedEngine const& engine, std::string const& token, std::string const& path)
{
    return ask(engine, engine.adminAddress() + "/api/v1" + path, {"-H", "Authorization: Bearer " + token});
}

Answer post(ServedEngine const& engine, std::string const& token, std::string const& path,
            std::string const& body)
{
    return ask(engine, engine.adminAddress() + "/api/v1" + path,
               {"-H", "Authorization: Bearer " + token, "-H", "Content-Type: application/json", "-d", body});
}

std::string signIn(ServedEngine const& engine, std::string const& name, std::string const& password)
{
    return ask(engine, engine.dataAddress() + "/oauth/token",
               {"--data-urlencode", "grant_type=password", "--data-urlencode", "username=" + name,
                "--data-urlencode", "password=" + password})
        .at("access_token");
}

std::string signInAsAdministrator(ServedEngine const& engine)
{
    return signIn(engine, ServedEngine::kAdministrator, "violet anchors drift at noon");
}

Ran join(ServedEngine const& one, ServedEngine const& two)
{
    return run("deward", {"join", "--data", two.data(), "--from", one.data(), "--passphrase-file",
                          two.passphraseFile(), "--json"});
}

} // namespace support
