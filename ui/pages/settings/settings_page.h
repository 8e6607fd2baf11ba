// Settings: this console, the person's account, and the engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"
#include "ui/pages/settings/settings_account.h"
#include "ui/pages/settings/settings_console.h"
#include "ui/pages/settings/settings_engine.h"
#include "ui/pages/settings/settings_notify.h"

#include <QLineEdit>
#include <QStackedWidget>

namespace ui::settings {

/// GUI thread. A section reads when it is shown.
class SettingsPage final : public kit::Page {
    Q_OBJECT

public:
    enum Place { Console, Account, Engine, Limits, Notify };

    explicit SettingsPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    /// The object is a section ("console", "account", "engine", "limits", "notifications"), an engine
    /// setting or
    /// a destination's id.
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    bool unsaved() const override { return m_account->unsaved(); }
    QWidget* filterWidget() override { return m_search; }

private:
    void add(Section* section, QString const& words, QString const& icon, bool scrolls);
    void showPlace(int place);
    void search();
    Section* sectionAt(int place) const { return m_sections.at(place); }

    SettingsClient m_client;
    QLineEdit* m_search;
    SectionList* m_list;
    QStackedWidget* m_stack;
    QList<Section*> m_sections;
    ConsoleSection* m_console;
    AccountSection* m_account;
    EngineSection* m_engine;
    LimitsSection* m_limits;
    NotifySection* m_notify;
    QString m_wantedSetting;
};

} // namespace ui::settings
