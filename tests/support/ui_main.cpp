// Runs the console's test classes without a screen, in one locale, time zone and scale.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>

int main(int argc, char** argv)
{
    // ctest says otherwise for the one run under a real X server.
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("LC_ALL", "C.UTF-8");
    qputenv("TZ", "UTC");
    qputenv("QT_SCALE_FACTOR", "1");
    QLocale::setDefault(QLocale::c());
    QApplication application{argc, argv};
    QApplication::setCursorFlashTime(0); // A text cursor is the same in every picture.
    QCoreApplication::setOrganizationName("dewar-tests");
    ui::Theme theme;
    theme.apply(ui::Theme::Choice::Dark);
    return support::runTests(argc, argv);
}
