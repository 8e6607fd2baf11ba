// The connection's state machine. Nothing here blocks; every phase has a deadline, every buffer an end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/connection.h"

#include <boost/asio/post.hpp>

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/platform/http/response_writer.h"

namespace core::http {

namespace {
using namespace std::chrono_literals;

constexpr std::size_t kReadBytesMin = 4 * 1024;
constexpr std::size_t kReadBytesMax = 16 * 1024;          // one TLS record
constexpr std::size_t kKeptBufferBytesMax = 64 * 1024;    // larger buffers are given back after use
constexpr std::size_t kLingerBytesMax = 256 * 1024;
constexpr auto kLingerTime = 1000ms;
constexpr int kStepsPerTurnMax = 64; // then the thread's other connections have their turn
} // namespace

Connection::Connection(Worker& worker, std::uint32_t slot, Socket socket, Address const& address,
                       std::uint16_t port, Tls tls)
    : m_worker{worker}, m_slot{slot}, m_socket{std::move(socket)}, m_address{address}, m_tls{std::move(tls)}
{
    m_peer.address = textOf(address);
    m_peer.port = port;
}

Connection::~Connection() { m_worker.common().admission.leave(m_address); }

void Connection::start()
{
    enter(Phase::Handshake);
    await(Socket::wait_read);
}

std::chrono::milliseconds Connection::limitOf(Phase phase) const
{
    auto const& limits = m_worker.common().limits;
    switch (phase) {
    case Phase::Handshake: return limits.handshakeTime;
    case Phase::Idle: return limits.idleTime;
    case Phase::Head: return limits.headerTime;
    case Phase::Body: return limits.bodyTime;
    case Phase::Answering:
    case Phase::Writing: return limits.answerTime;
    case Phase::Lingering:
    case Phase::Dead: return kLingerTime;
    }
    return kLingerTime;
}

void Connection::enter(Phase phase)
{
    m_phase = phase;
    m_deadline = m_worker.now() + limitOf(phase);
    m_worker.sweepBy(m_deadline);
}

void Connection::await(Socket::wait_type what)
{
    bool Connection::*const awaited =
        what == Socket::wait_read ? &Connection::m_readAwaited : &Connection::m_writeAwaited;
    if (this->*awaited)
        return;
    this->*awaited = true;
    ++m_waits;
    m_socket.async_wait(what, [this, awaited](boost::system::error_code) {
        Worker::Turn const turn{m_worker};
        --m_waits;
        this->*awaited = false;
        proceed();   // Also after an error: OpenSSL meets it and ends the connection.
    });
}

void Connection::yieldTurn()
{
    ++m_waits;
    boost::asio::post(m_worker.executor(), [this] {
        Worker::Turn const turn{m_worker};
        --m_waits;
        proceed();
    });
}

void Connection::proceed()
{
    for (int steps = 0; steps < kStepsPerTurnMax; ++steps) {
        if (m_phase == Phase::Dead)
            return;
        switch (step()) {
        case Step::Again: continue;
        case Step::AwaitRead: return await(Socket::wait_read);
        case Step::AwaitWrite: return await(Socket::wait_write);
        case Step::Parked: return;
        case Step::Over: return close();
        }
    }
    yieldTurn();
}

Connection::Step Connection::step()
{
    switch (m_phase) {
    case Phase::Handshake: return shakeHands();
    case Phase::Idle:
    case Phase::Head:
    case Phase::Body: return takeIn();
    case Phase::Answering: return Step::Parked;
    case Phase::Writing: return flush();
    case Phase::Lingering: return discard();
    case Phase::Dead: return Step::Over;
    }
    return Step::Over;
}

Connection::Step Connection::stepFor(int sslResult)
{
    // OpenSSL's list of results is open; all but the two waits end the connection.
    auto const error = SSL_get_error(m_tls.get(), sslResult);
    if (error == SSL_ERROR_WANT_READ)
        return Step::AwaitRead;
    if (error == SSL_ERROR_WANT_WRITE)
        return Step::AwaitWrite;
    if (error != SSL_ERROR_SSL)
        SSL_set_shutdown(m_tls.get(),
                         SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); // Its session may be resumed.
    return Step::Over;
}

Connection::Step Connection::shakeHands()
{
    ERR_clear_error();
    auto const result = SSL_accept(m_tls.get());
    if (result != 1)
        return stepFor(result);
    m_peer.certificatePrint = certificatePrint(m_tls.get());
    nextRequest();
    m_quiet = false;
    return m_worker.draining() ? linger() : Step::Again;
}

Connection::Step Connection::readMore()
{
    // Right after an answer a read would mostly find nothing: wait without asking, unless OpenSSL holds
    // bytes.
    if (std::exchange(m_quiet, false) && SSL_has_pending(m_tls.get()) == 0)
        return Step::AwaitRead;
    if (m_inAt > 0) {
        std::memmove(m_in.data(), m_in.data() + m_inAt, m_inEnd - m_inAt);
        m_inEnd -= m_inAt;
        m_inAt = 0;
    }
    auto const bound = m_worker.common().limits.headerBytesMax + 2 * kReadBytesMax;
    if (m_in.size() - m_inEnd < kReadBytesMin / 2)
        m_in.resize(std::min(std::max(m_in.size() * 2, kReadBytesMin), bound));
    else if (m_phase == Phase::Body && m_in.size() < kReadBytesMax && SSL_has_pending(m_tls.get()) == 1)
        m_in.resize(kReadBytesMax);   // The record holds more of a large body.
    if (m_in.size() == m_inEnd) {
        refuse(431, "a chunk header or trailer is too large");
        return Step::Again;
    }
    auto const room = std::min(m_in.size() - m_inEnd, kReadBytesMax);
    ERR_clear_error();
    auto const got = SSL_read(m_tls.get(), m_in.data() + m_inEnd, static_cast<int>(room));
    if (got <= 0)
        return stepFor(got);
    m_inEnd += static_cast<std::size_t>(got);
    m_fresh = true;
    if (m_phase == Phase::Idle)
        enter(Phase::Head);
    return Step::Again;
}

Connection::Step Connection::takeIn()
{
    if (m_outAt < m_out.size())   // "100 Continue" waits for room.
        if (auto const written = writeOut(); written != Step::Again)
            return written;
    if (!std::exchange(m_fresh, false))
        return readMore();
    if (parse() && m_parser && m_parser->complete() && m_phase != Phase::Writing)
        dispatch();
    return Step::Again;
}

bool Connection::parseHead()
{
    auto const bytes = unread();
    switch (m_scan.look(bytes, m_worker.common().limits)) {
    case HeadScan::Found::More: return false;
    case HeadScan::Found::Refused: refuse(m_scan.refusal().status, m_scan.refusal().reason); return true;
    case HeadScan::Found::End: break;
    }
    m_parser.emplace(m_request, m_worker.common().limits, m_worker.common().hosts);
    auto const head = bytes.substr(m_scan.start(), m_scan.end() - m_scan.start());
    m_parser->takeHead(head);
    m_method = m_request.method;
    m_inAt += m_scan.end();
    if (auto const* refusal = m_parser->refusal()) {
        refuse(refusal->status, refusal->reason);
        return true;
    }
    if (m_parser->complete())
        return true;
    enter(Phase::Body);
    if (m_parser->expectsContinue() && unread().empty())
        m_out.append("HTTP/1.1 100 Continue\r\n\r\n");
    m_fresh = !unread().empty();
    return true;
}

bool Connection::parse()
{
    if (m_phase != Phase::Body)
        return parseHead();
    auto const used = m_parser->takeBody(unread());
    m_inAt += used;
    if (auto const* refusal = m_parser->refusal()) {
        refuse(refusal->status, refusal->reason);
        return true;
    }
    m_fresh = used > 0 && !unread().empty() && !m_parser->complete();
    return m_parser->complete();
}

void Connection::dispatch()
{
    m_request.listener = m_worker.common().listener;
    m_request.peer = m_peer;
    m_close = !m_parser->keepAlive();
    enter(Phase::Answering);
    auto respond = m_worker.ticketFor(m_slot, m_ticket);
    m_inside = true;
    try {
        m_worker.common().handler.handle(std::move(m_request), m_worker.index(), std::move(respond));
    } catch (...) {
        // A handler must not throw; if memory ends in it, this request ends, not the thread.
        if (std::exchange(m_ticket, 0) != 0)
            refuse(500, "the request failed");
    }
    m_inside = false;
}

void Connection::answer(Response&& response)
{
    m_ticket = 0;
    compose(response, m_close || response.close || m_worker.draining());
    if (!m_inside)
        proceed();
}

void Connection::refuse(int status, std::string_view reason)
{
    m_ticket = 0;
    compose(m_worker.common().handler.refusal(status, reason), true);
}

void Connection::compose(Response const& response, bool close)
{
    m_close = close;
    appendResponse(m_out, response, m_method, close, m_worker.date());
    enter(Phase::Writing);
}

Connection::Step Connection::writeOut()
{
    while (m_outAt < m_out.size()) {
        auto const left = std::min<std::size_t>(m_out.size() - m_outAt, 1U << 30);
        ERR_clear_error();
        auto const sent = SSL_write(m_tls.get(), m_out.data() + m_outAt, static_cast<int>(left));
        if (sent <= 0)
            return stepFor(sent);
        m_outAt += static_cast<std::size_t>(sent);
    }
    m_outAt = 0;
    m_out.clear();
    if (m_out.capacity() > kKeptBufferBytesMax)
        m_out.shrink_to_fit();
    return Step::Again;
}

Connection::Step Connection::flush()
{
    if (auto const written = writeOut(); written != Step::Again)
        return written;
    if (m_close || m_worker.draining())
        return linger();
    nextRequest();
    return Step::Again;
}

void Connection::nextRequest()
{
    m_parser.reset();
    m_request = Request{};
    m_scan = HeadScan{};
    m_method = Method::Get;
    m_fresh = !unread().empty();
    if (m_fresh)
        return enter(Phase::Head);
    m_inAt = m_inEnd = 0;
    if (m_in.size() > kKeptBufferBytesMax / 4) {
        m_in.clear();
        m_in.shrink_to_fit();
    }
    m_quiet = true;
    enter(Phase::Idle);
}

// RFC 9112, 9.6: closing at once while the client still sends would take our last answer from it.
Connection::Step Connection::linger()
{
    ERR_clear_error();
    SSL_shutdown(m_tls.get());   // Best effort: the socket is closed either way.
    ::shutdown(m_socket.native_handle(), SHUT_WR);
    enter(Phase::Lingering);
    return Step::Again;
}

Connection::Step Connection::discard()
{
    std::array<char, kReadBytesMax> scratch;
    auto const got = ::recv(m_socket.native_handle(), scratch.data(), scratch.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return Step::AwaitRead;
    if (got <= 0)
        return Step::Over;
    m_lingerBytes += static_cast<std::size_t>(got);
    return m_lingerBytes > kLingerBytesMax ? Step::Over : Step::Again;
}

Moment Connection::sweep(Moment now)
{
    if (m_deadline > now)
        return m_deadline;
    switch (m_phase) {
    case Phase::Idle:
        linger();
        proceed();
        break;
    case Phase::Head:
    case Phase::Body:
        refuse(408, "the request took too long");
        proceed();
        break;
    case Phase::Answering:
        refuse(503, "the answer took too long");
        proceed();
        break;
    case Phase::Handshake:
    case Phase::Writing:
    case Phase::Lingering:
    case Phase::Dead: close(); break;
    }
    return live() ? m_deadline : Moment::max();
}

void Connection::drain()
{
    if (m_phase == Phase::Handshake)
        return close();
    if (m_phase != Phase::Idle)
        return;   // Its answer closes it.
    linger();
    proceed();
}

void Connection::close()
{
    if (m_phase == Phase::Dead)
        return;
    m_phase = Phase::Dead;
    m_ticket = 0;
    boost::system::error_code ignored;   // The descriptor is gone either way.
    m_socket.close(ignored);
    m_worker.died(m_slot);
}

} // namespace core::http
