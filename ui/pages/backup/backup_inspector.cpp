// One backup, and the job that runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_inspector.h"

#include "ui/kit/text.h"
#include "ui/pages/backup/backup_model.h"

namespace ui::backup {

namespace {

constexpr int kWidthPx = 336;

QString meaningOf(Backup const& backup)
{
    switch (proofOf(backup)) {
    case Proof::Restored:
        return BackupInspector::tr(
            "A drill restored it in a sandbox and found every table, record and audit row as they were.");
    case Proof::Checksum:
        return BackupInspector::tr(
            "Every page of it opens. That it can be restored is not proven: run a drill.");
    case Proof::None:
        return BackupInspector::tr(
            "Complete, but nobody has looked at it since. Verify it, or prove it by a drill.");
    case Proof::Failed:
        return BackupInspector::tr("It was not completed and cannot be restored.");
    case Proof::Running:
        return BackupInspector::tr("It is being made now.");
    }
    return {};
}

/// The engine's own words for what it counts, in ours.
QString memberWord(QString const& member)
{
    if (member == QLatin1String("audit_rows"))
        return BackupInspector::tr("Audit rows");
    if (member == QLatin1String("records_valid"))
        return BackupInspector::tr("Records valid");
    if (member == QLatin1String("records_invalid"))
        return BackupInspector::tr("Records invalid");
    if (member == QLatin1String("records_differing"))
        return BackupInspector::tr("Records differing");
    if (member == QLatin1String("would_come_back"))
        return BackupInspector::tr("Stay revoked");
    auto word = member;
    word.replace(QLatin1Char('_'), QLatin1Char(' '));
    return kit::visible(word.left(1).toUpper() + word.mid(1));
}

} // namespace

QList<kit::Fact> resultFacts(QJsonObject const& result)
{
    QList<kit::Fact> facts;
    for (auto each = result.begin(); each != result.end(); ++each) {
        auto const& name = each.key();
        if (name == QLatin1String("operation") || name == QLatin1String("ok") ||
            name == QLatin1String("manifest_hash"))
            continue;
        auto const value = each.value();
        if (name == QLatin1String("milliseconds"))
            facts << kit::Fact{.name = BackupInspector::tr("Took"),
                               .value = kit::span(value.toInteger()),
                               .look = kit::FactLook::Mono};
        else if (value.isDouble())
            facts << kit::Fact{.name = memberWord(name),
                               .value = kit::grouped(value.toInteger()),
                               .look = kit::FactLook::Mono,
                               .tone = name == QLatin1String("records_invalid") && value.toInteger() > 0
                                           ? Role::High
                                           : Role::Text};
        else if (value.isString())
            facts << kit::Fact{.name = memberWord(name),
                               .value = value.toString(),
                               .tone = name == QLatin1String("problem") ? Role::Crit : Role::Text};
        else if (value.isArray())
            facts << kit::Fact{.name = memberWord(name),
                               .value = QString::number(value.toArray().size()),
                               .look = kit::FactLook::Mono};
    }
    return facts;
}

BackupInspector::BackupInspector(bool mayRun, bool mayRestore, QWidget* parent)
    : Panel{Qt::Vertical, 0, {}, QStringLiteral("card"), parent}
{
    setAccessibleName(tr("Backup details"));
    setFixedWidth(kWidthPx);
    makeJob();
    add(m_job);
    m_name = kit::text({}, Type::MonoStrong);
    m_proof = new kit::Chip{{}};
    m_meaning = kit::text({}, Type::Body, Role::Text2, kit::Wrap::Yes);
    m_facts = new kit::Facts{tr("Backup facts")};
    m_resultTitle = kit::text({}, Type::H3);
    m_result = new kit::Facts{tr("What the last operation found")};
    auto* top = kit::column(10, {16, 14, 16, 12});
    top->add(kit::row(8)->add(m_name)->stretch()->add(m_proof))
        ->add(m_meaning)
        ->add(kit::rule())
        ->add(m_facts);
    top->add(m_resultTitle)->add(m_result)->stretch();
    add(kit::scrolling(top), 1);
    makeFoot(mayRun, mayRestore);
    show({}, {});
}

void BackupInspector::makeJob()
{
    m_jobTitle = kit::text({}, Type::H3);
    m_jobSays = kit::elided({}, Type::Body, Role::Text2);
    m_jobAmount = kit::text({}, Type::SmallStrong);
    m_jobBar = new kit::ProgressBar;
    m_jobCancel = new kit::Button{tr("Cancel"), kit::Kind::Default, {}, kit::Size::Compact};
    connect(m_jobCancel, &QPushButton::clicked, this, [this] { emit cancelAsked(m_jobId); });
    m_job = kit::column(8, {16, 12, 16, 12});
    m_job->add(kit::row(8)
                   ->add(m_jobTitle)
                   ->stretch()
                   ->add(new kit::Chip{tr("Running"), Role::Accent, QStringLiteral("loader-circle")}));
    m_job->add(m_jobSays)
        ->add(m_jobBar)
        ->add(kit::row(8)->add(m_jobAmount)->stretch()->add(m_jobCancel))
        ->add(kit::rule());
    m_job->hide();
}

void BackupInspector::makeFoot(bool mayRun, bool mayRestore)
{
    m_verify = new kit::Button{tr("Verify"), kit::Kind::Default, QStringLiteral("search-check")};
    m_drill = new kit::Button{tr("Run drill"), kit::Kind::Default, QStringLiteral("flask-conical")};
    m_restore = new kit::Button{tr("Restore…"), kit::Kind::Default, QStringLiteral("archive-restore")};
    m_audit = new kit::Button{tr("Audit trail"), kit::Kind::Default};
    auto const run = mayRun ? QString{} : tr("You need backup.run. Somebody who manages roles can grant it.");
    m_verify->setReason(run);
    m_drill->setReason(run);
    m_restore->setReason(
        mayRestore ? QString{} : tr("You need backup.restore. Somebody who manages roles can grant it."));
    m_foot = kit::column(8, {16, 4, 16, 14});
    m_foot->add(kit::row(8)->add(m_drill, 1)->add(m_verify, 1))
        ->add(kit::row(8)->add(m_restore, 1)->add(m_audit, 1));
    add(m_foot);
    connect(m_verify, &QPushButton::clicked, this, [this] { emit verifyAsked(m_backup.id); });
    connect(m_drill, &QPushButton::clicked, this, [this] { emit drillAsked(m_backup.id); });
    connect(m_restore, &QPushButton::clicked, this, [this] { emit restoreAsked(m_backup.id); });
    connect(m_audit, &QPushButton::clicked, this, [this] { emit auditAsked(m_backup.id); });
}

void BackupInspector::show(Backup const& backup, QDateTime const& now)
{
    m_backup = backup;
    auto const none = backup.none();
    m_proof->setVisible(!none);
    m_foot->setVisible(!none);
    if (none) {
        m_name->setText(tr("No backup chosen"));
        m_meaning->setText(tr("Choose a backup in the list."));
        m_facts->setFacts({});
        m_result->setFacts({});
        m_resultTitle->hide();
        return;
    }
    auto const proof = proofOf(backup);
    m_name->setText(kit::visible(backup.name()));
    m_proof->set(proofWord(proof), proofRole(proof));
    m_meaning->setText(meaningOf(backup));
    for (auto* action : {m_verify, m_drill, m_restore})
        action->setVisible(backup.done());
    fillFacts(now);
    fillResult();
}

void BackupInspector::fillFacts(QDateTime const& now)
{
    auto const moment = [&now](QString const& name, QDateTime const& at) {
        return kit::Fact{.name = name,
                         .value = at.isValid() ? tr("%1 ago").arg(kit::age(at, now)) : QString{},
                         .look = kit::FactLook::Mono,
                         .tip = at.isValid() ? kit::dayTime(at) : QString{}};
    };
    QList<kit::Fact> facts;
    if (!m_backup.label.isEmpty())
        facts << kit::Fact{.name = tr("Label"), .value = m_backup.label};
    facts << kit::Fact{.name = tr("Taken (UTC)"),
                       .value = kit::dayTime(m_backup.createdAt),
                       .look = kit::FactLook::Mono}
          << kit::Fact{.name = tr("Started by"), .value = m_backup.startedBy}
          << kit::Fact{.name = tr("Data"), .value = kit::bytes(m_backup.bytes), .look = kit::FactLook::Mono}
          << kit::Fact{.name = tr("Added to the repository"),
                       .value = kit::bytes(m_backup.storedBytes),
                       .look = kit::FactLook::Mono}
          << kit::Fact{.name = tr("Audit rows up to"),
                       .value = kit::grouped(m_backup.auditNumber),
                       .look = kit::FactLook::Mono}
          << moment(tr("Checked (checksum)"), m_backup.lastVerifiedAt)
          << moment(tr("Proven (restored)"), m_backup.lastProvenAt);
    if (m_backup.restoredAt.isValid())
        facts << moment(tr("Restored beside"), m_backup.restoredAt);
    if (m_backup.swappedAt.isValid())
        facts << moment(tr("Swapped in"), m_backup.swappedAt);
    facts << kit::Fact{.name = tr("Manifest"),
                       .value = m_backup.manifestHash,
                       .look = kit::FactLook::Mono,
                       .copyable = true};
    m_facts->setFacts(facts);
}

void BackupInspector::fillResult()
{
    auto const facts = resultFacts(m_backup.result);
    auto const operation = m_backup.result["operation"].toString();
    m_resultTitle->setVisible(!operation.isEmpty());
    m_result->setVisible(!facts.isEmpty());
    auto const word = operationWord(operation);
    m_resultTitle->setText(m_backup.lastFailed() ? tr("%1 failed").arg(word) : tr("%1 found").arg(word));
    m_result->setFacts(facts);
}

void BackupInspector::showJob(Job const& job)
{
    m_jobId = job.id;
    m_jobTitle->setText(operationWord(job.kind));
    m_jobSays->setText(job.says.isEmpty() ? tr("Waits for its turn") : kit::visible(job.says));
    m_jobBar->set(job.total > 0 ? static_cast<double>(job.completed) / static_cast<double>(job.total) : 0);
    m_jobAmount->setText(job.total > 0 ? tr("%1 % · %2 of %3 pages")
                                             .arg(100 * job.completed / job.total)
                                             .arg(kit::grouped(job.completed), kit::grouped(job.total))
                                       : QString{});
    m_jobCancel->setVisible(job.cancellable);
    m_job->show();
}

void BackupInspector::hideJob()
{
    m_jobId.clear();
    m_job->hide();
}

} // namespace ui::backup
