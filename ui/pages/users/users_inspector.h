// The pane at the right of the users page: who is chosen, their roles and sessions, and what can be done.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"
#include "ui/pages/users/users_types.h"

namespace ui::kit {
class Facts;
}

namespace ui::users {

enum class Act {
    Edit,
    SetPassword,
    GrantRole,
    WithdrawRole,
    EndSession,
    EndAllSessions,
    Disable,
    Enable,
    Delete,
    NewSecret,
    ShowAudit,
    ShowTouched,
    AddToIncident,
};

/// GUI thread. Shows what it is given and says what was pressed; the page acts.
class Inspector final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 316;

    /// `needs` enables a button by permission, as Page::needs does.
    Inspector(Clock const& clock, std::function<void(kit::Button*, QString const&)> needs,
              QWidget* parent = nullptr);

    /// `incident`: the active case, or empty. `self`: the person is the one who is signed in.
    void showHolder(Holder const& holder, bool self, QString const& incident);
    void showNothing();
    /// The person's live sessions; nullptr: not to be seen by this caller.
    void setSessions(std::vector<LiveSession> const* sessions);
    QString const& shownId() const { return m_id; }

signals:
    void chosen(ui::users::Act act, QString const& argument);

private:
    void addHead(Holder const& holder, bool self);
    void addWarning(Holder const& holder);
    void addFacts(Holder const& holder);
    void addRoles(Holder const& holder);
    void addPermissions(Holder const& holder);
    void addFoot(Holder const& holder, QString const& incident);
    kit::Button* button(QString const& label, kit::Kind kind, QString const& icon, Act act,
                        QString const& permission, kit::Size size = kit::Size::Normal);
    kit::Panel* heading(QString const& words, kit::Button* right);

    Clock const& m_clock;
    std::function<void(kit::Button*, QString const&)> m_needs;
    kit::Panel* m_body;
    kit::Panel* m_sessions = nullptr;
    kit::Panel* m_foot;
    QString m_id;
};

} // namespace ui::users
