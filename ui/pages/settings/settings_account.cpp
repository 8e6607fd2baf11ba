// The signed-in person's own account.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_account.h"

#include "ui/kit/facts.h"
#include "ui/kit/text.h"

namespace ui::settings {

namespace {

constexpr int kPasswordLengthMin = 12;
constexpr int kFormWidth = 460;

} // namespace

AccountSection::AccountSection(Means means, SettingsClient& client, QWidget* parent)
    : Section{std::move(means), parent}, m_client{client}, m_facts{new kit::Facts{tr("Your account")}}
{
    auto* facts = kit::column(0, {16, 8, 16, 8}, "card")->add(m_facts);
    auto* lines = kit::column(10, {32, 18, 32, 24});
    lines->add(sectionTitle(tr("Your account")))->add(facts)->gap(6);
    lines->add(sectionTitle(tr("Password")))->add(buildPassword())->stretch();
    auto* all = new QVBoxLayout{this};
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(lines);
    connect(&this->context().session, &ui::Session::changed, this, &AccountSection::refresh);
    refresh();
}

QWidget* AccountSection::buildPassword()
{
    m_form = new kit::Form;
    m_form->setMaximumWidth(kFormWidth);
    m_form->addPassword("current", tr("Current password"))
        ->setCheck(kit::required(tr("Needed to show that it is you")));
    m_form
        ->addPassword("next", tr("New password"),
                      tr("12 characters or more; several words are easier to remember than signs"))
        ->setCheck([](QString const& text) {
            return text.size() >= kPasswordLengthMin && text.size() <= 256 ? QString{}
                                                                           : tr("12 to 256 characters");
        });
    m_form->addPassword("again", tr("New password again"))->setCheck([this](QString const& text) {
        return text == m_form->field("next")->text() ? QString{} : tr("Not the same as above");
    });
    m_note = kit::column(2, {12, 8, 12, 8}, "crit");
    m_note->hide();
    m_change = new kit::Button{tr("Change password"), kit::Kind::Primary, "key-round"};
    connect(m_change, &QPushButton::clicked, this, &AccountSection::change);
    auto* card = kit::column(12, {16, 14, 16, 16}, "card");
    card->add(m_note)->add(m_form);
    card->add(kit::text(tr("All your sessions end, this one too: you sign in again with the new password."),
                        Type::Small, Role::Muted, kit::Wrap::Yes));
    return card->add(kit::row(8)->add(m_change)->stretch());
}

void AccountSection::refresh()
{
    auto const& session = context().session;
    m_facts->setFacts({
        {.name = tr("Name"), .value = session.userName(), .copyable = true},
        {.name = tr("Id"), .value = session.userId(), .look = kit::FactLook::Mono, .copyable = true},
        {.name = tr("Roles"),
         .value = session.roles().isEmpty() && !may("users.read") ? tr("needs users.read")
                                                                  : session.roles().join(", ")},
        {.name = tr("Session"), .value = session.sessionId(), .look = kit::FactLook::Mono, .copyable = true},
    });
}

bool AccountSection::unsaved() const
{
    return !m_form->field("next")->text().isEmpty();
}

void AccountSection::say(QString const& ground, QString const& title, QString const& hint)
{
    m_note->clear();
    m_note->ground(ground);
    m_note->setVisible(!title.isEmpty());
    if (title.isEmpty())
        return;
    m_note->add(kit::text(title, Type::Strong, ground == "crit" ? Role::Crit : Role::Ok, kit::Wrap::Yes));
    if (!hint.isEmpty())
        m_note->add(kit::text(hint, Type::Small, Role::Text2, kit::Wrap::Yes));
}

void AccountSection::change()
{
    say("crit", {}, {});
    if (!m_form->check())
        return;
    m_change->setEnabled(false);
    m_client.changePassword(
        m_form->field("current")->text(), m_form->field("next")->text(), this,
        [this](Reply<QJsonValue> reply) {
            m_change->setEnabled(true);
            if (auto const* problem = problemOf(reply)) {
                auto refused = *problem;
                for (auto& error :
                     refused.errors) // The engine's rules speak of the password that it would store.
                    if (error.pointer == "/password")
                        error.pointer = "/next";
                auto const left = m_form->showProblem(refused);
                if (refused.errors.isEmpty() || !left.isEmpty())
                    say("crit", kit::plainWords(refused),
                        left.isEmpty() ? kit::consequence(refused) : left.join("; "));
                return;
            }
            for (auto const* name : {"current", "next", "again"})
                m_form->field(name)->setText({});
            m_form->setChanged(false);
            say("ok", tr("The password is changed"), tr("Sign in again with the new one."));
            shell().toast(kit::ToastKind::Done, tr("Your password is changed"),
                          tr("Sign in again with the new one."));
            // The session has ended; asking for a new token brings the sign-in up over the page.
            context().session.refresh({this, [](Reply<bool>) {}});
        });
}

} // namespace ui::settings
