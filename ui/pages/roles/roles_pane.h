// The pane at the right of the roles page: the chosen right, pending changes and their effect.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/pages/roles/roles_grants.h"

namespace ui::roles {

/// What the pane shows at once; the page fills it.
struct PaneContent {
    KnownRole role;
    QStringList grants;  // With the pending changes.
    Right right;         // Chosen in the matrix; none: nothing.
    QString resource;    // Its row in words.
    QStringList scopes;  // Names that can be added, as collections.
    QStringList holders; // Names of who holds the role.
    QStringList holderIds;
    int sessions = -1; // Live sessions of the holders; -1: not known.
    bool holdersKnown = false;
    bool editable = false; // Not built in, and the caller may write roles.
    QString whyNot;        // The words when it is not editable.
    QStringList beyond;    // Added grants that the caller does not hold: the engine will refuse them.
};

class Pane final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 304;

    explicit Pane(QWidget* parent = nullptr);
    void showContent(PaneContent const& content);

signals:
    void toggleAsked(ui::roles::Right const& right);
    void grantAdded(QString const& grant);
    void grantRemoved(QString const& grant);
    void grantRestored(QString const& grant); // A pending removal is taken back.
    void writeOutAsked(QString const& star);
    void userChosen(QString const& id);

private:
    void addRight(PaneContent const& content);
    void addScopes(PaneContent const& content);
    void addWildcards(PaneContent const& content);
    void addChanges(PaneContent const& content);
    void addEffect(PaneContent const& content);
    void addGrantLine(kit::Panel* lines, QString const& words, QString const& grant, bool editable);

    kit::Panel* m_body;
};

} // namespace ui::roles
