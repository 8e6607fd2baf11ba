// api::Calls that records: an effect happens once per idempotency key, as in the engine; a test says what
// each answers.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/api/ports.h"

namespace support {

class FakeCalls final : public core::api::Calls {
public:
    struct Effect {
        std::string call; // "POST /api/v1/users/u1/disable"
        std::string body;
        std::string key;
        std::string traceId;
        core::api::Principal who;
    };

    core::http::Response call(core::api::Principal const& who, core::http::Method method,
                              std::string_view path, std::string body, std::string_view idempotencyKey,
                              std::string_view traceId) override
    {
        std::scoped_lock const lock{m_mutex};
        ++calls;
        auto const key = std::string{idempotencyKey};
        if (auto const known = m_answers.find(key); !key.empty() && known != m_answers.end())
            return known->second;
        Effect effect{std::string{core::http::nameOf(method)} + " " + std::string{path}, std::move(body), key,
                      std::string{traceId}, who};
        auto response =
            answer ? answer(effect) : core::http::Response{.status = 204, .headers = {}, .body = {}};
        if (response.status == 503)
            return response; // Not done, so not remembered.
        if (!key.empty()) {
            m_answers.emplace(key, response);
            effects.push_back(std::move(effect));
        }
        if (afterEffect)
            afterEffect();
        return response;
    }

    std::vector<std::string> told()
    {
        std::scoped_lock const lock{m_mutex};
        std::vector<std::string> list;
        for (auto const& effect : effects)
            list.push_back(effect.call);
        return list;
    }

    std::function<core::http::Response(Effect const&)> answer;
    std::function<void()> afterEffect; // the engine may die right after the effect
    std::vector<Effect> effects;
    int calls = 0;

private:
    std::mutex m_mutex;
    std::map<std::string, core::http::Response> m_answers;
};

inline core::http::Response answered(int status, std::string body = {})
{
    return {.status = status, .headers = {}, .body = std::move(body)};
}

} // namespace support
