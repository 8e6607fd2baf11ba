// What the roles page does when something is pressed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/roles/roles_page.h"

#include <QRegularExpression>

#include <algorithm>
#include <memory>

namespace ui::roles {

using kit::ToastKind;

namespace {

QString slugProblem(QString const& name)
{
    static QRegularExpression const kSlug{"^[a-z][a-z0-9_-]{0,63}$"};
    return kSlug.match(name.trimmed()).hasMatch()
               ? QString{}
               : RolesPage::tr("Small letters, digits and hyphens, as \"key-custodian\"");
}

} // namespace

void RolesPage::propose(QStringList const& grants)
{
    auto const* role = chosen();
    if (role == nullptr || !whyNotEditable(*role).isEmpty())
        return;
    auto const draft = difference(role->permissions, grants);
    if (draft.none())
        m_drafts.remove(role->id);
    else
        m_drafts[role->id] = draft;
    auto const row = m_roles->rowOf(role->id);
    auto listed = m_roles->rowAt(row);
    listed.edited = !draft.none();
    m_roles->replaceRow(row, std::move(listed));
    showRole();
}

void RolesPage::toggle(Right const& right)
{
    auto const* role = chosen();
    if (role == nullptr)
        return;
    if (auto const why = whyNotEditable(*role); !why.isEmpty())
        return shell().toast(ToastKind::Warning, why);
    if (markOf(grantsOf(*role), right) == Mark::ByStar)
        return shell().toast(ToastKind::Warning, tr("%1 comes from a wildcard").arg(right.permission()),
                             tr("Write the wildcard out first, then take this right away."));
    propose(toggled(grantsOf(*role), right));
}

void RolesPage::discard()
{
    auto const* role = chosen();
    if (role == nullptr)
        return;
    auto const draft = m_drafts.take(role->id);
    auto const id = role->id;
    showList();
    shell().toast(ToastKind::Done, tr("Changes discarded"), tr("Changes: %1").arg(draft.count()),
                  [this, id, draft] {
                      m_drafts[id] = draft;
                      showList();
                  });
}

void RolesPage::review()
{
    auto const* role = chosen();
    if (role == nullptr || m_drafts.value(role->id).none())
        return;
    auto const draft = m_drafts.value(role->id);
    QList<kit::Effect> effects;
    for (auto const& grant : draft.added)
        effects << kit::Effect{"plus", grant, tr("given"), Role::Ok};
    for (auto const& grant : draft.removed)
        effects << kit::Effect{"ban", grant, tr("taken away"), Role::Crit};
    auto const holders = holdersOf(role->name);
    if (m_now.usersKnown)
        effects << kit::Effect{"users", tr("Users who hold it: %1").arg(holders.size()),
                               holders.mid(0, 2).join(", ") +
                                   (holders.size() > 2 ? QStringLiteral(", …") : QString{}),
                               Role::Muted};
    if (auto const sessions = sessionsOf(role->name); sessions > 0)
        effects << kit::Effect{
            "log-in", tr("Live sessions that it changes at once: %1").arg(sessions), {}, Role::Muted};
    if (holders.contains(context().session.userName()))
        effects << kit::Effect{"triangle-alert", tr("You hold this role"), {}, Role::High};
    if (auto const beyond = beyondOwn(draft.added); !beyond.isEmpty())
        effects << kit::Effect{"shield-alert",
                               tr("Beyond your own rights, will be refused: %1").arg(beyond.join(", ")),
                               {},
                               Role::Crit};
    auto wanted = *role;
    wanted.permissions = grantsOf(*role);
    auto dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    kit::Confirmation const asked{.title = tr("Change %1?").arg(kit::visible(role->name)),
                                  .fact = shell().environment(),
                                  .effects = effects,
                                  .undoUntil = tr("Can be changed back at any time"),
                                  .verb = tr("Save changes"),
                                  .keep = tr("Go on editing"),
                                  .danger = !draft.removed.isEmpty()};
    *dialog = new kit::ConfirmDialog{this, asked,
                                     [this, dialog, wanted](QString const&) { save(wanted, *dialog); }};
}

void RolesPage::save(KnownRole const& role, kit::ConfirmDialog* dialog)
{
    m_client.replace(role, this, [this, id = role.id, dialog = QPointer{dialog}](Reply<KnownRole> reply) {
        auto const* problem = problemOf(reply);
        if (problem != nullptr && dialog)
            dialog->failed(*problem);
        if (problem != nullptr) {
            if (problem->status == 412 || problem->status == 409)
                refresh(); // The draft stands apart: it is laid over what the role is now.
            return;
        }
        if (dialog)
            dialog->close();
        m_drafts.remove(id);
        auto const& saved = std::get<KnownRole>(reply);
        for (auto& known : m_now.roles)
            if (known.id == saved.id)
                known = saved;
        shell().toast(ToastKind::Done, tr("%1 is changed").arg(kit::visible(saved.name)));
        showList();
    });
}

void RolesPage::newRole(KnownRole const& like)
{
    auto const title = like.id.isEmpty() ? tr("New role") : tr("Copy %1").arg(kit::visible(like.name));
    auto const fact = like.id.isEmpty() ? tr("It allows nothing until rights are chosen in the matrix")
                                        : tr("Grants that it begins with: %1").arg(like.permissions.size());
    auto* dialog = new kit::FormDialog{this, title, fact, tr("Create role")};
    auto* form = dialog->form();
    form->addText("name", tr("Name"), {}, "key-custodian")->setCheck(slugProblem);
    auto* about =
        form->addText("description", tr("What it is for (optional)"), {}, tr("Rotates signing keys"));
    about->setText(like.description);
    dialog->onSubmit([this, dialog, form, like] {
        QJsonObject const role{{"name", form->field("name")->text().trimmed()},
                               {"description", form->field("description")->text().trimmed()},
                               {"permissions", QJsonArray::fromStringList(like.permissions)}};
        m_client.create(role, dialog, [this, dialog](Reply<KnownRole> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            dialog->close();
            m_chosen = std::get<KnownRole>(reply).id;
            refresh();
        });
    });
    dialog->open(form->field("name")->control());
}

void RolesPage::rename()
{
    auto const* role = chosen();
    if (role == nullptr)
        return;
    auto* dialog =
        new kit::FormDialog{this, tr("Name and purpose of %1").arg(kit::visible(role->name)), {}, tr("Save")};
    auto* form = dialog->form();
    auto* name = form->addText("name", tr("Name"));
    name->setText(role->name);
    name->setCheck(slugProblem);
    form->addText("description", tr("What it is for (optional)"))->setText(role->description);
    dialog->onSubmit([this, dialog, form, changed = *role]() mutable {
        changed.name = form->field("name")->text().trimmed();
        changed.description = form->field("description")->text().trimmed();
        m_client.replace(changed, dialog, [this, dialog](Reply<KnownRole> reply) {
            if (auto const* problem = problemOf(reply)) {
                if (problem->status == 412)
                    refresh();
                return dialog->failed(*problem);
            }
            dialog->close();
            refresh();
        });
    });
    dialog->open(name->control());
}

void RolesPage::addGrant()
{
    auto const* role = chosen();
    if (role == nullptr)
        return;
    auto* dialog = new kit::FormDialog{this, tr("Grant by text"),
                                       tr("Joins the unsaved changes of %1").arg(role->name), tr("Add")};
    auto* field = dialog->form()->add(new kit::Field{
        "permissions", tr("Grant"), kit::input("records.read@orders", {}, true),
        tr("As users.read, users.*, *.read or records.read@orders; a star reaches plain rights only")});
    field->setCheck([](QString const& text) {
        static QRegularExpression const kGrant{"^(\\*|(\\*|[a-z][a-z0-9_]*)\\.(\\*|[a-z][a-z0-9_]*)|[a-z][a-"
                                               "z0-9_]*\\.[a-z][a-z0-9_]*@(\\*|[A-Za-z0-9._-]+))$"};
        return kGrant.match(text.trimmed()).hasMatch()
                   ? QString{}
                   : tr("A grant as users.read, *.read or records.read@orders");
    });
    dialog->onSubmit([this, dialog, field] {
        auto const grant = field->text().trimmed();
        dialog->close();
        if (auto const* now = chosen(); now != nullptr && !grantsOf(*now).contains(grant))
            propose(grantsOf(*now) << grant);
    });
    dialog->open(field->control());
}

void RolesPage::remove()
{
    auto const* role = chosen();
    if (role == nullptr)
        return;
    auto dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    kit::Confirmation const asked{
        .title = tr("Delete the role %1?").arg(kit::visible(role->name)),
        .fact = shell().environment(),
        .effects = {{"users",
                     m_now.usersKnown ? tr("Nobody holds it") : tr("Refused when somebody holds it"),
                     {},
                     Role::Muted},
                    {"shield-half", tr("Grants that go with it: %1").arg(role->permissions.size())}},
        .undoUntil = tr("This cannot be undone"),
        .verb = tr("Delete role in %1").arg(shell().environment()),
        .keep = tr("Keep role"),
        .rung = kit::Rung::Destructive,
        .typed = role->name};
    *dialog = new kit::ConfirmDialog{
        this, asked, [this, dialog, gone = *role](QString const&) {
            m_client.remove(gone, this, [this, dialog, gone](Reply<QJsonValue> reply) {
                auto const* problem = problemOf(reply);
                if (problem != nullptr && *dialog)
                    return (*dialog)->failed(*problem);
                if (problem != nullptr)
                    return shell().problem(*problem);
                if (*dialog)
                    (*dialog)->close();
                m_drafts.remove(gone.id);
                shell().toast(ToastKind::Done, tr("%1 is deleted").arg(kit::visible(gone.name)));
                refresh();
            });
        }};
}

} // namespace ui::roles
