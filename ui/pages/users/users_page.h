// People and service clients: who may sign in, what they hold, where they are signed in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/filter_bar.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/users/users_client.h"
#include "ui/pages/users/users_inspector.h"
#include "ui/pages/users/users_model.h"

namespace ui::users {

/// GUI thread. Keeps at most kRowsMax people in memory; beyond that the filter is asked of the engine.
class UsersPage final : public kit::Page {
    Q_OBJECT

public:
    static constexpr std::size_t kRowsMax = 5'000;

    explicit UsersPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_filter->edit(); }

private:
    /// What one reading collects before it is shown.
    struct Loaded {
        std::vector<User> users;
        std::vector<Client> clients;
        std::vector<KnownRole> roles;
        QHash<QString, int> sessions;
        bool sessionsKnown = false;
        bool complete = true;
        int waits = 0;
    };

    void build();
    QWidget* buildList();
    void readUsers(QString const& after);
    void readClients(QString const& after);
    void readRoles(QString const& after);
    void readSessions(QString const& after);
    bool current(int reading) const { return reading == m_reading; }
    void arrived();
    void failed(Problem const& problem);
    void showLoaded();
    void countChips();
    void applyFilter();
    bool passes(Holder const& holder) const;
    bool administers(User const& user) const;
    Holder const* chosen() const;
    void choose(int row);
    void showChosen();
    QList<QAction*> rowActions(int row);

    // What is pressed; users_acts.cpp.
    void act(Act act, QString const& argument);
    void actOnUser(Act act, QString const& argument, User const& user);
    void actOnClient(Act act, Client const& client);
    void newUser();
    void newClient();
    void disable(User const& user);
    void enable(Holder const& holder);
    void remove(User const& user);
    void withdraw(User const& user, QString const& role);
    void doWithdraw(User const& user, QString const& role, kit::ConfirmDialog* dialog);
    void endSession(User const& user, QString const& session);
    void endAllSessions(User const& user);
    void disableClient(Client const& client);
    void removeClient(Client const& client);
    void newSecret(Client const& client);
    void addToIncident(Holder const& holder);
    void withSessions(User const& user, std::function<void(std::vector<LiveSession>)> then);
    QList<kit::Effect> endsEffects(User const& user, std::vector<LiveSession> const& sessions) const;
    QString lastAdministratorWords(User const& user) const;
    /// Closes the dialog and reads again, or shows in it what was refused.
    Done<QJsonValue> finish(kit::ConfirmDialog* dialog, QString const& toast,
                            std::function<void()> undo = {});
    kit::ConfirmDialog* confirm(kit::Confirmation confirmation,
                                std::function<void(QString, kit::ConfirmDialog*)> confirmed);

    UsersClient m_client;
    UsersModel* m_model;
    kit::FilterBar* m_filter = nullptr;
    kit::Table* m_table = nullptr;
    kit::StateView* m_state = nullptr;
    kit::StateView* m_rows = nullptr;
    Inspector* m_inspector = nullptr;
    kit::Button* m_details = nullptr;
    kit::Button* m_newUser = nullptr;
    kit::Button* m_newClient = nullptr;
    Loaded m_next;
    std::vector<KnownRole> m_roles;
    bool m_complete = true;
    bool m_narrow = false;
    bool m_loaded = false;
    int m_reading = 0;
    QString m_asked;  // The part of a name that the engine was asked for.
    QString m_wanted; // Who an address asks for.
    QDateTime m_shownAt;
};

} // namespace ui::users
