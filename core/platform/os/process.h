// This process and its children: no core images, signals by waiting, memory in use, argument lists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::os {

// No core image, no ptrace by the same user: keys and passphrases are in this memory. Before the first
// secret.
Status disableCoreDumps();
// New files are closed to group and others even where a foreign library opens them. Before the first thread.
void closeNewFilesToOthers();

// Freed memory goes back to the system, but not page by page. Before the first thread.
void tuneHeap();

enum class StopSignal { Terminate, Interrupt };
// SIGTERM and SIGINT wait for waitForSignal, SIGPIPE is ignored. Before the first thread: threads inherit it.
Status blockSignals();
// One thread, after blockSignals. Without a value: `timeMax` passed.
Result<std::optional<StopSignal>> waitForSignal(std::optional<std::chrono::milliseconds> timeMax = {});

// One line of standard input, without its end: how another program hands over a passphrase, never by argument or
// file. Byte by byte, so that the next line is still there for the next call. Invalid when empty or too long.
Result<Secret> readSecretLine(std::size_t bytesMax = 4096);
// What a command line names: "-" is one line of standard input, all else a private file (readSecretFile).
Result<Secret> readSecret(std::string const& path);

int processId();
// Physical memory of this process, in bytes.
Result<std::uint64_t> residentBytes();
// The file this process runs from; a demo finds the engine beside it.
Result<std::string> programPath();

struct ChildOptions {
    std::vector<std::string> environment = {}; // "NAME=value", added to ours
    std::string outputPath = {};               // new file, 0600; empty: /dev/null
    std::string errorPath = {};                // same
};

// A child process. Killed and reaped when this object dies before it. One thread.
class Child {
public:
    // No shell, no search path: `program` is a path. The child's signal mask is clear.
    static Result<Child> start(std::string const& program, std::vector<std::string> const& arguments,
                               ChildOptions const& options = {});
    ~Child();
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;

    int id() const { return m_id; }
    // The exit code, 128 + number for a signal (as the shell says it); without a value: still running at the
    // end of `timeMax`. The answer stays the same after the end.
    Result<std::optional<int>> wait(std::chrono::milliseconds timeMax);
    // Sends SIGTERM or SIGKILL; Done also when it has ended.
    Status terminate();
    Status kill();

private:
    explicit Child(int id) : m_id{id} {}
    Status signal(int number);

    int m_id = -1;
    std::optional<int> m_exit;
};

} // namespace core::os
