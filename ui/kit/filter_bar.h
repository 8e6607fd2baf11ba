// The row above a list: a filter field and chips that narrow it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QWidget>

class QButtonGroup;

namespace ui::kit {

class FilterBar : public QWidget {
    Q_OBJECT

public:
    explicit FilterBar(QString const& placeholder, QStringList const& chips = {}, QWidget* parent = nullptr);

    QString text() const { return m_edit->text().trimmed(); }
    int chip() const; // The chosen one; 0 without chips.
    void setChip(int index);
    void setChipWords(int index, QString const& words); // "Locked 1"
    void addRight(QWidget* widget);
    QLineEdit* edit() const { return m_edit; }

signals:
    /// 150 ms after the last key, at once for chips.
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLineEdit* m_edit;
    QButtonGroup* m_chips;
    class QHBoxLayout* m_line;
};

} // namespace ui::kit
