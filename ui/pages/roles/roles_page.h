// Roles as a matrix of rights: what is changed is pending until it has been reviewed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/roles/roles_client.h"
#include "ui/pages/roles/roles_matrix.h"
#include "ui/pages/roles/roles_pane.h"

#include <QLabel>
#include <QLineEdit>

namespace ui::roles {

/// GUI thread. Drafts are kept per role until they are saved or discarded, also while the list is read again.
class RolesPage final : public kit::Page {
    Q_OBJECT

public:
    static constexpr std::size_t kUsersMax = 5'000;

    explicit RolesPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    bool unsaved() const override { return pending() > 0; }
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_filter; }

private:
    struct Loaded {
        std::vector<KnownRole> roles;
        std::vector<Holder> users;
        QHash<QString, int> sessions;
        QStringList collections;
        QJsonObject document;
        bool usersKnown = false;
        bool sessionsKnown = false;
        int waits = 0;
    };

    void build();
    QWidget* buildList();
    QWidget* buildMatrix();
    bool current(int reading) const { return reading == m_reading; }
    void readRoles(QString const& after);
    void readUsers(QString const& after);
    void readSessions(QString const& after);
    void readCollections(QString const& after);
    void readDocument();
    void arrived();
    void failed(Problem const& problem);
    void showLoaded();
    void showList();
    void showRole();
    void showPending();
    PaneContent paneContent() const;
    KnownRole const* chosen() const;
    QStringList grantsOf(KnownRole const& role) const
    {
        return applied(role.permissions, m_drafts.value(role.id));
    }
    QStringList holdersOf(QString const& role, QStringList* ids = nullptr) const;
    int sessionsOf(QString const& role) const;
    qsizetype pending() const;
    QString whyNotEditable(KnownRole const& role) const;
    QStringList beyondOwn(QStringList const& added) const;

    void propose(QStringList const& grants);
    void toggle(Right const& right);
    void discard();
    void review();
    void save(KnownRole const& role, kit::ConfirmDialog* dialog);
    void newRole(KnownRole const& like);
    void rename();
    void addGrant();
    void remove();

    RolesClient m_client;
    RolesModel* m_roles;
    MatrixModel* m_rights;
    QLineEdit* m_filter = nullptr;
    kit::Table* m_list = nullptr;
    Matrix* m_matrix = nullptr;
    Pane* m_pane = nullptr;
    kit::StateView* m_state = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_about = nullptr;
    kit::Chip* m_kind = nullptr;
    kit::Button* m_review = nullptr;
    kit::Button* m_discard = nullptr;
    kit::Button* m_new = nullptr;
    kit::Button* m_copy = nullptr;
    kit::Button* m_rename = nullptr;
    kit::Button* m_grant = nullptr;
    kit::Button* m_delete = nullptr;
    kit::Button* m_details = nullptr;
    Loaded m_next;
    Loaded m_now;
    QHash<QString, Draft> m_drafts;
    QString m_chosen; // Role id.
    bool m_loaded = false;
    int m_reading = 0;
    QDateTime m_shownAt;
};

} // namespace ui::roles
