// Writing and checking reports and bundles.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/incidents/incidents_bundle.h"

#include <boost/json.hpp>

#include "core/platform/crypto/hash.h"

namespace core::incidents {
namespace {
std::string hexHash(std::string_view text)
{
    return hexOf(crypto::sha256(text));
}

json::Object lineMembers(std::string_view incident, std::int64_t atMicros, TimelineRow const& row)
{
    return {{"incident", incident}, {"number", row.number},    {"at", atMicros},
            {"kind", row.kind},     {"says", row.says},        {"data", row.data},
            {"actor", row.actor},   {"trace_id", row.traceId}, {"previous", row.previous}};
}

std::string row(std::initializer_list<std::string> cells)
{
    std::string text = "|";
    for (auto const& cell : cells)
        text += " " + cell + " |";
    return text + "\n";
}

std::string facts(CaseFile const& file)
{
    auto const& incident = file.incident;
    std::string text = "## Facts\n\n| | |\n|---|---|\n";
    text += row({"Incident", markdownText(incident.id.value)});
    text += row({"State", markdownText(incident.state)});
    text += row({"Severity", markdownText(incident.severity)});
    text += row({"Opened", rfc3339(incident.openedAt) + " by " + markdownText(incident.openedBy)});
    if (incident.closedAt)
        text += row({"Closed", rfc3339(*incident.closedAt)});
    if (incident.alertId)
        text += row({"Alert", markdownText(*incident.alertId)});
    if (incident.userId)
        text += row({"Account", markdownText(*incident.userId)});
    text += row({"Report made", rfc3339(file.madeAt)});
    return text + "\n";
}

std::string timelineText(CaseFile const& file)
{
    std::string text =
        "## Timeline\n\n| No. | Time | Kind | What | Who | Trace |\n|---|---|---|---|---|---|\n";
    for (auto const& line : file.timeline)
        text += row({std::to_string(line.number), rfc3339(line.at), markdownText(line.kind),
                     markdownText(line.says), markdownText(line.actor), markdownText(line.traceId)});
    return text + "\n";
}

std::string evidenceText(CaseFile const& file)
{
    std::string text = "## Evidence\n\n";
    if (file.evidence.empty())
        return text + "None.\n\n";
    text += "| Kind | Reference | Rows | SHA-256 | Added |\n|---|---|---|---|---|\n";
    for (auto const& item : file.evidence)
        text += row({markdownText(item.kind), markdownText(item.reference), std::to_string(item.rows),
                     markdownText(item.sha256), rfc3339(item.addedAt) + " by " + markdownText(item.addedBy)});
    return text + "\n";
}

std::string touchedText(CaseFile const& file)
{
    std::string text = "## Records touched by the account\n\n";
    if (!file.touchedIsKnown)
        return text + "Not collected.\n\n";
    if (file.touched.empty())
        return text + "None.\n\n";
    text += "| Time | Collection | Record | Operation | Token |\n|---|---|---|---|---|\n";
    for (auto const& touch : file.touched)
        text += row({rfc3339(touch.at), markdownText(touch.collection), markdownText(touch.record),
                     markdownText(touch.operation), markdownText(touch.tokenId)});
    return text + "\n";
}

json::Object bundleLine(TimelineRow const& line)
{
    return {{"number", line.number},    {"at", microsOf(line.at)},   {"kind", line.kind},
            {"says", line.says},        {"data", line.data},         {"actor", line.actor},
            {"trace_id", line.traceId}, {"previous", line.previous}, {"hash", line.hash}};
}

std::string timelineHead(std::vector<TimelineRow> const& timeline)
{
    return timeline.empty() ? std::string{kFirstPrevious} : timeline.back().hash;
}

json::Array const* listAt(json::Value const& bundle, std::string_view name)
{
    auto const* found = json::find(bundle, name);
    return found != nullptr ? found->if_array() : nullptr;
}

void verifyTimeline(json::Value const& bundle, std::vector<BundleProblem>& problems)
{
    auto const* timeline = listAt(bundle, "timeline");
    auto const* incident = json::find(bundle, "incident");
    if (timeline == nullptr || incident == nullptr) {
        problems.push_back({"/timeline", "the timeline or the incident is missing"});
        return;
    }
    auto const id = json::textAt(*incident, "id");
    std::string previous{kFirstPrevious};
    std::int64_t number = 0;
    for (auto const& item : *timeline) {
        auto const where = "/timeline/" + std::to_string(number);
        auto const* data = json::find(item, "data");
        TimelineRow const line{.number = json::integerAt(item, "number"),
                               .at = timeOf(json::integerAt(item, "at")),
                               .kind = json::textAt(item, "kind"),
                               .says = json::textAt(item, "says"),
                               .data = data == nullptr ? json::Value{} : *data,
                               .actor = json::textAt(item, "actor"),
                               .traceId = json::textAt(item, "trace_id"),
                               .previous = json::textAt(item, "previous"),
                               .hash = {}};
        if (line.number != ++number)
            problems.push_back({where, "a line is missing or out of order"});
        if (line.previous != previous)
            problems.push_back({where + "/previous", "does not follow the line before it"});
        previous = json::textAt(item, "hash");
        if (hashOf(IncidentId{id}, line) != previous)
            problems.push_back({where + "/hash", "the line is not as it was written"});
    }
    if (json::textAt(bundle, "timeline_head") != previous)
        problems.push_back({"/timeline_head", "is not the hash of the last line"});
}
} // namespace

std::string hashOf(IncidentId const& incident, TimelineRow const& row)
{
    return hexHash(json::canonical(lineMembers(incident.value, microsOf(row.at), row)));
}

std::string markdownText(std::string_view text)
{
    static constexpr std::string_view kEscaped = "\\`*_{}[]()#+!|~:.@^=\"'$%";
    std::string out;
    for (char const c : printable(text)) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (kEscaped.find(c) != std::string_view::npos)
            out += std::string{'\\', c};
        else
            out.push_back(c);
    }
    return out;
}

