// Identity first, then the password.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sign_in.h"

#include "ui/api/pinned_identity.h"
#include "ui/api/wipe.h"
#include "ui/kit/dialog.h"
#include "ui/kit/state_view.h"
#include "ui/kit/text.h"

#include <QAccessible>
#include <QLineEdit>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kIdentityMs = 8'000;
constexpr int kPasswordLengthMin = 12; // The engine's own limit for new passwords.

struct Look {
    char const* ground;
    char const* icon;
    Role tone;
};

Look lookOf(IdentityBox::State state)
{
    switch (state) {
    case IdentityBox::State::Asking:
        return {"well", "loader-circle", Role::Muted};
    case IdentityBox::State::Verified:
        return {"ok", "lock-keyhole", Role::Ok};
    case IdentityBox::State::Refused:
        return {"crit", "octagon-alert", Role::Crit};
    case IdentityBox::State::Unreachable:
        return {"high", "plug-zap", Role::High};
    }
    return {"well", "info", Role::Muted};
}

// Shown only while the eye is pressed in; hidden again when the field is left.
QLineEdit* passwordInput()
{
    auto* const edit = kit::input({}, "key-round");
    edit->setEchoMode(QLineEdit::Password);
    edit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    auto* const eye = edit->addAction(QIcon{}, QLineEdit::TrailingPosition);
    auto const dress = [edit, eye] {
        bool const hidden = edit->echoMode() == QLineEdit::Password;
        eye->setIcon(QIcon{tintedIcon(hidden ? "eye" : "eye-off", 16, Role::Muted)});
        eye->setText(hidden ? SignInPanel::tr("Show the password") : SignInPanel::tr("Hide the password"));
    };
    QObject::connect(eye, &QAction::triggered, edit, [edit, dress] {
        bool const hidden = edit->echoMode() == QLineEdit::Password;
        edit->setEchoMode(hidden ? QLineEdit::Normal : QLineEdit::Password);
        dress();
    });
    QObject::connect(edit, &QLineEdit::editingFinished, edit, [edit, dress] {
        edit->setEchoMode(QLineEdit::Password);
        dress();
    });
    QObject::connect(&theme(), &Theme::changed, edit, dress);
    dress();
    return edit;
}

} // namespace

QString signInWords(Problem const& problem)
{
    if (problem.type == "invalid_grant")
        return SignInPanel::tr("The name or the password is wrong.");
    if (problem.status == 429)
        return SignInPanel::tr("Too many tries. The engine waits before it takes another one.");
    return kit::plainWords(problem);
}

QString takeSecret(kit::Field* field)
{
    auto* const edit = qobject_cast<QLineEdit*>(field->control());
    auto secret = edit->text();
    edit->clear(); // Undo history too.
    return secret;
}

IdentityBox::IdentityBox(QWidget* parent) : Panel{Qt::Horizontal, 10, {12, 10, 8, 10}, "well", parent}
{
    setMinimumHeight(54);
    m_icon = new QLabel;
    m_icon->setFixedWidth(18);
    m_title = kit::text({}, Type::Strong, Role::Text, kit::Wrap::Yes);
    m_line = kit::text({}, Type::MonoSmall, Role::Text2);
    m_full = kit::text({}, Type::MonoSmall, Role::Text2, kit::Wrap::Yes);
    m_full->hide();
    m_full->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details = new kit::Button{tr("Details"), kit::Kind::Ghost, {}, kit::Size::Compact};
    m_again = new kit::Button{tr("Try again"), kit::Kind::Default, "refresh-cw", kit::Size::Compact};
    add(m_icon, 0, Qt::AlignVCenter);
    add(kit::column(2)->add(m_title)->add(m_line)->add(m_full), 1);
    add(m_details, 0, Qt::AlignVCenter)->add(m_again, 0, Qt::AlignVCenter);
    connect(m_details, &QPushButton::clicked, this, [this] {
        m_full->setVisible(m_full->isHidden());
        m_line->setVisible(m_full->isHidden());
        m_details->setText(m_full->isHidden() ? tr("Details") : tr("Less"));
    });
    connect(m_again, &QPushButton::clicked, this, &IdentityBox::askAgain);
    auto const tint = [this] {
        m_icon->setPixmap(tintedIcon(lookOf(m_state).icon, 18, lookOf(m_state).tone));
    };
    connect(&theme(), &Theme::changed, this, tint);
}

