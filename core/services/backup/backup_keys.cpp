// The keys of this engine's backups: made once, sealed by the vault, opened at start or on a bare machine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_keys.h"

#include "core/platform/crypto/aead.h"

namespace core::backup {

namespace {

constexpr std::string_view kPurpose = "backup";
constexpr std::string_view kSigningPlace = "backup_keys/1/signing_key";

std::string placeOf(std::string_view engine)
{
    return "dewar/backup/repository-key/1|" + std::string{engine};
}

} // namespace

Result<BackupKeys> makeKeys(vault::VaultService const& vault, Random& random)
{
    auto signer = TRY(crypto::SigningKey::generate());
    Secret root;
    random.fill(root.writable(RepositoryKey::kRootBytes));
    auto const print = signer.thumbprint();
    auto const wrapping = TRY(vault.derivedKey(kWrappingLabel));
    auto const packed = RepositoryKey::packed(root, print);
    auto const pkcs8 = TRY(signer.pkcs8());
    auto sealedKey = TRY(crypto::seal(wrapping, packed.view(), placeOf(vault.id()), random));
    auto signingKey = TRY(vault.seal(kPurpose, kSigningPlace, pkcs8.view()));
    store::StoredKeys stored{
        .sealedKey = std::move(sealedKey), .signingKey = std::move(signingKey), .print = print};
    auto repository = TRY(RepositoryKey::open(root, vault.id(), print));
    return BackupKeys{std::move(repository), std::move(signer), std::move(stored)};
}

Result<BackupKeys> openKeys(vault::VaultService const& vault, store::StoredKeys stored)
{
    auto repository =
        TRY(openRepositoryKey(TRY(vault.derivedKey(kWrappingLabel)), stored.sealedKey, vault.id()));
    auto const pkcs8 = TRY(vault.open(kPurpose, kSigningPlace, stored.signingKey));
    auto signer = TRY(crypto::SigningKey::fromPkcs8(pkcs8));
    if (signer.thumbprint() != repository.signerPrint())
        return failed(ErrorCode::Internal, "the keys for backups do not belong together");
    return BackupKeys{std::move(repository), std::move(signer), std::move(stored)};
}

Result<RepositoryKey> openRepositoryKey(Secret const& wrapping, std::string_view sealedKey,
                                        std::string const& engine)
{
    auto const packed = crypto::open(wrapping, sealedKey, placeOf(engine));
    if (!packed)
        return failedAs("backup-foreign", ErrorCode::Conflict,
                        "the key of the backups does not belong to this vault", packed.error().message);
    return RepositoryKey::unpacked(*packed, engine);
}

} // namespace core::backup
