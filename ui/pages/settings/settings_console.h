// Preferences of this console on this computer: looks, lock, keyboard. They are in force at once.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/settings/settings_section.h"

namespace ui::settings {

class ConsoleSection final : public Section {
    Q_OBJECT

public:
    explicit ConsoleSection(Means means, QWidget* parent = nullptr);
    void refresh() override; // What another window wrote.
    /// System, dark, light.
    void chooseTheme(int place);

private:
    QWidget* buildLooks();
    QWidget* buildLock();
    QWidget* buildKeyboard();

    kit::Segmented* m_theme = nullptr;
    Switch* m_motion = nullptr;
    kit::Segmented* m_lock = nullptr;
    Switch* m_letters = nullptr;
};

} // namespace ui::settings
