// Declaring a case and adding a file as evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_dialogs.h"

#include "ui/kit/text.h"

#include <QFileInfo>

namespace ui::incidents {

namespace {

constexpr int kHashPieceBytes = 4 * 1024 * 1024; // A few milliseconds of hashing.
constexpr int kTitleLettersMax = 200;
constexpr char const* kSeverities[] = {"critical", "high", "medium", "low"};

} // namespace

DeclareDialog::DeclareDialog(QWidget* over, IncidentsClient& client, bool mayReadAccounts)
    : FormDialog{over, tr("Declare an incident"),
                 tr("The case begins at once; its timeline cannot be changed afterwards."),
                 tr("Declare incident")},
      m_client{client}
{
    auto* title = form()->addText(QStringLiteral("title"), tr("What happened"), {},
                                  tr("Signing key seen in a build log"));
    title->setCheck(kit::lengthBetween(1, kTitleLettersMax, tr("Signing key seen in a build log")));
    QStringList severities;
    for (auto const* severity : kSeverities)
        severities << severityWord(severityFrom(QLatin1String(severity)));
    m_severity = kit::choice(severities);
    m_severity->setCurrentIndex(1);
    form()->add(new kit::Field{QStringLiteral("severity"), tr("Severity"), m_severity});
    if (mayReadAccounts) {
        m_account = kit::choice({tr("Nobody in particular")});
        form()->add(new kit::Field{
            QStringLiteral("user_id"), tr("Whose account it is about (optional)"), m_account,
            tr("Facts about this account join the timeline, and its records are looked for.")});
        m_client.accounts({this, [this](Reply<std::vector<Account>> reply) {
                               if (!problemOf(reply))
                                   offer(std::get<std::vector<Account>>(std::move(reply)));
                           }});
    }
    onSubmit([this] { send(); });
    open(title->control());
}

void DeclareDialog::offer(std::vector<Account> accounts)
{
    m_accounts = std::move(accounts);
    for (auto const& account : m_accounts)
        m_account->addItem(account.enabled ? kit::visible(account.name)
                                           : tr("%1 (disabled)").arg(kit::visible(account.name)));
}

void DeclareDialog::send()
{
    QJsonObject wanted{{"title", form()->field(QStringLiteral("title"))->text().trimmed()},
                       {"severity", QLatin1String(kSeverities[std::max(0, m_severity->currentIndex())])}};
    auto const account = m_account ? m_account->currentIndex() - 1 : -1;
    if (account >= 0)
        wanted["user_id"] = m_accounts.at(static_cast<std::size_t>(account)).id;
    m_client.declare(wanted, {this, [this](Reply<Incident> const& reply) {
                                  if (auto const* problem = problemOf(reply))
                                      return failed(*problem);
                                  emit declared(std::get<Incident>(reply));
                                  close();
                              }});
}

FileHash::FileHash(QString const& path, QObject* parent) : QObject{parent}, m_file{path}
{
    m_next.setInterval(0);
    connect(&m_next, &QTimer::timeout, this, &FileHash::piece);
}

void FileHash::start()
{
    if (!m_file.open(QIODevice::ReadOnly))
        return emit done({}, m_file.errorString());
    m_next.start();
}

void FileHash::piece()
{
    auto const bytes = m_file.read(kHashPieceBytes);
    if (m_file.error() != QFileDevice::NoError) {
        m_next.stop();
        return emit done({}, m_file.errorString());
    }
    if (!bytes.isEmpty()) {
        m_hash.addData(bytes);
        return emit progressed(
            m_file.size() > 0 ? static_cast<double>(m_file.pos()) / static_cast<double>(m_file.size()) : 1);
    }
    m_next.stop();
    emit done(QString::fromLatin1(m_hash.result().toHex()), {});
}

FileEvidenceDialog::FileEvidenceDialog(QWidget* over, IncidentsClient& client, QString const& incidentId,
                                       QString const& path)
    : FormDialog{over, tr("Add a file as evidence"),
                 tr("The file stays where it is; the case keeps its hash."), tr("Add evidence")},
      m_client{client}, m_incidentId{incidentId}, m_progress{new kit::ProgressBar}
{
    QFileInfo const file{path};
    auto* where = form()->addText(QStringLiteral("reference"), tr("Where it is kept"),
                                  tr("%1 · %2").arg(file.fileName(), kit::bytes(file.size())));
    where->setText(file.fileName());
    where->setCheck(kit::lengthBetween(1, 500, tr("safe 2, shelf 4: %1").arg(file.fileName())));
    auto* hash = form()->addText(QStringLiteral("sha256"), tr("SHA-256"));
    static_cast<QLineEdit*>(hash->control())->setReadOnly(true);
    hash->control()->setFont(fontOf(Type::Mono));
    body()->add(m_progress);
    submitButton()->setReason(tr("The hash is being made."));
    auto* making = new FileHash{path, this};
    connect(making, &FileHash::progressed, this, [this](double share) { m_progress->set(share); });
    connect(making, &FileHash::done, this, [this, hash](QString const& sha256, QString const& problem) {
        m_progress->hide();
        m_sha256 = sha256;
        hash->setText(sha256);
        submitButton()->setReason(problem);
        if (!problem.isEmpty())
            showBanner(tr("The file could not be read"), problem);
    });
    making->start();
    onSubmit([this] { send(); });
    open(where->control());
}

void FileEvidenceDialog::send()
{
    QJsonObject const wanted{{"kind", "file"},
                             {"reference", form()->field(QStringLiteral("reference"))->text().trimmed()},
                             {"sha256", m_sha256},
                             {"rows", 0}};
    m_client.addEvidence(m_incidentId, wanted, {this, [this](Reply<Evidence> const& reply) {
                                                    if (auto const* problem = problemOf(reply))
                                                        return failed(*problem);
                                                    emit added(std::get<Evidence>(reply));
                                                    close();
                                                }});
}

} // namespace ui::incidents
