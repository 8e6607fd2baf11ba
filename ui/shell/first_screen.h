// The first thing a person sees: engines this console knows, the one on this computer, and what works without
// any.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"
#include "ui/kit/layout.h"
#include "ui/shell/connection_card.h"
#include "ui/shell/first_panels.h"
#include "ui/shell/recovery.h"
#include "ui/shell/set_up.h"
#include "ui/shell/sign_in.h"

#include <QSettings>

#include <memory>
#include <vector>

namespace ui {

class FirstScreen final : public QWidget {
    Q_OBJECT

public:
    struct Doors {
        QSettings& settings;
        Clock const& clock;
        Dial dial;
        LocalEngine& engine;
        QString offlineProgram; // dewarctl; empty when it is not installed: then nothing offline is offered.
    };

    explicit FirstScreen(Doors doors, QWidget* parent = nullptr);

    /// Reads the list again and asks every engine whether it is there.
    void refresh();
    /// Goes straight to one engine, as --server does.
    void show(Connection const& connection);
    /// Shows the engine on this computer: set-up, passphrase or sign-in, whatever it needs.
    void showLocalEngine(QString const& because = {});
    /// The engine on this computer runs at this place: on to its sign-in.
    void enterLocal(EnginePlace const& place, QString const& user);
    std::unique_ptr<EngineLink> takeLink() { return m_signIn->takeLink(); }

    SignInPanel* signIn() const { return m_signIn; }
    NewConnectionPanel* newConnection() const { return m_new; }
    EngineStartPanel* engineStart() const { return m_start; }
    SetUpPanel* setUp() const { return m_setUp; }
    RecoveryPanel* recovery() const { return m_recovery; }
    EvidencePanel* evidence() const { return m_evidence; }
    QWidget* shown() const { return m_shown; }
    QList<ConnectionCard*> cards() const { return m_cards; }

signals:
    /// Somebody has signed in: takeLink() is the engine.
    void entered();

private:
    kit::Panel* leftSide();
    QWidget* rightSide();
    void addCard(Connection const& connection);
    void ask(ConnectionCard* card, Connection const& connection);
    void showLocalState();
    void addPanel(QWidget* panel);
    void turnTo(QWidget* panel);
    void remove(QString const& address);
    void finish();

    Doors m_doors;
    kit::Panel* m_list;
    kit::Panel* m_right; // All panels; one is shown, so that it alone decides the height.
    QWidget* m_shown = nullptr;
    SignInPanel* m_signIn;
    NewConnectionPanel* m_new;
    EngineStartPanel* m_start;
    SetUpPanel* m_setUp = nullptr;
    RecoveryPanel* m_recovery = nullptr;
    EvidencePanel* m_evidence = nullptr;
    QList<ConnectionCard*> m_cards;
    ConnectionCard* m_local = nullptr;
    std::vector<std::unique_ptr<ApiClient>>
        m_asking; // One client for each question; gone with the next refresh.
};

} // namespace ui
