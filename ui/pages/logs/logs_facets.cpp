// Facets of the logs page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_facets.h"

#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/kit/layout.h"
#include "ui/kit/paint.h"
#include "ui/kit/state_view.h"
#include "ui/kit/text.h"
#include "ui/pages/logs/logs_query.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>

namespace ui::logs {

namespace {

constexpr char kFieldsKey[] = "logs/facets";
constexpr char kOpenKey[] = "logs/facets_open";
constexpr int kRetrySecondsDefault = 10;

QString titleOf(QString const& field)
{
    static QHash<QString, char const*> const kTitles{
        {"severity", QT_TRANSLATE_NOOP("ui::logs::FacetPane", "Level")},
        {"source", QT_TRANSLATE_NOOP("ui::logs::FacetPane", "Source")},
        {"name", QT_TRANSLATE_NOOP("ui::logs::FacetPane", "Event")},
        {"status", QT_TRANSLATE_NOOP("ui::logs::FacetPane", "Status")},
        {"route", QT_TRANSLATE_NOOP("ui::logs::FacetPane", "Route")},
        {"address", QT_TRANSLATE_NOOP("ui::logs::FacetPane", "Address")},
    };
    auto const found = kTitles.find(field);
    return found == kTitles.end() ? field : FacetPane::tr(*found);
}

} // namespace

FacetList::FacetList(QString const& field, QWidget* parent) : QWidget{parent}, m_field{field}
{
    setAccessibleName(titleOf(field));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FacetList::set(FacetCounts const& counts, QStringList const& ticked)
{
    m_counts = counts;
    m_ticked = ticked;
    m_note = counts.values.empty() && ticked.isEmpty() ? tr("No event has it") : QString{};
    choose();
}

void FacetList::setFilter(QString const& words)
{
    m_filter = words;
    choose();
}

void FacetList::showNote(QString const& note)
{
    m_note = note;
    m_counts = {};
    choose();
}

// What is ticked stays in view, also when nothing has it now.
void FacetList::choose()
{
    m_shown.clear();
    auto const wanted = [this](QString const& value) {
        return value.contains(m_filter, Qt::CaseInsensitive);
    };
    for (auto const& value : m_counts.values)
        if (wanted(value.value))
            m_shown.push_back(value);
    for (auto const& value : m_ticked) {
        auto const there = std::any_of(m_shown.begin(), m_shown.end(),
                                       [&](auto const& shown) { return shown.value == value; });
        if (!there && wanted(value))
            m_shown.push_back({value, 0});
    }
    m_current = std::min(m_current, itemCount() - 1);
    setFixedHeight(sizeHint().height());
    updateGeometry();
    update();
}

QString FacetList::itemName(int item) const
{
    auto const& value = m_shown[static_cast<std::size_t>(item)];
    return QStringLiteral("%1, %2, %3")
        .arg(kit::visible(value.value), kit::counted(value.count, tr("1 event"), tr("%1 events")),
             m_ticked.contains(value.value) ? tr("ticked") : tr("not ticked"));
}

void FacetList::toggle(int item)
{
    if (item < 0 || item >= itemCount())
        return;
    auto const value = m_shown[static_cast<std::size_t>(item)].value;
    auto const on = !m_ticked.contains(value);
    if (on)
        m_ticked << value;
    else
        m_ticked.removeAll(value);
    update();
    emit ticked(value, on);
}

void FacetList::keyPressEvent(QKeyEvent* event)
{
    auto const move = [this](int to) {
        m_current = std::clamp(to, 0, std::max(0, itemCount() - 1));
        kit::focusMoved(this);
        update();
    };
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_J:
        return move(m_current + 1);
    case Qt::Key_Up:
    case Qt::Key_K:
        return move(m_current - 1);
    case Qt::Key_Home:
        return move(0);
    case Qt::Key_End:
        return move(itemCount() - 1);
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return toggle(m_current);
    default:
        QWidget::keyPressEvent(event);
    }
}

void FacetList::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_current = event->pos().y() / kRowHeight;
    toggle(m_current);
}

void FacetList::mouseMoveEvent(QMouseEvent* event)
{
    auto const over = event->pos().y() / kRowHeight;
    m_hovered = over < itemCount() ? over : -1;
    setToolTip(
        m_hovered < 0
            ? QString{}
            : QStringLiteral("<qt>%1</qt>")
                  .arg(kit::visible(m_shown[static_cast<std::size_t>(m_hovered)].value).toHtmlEscaped()));
    update();
}

