// Locks the console after idle time or at once: hides everything until the same person signs in again.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/kit/layout.h"
#include "ui/shell/engine_link.h"

#include <QLabel>
#include <QPointer>
#include <QTimer>

namespace ui {

/// Covers the whole window that `window` stands in. Everything else in it is hidden, not only covered:
/// nothing can be focused, read by a
/// screen reader or seen in a picture. Input in pages stays.
class LockScreen final : public QWidget {
    Q_OBJECT

public:
    LockScreen(Session& session, QWidget* window);

    kit::Form* form() const { return m_form; }
    kit::Button* button() const { return m_button; }
    QString banner() const { return m_banner->text(); }

signals:
    void unlocked();
    void leave();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void hideOthers();
    void submit();
    void reveal();

    Session& m_session;
    QList<QPointer<QWidget>> m_hidden;
    QString m_windowTitle;
    kit::Form* m_form;
    QLabel* m_banner;
    kit::Button* m_button;
};

/// Watches for a keyboard and a mouse that nobody touches. GUI thread, one for each window.
class IdleLock final : public QObject {
    Q_OBJECT

public:
    /// `minutes` 0: never by itself.
    IdleLock(Session& session, QWidget* window, int minutes);

    void setMinutes(int minutes) { setIdleMs(minutes * 60'000); }
    void setIdleMs(int milliseconds); // 0: never.
    int idleMs() const { return m_idle.interval(); }
    /// At once, as Ctrl+Shift+L does; nothing happens when nobody is signed in.
    void lock();
    LockScreen* screen() const { return m_screen; }

signals:
    void lockedChanged(bool locked);
    void leave();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Session& m_session;
    QWidget* m_window;
    QTimer m_idle;
    QPointer<LockScreen> m_screen;
};

} // namespace ui
