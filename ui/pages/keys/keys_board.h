// What the keys page reads off the list: the tiles, the lifelines, what needs somebody.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/lifelines.h"
#include "ui/pages/keys/keys_types.h"

#include <QStringList>

namespace ui::keys {

struct Board {
    std::vector<Key> keys;
    int rotationDays = 0; // 0: not known; the caller may not read settings.
    QDateTime now;

    /// When the engine rotates by itself; invalid when unknown.
    QDateTime nextRotation() const;
    bool overdue() const { return nextRotation().isValid() && nextRotation() < now; }
    /// Sentences, worst first; empty when all is well.
    QStringList needsAction() const;
    /// The newest `most` keys, oldest at the top.
    QList<kit::Lifeline> lifelines(int most) const;
    /// What is shown: from the first of these keys to a while after the next rotation.
    QPair<QDateTime, QDateTime> span(int most) const;
};

/// One sentence of what a key means now.
QString meaning(Key const& key, QDateTime const& now);

struct Moment {
    QDateTime at;
    QString words;
    Role tone;
};
/// Newest first.
QList<Moment> historyOf(Key const& key);

} // namespace ui::keys
