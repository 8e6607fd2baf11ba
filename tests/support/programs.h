// The built programs as a test sees them: arguments in, exit code and output out; and a served engine in a folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/os/process.h"

namespace support {

struct Ran {
    int exit = -1; // -1: could not be started or did not end in time
    std::string out = {};
    std::string err = {};
};

// Runs a program to its end, at most two minutes. A name without a slash lies in the build's bin folder.
Ran run(std::string const& program, std::vector<std::string> const& arguments,
        std::vector<std::string> const& environment = {});

// A data directory with secrets beside it, and a `deward` that serves it. Ends with the test.
class ServedEngine {
public:
    static constexpr char kAdministrator[] = "root-admin";

    ServedEngine();
    ~ServedEngine();

    // deward init; the answer of the program.
    Ran init(std::vector<std::string> const& more = {});
    // deward serve, until its addresses are known; false with the log in error() when it ended instead.
    bool serve(std::vector<std::string> const& more = {});
    // SIGTERM, and the exit code.
    int stop();
    void killHard();
    // The whole process is halted (SIGSTOP), as in a paused machine, and goes on.
    void pause();
    void resume();

    std::vector<std::string> serveArguments() const; // without the ready file
    std::string folder() const { return m_folder; }
    std::string data() const { return m_folder + "/data"; }
    std::string authority() const { return data() + "/ca.pem"; }
    std::string passwordFile() const { return m_folder + "/password"; }
    std::string passphraseFile() const { return m_folder + "/passphrase"; }
    std::string const& dataAddress() const { return m_dataAddress; }
    std::string const& adminAddress() const { return m_adminAddress; }
    std::string error() const;
    // dewarctl as the administrator.
    Ran ctl(std::vector<std::string> words, std::vector<std::string> const& environment = {}) const;

private:
    std::string m_folder;
    std::string m_dataAddress;
    std::string m_adminAddress;
    std::optional<core::os::Child> m_child;
};

} // namespace support
