// Where the person was: back and forward over addresses, and addresses as text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <QList>

namespace ui {

class History {
public:
    static constexpr int kKeptMax = 100;

    /// A step to a new place; what was ahead is dropped. The same place twice is one step.
    void visit(kit::Address const& address);
    bool canGoBack() const { return m_place > 0; }
    bool canGoForward() const { return m_place + 1 < m_addresses.size(); }
    kit::Address back() { return m_addresses.at(--m_place); }
    kit::Address forward() { return m_addresses.at(++m_place); }
    kit::Address current() const { return m_addresses.value(m_place); }

private:
    QList<kit::Address> m_addresses;
    qsizetype m_place = -1;
};

/// dewar://<engine>/<page>[/<object>][?more]
QString addressText(QString const& engine, kit::Address const& address);
/// Empty page: not an address. The engine's name is not judged here.
kit::Address addressFrom(QString const& text);

} // namespace ui
