// The navigation list and how it is painted.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation.h"

#include "ui/kit/paint.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace ui {

namespace {

enum NavRole { StemRole = Qt::UserRole + 1, NavIconRole, CountRole, WorstRole };
constexpr int kItemPx = 31; // 30 and one of air.
constexpr int kHeadPx = 30;
constexpr int kHeadNarrowPx = 13;

bool isHead(QModelIndex const& index)
{
    return index.data(StemRole).toString().isEmpty();
}

} // namespace

// A list that takes the focus without choosing anything, and says when the arrows leave it.
class Navigation::List final : public QListView {
public:
    std::function<void()> past;   // Down at the last page.
    std::function<void()> before; // Up at the first.

    /// The first page from above, or the last from below.
    void enter(bool fromAbove)
    {
        setFocus(Qt::TabFocusReason);
        auto const rows = model()->rowCount();
        for (int i = 0; i < rows; ++i)
            if (auto const index = model()->index(fromAbove ? i : rows - 1 - i, 0); !isHead(index))
                return setCurrentIndex(index);
    }

protected:
    // QAbstractItemView would make the first row current, which here turns the page.
    void focusInEvent(QFocusEvent* event) override
    {
        QAbstractScrollArea::focusInEvent(event);
        viewport()->update();
    }
    void keyPressEvent(QKeyEvent* event) override
    {
        auto const held = currentIndex();
        QListView::keyPressEvent(event);
        if (currentIndex() != held)
            return;
        if (event->key() == Qt::Key_Down && past)
            past();
        else if (event->key() == Qt::Key_Up && before)
            before();
    }
};

class Navigation::Delegate final : public QStyledItemDelegate {
public:
    explicit Delegate(Navigation* navigation) : QStyledItemDelegate{navigation}, m_navigation{navigation} {}

    QSize sizeHint(QStyleOptionViewItem const&, QModelIndex const& index) const override
    {
        if (isHead(index))
            return {10, m_navigation->m_collapsed ? kHeadNarrowPx : kHeadPx};
        return {10, kItemPx};
    }

    void paint(QPainter* painter, QStyleOptionViewItem const& option, QModelIndex const& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QRectF const place = QRectF(option.rect).adjusted(0, 0, 0, -1);
        if (isHead(index))
            paintHead(*painter, place, index);
        else
            paintItem(*painter, place, option, index);
        painter->restore();
    }

private:
    void paintHead(QPainter& painter, QRectF const& place, QModelIndex const& index) const
    {
        if (m_navigation->m_collapsed) {
            if (index.row() > 0)
                painter.fillRect(QRectF{place.left() + 8, place.center().y(), place.width() - 16, 1},
                                 color(Role::LineSubtle));
            return;
        }
        auto const words = place.adjusted(12, index.row() ? 8 : 0, 0, -2);
        kit::paintText(painter, words, index.data().toString(), fontOf(Type::Caption), color(Role::Muted));
    }

    void paintItem(QPainter& painter, QRectF const& place, QStyleOptionViewItem const& option,
                   QModelIndex const& index) const
    {
        auto const chosen = option.state.testFlag(QStyle::State_Selected);
        painter.setPen(Qt::NoPen);
        if (chosen || option.state.testFlag(QStyle::State_MouseOver)) {
            painter.setBrush(color(chosen ? Role::NavSelected : Role::Hover));
            painter.drawRoundedRect(place, 6, 6);
        }
        if (chosen) {
            painter.setBrush(color(Role::Accent));
            painter.drawRoundedRect(QRectF{place.left(), place.top() + 8, 3, place.height() - 16}, 1.5, 1.5);
        }
        if (option.state.testFlag(QStyle::State_HasFocus) && chosen) {
            painter.setPen(QPen{color(Role::Accent), 2});
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 6, 6);
        }
        auto const glyph =
            tintedIcon(index.data(NavIconRole).toString(), 16, chosen ? Role::Accent : Role::Muted);
        painter.drawPixmap(QPointF{place.left() + 12, place.center().y() - 8}, glyph);
        auto const count = index.data(CountRole).toInt();
        auto const worst = static_cast<Severity>(index.data(WorstRole).toInt());
        if (m_navigation->m_collapsed) {
            if (count > 0)
                kit::paintSeverity(painter, QRectF{place.left() + 24, place.top() + 3, 11, 11}, worst);
            return;
        }
        auto const room = place.adjusted(38, 0, count > 0 ? -52 : -8, 0);
        kit::paintText(painter, room, index.data().toString(), sansFont(13, chosen ? 600 : 500),
                       color(chosen ? Role::Text : Role::Text2));
        if (count > 0)
            paintBadge(painter, place, worst, count);
    }

    static void paintBadge(QPainter& painter, QRectF const& place, Severity worst, int count)
    {
        auto const words = count > 99 ? QStringLiteral("99+") : QString::number(count);
        auto const font = sansFont(11, 600);
        auto const width = QFontMetricsF{font}.horizontalAdvance(words) + 26;
        QRectF const badge{place.right() - width - 6, place.center().y() - 9, width, 18};
        auto const role = severityRole(worst);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().chip(role));
        painter.drawRoundedRect(badge, 4, 4);
        kit::paintSeverity(painter, QRectF{badge.left() + 5, badge.center().y() - 5, 10, 10}, worst);
        kit::paintText(painter, badge.adjusted(19, 0, 0, 0), words, font, color(role));
    }

    Navigation* m_navigation;
};

