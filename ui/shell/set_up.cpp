// The steps of the first set-up.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/set_up.h"

#include "ui/api/wipe.h"
#include "ui/kit/text.h"
#include "ui/shell/sign_in.h"

#include <QFileDialog>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSaveFile>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kPasswordLengthMin = 12; // The engine's limits for both.
constexpr int kPassphraseLengthMin = 12;

kit::Field::Check longEnough(int least)
{
    return [least](QString const& text) {
        return text.size() < least
                   ? SetUpPanel::tr("At least %1 characters, as four or five words").arg(least)
                   : QString{};
    };
}

kit::Field::Check sameAs(kit::Field* other)
{
    return [other](QString const& text) {
        return text == other->text() ? QString{} : SetUpPanel::tr("The two differ");
    };
}

QString nameFault(QString const& text)
{
    static QRegularExpression const kName{"^[a-z][a-z0-9._-]{0,63}$"};
    return kName.match(text).hasMatch()
               ? QString{}
               : SetUpPanel::tr("Lower-case letters, digits, dot and dash, as ada.okafor");
}

QList<QByteArray> groupsOf(QByteArray const& kit)
{
    auto groups = QByteArray{kit}.replace('\n', '-').split('-');
    groups.removeIf([](QByteArray const& group) { return group.trimmed().isEmpty(); });
    return groups;
}

} // namespace

SetUpPanel::SetUpPanel(LocalEngine& engine, QWidget* parent) : QWidget{parent}, m_engine{engine}
{
    m_title = kit::text({}, Type::Display, Role::Text, kit::Wrap::Yes);
    m_facts = kit::text({}, Type::Body, Role::Muted, kit::Wrap::Yes);
    m_administrator = new kit::Form;
    m_administrator->addText("name", tr("Administrator's name"), {}, "ada")->setCheck(nameFault);
    auto* const password = m_administrator->addPassword("password", tr("Password"),
                                                        tr("At least %1 characters").arg(kPasswordLengthMin));
    password->setCheck(longEnough(kPasswordLengthMin));
    m_administrator->addPassword("again", tr("Password again"))->setCheck(sameAs(password));
    m_passphrase = new kit::Form;
    auto* const passphrase = m_passphrase->addPassword("passphrase", tr("Passphrase of the vault"),
                                                       tr("Asked for at every start of the engine"));
    passphrase->setCheck(longEnough(kPassphraseLengthMin));
    m_passphrase->addPassword("again", tr("Passphrase again"))->setCheck(sameAs(passphrase));
    m_steps = {m_administrator, m_passphrase, kitStep()};
    m_banner = kit::text({}, Type::Strong, Role::Crit, kit::Wrap::Yes);
    m_button = new kit::Button{{}, kit::Kind::Primary, "arrow-right", kit::Size::Decisive};
    connect(m_button, &QPushButton::clicked, this, &SetUpPanel::next);
    auto* const lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(16);
    lines->addWidget(kit::column(4)->add(m_title)->add(m_facts));
    for (auto* const step : m_steps)
        lines->addWidget(step);
    lines->addWidget(m_banner);
    lines->addWidget(m_button);
    enter(Step::Administrator);
}

SetUpPanel::~SetUpPanel()
{
    wipe(m_kit);
    wipe(m_secret);
}

kit::Panel* SetUpPanel::kitStep()
{
    auto* const step = kit::column(16);
    m_kitText = kit::text({}, Type::Timer, Role::Text);
    m_kitText->setAlignment(Qt::AlignCenter);
    auto* const save = new kit::Button{tr("Save to a file…"), kit::Kind::Default, "download"};
    connect(save, &QPushButton::clicked, this, &SetUpPanel::saveKit);
    m_question = kit::text({}, Type::SmallStrong, Role::Text2, kit::Wrap::Yes);
    m_typed = kit::input("XXXX", {}, true);
    m_question->setBuddy(m_typed);
    connect(m_typed, &QLineEdit::textChanged, this, &SetUpPanel::judgeTyped);
    step->add(kit::column(0, {16, 16, 16, 16}, "well")->add(m_kitText));
    step->add(kit::row(10)->add(save)->stretch());
    step->add(kit::column(6)->add(m_question)->add(m_typed));
    return step;
}

