// A plain TCP server on loopback that says exactly what a test tells it, and remembers what it was sent.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace support {

class ScriptedServer {
public:
    // One answer per connection, the last one for ever; an empty answer closes without a word.
    explicit ScriptedServer(std::vector<std::string> answers, std::chrono::milliseconds pause = {});
    ~ScriptedServer();
    ScriptedServer(ScriptedServer const&) = delete;
    ScriptedServer& operator=(ScriptedServer const&) = delete;

    std::uint16_t port() const { return m_port; }
    int connections() const { return m_connections; }
    std::vector<std::string> received() const;   // one text per connection
    bool endless = false; // repeats the answer's last 4096 bytes until the client leaves

private:
    void serve();
    void converse(int socket, std::string const& answer);

    std::vector<std::string> const m_answers;
    std::chrono::milliseconds const m_pause;
    int m_listening = -1;
    std::uint16_t m_port = 0;
    std::atomic<int> m_connections = 0;
    std::atomic<bool> m_stopping = false;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_received;
    std::thread m_thread;
};

} // namespace support
