// The keys of a backup repository, all derived from one random root that only the vault can open.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/repository_key.h"

#include <algorithm>

#include "core/platform/crypto/hkdf.h"

namespace core::backup {

Result<RepositoryKey> RepositoryKey::open(Secret const& root, std::string engine, std::string signerPrint)
{
    if (root.size() != kRootBytes)
        return failed(ErrorCode::Internal, "the backup key has the wrong length");
    auto const naming = TRY(crypto::derive(root, engine, "dewar/backup/names/1", kRootBytes));
    return RepositoryKey{root.copy(), crypto::MacKey{naming}, std::move(engine), std::move(signerPrint)};
}

Result<RepositoryKey> RepositoryKey::unpacked(Secret const& text, std::string engine)
{
    if (text.size() <= kRootBytes)
        return failed(ErrorCode::Internal, "the backup key has the wrong length");
    auto const whole = text.view();
    return open(Secret{whole.substr(0, kRootBytes)}, std::move(engine),
                std::string{whole.substr(kRootBytes)});
}

Secret RepositoryKey::packed(Secret const& root, std::string_view signerPrint)
{
    Secret text;
    auto const bytes = text.writable(root.size() + signerPrint.size());
    std::ranges::copy(root.view(), bytes.begin());
    std::ranges::copy(signerPrint, bytes.begin() + static_cast<std::ptrdiff_t>(root.size()));
    return text;
}

PageName RepositoryKey::nameOf(std::string_view page) const
{
    auto const mac = m_names.of(page);
    PageName name{};
    std::copy_n(reinterpret_cast<unsigned char const*>(mac.data()), name.size(), name.begin());
    return name;
}

Result<Secret> RepositoryKey::packKey(std::string_view packId) const
{
    return crypto::derive(m_root, packId, "dewar/backup/pack/1", kRootBytes);
}

Result<Secret> RepositoryKey::manifestKey(std::string_view backupId) const
{
    return crypto::derive(m_root, backupId, "dewar/backup/manifest/1", kRootBytes);
}

} // namespace core::backup
