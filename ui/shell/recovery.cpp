// Repository, key, and one button.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/recovery.h"

#include "ui/api/wipe.h"
#include "ui/kit/layout.h"
#include "ui/kit/text.h"
#include "ui/shell/sign_in.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr qint64 kKitBytesMax = 16 * 1024; // The engine's limit too.
constexpr int kPassphraseLengthMin = 12;

QString repositoryFault(QString const& text)
{
    QDir const folder{text.trimmed()};
    bool const good = !text.trimmed().isEmpty() && folder.exists("manifests") && folder.exists("packs");
    return good ? QString{}
                : RecoveryPanel::tr("A folder of backups has the folders manifests and packs in it");
}

} // namespace

RecoveryPanel::RecoveryPanel(LocalEngine& engine, QWidget* parent) : QWidget{parent}, m_engine{engine}
{
    m_form = new kit::Form;
    m_form->addText("repository", tr("Folder of the backups"), tr("It is only read"))
        ->setCheck(repositoryFault);
    m_form->add(new kit::Field{"key", tr("Opened with"),
                               kit::choice({tr("The passphrase of the vault"), tr("The recovery kit")})});
    m_form->addPassword("secret", tr("Passphrase"));
    auto* const next = m_form->addPassword("next", tr("New passphrase of the vault"),
                                           tr("The only one from then on; the kit stays valid"));
    m_form->addPassword("again", tr("New passphrase again"))->setCheck([this, next](QString const& text) {
        return !byKit() || text == next->text() ? QString{} : tr("The two differ");
    });
    next->setCheck([this](QString const& text) {
        return byKit() && text.size() < kPassphraseLengthMin
                   ? tr("At least %1 characters, as four or five words").arg(kPassphraseLengthMin)
                   : QString{};
    });
    m_report = kit::text({}, Type::Body, Role::Text2, kit::Wrap::Yes);
    m_banner = kit::text({}, Type::Strong, Role::Crit, kit::Wrap::Yes);
    m_button = new kit::Button{tr("Recover"), kit::Kind::Primary, "history", kit::Size::Decisive};
    m_choosers = choosers();
    auto* const lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(16);
    lines->addWidget(
        kit::column(4)
            ->add(kit::text(tr("Recover from backup"), Type::Display, Role::Text, kit::Wrap::Yes))
            ->add(
                kit::text(tr("Makes the engine on this computer anew. What was signed in is signed out, and "
                             "accounts wait until an administrator has looked at them."),
                          Type::Body, Role::Muted, kit::Wrap::Yes)));
    for (auto* const part : std::initializer_list<QWidget*>{m_form, m_choosers, m_report, m_banner, m_button})
        lines->addWidget(part);
    connect(qobject_cast<QComboBox*>(m_form->field("key")->control()), &QComboBox::currentIndexChanged, this,
            &RecoveryPanel::showKey);
    connect(m_button, &QPushButton::clicked, this, &RecoveryPanel::submit);
    m_report->hide();
    say({});
    showKey();
}

QWidget* RecoveryPanel::choosers()
{
    auto* const folder = new kit::Button{tr("Choose folder…"), kit::Kind::Default, "folder-open"};
    m_kitFile = new kit::Button{tr("Read the kit from a file…"), kit::Kind::Default, "key-round"};
    connect(folder, &QPushButton::clicked, this, &RecoveryPanel::chooseFolder);
    connect(m_kitFile, &QPushButton::clicked, this, &RecoveryPanel::chooseKit);
    return kit::row(10)->add(folder)->add(m_kitFile)->stretch();
}

void RecoveryPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    bool const free = m_engine.state() == LocalEngine::State::None;
    m_button->setEnabled(free || m_done);
    if (!free && !m_done)
        say(tr("%1 holds an engine already, which is never overwritten. Start dewar with --data and a new "
               "folder to recover beside it; to bring single collections back, use Backups.")
                .arg(kit::visible(m_engine.directory())));
}

bool RecoveryPanel::byKit() const
{
    return qobject_cast<QComboBox*>(m_form->field("key")->control())->currentIndex() == 1;
}

void RecoveryPanel::showKey()
{
    bool const kit = byKit();
    auto* const secret = m_form->field("secret");
    takeSecret(secret); // What was typed was for the other key.
    secret->clearError();
    secret->setCheck(kit::required(kit ? tr("Type the kit, or read it from its file")
                                       : tr("Type the passphrase of the vault at that time")));
    secret->setHelp(kit ? tr("Four lines of letters and digits") : tr("As it was when the backup was taken"));
    secret->control()->setAccessibleName(kit ? tr("Recovery kit") : tr("Passphrase"));
    m_form->field("next")->setVisible(kit);
    m_form->field("again")->setVisible(kit);
    m_kitFile->setVisible(kit);
}

void RecoveryPanel::chooseFolder()
{
    auto* const dialog = new QFileDialog{this, tr("The folder of the backups")};
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](QString const& path) {
        m_form->field("repository")->setText(path);
        m_form->field("repository")->check();
    });
    dialog->open();
}

void RecoveryPanel::chooseKit()
{
    auto* const dialog = new QFileDialog{this, tr("The recovery kit"), {}, tr("Text (*.txt);;All files (*)")};
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](QString const& path) {
        QFile file{path};
        if (!file.open(QIODevice::ReadOnly))
            return m_form->field("secret")->showError(
                tr("This file cannot be read: %1").arg(file.errorString()));
        auto bytes = file.read(kKitBytesMax);
        m_form->field("secret")->setText(QString::fromLatin1(bytes).simplified());
        wipe(bytes);
    });
    dialog->open();
}

void RecoveryPanel::submit()
{
    if (m_done)
        return emit recovered();
    if (m_form->check())
        recover();
}

void RecoveryPanel::recover()
{
    say({});
    m_button->setEnabled(false);
    m_button->setText(tr("Checking and restoring…"));
    takeSecret(m_form->field("again"));
    EngineRecovery request{.repository = m_form->field("repository")->text().trimmed(),
                           .key =
                               byKit() ? EngineRecovery::Key::RecoveryKit : EngineRecovery::Key::Passphrase,
                           .secret = takeSecret(m_form->field("secret")),
                           .nextPassphrase = takeSecret(m_form->field("next"))};
    m_engine.recover(std::move(request), {this, [this](Reply<QStringList> reply) {
                                              m_button->setEnabled(true);
                                              m_button->setText(tr("Recover"));
                                              if (auto const* problem = problemOf(reply))
                                                  return say(problem->title);
                                              showReport(std::get<QStringList>(reply));
                                          }});
}

void RecoveryPanel::showReport(QStringList const& lines)
{
    m_done = true;
    QStringList shown;
    for (auto const& line : lines)
        shown << kit::visible(line);
    m_report->setText(shown.join("\n\n"));
    m_report->show();
    m_form->hide();
    m_choosers->hide();
    m_button->setText(tr("Go on to its passphrase"));
    m_button->setFocus();
}

void RecoveryPanel::say(QString const& sentence)
{
    m_banner->setText(sentence);
    m_banner->setVisible(!sentence.isEmpty());
}

} // namespace ui
