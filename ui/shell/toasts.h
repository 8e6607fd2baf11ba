// Toasts at the bottom right, and the list that keeps everything they said (ui.md 9).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <QList>
#include <QWidget>

namespace ui {

/// What was said, for the notification list.
struct Notice {
    kit::ToastKind kind;
    QString title;
    QString hint;
    QDateTime at;
};

/// At most three at once; success 6 s, with Undo 10 s, warnings 12 s, failures until they are closed.
class Toasts final : public QObject {
    Q_OBJECT

public:
    static constexpr int kShownMax = 3;
    static constexpr int kKeptMax = 200;

    Toasts(QWidget* window, Clock const& clock);
    void show(kit::ToastKind kind, QString const& title, QString const& hint, std::function<void()> undo);
    QList<Notice> const& notices() const { return m_notices; } // Newest first.
    int unseen() const { return m_unseen; }
    QList<QWidget*> const& shown() const { return m_shown; } // On the screen now.
    void seen();

signals:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();
    void close(QWidget* toast);

    QWidget* m_window;
    Clock const& m_clock;
    QList<QWidget*> m_shown;
    QList<Notice> m_notices;
    int m_unseen = 0;
};

} // namespace ui