void IdentityBox::show(State state, Connection const& connection, Peer const& peer)
{
    m_state = state;
    ground(lookOf(state).ground);
    m_icon->setPixmap(tintedIcon(lookOf(state).icon, 18, lookOf(state).tone));
    switch (state) {
    case State::Asking:
        m_title->setText(tr("Asking the engine who it is…"));
        break;
    case State::Verified:
        m_title->setText(tr("Identity verified · %1 · pinned authority").arg(peer.protocol));
        break;
    case State::Refused:
        m_title->setText(tr("Whoever answers there is not this engine. Sign-in is stopped."));
        break;
    case State::Unreachable:
        m_title->setText(tr("The engine does not answer"));
        break;
    }
    auto line = "SHA-256 " + shortPrint(connection.print);
    if (state == State::Verified && peer.certificateEndsAt.isValid())
        line += tr(" · to %1").arg(QLocale::c().toString(peer.certificateEndsAt.date(), "d MMM yyyy"));
    m_line->setText(line);
    m_full->setText(tr("Pinned authority, SHA-256: ") + longPrint(connection.print));
    m_again->setVisible(state == State::Unreachable || state == State::Refused);
    setAccessibleName(m_title->text());
    QAccessibleEvent said{this, QAccessible::Alert};
    QAccessible::updateAccessibility(&said);
}

SignInPanel::SignInPanel(Dial dial, Clock const& clock, QWidget* parent)
    : QWidget{parent}, m_dial{std::move(dial)}, m_clock{clock}
{
    auto* const lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(16);
    m_title = kit::text({}, Type::Display, Role::Text, kit::Wrap::Yes);
    m_facts = kit::text({}, Type::Body, Role::Muted, kit::Wrap::Yes);
    m_identity = new IdentityBox;
    m_form = new kit::Form;
    m_form->add(new kit::Field{"username", tr("Username"), kit::input({}, "user-round")})
        ->setCheck(kit::required(tr("Type the name you sign in with")));
    m_form->add(new kit::Field{"password", tr("Password"), passwordInput()})
        ->setCheck(kit::required(tr("Type your password")));
    m_banner = kit::text({}, Type::Strong, Role::Crit, kit::Wrap::Yes);
    m_banner->hide();
    m_button = new kit::Button{tr("Sign in"), kit::Kind::Primary, "log-in", kit::Size::Decisive};
    lines->addWidget(kit::column(4)->add(m_title)->add(m_facts));
    lines->addWidget(m_identity);
    lines->addWidget(m_form);
    lines->addWidget(m_banner);
    lines->addWidget(m_button);
    connect(m_identity, &IdentityBox::askAgain, this, &SignInPanel::askIdentity);
    connect(m_button, &QPushButton::clicked, this, &SignInPanel::submit);
    for (auto const* name : {"username", "password"})
        connect(qobject_cast<QLineEdit*>(m_form->field(name)->control()), &QLineEdit::returnPressed, this,
                &SignInPanel::submit);
    m_wait.setInterval(1000);
    connect(&m_wait, &QTimer::timeout, this, &SignInPanel::countDown);
}

void SignInPanel::showFor(Connection const& connection, bool embedded)
{
    m_wait.stop();
    wipe(m_prepared); // It was meant for the engine before.
    m_link = std::make_unique<EngineLink>();
    m_link->connection = connection;
    m_link->embedded = embedded;
    m_link->api = m_dial(QUrl{connection.address}, QSslCertificate::fromData(connection.authorityPem));
    m_link->session = std::make_unique<Session>(*m_link->api, m_clock);
    m_link->api->useSession(m_link->session.get());
    m_title->setText(embedded ? tr("Sign in on this computer")
                              : tr("Sign in to %1").arg(kit::visible(connection.name)));
    m_facts->setText(
        tr("%1 · %2").arg(kit::visible(connection.environment), kit::visible(connection.address)));
    m_form->field("username")->setText(connection.user);
    takeSecret(m_form->field("password"));
    m_button->setText(tr("Sign in"));
    say({});
    askIdentity();
    emit began();
}

void SignInPanel::askIdentity()
{
    m_identity->show(IdentityBox::State::Asking, m_link->connection, {});
    setReady(false);
    m_link->api->send({.path = "/meta", .timeoutMs = kIdentityMs},
                      {this, [this, round = ++m_round](Reply<Answer> reply) {
                           if (round != m_round)
                               return;
                           if (auto const* problem = problemOf(reply))
                               return judgeIdentity(*problem);
                           judgeIdentity(std::get<Answer>(reply).body);
                       }});
}

