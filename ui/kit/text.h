// Labels by type and tone. Text from outside is always plain text (ui.md 16).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDateTime>
#include <QLabel>

namespace ui::kit {

enum class Wrap { No, Yes };

QLabel* text(QString const& words, Type type = Type::Body, Role tone = Role::Text, Wrap wrap = Wrap::No);
void setTone(QLabel* label, Role tone);
/// Cuts its text with "…" instead of asking for room; the whole text is its tooltip when cut.
QLabel* elided(QString const& words, Type type = Type::Body, Role tone = Role::Text);
/// An icon that follows the theme.
QLabel* iconLabel(QString const& name, int size = 16, Role tone = Role::Muted);
/// "Ctrl K" as a key cap.
QLabel* keycap(QString const& keys);

/// Control and direction characters of foreign text as visible escapes.
QString visible(QString const& foreign);

// Words for numbers, in one place.
QString grouped(qint64 number); // 8,412,907
/// `one` as it is for 1, else `many` with the grouped number as its %1: "1 row", "1,204 rows".
QString counted(qint64 number, QString const& one, QString const& many);
QString shortCount(qint64 number);                      // 8.4M
QString bytes(qint64 count);                            // 3.1 MiB
QString age(QDateTime const& at, QDateTime const& now); // "42 m", "2 d 4 h"; "now" below 5 s
QString span(qint64 milliseconds);                      // "21 m 08 s"
QString clockTime(QDateTime const& at);                 // 14:42:17, UTC
QString dayTime(QDateTime const& at);                   // 2026-11-21 14:42:16, UTC
QString initials(QString const& name);                  // "MO"

} // namespace ui::kit
