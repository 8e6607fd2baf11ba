// Forms of the users page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_dialogs.h"

#include "ui/kit/secret_field.h"
#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QRegularExpression>

#include <algorithm>
#include <memory>

namespace ui::users {

namespace {

constexpr int kPasswordLengthMin = 12;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::users::Dialogs", words);
}

QString nameProblem(QString const& name)
{
    static QRegularExpression const kName{"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"};
    return kName.match(name.trimmed()).hasMatch() ? QString{}
                                                  : tr("Up to 64 letters, digits and . _ - @, starting with "
                                                       "a letter or digit, as \"marta.okafor\"");
}

QString emailProblem(QString const& email)
{
    auto const at = email.indexOf('@');
    return email.isEmpty() || (at > 0 && at < email.size() - 1)
               ? QString{}
               : tr("An address as \"marta.okafor@acme.example\"");
}

QString passwordProblem(QString const& password)
{
    return password.size() >= kPasswordLengthMin && password.size() <= 256
               ? QString{}
               : tr("12 to 256 characters; several words are easier to remember than signs");
}

QString valueOf(kit::Form* form, char const* name)
{
    return form->field(QString::fromLatin1(name))->text().trimmed();
}

kit::TickBox* addTick(kit::FormDialog* dialog, QString const& label, bool on)
{
    auto* tick = new kit::TickBox{label};
    tick->setChecked(on);
    dialog->body()->add(tick);
    return tick;
}

void addNameAndEmail(kit::Form* form, User const& user)
{
    auto* name = form->addText("name", tr("Name"), tr("What they type to sign in"), "marta.okafor");
    name->setText(user.name);
    name->setCheck(nameProblem);
    auto* email = form->addText("email", tr("E-mail address (optional)"), {}, "marta.okafor@acme.example");
    email->setText(user.email);
    email->setCheck(emailProblem);
}

} // namespace

RolePicker::RolePicker(std::vector<KnownRole> const& roles, QWidget* parent) : QWidget{parent}
{
    auto* grid = new QGridLayout{this};
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    int place = 0;
    for (auto const& role : roles) {
        auto* tick = new kit::TickBox{kit::visible(role.name)};
        tick->setToolTip(kit::visible(role.description).toHtmlEscaped());
        grid->addWidget(tick, place / 2, place % 2);
        ++place;
        m_ticks << tick;
        m_names << role.name;
    }
}

QStringList RolePicker::chosen() const
{
    QStringList names;
    for (qsizetype i = 0; i < m_ticks.size(); ++i)
        if (m_ticks[i]->isChecked())
            names << m_names[i];
    return names;
}

kit::FormDialog* openNewUser(QWidget* over, UsersClient& client, std::vector<KnownRole> const& roles,
                             std::function<void(User)> done)
{
    auto* dialog = new kit::FormDialog{
        over, tr("New user"), tr("A person who signs in with a name and a password"), tr("Create user")};
    auto* form = dialog->form();
    addNameAndEmail(form, {});
    form->addPassword("password", tr("First password"), tr("Hand it over by another way than e-mail"))
        ->setCheck(passwordProblem);
    auto* picker = new RolePicker{roles};
    if (!roles.empty())
        form->add(
            new kit::Field{"roles", tr("Roles"), picker, tr("Only what you hold yourself can be given")});
    else
        picker->setParent(dialog);
    picker->setVisible(!roles.empty());
    auto* must = addTick(dialog, tr("Must choose an own password at the first sign-in"), true);
    dialog->onSubmit([dialog, form, picker, must, &client, done] {
        QJsonObject user{{"name", valueOf(form, "name")},
                         {"password", form->field("password")->text()},
                         {"must_change_password", must->isChecked()}};
        if (auto const email = valueOf(form, "email"); !email.isEmpty())
            user["email"] = email;
        if (auto const names = picker->chosen(); !names.isEmpty())
            user["roles"] = QJsonArray::fromStringList(names);
        client.create(user, dialog, [dialog, done](Reply<User> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            dialog->close();
            done(std::get<User>(reply));
        });
    });
    dialog->open(form->field("name")->control());
    return dialog;
}

namespace {

/// Somebody was faster: says what it is now and lets a second press put this in its place.
void compare(kit::FormDialog* dialog, UsersClient& client, std::shared_ptr<User> const& known)
{
    client.user(known->id, dialog, [dialog, known](Reply<User> reply) {
        dialog->submitButton()->setEnabled(true);
        if (auto const* problem = problemOf(reply))
            return dialog->failed(*problem);
        *known = std::get<User>(reply);
        dialog->showBanner(
            tr("This was changed since you opened it"),
            tr("Now it is %1, %2. Save again to put yours in its place, or cancel to keep theirs.")
                .arg(kit::visible(known->name),
                     known->email.isEmpty() ? tr("no address") : kit::visible(known->email)));
    });
}

} // namespace

kit::FormDialog* openEditUser(QWidget* over, UsersClient& client, User const& user,
                              std::function<void(User)> done)
{
    auto* dialog = new kit::FormDialog{over, tr("Edit %1").arg(kit::visible(user.name)),
                                       tr("A new name is what they type at the next sign-in"), tr("Save")};
    auto* form = dialog->form();
    addNameAndEmail(form, user);
    auto const known = std::make_shared<User>(user);
    dialog->onSubmit([dialog, form, known, &client, done] {
        QJsonObject change;
        if (auto const name = valueOf(form, "name"); name != known->name)
            change["name"] = name;
        if (auto const email = valueOf(form, "email"); !email.isEmpty() && email != known->email)
            change["email"] = email;
        else if (email.isEmpty() && !known->email.isEmpty()) {
            dialog->submitButton()->setEnabled(true);
            return form->field("email")->showError(tr("An address can be replaced, not taken away"));
        }
        if (change.isEmpty())
            return dialog->close();
        client.change(known->id, known->revision, change, dialog,
                      [dialog, known, &client, done](Reply<User> reply) {
                          auto const* problem = problemOf(reply);
                          if (problem != nullptr && problem->status == 412)
                              return compare(dialog, client, known);
                          if (problem != nullptr)
                              return dialog->failed(*problem);
                          dialog->close();
                          done(std::get<User>(reply));
                      });
    });
    dialog->open(form->field("name")->control());
    return dialog;
}

