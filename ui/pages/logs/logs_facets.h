// The counts at the left of the log table: values of a few fields, ticked to narrow the query.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/painted_items.h"
#include "ui/pages/logs/logs_client.h"

#include <QSettings>
#include <QWidget>

class QLineEdit;

namespace ui::kit {
class Panel;
class Button;
} // namespace ui::kit

namespace ui::logs {

/// The values of one field. One Tab stop: arrows move, Space and Enter tick.
class FacetList final : public QWidget, public kit::PaintedItems {
    Q_OBJECT

public:
    static constexpr int kRowHeight = 25;

    explicit FacetList(QString const& field, QWidget* parent = nullptr);

    void set(FacetCounts const& counts, QStringList const& ticked);
    void setFilter(QString const& words);
    void showNote(QString const& note);
    std::vector<FacetValue> const& values() const { return m_shown; }
    QStringList const& ticked() const { return m_ticked; }

    QSize sizeHint() const override { return {176, std::max(1, itemCount()) * kRowHeight}; }
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

    int itemCount() const override { return static_cast<int>(m_shown.size()); }
    QString itemName(int item) const override;
    QRect itemPlace(int item) const override { return {0, item * kRowHeight, width(), kRowHeight}; }
    int currentItem() const override { return m_current; }

signals:
    void ticked(QString const& value, bool on);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void choose();
    void toggle(int item);
    void paintRow(QPainter& painter, int item) const;

    QString m_field;
    FacetCounts m_counts;
    std::vector<FacetValue> m_shown;
    QStringList m_ticked;
    QString m_filter;
    QString m_note;
    int m_current = -1;
    int m_hovered = -1;
};

/// Counting costs the engine much: only open fields are counted, one after another, and a refusal for lack
/// of budget waits as long as the engine says.
class FacetPane final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kValues = 8;

    FacetPane(LogsClient& client, QSettings& settings, QWidget* parent = nullptr);

    /// Counts again for another query or span.
    void read(QString const& query, Span const& span);
    /// Names that events have, for "More fields".
    void offer(QStringList const& names);
    FacetList* list(QString const& field) const;
    bool isOpen(QString const& field) const;
    void setOpen(QString const& field, bool open);
    QStringList fields() const;

signals:
    void ticked(QString const& field, QString const& value, bool on);
    /// What the levels counted to, before "warn" is asked for by itself.
    void levelsCounted(ui::logs::FacetCounts const& counts);

private:
    struct Section {
        QString field;
        QWidget* whole;
        kit::Button* head;
        FacetList* list;
        bool open;
        bool due; // Waits to be counted.
    };

    void addSection(QString const& field, bool open);
    void addMore();
    void next();
    void wait(int seconds);
    void keep() const;
    Section* find(QString const& field);

    LogsClient& m_client;
    QSettings& m_settings;
    QString m_query;
    Span m_span;
    std::vector<Section> m_sections;
    QStringList m_offered;
    kit::Panel* m_lines;
    QLineEdit* m_filter;
    kit::Button* m_more;
    int m_turn = 0;
    bool m_busy = false;
    bool m_made = false;
};

} // namespace ui::logs
