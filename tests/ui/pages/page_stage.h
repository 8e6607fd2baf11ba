// A page on its stage: a fake engine, a still clock, a fake shell, and pictures of it for people to look at.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"
#include "tests/support/fake_shell.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/picture.h"
#include "ui/kit/dialog.h"
#include "ui/kit/page.h"

#include <QLabel>
#include <QSettings>
#include <QTemporaryDir>
#include <QVBoxLayout>
#include <QtTest/QTest>

namespace support {

/// Everything that a PageContext names. The page is made by the test and put into `window`.
class PageStage {
public:
    PageStage()
        : session{api, clock}, jobs{api}, settings{folder.filePath("console.ini"), QSettings::IniFormat}
    {
        window.setObjectName("root");
        auto* lines = new QVBoxLayout{&window};
        lines->setContentsMargins(0, 0, 0, 0);
        session.assume("marta.okafor", {"*", "logs.read@*"});
    }

    ui::kit::PageContext context() { return {api, session, jobs, clock, settings, shell}; }

    template <class Page> Page& put(Page* page, int width = 1232, int height = 826)
    {
        window.layout()->addWidget(page);
        window.resize(width, height);
        window.show();
        settle();
        return *page;
    }

    /// A button by its label, anywhere in the window (dialogs too); nullptr: none is shown.
    QPushButton* button(QString const& label) const
    {
        for (auto* found : window.findChildren<QPushButton*>())
            if (found->text() == label && found->isVisible())
                return found;
        return nullptr;
    }
    bool press(QString const& label)
    {
        auto* found = button(label);
        if (found == nullptr || !found->isEnabled())
            return false;
        found->click();
        settle();
        return true;
    }
    ui::kit::Dialog* dialog() const
    {
        for (auto* found : window.findChildren<ui::kit::Dialog*>())
            if (found->isVisible())
                return found;
        return nullptr;
    }
    QString words() const // Every label that is shown.
    {
        QStringList all;
        for (auto* label : window.findChildren<QLabel*>())
            if (label->isVisible())
                all << label->text();
        return all.join('\n');
    }
    QLineEdit* edit(QString const& name) const // By its accessible name.
    {
        for (auto* found : window.findChildren<QLineEdit*>())
            if (found->accessibleName() == name && found->isVisible())
                return found;
        return nullptr;
    }

    /// Pictures <name>-<theme> and <name>-compact-<theme>, at the sizes that the two window sizes leave.
    template <class Page> void pictures(Page& page, ui::Theme& theme, QString const& name)
    {
        struct Size {
            char const* suffix;
            int width, height;
            bool narrow;
        };
        for (auto const choice : {ui::Theme::Choice::Dark, ui::Theme::Choice::Light})
            for (auto const& size : {Size{"", 1232, 826, false}, Size{"-compact", 1044, 626, true}}) {
                theme.apply(choice);
                window.resize(size.width, size.height);
                page.setNarrow(size.narrow);
                settle();
                save(name + size.suffix, choice);
            }
        page.setNarrow(false);
        theme.apply(ui::Theme::Choice::Dark);
        window.resize(1232, 826);
        settle();
    }
    void save(QString const& name, ui::Theme::Choice choice)
    {
        keepPicture(window.grab().toImage(), name + '-' + wordOf(choice));
    }

    FakeApi api;
    FakeUiClock clock;
    FakeShell shell;
    ui::Session session;
    ui::JobFollower jobs;
    QTemporaryDir folder;
    QSettings settings;
    QWidget window;
};

} // namespace support
