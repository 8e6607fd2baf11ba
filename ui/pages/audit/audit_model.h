// The rows of the audit chain as a table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/audit/audit_types.h"

namespace ui::audit {

class AuditModel final : public kit::TableModel<Row> {
    Q_OBJECT

public:
    explicit AuditModel(QObject* parent = nullptr);
    int rowOf(qint64 number) const;
};

/// "user priya.raman · reason lost laptop": what was acted upon, by name where the details tell it.
QString subjectWords(Row const& row);
/// "Refused: last administrator"
QString outcomeWords(Row const& row);

} // namespace ui::audit
