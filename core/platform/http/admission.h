// Connection caps: in total and per source network, shared by the network threads.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include "core/platform/http/address.h"

namespace core::http {

// Any thread; asked at accept and at close only.
class Admission {
public:
    Admission(std::size_t totalMax, std::size_t perNetworkMax)
        : m_totalMax{totalMax}, m_perNetworkMax{perNetworkMax}
    {
    }

    // False: close it. True: leave() follows once.
    bool enter(Address const& address)
    {
        std::scoped_lock const lock{m_mutex};
        if (m_total >= m_totalMax)
            return false;
        auto& count = m_networks[networkOf(address)];
        if (count >= m_perNetworkMax)
            return false;
        ++count;
        ++m_total;
        return true;
    }
    void leave(Address const& address)
    {
        std::scoped_lock const lock{m_mutex};
        auto const found = m_networks.find(networkOf(address));
        if (found != m_networks.end() && --found->second == 0)
            m_networks.erase(found);
        --m_total;
    }
    std::size_t total() const
    {
        std::scoped_lock const lock{m_mutex};
        return m_total;
    }

private:
    std::size_t const m_totalMax;
    std::size_t const m_perNetworkMax;
    mutable std::mutex m_mutex;
    std::size_t m_total = 0;
    std::map<Address, std::size_t> m_networks;
};

} // namespace core::http
