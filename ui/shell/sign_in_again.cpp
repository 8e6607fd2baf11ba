// The dialog over the page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sign_in_again.h"

#include "ui/kit/text.h"
#include "ui/shell/sign_in.h"

namespace ui {

SignInAgain::SignInAgain(ApiClient& api, Session& session, QWidget* window)
    : QObject{window}, m_session{session}, m_window{window}
{
    connect(&api, &ApiClient::signInNeeded, this, &SignInAgain::ask);
}

void SignInAgain::ask()
{
    if (m_quiet || m_dialog)
        return;
    m_dialog = new kit::FormDialog{m_window, tr("Sign in again"),
                                   tr("The session of %1 has ended. What you typed is still there.")
                                       .arg(kit::visible(m_session.userName())),
                                   tr("Sign in"), 440};
    m_dialog->form()
        ->addPassword("password", tr("Password"))
        ->setCheck(kit::required(tr("Type your password")));
    auto* const out = new kit::Button{tr("Leave this engine"), kit::Kind::Ghost, "log-out"};
    connect(out, &QPushButton::clicked, this, [this] {
        m_dialog->close();
        emit leave();
    });
    m_dialog->body()->add(kit::row(0)->add(out)->stretch());
    m_dialog->onSubmit([this] { submit(); });
    m_dialog->open(m_dialog->form()->field("password")->control());
}

// The same name: under another one the page would belong to somebody else.
void SignInAgain::submit()
{
    m_session.signIn(m_session.userName(), takeSecret(m_dialog->form()->field("password")),
                     {m_dialog, [this](Reply<bool> reply) {
                          if (auto const* problem = problemOf(reply)) {
                              auto shown = *problem;
                              shown.title = signInWords(*problem);
                              return m_dialog->failed(shown);
                          }
                          m_dialog->close();
                      }});
}

} // namespace ui