void SetUpPanel::enter(Step step)
{
    say({});
    m_step = step;
    for (std::size_t i = 0; i < m_steps.size(); ++i)
        m_steps[i]->setVisible(i == static_cast<std::size_t>(step));
    switch (step) {
    case Step::Administrator:
        m_title->setText(tr("Set up the engine on this computer"));
        m_facts->setText(tr("Step 1 of 3 · Who administers it. Everybody else is invited later."));
        m_button->setText(tr("Continue"));
        break;
    case Step::Passphrase:
        m_title->setText(tr("Choose the passphrase of the vault"));
        m_facts->setText(tr("Step 2 of 3 · It encrypts the engine's keys. Without it and without the "
                            "recovery kit, nobody opens "
                            "them again."));
        m_button->setText(tr("Set up"));
        break;
    case Step::Kit:
        m_title->setText(tr("Keep the recovery kit"));
        m_facts->setText(tr(
            "Step 3 of 3 · It opens the vault and the backups without the passphrase. Keep it away from this "
            "computer: it is not shown again."));
        m_button->setText(tr("I have saved it: start the engine"));
        break;
    }
}

void SetUpPanel::next()
{
    switch (step()) {
    case Step::Administrator:
        if (m_administrator->check())
            enter(Step::Passphrase);
        return;
    case Step::Passphrase:
        if (m_passphrase->check())
            makeEngine();
        return;
    case Step::Kit:
        return startEngine();
    }
}

void SetUpPanel::makeEngine()
{
    takeSecret(m_administrator->field("again"));
    takeSecret(m_passphrase->field("again"));
    m_secret = takeSecret(m_passphrase->field("passphrase"));
    EngineSetUp request{.administrator = m_administrator->field("name")->text(),
                        .password = takeSecret(m_administrator->field("password")),
                        .passphrase = QString{m_secret.constData(), m_secret.size()}};
    say({});
    m_button->setEnabled(false);
    m_button->setText(tr("Making keys…"));
    m_engine.setUp(std::move(request), {this, [this](Reply<QByteArray> reply) {
                                            m_button->setEnabled(true);
                                            if (auto const* problem = problemOf(reply)) {
                                                wipe(m_secret);
                                                enter(Step::Administrator);
                                                return say(problem->title);
                                            }
                                            showKit(std::get<QByteArray>(std::move(reply)));
                                        }});
}

void SetUpPanel::showKit(QByteArray kit)
{
    m_kit = std::move(kit);
    m_kitText->setText(QString::fromLatin1(m_kit).trimmed());
    auto const count = static_cast<int>(groupsOf(m_kit).size());
    m_asked = count > 0 ? QRandomGenerator::global()->bounded(count) + 1 : 0;
    enter(Step::Kit);
    auto const perLine = std::max<qsizetype>(1, groupsOf(m_kit.split('\n').first()).size());
    m_question->setText(tr("To show that it is saved, type group %1 of line %2 from your copy")
                            .arg((m_asked - 1) % perLine + 1)
                            .arg((m_asked - 1) / perLine + 1));
    m_typed->setAccessibleName(m_question->text());
    m_typed->clear();
    judgeTyped();
}

QByteArray SetUpPanel::group(int number) const
{
    return groupsOf(m_kit).value(number - 1);
}

void SetUpPanel::judgeTyped()
{
    auto const typed = m_typed->text().trimmed().toUpper().toLatin1();
    // While it is typed back, what is on the screen is not the copy.
    m_kitText->setVisible(typed.isEmpty());
    m_button->setEnabled(!m_kit.isEmpty() && !typed.isEmpty() && typed == group(m_asked));
}

void SetUpPanel::saveKit()
{
    auto* const dialog =
        new QFileDialog{this, tr("Save the recovery kit, on a medium that leaves this computer")};
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->selectFile("dewar-recovery-kit.txt");
    connect(dialog, &QFileDialog::fileSelected, this, [this](QString const& path) {
        QSaveFile file{path};
        bool const open =
            file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        if (!open || file.write(m_kit) != m_kit.size() || !file.commit())
            say(tr("It could not be saved there: %1").arg(file.errorString()));
    });
    dialog->open();
}

void SetUpPanel::startEngine()
{
    auto const administrator = m_administrator->field("name")->text();
    m_button->setEnabled(false);
    m_button->setText(tr("Starting…"));
    m_typed->clear();
    m_kitText->clear();
    wipe(m_kit);
    m_question->setText(tr("Saved. The kit is gone from this computer."));
    m_typed->hide();
    m_engine.start(
        std::exchange(m_secret, {}),
        {this, [this, administrator](Reply<EnginePlace> reply) {
             if (auto const* problem = problemOf(reply))
                 return say(
                     tr("The engine is set up but did not start: %1. Choose it at the left to start it.")
                         .arg(problem->title));
             emit started(std::get<EnginePlace>(reply), administrator);
         }});
}

void SetUpPanel::say(QString const& sentence)
{
    m_banner->setText(sentence);
    m_banner->setVisible(!sentence.isEmpty());
}

} // namespace ui
