// What the backups page starts: backups, checks, drills, and the restore wizard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/backup/backup_page.h"

namespace ui::backup {

void BackupPage::follow(Reply<QString> const& location, QString const& done)
{
    if (auto const* problem = problemOf(location))
        return shell().problem(*problem);
    if (!context().jobs.follow(std::get<QString>(location)))
        return shell().toast(kit::ToastKind::Warning, tr("It runs, but too many jobs are followed already"),
                             tr("The list shows its outcome."));
    shell().toast(kit::ToastKind::Done, done,
                  tr("It goes on in the engine; the job tray shows how far it is."));
}

void BackupPage::askBackup()
{
    auto* dialog = new kit::FormDialog{
        this, tr("Back up now"), tr("%1 · readers and writers go on as usual").arg(shell().environment()),
        tr("Start backup")};
    auto* label =
        dialog->form()->addText("label", tr("Label (optional)"), tr("Why, for those who look for it later"),
                                tr("before the price import"));
    label->setCheck([](QString const& text) {
        return text.trimmed().size() > 80 ? tr("At most 80 characters") : QString{};
    });
    dialog->onSubmit([this, dialog, label] {
        m_client.start(label->text().trimmed(), dialog, [this, dialog](Reply<QString> reply) {
            if (auto const* problem = problemOf(reply))
                return dialog->failed(*problem);
            follow(reply, tr("The backup has started"));
            dialog->close();
            refresh();
        });
    });
    dialog->open(label->control());
}

void BackupPage::startDrill(QString const& id)
{
    m_client.drill(id, this,
                   [this](Reply<QString> reply) { follow(reply, tr("The restore drill has started")); });
}

void BackupPage::startVerify(QString const& id)
{
    m_client.verify(id, this, [this](Reply<QString> reply) { follow(reply, tr("The check has started")); });
}

void BackupPage::openWizard(QString const& id)
{
    if (m_wizard || newest() == nullptr)
        return;
    m_wizard =
        new RestoreWizard{this, m_client, context().jobs, m_model->rows(), id, shell().environment(), now()};
    connect(m_wizard, &RestoreWizard::changed, this, &BackupPage::refresh);
}

void BackupPage::openAudit(QString const& id)
{
    QUrlQuery more;
    more.addQueryItem(QStringLiteral("subject"), id);
    shell().go({QStringLiteral("audit"), {}, more});
}

} // namespace ui::backup