void FacetList::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

void FacetList::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_current = std::max(0, m_current);
    kit::focusMoved(this);
    update();
}

void FacetList::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void FacetList::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_shown.empty())
        return kit::paintText(painter, QRectF{rect()}.adjusted(26, 0, 0, 0), m_note, fontOf(Type::Small),
                              color(Role::Muted));
    for (int item = 0; item < itemCount(); ++item)
        paintRow(painter, item);
}

void FacetList::paintRow(QPainter& painter, int item) const
{
    auto const& value = m_shown[static_cast<std::size_t>(item)];
    QRectF const row = itemPlace(item);
    auto const most = m_counts.values.empty()
                          ? 0
                          : std::max_element(m_counts.values.begin(), m_counts.values.end(),
                                             [](auto const& a, auto const& b) { return a.count < b.count; })
                                ->count;
    auto const bar = QRectF{row.left() + 24, row.top() + 2, row.width() - 24, row.height() - 4};
    painter.setPen(Qt::NoPen);
    if (item == m_hovered) {
        painter.setBrush(color(Role::Hover));
        painter.drawRoundedRect(bar, 4, 4);
    }
    auto share = bar;
    share.setWidth(most > 0 ? bar.width() * static_cast<double>(value.count) / static_cast<double>(most) : 0);
    painter.setBrush(mix(color(Role::Surface), color(Role::Info), 0.14));
    if (share.width() >= 1)
        painter.drawRoundedRect(share, 4, 4);
    kit::paintTick(painter, {row.left() + 2, row.center().y() - 8, 16, 16},
                   m_ticked.contains(value.value) ? kit::Tick::On : kit::Tick::Off);
    auto left = row.left() + 30;
    if (m_field == QLatin1String("severity")) {
        kit::paintSeverity(painter, {left, row.center().y() - 5.5, 11, 11}, severityOfLevel(value.value));
        left += 16;
    }
    auto const count = kit::shortCount(value.count);
    auto const countWidth = QFontMetricsF{fontOf(Type::MonoSmall)}.horizontalAdvance(count) + 6;
    kit::paintText(painter, {left, row.top(), row.right() - left - countWidth - 6, row.height()},
                   kit::visible(value.value), fontOf(Type::Small), color(Role::Text));
    kit::paintText(painter, {row.right() - countWidth - 2, row.top(), countWidth, row.height()}, count,
                   fontOf(Type::MonoSmall), color(Role::Muted), Qt::AlignRight | Qt::AlignVCenter);
    if (!hasFocus() || item != m_current)
        return;
    painter.setPen(QPen{color(Role::Accent), 2});
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 4, 4);
}

FacetPane::FacetPane(LogsClient& client, QSettings& settings, QWidget* parent)
    : QWidget{parent}, m_client{client}, m_settings{settings}
{
    m_filter = kit::input(tr("Filter values"), QStringLiteral("list-filter"));
    m_lines = kit::column(8, {16, 4, 12, 12});
    m_more = new kit::Button{tr("More fields…"), kit::Kind::Link, {}, kit::Size::Compact};
    auto* whole = new QVBoxLayout{this};
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    auto* ground = kit::column(0, {}, QStringLiteral("paneLeft"));
    ground->add(kit::row(0, {16, 12, 12, 8})->add(m_filter, 1));
    m_lines->stretch();
    ground->add(kit::scrolling(m_lines), 1)
        ->add(kit::row(0, {16, 4, 12, 8})->stretch()->add(m_more)->stretch());
    whole->addWidget(ground);
    setMinimumWidth(176);
    auto const open = m_settings.value(kOpenKey, QStringList{"severity", "source", "name"}).toStringList();
    for (auto const& field :
         m_settings.value(kFieldsKey, QStringList{"severity", "source", "name", "status", "route", "address"})
             .toStringList())
        addSection(field, open.contains(field));
    m_made = true;
    connect(m_filter, &QLineEdit::textChanged, this, [this](QString const& words) {
        for (auto const& section : m_sections)
            section.list->setFilter(words.trimmed());
    });
    connect(m_more, &QPushButton::clicked, this, &FacetPane::addMore);
}

