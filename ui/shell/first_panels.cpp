// The right half of the first screen.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/first_panels.h"

#include "ui/api/pinned_identity.h"
#include "ui/kit/layout.h"
#include "ui/kit/text.h"
#include "ui/shell/sign_in.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr qint64 kFileBytesMax = 64 * 1024;
constexpr int kVerifyMsMax = 120'000;
constexpr int kOutputLettersMax = 4000;

QVBoxLayout* linesOf(QWidget* panel, QString const& title, QString const& facts)
{
    auto* const lines = new QVBoxLayout{panel};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(16);
    lines->addWidget(kit::column(4)
                         ->add(kit::text(title, Type::Display, Role::Text, kit::Wrap::Yes))
                         ->add(kit::text(facts, Type::Body, Role::Muted, kit::Wrap::Yes)));
    return lines;
}

QString addressFault(QString const& text)
{
    QUrl const url{text.trimmed(), QUrl::StrictMode};
    bool const good = url.scheme() == "https" && !url.host().isEmpty() && url.path().size() <= 1 &&
                      url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment();
    return good ? QString{}
                : NewConnectionPanel::tr("An address with its port, as https://dewar.example.org:8444");
}

} // namespace

NewConnectionPanel::NewConnectionPanel(QWidget* parent) : QWidget{parent}
{
    auto* const lines =
        linesOf(this, tr("New connection"),
                tr("The engine's operator gives you its address and its ca.pem, over a way that you trust."));
    m_form = new kit::Form;
    m_form->addText("name", tr("Name"), {}, tr("prod-eu-1"))
        ->setCheck(kit::lengthBetween(1, 64, "prod-eu-1"));
    m_form->addText("address", tr("Address"), {}, "https://")->setCheck(addressFault);
    m_form->add(new kit::Field{"environment", tr("Environment"),
                               kit::choice({"Production", "Staging", "Recovery", "Development"}),
                               tr("Shown on every page, and in the words of every dangerous button")});
    m_pem = kit::textArea("-----BEGIN CERTIFICATE-----", 5, true);
    m_pem->setTabChangesFocus(true);
    m_form->add(new kit::Field{"authority", tr("Authority (ca.pem)"), m_pem});
    m_print = kit::text({}, Type::MonoSmall, Role::Text2, kit::Wrap::Yes);
    auto* const file = new kit::Button{tr("Choose ca.pem…"), kit::Kind::Default, "folder-open"};
    m_button = new kit::Button{tr("Continue"), kit::Kind::Primary, "arrow-right", kit::Size::Decisive};
    lines->addWidget(m_form);
    lines->addWidget(kit::row(10)->add(file)->stretch());
    lines->addWidget(m_print);
    lines->addWidget(m_button);
    connect(file, &QPushButton::clicked, this, &NewConnectionPanel::chooseFile);
    connect(m_pem, &QPlainTextEdit::textChanged, this, &NewConnectionPanel::readAuthority);
    connect(m_button, &QPushButton::clicked, this, &NewConnectionPanel::submit);
    readAuthority();
}

void NewConnectionPanel::chooseFile()
{
    auto* const dialog = new QFileDialog{
        this, tr("The engine's authority"), {}, tr("Certificates (*.pem *.crt);;All files (*)")};
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](QString const& path) {
        QFile file{path};
        if (!file.open(QIODevice::ReadOnly))
            return m_form->field("authority")
                ->showError(tr("This file cannot be read: %1").arg(file.errorString()));
        m_pem->setPlainText(QString::fromLatin1(file.read(kFileBytesMax)));
    });
    dialog->open();
}

void NewConnectionPanel::readAuthority()
{
    auto const text = m_pem->toPlainText().toLatin1();
    auto const authority = authorityFrom(text);
    auto const* problem = problemOf(authority);
    m_print->setVisible(problem == nullptr);
    m_button->setEnabled(problem == nullptr);
    if (problem != nullptr) {
        if (!text.trimmed().isEmpty())
            m_form->field("authority")->showError(problem->title);
        return;
    }
    m_form->field("authority")->clearError();
    m_print->setText(tr("Compare with what the operator tells you. SHA-256: ") +
                     longPrint(std::get<Authority>(authority).print));
}

void NewConnectionPanel::submit()
{
    auto const authority = authorityFrom(m_pem->toPlainText().toLatin1());
    if (!m_form->check() || problemOf(authority) != nullptr)
        return;
    auto const& read = std::get<Authority>(authority);
    QUrl url{m_form->field("address")->text().trimmed()};
    url.setPath({}); // "https://host:1/" and "https://host:1" are one engine.
    emit chosen({.name = m_form->field("name")->text().trimmed(),
                 .address = url.toString(),
                 .authorityPem = read.pem,
                 .print = read.print,
                 .engineId = {},
                 .environment = m_form->field("environment")->text(),
                 .user = {},
                 .usedAt = {}});
}

