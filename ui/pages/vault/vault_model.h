// The columns of the table of purposes, and what each purpose seals.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/vault/vault_types.h"

namespace ui::vault {

/// "Records marked for sealing", ... in words; the engine's own name for one that is not known.
QString purposeWord(QString const& purpose);
QString purposeSeals(QString const& purpose);

class VaultModel final : public kit::TableModel<Purpose> {
    Q_OBJECT

public:
    explicit VaultModel(QObject* parent);
    /// Ages are told against this moment.
    void setNow(QDateTime const& now) { m_now = now; }
    int rowOf(QString const& purpose) const;

private:
    QDateTime m_now;
};

} // namespace ui::vault
