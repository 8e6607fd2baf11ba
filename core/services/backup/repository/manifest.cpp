// The manifest of one backup: a signed envelope that can be listed without a key, and a sealed body that says
// it all.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/manifest.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/crypto/aead.h"
#include "core/platform/crypto/hash.h"
#include "core/services/backup/repository/packed_numbers.h"

namespace core::backup {

namespace {

constexpr std::array<std::string_view, 12> kMembers{"format",     "id",         "sequence", "created_at",
                                                    "engine",     "generation", "previous", "vault",
                                                    "sealed_key", "signer",     "body",     "signature"};

std::string associatedText(std::string_view engine, std::string_view id, std::int64_t sequence)
{
    return std::string{kManifestFormat} + "|" + std::string{engine} + "|" + std::string{id} + "|" +
           std::to_string(sequence);
}

json::Object bodyOf(Manifest const& manifest)
{
    json::Array tables;
    for (auto const& table : manifest.facts.tables)
        tables.push_back(json::Object{{"name", table.name}, {"rows", table.rows}, {"sha256", table.sha256}});
    json::Array ladder;
    for (auto const& step : manifest.facts.ladder)
        ladder.push_back(
            json::Object{{"stem", step.stem}, {"number", step.number}, {"checksum", step.checksum}});
    json::Array files;
    for (auto const& file : manifest.facts.files)
        files.push_back(json::Object{{"name", file.name}, {"bytes", base64urlOf(file.bytes)}});
    json::Array packs;
    for (auto const& pack : manifest.packs)
        packs.push_back(json::Object{{"id", pack.id}, {"bytes", pack.bytes}});
    return json::Object{
        {"label", manifest.facts.label},
        {"page_bytes", manifest.pageBytes},
        {"pages", manifest.pages},
        {"names_sha256", manifest.namesDigest},
        {"tables", std::move(tables)},
        {"audit", json::Object{{"number", manifest.facts.auditNumber}, {"hash", manifest.facts.auditHash}}},
        {"ladder", std::move(ladder)},
        {"files", std::move(files)},
        {"packs", std::move(packs)},
        {"places", base64urlOf(encodedPlaces(manifest.places))},
        {"stored_pages", manifest.storedPages},
        {"stored_bytes", manifest.storedBytes},
    };
}

Status readTables(json::Value const& body, Manifest& manifest)
{
    auto const* const tables = json::find(body, "tables");
    auto const* const ladder = json::find(body, "ladder");
    if (tables == nullptr || !tables->is_array() || ladder == nullptr || !ladder->is_array() ||
        tables->get_array().size() > kTablesMax || ladder->get_array().size() > kTablesMax)
        return damaged("the manifest lists its tables wrongly");
    for (auto const& table : tables->get_array())
        manifest.facts.tables.push_back(
            {json::textAt(table, "name"), json::integerAt(table, "rows", -1), json::textAt(table, "sha256")});
    for (auto const& step : ladder->get_array())
        manifest.facts.ladder.push_back({json::textAt(step, "stem"), json::integerAt(step, "number", -1),
                                         json::textAt(step, "checksum")});
    return Done{};
}

Status readPacks(json::Value const& body, Manifest& manifest)
{
    auto const* const packs = json::find(body, "packs");
    if (packs == nullptr || !packs->is_array() || packs->get_array().size() > kPacksMax)
        return damaged("the manifest lists its packs wrongly");
    for (auto const& pack : packs->get_array()) {
        PackFact fact{json::textAt(pack, "id"), json::integerAt(pack, "bytes", -1)};
        if (!isBackupId(fact.id)) // It becomes a file name: "../" must not.
            return failedAs("backup-name", ErrorCode::Conflict,
                            "the manifest names a pack with an impossible name");
        manifest.packs.push_back(std::move(fact));
    }
    return Done{};
}

Status readFiles(json::Value const& body, Manifest& manifest)
{
    auto const* const files = json::find(body, "files");
    if (files == nullptr || !files->is_array() || files->get_array().size() > kKeptFiles.size())
        return damaged("the manifest lists its files wrongly");
    for (auto const& file : files->get_array()) {
        auto bytes = TRY(bytesFromBase64url(json::textAt(file, "bytes")));
        KeptFile kept{json::textAt(file, "name"), std::move(bytes)};
        if (std::ranges::find(kKeptFiles, kept.name) == kKeptFiles.end())
            return failedAs("backup-name", ErrorCode::Conflict,
                            "the manifest names a file with an impossible name");
        if (kept.bytes.size() > kKeptFileBytesMax)
            return failedAs("backup-size", ErrorCode::Conflict,
                            "the manifest holds a file that is too large");
        manifest.facts.files.push_back(std::move(kept));
    }
    return Done{};
}

Status readBody(json::Value const& body, Manifest& manifest)
{
    auto const pageBytes = json::integerAt(body, "page_bytes", -1);
    auto const pages = json::integerAt(body, "pages", -1);
    if (pageBytes < 512 || pageBytes > 65536 || (pageBytes & (pageBytes - 1)) != 0 || pages < 1 ||
        pages > kPagesMax)
        return failedAs("backup-size", ErrorCode::Conflict, "the manifest states impossible sizes");
    manifest.pageBytes = static_cast<std::uint32_t>(pageBytes);
    manifest.pages = static_cast<std::uint32_t>(pages);
    manifest.facts.label = json::textAt(body, "label");
    manifest.namesDigest = json::textAt(body, "names_sha256");
    manifest.storedPages = json::integerAt(body, "stored_pages");
    manifest.storedBytes = json::integerAt(body, "stored_bytes");
    if (auto const* const audit = json::find(body, "audit")) {
        manifest.facts.auditNumber = json::integerAt(*audit, "number");
        manifest.facts.auditHash = json::textAt(*audit, "hash");
    }
    TRY(readTables(body, manifest));
    TRY(readPacks(body, manifest));
    TRY(readFiles(body, manifest));
    auto const runs = TRY(bytesFromBase64url(json::textAt(body, "places")));
    manifest.places =
        TRY(decodedPlaces(runs, manifest.pages, static_cast<std::uint32_t>(manifest.packs.size())));
    return Done{};
}

Status checkMembers(json::Value const& value)
{
    if (!value.is_object())
        return damaged("a manifest is no JSON object");
    // The format first: an unknown one may have any members.
    if (auto const format = json::textAt(value, "format"); format != kManifestFormat)
        return failedAs("backup-format", ErrorCode::Conflict,
                        "the manifest has the format \"" + printable(format.substr(0, 40)) +
                            "\"; this version reads " + std::string{kManifestFormat});
    auto const& object = value.get_object();
    for (auto const name : kMembers)
        if (!object.contains(name))
            return damaged("the manifest has no member " + std::string{name});
    if (object.size() != kMembers.size())
        return damaged("the manifest has members that this format does not know");
    return Done{};
}

} // namespace

bool isBackupId(std::string_view id)
{
    if (id.size() != 36)
        return false;
    for (std::size_t at = 0; at < id.size(); ++at) {
        bool const dash = at == 8 || at == 13 || at == 18 || at == 23;
        bool const digit = (id[at] >= '0' && id[at] <= '9') || (id[at] >= 'a' && id[at] <= 'f');
        if (dash ? id[at] != '-' : !digit)
            return false;
    }
    return true;
}

Result<std::string> manifestText(Manifest const& manifest, RepositoryKey const& key,
                                 crypto::SigningKey const& signer, Random& random)
{
    auto const& facts = manifest.facts;
    auto const bodyKey = TRY(key.manifestKey(facts.id));
    auto const body = TRY(crypto::seal(bodyKey, json::text(bodyOf(manifest)),
                                       associatedText(key.engine(), facts.id, manifest.sequence), random));
    json::Object envelope{
        {"format", kManifestFormat},
        {"id", facts.id},
        {"sequence", manifest.sequence},
        {"created_at", rfc3339(facts.createdAt)},
        {"engine", key.engine()},
        {"generation", facts.generation},
        {"previous", manifest.previous},
        {"vault", base64urlOf(facts.vaultFile)},
        {"sealed_key", base64urlOf(facts.sealedKey)},
        {"signer", signer.publicJwk()},
        {"body", base64urlOf(body)},
    };
    envelope["signature"] = base64urlOf(TRY(signer.sign(json::canonical(envelope))));
    auto text = json::text(envelope);
    if (text.size() > kManifestBytesMax)
        return failedAs("backup-size", ErrorCode::TooLarge, "the manifest is larger than a backup may have");
    return text;
}

Result<Envelope> envelopeFrom(std::string_view text)
{
    if (text.size() > kManifestBytesMax)
        return failedAs("backup-size", ErrorCode::TooLarge, "the manifest is larger than a backup may have");
    auto parsed = json::parse(text, {.bytesMax = kManifestBytesMax, .depthMax = 8, .bigIntegers = false});
    if (!parsed)
        return damaged("the manifest is no JSON", parsed.error().message);
    TRY(checkMembers(*parsed));
    auto& value = *parsed;
    Envelope envelope{.id = json::textAt(value, "id"),
                      .sequence = json::integerAt(value, "sequence"),
                      .engine = json::textAt(value, "engine"),
                      .generation = json::integerAt(value, "generation"),
                      .previous = json::textAt(value, "previous"),
                      .hash = hexOf(crypto::sha256(text))};
    if (!isBackupId(envelope.id))
        return failedAs("backup-name", ErrorCode::Conflict, "the manifest has an impossible id");
    if (envelope.sequence < 1)
        return damaged("the manifest has no place in the chain");
    envelope.createdAt = TRY(parseRfc3339(json::textAt(value, "created_at")));
    envelope.vaultFile = TRY(bytesFromBase64url(json::textAt(value, "vault")));
    envelope.sealedKey = TRY(bytesFromBase64url(json::textAt(value, "sealed_key")));
    envelope.body = TRY(bytesFromBase64url(json::textAt(value, "body")));
    envelope.signature = TRY(bytesFromBase64url(json::textAt(value, "signature")));
    auto const* const signer = json::find(value, "signer");
    if (signer == nullptr || !signer->is_object())
        return damaged("the manifest names no signer");
    envelope.signer = signer->get_object();
    value.get_object().erase("signature");
    envelope.signedText = json::canonical(value);
    return envelope;
}

Result<Manifest> opened(Envelope const& envelope, RepositoryKey const& key)
{
    if (envelope.engine != key.engine())
        return failedAs("backup-foreign", ErrorCode::Conflict, "the manifest belongs to another engine");
    auto signer = crypto::VerifyingKey::fromJwk(envelope.signer);
    if (!signer || !crypto::sameBytes(signer->thumbprint(), key.signerPrint()))
        return failedAs("backup-foreign", ErrorCode::Conflict,
                        "the manifest is signed by a key that is not this engine's");
    if (!signer->verifies(envelope.signedText, envelope.signature))
        return failedAs("backup-signature", ErrorCode::Conflict, "the signature of the manifest is wrong");
    auto const bodyKey = TRY(key.manifestKey(envelope.id));
    auto const body =
        crypto::open(bodyKey, envelope.body, associatedText(envelope.engine, envelope.id, envelope.sequence));
    if (!body)
        return damaged("the body of the manifest cannot be opened", body.error().message);
    auto const value =
        TRY(json::parse(body->view(), {.bytesMax = kManifestBytesMax, .depthMax = 8, .bigIntegers = false}));
    Manifest manifest;
    manifest.facts.id = envelope.id;
    manifest.facts.createdAt = envelope.createdAt;
    manifest.facts.generation = envelope.generation;
    manifest.facts.vaultFile = envelope.vaultFile;
    manifest.facts.sealedKey = envelope.sealedKey;
    manifest.sequence = envelope.sequence;
    manifest.previous = envelope.previous;
    manifest.hash = envelope.hash;
    TRY(readBody(value, manifest));
    return manifest;
}

} // namespace core::backup