EngineStartPanel::EngineStartPanel(LocalEngine& engine, QWidget* parent) : QWidget{parent}, m_engine{engine}
{
    auto* const lines = linesOf(
        this, tr("Start the engine"),
        tr("Its vault opens with the passphrase that was chosen at the set-up. It is handed to the engine "
           "and not kept."));
    m_form = new kit::Form;
    m_form->addPassword("passphrase", tr("Passphrase"))
        ->setCheck(kit::required(tr("Type the passphrase of the vault")));
    m_banner = kit::text({}, Type::Strong, Role::Crit, kit::Wrap::Yes);
    m_banner->hide();
    m_button = new kit::Button{tr("Start engine"), kit::Kind::Primary, "play", kit::Size::Decisive};
    lines->addWidget(m_form);
    lines->addWidget(m_banner);
    lines->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &EngineStartPanel::submit);
    connect(qobject_cast<QLineEdit*>(m_form->field("passphrase")->control()), &QLineEdit::returnPressed, this,
            &EngineStartPanel::submit);
}

void EngineStartPanel::say(QString const& sentence)
{
    m_banner->setText(sentence);
    m_banner->setVisible(!sentence.isEmpty());
}

void EngineStartPanel::submit()
{
    if (!m_button->isEnabled() || !m_form->check())
        return;
    say({});
    m_button->setEnabled(false);
    m_button->setText(tr("Starting…"));
    m_engine.start(takeSecret(m_form->field("passphrase")),
                   {this, [this](Reply<EnginePlace> reply) {
                        m_button->setEnabled(true);
                        m_button->setText(tr("Start engine"));
                        if (auto const* problem = problemOf(reply)) {
                            say(problem->title);
                            return m_form->field("passphrase")->control()->setFocus();
                        }
                        emit started(std::get<EnginePlace>(reply));
                    }});
}

EvidencePanel::EvidencePanel(QString program, QWidget* parent)
    : QWidget{parent}, m_program{std::move(program)}
{
    auto* const lines = linesOf(
        this, tr("Verify evidence"),
        tr("Recomputes every hash of an exported incident on this computer. No engine and no network."));
    m_file = kit::elided(tr("No bundle chosen yet"), Type::Mono, Role::Muted);
    m_verdict = kit::text({}, Type::H2, Role::Text, kit::Wrap::Yes);
    m_output = kit::text({}, Type::MonoSmall, Role::Text2, kit::Wrap::Yes);
    m_output->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_choose = new kit::Button{tr("Choose bundle…"), kit::Kind::Primary, "folder-open", kit::Size::Decisive};
    lines->addWidget(m_file);
    lines->addWidget(m_verdict);
    lines->addWidget(m_output);
    lines->addWidget(m_choose);
    connect(m_choose, &QPushButton::clicked, this, &EvidencePanel::chooseFile);
}

void EvidencePanel::chooseFile()
{
    auto* const dialog =
        new QFileDialog{this, tr("An exported incident"), {}, tr("Bundles (*.json);;All files (*)")};
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &EvidencePanel::verify);
    dialog->open();
}

void EvidencePanel::verify(QString const& path)
{
    if (m_child)
        return;
    m_file->setText(kit::visible(path));
    m_verdict->setText(tr("Verifying…"));
    kit::setTone(m_verdict, Role::Muted);
    m_output->clear();
    m_choose->setEnabled(false);
    auto* const child = new QProcess{this};
    m_child = child;
    child->setProcessChannelMode(QProcess::MergedChannels);
    connect(child, &QProcess::finished, this, [this, child] { ended(child); });
    connect(child, &QProcess::errorOccurred, this, [this, child](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended(child);
    });
    QTimer::singleShot(kVerifyMsMax, child, [child] { child->kill(); });
    // An absolute path: a file named "--help" is a file.
    child->start(m_program, {"verify-bundle", QFileInfo{path}.absoluteFilePath()});
}

void EvidencePanel::ended(QProcess* child)
{
    bool const ran = child->error() == QProcess::UnknownError && child->exitStatus() == QProcess::NormalExit;
    bool const good = ran && child->exitCode() == 0;
    m_verdict->setText(good  ? tr("The bundle is whole: every hash matches")
                       : ran ? tr("The bundle does not hold")
                             : tr("The check could not be run"));
    kit::setTone(m_verdict, good ? Role::Ok : Role::Crit);
    auto lines = QString::fromUtf8(child->readAll()).left(kOutputLettersMax).split('\n');
    for (auto& line : lines)
        line = kit::visible(line);
    m_output->setText(lines.join('\n').trimmed());
    m_choose->setEnabled(true);
    child->deleteLater();
    m_child = nullptr;
    emit verified(good);
}

} // namespace ui
