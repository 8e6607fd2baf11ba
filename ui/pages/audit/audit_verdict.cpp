// Shows how the walks over the audit chain go and what a verification found.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/audit/audit_page.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>

namespace ui::audit {

void AuditPage::verify()
{
    if (!m_verification->running())
        m_verification->start(seenHead());
}

void AuditPage::askExport()
{
    auto* dialog =
        new QFileDialog{this, tr("Export the audit chain: all rows with their hashes, oldest first")};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON lines (*.jsonl)")});
    dialog->setDefaultSuffix("jsonl");
    dialog->selectFile(tr("audit-%1.jsonl").arg(now().toString("yyyy-MM-dd")));
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::exportTo);
    dialog->open();
}

void AuditPage::exportTo(QString const& path)
{
    if (!m_export->start(path, m_head.number))
        setBanner("crit", "circle-alert", tr("The file could not be written"),
                  kit::visible(m_export->fault()));
}

void AuditPage::showProgress(QString const& title, QString const& hint, Walk* walk)
{
    auto* stop = new kit::Button{tr("Stop"), kit::Kind::Default, {}, kit::Size::Compact};
    connect(stop, &QPushButton::clicked, this, [this, walk] {
        walk->cancel();
        setBanner("accent", "info", {}, {});
    });
    setBanner("accent", "hourglass", title, hint, {stop});
}

void AuditPage::showVerdict(Verdict const& verdict)
{
    if (!verdict.ok)
        return showBroken(verdict);
    auto words =
        tr("%1 of %2 rows verified at %3 UTC · head %4")
            .arg(kit::grouped(verdict.rows), kit::grouped(std::max(verdict.rows, verdict.head.number)),
                 now().toString("HH:mm"), shortHash(verdict.head.hash));
    if (verdict.witness == Verdict::Witness::Matches)
        words += tr(" · row %1 is as this console saw it before").arg(kit::grouped(verdict.seen.number));
    auto* copy = new kit::Button{tr("Copy head"), kit::Kind::Ghost, {}, kit::Size::Compact};
    connect(copy, &QPushButton::clicked, this, [this, head = verdict.head] {
        QApplication::clipboard()->setText(QStringLiteral("%1 %2").arg(head.number).arg(head.hash));
        shell().toast(kit::ToastKind::Done, tr("Head copied"),
                      tr("Keep it elsewhere: it proves the chain later."));
    });
    setBanner("ok", "circle-check", tr("Chain unbroken"), words, {copy});
    keepHead(verdict.head);
    m_head = verdict.head;
    showFacts();
    shell().badge("audit", Severity::Ok, 0);
}

void AuditPage::showBroken(Verdict const& verdict)
{
    QString words;
    switch (verdict.witness) {
    case Verdict::Witness::Cut:
        words = tr("It ends at row %1, but this console saw row %2 before: rows were cut off")
                    .arg(kit::grouped(verdict.head.number), kit::grouped(verdict.seen.number));
        break;
    case Verdict::Witness::Differs:
        words = tr("Row %1 has another hash than this console saw before: the chain was written anew")
                    .arg(kit::grouped(verdict.seen.number));
        break;
    case Verdict::Witness::None:
    case Verdict::Witness::Matches:
        words = tr("Row %1: %2").arg(kit::grouped(verdict.firstBad), kit::visible(verdict.problem));
        break;
    }
    auto* show = new kit::Button{
        tr("Show row %1").arg(kit::grouped(verdict.firstBad)), kit::Kind::Default, {}, kit::Size::Compact};
    connect(show, &QPushButton::clicked, this, [this, row = verdict.firstBad] {
        open({"audit", QString::number(row), {}});
    });
    setBanner("crit", "octagon-alert", tr("Chain broken"), words, {show});
    shell().badge("audit", Severity::Critical, 1);
}

QString AuditPage::seenKey(char const* name) const
{
    auto environment = shell().environment();
    return QStringLiteral("audit/seen/%1/%2").arg(environment.replace('/', '_'), QString::fromLatin1(name));
}

Head AuditPage::seenHead() const
{
    auto const& settings = context().settings;
    return {.number = settings.value(seenKey("number")).toLongLong(),
            .hash = settings.value(seenKey("hash")).toString()};
}

void AuditPage::keepHead(Head const& head)
{
    if (head.none())
        return;
    context().settings.setValue(seenKey("number"), head.number);
    context().settings.setValue(seenKey("hash"), head.hash);
}

} // namespace ui::audit
