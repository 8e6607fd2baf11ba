// Ctrl+K: one field over pages, commands, people and addresses (ui.md 10).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <QLineEdit>
#include <QListView>
#include <QWidget>

class QStandardItemModel;

namespace ui {

/// Covers its window with a scrim; goes with Esc, a choice, or a click beside it. `>` shows commands alone,
/// `@`
/// people, `#` records by id; a pasted dewar:// address is offered as the first row.
class Palette final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kRowsMax = 60;

    struct Doors {
        ApiClient& api;
        Session& session;
        std::function<void(kit::Address const&)> go;
    };

    Palette(QWidget* window, Doors doors, QList<kit::Command> commands);
    void open(QString const& text = {});
    QLineEdit* edit() const { return m_edit; }
    QStringList rows() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void addRow(kit::Command const& command);
    void askPeople(QString const& words);
    void choose();
    void close();
    void place();

    Doors m_doors;
    QList<kit::Command> m_commands;
    QList<kit::Command> m_shown;
    kit::Panel* m_card;
    QLineEdit* m_edit;
    QListView* m_list;
    QStandardItemModel* m_model;
    QPointer<QWidget> m_giveBack;
    int m_round = 0; // Answers for people asked earlier are dropped.
};

/// 0: no match; the higher the better. All letters of `words` in order; starts of words count most.
int matchScore(QString const& words, QString const& text);

} // namespace ui
