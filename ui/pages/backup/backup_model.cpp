// The columns of the tables of backups and of differences.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::backup {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::backup", words);
}

kit::Cell momentCell(QDateTime const& at)
{
    if (!at.isValid())
        return kit::monoMuted(QStringLiteral("–"));
    auto cell = kit::monoMuted(at.toString(QStringLiteral("d MMM HH:mm")));
    cell.tip = kit::dayTime(at);
    return cell;
}

kit::Cell amountCell(qint64 amount, Role tone)
{
    auto cell = kit::number(amount == 0 ? QStringLiteral("–") : kit::grouped(amount));
    cell.tone = amount == 0 ? Role::Muted : tone;
    return cell;
}

QString kindWord(Difference const& difference)
{
    if (difference.isCollection())
        return tr("Collection");
    if (difference.kind == QLatin1String("history"))
        return tr("History");
    return difference.kind == QLatin1String("security") ? tr("Security") : tr("Other");
}

kit::Cell fateCell(Difference const& difference)
{
    if (!difference.isCollection())
        return kit::muted(tr("Stays"));
    if (difference.differing() == 0)
        return kit::muted(tr("Equal"));
    return kit::plain(tr("Goes back"), Role::High);
}

} // namespace

Proof proofOf(Backup const& backup)
{
    if (backup.failed())
        return Proof::Failed;
    if (!backup.done())
        return Proof::Running;
    if (backup.lastProvenAt.isValid())
        return Proof::Restored;
    return backup.lastVerifiedAt.isValid() ? Proof::Checksum : Proof::None;
}

QString proofWord(Proof proof)
{
    switch (proof) { // No default: a new proof asks for its word.
    case Proof::Restored:
        return tr("Restored");
    case Proof::Checksum:
        return tr("Checksum");
    case Proof::None:
        return tr("Not checked");
    case Proof::Failed:
        return tr("Failed");
    case Proof::Running:
        return tr("Running");
    }
    return {};
}

Role proofRole(Proof proof)
{
    switch (proof) {
    case Proof::Restored:
        return Role::Ok;
    case Proof::Checksum:
        return Role::Info;
    case Proof::None:
        return Role::Med;
    case Proof::Failed:
        return Role::Crit;
    case Proof::Running:
        return Role::Accent;
    }
    return Role::Info;
}

QString operationWord(QString const& kind)
{
    auto const word = kind.section(QLatin1Char('.'), -1);
    if (word == QLatin1String("verify"))
        return tr("Verify");
    if (word == QLatin1String("drill"))
        return tr("Restore drill");
    if (word == QLatin1String("restore"))
        return tr("Restore beside the live data");
    if (word == QLatin1String("swap"))
        return tr("Swap of collections");
    return tr("Backup");
}

BackupModel::BackupModel(QObject* parent)
    : TableModel{
          {
              {tr("Backup"), 132,
               [](Backup const& backup) {
                   auto cell = kit::mono(kit::visible(backup.name()));
                   cell.tip = kit::visible(backup.id);
                   return cell;
               }},
              {tr("Taken (UTC)"), 116, [](Backup const& backup) { return momentCell(backup.createdAt); },
               [](Backup const& backup) { return backup.createdAt; }},
              {tr("Label"), 0, [](Backup const& backup) { return kit::plain(kit::visible(backup.label)); }},
              {tr("Data"), 92,
               [](Backup const& backup) {
                   return kit::number(backup.done() ? kit::bytes(backup.bytes) : QStringLiteral("–"));
               },
               [](Backup const& backup) { return backup.bytes; }},
              {tr("Added"), 92,
               [](Backup const& backup) {
                   return kit::number(backup.done() ? kit::bytes(backup.storedBytes) : QStringLiteral("–"));
               },
               [](Backup const& backup) { return backup.storedBytes; }},
              {tr("Verified"), 108,
               [](Backup const& backup) {
                   auto const proof = proofOf(backup);
                   return kit::chip(proofWord(proof), proofRole(proof));
               }},
              {tr("Proven"), 116, [](Backup const& backup) { return momentCell(backup.lastProvenAt); },
               [](Backup const& backup) { return backup.lastProvenAt; }},
          },
          parent}
{
}

int BackupModel::rowOf(QString const& id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (rowAt(row).id == id)
            return row;
    return -1;
}

DifferencesModel::DifferencesModel(QObject* parent)
    : TableModel{
          {
              {tr("Table"), 0, [](Difference const& each) { return kit::mono(kit::visible(each.name())); }},
              {tr("Kind"), 92,
               [](Difference const& each) {
                   return kit::chip(kindWord(each), each.isCollection() ? Role::Accent : Role::Info);
               }},
              {tr("Live"), 72,
               [](Difference const& each) { return kit::number(kit::grouped(each.liveRows)); }},
              {tr("Backup"), 76,
               [](Difference const& each) { return kit::number(kit::grouped(each.backupRows)); }},
              {tr("Changed"), 78,
               [](Difference const& each) { return amountCell(each.changed, Role::High); }},
              {tr("Only live"), 82,
               [](Difference const& each) { return amountCell(each.onlyLive, Role::High); }},
              {tr("Only backup"), 96,
               [](Difference const& each) { return amountCell(each.onlyBackup, Role::Text); }},
              {tr("A swap"), 92, fateCell},
          },
          parent}
{
}

} // namespace ui::backup
