// The engines of one database: each tells that it lives, hears what the others changed, and knows who else
// serves.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/api/leases.h"
#include "core/api/ports.h"
#include "core/api/shared_state.h"
#include "core/services/nodes/nodes_types.h"

namespace core::nodes {

constexpr Span kBeatEvery{std::chrono::seconds{1}};
constexpr Span kLookEvery{
    std::chrono::milliseconds{250}}; // so no change stays unknown for a second, news or not
// Alone with its file there is nobody who asks.
constexpr Span kBeatEveryAlone{std::chrono::minutes{10}};
constexpr Span kKeptWhenGone{std::chrono::hours{24 * 7}};

// What the engine lends. `waitForNews` waits at most that long and answers early when another engine told
// something; it is called by the watching thread alone. `lanes` and `livingChanged` may be called from any of
// our threads.
struct Surroundings {
    std::string id;
    std::string name;
    std::string version;
    std::function<bool(std::chrono::milliseconds)> waitForNews = {};
    std::function<Lanes()> lanes = {};
    std::function<void(std::int64_t)> livingChanged = {}; // how many engines serve, this one among them
};

// start() and stop() on the engine's thread, the rest on any.
class NodesService {
public:
    NodesService(api::Changes& changes, api::SharedState& shared, Clock const& clock, Surroundings engine)
        : m_changes{changes}, m_shared{shared}, m_clock{clock}, m_engine{std::move(engine)}, m_leases{
                                                                                                 m_engine.id,
                                                                                                 clock}
    {
    }
    ~NodesService() { stop(); }

    // Before anything takes a lease: this engine serves from now on, and what a life before held is nobody's.
    Status join();
    // The thread that watches and beats. After everything is loaded.
    void start();
    // Leaves: the others take over at once. After whatever holds leases has stopped, before the lanes do.
    void stop();
    // Once they are known; the others read them with the next heartbeat.
    void setAddresses(std::string data, std::string admin);

    // One heartbeat: prolongs this engine's leases, and counts who serves. The thread's work, and tests'.
    // Blocks.
    Status beat();

    // The other engines that live. Any thread but the lanes'; blocks.
    Result<std::vector<Node>> others();

    Result<api::Page<Node>> list(api::ReadContext& context, api::Nothing const& nothing);

private:
    void loop();
    void rest();
    Node described(Time databaseTime);
    Span every() const { return m_shared.isAlone() ? kBeatEveryAlone : kBeatEvery; }

    api::Changes& m_changes;
    api::SharedState& m_shared;
    Clock const& m_clock;
    Surroundings m_engine;
    api::Leases m_leases;
    std::mutex m_mutex; // what follows
    std::condition_variable m_wake;
    std::string m_dataAddress;
    std::string m_adminAddress;
    bool m_hasJoined = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace core::nodes
