// `dewar --screens DIR`: visits every page of a live engine and saves a picture of each, for documents and
// reviews.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/workspace.h"

#include <QTimer>

namespace ui {

/// GUI thread; no nested event loop: a timer looks whether the page shown has come to rest.
class Screens final : public QObject {
    Q_OBJECT

public:
    static constexpr int kRestMs = 900; // Charts and second calls follow the first answer.
    static constexpr int kPageMsMax = 15'000;

    /// `only`: one page; empty: all of them.
    Screens(Workspace& workspace, QString const& folder, QString const& only, QObject* parent = nullptr);
    void start();

signals:
    /// How many were saved, and what went wrong (empty: nothing).
    void finished(int saved, QString const& fault);

private:
    void next();
    void look();
    bool atRest() const;
    QString save();

    Workspace& m_workspace;
    QString m_folder;
    QStringList m_waiting;
    QString m_current;
    QTimer m_timer;
    int m_waitedMs = 0;
    int m_restedMs = 0;
    int m_saved = 0;
};

} // namespace ui
