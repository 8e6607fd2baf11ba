// Secrets: the vault that seals them, its data keys by purpose, its passphrase. The engine shows no secret.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/facts.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/kit/tile.h"
#include "ui/pages/vault/vault_client.h"
#include "ui/pages/vault/vault_model.h"

namespace ui::vault {

class VaultPage final : public kit::Page {
    Q_OBJECT

public:
    explicit VaultPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    kit::StateView const& state() const { return *m_state; }

private:
    void addHeader();
    void makeInspector();
    QWidget* makeBoard();
    void take(Status status);
    void fillTiles();
    void choose(QString const& purpose);
    /// An empty purpose: all of them.
    void askRotation(QString const& purpose);
    void askPassphrase();
    void openAudit();

    VaultClient m_client;
    Status m_status;
    QString m_chosen;
    VaultModel* m_model;
    kit::StateView* m_state;
    kit::Table* m_table = nullptr;
    kit::Button* m_details;
    kit::Button* m_passphrase;
    kit::Button* m_rotate;
    kit::Button* m_rotateOne;
    kit::Panel* m_inspector;
    QLabel* m_name;
    QLabel* m_meaning;
    kit::Facts* m_facts;
    kit::Tile* m_vault = nullptr;
    kit::Tile* m_keys = nullptr;
    kit::Tile* m_oldest = nullptr;
    kit::Tile* m_number = nullptr;
    bool m_narrow = false;
};

} // namespace ui::vault
