// Held read transactions.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/held_read.h"

namespace core::api {

Result<db::Tx> HeldRead::begin()
{
    // The epoch is loaded before BEGIN: at worst it is older than the snapshot, which costs one renewal.
    auto const now = m_epochs.commit.load(std::memory_order_acquire);
    if (m_open && now != m_seen)
        end();
    if (!m_open) {
        TRY(m_connection->execute("BEGIN"));
        m_open = true;
        m_seen = now;
    }
    return db::Tx{*m_connection};
}

void HeldRead::done()
{
    if (m_epochs.letGo.load(std::memory_order_acquire))
        end();
}

void HeldRead::end()
{
    if (!m_open)
        return;
    // A read transaction; nothing can be lost. But one that stayed open would refuse every BEGIN after it.
    if (!m_connection->execute("COMMIT"))
        static_cast<void>(m_connection->execute("ROLLBACK"));
    m_open = false;
}

} // namespace core::api
