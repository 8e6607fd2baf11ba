// Health.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/health/health_service.h"

namespace core::health {

void HealthService::setDocuments(std::string data, std::string admin, std::string rbac)
{
    m_dataDocument = std::move(data);
    m_adminDocument = std::move(admin);
    m_rbac = std::move(rbac);
}

Result<Alive> HealthService::alive(api::ReadContext&, api::Nothing const&) { return Alive{}; }

Result<Readiness> HealthService::ready(api::ReadContext&, api::Nothing const&)
{
    Readiness readiness{.ready = true};
    for (auto const& check : m_checks) {
        auto result = check.run();
        result.name = check.name;
        readiness.ready = readiness.ready && result.ok;
        readiness.checks.push_back(std::move(result));
    }
    if (readiness.ready)
        return readiness;
    auto unready = failedAs("not-ready", ErrorCode::Unavailable, "the engine cannot do all of its work now");
    for (auto const& check : readiness.checks)
        if (!check.ok)
            unready.fields.push_back({"/checks/" + check.name, check.says});
    return unready;
}

Result<Meta> HealthService::meta(api::ReadContext&, api::Nothing const&) { return m_meta; }

Result<api::RawAnswer> HealthService::metrics(api::ReadContext&, api::Nothing const&)
{
    return api::RawAnswer{"text/plain; version=0.0.4; charset=utf-8", m_metrics.text()};
}

Result<api::RawAnswer> HealthService::openApi(api::ReadContext& context, api::Nothing const&)
{
    bool const data = context.listener == http::Listener::Data;
    return api::RawAnswer{"application/json", data ? m_dataDocument : m_adminDocument};
}

Result<api::RawAnswer> HealthService::rbac(api::ReadContext&, api::Nothing const&)
{
    return api::RawAnswer{"text/markdown; charset=utf-8", m_rbac};
}

} // namespace core::health
