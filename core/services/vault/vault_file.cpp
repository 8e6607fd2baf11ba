// Reading and writing vault.json.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_file.h"

#include "core/platform/os/files.h"

namespace core::vault {

namespace {
constexpr std::size_t kVaultFileBytesMax = 64 * 1024;
}

std::string vaultPath(std::string const& directory)
{
    return directory + "/" + std::string{kVaultFileName};
}

Result<VaultFile> readVaultFile(std::string const& directory)
{
    auto const path = vaultPath(directory);
    if (!os::exists(path))
        return failed(ErrorCode::NotFound, "there is no vault in " + directory + ": run deward init first");
    TRY(os::checkPrivateFile(path));
    auto const text = TRY(os::readFile(path, kVaultFileBytesMax));
    auto const damaged = [&path](std::string why) {
        return failed(ErrorCode::Internal, "the vault file " + path + " is damaged", std::move(why));
    };
    auto const value = json::parse(text);
    if (!value)
        return damaged(value.error().message);
    auto file = api::read<VaultFile>(*value);
    if (!file) {
        auto const& faults = file.error().fields;
        return damaged(faults.empty() ? file.error().message : faults[0].field + " " + faults[0].problem);
    }
    return file;
}

Status writeVaultFile(std::string const& directory, VaultFile const& file)
{
    return os::writeFileAtomically(vaultPath(directory), json::pretty(api::write(file)));
}

} // namespace core::vault
