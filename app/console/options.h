// The command line of dewar. main reads it before there is a window.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace app {

// As dewarctl: 0 done, 1 it failed, 2 the command line is wrong.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

struct Options {
    QString server; // With authorityFile: an engine elsewhere.
    QString authorityFile;
    QString data; // Or the directory of an engine on this computer.
    QString passphraseFile;
    QString user;
    QString passwordFile;
    QString page;
    std::optional<ui::Theme::Choice> theme;
    QSize size;        // Invalid: as the person left it.
    QString screens;   // Visit every page, save pictures there, end.
    QString readyFile; // Written when the first page of an engine is painted: {"page", "pid"}.

    bool unattended() const { return !screens.isEmpty(); }
};

/// What to print, and with which code to end.
struct Ending {
    int code = kExitDone;
    QString text;
};

std::variant<Options, Ending> readOptions(QStringList const& arguments);

/// The first line of a file that nobody else may read; an error sentence instead.
std::variant<QString, Ending> readSecretFile(QString const& path);

} // namespace app
