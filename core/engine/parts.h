// What an engine is made of. Only engine/*.cpp includes it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/lanes.h"
#include "core/api/outbox.h"
#include "core/engine/engine.h"
#include "core/engine/identity.h"
#include "core/engine/node.h"
#include "core/engine/timer.h"
#include "core/platform/http/server.h"
#include "core/platform/os/directory_lock.h"
#include "core/platform/os/process.h"
#include "core/services/alerts/alerts_routes.h"
#include "core/services/alerts/alerts_service.h"
#include "core/services/audit/audit_routes.h"
#include "core/services/audit/audit_service.h"
#include "core/services/auth/auth_routes.h"
#include "core/services/backup/backup_routes.h"
#include "core/services/backup/backup_service.h"
#include "core/services/clients/clients_routes.h"
#include "core/services/collections/collections_routes.h"
#include "core/services/collections/collections_service.h"
#include "core/services/health/health_routes.h"
#include "core/services/incidents/incidents_routes.h"
#include "core/services/incidents/incidents_service.h"
#include "core/services/jobs/jobs_routes.h"
#include "core/services/jobs/jobs_service.h"
#include "core/services/keys/keys_routes.h"
#include "core/services/limits/limits_routes.h"
#include "core/services/limits/limits_service.h"
#include "core/services/logs/logs_routes.h"
#include "core/services/logs/logs_service.h"
#include "core/services/nodes/nodes_routes.h"
#include "core/services/nodes/nodes_service.h"
#include "core/services/notifications/notifications_routes.h"
#include "core/services/notifications/notifications_service.h"
#include "core/services/playbooks/playbooks_routes.h"
#include "core/services/playbooks/playbooks_service.h"
#include "core/services/roles/roles_routes.h"
#include "core/services/settings/settings_routes.h"
#include "core/services/settings/settings_store.h"
#include "core/services/users/users_routes.h"
#include "core/services/vault/vault_routes.h"

namespace core::engine {

// Services are built before the pipeline that serves them; they reach it through this once it is there.
class Lent final : public api::Changes, public api::Calls {
public:
    void lend(api::Pipeline& pipeline) { m_pipeline = &pipeline; }

    Status change(api::Principal const& who, std::string_view verb,
                  std::function<Status(api::Context&)> work) override
    {
        return m_pipeline->change(who, verb, std::move(work));
    }
    Status read(std::function<Status(api::ReadContext&)> work) override
    {
        return m_pipeline->read(std::move(work));
    }
    http::Response call(api::Principal const& who, http::Method method, std::string_view path,
                        std::string body, std::string_view idempotencyKey, std::string_view traceId) override
    {
        return m_pipeline->call(who, method, path, std::move(body), idempotencyKey, traceId);
    }

private:
    api::Pipeline* m_pipeline = nullptr;
};

struct Engine::Parts {
    Parts(std::string where, os::DirectoryLock taken, vault::Vault opened, std::unique_ptr<db::Database> data,
          settings::Settings resolved, Identity who, NodeIdentity which,
          std::unique_ptr<logs::LogsService> events, Clock const& theClock, Random& theRandom);
    ~Parts();

    Status build();
    Status startLanes();
    Status startListeners();
    void stop();
    Result<std::string> rbac();

    std::string directory;
    os::DirectoryLock lock;
    Clock const& clock;
    Random& random;
    std::unique_ptr<db::Database> database;
    settings::Settings settings;
    Identity identity;
    NodeIdentity node;
    api::Epochs epochs;
    api::SharedState shared;
    std::unique_ptr<db::Listener> listener; // none where this engine is alone with its database
    api::Metrics metrics;

    Lent lent;
    nodes::NodesService nodes;
    api::Duty periodic; // what one engine does for all; the timer's thread
    api::Outbox outbox;
    std::unique_ptr<logs::LogsService> logs;
    audit::AuditService audit;
    vault::VaultService vault;
    roles::RolesService roles;
    users::UsersService users;
    clients::ClientsService clients;
    limits::LimitsService limits;
    keys::KeysService keys;
    auth::AuthService auth;
    collections::CollectionsService collections;
    jobs::JobsService jobs;
    alerts::AlertsService alerts;
    incidents::IncidentsService incidents;
    playbooks::PlaybooksService playbooks;
    notifications::NotificationsService notifications;
    backup::BackupService backup;
    settings::SettingsService settingsService;
    health::HealthService health;

    std::unique_ptr<api::Router> router;
    std::unique_ptr<api::WriteLane> writeLane;
    std::unique_ptr<api::WorkLane> workLane;
    std::unique_ptr<api::AppendLane> appendLane;
    std::unique_ptr<api::Pipeline> pipeline;
    Timer timer;
    std::vector<std::unique_ptr<http::Server>> servers;
    Addresses addresses;
    Time certifiedAt{}; // when the servers' certificates were issued; timer thread after the start
    bool running = false;

private:
    incidents::Sources incidentSources();
    notifications::Sealing notificationSealing();
    backup::Surroundings backupSurroundings();
    nodes::Surroundings nodeSurroundings();
    // peers.cpp: a GET at the admin listeners of all other engines, with the caller's token.
    std::vector<logs::PeerAnswer> askPeers(std::string const& pathAndQuery, std::string const& authorization);
    Result<http::Response> askPeer(nodes::Node const& peer, std::string const& pathAndQuery,
                                   std::string const& authorization) const;
    std::string advertised(std::string const& address) const;
    void shareState();
    void once(Span interval, std::string name, std::function<Status()> work);
    Status keepNode();
    std::vector<api::Route> routes();
    void describe();
    void schedule();
    Status noteStart();
    Status checkAdministrators();
    Status renewCertificates();
    Status startListener(http::Listener listener, std::string_view setting, std::string& address);
};

} // namespace core::engine
