// The filter row.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/filter_bar.h"

#include "ui/kit/form.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QTimer>

namespace ui::kit {

namespace {
constexpr int kTypingPauseMs = 150;
constexpr int kEditWidthMin = 160;
constexpr int kEditWidthMax = 260;
} // namespace

FilterBar::FilterBar(QString const& placeholder, QStringList const& chips, QWidget* parent)
    : QWidget{parent}, m_edit{input(placeholder, QStringLiteral("search"))}, m_chips{new QButtonGroup{this}}
{
    m_line = new QHBoxLayout{this};
    m_line->setContentsMargins(20, 10, 16, 10);
    m_line->setSpacing(8);
    m_edit->setMinimumWidth(kEditWidthMin);
    m_edit->setMaximumWidth(kEditWidthMax);
    m_edit->installEventFilter(this);
    m_line->addWidget(m_edit, 1);
    for (int index = 0; index < chips.size(); ++index) {
        auto* chip = new QPushButton{chips[index]};
        chip->setProperty("kind", "chip");
        chip->setCheckable(true);
        chip->setChecked(index == 0);
        chip->setFont(fontOf(Type::SmallStrong));
        chip->setFixedHeight(26);
        chip->setAccessibleName(chips[index]);
        chip->setFocusPolicy(index == 0 ? Qt::StrongFocus : Qt::ClickFocus);
        m_chips->addButton(chip, index);
        m_line->addWidget(chip);
    }
    m_line->addStretch(1);
    auto* pause = new QTimer{this};
    pause->setSingleShot(true);
    pause->setInterval(kTypingPauseMs);
    connect(pause, &QTimer::timeout, this, &FilterBar::changed);
    connect(m_edit, &QLineEdit::textChanged, pause, qOverload<>(&QTimer::start));
    connect(m_chips, &QButtonGroup::idClicked, this, &FilterBar::changed);
    connect(m_chips, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        m_chips->button(index)->setFocusPolicy(on ? Qt::StrongFocus : Qt::ClickFocus);
    });
}

int FilterBar::chip() const
{
    return std::max(0, m_chips->checkedId());
}
void FilterBar::setChip(int index)
{
    m_chips->button(index)->setChecked(true);
}

void FilterBar::setChipWords(int index, QString const& words)
{
    m_chips->button(index)->setText(words);
    m_chips->button(index)->setAccessibleName(words);
}

void FilterBar::addRight(QWidget* widget)
{
    m_line->addWidget(widget);
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        if (m_edit->text().isEmpty())
            m_edit->clearFocus();
        else
            m_edit->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ui::kit
