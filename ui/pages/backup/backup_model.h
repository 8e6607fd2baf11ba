// The columns of the tables of backups and of differences.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/backup/backup_types.h"

namespace ui::backup {

/// Restored: a drill proved it. Checksum: every page opens. The two are never mixed.
enum class Proof { Restored, Checksum, None, Failed, Running };
Proof proofOf(Backup const& backup);
QString proofWord(Proof proof);
Role proofRole(Proof proof);
/// "Backup", "Verify", "Drill", "Restore", "Swap" from "backup.drill" or "drill".
QString operationWord(QString const& kind);

class BackupModel final : public kit::TableModel<Backup> {
    Q_OBJECT

public:
    explicit BackupModel(QObject* parent);
    int rowOf(QString const& id) const;
};

class DifferencesModel final : public kit::TableModel<Difference> {
    Q_OBJECT

public:
    explicit DifferencesModel(QObject* parent);
};

} // namespace ui::backup
