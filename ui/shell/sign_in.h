// Signing in to one engine: its pinned identity is shown and proved before the password can be typed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"
#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/kit/layout.h"
#include "ui/shell/engine_link.h"

#include <QLabel>
#include <QTimer>

namespace ui {

/// What is known of the other side, with the pinned print. A refused identity has no way around it.
class IdentityBox final : public kit::Panel {
    Q_OBJECT

public:
    enum class State { Asking, Verified, Refused, Unreachable };

    explicit IdentityBox(QWidget* parent = nullptr);
    void show(State state, Connection const& connection, Peer const& peer);
    State state() const { return m_state; }
    QString words() const { return m_title->text(); }

signals:
    void askAgain();

private:
    State m_state = State::Asking;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_line;
    QLabel* m_full;
    kit::Button* m_details;
    kit::Button* m_again;
};

class SignInPanel final : public QWidget {
    Q_OBJECT

public:
    SignInPanel(Dial dial, Clock const& clock, QWidget* parent = nullptr);

    /// Starts anew with this engine: asks for its identity, then for name and password.
    void showFor(Connection const& connection, bool embedded);
    /// Signs in by itself as soon as the identity is verified: --user and --password-file.
    void enterWith(QString const& user, QString password);
    /// The connected engine, once entered() was emitted.
    std::unique_ptr<EngineLink> takeLink() { return std::move(m_link); }

    Connection const& connection() const { return m_link->connection; }
    bool embedded() const { return m_link->embedded; }
    IdentityBox const* identity() const { return m_identity; }
    kit::Form* form() const { return m_form; }
    kit::Button* button() const { return m_button; }
    QString banner() const { return m_banner->text(); }

signals:
    void entered();
    /// showFor has begun with another engine.
    void began();
    /// Neither identity nor sign-in came about: for whoever signs in without a person.
    void failed(QString const& sentence);

private:
    void askIdentity();
    void judgeIdentity(Reply<QJsonValue> const& reply);
    void submit();
    void signIn(QString const& user, QString password);
    void refused(Problem const& problem);
    void countDown();
    void choosePassword();
    void setReady(bool ready);
    void say(QString const& sentence);

    Dial m_dial;
    Clock const& m_clock;
    std::unique_ptr<EngineLink> m_link;
    int m_round = 0; // Answers to an engine that was left are dropped.
    QLabel* m_title;
    QLabel* m_facts;
    IdentityBox* m_identity;
    kit::Form* m_form;
    QLabel* m_banner;
    kit::Button* m_button;
    QString m_prepared; // A password given on the command line, until the identity is verified.
    QTimer m_wait;
    int m_waitSeconds = 0;
};

/// The sentence for a refused sign-in, in plain words.
QString signInWords(Problem const& problem);
/// Text of a password field, moved out; the field is left empty.
QString takeSecret(kit::Field* field);

} // namespace ui
