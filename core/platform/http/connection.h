// One client connection: handshake, requests one after another, answers in order, deadlines, lingering close.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/http/request_parser.h"
#include "core/platform/http/worker.h"

namespace core::http {

// Belongs to its worker's thread. OpenSSL reads and writes the socket itself; Asio only says when it is
// ready.
class Connection {
public:
    Connection(Worker& worker, std::uint32_t slot, Socket socket, Address const& address, std::uint16_t port,
               Tls tls);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    void start();
    std::uint64_t ticket() const { return m_ticket; }   // 0: no request waits for its answer
    void answer(Response&& response);
    // Cuts what is past its deadline; tells the next one.
    Moment sweep(Moment now);
    void drain();
    void close();
    bool buriable() const { return m_phase == Phase::Dead && m_waits == 0; }
    bool live() const { return m_phase != Phase::Dead; }

private:
    enum class Phase { Handshake, Idle, Head, Body, Answering, Writing, Lingering, Dead };
    enum class Step { Again, AwaitRead, AwaitWrite, Parked, Over };

    void enter(Phase phase);
    std::chrono::milliseconds limitOf(Phase phase) const;
    void proceed();
    Step step();
    Step shakeHands();
    Step takeIn();
    Step readMore();
    bool parse();              // false: more bytes are needed
    bool parseHead();
    void dispatch();
    Step flush();
    Step writeOut();
    Step linger();
    Step discard();
    Step stepFor(int sslResult);
    void refuse(int status, std::string_view reason);
    void compose(Response const& response, bool close);
    void nextRequest();
    void await(Socket::wait_type what);
    void yieldTurn();
    std::string_view unread() const { return {m_in.data() + m_inAt, m_inEnd - m_inAt}; }

    Worker& m_worker;
    std::uint32_t const m_slot;
    Socket m_socket;
    Address const m_address;
    Peer m_peer;
    Tls m_tls;
    Phase m_phase = Phase::Handshake;
    Moment m_deadline{};

    std::vector<char> m_in;
    std::size_t m_inAt = 0;
    std::size_t m_inEnd = 0;
    HeadScan m_scan;
    Request m_request;
    std::optional<RequestParser> m_parser;
    Method m_method = Method::Get;
    std::uint64_t m_ticket = 0;

    std::string m_out;
    std::size_t m_outAt = 0;
    std::size_t m_lingerBytes = 0;
    int m_waits = 0;                // operations of the io_context that still point here
    bool m_readAwaited = false;
    bool m_writeAwaited = false;
    bool m_fresh = false;           // unread() holds bytes the parser has not seen
    bool m_quiet = false;           // an answer just left: the next bytes take a while
    bool m_close = false;           // after the answer that is being made
    bool m_inside = false;          // within Handler::handle()
};

} // namespace core::http
