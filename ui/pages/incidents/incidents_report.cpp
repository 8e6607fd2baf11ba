// Showing and saving the report of a case.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_report.h"

#include "ui/kit/text.h"

#include <QAbstractTextDocumentLayout>
#include <QCryptographicHash>
#include <QFile>
#include <QFileDialog>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace ui::incidents {

namespace {

constexpr int kPdfDotsPerInch = 144;
constexpr double kMarginMm = 16;
// GitHub's dialect for its tables; HTML stays text.
constexpr QTextDocument::MarkdownFeatures kMarkdown{QTextDocument::MarkdownDialectGitHub |
                                                    QTextDocument::MarkdownNoHTML};
constexpr int kFooterLinesMax = 6;
constexpr int kEvidenceInFooterMax = 4;

/// Shows text alone: nothing is fetched, from the disk or elsewhere, whatever the Markdown names.
class Reader final : public QTextBrowser {
public:
    QVariant loadResource(int, QUrl const&) override { return {}; }
};

/// Black on white, whatever the theme of the screen is.
QAbstractTextDocumentLayout::PaintContext paperContext()
{
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, Qt::black);
    return context;
}

QString fileStem(Incident const& incident)
{
    auto const day = incident.openedAt.toUTC().toString(QStringLiteral("yyyy-MM-dd"));
    return QStringLiteral("incident-%1-%2").arg(day, incident.id.right(6));
}

} // namespace

QString sha256Of(QByteArray const& bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QStringList footerOf(QByteArray const& markdown, std::vector<Evidence> const& evidence)
{
    QStringList lines{ReportPane::tr("SHA-256 of the Markdown: %1").arg(sha256Of(markdown))};
    for (std::size_t i = 0; i < evidence.size() && lines.size() <= kEvidenceInFooterMax; ++i)
        lines << ReportPane::tr("Evidence %1: %2").arg(i + 1).arg(evidence[i].sha256);
    auto const left = static_cast<int>(evidence.size()) - kEvidenceInFooterMax;
    if (left > 0)
        lines << ReportPane::tr("and %1 more, in the section Evidence").arg(left);
    return lines;
}

QString writeFile(QString const& path, QByteArray const& bytes)
{
    QSaveFile file{path};
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return file.errorString();
    return {};
}

QString writePdf(QString const& path, QString const& title, QByteArray const& markdown,
                 std::vector<Evidence> const& evidence)
{
    QSaveFile file{path};
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    QPdfWriter writer{&file};
    writer.setTitle(title);
    writer.setResolution(kPdfDotsPerInch);
    writer.setPageSize(QPageSize{QPageSize::A4});
    writer.setPageMargins(QMarginsF{kMarginMm, kMarginMm, kMarginMm, kMarginMm}, QPageLayout::Millimeter);
    QPainter painter;
    if (!painter.begin(&writer))
        return ReportPane::tr("the PDF could not be begun");
    auto const footer = footerOf(markdown, evidence);
    auto const small = monoFont(13); // Device pixels of the writer: about 6.5 points.
    QFontMetricsF const metrics{small, &writer};
    auto const footerHeight =
        metrics.lineSpacing() * (std::min<qsizetype>(footer.size(), kFooterLinesMax) + 1);
    QRectF const page{0, 0, static_cast<double>(writer.width()), writer.height() - footerHeight - 12};
    QTextDocument document;
    document.setDefaultFont(sansFont(20));
    document.documentLayout()->setPaintDevice(&writer);
    document.setMarkdown(QString::fromUtf8(markdown), kMarkdown);
    document.setPageSize(page.size());
    auto context = paperContext();
    auto const pages = document.pageCount();
    for (int number = 0; number < pages; ++number) {
        if (number > 0)
            writer.newPage();
        painter.save();
        painter.translate(0, -number * page.height());
        context.clip = page.translated(0, number * page.height());
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        painter.setFont(small);
        painter.setPen(Qt::black);
        auto top = page.height() + 12;
        painter.drawLine(QPointF{0, top - 4}, QPointF{page.width(), top - 4});
        for (auto const& line : footer) {
            painter.drawText(QRectF{0, top, page.width(), metrics.lineSpacing()}, Qt::AlignLeft, line);
            top += metrics.lineSpacing();
        }
        painter.drawText(QRectF{0, page.height() + 12, page.width(), metrics.lineSpacing()}, Qt::AlignRight,
                         ReportPane::tr("%1 of %2").arg(number + 1).arg(pages));
    }
    painter.end();
    return file.commit() ? QString{} : file.errorString();
}

ReportPane::ReportPane(IncidentsClient& client, QWidget* parent) : QWidget{parent}, m_client{client}
{
    m_hash = kit::elided({}, Type::MonoSmall, Role::Muted);
    m_asMarkdown = new kit::Button{tr("Save as Markdown…"), kit::Kind::Default, QStringLiteral("file-down"),
                                   kit::Size::Compact};
    m_asPdf = new kit::Button{tr("Save as PDF…"), kit::Kind::Default, QStringLiteral("file-badge"),
                              kit::Size::Compact};
    auto* bundle =
        new kit::Button{tr("Save bundle…"), kit::Kind::Ghost, QStringLiteral("archive"), kit::Size::Compact};
    bundle->setToolTip(
        tr("Timeline, evidence list and report with their hashes, for dewarctl verify-bundle"));
    m_shown = new Reader;
    m_shown->setOpenLinks(false);
    m_shown->setAccessibleName(tr("Report"));
    m_shown->setFrameShape(QFrame::NoFrame);
    m_shown->setFont(fontOf(Type::Body));
    m_shown->setProperty("quiet", true);
    auto* bar = kit::row(8, {16, 8, 12, 8})->add(m_hash, 1)->add(m_asMarkdown)->add(m_asPdf)->add(bundle);
    m_state = new kit::StateView{kit::column(0)->add(bar)->add(kit::rule())->add(m_shown, 1)};
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_state);
    connect(m_asMarkdown, &QPushButton::clicked, this, [this] {
        ask(tr("Save the report"), QStringLiteral(".md"),
            [this](QString const& path) { report(path, m_markdown, writeFile(path, m_markdown)); });
    });
    connect(m_asPdf, &QPushButton::clicked, this, [this] {
        ask(tr("Save the report"), QStringLiteral(".pdf"), [this](QString const& path) {
            report(path, m_markdown, writePdf(path, m_incident.title, m_markdown, m_evidence));
        });
    });
    connect(bundle, &QPushButton::clicked, this, &ReportPane::saveBundle);
}

