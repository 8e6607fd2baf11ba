// The first-run tour: one card that walks through the story, page by page. Shown once, and again from the
// palette.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

namespace ui {

/// Stands at the lower left of its window, covers nothing that has to be clicked, and goes when it is closed.
class Tour final : public QWidget {
    Q_OBJECT

public:
    Tour(QWidget* window, std::function<void(kit::Address const&)> go);

    int step() const { return m_step; }
    static int steps();

signals:
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(int step);
    void place();
    void end();

    std::function<void(kit::Address const&)> m_go;
    int m_step = 0;
    QLabel* m_count;
    QLabel* m_title;
    QLabel* m_words;
    kit::Button* m_back;
    kit::Button* m_next;
};

} // namespace ui
