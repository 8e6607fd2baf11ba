// The columns of the table of signing keys, and the words for their states.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/keys/keys_types.h"

namespace ui::keys {

QString stateWord(KeyState state);
Role stateRole(KeyState state);

class KeysModel final : public kit::TableModel<Key> {
    Q_OBJECT // Without it tr() looks the text up under the wrong class.

        public : explicit KeysModel(QObject* parent);
    int rowOf(QString const& kid) const;
};

} // namespace ui::keys
