// Shows a secret once or for a short while: hidden until asked for, never in a model, zeroed afterwards.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"

#include <QTimer>
#include <QWidget>

namespace ui::kit {

/// Owns the secret's bytes and zeroes them. Hidden text has no accessible value and is not selectable;
/// revealed it
/// is shown for 15 s. Copying puts it in the clipboard for 30 s, and takes it away only if it is still there.
class SecretField : public QWidget {
    Q_OBJECT

public:
    static constexpr int kRevealMs = 15'000;
    static constexpr int kClipboardMs = 30'000;

    explicit SecretField(QString const& name, QWidget* parent = nullptr);
    ~SecretField() override;

    void setSecret(QByteArray secret);
    bool revealed() const { return m_revealed; }
    void reveal();
    void hideAgain();
    void copy();

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override { return {320, 40}; }

private:
    void forget();

    QByteArray m_secret;
    bool m_revealed = false;
    QTimer m_hide;
    QTimer m_clear;
    IconButton* m_eye;
    IconButton* m_copy;
};

} // namespace ui::kit
