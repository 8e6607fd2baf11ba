// A secret on the screen.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/secret_field.h"

#include "ui/api/wipe.h"
#include "ui/kit/paint.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPainter>
#include <QStyleOption>

namespace ui::kit {

SecretField::SecretField(QString const& name, QWidget* parent)
    : QWidget{parent}, m_eye{new IconButton{QStringLiteral("eye"), tr("Reveal for 15 seconds")}},
      m_copy{new IconButton{QStringLiteral("copy"), tr("Copy; leaves the clipboard after 30 seconds")}}
{
    setAccessibleName(name);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(40);
    auto* line = new QHBoxLayout{this};
    line->setContentsMargins(12, 0, 6, 0);
    line->addStretch(1);
    line->addWidget(m_eye);
    line->addWidget(m_copy);
    m_hide.setSingleShot(true);
    m_hide.setInterval(kRevealMs);
    m_clear.setSingleShot(true);
    m_clear.setInterval(kClipboardMs);
    connect(m_eye, &QToolButton::clicked, this, [this] { m_revealed ? hideAgain() : reveal(); });
    connect(m_copy, &QToolButton::clicked, this, &SecretField::copy);
    connect(&m_hide, &QTimer::timeout, this, &SecretField::hideAgain);
    connect(&m_clear, &QTimer::timeout, this, &SecretField::forget);
}

SecretField::~SecretField()
{
    // A dialog closed within the 30 s must not leave the secret behind.
    if (m_clear.isActive())
        forget();
    wipe(m_secret);
}

void SecretField::setSecret(QByteArray secret)
{
    wipe(m_secret);
    m_secret = std::move(secret);
    update();
}

void SecretField::reveal()
{
    m_revealed = true;
    m_eye->setIconName(QStringLiteral("eye-off"));
    m_hide.start();
    update();
}

void SecretField::hideAgain()
{
    m_revealed = false;
    m_eye->setIconName(QStringLiteral("eye"));
    m_hide.stop();
    update();
}

void SecretField::copy()
{
    auto* data = new QMimeData;
    data->setText(QString::fromUtf8(m_secret));
    // KDE's clipboard history and those that follow it leave such content out.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    QApplication::clipboard()->setMimeData(data);
    m_clear.start();
}

void SecretField::forget()
{
    m_clear.stop();
    auto held = QApplication::clipboard()->text().toUtf8();
    if (held == m_secret)
        QApplication::clipboard()->clear();
    wipe(held);
}

void SecretField::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    QStyleOption option;
    option.initFrom(this);
    style()->drawPrimitive(QStyle::PE_Widget, &option, &painter, this);
    auto const place = QRectF(rect()).adjusted(12, 0, -72, 0);
    auto shown = m_revealed ? QString::fromUtf8(m_secret) : QString{16, QChar{0x2022}};
    paintText(painter, place, shown, fontOf(Type::Mono), color(m_revealed ? Role::Text : Role::Muted));
    if (m_revealed)
        wipe(shown);
}

} // namespace ui::kit
