// dewar: the console. Reads the command line, closes what would leak, and starts the one event loop.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console.h"

#include "ui/settings/settings.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>

#include <cstdio>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace {

// Tokens and, for moments, passwords are in this memory: no core image, no look from other processes of this
// user.
void closeProcess()
{
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); // Refused in some sandboxes; working without it is still better.
    rlimit const none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::umask(0077);
}

ui::Theme::Choice themeOf(app::Options const& options, QSettings const& settings)
{
    if (options.theme)
        return *options.theme;
    auto const word = ui::Settings::theme.read(settings);
    return word == "dark"    ? ui::Theme::Choice::Dark
           : word == "light" ? ui::Theme::Choice::Light
                             : ui::Theme::Choice::System;
}

} // namespace

int main(int argc, char** argv)
{
    closeProcess();
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    auto const read = app::readOptions(arguments);
    if (auto const* ending = std::get_if<app::Ending>(&read)) {
        std::fputs(qPrintable(ending->text), ending->code == app::kExitDone ? stdout : stderr);
        return ending->code;
    }
    auto const& options = std::get<app::Options>(read);
    // Pictures can be taken without a screen.
    if (options.unattended() && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") &&
        qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QLocale::setDefault(QLocale::c()); // Numbers and dates look the same in every report.
    QApplication application{argc, argv};
    QCoreApplication::setApplicationName("dewar");
    QCoreApplication::setOrganizationName("dewar");
    QCoreApplication::setApplicationVersion(DEWAR_VERSION);
    QSettings settings;
    ui::renameOldKeys(settings);
    ui::Theme theme;
    theme.apply(themeOf(options, settings));
    app::Console console{options, settings};
    return console.open() ? QApplication::exec() : app::kExitFailed;
}
