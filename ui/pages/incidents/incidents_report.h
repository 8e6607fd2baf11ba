// The report of a case: Markdown as the engine wrote it, shown, and saved as .md and as PDF with its hashes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/kit/state_view.h"
#include "ui/pages/incidents/incidents_client.h"

#include <QTextBrowser>

namespace ui::incidents {

/// Lower-case hex, as `sha256sum` prints it.
QString sha256Of(QByteArray const& bytes);

/// What stands at the foot of every page of the PDF: the hash of the Markdown, and the hashes of the
/// evidence.
QStringList footerOf(QByteArray const& markdown, std::vector<Evidence> const& evidence);

/// Both answer what went wrong; empty: it is on the disk. A half-written file is never left.
QString writeFile(QString const& path, QByteArray const& bytes);
QString writePdf(QString const& path, QString const& title, QByteArray const& markdown,
                 std::vector<Evidence> const& evidence);

/// GUI thread. Reads the report when it is first asked for; the case view owns it.
class ReportPane : public QWidget {
    Q_OBJECT

public:
    ReportPane(IncidentsClient& client, QWidget* parent = nullptr);

    void setCase(Incident const& incident, std::vector<Evidence> const& evidence);
    /// Reads it again; the case goes on while it is written.
    void read();
    QByteArray const& markdown() const { return m_markdown; }
    kit::StateView* state() const { return m_state; }

signals:
    void saved(QString const& path, QString const& sha256);
    void failed(QString const& title, QString const& hint);

public slots:
    void saveBundle();

private:
    void ask(QString const& title, QString const& suffix, std::function<void(QString)> chosen);
    void show(QByteArray const& markdown);
    void report(QString const& path, QByteArray const& bytes, QString const& problem);

    IncidentsClient& m_client;
    Incident m_incident;
    std::vector<Evidence> m_evidence;
    QByteArray m_markdown;
    QLabel* m_hash;
    QTextBrowser* m_shown;
    kit::StateView* m_state;
    kit::Button* m_asMarkdown;
    kit::Button* m_asPdf;
};

} // namespace ui::incidents
