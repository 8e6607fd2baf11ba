// A33: a poisoned repository is refused by name, before anything of it is unpacked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include <functional>

#include <zstd.h>

#include "core/base/text.h"
#include "core/platform/crypto/aead.h"
#include "core/platform/crypto/hash.h"
#include "core/services/backup/repository/packed_numbers.h"
#include "tests/core/services/backup/repository/repository_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::kFirst;
using support::kSecond;
using support::must;
using support::RepositoryFixture;

namespace {

using Poison = std::function<void(RepositoryFixture&)>;

// Changes a member of the manifest and signs it again with `signer`, as whoever holds that key could.
void rewrite(RepositoryFixture& world, crypto::SigningKey const& signer,
             std::function<void(json::Object&)> const& change)
{
    auto object = must(json::parse(RepositoryFixture::bytesOf(world.manifestPath(kFirst)))).get_object();
    change(object);
    object.erase("signature");
    object["signature"] = base64urlOf(must(signer.sign(json::canonical(object))));
    RepositoryFixture::put(world.manifestPath(kFirst), json::text(object));
}

void flip(std::string const& path, double at)
{
    auto bytes = RepositoryFixture::bytesOf(path);
    bytes[static_cast<std::size_t>(at * static_cast<double>(bytes.size() - 1))] ^= 4;
    RepositoryFixture::put(path, bytes);
}

void cut(std::string const& path, std::size_t bytes)
{
    auto const whole = RepositoryFixture::bytesOf(path);
    RepositoryFixture::put(path, whole.substr(0, whole.size() - bytes));
}

// Opens the sealed body, changes it, seals and signs it again: only for bounds that even the owner must keep.
void reseal(RepositoryFixture& world, std::function<void(json::Object&)> const& change)
{
    auto const key = must(world.key.manifestKey(kFirst.value));
    rewrite(world, world.signer, [&](json::Object& object) {
        auto const associated = "dewar-backup/1|engine-a|" + kFirst.value + "|1";
        auto const plain = must(crypto::open(
            key, must(bytesFromBase64url(json::textAt(json::Value(object), "body"))), associated));
        auto body = must(json::parse(plain.view())).get_object();
        change(body);
        object["body"] = base64urlOf(must(crypto::seal(key, json::text(body), associated, world.random)));
    });
}

// A pack under the right key, one page by its directory, whose block unpacks to 64 MiB.
void plantBomb(RepositoryFixture& world)
{
    std::string const plain(std::size_t{64} << 20, '\0');
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 1));
    auto const key = must(world.key.packKey(kFirst.value));
    std::string const prefix(crypto::kStreamPrefixBytes, 'p');
    auto const block = must(crypto::sealChunk(key, prefix, {0, crypto::ChunkEnd::More}, packed));
    auto const name = world.key.nameOf(std::string(4096, '\0'));
    std::string directory;
    for (auto const number : {std::size_t{4096}, std::size_t{1}, block.size()})
        backup::putNumber(directory, number);
    directory.append(reinterpret_cast<char const*>(name.data()), name.size());
    auto pack = "DEWARPK1" + prefix + block;
    auto const at = pack.size();
    pack += must(crypto::sealChunk(key, prefix, {1, crypto::ChunkEnd::Last}, directory));
    for (int shift = 0; shift < 64; shift += 8)
        pack.push_back(static_cast<char>(at >> shift));
    pack += std::string{"\1\0\0\0", 4} + "DEWARPKE";
    RepositoryFixture::put(world.packPath(kFirst), pack);
    reseal(world, [&](json::Object& body) {
        body["pages"] = 1;
        body["places"] = base64urlOf(backup::encodedPlaces({{0, 0}}));
        body["names_sha256"] =
            hexOf(crypto::sha256({reinterpret_cast<char const*>(name.data()), name.size()}));
    });
}

} // namespace