void ReportPane::setCase(Incident const& incident, std::vector<Evidence> const& evidence)
{
    if (incident.id != m_incident.id)
        show({});
    m_incident = incident;
    m_evidence = evidence;
}

void ReportPane::read()
{
    m_state->showLoading();
    m_client.report(m_incident.id, {this, [this](Reply<QByteArray> const& reply) {
                                        if (auto const* problem = problemOf(reply))
                                            return m_state->showFailed(*problem, [this] { read(); });
                                        show(std::get<QByteArray>(reply));
                                        m_state->showContent();
                                    }});
}

void ReportPane::show(QByteArray const& markdown)
{
    m_markdown = markdown;
    m_hash->setText(tr("SHA-256 %1").arg(sha256Of(markdown)));
    m_shown->document()->setDefaultFont(fontOf(Type::Body));
    m_shown->document()->setMarkdown(QString::fromUtf8(markdown), kMarkdown);
    m_shown->document()->setDocumentMargin(16);
}

void ReportPane::saveBundle()
{
    ask(tr("Save the bundle"), QStringLiteral(".bundle.json"), [this](QString const& path) {
        m_client.bundle(m_incident.id, {this, [this, path](Reply<QByteArray> const& reply) {
                                            if (auto const* problem = problemOf(reply))
                                                return emit failed(kit::plainWords(*problem),
                                                                   kit::consequence(*problem));
                                            auto const& bytes = std::get<QByteArray>(reply);
                                            report(path, bytes, writeFile(path, bytes));
                                        }});
    });
}

void ReportPane::ask(QString const& title, QString const& suffix, std::function<void(QString)> chosen)
{
    auto* dialog = new QFileDialog{this, title, {}, QStringLiteral("*") + suffix};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(fileStem(m_incident) + suffix);
    connect(dialog, &QFileDialog::fileSelected, this,
            [chosen = std::move(chosen)](QString const& path) { chosen(path); });
    dialog->open();
}

void ReportPane::report(QString const& path, QByteArray const& bytes, QString const& problem)
{
    if (problem.isEmpty())
        emit saved(path, sha256Of(bytes));
    else
        emit failed(tr("The file could not be written"), path + QStringLiteral(": ") + problem);
}

} // namespace ui::incidents
