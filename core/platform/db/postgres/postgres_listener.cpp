// LISTEN, and waiting at the socket.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/postgres/postgres_listener.h"

#include <poll.h>

#include "core/platform/db/engines.h"
#include "core/platform/db/postgres/postgres_connection.h"

namespace core::db::postgres {
namespace {

struct FreeNews {
    void operator()(PGnotify* news) const { PQfreemem(news); }
};
using News = std::unique_ptr<PGnotify, FreeNews>;

class PostgresListener final : public Listener {
public:
    // shared: see PostgresConnection.
    explicit PostgresListener(std::shared_ptr<Server> server) : m_server{std::move(server)} {}

    bool wait(std::chrono::milliseconds timeMax) override
    {
        if (!m_link && !connect()) {
            ::poll(nullptr, 0,
                   static_cast<int>(timeMax.count())); // A server that is away is not asked all the time.
            return false;
        }
        if (taken())
            return true;
        pollfd place{.fd = PQsocket(m_link.get()), .events = POLLIN, .revents = 0};
        ::poll(&place, 1, static_cast<int>(timeMax.count()));
        if (place.revents != 0 && PQconsumeInput(m_link.get()) == 0) {
            m_link.reset();
            m_server->missing();
            return false;
        }
        return taken();
    }

private:
    // Only asks: no thread waits for the answer of a server that may be halted.
    bool connect()
    {
        auto link = m_server->connect(Access::ReadOnly);
        if (!link)
            return false;
        std::string const listen{kListen};
        m_isAsked = PQsendQuery(link->get(), listen.c_str()) != 0;
        if (!m_isAsked || PQflush(link->get()) < 0)
            return false;
        m_link = std::move(*link);
        return true;
    }
    bool taken()
    {
        while (m_isAsked && PQisBusy(m_link.get()) == 0) {
            Answer const answer{PQgetResult(m_link.get())};
            m_isAsked = answer != nullptr;
            if (answer && PQresultStatus(answer.get()) != PGRES_COMMAND_OK) {
                m_link.reset();
                return false;
            }
        }
        bool any = false;
        while (News const news{PQnotifies(m_link.get())})
            any = true;
        return any;
    }

    std::shared_ptr<Server> m_server; // shared: see PostgresConnection
    Link m_link;
    bool m_isAsked = false; // LISTEN was sent, its answer not yet read
};

} // namespace

// shared: see PostgresConnection.
std::unique_ptr<Listener> listenTo(std::shared_ptr<Server> server)
{
    return std::make_unique<PostgresListener>(std::move(server));
}

} // namespace core::db::postgres
