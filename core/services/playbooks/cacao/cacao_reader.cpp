// The document itself: its head, its definitions, its secrets; steps and graph are read beside it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/cacao/cacao_reader.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/json/json.h"
#include "core/services/playbooks/cacao/cacao_defects.h"
#include "core/services/playbooks/cacao/cacao_values.h"

namespace core::playbooks::cacao {
namespace {
constexpr std::size_t kDefinitionsMax = 500;
constexpr std::size_t kPermissionsMax = 100;

void readHead(Members const& root, Playbook& playbook)
{
    auto& defects = root.defects();
    for (std::string_view const name : {"type", "spec_version", "id", "name", "created_by", "created",
                                        "modified", "workflow_start", "workflow"})
        root.require(name);
    if (root.find("type") != nullptr && root.text("type") != "playbook")
        defects.add(Gravity::Broken, "wrong-type", root.at("type"), "the type must be playbook");
    if (root.find("spec_version") != nullptr && root.text("spec_version") != "cacao-2.0")
        defects.add(Gravity::Broken, "wrong-spec-version", root.at("spec_version"),
                    "only cacao-2.0 is read here");
    playbook.id = root.identifier("id");
    if (!playbook.id.empty() && !playbook.id.starts_with("playbook--"))
        defects.add(Gravity::Broken, "bad-id", root.at("id"), "the id of a playbook begins with playbook--");
    playbook.name = root.text("name");
    playbook.description = root.text("description");
    playbook.createdBy = root.identifier("created_by");
    playbook.created = root.text("created");
    playbook.modified = root.text("modified");
    auto const created = root.timestamp("created");
    auto const modified = root.timestamp("modified");
    if (created && modified && *modified < *created)
        defects.add(Gravity::Remark, "modified-before-created", root.at("modified"),
                    "modified lies before created");
    playbook.workflowStart = root.identifier("workflow_start");
    playbook.workflowException = root.identifier("workflow_exception");
}

void readValidity(Members const& root, Playbook& playbook)
{
    auto& defects = root.defects();
    playbook.revoked = root.truth("revoked");
    if (playbook.revoked)
        defects.add(Gravity::Unrunnable, "revoked", root.at("revoked"), "its author revoked this playbook");
    playbook.validFrom = root.timestamp("valid_from");
    playbook.validUntil = root.timestamp("valid_until");
    if (playbook.validFrom && playbook.validUntil && *playbook.validUntil <= *playbook.validFrom)
        defects.add(Gravity::Broken, "bad-validity", root.at("valid_until"),
                    "valid_until must lie after valid_from");
}

void readRest(Members const& root)
{
    for (std::string_view const name : {"priority", "severity", "impact"})
        root.number(name, 0, 100);
    for (std::string_view const name : {"derived_from", "related_to", "markings"})
        root.identifiers(name);
    for (std::string_view const name : {"labels", "industry_sectors", "playbook_activities"})
        root.texts(name);
    if (root.find("playbook_types") != nullptr && root.find("playbook_activities") == nullptr)
        root.defects().add(Gravity::Remark, "types-without-activities", root.at("playbook_types"),
                           "playbook_types needs at least one playbook_activities");
    root.remarkUnknown({"type",
                        "spec_version",
                        "id",
                        "name",
                        "description",
                        "playbook_types",
                        "playbook_activities",
                        "playbook_processing_summary",
                        "created_by",
                        "created",
                        "modified",
                        "revoked",
                        "valid_from",
                        "valid_until",
                        "derived_from",
                        "related_to",
                        "priority",
                        "severity",
                        "impact",
                        "industry_sectors",
                        "labels",
                        "external_references",
                        "markings",
                        "playbook_variables",
                        "workflow_start",
                        "workflow_exception",
                        "workflow",
                        "playbook_extensions",
                        "authentication_info_definitions",
                        "agent_definitions",
                        "target_definitions",
                        "extension_definitions",
                        "data_marking_definitions",
                        "signatures"});
}

// A signature is kept; while no key is trusted for playbooks, none makes a document trusted.
void readSignatures(Members const& root)
{
    auto const* list = root.find("signatures");
    if (list == nullptr)
        return;
    auto& defects = root.defects();
    if (!list->is_array())
        return defects.add(Gravity::Broken, "wrong-shape", root.at("signatures"),
                           "signatures must be a list");
    for (std::size_t number = 0; number < list->get_array().size() && number < 20; ++number) {
        auto const pointer = under(root.at("signatures"), std::to_string(number));
        auto const* object = list->get_array()[number].if_object();
        if (object == nullptr) {
            defects.add(Gravity::Broken, "wrong-shape", pointer, "a signature must be an object");
            continue;
        }
        Members const members{*object, pointer, defects};
        for (std::string_view const name : {"type", "id", "created", "modified", "signee", "related_to",
                                            "related_version", "hash_algorithm", "algorithm", "value"})
            members.require(name);
        static constexpr std::string_view kStrong[]{"RS256", "RS384", "RS512", "ES256",   "ES384", "ES512",
                                                    "PS256", "PS384", "PS512", "Ed25519", "Ed448"};
        auto const hash = lowered(members.text("hash_algorithm"));
        bool const isStrong = std::ranges::find(kStrong, members.text("algorithm")) != std::end(kStrong);
        if (!isStrong || hash == "md5" || hash == "sha1" || hash == "sha-1")
            defects.add(Gravity::Unrunnable, "weak-signature", members.at("algorithm"),
                        "the signature's algorithm is not accepted");
        defects.add(Gravity::Remark, "signature-not-trusted", pointer,
                    "no key here vouches for this signature");
    }
}

void readAddress(Members const& definition, Agent& agent)
{
    auto const* address = definition.object("address");
    if (address == nullptr)
        return;
    std::size_t addresses = 0;
    for (auto const& [kind, list] : *address) {
        auto const pointer = under(definition.at("address"), kind);
        if (!list.is_array()) {
            definition.defects().add(Gravity::Broken, "wrong-shape", pointer, "an address is a list");
            continue;
        }
        for (auto const& item : list.get_array()) {
            ++addresses;
            auto const text = item.is_string() ? std::string{item.get_string()} : std::string{};
            agent.isEngine = kind == "url" && text == kEngineUrl;
            if (kind == "ipv4" && variablesIn(text).empty() && !fitsType("ipv4-addr", text))
                definition.defects().add(Gravity::Remark, "bad-address", pointer, "this is no IPv4 address");
        }
    }
    // One address only, so that nobody hides another host beside the engine.
    agent.isEngine = agent.isEngine && addresses == 1 && agent.type == "http-api";
}

void quarantineSecrets(JsonObject const& object, std::string const& pointer, Defects& defects)
{
    auto const* kms = object.if_contains("kms");
    if (kms != nullptr && kms->is_bool() && kms->get_bool())
        return;
    for (auto const& [name, value] : object) {
        bool const isSecret =
            value.is_string() && (isInlineSecret(name, value.get_string()) || name == "oauth_header");
        if (isSecret && name != "kms_key_identifier" &&
            variableReferenceAt(value.get_string(), 0) != value.get_string().size())
            defects.add(Gravity::Quarantined, "inline-secret", under(pointer, name),
                        "a secret stands here in clear");
    }
}

// Agents, targets and authentication information: the same shape, a dictionary from id to object.
template <class Read> void readDefinitions(Members const& root, std::string_view name, Read read)
{
    auto const* definitions = root.object(name);
    if (definitions == nullptr)
        return;
    auto& defects = root.defects();
    if (definitions->size() > kDefinitionsMax)
        return defects.add(Gravity::Broken, "too-many-definitions", root.at(name),
                           "there are too many definitions");
    for (auto const& [id, value] : *definitions) {
        auto const pointer = under(root.at(name), id);
        std::string_view prefix;
        if (!isIdentifier(id, &prefix))
            defects.add(Gravity::Broken, "bad-id", pointer, "the key is not type--UUID");
        if (!value.is_object()) {
            defects.add(Gravity::Broken, "wrong-shape", pointer, "a definition must be an object");
            continue;
        }
        Members const members{value.get_object(), pointer, defects};
        members.require("type");
        read(std::string{id}, prefix, members, value.get_object());
    }
}

void readAgent(std::string id, std::string_view prefix, Members const& members, Playbook& playbook)
{
    auto& defects = members.defects();
    members.require("name");
    Agent agent{.id = id, .type = members.text("type"), .name = members.text("name")};
    // The schema ties known prefixes to their types; the vocabulary itself is open.
    static constexpr std::string_view kKnown[]{"group",  "individual",       "location",    "organization",
                                               "sector", "http-api",         "net-address", "linux",
                                               "ssh",    "security-category"};
    bool const isKnown = std::ranges::find(kKnown, prefix) != std::end(kKnown);
    if (!prefix.empty() && !agent.type.empty() && agent.type != prefix)
        defects.add(isKnown ? Gravity::Broken : Gravity::Remark, "id-prefix-differs", members.at("type"),
                    "the type differs from the prefix of the id");
    bool const needsAddress = agent.type == "http-api" || agent.type == "ssh" || agent.type == "linux" ||
                              agent.type == "net-address";
    if (needsAddress)
        members.require("address");
    readAddress(members, agent);
    playbook.agents.insert_or_assign(std::move(id), std::move(agent));
}

void readExtensions(Members const& root, Playbook& playbook)
{
    auto const* extensions = root.object("playbook_extensions");
    if (extensions == nullptr)
        return;
    auto const* ours = extensions->if_contains(kExtensionId);
    if (ours == nullptr)
        return;
    auto const pointer = under(root.at("playbook_extensions"), kExtensionId);
    if (!ours->is_object())
        return root.defects().add(Gravity::Unrunnable, "bad-extension", pointer,
                                  "the extension must be an object");
    Members const members{ours->get_object(), pointer, root.defects()};
    playbook.permissions = members.texts("permissions");
    if (playbook.permissions.size() > kPermissionsMax)
        root.defects().add(Gravity::Unrunnable, "bad-extension", members.at("permissions"),
                           "the grant is too long");
    for (auto const& permission : playbook.permissions) {
        // A grant names what it needs; a star would make the starter's rights the only limit.
        if (permission.substr(0, permission.find('@')).find('*') != std::string::npos)
            root.defects().add(Gravity::Unrunnable, "star-in-grant", members.at("permissions"),
                               "a playbook's grant names each permission");
    }
    members.remarkUnknown({"permissions"});
}

void checkSummary(Members const& root, Playbook const& playbook)
{
    auto const* summary = root.object("playbook_processing_summary");
    if (summary == nullptr)
        return;
    Members const members{*summary, root.at("playbook_processing_summary"), root.defects()};
    auto const uses = [&](StepType type) {
        return std::ranges::any_of(playbook.steps,
                                   [&](auto const& entry) { return entry.second.type == type; });
    };
    auto const compare = [&](std::string_view name, StepType type) {
        if (members.truth(name) != uses(type))
            root.defects().add(Gravity::Remark, "summary-differs", members.at(name),
                               "the summary says otherwise than the steps");
    };
    compare("parallel_processing", StepType::Parallel);
    compare("if_logic", StepType::If);
    compare("while_logic", StepType::While);
    compare("switch_logic", StepType::Switch);
}
} // namespace

bool Reading::has(Gravity gravity) const
{
    return std::ranges::any_of(defects, [&](Defect const& defect) { return defect.gravity == gravity; });
}

bool Reading::isRunnable() const
{
    return playbook && !has(Gravity::Broken) && !has(Gravity::Quarantined) && !has(Gravity::Unrunnable);
}

Reading readPlaybook(Json const& document)
{
    Defects defects;
    Reading reading;
    if (!document.is_object()) {
        defects.add(Gravity::Broken, "wrong-shape", "", "a playbook must be an object");
        reading.defects = defects.take();
        return reading;
    }
    Members const root{document.get_object(), "", defects};
    Playbook playbook;
    playbook.document = document;
    readHead(root, playbook);
    readValidity(root, playbook);
    readRest(root);
    playbook.variables = readVariables(root, "playbook_variables");
    auto const agent = [&](std::string id, std::string_view prefix, Members const& members,
                           JsonObject const&) { readAgent(std::move(id), prefix, members, playbook); };
    readDefinitions(root, "agent_definitions", agent);
    readDefinitions(root, "target_definitions", agent);
    readDefinitions(root, "authentication_info_definitions",
                    [&](std::string, std::string_view, Members const& members, JsonObject const& object) {
                        quarantineSecrets(object, members.pointer(), defects);
                    });
    readExtensions(root, playbook);
    readSignatures(root);
    readSteps(root, playbook);
    checkSteps(root, playbook);
    checkSummary(root, playbook);
    if (playbook.step(playbook.workflowStart) != nullptr)
        checkGraph(playbook, defects);
    if (!defects.anyBroken())
        reading.playbook = std::move(playbook);
    reading.defects = defects.take();
    return reading;
}

Reading readPlaybook(std::string_view bytes)
{
    Reading reading;
    if (bytes.size() > kPlaybookBytesMax) {
        reading.defects.push_back({"too-large", "", "a playbook has at most 1 MiB", Gravity::Broken});
        return reading;
    }
    auto const document = json::parse(bytes, {.bytesMax = kPlaybookBytesMax, .depthMax = kPlaybookDepthMax});
    if (!document) {
        reading.defects.push_back({"not-json", "", document.error().message, Gravity::Broken});
        return reading;
    }
    return readPlaybook(*document);
}

} // namespace core::playbooks::cacao