kit::FormDialog* openSetPassword(QWidget* over, UsersClient& client, User const& user, int sessions,
                                 std::function<void()> done)
{
    auto const ends = sessions > 0 ? tr("Sessions that end at once: %1").arg(sessions)
                                   : tr("Sessions that began before end at once");
    auto* dialog = new kit::FormDialog{over, tr("Set the password of %1").arg(kit::visible(user.name)), ends,
                                       tr("Set password")};
    auto* form = dialog->form();
    form->addPassword("password", tr("New password"),
                      tr("You can only set it for somebody whose rights you hold too"))
        ->setCheck(passwordProblem);
    auto* must = addTick(dialog, tr("Must choose an own password at the next sign-in"), true);
    dialog->onSubmit([dialog, form, must, id = user.id, &client, done] {
        QJsonObject const body{{"password", form->field("password")->text()},
                               {"must_change_password", must->isChecked()}};
        client.setPassword(id, body, dialog, [dialog, done](Reply<QJsonValue> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            dialog->close();
            done();
        });
    });
    dialog->open(form->field("password")->control());
    return dialog;
}

kit::FormDialog* openGrantRole(QWidget* over, UsersClient& client, User const& user,
                               std::vector<KnownRole> const& roles, std::function<void(QString role)> done)
{
    auto* dialog = new kit::FormDialog{over, tr("Grant a role to %1").arg(kit::visible(user.name)),
                                       tr("In force on their next request"), tr("Grant role")};
    QStringList names;
    for (auto const& role : roles)
        if (!user.roles.contains(role.name))
            names << role.name;
    auto* box = kit::choice(names);
    auto* field = dialog->form()->add(new kit::Field{"role", tr("Role"), box});
    auto const describe = [field, box, roles] {
        auto const found = std::find_if(roles.begin(), roles.end(), [&](KnownRole const& role) {
            return role.name == box->currentText();
        });
        if (found != roles.end())
            field->setHelp(kit::visible(found->description));
    };
    QObject::connect(box, &QComboBox::currentIndexChanged, field, describe);
    describe();
    dialog->submitButton()->setEnabled(!names.isEmpty());
    dialog->onSubmit([dialog, box, id = user.id, &client, done] {
        auto const role = box->currentText();
        client.grant(id, role, dialog, [dialog, role, done](Reply<QJsonValue> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            dialog->close();
            done(role);
        });
    });
    dialog->open(box);
    return dialog;
}

kit::FormDialog* openNewClient(QWidget* over, UsersClient& client, std::function<void(IssuedClient)> done)
{
    auto* dialog = new kit::FormDialog{over, tr("New service client"),
                                       tr("A program that signs in as itself. Its secret is shown once."),
                                       tr("Create client")};
    auto* form = dialog->form();
    form->addText("name", tr("Name"), tr("Small letters, digits and hyphens"), "svc-checkout")
        ->setCheck([](QString const& name) {
            static QRegularExpression const kSlug{"^[a-z0-9][a-z0-9_-]{0,63}$"};
            return kSlug.match(name.trimmed()).hasMatch()
                       ? QString{}
                       : tr("Small letters, digits and hyphens, as \"svc-checkout\"");
        });
    auto* area = kit::textArea("records.read@orders\nlogs.ingest@checkout", 4, true);
    area->setTabChangesFocus(true);
    form->add(new kit::Field{"permissions", tr("Permissions, one a line"), area,
                             tr("Nothing that you may not do yourself; they cannot be changed later")});
    dialog->onSubmit([dialog, form, &client, done] {
        static QRegularExpression const kGaps{"[\\s,]+"};
        auto const permissions = form->field("permissions")->text().split(kGaps, Qt::SkipEmptyParts);
        QJsonObject const body{{"name", valueOf(form, "name")},
                               {"permissions", QJsonArray::fromStringList(permissions)}};
        client.createClient(body, dialog, [dialog, done](Reply<IssuedClient> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            dialog->close();
            done(std::get<IssuedClient>(reply));
        });
    });
    dialog->open(form->field("name")->control());
    return dialog;
}

kit::Dialog* openSecret(QWidget* over, IssuedClient issued)
{
    auto* dialog =
        new kit::Dialog{over, tr("Secret of %1").arg(kit::visible(issued.name)),
                        tr("The engine keeps only its hash: this is the one time that it is shown.")};
    auto* secret = new kit::SecretField{tr("Client secret")};
    secret->setSecret(std::move(issued.secret));
    auto* id = kit::input({}, {}, true);
    id->setText(issued.id);
    id->setReadOnly(true);
    dialog->body()->add(new kit::Field{"id", tr("Client id"), id});
    dialog->body()->add(kit::text(tr("Client secret"), Type::SmallStrong, Role::Text2))->add(secret);
    dialog->body()->add(
        kit::text(tr("Copying puts it into the clipboard for 30 seconds."), Type::Small, Role::Muted));
    auto* close = dialog->addButton(tr("I have stored it"), kit::Kind::Primary);
    QObject::connect(close, &QPushButton::clicked, dialog, &kit::Dialog::close);
    dialog->open(secret);
    return dialog;
}

} // namespace ui::users
