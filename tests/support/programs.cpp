// Children with files for their output.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/programs.h"

#include <atomic>
#include <chrono>

#include <signal.h>

#include "core/platform/json/json.h"
#include "core/platform/os/files.h"

namespace support {

using namespace core;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kOutputBytesMax = 16 << 20;

std::string readOr(std::string const& path)
{
    auto text = os::readFile(path, kOutputBytesMax);
    return text ? *text : std::string{};
}

} // namespace

Ran run(std::string const& program, std::vector<std::string> const& arguments,
        std::vector<std::string> const& environment)
{
    auto const folder = os::makeTemporaryDirectory("dewar-run-");
    if (!folder)
        return {.exit = -1, .out = {}, .err = folder.error().message};
    auto const path = program.find('/') == std::string::npos ? BINARY_DIR "/bin/" + program : program;
    Ran ran;
    auto child = os::Child::start(
        path, arguments,
        {.environment = environment, .outputPath = *folder + "/out", .errorPath = *folder + "/err"});
    if (!child)
        return {.exit = -1, .out = {}, .err = child.error().message};
    auto const code = child->wait(120s);
    if (code && *code)
        ran.exit = **code;
    ran.out = readOr(*folder + "/out");
    ran.err = readOr(*folder + "/err");
    static_cast<void>(os::removeTree(*folder)); // Below /tmp; nothing depends on its end.
    return ran;
}

ServedEngine::ServedEngine()
{
    auto made = os::makeTemporaryDirectory("dewar-test-");
    if (!made)
        return; // init() fails and says so.
    m_folder = *made;
    static_cast<void>(os::writeFileAtomically(passwordFile(), "violet anchors drift at noon\n"));
    static_cast<void>(
        os::writeFileAtomically(passphraseFile(), "seven copper kettles sing below the stairs\n"));
}

ServedEngine::~ServedEngine()
{
    m_child.reset();
    static_cast<void>(os::removeTree(m_folder));
}

Ran ServedEngine::init(std::vector<std::string> const& more)
{
    std::vector<std::string> arguments{
        "init",           "--data",          data(),         "--admin",
        kAdministrator,   "--password-file", passwordFile(), "--passphrase-file",
        passphraseFile(), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run("deward", arguments);
}

std::vector<std::string> ServedEngine::serveArguments() const
{
    return {"serve",         "--data",  data(),        "--listen",
            "127.0.0.1:0",   "--admin", "127.0.0.1:0", "--passphrase-file",
            passphraseFile()};
}

bool ServedEngine::serve(std::vector<std::string> const& more)
{
    auto const ready = m_folder + "/ready.json";
    static_cast<void>(os::removeFile(ready));
    auto arguments = serveArguments();
    arguments.insert(arguments.end(), {"--ready-file", ready});
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto child =
        os::Child::start(BINARY_DIR "/bin/deward", arguments, {.errorPath = m_folder + "/deward.log"});
    if (!child)
        return false;
    m_child = std::move(*child);
    for (int i = 0; i < 1200; ++i) {
        auto const document = json::parse(readOr(ready));
        if (document) {
            m_dataAddress = json::textAt(*document, "data");
            m_adminAddress = json::textAt(*document, "admin");
            return true;
        }
        auto const ended = m_child->wait(50ms);
        if (!ended || *ended)
            return false;
    }
    return false;
}

int ServedEngine::stop()
{
    if (!m_child || !m_child->terminate())
        return -1;
    auto const code = m_child->wait(30s);
    return code && *code ? **code : -1;
}

void ServedEngine::killHard()
{
    m_child.reset();
}

void ServedEngine::pause()
{
    if (m_child)
        ::kill(m_child->id(), SIGSTOP);
}

void ServedEngine::resume()
{
    if (m_child)
        ::kill(m_child->id(), SIGCONT);
}

std::string ServedEngine::error() const
{
    return readOr(m_folder + "/deward.log");
}

Ran ServedEngine::ctl(std::vector<std::string> words, std::vector<std::string> const& environment) const
{
    std::vector<std::string> arguments{"--server",        m_adminAddress, "--ca",
                                       authority(),       "--user",       kAdministrator,
                                       "--password-file", passwordFile()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return run("dewarctl", arguments, environment);
}

} // namespace support
