// The engine's settings with value and source, and its rate classes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table.h"
#include "ui/pages/settings/settings_client.h"
#include "ui/pages/settings/settings_model.h"
#include "ui/pages/settings/settings_section.h"

namespace ui::settings {

class EngineSection final : public Section {
    Q_OBJECT

public:
    EngineSection(Means means, SettingsClient& client, QWidget* parent = nullptr);
    void refresh() override;
    /// Opens the form of a setting by its name; false: there is none.
    bool change(QString const& name);

signals:
    void loaded();

private:
    void showSettings();
    QWidget* lineOf(EngineSetting const& setting);
    void openForm(EngineSetting const& setting);
    void store(EngineSetting const& setting, QString const& value,
               std::function<void(Reply<QJsonValue>)> done);
    void reset(EngineSetting const& setting);
    void putBack(EngineSetting const& setting);

    SettingsClient& m_client;
    kit::Panel* m_lines;
    kit::StateView* m_state;
    std::vector<EngineSetting> m_settings;
    bool m_loaded = false;
    QDateTime m_shownAt;
};

class LimitsSection final : public Section {
    Q_OBJECT

public:
    LimitsSection(Means means, SettingsClient& client, QWidget* parent = nullptr);
    void refresh() override;

private:
    SettingsClient& m_client;
    LimitsModel* m_model;
    kit::Table* m_table;
    kit::StateView* m_state;
    bool m_loaded = false;
    QDateTime m_shownAt;
};

} // namespace ui::settings
