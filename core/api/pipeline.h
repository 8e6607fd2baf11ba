// The request path: stages in order, the handler on its lane, stages in reverse, the answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "core/api/exchange.h"
#include "core/api/held_read.h"
#include "core/api/lanes.h"
#include "core/api/stages/stages.h"
#include "core/api/transact.h"

namespace core::api {

inline constexpr std::array kPipeline{
    Stage{"trace", stages::enterTrace, stages::leaveTrace}, // First: everything below carries the trace id.
    Stage{"measure", [](Exchange&) -> Status { return Done{}; },
          stages::leaveMeasure},   // Counts refusals too.
    Stage{"admit", stages::admit}, // Cheapest refusal: per-address bucket, before any password work.
    Stage{"match", stages::match}, // 404 and 405 before we spend anything on the caller.
    Stage{"authenticate", stages::authenticate}, // Who. Costs a signature check, so it sits behind admit.
    Stage{"limitRate", stages::limitRate},       // Per principal and the route's rate class.
    Stage{"authorize", stages::authorize},       // May they: permission and scope.
    Stage{"validate", stages::validate}, // Path, query and body become one object and meet the schema.
};

// Read-only connections for engine threads that are no network threads.
class ReaderPool {
public:
    explicit ReaderPool(db::Database& database) : m_database{database} {}
    // Runs `work` in a snapshot of its own.
    Status read(std::function<Status(db::Tx&)> const& work);

private:
    Result<std::unique_ptr<db::Connection>> take();
    static constexpr std::size_t kIdleMax = 4;

    db::Database& m_database;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<db::Connection>> m_idle;
};

class Pipeline final : public Calls, public Changes {
public:
    struct Lanes {
        WriteLane& write;
        WorkLane& work;
        AppendLane& append;
    };

    Pipeline(Surroundings surroundings, Lanes lanes, db::Database& database, HashBytes sha256);

    // Before the servers start: one read connection per network thread of both listeners.
    Status open(std::size_t workersPerListener);
    // What the server of a listener hands its requests to; lives as long as the pipeline.
    http::Handler& door(http::Listener listener);
    void setOrigin(http::Listener listener, std::string origin);

    http::Response call(Principal const& who, http::Method method, std::string_view path, std::string body,
                        std::string_view idempotencyKey, std::string_view traceId) override;
    Status change(Principal const& who, std::string_view verb, std::function<Status(Context&)> work) override;
    Status read(std::function<Status(ReadContext&)> work) override;

    // Tests: the one blocking wrapper.
    http::Response run(http::Request request);

private:
    using Owned = std::unique_ptr<Exchange>;

    // Worker numbers start at 0 in each server; the door adds its listener's offset to find the held
    // connection.
    class Door final : public http::Handler {
    public:
        Door(Pipeline& pipeline, http::Listener listener) : m_pipeline{pipeline}, m_listener{listener} {}
        void handle(http::Request&& request, std::size_t worker, http::Respond respond) override;
        http::Response refusal(int status, std::string_view reason) override;
        void tick(std::size_t worker) override;

    private:
        HeldRead& held(std::size_t worker) const;
        Pipeline& m_pipeline;
        http::Listener m_listener;
    };

    void handle(http::Request&& request, HeldRead& held, http::Respond respond);
    http::Response refusalOf(int status, std::string_view reason) const;
    void enterAndDispatch(Owned exchange, db::Tx& tx);
    void runRead(Owned exchange, db::Tx& tx);
    Status checkStillCurrent(Exchange const& exchange) const;
    void runPrepare(Owned exchange);
    void runAppend(Owned exchange);
    void submitChange(Owned exchange, Boxed input);
    void runHandlerRead(Exchange& exchange, db::Tx& tx);
    void finish(Owned exchange);
    void finishLater(Owned exchange);
    void refuse(Owned exchange, Error error);
    void countRefusal(Exchange const& exchange);
    http::Response responseOf(Exchange& exchange) const;
    http::Response wait(Owned exchange);

    Surroundings m_engine;
    Lanes m_lanes;
    db::Database& m_database;
    HashBytes m_sha256;
    ReaderPool m_readers;
    std::vector<std::unique_ptr<HeldRead>> m_held;
    std::size_t m_workersPerListener = 0;
    std::string m_dataOrigin;
    std::string m_adminOrigin;
    Door m_dataDoor{*this, http::Listener::Data};
    Door m_adminDoor{*this, http::Listener::Admin};
};

} // namespace core::api
