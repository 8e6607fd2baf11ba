// The dialog that changes the passphrase of the vault.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/vault/vault_passphrase.h"

#include "ui/api/wipe.h"
#include "ui/kit/text.h"

#include <QSet>

#include <cmath>

namespace ui::vault {

namespace {

constexpr int kBytesMin = 8; // The engine's own limits.
constexpr int kBytesMax = 1024;
constexpr double kFairBits = 60;
constexpr double kStrongBits = 90;

double bitsOf(QString const& passphrase)
{
    int pool = 0;
    bool lower = false, upper = false, digit = false, blank = false, other = false;
    QSet<QChar> different;
    for (auto const letter : passphrase) {
        different.insert(letter);
        lower |= letter.isLower();
        upper |= letter.isUpper();
        digit |= letter.isDigit();
        blank |= letter.isSpace();
        other |= !letter.isLetterOrNumber() && !letter.isSpace();
    }
    pool += lower ? 26 : 0;
    pool += upper ? 26 : 0;
    pool += digit ? 10 : 0;
    pool += blank ? 1 : 0;
    pool += other ? 32 : 0;
    // Repeated letters add little: "aaaaaaaaaaaa" is not long.
    auto const counted =
        std::min<double>(static_cast<double>(passphrase.size()), 2.0 * static_cast<double>(different.size()));
    return counted * std::log2(std::max(2, pool));
}

QString sizeFault(QString const& text)
{
    auto const bytes = text.toUtf8().size();
    if (bytes < kBytesMin)
        return PassphraseDialog::tr("At least 8 characters; five words from a book are better");
    return bytes > kBytesMax ? PassphraseDialog::tr("At most 1,024 bytes") : QString{};
}

} // namespace

Strength strengthOf(QString const& passphrase)
{
    if (passphrase.toUtf8().size() < kBytesMin)
        return Strength::TooShort;
    auto const bits = bitsOf(passphrase);
    if (bits < kFairBits)
        return Strength::Weak;
    return bits < kStrongBits ? Strength::Fair : Strength::Strong;
}

PassphraseDialog::PassphraseDialog(QWidget* over, VaultClient& client, QString const& environment)
    : FormDialog{over, tr("Change the vault's passphrase"),
                 tr("%1 · the engine asks for it when it starts without a stored one").arg(environment),
                 tr("Change passphrase")},
      m_client{client}
{
    auto* current = form()->addPassword("current", tr("Present passphrase"));
    current->setCheck(kit::required(tr("The engine checks it before it changes anything")));
    auto* next =
        form()->addPassword("next", tr("New passphrase"), tr("Five words or more than 16 characters"));
    next->setCheck(sizeFault);
    m_bar = new kit::ProgressBar;
    m_words = kit::text({}, Type::Small, Role::Muted);
    auto* repeat = form()->addPassword("repeat", tr("New passphrase once more"));
    repeat->setCheck([this](QString const& text) {
        return text == edit("next")->text() ? QString{} : tr("The two are not the same");
    });
    body()->add(kit::row(10)->add(m_bar, 1)->add(m_words));
    auto* note = kit::row(10, {12, 10, 12, 10}, QStringLiteral("well"));
    note->add(kit::iconLabel(QStringLiteral("life-buoy"), 16, Role::Accent), 0, Qt::AlignTop);
    note->add(
        kit::text(
            tr("Nothing is sealed anew and the recovery kit still opens the vault. From then on the old "
               "passphrase opens nothing. After a wrong passphrase the engine waits longer each time."),
            Type::Small, Role::Text2, kit::Wrap::Yes),
        1);
    body()->add(note);
    for (auto const* name : {"current", "next", "repeat"})
        connect(edit(name), &QLineEdit::textChanged, this, &PassphraseDialog::judge);
    connect(this, &Dialog::closed, this, &PassphraseDialog::clearFields);
    onSubmit([this] { send(); });
    judge();
    open(current->control());
}

PassphraseDialog::~PassphraseDialog() = default;

QLineEdit* PassphraseDialog::edit(char const* name) const
{
    return qobject_cast<QLineEdit*>(form()->field(QString::fromLatin1(name))->control());
}

void PassphraseDialog::judge()
{
    auto const text = edit("next")->text();
    struct Look {
        double share;
        Role tone;
        QString words;
    };
    auto const look = [&]() -> Look {
        if (text.isEmpty())
            return {0, Role::Info, tr("Strength")};
        switch (strengthOf(text)) {
        case Strength::TooShort:
            return {0.1, Role::Crit, tr("Too short")};
        case Strength::Weak:
            return {0.3, Role::High, tr("Weak")};
        case Strength::Fair:
            return {0.65, Role::Med, tr("Fair")};
        case Strength::Strong:
            return {1, Role::Ok, tr("Strong")};
        }
        return {0, Role::Info, {}};
    }();
    m_bar->set(look.share, look.tone);
    m_bar->setAccessibleName(tr("Strength: %1").arg(look.words));
    m_words->setText(look.words);
    kit::setTone(m_words, text.isEmpty() ? Role::Muted : look.tone);
}

void PassphraseDialog::send()
{
    auto current = edit("current")->text();
    auto next = edit("next")->text();
    m_client.changePassphrase(current, next, this, [this](Reply<bool> reply) {
        if (auto const* problem = problemOf(reply))
            return refused(*problem);
        emit changed();
        close();
    });
    wipe(current);
    wipe(next);
}

void PassphraseDialog::refused(Problem const& problem)
{
    if (problem.type != QLatin1String("wrong-passphrase"))
        return failed(problem);
    submitButton()->setEnabled(true);
    auto* current = form()->field("current");
    edit("current")->clear();
    current->showError(tr("This is not the passphrase in force. Nothing was changed."));
    current->control()->setFocus();
}

void PassphraseDialog::clearFields()
{
    for (auto const* name : {"current", "next", "repeat"}) {
        QSignalBlocker const quiet{edit(name)};
        edit(name)->clear();
    }
}

} // namespace ui::vault