Navigation::Navigation(std::vector<PageEntry> const& entries, QWidget* parent)
    : QWidget{parent}, m_model{new QStandardItemModel{this}}, m_footModel{new QStandardItemModel{this}}
{
    setAttribute(Qt::WA_StyledBackground);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(8, 10, 8, 10);
    lines->setSpacing(0);
    QString group;
    for (auto const& entry : entries) {
        QString const itsGroup = QCoreApplication::translate("ui::pages", entry.group);
        if (itsGroup.isEmpty()) {
            addItem(m_footModel, entry);
            continue;
        }
        if (itsGroup != group) {
            auto* head = new QStandardItem{itsGroup};
            head->setFlags(Qt::NoItemFlags);
            m_model->appendRow(head);
            group = itsGroup;
        }
        addItem(m_model, entry);
    }
    m_list = makeList(tr("Pages"));
    m_list->setModel(m_model);
    m_foot = makeList(tr("Settings"));
    m_foot->setModel(m_footModel);
    m_foot->setFixedHeight(kItemPx * std::max(1, m_footModel->rowCount()));
    lines->addWidget(m_list, 1);
    lines->addWidget(m_foot);
    for (auto* list : {m_list, m_foot})
        connect(list->selectionModel(), &QItemSelectionModel::currentChanged, this,
                [this, list](QModelIndex const& index) {
                    if (!index.isValid() || isHead(index))
                        return;
                    auto* other = list == m_list ? m_foot : m_list;
                    QSignalBlocker const quiet{other->selectionModel()};
                    other->selectionModel()->clear();
                    other->viewport()->update();
                    stopAt(list);
                    emit chosen(index.data(StemRole).toString());
                });
    connect(&theme(), &Theme::changed, this, [this] {
        m_list->viewport()->update();
        m_foot->viewport()->update();
    });
    stopAt(m_list);
    m_list->past = [this] { m_foot->enter(true); };
    m_foot->before = [this] { m_list->enter(false); };
    setCollapsed(false);
}

Navigation::List* Navigation::makeList(QString const& name)
{
    auto* list = new List;
    list->setAccessibleName(name);
    list->setItemDelegate(new Delegate{this});
    list->setFrameShape(QFrame::NoFrame);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setMouseTracking(true);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    return list;
}

void Navigation::addItem(QStandardItemModel* model, PageEntry const& entry)
{
    auto* item = new QStandardItem{pageTitle(entry)};
    item->setData(QString::fromLatin1(entry.stem), StemRole);
    item->setData(QString::fromLatin1(entry.icon), NavIconRole);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    model->appendRow(item);
}

void Navigation::setCurrent(QString const& stem)
{
    for (auto* list : {m_list, m_foot}) {
        auto const* model = list->model();
        for (int place = 0; place < model->rowCount(); ++place) {
            auto const index = model->index(place, 0);
            if (index.data(StemRole).toString() != stem)
                continue;
            auto* other = list == m_list ? m_foot : m_list;
            QSignalBlocker const quiet{list->selectionModel()};
            QSignalBlocker const quietToo{other->selectionModel()};
            other->selectionModel()->clear();
            list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
            list->viewport()->update();
            other->viewport()->update();
            stopAt(list);
        }
    }
}

// Both lists are one stop for Tab: the one that holds the page. Arrows go on from one to the other.
void Navigation::stopAt(List* list)
{
    m_list->setFocusPolicy(list == m_list ? Qt::StrongFocus : Qt::ClickFocus);
    m_foot->setFocusPolicy(list == m_foot ? Qt::StrongFocus : Qt::ClickFocus);
    setFocusProxy(list);
}

void Navigation::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    setFixedWidth(collapsed ? kNarrowPx : kWidePx);
    for (auto* model : {m_model, m_footModel})
        for (int place = 0; place < model->rowCount(); ++place)
            model->item(place)->setToolTip(collapsed ? model->item(place)->text() : QString{});
    m_list->doItemsLayout();
    m_foot->doItemsLayout();
}

void Navigation::setBadge(QString const& stem, Severity worst, int count)
{
    for (auto* model : {m_model, m_footModel})
        for (int place = 0; place < model->rowCount(); ++place) {
            auto* item = model->item(place);
            if (item->data(StemRole).toString() != stem)
                continue;
            item->setData(count, CountRole);
            item->setData(static_cast<int>(worst), WorstRole);
            auto const spoken =
                count > 0 ? tr("%1, %2 open, worst %3").arg(item->text()).arg(count).arg(severityWord(worst))
                          : item->text();
            item->setData(spoken, Qt::AccessibleTextRole);
        }
}

QStringList Navigation::stems() const
{
    QStringList out;
    for (auto const* model : {m_model, m_footModel})
        for (int place = 0; place < model->rowCount(); ++place) {
            auto const stem = model->item(place)->data(StemRole).toString();
            if (!stem.isEmpty())
                out << stem;
        }
    return out;
}

} // namespace ui
