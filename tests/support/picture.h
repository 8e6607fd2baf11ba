// Pictures of pages: kept in the build folder for people, compared with the reviewed ones of
// tests/golden/screens.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QString>

namespace support {

/// Saves screens/<name>.png in the build folder and compares it with tests/golden/screens/<name>.png,
/// which shows it at a third of its size. Fails the running test when there is none or when it differs,
/// and then leaves <name>-expected.png and <name>-difference.png beside it. GOLDEN_UPDATE=1 in the
/// environment writes it anew.
void keepPicture(QImage const& picture, QString const& name);

/// "dark" or "light", as pictures are named.
inline QString wordOf(ui::Theme::Choice choice)
{
    return choice == ui::Theme::Choice::Dark ? QStringLiteral("dark") : QStringLiteral("light");
}

} // namespace support
