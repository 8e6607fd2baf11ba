// What stands beside a chart: the row of its names and the table of its values. For charts.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/charts.h"

#include <QAbstractTableModel>

namespace ui::kit {

/// Names with their line or square, in one painted row.
class ChartLegend final : public QWidget {
    Q_OBJECT

public:
    struct Entry {
        QString name;
        Role tone;
        bool isSquare;
        QList<qreal> dash;
    };

    ChartLegend();
    void set(QList<Entry> const& entries);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Entry> m_entries;
};

/// Newest first; a column per series.
class ChartValues final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void set(QList<Series> const& series, QString const& unit);
    int rowCount(QModelIndex const& parent = {}) const override;
    int columnCount(QModelIndex const& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QVariant data(QModelIndex const& index, int role) const override;

private:
    QList<Series> m_series;
    QString m_unit;
};

} // namespace ui::kit
