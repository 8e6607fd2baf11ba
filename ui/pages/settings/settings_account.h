// Who is signed in, and the change of their password.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/form.h"
#include "ui/pages/settings/settings_client.h"
#include "ui/pages/settings/settings_section.h"

namespace ui::kit {
class Facts;
}

namespace ui::settings {

class AccountSection final : public Section {
    Q_OBJECT

public:
    AccountSection(Means means, SettingsClient& client, QWidget* parent = nullptr);
    void refresh() override;
    bool unsaved() const override;

private:
    QWidget* buildPassword();
    void change();
    void say(QString const& ground, QString const& title, QString const& hint);

    SettingsClient& m_client;
    kit::Facts* m_facts;
    kit::Form* m_form;
    kit::Button* m_change;
    kit::Panel* m_note;
};

} // namespace ui::settings
