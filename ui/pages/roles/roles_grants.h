// What grants with stars and scopes allow, as the engine reads them; the matrix and the review use it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/roles/roles_types.h"

namespace ui::roles {

enum class Mark { NotApplicable, No, Yes, ByStar, Partly };

/// A star reaches plain permissions only; a scoped one is held by scope or by its own "@*".
Mark markOf(QStringList const& grants, Right const& right);
/// The star that gives a plain right ("*", "users.*", "*.read"); empty: none does.
QString starOf(QStringList const& grants, Right const& right);
/// Scopes by name, without "*".
QStringList scopesOf(QStringList const& grants, Right const& right);
bool isStar(QString const& grant);

/// Given or taken; what comes from a star stays (it has to be written out first).
QStringList toggled(QStringList grants, Right const& right);
QStringList withScope(QStringList grants, Right const& right, QString const& scope);
QStringList withoutGrant(QStringList grants, QString const& grant);
/// The star replaced by every plain right that it covers among those known.
QStringList writtenOut(QStringList grants, QString const& star, QList<Resource> const& resources);

QStringList applied(QStringList const& saved, Draft const& draft);
Draft difference(QStringList const& saved, QStringList const& wanted);

/// The rows of the matrix: what this console knows by name, and whatever else the engine's document names.
QList<Resource> resourcesFrom(QJsonObject const& openApi);

} // namespace ui::roles
