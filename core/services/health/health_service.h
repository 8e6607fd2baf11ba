// Liveness, readiness, metrics, the API's own description.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/api/context.h"
#include "core/api/metrics.h"
#include "core/api/route.h"
#include "core/services/health/health_types.h"

namespace core::health {

class HealthService {
public:
    // A check runs on a network thread: it reads figures in memory and never waits.
    struct NamedCheck {
        std::string name;
        std::function<Check()> run;
    };

    HealthService(api::Metrics& metrics, Meta meta) : m_metrics{metrics}, m_meta{std::move(meta)} {}

    // Before the servers start.
    void addCheck(std::string name, std::function<Check()> run)
    {
        m_checks.push_back({std::move(name), std::move(run)});
    }
    void setDocuments(std::string data, std::string admin, std::string rbac);

    Result<Alive> alive(api::ReadContext& context, api::Nothing const& request);
    Result<Readiness> ready(api::ReadContext& context, api::Nothing const& request);
    Result<Meta> meta(api::ReadContext& context, api::Nothing const& request);
    Result<api::RawAnswer> metrics(api::ReadContext& context, api::Nothing const& request);
    Result<api::RawAnswer> openApi(api::ReadContext& context, api::Nothing const& request);
    Result<api::RawAnswer> rbac(api::ReadContext& context, api::Nothing const& request);

private:
    api::Metrics& m_metrics;
    Meta m_meta;
    std::vector<NamedCheck> m_checks;
    std::string m_dataDocument;
    std::string m_adminDocument;
    std::string m_rbac;
};

} // namespace core::health
