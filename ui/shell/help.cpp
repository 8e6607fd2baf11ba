// Help and keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/help.h"

#include "ui/kit/dialog.h"
#include "ui/kit/text.h"

#include <QFile>
#include <QGridLayout>
#include <QTextBrowser>

namespace ui {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::help", words);
}

constexpr int kHelpWidthPx = 720;
constexpr int kHelpHeightPx = 480;

} // namespace

void showHelpFor(QWidget* over, QString const& stem)
{
    QFile file{QStringLiteral(":/help/%1.md").arg(stem)};
    if (!file.exists())
        file.setFileName(QStringLiteral(":/help/console.md"));
    auto* dialog = new kit::Dialog{over, tr("Help"), {}, kHelpWidthPx};
    auto* browser = new QTextBrowser;
    browser->setAccessibleName(tr("Help text"));
    browser->setMinimumHeight(kHelpHeightPx);
    browser->setOpenLinks(false);
    // Our own text from the program: the one place where Markdown is shown as such.
    browser->setMarkdown(file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll())
                                                        : tr("The help text is missing from this program."));
    dialog->body()->add(browser);
    auto* shut = dialog->addButton(tr("Close"), kit::Kind::Primary);
    QObject::connect(shut, &QPushButton::clicked, dialog, &kit::Dialog::close);
    dialog->open(browser);
}

void showShortcuts(QWidget* over)
{
    struct Line {
        char const* keys;
        QString words;
    };
    QList<Line> const lines{{"Ctrl K", tr("Search, jump, run a command")},
                            {"Ctrl 1 … 9", tr("Go to a page")},
                            {"G, then a letter", tr("Go to a page by letter")},
                            {"Alt ← →", tr("Back and forward")},
                            {"/", tr("To the filter or the query; Esc clears it")},
                            {"Ctrl Enter", tr("Run the query, submit the form")},
                            {"J K, ↓ ↑", tr("Next and previous row")},
                            {"Enter", tr("Open the row")},
                            {"Shift F10", tr("Actions of the row")},
                            {"Ctrl C", tr("Copy rows")},
                            {"Ctrl Shift C", tr("Copy rows as JSON")},
                            {"F5", tr("Read again")},
                            {"F6", tr("Between navigation and page")},
                            {"Ctrl I", tr("To the active incident")},
                            {"Ctrl Shift I", tr("Declare an incident")},
                            {"Ctrl Shift L", tr("Lock at once")},
                            {"F1", tr("Help for this page")},
                            {"Ctrl /", tr("These keys")}};
    auto* dialog = new kit::Dialog{over, tr("Keyboard"), {}, 560};
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    for (int place = 0; place < lines.size(); ++place) {
        grid->addWidget(kit::keycap(QString::fromUtf8(lines[place].keys)), place, 0, Qt::AlignLeft);
        grid->addWidget(kit::text(lines[place].words, Type::Body, Role::Text2), place, 1);
    }
    grid->setColumnStretch(1, 1);
    dialog->body()->add(grid);
    auto* shut = dialog->addButton(tr("Close"), kit::Kind::Primary);
    QObject::connect(shut, &QPushButton::clicked, dialog, &kit::Dialog::close);
    dialog->open(shut);
}

} // namespace ui
