// Accepts one connection after another and plays the script.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace support {

ScriptedServer::ScriptedServer(std::vector<std::string> answers, std::chrono::milliseconds pause)
    : m_answers{std::move(answers)}, m_pause{pause}
{
    m_listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    ::bind(m_listening, reinterpret_cast<sockaddr*>(&place), size);
    ::listen(m_listening, 16);
    ::getsockname(m_listening, reinterpret_cast<sockaddr*>(&place), &size);
    m_port = ntohs(place.sin_port);
    m_thread = std::thread{[this] { serve(); }};
}

ScriptedServer::~ScriptedServer()
{
    m_stopping = true;
    m_thread.join();
    ::close(m_listening);
}

std::vector<std::string> ScriptedServer::received() const
{
    std::scoped_lock const lock{m_mutex};
    return m_received;
}

void ScriptedServer::serve()
{
    while (!m_stopping) {
        pollfd waiting{m_listening, POLLIN, 0};
        if (::poll(&waiting, 1, 20) != 1)
            continue;
        int const socket = ::accept(m_listening, nullptr, nullptr);
        auto const number = static_cast<std::size_t>(m_connections++);
        converse(socket, m_answers[std::min(number, m_answers.size() - 1)]);
        ::close(socket);
    }
}

void ScriptedServer::converse(int socket, std::string const& answer)
{
    std::string heard;
    char buffer[4096];
    pollfd waiting{socket, POLLIN, 0};
    while (heard.find("\r\n\r\n") == std::string::npos && ::poll(&waiting, 1, 500) == 1) {
        auto const got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0)
            break;
        heard.append(buffer, static_cast<std::size_t>(got));
    }
    {
        std::scoped_lock const lock{m_mutex};
        m_received.push_back(heard);
    }
    std::this_thread::sleep_for(m_pause);
    auto bytes = answer;
    while (!m_stopping && !bytes.empty()) {
        if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0)
            return;
        if (!endless)
            break;
        bytes = answer.substr(answer.size() - std::min<std::size_t>(answer.size(), 4096));
    }
    ::shutdown(socket, SHUT_WR);
    if (::poll(&waiting, 1, 200) == 1)
        ::recv(socket, buffer, sizeof buffer, 0);
}

} // namespace support
