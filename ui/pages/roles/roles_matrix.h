// Paints the matrix of one role and lets the keyboard walk it: one Tab stop, arrows move, Space changes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/roles/roles_model.h"

#include <QTableView>

namespace ui::roles {

class Matrix final : public QTableView {
    Q_OBJECT

public:
    explicit Matrix(MatrixModel* model, QWidget* parent = nullptr);

    Right currentRight() const { return m_rights->rightAt(currentIndex()); }

signals:
    void rightChosen();                              // The cell under the cursor is another one.
    void toggleAsked(ui::roles::Right const& right); // Space, Enter or a second click on it.

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void currentChanged(QModelIndex const& current, QModelIndex const& previous) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    void layOut();

    MatrixModel* m_rights;
};

/// The legend below the matrix.
QWidget* matrixLegend();

} // namespace ui::roles
