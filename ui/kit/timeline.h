// The timeline of a case: what happened, by whom, with its second line and the time until which it can be
// undone.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDateTime>
#include <QListView>

#include <vector>

namespace ui::kit {

struct TimelineEntry {
    enum class Box { Plain, Mono, Attention }; // How the second line looks.

    QString id;
    QDateTime at;
    QString kind;           // For the filter: "decision", "automated", "evidence", "message".
    QString icon;           // Of the set.
    Role tone = Role::Info; // Of the icon: the severity or the kind.
    QString lead;           // Strong words at the start: who did it. Foreign text.
    QString words;          // What. Foreign text; wraps, at most three lines.
    QString second = {};    // A box below. Foreign text.
    QString third = {};     // Second line within the box.
    Box box = Box::Plain;
    QString boxIcon = {};
    QString aside = {};       // Muted words at the right of the box: "Undo window closed".
    QString action = {};      // A link at the right of the box: "Open", "Review approval".
    QDateTime undoUntil = {}; // Until then "Undo until 14:46" is offered in the box.
};

/// Newest first. Arrows, J and K move; Enter and a click on it take the action of an entry; U undoes;
/// Ctrl+C copies the
/// chosen entries as text. 5,000 entries are read in batches.
class Timeline : public QListView {
    Q_OBJECT

public:
    explicit Timeline(QString const& name, QWidget* parent = nullptr);
    ~Timeline() override;

    void setEntries(std::vector<TimelineEntry> entries);
    /// At the top, as it happened.
    void prepend(TimelineEntry entry);
    /// Only entries of this kind; empty: all.
    void setKind(QString const& kind);
    int count(QString const& kind = {}) const;
    /// Decides which undos are still open.
    void setNow(QDateTime const& now);
    QString currentId() const;
    QString asText(QModelIndex const& index) const;

signals:
    void currentIdChanged(QString const& id);
    void actionChosen(QString const& id);
    void undoChosen(QString const& id);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void currentChanged(QModelIndex const& current, QModelIndex const& previous) override;

private:
    class Rows;
    class Painter;
    void copySelection() const;

    Rows* m_rows;
    Painter* m_painter;
};

} // namespace ui::kit
