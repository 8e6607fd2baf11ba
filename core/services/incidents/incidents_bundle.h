// What leaves the engine about a case: the Markdown report, the bundle, and the check that a third party
// repeats.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/services/incidents/incidents_types.h"

namespace core::incidents {

constexpr std::string_view kBundleFormat = "dewar-incident-bundle/1";
constexpr std::string_view kFirstPrevious =
    "0000000000000000000000000000000000000000000000000000000000000000";

// Lower-case hex SHA-256 of the canonical JSON (RFC 8785) of the line without its hash: number, at
// (microseconds), kind, says, data, actor, trace_id, previous, and the incident's id.
std::string hashOf(IncidentId const& incident, TimelineRow const& row);

// Makes text harmless inside Markdown, whatever renders it: no markup, no link, no image, no HTML.
std::string markdownText(std::string_view text);

struct CaseFile {
    Incident incident;
    std::vector<TimelineRow> timeline;
    std::vector<Evidence> evidence;
    std::vector<TouchedRecord> touched;
    bool touchedIsKnown = false;
    json::Object auditHead; // empty: not known
    Time madeAt{};
};

std::string reportOf(CaseFile const& file);
json::Object bundleOf(CaseFile const& file);

struct BundleProblem {
    std::string where; // JSON pointer
    std::string says;
};
// Recomputes every hash of a bundle: report, timeline chain, evidence list, manifest. Pure: for `dewarctl
// verify-bundle`. Empty: the bundle is as it was made.
std::vector<BundleProblem> verifyBundle(json::Value const& bundle);

} // namespace core::incidents
