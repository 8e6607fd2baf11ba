// What the steps of the restore wizard show once their facts are there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/backup/backup_wizard.h"

#include <algorithm>

namespace ui::backup {

namespace {

void addCheck(kit::Panel& checks, Severity severity, QString const& words, QString const& fact)
{
    auto* line = kit::row(12, {14, 5, 12, 5});
    line->add(new kit::SeverityGlyph{severity, 15});
    line->add(kit::text(words, Type::Strong));
    auto* right = kit::elided(fact, Type::Small, severity == Severity::High ? Role::High : Role::Muted);
    right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    checks.add(line->add(right, 1));
}

void addEffect(kit::Panel& effects, QString const& icon, QString const& words, Role tone)
{
    effects.add(kit::row(10)
                    ->add(kit::iconLabel(icon, 16, tone), 0, Qt::AlignTop)
                    ->add(kit::text(words, Type::Strong, Role::Text, kit::Wrap::Yes), 1));
}

QString shortWhen(QDateTime const& at)
{
    return at.toString(QStringLiteral("d MMM, HH:mm"));
}

QString recordsIn(qint64 records, qint64 collections)
{
    return RestoreWizard::tr("%1 in %2")
        .arg(kit::counted(records, RestoreWizard::tr("1 record"), RestoreWizard::tr("%1 records")),
             kit::counted(collections, RestoreWizard::tr("1 collection"),
                          RestoreWizard::tr("%1 collections")));
}

} // namespace

void RestoreWizard::takeComparison(Comparison comparison)
{
    m_comparison = std::move(comparison);
    auto tables = m_comparison.tables;
    // Collections first, and those that differ before those that do not.
    std::stable_sort(tables.begin(), tables.end(), [](Difference const& a, Difference const& b) {
        return std::pair{!a.isCollection(), a.differing() == 0} <
               std::pair{!b.isCollection(), b.differing() == 0};
    });
    m_differences->setRows(std::move(tables));
    fillChecks();
    go(Compare);
}

void RestoreWizard::fillChecks()
{
    auto const& backup = *chosen();
    m_checks->clear();
    addCheck(*m_checks, Severity::Ok, tr("Restored beside the live data"),
             tr("compared %1 ago").arg(kit::age(m_comparison.comparedAt, m_now)));
    if (backup.lastProvenAt.isValid())
        addCheck(*m_checks, Severity::Ok, tr("A drill has proven this backup"),
                 shortWhen(backup.lastProvenAt));
    else
        addCheck(*m_checks, Severity::Medium, tr("No drill has proven this backup"),
                 tr("its pages and tables matched the manifest just now"));
    auto const revoked = m_comparison.wouldComeBack.size();
    addCheck(*m_checks, Severity::Ok, tr("What was revoked stays revoked"),
             revoked == 0 ? tr("nothing was revoked since")
                          : kit::counted(revoked, tr("1 user, key, session or grant is not brought back"),
                                         tr("%1 users, keys, sessions or grants are not brought back")));
    addCheck(*m_checks, Severity::Info, tr("Newest backup of the present state"),
             tr("%1 old").arg(kit::age(m_backups.front().createdAt, m_now)));
    auto const lost = m_comparison.writesLost();
    if (m_comparison.recordsDiffering() == 0)
        addCheck(*m_checks, Severity::Ok, tr("Every collection is equal"), tr("a swap would change nothing"));
    else
        addCheck(*m_checks, lost > 0 ? Severity::High : Severity::Ok,
                 tr("Writes since the backup will be lost"),
                 recordsIn(lost, m_comparison.collectionsDiffering()));
}

void RestoreWizard::fillSwap()
{
    auto const& backup = *chosen();
    auto const lost = m_comparison.writesLost();
    m_effects->clear();
    addEffect(*m_effects, QStringLiteral("database"),
              tr("%1 as they were at %2 (%3 before now)")
                  .arg(recordsIn(m_comparison.recordsDiffering(), m_comparison.collectionsDiffering()),
                       shortWhen(backup.createdAt), kit::age(backup.createdAt, m_now)),
              Role::High);
    addEffect(*m_effects, QStringLiteral("users"),
              tr("Users, roles, sessions, keys, settings and the audit trail stay as they are now"),
              Role::Ok);
    addEffect(*m_effects, QStringLiteral("ban"),
              tr("What was revoked since stays revoked: %1").arg(m_comparison.wouldComeBack.size()),
              Role::Ok);
    addEffect(*m_effects, QStringLiteral("history"),
              tr("Every changed record gets a new revision; what it was stays in its history"), Role::Accent);
    addEffect(*m_effects, QStringLiteral("archive"),
              tr("To take this back you need a backup of now; the newest is %1 old")
                  .arg(kit::age(m_backups.front().createdAt, m_now)),
              Role::High);
    m_accept->setText(
        tr("I accept losing %1 made after %2.")
            .arg(kit::counted(lost, tr("1 write"), tr("%1 writes")), shortWhen(backup.createdAt)));
    m_accept->setAccessibleName(m_accept->text());
    m_accept->setChecked(false);
    m_accept->parentWidget()->setVisible(lost > 0);
    m_typeWords->setText(tr("Type %1 to confirm").arg(kit::visible(backup.name())));
    m_typed->clear();
    go(Swap);
    m_typed->setFocus();
}

void RestoreWizard::fillFinished(Backup const& backup)
{
    m_finished->clear();
    auto* lines = kit::column(0, {0, 4, 0, 4}, QStringLiteral("plain"));
    for (auto const& each : backup.result["collections"].toArray()) {
        auto const item = each.toObject();
        auto const name = kit::visible(item["collection"].toString());
        // The sums of what is live now and of what the backup holds say whether it worked.
        auto const equal = item["after_sha256"] == item["backup_sha256"];
        addCheck(*lines, equal ? Severity::Ok : Severity::High, name,
                 tr("%1 changed, %2 added, %3 removed · %4")
                     .arg(item["changed"].toInteger())
                     .arg(item["added"].toInteger())
                     .arg(item["removed"].toInteger())
                     .arg(equal ? tr("equals the backup") : tr("written to meanwhile")));
    }
    for (auto const& item : backup.result["gone_since"].toArray())
        addCheck(*lines, Severity::Medium, kit::visible(item.toString()),
                 tr("was removed since the backup and stays removed"));
    m_finished->add(lines)->stretch();
    go(Finished);
}

} // namespace ui::backup
