// The library: what is imported, reviewed and shown.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/playbooks_service.h"

#include <boost/json.hpp>

#include "core/base/embedded.h"
#include "core/platform/crypto/hash.h"
#include "core/services/playbooks/cacao/cacao_values.h"
#include "core/services/playbooks/playbooks_bundle.h"

namespace core::playbooks {
namespace {
constexpr std::string_view kBuiltInFolder = "resources/playbooks/";
constexpr std::string_view kBuiltIn = "built-in";
constexpr std::string_view kImported = "imported";
constexpr std::size_t kNameMax = 500;

std::vector<DefectRow> rowsOf(std::vector<cacao::Defect> const& defects)
{
    std::vector<DefectRow> rows;
    for (auto const& defect : defects)
        rows.push_back({defect.name, defect.pointer, defect.says, std::string{nameOf(defect.gravity)}});
    return rows;
}

std::string textOf(std::vector<DefectRow> const& rows)
{
    json::Array list;
    for (auto const& row : rows)
        list.push_back(api::write(row));
    return json::text(list);
}

std::vector<DefectRow> defectsFrom(std::string_view text)
{
    auto const list = json::parse(text);
    auto rows =
        list ? api::read<std::vector<DefectRow>>(*list) : Result<std::vector<DefectRow>>{list.error()};
    return rows ? std::move(*rows) : std::vector<DefectRow>{};
}

// A secret in clear is not kept: what is stored and shown says only that one was there.
void quarantine(json::Value& document, std::vector<cacao::Defect> const& defects)
{
    for (auto const& defect : defects) {
        if (defect.gravity != cacao::Gravity::Quarantined)
            continue;
        boost::system::error_code problem;
        if (auto* secret = document.find_pointer(defect.pointer, problem); secret != nullptr && !problem)
            *secret =
                secret->is_array() ? json::Value(json::Array{"(quarantined)"}) : json::Value("(quarantined)");
    }
}

StoredPlaybook storedFrom(json::Value const& document, cacao::Reading const& reading, std::string_view origin)
{
    auto kept = document;
    quarantine(kept, reading.defects);
    StoredPlaybook stored;
    stored.document = json::canonical(kept);
    stored.defects = textOf(rowsOf(reading.defects));
    stored.row.cacaoId = json::textAt(document, "id");
    stored.row.version = json::textAt(document, "modified");
    stored.row.name = printable(json::textAt(document, "name").substr(0, kNameMax));
    stored.row.description = printable(json::textAt(document, "description").substr(0, kNameMax));
    stored.row.origin = std::string{origin};
    stored.row.state = "draft";
    stored.row.runnable = reading.isRunnable();
    stored.row.digest = hexOf(crypto::sha256(stored.document));
    return stored;
}

Error notThere()
{
    return failed(ErrorCode::NotFound, "there is no such playbook");
}

Error versionTaken()
{
    return failedAs("playbook-version-taken", ErrorCode::Conflict,
                    "this id and version are here already, with another content");
}

Error asFaults(std::vector<cacao::Defect> const& defects)
{
    Error error{.code = ErrorCode::Invalid, .message = "this is not a playbook that could be kept"};
    for (auto const& defect : defects) {
        if (error.fields.size() < api::kFaultsMax)
            error.fields.push_back({defect.pointer, defect.name + ": " + defect.says});
    }
    return error;
}
} // namespace

PlaybooksService::PlaybooksService(api::Changes& changes, api::Calls& calls,
                                   incidents::IncidentsService& incidents, Clock const& clock, Random& random,
                                   std::string holder)
    : m_changes{changes}, m_incidents{incidents}, m_clock{clock}, m_random{random}, m_runner{
                                                                                        changes, calls, clock,
                                                                                        std::move(holder)}
{
}

Status PlaybooksService::start()
{
    TRY(loadBuiltIns());
    return m_runner.start();
}

Status PlaybooksService::loadBuiltIns()
{
    for (auto const& file : embeddedFiles()) {
        if (!file.path.starts_with(kBuiltInFolder))
            continue;
        auto const document = TRY(json::parse(file.text));
        auto const reading = cacao::readPlaybook(document);
        if (!reading.isRunnable())
            return failed(ErrorCode::Internal, "a built-in playbook has defects",
                          std::string{file.path} + " " + textOf(rowsOf(reading.defects)));
        auto stored = storedFrom(document, reading, kBuiltIn);
        TRY(m_changes.change(api::systemPrincipal("playbooks"), "", [&](api::Context& context) -> Status {
            auto const present = TRY(playbookByVersion(context.tx, stored.row.cacaoId, stored.row.version));
            if (present && present->row.digest == stored.row.digest)
                return Done{};
            if (present)
                return failed(ErrorCode::Internal,
                              "a built-in playbook differs from the stored one of the same version",
                              std::string{file.path});
            stored.row.id.value = newId(context.now, context.random);
            stored.row.state = "approved";
            stored.row.importedBy = "dewar";
            stored.row.importedAt = context.now;
            return insertPlaybook(context.tx, stored);
        }));
    }
    return Done{};
}

Result<StoredPlaybook> PlaybooksService::found(db::Tx& tx, PlaybookId const& id) const
{
    auto stored = TRY(playbookById(tx, id.value));
    if (!stored)
        stored = TRY(newestApproved(tx, id.value));
    if (!stored)
        return notThere();
    return std::move(*stored);
}

Result<api::Page<PlaybookRow>> PlaybooksService::list(api::ReadContext& context, PlaybookFilter const& filter)
{
    auto const limit = filter.limit.value_or(50);
    return api::pageOf(TRY(playbookPage(context.tx, filter, limit + 1)), limit);
}

Result<PlaybookDetail> PlaybooksService::show(api::ReadContext& context, PlaybookById const& wanted)
{
    auto const stored = TRY(found(context.tx, wanted.id));
    auto document = TRY(json::parse(stored.document, {.bytesMax = 4 * kImportBytesMax}));
    PlaybookDetail detail{.playbook = stored.row,
                          .permissions = {},
                          .variables = {},
                          .defects = defectsFrom(stored.defects),
                          .document = std::move(document)};
    auto const reading = cacao::readPlaybook(detail.document);
    if (reading.playbook) {
        detail.permissions = reading.playbook->permissions;
        for (auto const& variable : reading.playbook->variables) {
            if (variable.external)
                detail.variables.push_back({variable.name, printable(variable.type.substr(0, kNameMax)),
                                            printable(variable.description.substr(0, kNameMax)),
                                            !variable.value});
        }
    }
    context.answer.etag = stored.row.digest;
    return detail;
}

Result<Preview> PlaybooksService::preview(api::ReadContext& context, PlaybookById const& wanted)
{
    auto const stored = TRY(found(context.tx, wanted.id));
    auto const reading = cacao::readPlaybook(std::string_view{stored.document});
    if (!reading.playbook)
        return failed(ErrorCode::Conflict, "the playbook has defects and cannot be previewed");
    auto const& playbook = *reading.playbook;
    auto const valueOf = [&](std::string_view name) -> std::optional<std::string> {
        auto const* variable = playbook.variable(name);
        return variable != nullptr && variable->value ? variable->value : "{" + std::string{name} + "}";
    };
    Preview preview;
    for (auto const& [id, step] : playbook.steps) {
        for (auto const& command : step.commands) {
            PreviewLine line{.step = id,
                             .stepName = printable(std::string_view{step.name}.substr(0, kNameMax)),
                             .kind = printable(std::string_view{command.type}.substr(0, kNameMax)),
                             .says = {},
                             .body = {},
                             .approval = step.options.approval};
            auto const says = cacao::filledPrompt(command.text, valueOf);
            auto const body = cacao::filledPrompt(command.content, valueOf);
            line.says = says ? *says : command.text;
            line.body = body ? *body : command.content;
            preview.effects.push_back(std::move(line));
            if (preview.effects.size() == 2000)
                return preview;
        }
    }
    return preview;
}

Result<PreparedImport> PlaybooksService::prepareImport(api::ReadContext&, ImportedPlaybook const& imported)
{
    auto const reading = cacao::readPlaybook(imported.body);
    auto stored =
        imported.body.is_object() ? storedFrom(imported.body, reading, kImported) : StoredPlaybook{};
    // Without an id and a version there is nothing that a later import could be compared with.
    bool const hasName = stored.row.cacaoId.starts_with("playbook--") && stored.row.cacaoId.size() <= 128 &&
                         parseRfc3339(stored.row.version);
    if (!hasName)
        return asFaults(reading.defects);
    return PreparedImport{std::move(stored)};
}

Result<PlaybookRow> PlaybooksService::import(api::Context& context, PreparedImport const& prepared)
{
    auto stored = prepared.playbook;
    auto const present = TRY(playbookByVersion(context.tx, stored.row.cacaoId, stored.row.version));
    if (present && present->row.digest != stored.row.digest)
        return versionTaken();
    if (present) {
        context.subject("playbook", present->row.id.value);
        return present->row;
    }
    stored.row.id.value = newId(context.now, context.random);
    stored.row.importedBy = context.caller.name;
    stored.row.importedAt = context.now;
    context.subject("playbook", stored.row.id.value);
    context.note("cacao_id", json::Value(stored.row.cacaoId));
    context.note("digest", json::Value(stored.row.digest));
    context.answer.location = "/playbooks/" + stored.row.id.value;
    TRY(insertPlaybook(context.tx, stored));
    return stored.row;
}

Result<PlaybookRow> PlaybooksService::approve(api::Context& context, PlaybookById const& wanted)
{
    auto const stored = TRY(playbookById(context.tx, wanted.id.value));
    if (!stored)
        return notThere();
    context.subject("playbook", wanted.id.value);
    context.note("digest", json::Value(stored->row.digest));
    if (!stored->row.runnable)
        return failedAs("playbook-not-runnable", ErrorCode::Conflict,
                        "the playbook has defects that forbid a run");
    if (!TRY(approvePlaybook(context.tx, wanted.id, context.caller.name, context.now)))
        return failed(ErrorCode::Conflict, "the playbook is approved already");
    return TRY(playbookById(context.tx, wanted.id.value))->row;
}

} // namespace core::playbooks
