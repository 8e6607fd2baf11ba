// Collecting and reading the playbooks of a run.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/playbooks_bundle.h"

#include <boost/json.hpp>

namespace core::playbooks {
namespace {
Result<cacao::Playbook> readStored(StoredPlaybook const& stored)
{
    auto reading = cacao::readPlaybook(std::string_view{stored.document});
    if (!reading.isRunnable())
        return failedAs("playbook-not-runnable", ErrorCode::Conflict,
                        "the playbook " + stored.row.cacaoId + " has defects");
    return std::move(*reading.playbook);
}

Result<StoredPlaybook> childOf(db::Tx& tx, cacao::Step const& step)
{
    auto found = step.playbookVersion.empty()
                     ? TRY(newestApproved(tx, step.playbookId))
                     : TRY(playbookByVersion(tx, step.playbookId, step.playbookVersion));
    if (!found || found->row.state != "approved")
        return failedAs("playbook-missing", ErrorCode::Conflict,
                        "the playbook " + step.playbookId + " is not here or not approved");
    return std::move(*found);
}
} // namespace

Result<FoundBundle> bundleFor(db::Tx& tx, StoredPlaybook const& root)
{
    FoundBundle found;
    found.bundle.root = root.row.cacaoId;
    std::vector<StoredPlaybook> waiting{root};
    while (!waiting.empty()) {
        auto const stored = std::move(waiting.back());
        waiting.pop_back();
        if (found.bundle.find(stored.row.cacaoId) != nullptr)
            continue;
        if (found.ids.size() == kBundleMax)
            return failedAs("too-many-playbooks", ErrorCode::Conflict, "the playbook runs too many others");
        auto playbook = TRY(readStored(stored));
        for (auto const& [id, step] : playbook.steps) {
            if (step.type == cacao::StepType::PlaybookAction)
                waiting.push_back(TRY(childOf(tx, step)));
        }
        found.ids.push_back(stored.row.id.value);
        found.bundle.playbooks.emplace(stored.row.cacaoId, std::move(playbook));
    }
    return found;
}

std::string bundleText(FoundBundle const& found)
{
    json::Array ids;
    for (auto const& id : found.ids)
        ids.emplace_back(id);
    return json::text(json::Object{{"root", found.bundle.root}, {"playbooks", std::move(ids)}});
}

Result<cacao::Bundle> bundleOf(db::Tx& tx, std::string_view text)
{
    auto const object = TRY(json::parse(text));
    auto const* ids = json::find(object, "playbooks");
    if (ids == nullptr || !ids->is_array())
        return failed(ErrorCode::Internal, "a stored run cannot be read");
    cacao::Bundle bundle{.root = json::textAt(object, "root")};
    for (auto const& id : ids->get_array()) {
        auto const stored =
            TRY(playbookById(tx, id.is_string() ? std::string_view{id.get_string()} : std::string_view{}));
        if (!stored)
            return failed(ErrorCode::Internal, "a playbook of a stored run is gone");
        bundle.playbooks.emplace(stored->row.cacaoId, TRY(readStored(*stored)));
    }
    return bundle;
}

Result<cacao::NamedValues> namedValues(json::Value const& object)
{
    cacao::NamedValues values;
    if (!object.is_object())
        return Error{.code = ErrorCode::Invalid,
                     .message = "some variables are not acceptable",
                     .fields = {{"/variables", "must be an object of texts"}}};
    for (auto const& [name, value] : object.get_object()) {
        if (!value.is_string() || values.size() == cacao::kVariablesMax)
            return Error{.code = ErrorCode::Invalid,
                         .message = "some variables are not acceptable",
                         .fields = {{"/variables/" + api::pointerPart(name), "must be text"}}};
        values.emplace_back(name, value.get_string());
    }
    return values;
}

json::Object valuesObject(cacao::NamedValues const& values)
{
    json::Object object;
    for (auto const& [name, value] : values)
        object[name] = value;
    return object;
}

} // namespace core::playbooks
