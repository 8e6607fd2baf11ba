// What the routes of signing keys take and answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/api/fields.h"

namespace core::keys {

// next: published, signs nothing yet. active: signs. retiring: signs no more, its tokens still count.
// retired: its last token has expired. revoked: its tokens are refused from that moment on.
enum class KeyState { Next, Active, Retiring, Retired, Revoked };

std::string_view nameOf(KeyState state);
std::optional<KeyState> keyStateOf(std::string_view name);

constexpr std::string_view kAlgorithm = "ES256";
constexpr std::size_t kKidLengthMax = 64;

struct Key {
    std::string kid; // RFC 7638 thumbprint
    std::string algorithm;
    std::string state;
    Time createdAt{};
    std::optional<Time> activatedAt;
    std::optional<Time> retiringAt;
    std::optional<Time> retiredAt;
    std::optional<Time> revokedAt;
    std::string reason; // of the rotation or revocation that moved it last

    static constexpr auto fields = std::tuple{
        api::field("kid", &Key::kid),
        api::field("algorithm", &Key::algorithm),
        api::field("state", &Key::state),
        api::field("created_at", &Key::createdAt),
        api::field("activated_at", &Key::activatedAt),
        api::field("retiring_at", &Key::retiringAt),
        api::field("retired_at", &Key::retiredAt),
        api::field("revoked_at", &Key::revokedAt),
        api::field("reason", &Key::reason),
    };
};

struct ListKeys {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after; // the cursor of the page before

    static constexpr auto fields = std::tuple{
        api::field("limit", &ListKeys::limit).range(1, 200),
        api::field("after", &ListKeys::after).length(1, 128),
    };
};

struct KeyByKid {
    std::string id;

    static constexpr auto fields = std::tuple{api::field("id", &KeyByKid::id).length(1, kKidLengthMax)};
};

struct KeyRotation {
    std::optional<bool> emergency; // the active key is revoked instead of retired
    std::optional<std::string> reason;

    static constexpr auto fields = std::tuple{
        api::field("emergency", &KeyRotation::emergency)
            .about("true: the active key is revoked, every token it signed is refused from now on"),
        api::field("reason", &KeyRotation::reason).length(0, 500),
    };
};

struct KeyRevocation {
    std::string id;
    std::optional<std::string> reason;

    static constexpr auto fields = std::tuple{
        api::field("id", &KeyRevocation::id).length(1, kKidLengthMax),
        api::field("reason", &KeyRevocation::reason).length(0, 500),
    };
};

struct KeysRotated {
    std::string activeKid;
    std::string previousKid;
    std::string nextKid;

    static constexpr auto fields = std::tuple{
        api::field("active_kid", &KeysRotated::activeKid),
        api::field("previous_kid", &KeysRotated::previousKid).about("was active before"),
        api::field("next_kid", &KeysRotated::nextKid)
            .about("published already, signs after the next rotation"),
    };
};

} // namespace core::keys
