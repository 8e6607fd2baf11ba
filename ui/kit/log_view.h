// The table of log events: up to 1,000 million rows, read by pages as they come into view, and a live tail.
// QTableView keeps 8 bytes a row and stalls when rows are inserted; here the scroll value is the row.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <QStringList>

#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

class QHeaderView;
class QPushButton;
class QTimer;

namespace ui::kit {

struct LogRow {
    QStringList cells;                  // One per column; foreign text as it came.
    Severity severity = Severity::Info; // Critical for error and fatal, High for warn.
};

enum class LogLook {
    Time,    // mono, quiet
    Level,   // the severity's shape and the word
    Field,   // mono, quiet
    Message, // mono; matched words stand on a chip
};

struct LogColumn {
    QString title;
    int width; // 0: takes what is left.
    LogLook look = LogLook::Field;
};

inline constexpr int kLogPageRows = 512;

/// Where LogView reads. A page of the console derives from it and asks the engine. GUI thread only; must
/// outlive
/// the view or be taken off it by setSource(nullptr).
class LogSource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    virtual std::vector<LogColumn> columns() const = 0;
    virtual qint64 rowCount() const = 0;
    /// Asks for the rows [page * kLogPageRows, ...). Answered once, now or later, by pageReady or pageFailed.
    virtual void requestPage(qint64 page) = 0;
    /// Rows that are in memory anyway (LogTail): then nothing is requested. nullptr: not here.
    virtual LogRow const* rowInMemory(qint64 row) const
    {
        Q_UNUSED(row);
        return nullptr;
    }

signals:
    void pageReady(qint64 page, std::vector<ui::kit::LogRow> const& rows);
    void pageFailed(qint64 page, QString const& why);
    /// Another query: everything that was read is forgotten. Answers to requests of the old one must not
    /// come any more.
    void changed();
    /// The list became longer at its end; nothing moved.
    void grew();
    /// `count` new rows stand before row 0.
    void prepended(qint64 count);
};

/// The live tail: a ring of the newest events, newest first. Shows itself at most 10 times a second.
class LogTail final : public LogSource {
    Q_OBJECT

public:
    static constexpr int kRows = 100'000;

    explicit LogTail(std::vector<LogColumn> columns, int capacity = kRows, QObject* parent = nullptr);

    /// Oldest first, as they happened.
    void append(std::vector<LogRow> rows);
    /// Shows what waits now, without the pause.
    void flush();
    void clear();

    std::vector<LogColumn> columns() const override { return m_columns; }
    qint64 rowCount() const override { return static_cast<qint64>(m_rows.size()); }
    void requestPage(qint64 page) override { Q_UNUSED(page); }
    LogRow const* rowInMemory(qint64 row) const override;

private:
    std::vector<LogColumn> m_columns;
    std::deque<LogRow> m_rows; // Newest at the front.
    std::vector<LogRow> m_waiting;
    std::size_t m_capacity;
    QTimer* m_pace;
};

/// Rows of 24 px. J, K, arrows, PgUp, PgDn, Home, End move; Shift extends; Enter and double click emit
/// opened();
/// Ctrl+C copies the chosen rows as TSV. Announced as the table "Log events".
/// At the top of a tail new rows are shown as they come; scrolled away, the rows stand still and a button
/// says how many
/// are new; it, or Home, goes on.
class LogView : public QAbstractScrollArea {
    Q_OBJECT

public:
    static constexpr int kRowHeight = 24;
    static constexpr int kPagesKept = 64;
    static constexpr qint64 kCopyRowsMax = 10'000;

    struct Selection {
        qint64 first;
        qint64 last;
    }; // Both in it.

    explicit LogView(QString const& name, QWidget* parent = nullptr);
    ~LogView() override;

    void setSource(LogSource* source);
    LogSource* source() const { return m_source; }
    /// Words shown on a chip in Message columns, whatever their case.
    void setHighlights(QStringList const& words);

    qint64 rowCount() const;
    qint64 currentRow() const { return m_current; } // -1: none.
    void setCurrentRow(qint64 row);
    std::optional<Selection> selection() const;
    /// nullptr: not read yet. Asks for its page when `ask`.
    LogRow const* rowAt(qint64 row, bool ask = false);
    qint64 firstVisible() const;
    int visibleRows() const;          // Wholly in view.
    QRect rowPlace(qint64 row) const; // In the viewport.
    /// Whether new rows of a tail are held back from view.
    bool paused() const { return m_new > 0; }
    qint64 newRows() const { return m_new; }
    void showNewest();
    /// Asks again for pages that failed.
    void retryFailed();
    /// Widths, order and hidden columns: QHeaderView::saveState() for the page's settings.
    QHeaderView* header() const { return m_header; }
    std::vector<LogColumn> const& columns() const { return m_columns; }
    QString selectionAsTsv();

signals:
    void currentChangedTo(qint64 row);
    void opened(qint64 row);
    void visibleChanged(qint64 first, int rows);
    void newRowsChanged(qint64 count);
    /// `copied` of `asked` rows: fewer when some were not read yet or the limit was met.
    void copiedRows(qint64 copied, qint64 asked);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Page {
        qint64 number;
        std::vector<LogRow> rows;
    };
    using Pages = std::list<Page>; // Last used at the front.

    void takePage(qint64 page, std::vector<LogRow> const& rows);
    void failPage(qint64 page, QString const& why);
    void forget();
    void grow();
    void askForVisible();
    void makeRoomAtTop(qint64 count);
    /// Gives the column without a width what the others leave; `kept` was just resized by hand.
    void layOutHeader(int kept = -1);
    void layOutScrollBar();
    void placeNewButton();
    void setNew(qint64 count);
    void go(qint64 row, bool extend);
    void showRow(qint64 row);
    void copySelection();
    qint64 rowUnder(QPoint const& place) const;
    void paintRow(QPainter& painter, qint64 row, QRectF const& place);
    void paintCell(QPainter& painter, LogRow const& row, int column, QRectF const& place) const;
    void paintMessage(QPainter& painter, QString const& words, QRectF const& place) const;
    void paintPlaceholder(QPainter& painter, qint64 row, QRectF const& place) const;

    LogSource* m_source = nullptr;
    std::vector<LogColumn> m_columns;
    QHeaderView* m_header;
    QPushButton* m_newButton;
    QTimer* m_asking;
    bool m_placingHeader = false;
    QStringList m_highlights;
    Pages m_pages;
    std::unordered_map<qint64, Pages::iterator> m_pageAt;
    std::unordered_set<qint64> m_asked;
    std::unordered_map<qint64, QString> m_failed;
    qint64 m_current = -1;
    qint64 m_anchor = -1;
    qint64 m_hovered = -1;
    qint64 m_new = 0;
};

} // namespace ui::kit
