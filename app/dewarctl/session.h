// A signed-in conversation with one engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/dewarctl/operations.h"
#include "core/base/random.h"
#include "core/base/secret.h"
#include "core/platform/http/api_connection.h"

namespace dewarctl {

struct Login {
    std::string user;
    core::Secret password;
};

// "https://127.0.0.1:8444" or "https://[::1]:8444"; no path, no user.
core::Result<core::http::ApiAddress> addressOf(std::string_view url, std::string authorityPem);

// One thread. Secrets stay in this object.
class Session {
public:
    // Empty `token` and no login: only operations that are open to all will work.
    Session(core::http::ApiConnection connection, core::Random& random, core::Secret token,
            std::optional<Login> login);

    core::Result<std::vector<Operation>> operations();
    // Signs in first when the operation needs it and there is no token yet. A change carries an idempotency
    // key, so a repetition after a lost connection does nothing twice. `ifMatch` is sent when not empty.
    core::Result<core::http::Response> run(Operation const& operation, Call const& call,
                                           std::string_view ifMatch);

private:
    core::Status signIn();

    core::http::ApiConnection m_connection;
    core::Random& m_random;
    core::Secret m_token;
    std::optional<Login> m_login;
};

} // namespace dewarctl
