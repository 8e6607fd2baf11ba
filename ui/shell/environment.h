// The word for where an engine stands, and its colour: cards, the environment switch and danger verbs use it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

namespace ui {

/// The word as stored ("Production"); a word of one's own is grey.
inline Role environmentRole(QString const& word)
{
    if (word == QLatin1String{"Production"})
        return Role::Violet;
    if (word == QLatin1String{"Staging"})
        return Role::Teal;
    if (word == QLatin1String{"Recovery"})
        return Role::High;
    return Role::Info;
}

} // namespace ui
