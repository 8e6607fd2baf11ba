// The list of pages at the left: grouped by job, one Tab stop, with badges; 56 px of icons when there is
// little room.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/pages.h"

#include <QListView>

class QStandardItemModel;

namespace ui {

class Navigation final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidePx = 208;
    static constexpr int kNarrowPx = 56;

    explicit Navigation(std::vector<PageEntry> const& entries, QWidget* parent = nullptr);

    void setCurrent(QString const& stem);
    void setCollapsed(bool collapsed);
    void setBadge(QString const& stem, Severity worst, int count);
    QStringList stems() const; // In order, as Ctrl+1..9 counts them.

signals:
    void chosen(QString const& stem);

private:
    class Delegate;
    class List;
    List* makeList(QString const& name);
    void stopAt(List* list);
    void addItem(QStandardItemModel* model, PageEntry const& entry);

    QStandardItemModel* m_model;
    QStandardItemModel* m_footModel;
    List* m_list;
    List* m_foot;
    bool m_collapsed = false;
};

} // namespace ui
