// The list of roles at the left, and the matrix of what one role allows.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/roles/roles_grants.h"

#include <QStyledItemDelegate>

namespace ui::roles {

struct ListedRole {
    KnownRole role;
    int holders = -1; // -1: not known.
    bool edited = false;
};

class RolesModel final : public kit::TableModel<ListedRole> {
    Q_OBJECT

public:
    explicit RolesModel(QObject* parent = nullptr);
    int rowOf(QString const& id) const;
};

/// Icon, name and a second line; a dot for what is edited and not saved.
class RoleDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, QStyleOptionViewItem const& option,
               QModelIndex const& index) const override;
};

/// Rows: groups and resources. Columns: the resource, read, write, and up to kOthers named rights.
class MatrixModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum DataRole { MarkRole = Qt::UserRole + 50, VerbRole, ChangedRole, GroupRole, ResourceIconRole };
    enum Column { Name, Read, Write, FirstOther };

    using QAbstractTableModel::QAbstractTableModel;

    void setResources(QList<Resource> const& resources);
    /// What the role allows with its pending changes, and what is saved.
    void setGrants(QStringList const& grants, QStringList const& saved);
    Right rightAt(QModelIndex const& index) const;
    QModelIndex indexOf(Right const& right) const;
    bool isGroup(int row) const { return m_rows.at(row).rights.isEmpty(); }
    QString resourceWords(int row) const { return m_rows.at(row).words; }

    int rowCount(QModelIndex const& parent = {}) const override;
    int columnCount(QModelIndex const& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QVariant data(QModelIndex const& index, int role) const override;
    Qt::ItemFlags flags(QModelIndex const& index) const override;

private:
    QList<Resource> m_rows;
    QStringList m_grants;
    QStringList m_saved;
    int m_others = 0;
};

/// "rotate", "end sessions"
QString verbWords(QString const& verb);
QString markWords(Mark mark);

} // namespace ui::roles
