// Signing in again over the page: the session ended, the input stays where it is. The main window makes one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/shell/engine_link.h"

#include <QPointer>

namespace ui {

/// Listens to ApiClient::signInNeeded and puts one dialog over the window, however many calls were refused.
/// Quiet while the console is locked: unlocking signs in anyway.
class SignInAgain final : public QObject {
    Q_OBJECT

public:
    SignInAgain(ApiClient& api, Session& session, QWidget* window);

    void setQuiet(bool quiet) { m_quiet = quiet; }
    kit::FormDialog* dialog() const { return m_dialog; }

signals:
    /// The person gave up this session and wants the first screen.
    void leave();

private:
    void ask();
    void submit();

    Session& m_session;
    QWidget* m_window;
    QPointer<kit::FormDialog> m_dialog;
    bool m_quiet = false;
};

} // namespace ui
