// The forms of the users page: new person or client, edit, password, roles, and the secret shown once.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/pages/users/users_client.h"

namespace ui::users {

/// Ticks for roles; as a field it takes the engine's errors at /roles.
class RolePicker final : public QWidget {
    Q_OBJECT

public:
    explicit RolePicker(std::vector<KnownRole> const& roles, QWidget* parent = nullptr);
    QStringList chosen() const;

private:
    QList<kit::TickBox*> m_ticks;
    QStringList m_names;
};

/// All open at once over the window of `over` and call `done` after the engine has agreed.
kit::FormDialog* openNewUser(QWidget* over, UsersClient& client, std::vector<KnownRole> const& roles,
                             std::function<void(User)> done);
kit::FormDialog* openEditUser(QWidget* over, UsersClient& client, User const& user,
                              std::function<void(User)> done);
kit::FormDialog* openSetPassword(QWidget* over, UsersClient& client, User const& user, int sessions,
                                 std::function<void()> done);
kit::FormDialog* openGrantRole(QWidget* over, UsersClient& client, User const& user,
                               std::vector<KnownRole> const& roles, std::function<void(QString role)> done);
kit::FormDialog* openNewClient(QWidget* over, UsersClient& client, std::function<void(IssuedClient)> done);
/// The secret is zeroed when the dialog closes.
kit::Dialog* openSecret(QWidget* over, IssuedClient issued);

} // namespace ui::users
