// The vault's rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_service.h"

#include <algorithm>

#include "core/platform/crypto/aead.h"
#include "core/platform/log/log.h"
#include "core/services/vault/vault_keyring.h"

namespace core::vault {

namespace {
constexpr int kFreeGuesses = 3;        // typing errors
constexpr int kGuessDoublingsMax = 10; // about a quarter of an hour between guesses from then on
} // namespace

VaultService::VaultService(Vault vault, Clock const& clock, Random& random, crypto::PasswordCost cost,
                           std::string node)
    : m_vault{std::move(vault)}, m_clock{clock}, m_random{random}, m_cost{cost}, m_node{std::move(node)}
{
}

VaultService::~VaultService()
{
    for (auto const& id : m_watched)
        log::liveSecrets().remove(id);
}

Status VaultService::start(api::Changes& changes)
{
    std::optional<VaultState> state;
    std::vector<WrappedKey> keys;
    auto const load = [&](api::ReadContext& context) -> Status {
        state = TRY(vaultState(context.tx, m_node));
        keys = TRY(wrappedKeys(context.tx));
        return Done{};
    };
    TRY(changes.read(load));
    TRY(checkState(state));
    TRY(makeMissing(changes, keys));
    TRY(changes.read(load));
    publish(TRY(Keyring::make(m_vault, std::move(keys), m_random)));
    return settle();
}

Status VaultService::readAgain(db::Tx& tx)
{
    publish(TRY(Keyring::make(m_vault, TRY(wrappedKeys(tx)), m_random)));
    return Done{};
}

Status VaultService::checkState(std::optional<VaultState> const& state)
{
    auto const opened = m_vault.passphraseNumber();
    auto inForce = std::max<std::int64_t>(opened, 1);
    if (state) {
        if (state->vault != m_vault.id())
            return failed(ErrorCode::Conflict, "this database belongs to another vault");
        // A change of the passphrase that was never committed, or one that was superseded, opens nothing.
        // After a restore or a change with the engine stopped the file does not know the database's number:
        // then it counts.
        if (TRY(m_vault.hasPassphrase(state->passphraseNumber))) {
            if (opened != 0 && opened != state->passphraseNumber)
                return failedAs(std::string{kWrongPassphrase}, ErrorCode::Forbidden,
                                "the passphrase is wrong", "it is not the one in force");
            inForce = state->passphraseNumber;
        }
    }
    std::scoped_lock const lock{m_stateMutex};
    m_inForce = inForce;
    return Done{};
}

Status VaultService::makeMissing(api::Changes& changes, std::vector<WrappedKey> const& present)
{
    std::vector<WrappedKey> made;
    for (auto const purpose : kPurposes)
        if (std::none_of(present.begin(), present.end(),
                         [&](auto const& key) { return key.purpose == purpose; }))
            made.push_back(TRY(newKey(purpose, 1, m_clock.now())));
    return changes.change(api::systemPrincipal("vault"), made.empty() ? "" : "vault.fill",
                          [&](api::Context& context) -> Status {
                              context.subject("vault", m_vault.id());
                              if (!made.empty())
                                  context.sharedChanged(api::Topic::Vault);
                              for (auto const& key : made) {
                                  TRY(insertWrappedKey(context.tx, key));
                                  context.note(key.purpose, key.version);
                              }
                              return putVaultState(context.tx, {m_vault.id(), m_inForce}, m_node);
                          });
}

Result<WrappedKey> VaultService::newKey(std::string_view purpose, std::int64_t version, Time now) const
{
    Secret key;
    m_random.fill(key.writable(crypto::kAeadKeyBytes));
    auto wrapped = TRY(m_vault.wrap(key, placeOf(purpose, version), m_random));
    return WrappedKey{std::string{purpose}, version, std::move(wrapped), now};
}

SharedKeyring VaultService::ring() const
{
    std::scoped_lock const lock{m_ringMutex};
    return m_ring;
}

void VaultService::publish(SharedKeyring ring)
{
    std::scoped_lock const lock{m_ringMutex};
    m_ring.swap(ring);
}

Result<std::string> VaultService::seal(std::string_view purpose, std::string_view context,
                                       std::string_view plain) const
{
    auto const held = ring();
    if (held == nullptr)
        return failed(ErrorCode::Unavailable, "the vault is not started");
    watch(purpose, context, plain);
    return held->seal(purpose, context, plain, m_random);
}

Result<Secret> VaultService::open(std::string_view purpose, std::string_view context,
                                  std::string_view sealed) const
{
    auto const held = ring();
    if (held == nullptr)
        return failed(ErrorCode::Unavailable, "the vault is not started");
    auto plain = TRY(held->open(m_vault, purpose, context, sealed));
    watch(purpose, context, plain.view());
    return plain;
}

// Before the caller has it: nothing can be logged in between.
void VaultService::watch(std::string_view purpose, std::string_view context, std::string_view plain) const
{
    if (!holdsSecrets(purpose) || plain.size() < log::kLiveSecretBytesMin ||
        plain.size() > log::kLiveSecretBytesMax)
        return;
    auto const id = "vault/" + m_vault.id() + "/" + std::string{purpose} + "/" + std::string{context};
    auto const added = log::liveSecrets().add(id, Secret{plain});
    std::scoped_lock const lock{m_watchedMutex};
    if (added)
        m_watched.insert(id);
    else
        log::warn("a secret of the vault cannot be recognised in logs",
                  {{"purpose", purpose}, {"reason", added.error().message}});
}

Result<Secret> VaultService::derivedKey(std::string_view label) const
{
    return m_vault.derived(label);
}

Result<VaultStatus> VaultService::status(api::ReadContext& context, api::Nothing const&)
{
    VaultStatus status{
        .id = m_vault.id(), .createdAt = m_vault.createdAt(), .passphraseNumber = 0, .purposes = {}};
    if (auto const state = TRY(vaultState(context.tx, m_node)))
        status.passphraseNumber = state->passphraseNumber;
    for (auto const& key : TRY(wrappedKeys(context.tx))) {
        if (status.purposes.empty() || status.purposes.back().purpose != key.purpose)
            status.purposes.push_back({.purpose = key.purpose});
        auto& purpose = status.purposes.back();
        ++purpose.versions;
        purpose.version = key.version;
        purpose.createdAt = key.createdAt;
    }
    return status;
}

Result<VaultService::Rotation> VaultService::prepareRotation(api::ReadContext& context,
                                                             VaultRotation const& in)
{
    Rotation prepared;
    auto keys = TRY(wrappedKeys(context.tx));
    for (auto const purpose : kPurposes) {
        if (in.purpose && *in.purpose != purpose)
            continue;
        auto const version = TRY(latestVersion(context.tx, purpose)) + 1;
        prepared.keys.push_back(TRY(newKey(purpose, version, context.now)));
        keys.push_back(prepared.keys.back());
    }
    prepared.ring = TRY(Keyring::make(m_vault, std::move(keys), m_random));
    return prepared;
}

Result<VaultRotated> VaultService::rotate(api::Context& context, Rotation const& prepared)
{
    if (TRY(countWrappedKeys(context.tx)) + static_cast<std::int64_t>(prepared.keys.size()) > kWrappedKeysMax)
        return failed(ErrorCode::Conflict, "the vault holds as many key versions as it can");
    VaultRotated answer;
    for (auto const& key : prepared.keys) {
        if (TRY(latestVersion(context.tx, key.purpose)) != key.version - 1)
            return failed(ErrorCode::Conflict, "the vault was rotated meanwhile; look at it and try again");
        TRY(insertWrappedKey(context.tx, key));
        context.note(key.purpose, key.version);
        answer.purposes.push_back({key.purpose, key.version});
    }
    context.subject("vault", m_vault.id());
    context.sharedChanged(api::Topic::Vault);
    context.afterCommit([this, ring = prepared.ring] { publish(ring); });
    return answer;
}

Status VaultService::checkGuessing()
{
    std::scoped_lock const lock{m_stateMutex};
    auto const wait = m_guessAgainAt - m_clock.monotonic();
    if (wait <= Span::zero())
        return Done{};
    auto refused = failed(ErrorCode::TooMany, "too many wrong passphrases");
    refused.retryAfterSeconds = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
    return refused;
}

void VaultService::countGuess(bool right)
{
    std::scoped_lock const lock{m_stateMutex};
    if (right) {
        m_wrongGuesses = 0;
        m_guessAgainAt = Span::zero();
        return;
    }
    ++m_wrongGuesses;
    auto const beyond = m_wrongGuesses - kFreeGuesses;
    if (beyond >= 0)
        m_guessAgainAt =
            m_clock.monotonic() + std::chrono::seconds{1 << std::min(beyond, kGuessDoublingsMax)};
}

Result<VaultService::NextPassphrase> VaultService::preparePassphrase(api::ReadContext& context,
                                                                     PassphraseChange const& in)
{
    std::scoped_lock const file{m_fileMutex}; // Also makes guesses wait for each other.
    TRY(checkGuessing());
    auto const state = TRY(vaultState(context.tx, m_node));
    if (!state)
        return failed(ErrorCode::Unavailable, "the vault is not started");
    auto const added =
        m_vault.addPassphrase(Secret{in.current}, Secret{in.next}, state->passphraseNumber, m_random, m_cost);
    if (!added && added.error().type == kWrongPassphrase) {
        countGuess(false);
        context.observe("vault.wrong_passphrase", {});
    }
    if (added) {
        countGuess(true);
        std::scoped_lock const lock{m_stateMutex};
        m_dropped = std::max(m_dropped, added->dropped);
    }
    return NextPassphrase{state->passphraseNumber, TRY(added).number};
}

Result<Done> VaultService::changePassphrase(api::Context& context, NextPassphrase const& prepared)
{
    {
        std::scoped_lock const lock{m_stateMutex};
        if (prepared.next <= m_dropped)
            return failed(ErrorCode::Conflict, "the passphrase was changed meanwhile");
    }
    if (!TRY(advancePassphrase(context.tx, prepared.inForce, prepared.next, m_node)))
        return failed(ErrorCode::Conflict, "the passphrase was changed meanwhile");
    context.subject("vault", m_vault.id());
    context.note("passphrase_number", prepared.next);
    context.announce("vault.passphrase_changed", {{"passphrase_number", prepared.next}});
    context.afterCommit([this, next = prepared.next] {
        std::scoped_lock const lock{m_stateMutex};
        m_inForce = next;
    });
    return Done{};
}

bool VaultService::settleDue() const
{
    std::scoped_lock const lock{m_stateMutex};
    return m_inForce != m_settled;
}

Status VaultService::settle()
{
    std::scoped_lock const file{m_fileMutex};
    std::int64_t number = 0;
    {
        std::scoped_lock const lock{m_stateMutex};
        number = m_inForce;
    }
    // Opened by the recovery kit, the file may not know the number: it stays as it is until a passphrase is
    // set.
    if (TRY(m_vault.hasPassphrase(number)))
        TRY(m_vault.keepPassphrase(number));
    std::scoped_lock const lock{m_stateMutex};
    m_settled = number;
    return Done{};
}

} // namespace core::vault
