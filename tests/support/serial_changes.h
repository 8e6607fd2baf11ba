// api::Changes over a TempDatabase for services with threads of their own: one change at a time, as the lane
// does.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <mutex>

#include "tests/support/temp_database.h"

namespace support {

class SerialChanges final : public core::api::Changes {
public:
    explicit SerialChanges(TempDatabase& database) : m_database{database} {}

    core::Status change(core::api::Principal const& who, std::string_view verb,
                        std::function<core::Status(core::api::Context&)> work) override
    {
        std::scoped_lock const lock{m_mutex};
        if (refuses)
            return core::failed(core::ErrorCode::Unavailable, "the engine stops");
        if (!verb.empty())
            verbs.emplace_back(verb);
        auto const outcome = m_database.change(who, work);
        if (outcome) {
            for (auto const& announced : m_database.last.announcements)
                events.push_back(announced);
        }
        if (outcome && failAfter > 0 && --failAfter == 0)
            refuses = true;
        return outcome;
    }
    core::Status read(std::function<core::Status(core::api::ReadContext&)> work) override
    {
        std::scoped_lock const lock{m_mutex};
        if (refuses)
            return core::failed(core::ErrorCode::Unavailable, "the engine stops");
        return m_database.read(core::api::systemPrincipal("test"), work);
    }
    // For the test's own calls beside a service's threads.
    template <class Work> auto as(core::api::Principal const& who, Work&& work)
    {
        std::scoped_lock const lock{m_mutex};
        auto outcome = m_database.change(who, work);
        if (outcome) {
            for (auto const& announced : m_database.last.announcements)
                events.push_back(announced);
        }
        return outcome;
    }
    template <class Work> auto reading(core::api::Principal const& who, Work&& work)
    {
        std::scoped_lock const lock{m_mutex};
        return m_database.read(who, work);
    }

    std::atomic<bool> refuses{false}; // as an engine that was killed: nothing is written any more
    int failAfter = 0;                // refuses after that many more changes
    std::vector<std::string> verbs;
    std::vector<core::api::Observation> events;

private:
    std::mutex m_mutex;
    TempDatabase& m_database;
};

} // namespace support
