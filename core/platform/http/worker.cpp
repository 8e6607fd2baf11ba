// The network thread's loop: accepting, deadlines by one coarse timer, answers from elsewhere, draining.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/worker.h"

#include <boost/asio/post.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/base/clock.h"
#include "core/platform/http/connection.h"
#include "core/platform/http/response_writer.h"

namespace core::http {

namespace {
using namespace std::chrono_literals;

constexpr auto kTickEvery = 100ms;       // Handler::tick and the grain of all deadlines
constexpr auto kDrainLookEvery = 20ms;
constexpr int kAcceptsPerTurnMax = 16;
constexpr int kTicketSlotShift = 40;     // 2^24 connections, 2^40 requests of one worker
constexpr std::uint64_t kTicketCountMask = (std::uint64_t{1} << kTicketSlotShift) - 1;

thread_local Worker* t_worker = nullptr;   // The worker whose thread this is; never anything of a request.
} // namespace

Tls Common::newTls()
{
    std::scoped_lock const lock{m_contextMutex};
    return Tls{SSL_new(m_context.get())};
}

void Common::replace(TlsContext fresh)
{
    std::scoped_lock const lock{m_contextMutex};
    m_context = std::move(fresh);
}

Worker::Turn::Turn(Worker& worker) : m_worker{worker} { worker.m_now = std::chrono::steady_clock::now(); }
Worker::Turn::~Turn() { m_worker.bury(); }

Worker::Worker(Common& common, std::size_t index)
    : m_common{common}, m_index{index}, m_io{1}, m_work{m_io.get_executor()}, m_acceptor{m_io.get_executor()},
      m_sweepTimer{m_io.get_executor()}, m_door{std::make_shared<Door>()}   // shared: outlives the worker
{
    m_door->worker = this;
}

Worker::~Worker()
{
    std::scoped_lock const lock{m_door->mutex};
    m_door->worker = nullptr;
}

Status Worker::listen(int socket, bool v6)
{
    boost::system::error_code code;
    m_acceptor.assign(v6 ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), socket, code);
    if (code)
        return failed(ErrorCode::Internal, "the listening socket cannot be used", code.message());
    return Done{};
}

void Worker::run()
{
    t_worker = this;
    m_now = std::chrono::steady_clock::now();
    awaitConnections();
    m_io.run();
    {
        std::scoped_lock const lock{m_door->mutex};
        m_door->worker = nullptr;
    }
    takeLeft();   // Nobody is answered any more, but each is completed.
    closeAll();
    t_worker = nullptr;
}

void Worker::drain()
{
    boost::asio::post(m_io, [this] {
        Turn const turn{*this};
        beginDrain();
    });
}

void Worker::beginDrain()
{
    if (m_draining)
        return;
    m_draining = true;
    m_drainUntil = m_now + m_common.limits.drainTime;
    boost::system::error_code ignored;   // Closing a listening socket has nothing left to lose.
    m_acceptor.close(ignored);
    for (auto& connection : m_slots)
        if (connection != nullptr && connection->live())
            connection->drain();
    sweepBy(m_now);
}

void Worker::awaitConnections()
{
    m_acceptor.async_wait(Acceptor::wait_read, [this](boost::system::error_code code) {
        if (code || m_draining)
            return;
        Turn const turn{*this};
        acceptSome();
    });
}

void Worker::acceptSome()
{
    for (int taken = 0; taken < kAcceptsPerTurnMax; ++taken) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        int const socket = ::accept4(m_acceptor.native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                                     SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK)
                break;
            m_acceptAgain =
                true; // Out of descriptors or memory: the sweep asks again, the loop does not spin.
            sweepBy(m_now + kTickEvery);
            return;
        }
        std::uint16_t port = 0;
        auto const address = addressOf(from, port);
        admit(socket, address, port);
    }
    awaitConnections();
}

void Worker::admit(int socket, Address const& address, std::uint16_t port)
{
    if (!m_common.admission.enter(address)) {
        ::close(socket);
        return;
    }
    int const on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Socket owned{m_io.get_executor()};
    boost::system::error_code code;
    owned.assign(boost::asio::ip::tcp::v4(), socket, code);   // The family is not used again.
    auto tls = m_common.newTls();
    if (code || tls == nullptr || !attachSocket(tls.get(), socket)) {
        if (code)
            ::close(socket);
        m_common.admission.leave(address);
        return;
    }
    if (m_free.empty()) {
        m_free.push_back(static_cast<std::uint32_t>(m_slots.size()));
        m_slots.emplace_back();
    }
    auto const slot = m_free.back();
    m_free.pop_back();
    m_slots[slot] =
        std::make_unique<Connection>(*this, slot, std::move(owned), address, port, std::move(tls));
    m_slots[slot]->start();
}

