// The console once somebody is signed in: bars, navigation, one page at a time, palette, toasts, keyboard.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"
#include "ui/settings/settings.h"
#include "ui/shell/engine_link.h"
#include "ui/shell/history.h"
#include "ui/shell/lock_screen.h"
#include "ui/shell/navigation.h"
#include "ui/shell/sign_in_again.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/toasts.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/watch.h"

#include <QHash>
#include <QStackedWidget>

namespace ui {

/// GUI thread. Owns the link; pages are made when they are first shown.
class Workspace final : public QWidget, public kit::Shell {
    Q_OBJECT

public:
    Workspace(std::unique_ptr<EngineLink> link, Clock const& clock, QSettings& settings,
              QWidget* parent = nullptr);
    ~Workspace() override;

    // kit::Shell
    void go(kit::Address const& address) override;
    void toast(kit::ToastKind kind, QString const& title, QString const& hint,
               std::function<void()> undo) override;
    void problem(Problem const& problem) override;
    kit::ActiveIncident const& activeIncident() const override { return m_incident; }
    void setActiveIncident(kit::ActiveIncident const& incident) override;
    QString environment() const override { return m_link->connection.environment; }
    void badge(QString const& page, Severity worst, int count) override;

    EngineLink& link() { return *m_link; }
    JobFollower& jobs() { return m_jobs; }
    kit::Page* page() const;
    QStringList stems() const { return m_navigation->stems(); }
    Navigation* navigation() const { return m_navigation; }
    void openPalette(QString const& text = {});
    void lock() { m_idle->lock(); }
    void startTour();
    QList<kit::Command> commands();

signals:
    /// Back to the first screen: signed out, or another engine was chosen.
    void left();

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void build();
    void wire();
    void dropHiddenPages();
    void addShortcuts();
    void addShortcut(QKeySequence const& keys, std::function<void()> act);
    void turnTo(kit::Address const& address);
    void show(kit::Address const& address);
    bool jumpByLetter(QKeyEvent* event);
    void showNotices(QPoint const& below);
    void showUserMenu(QPoint const& below);
    void showEnvironmentMenu(QPoint const& below);
    void showHelp();
    void signOut();
    void adapt();

    std::unique_ptr<EngineLink> m_link;
    Clock const& m_clock;
    QSettings& m_settings;
    JobFollower m_jobs;
    Watch m_watch;
    std::vector<PageEntry> m_entries; // Those this person may see.
    QHash<QString, kit::Page*> m_pages;
    History m_history;
    kit::ActiveIncident m_incident;
    bool m_letterG = false;
    TopBar* m_top = nullptr;
    Navigation* m_navigation = nullptr;
    QStackedWidget* m_stack = nullptr;
    StatusBar* m_status = nullptr;
    Toasts* m_toasts = nullptr;
    SignInAgain* m_again = nullptr;
    IdleLock* m_idle = nullptr;
};

} // namespace ui
