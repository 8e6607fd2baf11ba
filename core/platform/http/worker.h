// One network thread: its io_context, its listening socket, its connections and its sweep timer.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/http/admission.h"
#include "core/platform/http/request_parser.h"
#include "core/platform/http/tls.h"

namespace core::http {

class Connection;
class Worker;

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Moment = std::chrono::steady_clock::time_point;

// What the network threads of one server have in common; outlives them.
struct Common {
    Common(ServerConfig const& config, Handler& requests)
        : listener{config.listener}, limits{config.limits}, handler{requests},
          admission{config.limits.connectionsMax, config.limits.connectionsPerAddressMax}
    {
    }

    Tls newTls();
    void replace(TlsContext fresh);

    Listener const listener;
    ServerLimits const limits;
    HostNames hosts;
    Handler& handler;
    Admission admission;

private:
    std::mutex m_contextMutex;
    TlsContext m_context;
};

// Where other threads leave answers: the first one wakes the worker, which takes all that wait. It stays when
// the worker is gone.
struct Door {
    struct Left {
        std::uint64_t ticket;
        Response response;
    };
    std::mutex mutex;
    Worker* worker = nullptr;
    std::vector<Left> left;
};

// Everything but deliver() and drain() belongs to the worker's own thread.
class Worker {
public:
    Worker(Common& common, std::size_t index);
    ~Worker();
    Worker(Worker const&) = delete;
    Worker& operator=(Worker const&) = delete;

    // Takes over a listening, non-blocking socket. Before run().
    Status listen(int socket, bool v6);
    void run();   // the thread's function; returns after drain()
    void drain(); // any thread: stop accepting, let answers finish, return from run()

    // Any thread. Dropped when the request of that ticket is no longer waiting.
    static void deliver(Door& door, std::uint64_t ticket, Response&& response);

    // For connections:
    Common& common() { return m_common; }
    std::size_t index() const { return m_index; }
    Moment now() const { return m_now; }
    std::string_view date();
    bool draining() const { return m_draining; }
    Respond ticketFor(std::uint32_t slot, std::uint64_t& ticket);
    void sweepBy(Moment deadline);
    void died(std::uint32_t slot) { m_dead.push_back(slot); }
    Executor executor() { return m_io.get_executor(); }

    // Around each entry from the io_context: reads the clock once, buries what died.
    class Turn {
    public:
        explicit Turn(Worker& worker);
        ~Turn();
        Turn(Turn const&) = delete;
        Turn& operator=(Turn const&) = delete;

    private:
        Worker& m_worker;
    };

private:
    void awaitConnections();
    void acceptSome();
    void admit(int socket, Address const& address, std::uint16_t port);
    void answer(std::uint64_t ticket, Response&& response);
    void takeLeft();
    void sweep();
    void beginDrain();
    void closeAll();
    void bury();

    Common& m_common;
    std::size_t const m_index;
    boost::asio::io_context m_io;
    boost::asio::executor_work_guard<Executor> m_work;
    Acceptor m_acceptor;
    Timer m_sweepTimer;
    // shared: an answer from another thread may come when this worker is gone; the door tells it so.
    std::shared_ptr<Door> m_door;
    std::vector<std::unique_ptr<Connection>> m_slots;
    std::vector<std::uint32_t> m_free;
    std::vector<std::uint32_t> m_dead;
    std::uint64_t m_requests = 0;
    Moment m_now{};
    Moment m_sweepAt = Moment::max();
    Moment m_drainUntil = Moment::max();
    std::string m_date;
    Moment m_dateUntil{};
    bool m_acceptAgain = false;
    bool m_requestsSinceTick = false;
    bool m_draining = false;
};

} // namespace core::http
