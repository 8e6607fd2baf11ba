// The frame of every page: header, banner, body.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/page.h"

#include "ui/kit/text.h"

#include <QAccessible>
#include <QSplitter>

namespace ui::kit {

Page::Page(PageContext context, QString const& stem, QString const& title, QWidget* parent)
    : QWidget{parent}, m_context{context}, m_stem{stem}, m_title{title}
{
    setAccessibleName(title);
    m_lines = new QVBoxLayout{this};
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(0);
    m_facts = elided({}, Type::Small, Role::Muted);
    m_facts->hide();
    m_actions = row(8);
    auto* words = column(2)->add(text(title, Type::H1))->add(m_facts);
    m_header = row(8, {24, 16, 24, 14});
    m_header->add(words, 1)->add(m_actions, 0, Qt::AlignVCenter);
    m_banner = row(10, {14, 8, 10, 8}, QStringLiteral("crit"));
    m_bannerPlace = row(0, {24, 0, 24, 14})->add(m_banner, 1);
    m_bannerPlace->hide();
    m_lines->addWidget(m_header);
    m_lines->addWidget(m_bannerPlace);
}

void Page::setFacts(QString const& line)
{
    m_facts->setText(line);
    m_facts->setVisible(!line.isEmpty());
}

void Page::addAction(QWidget* widget)
{
    m_actions->add(widget);
}

void Page::setBanner(QString const& ground, QString const& icon, QString const& title, QString const& hint,
                     QList<QWidget*> const& actions)
{
    m_bannerPlace->setVisible(!title.isEmpty());
    m_banner->clear();
    if (title.isEmpty())
        return;
    m_banner->ground(ground);
    auto const tone = ground == QLatin1String("crit")   ? Role::Crit
                      : ground == QLatin1String("high") ? Role::High
                      : ground == QLatin1String("ok")   ? Role::Ok
                                                        : Role::Accent;
    m_banner->add(iconLabel(icon, 18, tone))->add(text(title, Type::H3));
    m_banner->add(elided(hint, Type::Body, Role::Text2), 1);
    for (auto* action : actions)
        m_banner->add(action);
    m_banner->setAccessibleName(title + QStringLiteral(". ") + hint);
    QAccessibleEvent said{m_banner, QAccessible::Alert};
    QAccessible::updateAccessibility(&said);
}

QSplitter* Page::panes(std::initializer_list<QWidget*> parts, QList<int> const& sizes, int grows)
{
    auto* split = splitter(Qt::Horizontal, parts, sizes);
    for (int i = 0; i < split->count(); ++i)
        split->setStretchFactor(i, i == grows ? 1 : 0);
    auto const key = m_stem + QStringLiteral("/panes");
    if (auto const left = m_context.settings.value(key).toByteArray(); !left.isEmpty())
        split->restoreState(left);
    connect(split, &QSplitter::splitterMoved, this, [this, split, key] {
        // A pane that a narrow window hides has no width, which is nobody's wish.
        for (int i = 0; i < split->count(); ++i)
            if (!split->widget(i)->isVisible())
                return;
        m_context.settings.setValue(key, split->saveState());
    });
    return split;
}

void Page::setBody(QWidget* body, bool edgeToEdge)
{
    Q_ASSERT(!m_body);
    m_body = body;
    if (edgeToEdge) {
        m_header->ground(QStringLiteral("header"));
        m_bannerPlace->box()->setContentsMargins(24, 12, 24, 12); // Below the header's rule, above panes.
        m_lines->addWidget(body, 1);
        return;
    }
    m_lines->addWidget(row(0, {24, 0, 24, 16})->add(body, 1), 1);
}

void Page::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous())
        refresh();
}

void Page::needs(Button* button, QString const& permission) const
{
    button->setReason(may(permission)
                          ? QString{}
                          : tr("You need %1. Somebody who manages roles can grant it.").arg(permission));
}

} // namespace ui::kit
