// A temporary engine for the demo: its directory, its process, and connections to it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/http/api_connection.h"
#include "core/platform/json/json.h"
#include "core/platform/os/process.h"

namespace dewarctl {

struct Answer {
    int status = 0;
    core::json::Value body; // null when empty or not JSON
    std::string text;
    std::vector<core::http::Header> headers;

    std::string header(std::string_view name) const;
    // A member of the body by JSON pointer, as text; empty when absent.
    std::string at(std::string_view pointer) const;
};

// One side of the engine as somebody with a token sees it.
class Caller {
public:
    static core::Result<Caller> open(std::string const& address, std::string const& authorityPem);

    void setToken(std::string token) { m_token = std::move(token); }
    std::string const& token() const { return m_token; }
    core::Result<Answer> send(std::string_view method, std::string_view path, std::string_view body = {},
                              std::vector<core::http::Header> headers = {});
    core::Result<Answer> get(std::string_view path) { return send("GET", path); }
    core::Result<Answer> post(std::string_view path, core::json::Value const& body);
    // Sign-in with a password; keeps the access token when it is given one.
    core::Result<Answer> signIn(std::string_view name, std::string_view password);
    core::Result<Answer> form(std::string_view path, std::string_view fields);

private:
    explicit Caller(core::http::ApiConnection connection) : m_connection{std::move(connection)} {}

    core::http::ApiConnection m_connection;
    std::string m_token;
};

// DIRECTORY/password and DIRECTORY/passphrase (0600), as every demo has them.
core::Status writeDemoSecrets(std::string const& directory, std::string const& password);

class DemoEngine {
public:
    // Makes the directory and runs `deward init`.
    static core::Result<std::unique_ptr<DemoEngine>> create(std::string const& administrator,
                                                            std::string const& password);
    ~DemoEngine();

    core::Status serve();     // starts the process and waits until it is ready
    core::Status killHard();  // kill -9
    core::Status terminate(); // SIGTERM; fails unless it ends with 0
    std::string const& directory() const { return m_directory; }
    std::string dataDirectory() const { return m_directory + "/data"; }
    std::string const& dataAddress() const { return m_dataAddress; }
    std::string const& adminAddress() const { return m_adminAddress; }
    std::string const& authorityPem() const { return m_authorityPem; }
    core::json::Value const& initReport() const { return m_initReport; }
    int processId() const { return m_child ? m_child->id() : 0; }
    // Runs a program beside this one to its end and answers its exit code; output goes to a file it names.
    core::Result<int> run(std::string_view program, std::vector<std::string> const& arguments,
                          std::string& output);
    void keep() { m_keep = true; }

private:
    explicit DemoEngine(std::string directory) : m_directory{std::move(directory)} {}
    core::Status init(std::string const& administrator, std::string const& password);

    std::string m_directory;
    std::string m_dataAddress;
    std::string m_adminAddress;
    std::string m_authorityPem;
    core::json::Value m_initReport;
    std::optional<core::os::Child> m_child;
    bool m_keep = false;
    int m_runs = 0;
};

} // namespace dewarctl