void FacetPane::addSection(QString const& field, bool open)
{
    auto* head = new kit::Button{kit::visible(titleOf(field)), kit::Kind::Ghost,
                                 QStringLiteral("chevron-right"), kit::Size::Compact};
    auto* list = new FacetList{field};
    auto* whole = kit::column(2);
    whole->add(kit::row(0)->add(head)->stretch())->add(list);
    m_lines->box()->insertWidget(static_cast<int>(m_sections.size()), whole);
    m_sections.push_back({field, whole, head, list, false, false});
    connect(head, &QPushButton::clicked, this, [this, field] { setOpen(field, !isOpen(field)); });
    connect(list, qOverload<QString const&, bool>(&FacetList::ticked), this,
            [this, field](QString const& value, bool on) { emit ticked(field, value, on); });
    list->hide();
    setOpen(field, open);
}

FacetPane::Section* FacetPane::find(QString const& field)
{
    auto const found = std::find_if(m_sections.begin(), m_sections.end(),
                                    [&](auto const& section) { return section.field == field; });
    return found == m_sections.end() ? nullptr : &*found;
}

FacetList* FacetPane::list(QString const& field) const
{
    auto* section = const_cast<FacetPane*>(this)->find(field);
    return section ? section->list : nullptr;
}

bool FacetPane::isOpen(QString const& field) const
{
    auto* section = const_cast<FacetPane*>(this)->find(field);
    return section && section->open;
}

QStringList FacetPane::fields() const
{
    QStringList fields;
    for (auto const& section : m_sections)
        fields << section.field;
    return fields;
}

void FacetPane::setOpen(QString const& field, bool open)
{
    auto* section = find(field);
    if (!section || section->open == open)
        return;
    section->open = open;
    section->head->setIconName(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"));
    section->head->setAccessibleDescription(open ? tr("open") : tr("closed"));
    section->list->setVisible(open);
    section->due = open;
    if (m_made) // While the fields are made from the settings there is nothing new to keep.
        keep();
    if (open && m_span.from.isValid())
        next();
}

void FacetPane::keep() const
{
    QStringList open;
    for (auto const& section : m_sections)
        if (section.open)
            open << section.field;
    m_settings.setValue(kFieldsKey, fields());
    m_settings.setValue(kOpenKey, open);
}

void FacetPane::read(QString const& query, Span const& span)
{
    ++m_turn;
    m_query = query;
    m_span = span;
    m_busy = false;
    for (auto& section : m_sections)
        section.due = section.open;
    next();
}

void FacetPane::next()
{
    if (m_busy)
        return;
    auto const due =
        std::find_if(m_sections.begin(), m_sections.end(), [](auto const& section) { return section.due; });
    if (due == m_sections.end())
        return;
    m_busy = true;
    auto const field = due->field;
    auto const over = withoutDemands(m_query, field);
    m_client.facet(field, over, m_span, kValues, this,
                   [this, field, turn = m_turn](Reply<FacetCounts> const& reply) {
                       if (turn != m_turn)
                           return;
                       m_busy = false;
                       auto* section = find(field);
                       auto const* problem = problemOf(reply);
                       if (problem && problem->status == 429)
                           return wait(problem->retryAfterSeconds > 0 ? problem->retryAfterSeconds
                                                                      : kRetrySecondsDefault);
                       section->due = false;
                       if (problem)
                           section->list->showNote(kit::plainWords(*problem));
                       else
                           section->list->set(std::get<FacetCounts>(reply), demanded(m_query, field));
                       if (!problem && field == QLatin1String("severity"))
                           emit levelsCounted(std::get<FacetCounts>(reply));
                       next();
                   });
}

void FacetPane::wait(int seconds)
{
    for (auto const& section : m_sections)
        if (section.due)
            section.list->showNote(tr("Counts in %1 s").arg(seconds));
    QTimer::singleShot(seconds * 1000, this, [this, turn = m_turn] {
        if (turn == m_turn)
            next();
    });
}

void FacetPane::offer(QStringList const& names)
{
    m_offered = names;
}

void FacetPane::addMore()
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto names = m_offered;
    for (auto const* known : {"severity", "source", "name", "trace_id"})
        names << QLatin1String{known};
    names.removeDuplicates();
    names.sort();
    for (auto const& name : names) {
        if (find(name))
            continue;
        menu->addAction(kit::visible(name), this, [this, name] { addSection(name, true); });
    }
    if (menu->isEmpty())
        menu->addAction(tr("Every field that was seen is here"))->setEnabled(false);
    menu->popup(m_more->mapToGlobal(QPoint{0, -menu->sizeHint().height()}));
}

} // namespace ui::logs
