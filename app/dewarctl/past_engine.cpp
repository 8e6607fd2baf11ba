// The demo's engine with a clock that can be set forward.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/past_engine.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "app/dewarctl/demo_engine.h"
#include "core/platform/os/files.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr std::size_t kAuthorityBytesMax = 1 << 20;
constexpr std::chrono::milliseconds kSettled{25};

} // namespace

void PastClock::advanceTo(Time when)
{
    auto const wanted = std::max(Span{0}, std::chrono::duration_cast<Span>(m_system.now() - when));
    if (wanted < behind())
        m_behind.store(wanted.count(), std::memory_order_relaxed);
}

Result<std::unique_ptr<PastEngine>> PastEngine::createIn(std::string const& directory,
                                                         std::string const& administrator,
                                                         std::string const& password, Span behind)
{
    if (os::exists(directory + "/data"))
        return failed(ErrorCode::Conflict, directory + " holds a data directory already");
    TRY(os::makePrivateDirectory(directory));
    // The engine's threads may not depend on the directory that the process was started from.
    auto const data = std::filesystem::absolute(directory + "/data").lexically_normal().string();
    TRY(writeDemoSecrets(directory, password));
    std::unique_ptr<PastEngine> past{new PastEngine{behind}};
    TRY(engine::initialise({.directory = data,
                            .administrator = administrator,
                            .password = TRY(os::readSecretFile(directory + "/password")),
                            .passphrase = TRY(os::readSecretFile(directory + "/passphrase"))},
                           past->m_clock, past->m_random));
    past->m_authorityPem = TRY(os::readFile(data + "/ca.pem", kAuthorityBytesMax));
    past->m_engine = TRY(
        engine::Engine::open({.directory = data,
                              .passphrase = TRY(os::readSecretFile(directory + "/passphrase")),
                              .flags = {{"server.listen", "127.0.0.1:0"}, {"server.admin", "127.0.0.1:0"}}},
                             past->m_clock, past->m_random));
    TRY(past->m_engine->start());
    return past;
}

PastEngine::~PastEngine()
{
    if (m_engine)
        m_engine->stop();
}

void PastEngine::advanceTo(Time when)
{
    std::this_thread::sleep_for(kSettled);
    m_clock.advanceTo(when);
}

void PastEngine::finish()
{
    std::this_thread::sleep_for(kSettled);
    m_clock.advanceTo(SystemClock{}.now());
    m_engine->stop();
}

} // namespace dewarctl