std::string reportOf(CaseFile const& file)
{
    std::string text = "# Incident: " + markdownText(file.incident.title) + "\n\n";
    text += facts(file) + timelineText(file) + evidenceText(file) + touchedText(file);
    text += "## Integrity\n\n";
    text += "- Timeline head: `" + timelineHead(file.timeline) + "`\n";
    if (!file.auditHead.empty())
        text += "- Audit head: " + markdownText(json::canonical(file.auditHead)) + "\n";
    return text;
}

json::Object bundleOf(CaseFile const& file)
{
    json::Array timeline;
    for (auto const& line : file.timeline)
        timeline.push_back(bundleLine(line));
    json::Array evidence;
    for (auto const& item : file.evidence)
        evidence.push_back(api::write(item));
    json::Array touched;
    for (auto const& touch : file.touched)
        touched.push_back(api::write(touch));
    auto const report = reportOf(file);
    json::Object bundle{{"format", kBundleFormat},
                        {"made_at", rfc3339(file.madeAt)},
                        {"incident", api::write(file.incident)},
                        {"report", {{"text", report}, {"sha256", hexHash(report)}}},
                        {"timeline", std::move(timeline)},
                        {"timeline_head", timelineHead(file.timeline)},
                        {"evidence_sha256", hexHash(json::canonical(evidence))},
                        {"touched_sha256", hexHash(json::canonical(touched))}};
    bundle["evidence"] = std::move(evidence);
    bundle["touched"] = std::move(touched);
    if (!file.auditHead.empty())
        bundle["audit_head"] = file.auditHead;
    auto const manifest = hexHash(json::canonical(bundle));
    bundle["manifest_sha256"] = manifest;
    return bundle;
}

std::vector<BundleProblem> verifyBundle(json::Value const& bundle)
{
    std::vector<BundleProblem> problems;
    if (!bundle.is_object() || json::textAt(bundle, "format") != kBundleFormat) {
        problems.push_back({"/format", "this is not an incident bundle of a known format"});
        return problems;
    }
    auto const* report = json::find(bundle, "report");
    if (report == nullptr || hexHash(json::textAt(*report, "text")) != json::textAt(*report, "sha256"))
        problems.push_back({"/report/text", "the report is not as it was made"});
    verifyTimeline(bundle, problems);
    for (std::string_view const name : {"evidence", "touched"}) {
        auto const* list = listAt(bundle, name);
        auto const stated = json::textAt(bundle, std::string{name} + "_sha256");
        if (list == nullptr || hexHash(json::canonical(json::Value(*list))) != stated)
            problems.push_back({"/" + std::string{name}, "the list is not as it was made"});
    }
    auto rest = bundle.get_object();
    rest.erase("manifest_sha256");
    if (hexHash(json::canonical(rest)) != json::textAt(bundle, "manifest_sha256"))
        problems.push_back({"/manifest_sha256", "the bundle is not as it was made"});
    return problems;
}

} // namespace core::incidents
