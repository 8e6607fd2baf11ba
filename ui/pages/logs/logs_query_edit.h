// The query line: one line of the engine's query language in colours, with what the last run found at its
// right.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

class QLabel;

namespace ui::logs {

/// Enter and Ctrl+Enter emit run(). Tab leaves. Pasted line ends become spaces.
class QueryEdit final : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit QueryEdit(QWidget* parent = nullptr);

    QString query() const;
    /// Keeps what was typed before for Ctrl+Z.
    void setQuery(QString const& query);
    /// "8,412,907 events · 0.34 s"; hidden when the line is short.
    void setFound(QString const& words);
    /// A red border; the sentence stands below the field, this is for screen readers. Empty: fine.
    void setError(QString const& sentence);

    QSize sizeHint() const override { return {480, 36}; }
    QSize minimumSizeHint() const override { return {240, 36}; }

signals:
    void run();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void insertFromMimeData(QMimeData const* source) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    QWidget* m_icon;
    QLabel* m_found;
    QLabel* m_keys;
};

} // namespace ui::logs
