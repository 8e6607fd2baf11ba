// A whole engine in a folder that goes with the test: every request through the real pipeline, without sockets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <QtCore/QTemporaryDir>

#include "core/engine/engine.h"
#include "core/platform/crypto/random.h"
#include "tests/support/fake_clock.h"

namespace support {

struct Reply {
    int status = 0;
    core::json::Value body;   // null when empty or not JSON
    std::string text;
    std::vector<core::http::Header> headers;

    std::string header(std::string_view name) const;
    std::string at(std::string_view pointer) const;   // by JSON pointer, as text
    std::string problem() const;                      // slug of the problem type, or empty
};

class EngineFixture {
public:
    static constexpr char kPassword[] = "violet tram 92 under snow";
    static constexpr char kPassphrase[] = "a long passphrase that nobody else knows";

    // Sets up and starts; ends the test program with the reason when that fails.
    explicit EngineFixture(std::map<std::string, std::string> flags = {});
    ~EngineFixture();

    core::engine::Engine& engine() { return *m_engine; }
    // A connection of its own to the engine's database, as a test looks at what was stored.
    std::unique_ptr<core::db::Connection> reader() const;
    // SQL with all rights on the engine's database while it is stopped: what whoever owns the store can do.
    void tamper(std::string_view sql);
    std::string directory() const { return (m_folder.path() + "/data").toStdString(); }
    // Stops and opens it again, as a restart would.
    void restart();
    void stop();

    // A described request on the admin listener, or the data listener for paths that only it serves.
    Reply call(std::string_view method, std::string_view path, core::json::Value const& body = nullptr,
               std::string_view token = {}, std::vector<core::http::Header> headers = {});
    Reply raw(core::http::Request request);
    // Lines for the log, sent to the data listener; answers the status.
    int ingest(std::string_view token, std::string lines);
    // The access token of a password sign-in; empty when it is refused.
    std::string signIn(std::string_view name, std::string_view password = kPassword);
    Reply signInReply(std::string_view name, std::string_view password, std::string_view address = "192.0.2.1");
    std::string const& admin();   // a token of the administrator, fresh when the clock moved on
    // A new user with those roles; answers the id.
    std::string addUser(std::string_view name, std::vector<std::string> const& roles);
    std::string addRole(std::string_view name, std::vector<std::string> const& permissions);

    core::http::Listener listener = core::http::Listener::Admin;   // of call()
    std::string address = "192.0.2.1";
    FakeClock clock;
    core::crypto::SystemRandom random;

private:
    void open();

    QTemporaryDir m_folder;
    std::string m_url;   // of a run on PostgreSQL
    std::map<std::string, std::string> m_flags;
    std::unique_ptr<core::engine::Engine> m_engine;
    std::string m_adminToken;
    core::Time m_adminTokenAt{};
};

core::http::Method methodOf(std::string_view name);

} // namespace support
