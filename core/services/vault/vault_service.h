// Envelope encryption for every service: seal and open by purpose and place, rotation, and the passphrase.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/context.h"
#include "core/api/ports.h"
#include "core/services/vault/vault.h"
#include "core/services/vault/vault_store.h"
#include "core/services/vault/vault_types.h"

namespace core::vault {

class Keyring;
// shared: readers on any thread may hold one while the write lane puts the next in its place
using SharedKeyring = std::shared_ptr<Keyring const>;

class VaultService {
public:
    // `node`: whose vault file this is, of the engines that share a database; a change of the passphrase is
    // this one's.
    VaultService(Vault vault, Clock const& clock, Random& random,
                 crypto::PasswordCost cost = crypto::kPassphraseCost, std::string node = {});
    ~VaultService();

    // Once after the migrations, in `deward init` and at every start, with the write lane running and before
    // anything seals: makes missing data keys and loads them. Conflict when the database belongs to another
    // vault, Forbidden when it was opened with a passphrase that is no longer in force. Blocks; never on a
    // lane.
    Status start(api::Changes& changes);
    // Another engine made data keys: as they are in this transaction. Any thread.
    Status readAgain(db::Tx& tx);

    // Any thread, no I/O, a few microseconds. `context` names the place: "signing_keys/KID/private". It is
    // part of what is authenticated, so a sealed value moved elsewhere does not open (T18). A secret that was
    // sealed or opened is a live secret of the log from then on (T11).
    Result<std::string> seal(std::string_view purpose, std::string_view context,
                             std::string_view plain) const;
    Result<Secret> open(std::string_view purpose, std::string_view context, std::string_view sealed) const;
    // 32 bytes that stay the same for the life of the vault, also after rotation: for MACs over what is
    // stored.
    Result<Secret> derivedKey(std::string_view label) const;
    std::string const& id() const { return m_vault.id(); }

    // Drops a superseded passphrase from the vault file after a change. For a timer or jobs thread; writes a
    // file.
    bool settleDue() const;
    Status settle();

    Result<VaultStatus> status(api::ReadContext& context, api::Nothing const& in);
    struct Rotation {
        std::vector<WrappedKey> keys;
        SharedKeyring ring;
    };
    Result<Rotation> prepareRotation(api::ReadContext& context, VaultRotation const& in);
    Result<VaultRotated> rotate(api::Context& context, Rotation const& prepared);

    struct NextPassphrase {
        std::int64_t inForce = 0;
        std::int64_t next = 0;
    };
    Result<NextPassphrase> preparePassphrase(api::ReadContext& context, PassphraseChange const& in);
    Result<Done> changePassphrase(api::Context& context, NextPassphrase const& prepared);

private:
    Result<WrappedKey> newKey(std::string_view purpose, std::int64_t version, Time now) const;
    Status checkState(std::optional<VaultState> const& state);
    Status makeMissing(api::Changes& changes, std::vector<WrappedKey> const& present);
    SharedKeyring ring() const;
    void watch(std::string_view purpose, std::string_view context, std::string_view plain) const;
    void publish(SharedKeyring ring);
    Status checkGuessing();
    void countGuess(bool right);

    Vault m_vault;
    Clock const& m_clock;
    Random& m_random;
    crypto::PasswordCost m_cost;
    std::string m_node;

    mutable std::mutex m_watchedMutex;
    mutable std::set<std::string> m_watched; // ids of the live secrets that came from here

    mutable std::mutex m_ringMutex;
    SharedKeyring m_ring;

    std::mutex m_fileMutex; // one change of the vault file at a time
    mutable std::mutex m_stateMutex;
    std::int64_t m_inForce = 0; // passphrase number in the database
    std::int64_t m_settled = 0; // passphrase number that is alone in the file
    std::int64_t m_dropped = 0; // a prepared passphrase up to this number is no longer in the file
    int m_wrongGuesses = 0;
    Span m_guessAgainAt{0}; // monotonic
};

} // namespace core::vault
