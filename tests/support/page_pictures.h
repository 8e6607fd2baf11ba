// What a page needs around it in a test, and pictures of it to look at: both themes, wide and narrow.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"
#include "tests/support/fake_shell.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/picture.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

namespace support {

/// An engine, a session, a clock and a shell that are all ours. The theme is the program's.
struct PageWorld {
    explicit PageWorld(QStringList const& permissions)
    {
        session.assume(QStringLiteral("Marta Okafor"), permissions);
    }

    ui::kit::PageContext context() { return {api, session, jobs, clock, settings, shell}; }

    ui::Theme& theme = ui::theme();
    FakeApi api;
    FakeUiClock clock;
    ui::Session session{api, clock};
    ui::JobFollower jobs{api};
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat};
    FakeShell shell;
};

inline constexpr QSize kWidePage{1232, 826};   // What a window of 1440x900 leaves for a page.
inline constexpr QSize kNarrowPage{1044, 626}; // And one of 1100x700.

/// Keeps pictures of `window` as it is now: <name>-dark and <name>-light.
inline void savePictures(ui::Theme& theme, QWidget& window, QString const& name)
{
    for (auto const choice : {ui::Theme::Choice::Light, ui::Theme::Choice::Dark}) {
        theme.apply(choice);
        settle();
        keepPicture(window.grab().toImage(), name + '-' + wordOf(choice));
    }
}

/// The page in a window of its own ground, as the shell shows it.
inline void showPage(ui::kit::Page& page, QSize const& size)
{
    page.setObjectName(QStringLiteral("root"));
    page.setAttribute(Qt::WA_StyledBackground);
    page.resize(size);
    page.setNarrow(size.width() < 1232);
    page.show();
    settle();
}

} // namespace support
