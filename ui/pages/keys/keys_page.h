// Keys: who signs, which tokens still count, and how to take a key out of service.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/lifelines.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/kit/tile.h"
#include "ui/pages/keys/keys_board.h"
#include "ui/pages/keys/keys_client.h"
#include "ui/pages/keys/keys_inspector.h"
#include "ui/pages/keys/keys_model.h"

namespace ui::keys {

class KeysPage final : public kit::Page {
    Q_OBJECT

public:
    explicit KeysPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_filter; }
    kit::StateView const& state() const { return *m_state; }

private:
    void addHeader();
    QWidget* makeBoard();
    QWidget* makeTimeline();
    QWidget* makeTable();
    void take(std::vector<Key> keys);
    void fillTiles();
    void fillLines();
    void choose(QString const& kid);
    Key const* chosen() const;
    // The confirmation ladder; in keys_actions.cpp.
    void askRotation();
    void askEmergency();
    void askRevocation(QString const& kid);
    void confirmRevocation(Key const& key, Dependents const& found);
    void confirmEmergency(Dependents const& found);
    QList<kit::Effect> emergencyEffects(Key const& key, Dependents const& found) const;
    void ask(kit::Confirmation const& words, std::function<void(QString, Done<bool>)> send,
             QString const& done);

    KeysClient m_client;
    Board m_board;
    QString m_chosen;
    KeysModel* m_model;
    kit::StateView* m_state = nullptr;
    QLineEdit* m_filter;
    kit::Button* m_rotate;
    kit::Button* m_emergency;
    kit::Button* m_details;
    kit::Lifelines* m_lines = nullptr;
    kit::Table* m_table = nullptr;
    KeysInspector* m_inspector;
    kit::Tile* m_active = nullptr;
    kit::Tile* m_action = nullptr;
    kit::Tile* m_trusted = nullptr;
    kit::Tile* m_next = nullptr;
    bool m_narrow = false;
};

} // namespace ui::keys
