// Toasts and the notification list.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/toasts.h"

#include "ui/kit/text.h"

#include <QAccessible>
#include <QEvent>
#include <QTimer>

namespace ui {

namespace {

constexpr int kWidthPx = 380;
constexpr int kEdgePx = 16;
constexpr int kStatusBarPx = 26;

struct Life {
    Severity shape;
    int ms; // 0: until closed.
};

Life lifeOf(kit::ToastKind kind, bool undo)
{
    switch (kind) {
    case kit::ToastKind::Done:
        return {Severity::Ok, undo ? 10'000 : 6'000};
    case kit::ToastKind::Warning:
        return {Severity::High, 12'000};
    case kit::ToastKind::Failure:
        return {Severity::Critical, 0};
    }
    return {Severity::Info, 6'000};
}

} // namespace

Toasts::Toasts(QWidget* window, Clock const& clock) : QObject{window}, m_window{window}, m_clock{clock}
{
    window->installEventFilter(this);
}

void Toasts::show(kit::ToastKind kind, QString const& title, QString const& hint, std::function<void()> undo)
{
    m_notices.prepend({kind, title, hint, m_clock.now()});
    while (m_notices.size() > kKeptMax)
        m_notices.removeLast();
    ++m_unseen;
    auto const life = lifeOf(kind, static_cast<bool>(undo));
    auto* toast = kit::row(12, {14, 12, 8, 12}, QStringLiteral("dialog"));
    toast->setParent(m_window);
    toast->setFixedWidth(kWidthPx);
    auto* words = kit::column(2)->add(kit::text(title, Type::Strong, Role::Text, kit::Wrap::Yes));
    if (!hint.isEmpty())
        words->add(kit::text(hint, Type::Small, Role::Text2, kit::Wrap::Yes));
    toast->add(new kit::SeverityGlyph{life.shape, 16}, 0, Qt::AlignTop)->add(words, 1);
    if (undo) {
        auto* back = new kit::Button{tr("Undo"), kit::Kind::Link, {}, kit::Size::Compact};
        connect(back, &QPushButton::clicked, this, [this, toast, undo = std::move(undo)] {
            close(toast);
            undo();
        });
        toast->add(back, 0, Qt::AlignTop);
    }
    auto* shut = new kit::IconButton{QStringLiteral("x"), tr("Close"), 14};
    connect(shut, &QToolButton::clicked, this, [this, toast] { close(toast); });
    toast->add(shut, 0, Qt::AlignTop);
    toast->setAccessibleName(title + QStringLiteral(". ") + hint);
    m_shown << toast;
    while (m_shown.size() > kShownMax)
        close(m_shown.first());
    if (life.ms > 0)
        QTimer::singleShot(life.ms, toast, [this, toast] { close(toast); });
    toast->show();
    place();
    QAccessibleEvent said{toast, QAccessible::Alert};
    QAccessible::updateAccessibility(&said);
    emit changed();
}

void Toasts::seen()
{
    m_unseen = 0;
    emit changed();
}

void Toasts::close(QWidget* toast)
{
    m_shown.removeOne(toast);
    toast->hide();
    toast->deleteLater();
    place();
}

void Toasts::place()
{
    auto bottom = m_window->height() - kStatusBarPx - kEdgePx;
    for (int index = m_shown.size() - 1; index >= 0; --index) {
        auto* toast = m_shown[index];
        auto const height = toast->layout()->hasHeightForWidth()
                                ? toast->layout()->totalHeightForWidth(kWidthPx)
                                : toast->sizeHint().height();
        toast->setGeometry(m_window->width() - kWidthPx - kEdgePx, bottom - height, kWidthPx, height);
        toast->raise();
        bottom -= height + 8;
    }
}

bool Toasts::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && event->type() == QEvent::Resize)
        place();
    return QObject::eventFilter(watched, event);
}

} // namespace ui
