// A small database, a repository and its keys, for the tests of backup.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <string>

#include "core/platform/crypto/random.h"
#include "core/platform/crypto/sign.h"
#include "core/platform/db/database.h"
#include "core/platform/os/files.h"
#include "core/services/backup/repository/repository.h"

namespace support {

template <class T> T must(core::Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", result.error().message.c_str(), result.error().detail.c_str());
    return std::move(*result);
}

inline core::BackupId const kFirst{"018f0000-0000-7000-8000-000000000001"};
inline core::BackupId const kSecond{"018f0000-0000-7000-8000-000000000002"};
inline core::BackupId const kThird{"018f0000-0000-7000-8000-000000000003"};

class RepositoryFixture {
public:
    explicit RepositoryFixture(std::string engine = "engine-a")
        : signer{must(core::crypto::SigningKey::generate())}, root{core::crypto::randomBytes(
                                                                  random,
                                                                  core::backup::RepositoryKey::kRootBytes)},
          key{must(core::backup::RepositoryKey::open(root, std::move(engine), signer.thumbprint()))},
          database{must(core::db::openSqlite(path("live.db")))},
          repository{must(core::backup::Repository::create(path("backups")))}
    {
        must(database->writer().execute(
            "CREATE TABLE notes(id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
            " INSERT INTO notes SELECT i, hex(randomblob(40)) || ' note ' || i FROM n"));
    }

    std::string path(std::string const& name) const { return directory.path().toStdString() + "/" + name; }
    void change()
    {
        must(database->writer().execute("UPDATE notes SET body = 'changed' WHERE id % 1000 = 7"));
    }

    std::string copy(std::string const& name)
    {
        auto const target = path(name);
        must(core::os::removeFile(target));
        must(database->copyTo(target));
        return target;
    }
    core::Result<core::backup::Manifest> tryBackup(core::BackupId const& id)
    {
        core::backup::BackupFacts facts{
            .id = id.value, .label = "nightly", .createdAt = core::timeOf(1'700'000'000'000'000)};
        facts.tables = {{"notes", 4000, "00"}};
        facts.vaultFile = "vault bytes";
        facts.sealedKey = "sealed key";
        return repository.write(copy("copy.db"), std::move(facts), key, signer, random);
    }
    core::backup::Manifest backup(core::BackupId const& id) { return must(tryBackup(id)); }
    std::string packPath(core::BackupId const& id) const
    {
        return path("backups/packs/" + id.value + ".pack");
    }
    std::string manifestPath(core::BackupId const& id) const
    {
        return path("backups/manifests/" + id.value + ".json");
    }
    static std::string bytesOf(std::string const& file) { return must(core::os::readFile(file, 1 << 28)); }
    static void put(std::string const& file, std::string const& bytes)
    {
        must(core::os::writeFileAtomically(file, bytes));
    }

    QTemporaryDir directory;
    core::crypto::SystemRandom random;
    core::crypto::SigningKey signer;
    core::Secret root;
    core::backup::RepositoryKey key;
    std::unique_ptr<core::db::Database> database;
    core::backup::Repository repository;
};

} // namespace support
