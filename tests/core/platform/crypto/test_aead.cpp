// AES-256-GCM against Project Wycheproof (aes_gcm_test.json), and what the stream form must refuse.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/aead.h"

#include <set>
#include <vector>

#include "core/platform/crypto/random.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;
using crypto::ChunkEnd;

namespace {
// Hands out the bytes it was given: a case's own nonce.
class FixedRandom final : public Random {
public:
    explicit FixedRandom(std::string bytes) : m_bytes{std::move(bytes)} {}
    void fill(std::span<unsigned char> bytes) override
    {
        std::copy_n(m_bytes.begin(), bytes.size(), bytes.begin());
    }

private:
    std::string m_bytes;
};

Secret aKey()
{
    return Secret{std::string(32, 'k')};
}
std::string const kPrefix = "prefix7";

std::vector<std::string> aStream(std::vector<std::string> const& parts)
{
    std::vector<std::string> chunks;
    for (std::uint32_t index = 0; index < parts.size(); ++index) {
        auto const end = index + 1 == parts.size() ? ChunkEnd::Last : ChunkEnd::More;
        chunks.push_back(*crypto::sealChunk(aKey(), kPrefix, {index, end}, parts[index]));
    }
    return chunks;
}

// What a reader does: the last chunk it has must be the last one of the stream.
bool reads(std::vector<std::string> const& chunks)
{
    for (std::uint32_t index = 0; index < chunks.size(); ++index) {
        auto const end = index + 1 == chunks.size() ? ChunkEnd::Last : ChunkEnd::More;
        if (!crypto::openChunk(aKey(), kPrefix, {index, end}, chunks[index]))
            return false;
    }
    return !chunks.empty();
}
} // namespace

class test_aead : public QObject {
    Q_OBJECT

private slots:
    void agreesWithWycheproof()
    {
        DEWAR_VECTORS(cases, "wycheproof/aes_gcm_test.json");
        int checked = 0;
        for (auto const& group : cases.at("testGroups").as_array()) {
            if (group.at("keySize") != 256 || group.at("ivSize") != 96 || group.at("tagSize") != 128)
                continue;
            for (auto const& test : group.at("tests").as_array()) {
                Secret const key{support::hexAt(test, "key")};
                auto const nonce = support::hexAt(test, "iv");
                auto const sealed = nonce + support::hexAt(test, "ct") + support::hexAt(test, "tag");
                auto const associated = support::hexAt(test, "aad");
                auto const opened = crypto::open(key, sealed, associated);
                bool const valid = test.at("result") == "valid";
                QCOMPARE(bool{opened}, valid);
                if (valid) {
                    QVERIFY(opened->view() == support::hexAt(test, "msg"));
                    FixedRandom random{nonce};
                    QVERIFY(*crypto::seal(key, opened->view(), associated, random) == sealed);
                }
                ++checked;
            }
        }
        QCOMPARE(checked, 43); // 256-bit keys, 96-bit nonces, 128-bit tags
    }

    void opensWhatItSealed_data()
    {
        QTest::addColumn<int>("length");
        for (int const length : {0, 1, 15, 16, 17, 4096, 1 << 20})
            QTest::newRow(std::to_string(length).c_str()) << length;
    }

    void opensWhatItSealed()
    {
        QFETCH(int, length);
        crypto::SystemRandom random;
        auto const plain = crypto::randomBytes(random, static_cast<std::size_t>(length));
        auto const sealed = crypto::seal(aKey(), plain, "place", random);
        QCOMPARE(sealed->size(), plain.size() + crypto::kSealedExtraBytes);
        QVERIFY(crypto::open(aKey(), *sealed, "place")->view() == plain);
    }

    void refusesEveryChangedBit()
    {
        crypto::SystemRandom random;
        auto const sealed = *crypto::seal(aKey(), "payload", "place", random);
        for (std::size_t at = 0; at < sealed.size() * 8; ++at) {
            auto changed = sealed;
            changed[at / 8] = static_cast<char>(changed[at / 8] ^ (1 << (at % 8)));
            QVERIFY(!crypto::open(aKey(), changed, "place"));
        }
        for (std::size_t length = 0; length < sealed.size(); ++length)
            QVERIFY(!crypto::open(aKey(), sealed.substr(0, length), "place"));
    }

    void refusesAnotherPlaceAndAnotherKey()
    {
        crypto::SystemRandom random;
        auto const sealed = *crypto::seal(aKey(), "payload", "place", random);
        QVERIFY(!crypto::open(aKey(), sealed, "other"));
        QVERIFY(!crypto::open(aKey(), sealed, ""));
        QVERIFY(!crypto::open(Secret{std::string(32, 'x')}, sealed, "place"));
        QVERIFY(!crypto::open(Secret{"short"}, sealed, "place"));
    }

    void noncesDiffer()
    {
        crypto::SystemRandom random;
        std::set<std::string> nonces;
        for (int times = 0; times < 1000; ++times)
            nonces.insert(crypto::seal(aKey(), "", "", random)->substr(0, crypto::kAeadNonceBytes));
        QCOMPARE(nonces.size(), std::size_t{1000});
    }

    void aWholeStreamIsRead()
    {
        auto const chunks = aStream({"one", "two", "", "four"});
        QVERIFY(reads(chunks));
        QCOMPARE(*crypto::openChunk(aKey(), kPrefix, {1, ChunkEnd::More}, chunks[1]), std::string{"two"});
        QVERIFY(reads(aStream({""})));
    }

    void aCutSwappedRepeatedOrLengthenedStreamIsRefused()
    {
        auto const whole = aStream({"one", "two", "three"});
        auto cut = whole;
        cut.pop_back();
        auto swapped = whole;
        std::swap(swapped[0], swapped[1]);
        auto repeated = whole;
        repeated.insert(repeated.begin(), whole[0]);
        auto missing = whole;
        missing.erase(missing.begin() + 1);
        auto longer = whole;
        longer.push_back(whole[2]);
        for (auto const& broken : {cut, swapped, repeated, missing, longer})
            QVERIFY(!reads(broken));
    }

    void aChunkOfAnotherStreamIsRefused()
    {
        auto const chunk = *crypto::sealChunk(aKey(), "other77", {0, ChunkEnd::Last}, "text");
        QVERIFY(!crypto::openChunk(aKey(), kPrefix, {0, ChunkEnd::Last}, chunk));
        QVERIFY(!crypto::sealChunk(aKey(), "long prefix", {0, ChunkEnd::Last}, "text"));
        QVERIFY(!crypto::sealChunk(aKey(), kPrefix, {crypto::kStreamChunksMax, ChunkEnd::Last}, "text"));
    }
};

DEWAR_TEST(test_aead)
#include "test_aead.moc"
