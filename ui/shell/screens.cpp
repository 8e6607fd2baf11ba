// Pictures of every page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screens.h"

#include <QDir>
#include <QPixmap>

namespace ui {

namespace {
constexpr int kLookEveryMs = 100;
}

Screens::Screens(Workspace& workspace, QString const& folder, QString const& only, QObject* parent)
    : QObject{parent}, m_workspace{workspace}, m_folder{folder}
{
    m_waiting = only.isEmpty() ? workspace.stems() : QStringList{only};
    m_timer.setInterval(kLookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &Screens::look);
}

void Screens::start()
{
    if (!QDir{}.mkpath(m_folder)) {
        emit finished(0, tr("%1 cannot be made").arg(m_folder));
        return;
    }
    next();
    m_timer.start();
}

void Screens::next()
{
    m_waitedMs = 0;
    m_restedMs = 0;
    m_current = m_waiting.takeFirst();
    m_workspace.go({m_current, {}, {}});
}

bool Screens::atRest() const
{
    auto const* page = m_workspace.page();
    if (!page || page->stem() != m_current)
        return false;
    for (auto const* state : page->findChildren<kit::StateView*>())
        if (state->isVisibleTo(page) && state->face() == kit::StateView::Face::Loading)
            return false;
    return true;
}

void Screens::look()
{
    m_waitedMs += kLookEveryMs;
    m_restedMs = atRest() ? m_restedMs + kLookEveryMs : 0;
    auto const late = m_waitedMs >= kPageMsMax;
    if (m_restedMs < kRestMs && !late)
        return;
    auto const fault = late ? tr("page %1 did not come to rest").arg(m_current) : save();
    if (fault.isEmpty() && !m_waiting.isEmpty())
        return next();
    m_timer.stop();
    emit finished(m_saved, fault);
}

QString Screens::save()
{
    auto* window = m_workspace.window();
    // A focus ring in a picture would look like a part of the page.
    if (auto* focused = window->focusWidget())
        focused->clearFocus();
    auto const path =
        QStringLiteral("%1/%2-%3-%4x%5.png")
            .arg(m_folder, m_current, theme().dark() ? QStringLiteral("dark") : QStringLiteral("light"))
            .arg(window->width())
            .arg(window->height());
    if (!window->grab().save(path))
        return tr("%1 cannot be written").arg(path);
    ++m_saved;
    return {};
}

} // namespace ui
