// Asks for the old and the new passphrase of the vault and tells how strong the new one is.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/pages/vault/vault_client.h"

namespace ui::vault {

enum class Strength { TooShort, Weak, Fair, Strong };
/// By length, kinds of letters and repetition: a hint, not a proof.
Strength strengthOf(QString const& passphrase);

class PassphraseDialog final : public kit::FormDialog {
    Q_OBJECT

public:
    PassphraseDialog(QWidget* over, VaultClient& client, QString const& environment);
    ~PassphraseDialog() override;

    QString strengthWords() const { return m_words->text(); }

signals:
    void changed();

private:
    QLineEdit* edit(char const* name) const;
    void judge();
    void send();
    void refused(Problem const& problem);
    /// Fields hold secrets: they are emptied as soon as they are of no use any more.
    void clearFields();

    VaultClient& m_client;
    kit::ProgressBar* m_bar;
    QLabel* m_words;
};

} // namespace ui::vault