class test_attack_a33 : public QObject {
    Q_OBJECT

private slots:
    void refusesAPoisonedRepositoryByName_data()
    {
        QTest::addColumn<Poison>("poison");
        QTest::addColumn<QString>("type");
        auto const row = [](char const* name, QString const& type, Poison poison) {
            QTest::newRow(name) << std::move(poison) << type;
        };
        row("made with the public key alone", "backup-signature", [](RepositoryFixture& world) {
            rewrite(world, must(crypto::SigningKey::generate()), [](json::Object&) {});
        });
        row("signed by a forger who names itself", "backup-foreign", [](RepositoryFixture& world) {
            auto const forger = must(crypto::SigningKey::generate());
            rewrite(world, forger, [&](json::Object& object) { object["signer"] = forger.publicJwk(); });
        });
        row("another engine's manifest", "backup-foreign", [](RepositoryFixture& world) {
            RepositoryFixture other{"engine-b"};
            other.backup(kFirst);
            RepositoryFixture::put(world.manifestPath(kFirst),
                                   RepositoryFixture::bytesOf(other.manifestPath(kFirst)));
        });
        row("another engine's manifest under our name", "backup-foreign", [](RepositoryFixture& world) {
            RepositoryFixture other{"engine-b"};
            other.backup(kFirst);
            RepositoryFixture::put(world.manifestPath(kFirst),
                                   RepositoryFixture::bytesOf(other.manifestPath(kFirst)));
            rewrite(world, other.signer, [](json::Object& object) { object["engine"] = "engine-a"; });
        });
        row("a changed member", "backup-signature", [](RepositoryFixture& world) {
            auto object =
                must(json::parse(RepositoryFixture::bytesOf(world.manifestPath(kFirst)))).get_object();
            object["generation"] = 9;
            RepositoryFixture::put(world.manifestPath(kFirst), json::text(object));
        });
        row("a backup under another's name", "backup-name", [](RepositoryFixture& world) {
            world.backup(kSecond);
            RepositoryFixture::put(world.manifestPath(kFirst),
                                   RepositoryFixture::bytesOf(world.manifestPath(kSecond)));
        });
        row("an older format", "backup-format", [](RepositoryFixture& world) {
            rewrite(world, world.signer, [](json::Object& object) { object["format"] = "dewar-backup/0"; });
        });
        row("an unknown member", "backup-damaged", [](RepositoryFixture& world) {
            rewrite(world, world.signer, [](json::Object& object) { object["extra"] = true; });
        });
        row("a pack named ../../x", "backup-name", [](RepositoryFixture& world) {
            reseal(world,
                   [](json::Object& body) { body["packs"].get_array()[0].get_object()["id"] = "../../x"; });
        });
        row("a file named ../x", "backup-name", [](RepositoryFixture& world) {
            reseal(world, [](json::Object& body) {
                body["files"] = json::Array{json::Object{{"name", "../x"}, {"bytes", "eA"}}};
            });
        });
        row("an impossible number of pages", "backup-size", [](RepositoryFixture& world) {
            reseal(world, [](json::Object& body) { body["pages"] = std::int64_t{1} << 40; });
        });
        row("pages that the pack does not have", "backup-damaged", [](RepositoryFixture& world) {
            reseal(world, [](json::Object& body) {
                body["places"] = base64urlOf(backup::encodedPlaces({{0, 16'000'000}}));
                body["pages"] = 1;
            });
        });
        row("pages in another order", "backup-damaged", [](RepositoryFixture& world) {
            reseal(world, [](json::Object& body) {
                body["places"] = base64urlOf(backup::encodedPlaces({{0, 1}, {0, 0}}));
                body["pages"] = 2;
            });
        });
        row("a block that unpacks to 64 MiB", "backup-size", plantBomb);
        row("a bit of the header", "backup-format",
            [](RepositoryFixture& world) { flip(world.packPath(kFirst), 0); });
        row("a bit of the first block", "backup-damaged",
            [](RepositoryFixture& world) { flip(world.packPath(kFirst), 0.01); });
        row("a bit in the middle", "backup-damaged",
            [](RepositoryFixture& world) { flip(world.packPath(kFirst), 0.5); });
        row("a bit of the directory", "backup-damaged",
            [](RepositoryFixture& world) { flip(world.packPath(kFirst), 0.9999); });
        row("a pack cut at its end", "backup-damaged",
            [](RepositoryFixture& world) { cut(world.packPath(kFirst), 21); });
        row("a pack that is gone", "backup-damaged",
            [](RepositoryFixture& world) { must(os::removeFile(world.packPath(kFirst))); });
        row("a pack of another backup", "backup-damaged", [](RepositoryFixture& world) {
            must(world.database->writer().execute("DELETE FROM notes WHERE id > 100"));
            must(world.database->writer().execute("VACUUM"));
            world.backup(kSecond);
            RepositoryFixture::put(world.packPath(kFirst),
                                   RepositoryFixture::bytesOf(world.packPath(kSecond)));
        });
    }

    void refusesAPoisonedRepositoryByName()
    {
        QFETCH(Poison, poison);
        QFETCH(QString, type);
        RepositoryFixture world;
        world.backup(kFirst);
        poison(world);
        auto const restore = [&]() -> Status {
            auto const manifest = TRY(world.repository.manifest(kFirst.value, world.key));
            TRY(world.repository.verify(manifest, world.key));
            return Done{};
        };
        auto const restored = restore();
        QVERIFY(!restored);
        QCOMPARE(QString::fromStdString(restored.error().type), type);
        // Unpacking refuses for itself as well, and leaves nothing behind.
        if (auto const manifest = world.repository.manifest(kFirst.value, world.key))
            QVERIFY(!world.repository.unpack(*manifest, world.key, world.path("restored.db")));
        QVERIFY(!os::exists(world.path("restored.db")));
        QVERIFY(!os::exists(world.path("x.pack")));
    }

    void goesOnBackingUpBesideAPoisonedManifest()
    {
        RepositoryFixture world;
        world.backup(kFirst);
        RepositoryFixture::put(world.manifestPath(kSecond), "{}");
        auto const third = world.backup(support::kThird);
        QCOMPARE(third.sequence, 2);
        must(world.repository.verify(third, world.key));
        QVERIFY(!world.repository.verifyChain(world.key)); // And says so.
    }

    void refusesAnIdThatLeavesTheRepository()
    {
        RepositoryFixture world;
        for (auto const* const id : {"../manifests/x", "", "..", "018f0000-0000-7000-8000-00000000000/"}) {
            auto const manifest = world.repository.manifest(id, world.key);
            QVERIFY(!manifest);
            QCOMPARE(manifest.error().type, "backup-name");
        }
    }
};

DEWAR_TEST(test_attack_a33)
#include "test_attack_a33.moc"
