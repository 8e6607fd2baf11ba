// Backups: how old the last one is, which are proven restorable, and the way back.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/lifelines.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/backup/backup_client.h"
#include "ui/pages/backup/backup_inspector.h"
#include "ui/pages/backup/backup_model.h"
#include "ui/pages/backup/backup_wizard.h"

namespace ui::backup {

class BackupPage final : public kit::Page {
    Q_OBJECT

public:
    explicit BackupPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_filter; }
    kit::StateView const& state() const { return *m_state; }

private:
    class Tile;
    void addHeader();
    QWidget* makeBoard();
    QWidget* makeLanes();
    QWidget* makeTable();
    void makeInspector();
    void take(BackupsPage page, bool more);
    void fillTiles();
    void fillLanes();
    void choose(QString const& id);
    Backup const* newest() const;
    void takeJob(Job const& job);
    // In backup_actions.cpp.
    void askBackup();
    void startDrill(QString const& id);
    void startVerify(QString const& id);
    void follow(Reply<QString> const& location, QString const& done);
    void openWizard(QString const& id);
    void openAudit(QString const& id);

    BackupClient m_client;
    Status m_status;
    QString m_chosen;
    QString m_next;
    bool m_known = false; // The status was read at least once.
    BackupModel* m_model;
    kit::StateView* m_state = nullptr;
    QLineEdit* m_filter = nullptr;
    kit::Button* m_details;
    kit::Button* m_drill;
    kit::Button* m_now;
    kit::Button* m_restore;
    kit::Segmented* m_days = nullptr;
    kit::Lifelines* m_lanes = nullptr;
    kit::Table* m_table = nullptr;
    QLabel* m_count = nullptr;
    BackupInspector* m_inspector = nullptr;
    Tile* m_last = nullptr;
    Tile* m_proven = nullptr;
    Tile* m_kept = nullptr;
    Tile* m_signer = nullptr;
    QPointer<RestoreWizard> m_wizard;
    bool m_narrow = false;
};

} // namespace ui::backup
