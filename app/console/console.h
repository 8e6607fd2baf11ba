// The console as a whole: first screen, then the main window of the engine that was signed in to, and back.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/options.h"
#include "app/host/engine_host.h"
#include "ui/api/clock.h"
#include "ui/shell/first_screen.h"
#include "ui/shell/workspace.h"

#include <QSettings>
#include <QStackedWidget>

#include <memory>

namespace app {

/// The one window; asks before it closes.
class Window final : public QStackedWidget {
    Q_OBJECT

public:
    std::function<bool()> mayClose;

protected:
    void closeEvent(QCloseEvent* event) override;
};

/// GUI thread. One engine at a time; a second window is a second program.
class Console final : public QObject {
    Q_OBJECT

public:
    Console(Options options, QSettings& settings);
    ~Console() override;

    /// Shows the first screen, or goes where the command line points. False: it said why, and cannot.
    bool open();

private:
    bool openServer();
    bool openData();
    void prepareSignIn();
    void enter();
    void leave();
    void takePictures();
    void writeReadyFile();
    void end(int code);
    bool mayClose();
    void complain(QString const& sentence);

    Options m_options;
    QSettings& m_settings;
    ui::SystemClock m_clock;
    EngineHost m_engine;
    Window m_window; // Below the engine: whatever it shows goes first.
    ui::FirstScreen* m_first = nullptr;
    QPointer<ui::Workspace> m_workspace;
    bool m_mayClose = false;
    QString m_password; // From --password-file, until it was used.
};

} // namespace app