void SignInPanel::judgeIdentity(Reply<QJsonValue> const& reply)
{
    auto& connection = m_link->connection;
    auto state = IdentityBox::State::Verified;
    if (auto const* problem = problemOf(reply)) {
        state = problem->type == "identity-refused" ? IdentityBox::State::Refused
                                                    : IdentityBox::State::Unreachable;
    } else {
        auto const engineId = std::get<QJsonValue>(reply)["engine_id"].toString();
        // The authority vouched for it, yet it is another engine than the one that was signed in to.
        if (engineId.isEmpty() || (!connection.engineId.isEmpty() && engineId != connection.engineId))
            state = IdentityBox::State::Refused;
        else
            connection.engineId = engineId;
    }
    m_identity->show(state, connection, m_link->api->peer());
    setReady(state == IdentityBox::State::Verified);
    if (state == IdentityBox::State::Verified && !m_prepared.isEmpty())
        return signIn(m_form->field("username")->text(), std::exchange(m_prepared, {}));
    wipe(m_prepared);
    if (state != IdentityBox::State::Verified)
        emit failed(m_identity->words());
    if (state == IdentityBox::State::Verified && isVisible())
        m_form->field(m_form->field("username")->text().isEmpty() ? "username" : "password")
            ->control()
            ->setFocus();
}

void SignInPanel::submit()
{
    if (!m_button->isEnabled() || m_identity->state() != IdentityBox::State::Verified || !m_form->check())
        return;
    signIn(m_form->field("username")->text().trimmed(), takeSecret(m_form->field("password")));
}

void SignInPanel::enterWith(QString const& user, QString password)
{
    m_form->field("username")->setText(user);
    if (m_identity->state() == IdentityBox::State::Verified)
        return signIn(user, std::move(password));
    m_prepared = std::move(password);
}

void SignInPanel::signIn(QString const& user, QString password)
{
    say({});
    setReady(false);
    m_link->session->signIn(user, std::move(password),
                            {this, [this, user, round = m_round](Reply<bool> reply) {
                                 if (round != m_round)
                                     return;
                                 setReady(true);
                                 if (auto const* problem = problemOf(reply))
                                     return refused(*problem);
                                 m_link->connection.user = user;
                                 m_link->connection.usedAt = m_clock.now();
                                 if (m_link->session->withoutRights())
                                     return choosePassword();
                                 emit entered();
                             }});
}

void SignInPanel::refused(Problem const& problem)
{
    say(signInWords(problem));
    emit failed(signInWords(problem));
    if (problem.type == "identity-refused")
        return judgeIdentity(problem);
    m_form->field("password")->control()->setFocus();
    if (problem.status != 429 || problem.retryAfterSeconds < 1)
        return;
    m_waitSeconds = problem.retryAfterSeconds;
    m_wait.start();
    m_button->setEnabled(false);
    countDown();
}

void SignInPanel::countDown()
{
    if (m_waitSeconds <= 0) {
        m_wait.stop();
        m_button->setText(tr("Sign in"));
        return setReady(m_identity->state() == IdentityBox::State::Verified);
    }
    m_button->setText(tr("Try again in %1 s").arg(m_waitSeconds--));
}

// A password that an administrator set opens nothing but its own change.
void SignInPanel::choosePassword()
{
    auto* const dialog =
        new kit::FormDialog{this, tr("Choose your own password"),
                            tr("This account has no rights yet. If an administrator set its password, "
                               "choose your own; otherwise ask for a role."),
                            tr("Change password")};
    auto* const form = dialog->form();
    form->addPassword("current", tr("Current password"))
        ->setCheck(kit::required(tr("Type the password you were given")));
    auto* const next =
        form->addPassword("next", tr("New password"), tr("At least %1 characters").arg(kPasswordLengthMin));
    next->setCheck([](QString const& text) {
        return text.size() < kPasswordLengthMin ? tr("At least %1 characters").arg(kPasswordLengthMin)
                                                : QString{};
    });
    form->addPassword("again", tr("New password again"))->setCheck([next](QString const& text) {
        return text == next->text() ? QString{} : tr("The two differ");
    });
    dialog->onSubmit([this, dialog, form] {
        QJsonObject const body{{"current", form->field("current")->text()},
                               {"next", form->field("next")->text()}};
        m_link->api->post("/me/password", body,
                          {dialog, [this, dialog, form](Reply<QJsonValue> reply) {
                               if (auto const* problem = problemOf(reply))
                                   return dialog->failed(*problem);
                               for (auto const* name : {"current", "next", "again"})
                                   takeSecret(form->field(name));
                               dialog->close();
                               say(tr("The password is changed. Sign in with the new one."));
                               m_form->field("password")->control()->setFocus();
                           }});
    });
    dialog->open(form->field("current")->control());
}

void SignInPanel::setReady(bool ready)
{
    m_form->setEnabled(ready || m_identity->state() == IdentityBox::State::Verified);
    m_button->setEnabled(ready);
}

void SignInPanel::say(QString const& sentence)
{
    m_banner->setText(sentence);
    m_banner->setVisible(!sentence.isEmpty());
    QAccessibleEvent said{m_banner, QAccessible::Alert};
    QAccessible::updateAccessibility(&said);
}

} // namespace ui
