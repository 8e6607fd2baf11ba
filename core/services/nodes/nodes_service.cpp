// Joining, heartbeats, watching, leaving.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/nodes/nodes_service.h"

#include "core/platform/log/log.h"
#include "core/services/nodes/nodes_store.h"

namespace core::nodes {
namespace {

std::int64_t millisecondsIn(Span span)
{
    return std::chrono::floor<std::chrono::milliseconds>(span).count();
}

} // namespace

Node NodesService::described(Time databaseTime)
{
    Node node{.id = m_engine.id,
              .name = m_engine.name,
              .version = m_engine.version,
              .startedAt = databaseTime,
              .heartbeatAt = databaseTime,
              .lagMs = millisecondsIn(m_shared.takeWorstAge()),
              .clockMs = millisecondsIn(m_clock.now() - databaseTime)};
    if (m_engine.lanes)
        node.lanes = m_engine.lanes();
    std::scoped_lock const lock{m_mutex};
    node.dataAddress = m_dataAddress;
    node.adminAddress = m_adminAddress;
    return node;
}

Status NodesService::join()
{
    TRY(m_changes.change(api::systemPrincipal("nodes"), "", [this](api::Context& context) -> Status {
        auto const now = TRY(m_leases.now(context.tx));
        TRY(m_leases.releaseAll(context.tx, ""));
        TRY(store::forgetGone(context.tx, now - kKeptWhenGone));
        return store::begin(context.tx, described(now), now + every() + api::kLeaseLife);
    }));
    std::scoped_lock const lock{m_mutex};
    m_hasJoined = true;
    return Done{};
}

Status NodesService::beat()
{
    std::int64_t living = 1;
    TRY(m_changes.change(api::systemPrincipal("nodes"), "", [&](api::Context& context) -> Status {
        auto const now = TRY(m_leases.now(context.tx));
        TRY(store::beat(context.tx, described(now),
                        now + api::kLeaseLife + (m_shared.isAlone() ? kBeatEveryAlone : Span{0})));
        TRY(m_leases.prolong(context.tx));
        living = TRY(store::countLive(context.tx, now));
        return Done{};
    }));
    if (m_engine.livingChanged)
        m_engine.livingChanged(living);
    return Done{};
}

void NodesService::setAddresses(std::string data, std::string admin)
{
    std::scoped_lock const lock{m_mutex};
    m_dataAddress = std::move(data);
    m_adminAddress = std::move(admin);
}

void NodesService::start()
{
    m_shared.start();
    m_thread = std::thread{[this] { loop(); }};
}

void NodesService::stop()
{
    bool hadJoined = false;
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
        hadJoined = std::exchange(m_hasJoined, false);
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    m_shared.stop();
    if (!hadJoined)
        return;
    auto const left =
        m_changes.change(api::systemPrincipal("nodes"), "", [this](api::Context& context) -> Status {
            TRY(m_leases.releaseAll(context.tx, ""));
            return store::remove(context.tx, m_engine.id);
        });
    if (!left)
        log::warn("this engine could not say that it stops; the others wait for its leases",
                  {{"reason", left.error().message}});
}

void NodesService::rest()
{
    if (m_engine.waitForNews) {
        m_engine.waitForNews(std::chrono::duration_cast<std::chrono::milliseconds>(kLookEvery));
        return;
    }
    std::unique_lock lock{m_mutex};
    m_wake.wait_for(lock, m_shared.isAlone() ? kBeatEveryAlone : kLookEvery, [this] { return m_stopping; });
}

void NodesService::loop()
{
    auto beatAt = m_clock.monotonic();
    bool isAway = false;
    for (;;) {
        {
            std::scoped_lock const lock{m_mutex};
            if (m_stopping)
                return;
        }
        auto done = m_shared.look();
        if (done && m_clock.monotonic() >= beatAt) {
            done = beat();
            beatAt = m_clock.monotonic() + every();
        }
        if (!done && !isAway)
            log::warn("the other engines are out of sight",
                      {{"reason", done.error().message}, {"detail", done.error().detail}});
        isAway = !done;
        rest();
    }
}

Result<std::vector<Node>> NodesService::others()
{
    std::vector<Node> found;
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        found = TRY(store::all(context.tx, TRY(m_leases.now(context.tx))));
        return Done{};
    }));
    std::erase_if(found,
                  [this](Node const& node) { return node.id == m_engine.id || node.state != kStates[0]; });
    return found;
}

Result<api::Page<Node>> NodesService::list(api::ReadContext& context, api::Nothing const&)
{
    api::Page<Node> page{.items = TRY(store::all(context.tx, TRY(m_leases.now(context.tx)))), .next = {}};
    for (auto& node : page.items) {
        node.self = node.id == m_engine.id;
        if (node.self)
            node.state = "live"; // It answers.
    }
    return page;
}

} // namespace core::nodes
