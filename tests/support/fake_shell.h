// The shell as a page's test wants it: remembers where a page sent the person, its toasts and its badges.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <QHash>

namespace support {

class FakeShell final : public ui::kit::Shell {
public:
    struct Toast {
        ui::kit::ToastKind kind;
        QString title;
        QString hint;
        std::function<void()> undo;
    };
    struct Badge {
        ui::Severity worst;
        int count;
    };

    void go(ui::kit::Address const& address) override { gone << address; }
    void toast(ui::kit::ToastKind kind, QString const& title, QString const& hint = {},
               std::function<void()> undo = {}) override
    {
        toasts << Toast{kind, title, hint, std::move(undo)};
    }
    void problem(ui::Problem const& problem) override { problems << problem; }
    ui::kit::ActiveIncident const& activeIncident() const override { return incident; }
    void setActiveIncident(ui::kit::ActiveIncident const& next) override { incident = next; }
    QString environment() const override { return QStringLiteral("Production"); }
    void badge(QString const& page, ui::Severity worst, int count) override { badges[page] = {worst, count}; }

    QList<ui::kit::Address> gone;
    QList<Toast> toasts;
    QList<ui::Problem> problems;
    QHash<QString, Badge> badges;
    ui::kit::ActiveIncident incident;
};

} // namespace support
