// Whose authority the services under test ask: a test says when it changes, and what is left of it then.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/api/epochs.h"
#include "core/api/ports.h"

namespace support {

// Everybody keeps what they had until the test says otherwise. Any thread asks; the test's thread sets.
class FakeAuthority final : public core::api::Authenticator {
public:
    using Answer = std::function<core::Result<core::api::Principal>(core::api::Principal const&)>;

    core::Result<core::api::Principal> authenticate(core::http::Request const&, core::db::Tx&,
                                                    core::Time) override
    {
        return core::api::Principal{};
    }
    core::Result<core::api::Principal> renewed(core::api::Principal const& principal, core::db::Tx&,
                                               core::Time) override
    {
        return answer ? answer(principal) : principal;
    }
    // As a committed change of authority does.
    void changed() { epochs.authority.fetch_add(1); }

    core::api::Epochs epochs;
    Answer answer; // before the threads that ask start, or within an answer
};

} // namespace support
