// Painted items as children of their widget in the accessible tree.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/painted_items.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QWidget>

#include <map>

namespace ui::kit {

namespace {

class AccessibleItem final : public QAccessibleInterface {
public:
    AccessibleItem(QWidget* widget, PaintedItems* items, int item)
        : m_widget{widget}, m_items{items}, m_item{item}
    {
    }

    bool isValid() const override { return m_item < m_items->itemCount(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_widget); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(QAccessibleInterface const*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? m_items->itemName(m_item) : QString{};
    }
    void setText(QAccessible::Text, QString const&) override {}
    QRect rect() const override
    {
        if (!isValid())
            return {};
        auto const place = m_items->itemPlace(m_item);
        return {m_widget->mapToGlobal(place.topLeft()), place.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.selected = m_items->currentItem() == m_item;
        state.focused = state.selected && m_widget->hasFocus();
        return state;
    }
    int item() const { return m_item; }

private:
    QWidget* m_widget;
    PaintedItems* m_items;
    int m_item;
};

class AccessibleItems final : public QAccessibleWidget {
public:
    AccessibleItems(QWidget* widget, PaintedItems* items)
        : QAccessibleWidget{widget, QAccessible::List}, m_items{items}
    {
    }
    ~AccessibleItems() override
    {
        for (auto const& [item, id] : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return m_items->itemCount(); }
    QAccessibleInterface* child(int item) const override
    {
        if (item < 0 || item >= m_items->itemCount())
            return nullptr;
        auto const found = m_children.find(item);
        if (found != m_children.end())
            return QAccessible::accessibleInterface(found->second);
        auto* made = new AccessibleItem{widget(), m_items, item};
        m_children.emplace(item, QAccessible::registerAccessibleInterface(made));
        return made;
    }
    int indexOfChild(QAccessibleInterface const* child) const override
    {
        auto const* item = dynamic_cast<AccessibleItem const*>(child);
        return item ? item->item() : -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        auto const place = widget()->mapFromGlobal(QPoint{x, y});
        for (int item = 0; item < m_items->itemCount(); ++item)
            if (m_items->itemPlace(item).contains(place))
                return child(item);
        return nullptr;
    }
    QAccessibleInterface* focusChild() const override
    {
        return widget()->hasFocus() ? child(m_items->currentItem()) : nullptr;
    }

private:
    PaintedItems* m_items;
    mutable std::map<int, QAccessible::Id> m_children;
};

QAccessibleInterface* accessibleOf(QString const&, QObject* object)
{
    auto* widget = qobject_cast<QWidget*>(object);
    auto* items = dynamic_cast<PaintedItems*>(object);
    return widget && items ? new AccessibleItems{widget, items} : nullptr;
}

} // namespace

PaintedItems::PaintedItems()
{
    static auto const installed = [] {
        QAccessible::installFactory(accessibleOf);
        return true;
    }();
    Q_UNUSED(installed);
}

void focusMoved(QWidget* widget)
{
    auto const* items = dynamic_cast<PaintedItems const*>(widget);
    if (!items || !widget->hasFocus() || items->currentItem() < 0)
        return;
    QAccessibleEvent event{widget, QAccessible::Focus};
    event.setChild(items->currentItem());
    QAccessible::updateAccessibility(&event);
}

} // namespace ui::kit
