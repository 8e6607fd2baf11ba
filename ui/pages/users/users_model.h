// The table of people and service clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"
#include "ui/kit/table_model.h"
#include "ui/pages/users/users_types.h"

namespace ui::users {

QString stateWord(State state);
Role toneOf(State state);

class UsersModel final : public kit::TableModel<Holder> {
    Q_OBJECT

public:
    explicit UsersModel(Clock const& clock, QObject* parent = nullptr);

    /// The row of a person or client; -1: not there.
    int rowOf(QString const& id) const;
};

} // namespace ui::users
