// What the timer does: for this engine alone, or for all engines of the database by one of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_store.h"
#include "core/engine/parts.h"
#include "core/platform/db/engines.h"

namespace core::engine {

// Several engines, one of them does it.
void Engine::Parts::once(Span interval, std::string name, std::function<Status()> work)
{
    timer.every(interval, std::move(name),
                [this, work = std::move(work)] { return periodic.isOurs() ? work() : Status{Done{}}; });
}

void Engine::Parts::schedule()
{
    using namespace std::chrono_literals;
    timer.every(60s, "audit refusals", [this] { return audit.flushRefusals(*pipeline); });
    once(10min, "old sessions", [this] {
        return pipeline->change(api::systemPrincipal("timer"), "", [this](api::Context& context) -> Status {
            TRY(periodic.check(context.tx));
            TRY(api::store::forgetOldAnswers(context.tx, context.now));
            TRY(api::store::forgetDelivered(context.tx));
            return auth.forgetOld(context);
        });
    });
    // Its plan is checked against the keys of its transaction: of two engines that both think it is theirs,
    // one wins.
    once(60s, "signing keys",
         [this] { return keys.due(clock.now()) ? keys.maintain(*pipeline) : Status{Done{}}; });
    once(60s, "administrators", [this] { return checkAdministrators(); });
    timer.every(1h, "server certificates", [this] { return renewCertificates(); });
    timer.every(1s, "jobs of engines that are gone", [this] { return jobs.lookAround(); });
    if (listener)
        timer.every(5s, "node lock", [this] { return keepNode(); });
    timer.every(5s, "vault passphrase",
                [this] { return vault.settleDue() ? vault.settle() : Status{Done{}}; });
}

// The lock went with a connection that was lost: a guard against a mistake has to be put up again.
Status Engine::Parts::keepNode()
{
    return pipeline->change(api::systemPrincipal("timer"), "", [this](api::Context& context) -> Status {
        if (!TRY(db::tryLockNode(context.tx, node.id)))
            return failed(ErrorCode::Conflict,
                          "another engine serves this database from a copy of this directory");
        return Done{};
    });
}

// T1: without one, nobody can help but who stands at the machine; the rule administrator-missing raises the
// alert.
Status Engine::Parts::checkAdministrators()
{
    bool isThere = true;
    TRY(pipeline->read([&](api::ReadContext& context) -> Status {
        isThere = TRY(roles.keepsAnAdministrator(context.tx));
        return Done{};
    }));
    if (isThere)
        return Done{};
    logs->record({.at = clock.now(),
                  .name = "users.administrator_missing",
                  .severity = "fatal",
                  .message = "no enabled administrator is left; dewarctl users unlock-offline lets one in",
                  .traceId = {},
                  .attributes = {}});
    return Done{};
}

} // namespace core::engine
