// The one style sheet of the console, written in roles (@name) and filled from the token table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <QRegularExpression>

namespace ui {

namespace {

// Dynamic properties carry meaning: `ground` for panels, `kind` for buttons, `bad` for refused fields. A
// selector that fits every QWidget is tried on, and polishes, every widget: classes are named where there
// is one.
// Fonts are set by setFont alone; font-size here would beat it.
constexpr char const kSheet[] = R"(
QAbstractItemView, QAbstractButton { outline: 0; }
QMainWindow, QWidget#root { background: @canvas; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 8px; }
QMenu { background: @dialog; border: 1px solid @line; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @lineSubtle; margin: 4px 6px; }

ui--kit--Panel[ground="canvas"] { background: @canvas; }
ui--kit--Panel[ground="card"] { background: @surface; border: 1px solid @lineSubtle; border-radius: 8px; }
ui--kit--Panel[ground="well"], ui--kit--SecretField { background: @inset; border: 1px solid @lineSubtle;
    border-radius: 6px; }
ui--kit--Panel[ground="plain"] { background: @surface; border: 1px solid @lineSubtle; border-radius: 6px; }
ui--kit--Panel[ground="chosen"] { background: @selected; border: 1px solid @accent; border-radius: 6px; }
ui--kit--Panel[ground="pane"] { background: @surface; border: 0; }
ui--kit--Panel[ground="paneLeft"] { background: @surface; border: 0; border-right: 1px solid @lineSubtle; }
ui--kit--Panel[ground="paneRight"] { background: @surface; border: 0; border-left: 1px solid @lineSubtle; }
ui--Navigation { background: @sidebar; border: 0; border-right: 1px solid @lineSubtle; }
ui--TopBar { background: @sidebar; border: 0; border-bottom: 1px solid @lineSubtle; }
ui--StatusBar { background: @sidebar; border: 0; border-top: 1px solid @lineSubtle; }
ui--kit--Panel[ground="header"] { background: @canvas; border: 0; border-bottom: 1px solid @lineSubtle; }
ui--kit--Panel[ground="dialog"], ui--Tour { background: @dialog; border: 1px solid @line;
    border-radius: 12px; }
ui--kit--Segmented { background: @inset; border: 1px solid @lineSubtle; border-radius: 6px; }
ui--kit--Panel[ground="crit"] { background: @critBanner; border: 1px solid @critEdge; border-radius: 8px; }
ui--kit--Panel[ground="high"] { background: @highBanner; border: 1px solid @highEdge; border-radius: 8px; }
ui--kit--Panel[ground="accent"] { background: @accentBanner; border: 1px solid @accentEdge;
    border-radius: 8px; }
ui--kit--Panel[ground="ok"] { background: @okBanner; border: 1px solid @okEdge; border-radius: 8px; }
ui--kit--Panel[ground="rule"] { background: @lineSubtle; border: 0; }

QLabel { background: transparent; border: 0; }
QLabel[tone="text2"] { color: @text2; }
QLabel[tone="muted"] { color: @muted; }
QLabel[tone="disabled"] { color: @disabled; }
QLabel[tone="accent"] { color: @accent; }
QLabel[tone="crit"] { color: @crit; }
QLabel[tone="high"] { color: @high; }
QLabel[tone="med"] { color: @med; }
QLabel[tone="low"] { color: @low; }
QLabel[tone="ok"] { color: @ok; }
QLabel[tone="violet"] { color: @violet; }
QLabel[tone="teal"] { color: @teal; }
QLabel[keycap="true"] { color: @text2; background: @inset; border: 1px solid @line; border-radius: 4px;
    padding: 0 5px; }

QPushButton { background: @raised; border: 1px solid @line; border-radius: 6px; padding: 0 12px;
    color: @text; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selected; }
QPushButton:disabled { background: @disabledFill; border-color: @disabledFill; color: @muted; }
QPushButton[compact="true"] { padding: 0 9px; border-radius: 5px; }
QPushButton[kind="primary"] { background: @accentFill; border-color: @accentFill; color: @onFill; }
QPushButton[kind="primary"]:hover { background: @accentHover; }
QPushButton[kind="danger"] { background: @critFill; border-color: @critFill; color: @onFill; }
QPushButton[kind="danger"]:hover { background: @critHover; }
QPushButton[kind="dangerLine"] { background: transparent; border-color: @critLine; color: @crit; }
QPushButton[kind="dangerLine"]:hover { background: @critBanner; }
QPushButton[kind="ghost"] { background: transparent; border-color: transparent; color: @text2; }
QPushButton[kind="ghost"]:hover { background: @hover; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: @accent;
    padding: 0 4px; }
QPushButton[kind="link"]:hover { background: @hover; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled,
QPushButton[kind="dangerLine"]:disabled { background: @disabledFill; border-color: @disabledFill;
    color: @muted; }
QPushButton[kind="ghost"]:disabled, QPushButton[kind="link"]:disabled { background: transparent;
    border-color: transparent; color: @disabled; }
QPushButton[kind="segment"] { background: transparent; border: 1px solid transparent; color: @text2;
    padding: 0 10px; border-radius: 4px; }
QPushButton[kind="segment"]:checked { background: @segmentOn; border-color: @line; color: @text; }
QPushButton[kind="tab"] { background: transparent; border: 0; border-bottom: 2px solid transparent;
    border-radius: 0; color: @text2; padding: 0 2px; }
QPushButton[kind="tab"]:checked { border-bottom: 2px solid @accent; color: @text; }
QPushButton[kind="chip"] { background: @infoChip; border: 1px solid transparent; border-radius: 4px;
    color: @text2; padding: 0 8px; }
QPushButton[kind="chip"]:hover { background: @hover; }
QPushButton[kind="chip"]:checked { background: @accentChip; color: @accent; }
QPushButton:focus { border: 2px solid @accent; }
QPushButton[kind="tab"]:focus { border: 2px solid @accent; border-radius: 4px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; }
QToolButton:hover { background: @hover; }
QToolButton:focus { border: 2px solid @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QSpinBox, QDateTimeEdit {
    background: @field; border: 1px solid @inputLine; border-radius: 6px; padding: 0 8px;
    selection-background-color: @accentFill; selection-color: @onFill; }
QPlainTextEdit, QTextEdit { padding: 6px; }
QLineEdit[quiet="true"], QPlainTextEdit[quiet="true"] { border: 1px solid @line; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus { border: 2px solid @accent;
    padding: 0 7px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @accent; padding: 5px; }
QLineEdit[bad="true"], QPlainTextEdit[bad="true"], QComboBox[bad="true"] { border: 2px solid @crit;
    padding: 0 7px; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: @disabledFill;
    color: @muted; border-color: @line; }
QLineEdit[readOnly="true"] { background: @inset; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @dialog; border: 1px solid @line;
    selection-background-color: @hover; selection-color: @text; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }

QAbstractItemView { background: transparent; border: 0; selection-background-color: @selected;
    selection-color: @text; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; border: 0; border-bottom: 1px solid @line;
    padding: 0 8px 0 12px; color: @muted; }
QTableCornerButton::section { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @lineStrong; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea, QGraphicsView { background: transparent; border: 0; }
QScrollArea > QWidget > ui--kit--Panel[ground="none"] { background: transparent; }
QSplitter::handle { background: @lineSubtle; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
)";

} // namespace

QString Theme::styleSheet() const
{
    auto sheet = QString::fromLatin1(kSheet);
    auto const fill = [&sheet](QString const& name, QColor const& value) {
        sheet.replace(QRegularExpression{QStringLiteral("@%1\\b").arg(name)}, value.name());
    };
    for (auto const& token : kTokens)
        fill(QString::fromLatin1(token.name), color(token.role));
    struct Named {
        char const* name;
        Role role;
    };
    for (auto const& [name, role] : {Named{"crit", Role::Crit},
                                     {"high", Role::High},
                                     {"accent", Role::Accent},
                                     {"ok", Role::Ok},
                                     {"info", Role::Info}}) {
        fill(QString::fromLatin1(name) + QStringLiteral("Banner"), banner(role));
        fill(QString::fromLatin1(name) + QStringLiteral("Edge"), edge(role));
        fill(QString::fromLatin1(name) + QStringLiteral("Chip"), chip(role));
    }
    fill(QStringLiteral("critLine"), mix(color(Role::Surface), color(Role::Crit), 0.6));
    // Hover keeps white text at 4.5:1, so the fills get darker, never paler.
    fill(QStringLiteral("accentHover"), color(Role::AccentFill).darker(110));
    fill(QStringLiteral("critHover"), color(Role::CritFill).darker(110));
    Q_ASSERT(!sheet.contains(QLatin1Char('@')));
    return sheet;
}

} // namespace ui