std::string_view Worker::date()
{
    if (m_now >= m_dateUntil) {
        auto const wall = SystemClock{}.now();
        m_date = httpDate(wall);
        auto const second = std::chrono::floor<std::chrono::seconds>(wall);
        m_dateUntil = m_now + (second + 1s - wall);
    }
    return m_date;
}

Respond Worker::ticketFor(std::uint32_t slot, std::uint64_t& ticket)
{
    m_requests = (m_requests + 1) & kTicketCountMask;
    m_requests += m_requests == 0 ? 1 : 0;   // 0 means that nothing waits
    ticket = (std::uint64_t{slot} << kTicketSlotShift) | m_requests;
    m_requestsSinceTick = true;
    sweepBy(m_now + kTickEvery);
    return [door = m_door, ticket](Response&& response) { deliver(*door, ticket, std::move(response)); };
}

void Worker::deliver(Door& door, std::uint64_t ticket, Response&& response)
{
    if (t_worker != nullptr && t_worker->m_door.get() == &door) {
        t_worker->answer(ticket, std::move(response));
        return;
    }
    {
        std::scoped_lock const lock{door.mutex};
        if (auto* const worker = door.worker) {
            door.left.push_back({ticket, std::move(response)});
            if (door.left.size() == 1)
                boost::asio::post(worker->m_io, [worker] { worker->takeLeft(); });
            return;
        }
    }
    response.complete();
}

void Worker::takeLeft()
{
    std::vector<Door::Left> left;
    {
        std::scoped_lock const lock{m_door->mutex};
        left.swap(m_door->left);
    }
    Turn const turn{*this};
    for (auto& [ticket, response] : left)
        answer(ticket, std::move(response));
}

void Worker::answer(std::uint64_t ticket, Response&& response)
{
    response.complete();
    auto const slot = static_cast<std::size_t>(ticket >> kTicketSlotShift);
    if (slot < m_slots.size() && m_slots[slot] != nullptr && m_slots[slot]->ticket() == ticket)
        m_slots[slot]->answer(std::move(response));
}

void Worker::sweepBy(Moment deadline)
{
    // Deadlines are kept to kTickEvery; under load the timer is armed already and this is one comparison.
    auto const at = m_draining ? m_now + kDrainLookEvery : std::max(deadline, m_now + kTickEvery);
    if (at >= m_sweepAt)
        return;
    m_sweepAt = at;
    m_sweepTimer.expires_at(at);
    m_sweepTimer.async_wait([this](boost::system::error_code code) {
        if (code)
            return;
        Turn const turn{*this};
        sweep();
    });
}

void Worker::sweep()
{
    m_sweepAt = Moment::max();
    if (std::exchange(m_requestsSinceTick, false)) {
        m_common.handler.tick(m_index);
        sweepBy(m_now + kTickEvery);
    }
    auto next = Moment::max();
    std::size_t living = 0;
    for (std::size_t slot = 0; slot < m_slots.size(); ++slot) {
        auto* connection = m_slots[slot].get();
        if (connection == nullptr || !connection->live())
            continue;
        next = std::min(next, connection->sweep(m_now));
        living += connection->live() ? 1 : 0;
    }
    if (std::exchange(m_acceptAgain, false) && !m_draining)
        awaitConnections();
    if (m_draining && (living == 0 || m_now >= m_drainUntil)) {
        m_io.stop();
        return;
    }
    if (next != Moment::max() || m_draining)
        sweepBy(next);
}

void Worker::closeAll()
{
    for (auto& connection : m_slots)
        if (connection != nullptr && connection->live())
            connection->close();
    // Cancelled waits still point at connections: let them return before anything is freed.
    m_io.restart();
    m_io.poll();
    m_slots.clear();
    m_dead.clear();
}

void Worker::bury()
{
    if (m_dead.empty())
        return;
    std::erase_if(m_dead, [this](std::uint32_t slot) {
        if (!m_slots[slot]->buriable())
            return false;
        m_slots[slot].reset();
        m_free.push_back(slot);
        return true;
    });
}

} // namespace core::http
