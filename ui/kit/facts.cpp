// Key and value rows, painted; each row is a widget of its own so that screen readers walk them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/facts.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace ui::kit {

namespace {

constexpr int kRowHeight = 27;
constexpr int kGap = 12;
constexpr int kNameWidthMax = 160;
constexpr int kCopyIcon = 13;

QString shown(Fact const& fact)
{
    if (!fact.value.isEmpty())
        return visible(fact.value);
    return fact.chip.isEmpty() ? QStringLiteral("–") : QString{};
}

QFont valueFont(FactLook look)
{
    return fontOf(look == FactLook::Text ? Type::SmallStrong : Type::Mono);
}

} // namespace

class Facts::Row final : public QWidget {
public:
    Row(Facts* facts, int index) : QWidget{facts}, m_owner{facts}, m_index{index}
    {
        setFixedHeight(kRowHeight);
        setAttribute(Qt::WA_Hover);
        setMouseTracking(true);
    }

    Fact const& fact() const { return m_owner->m_facts.at(m_index); }
    int index() const { return m_index; }

    void refresh()
    {
        auto words = shown(fact());
        if (!fact().chip.isEmpty())
            words += (words.isEmpty() ? QString{} : QStringLiteral(", ")) + fact().chip;
        setAccessibleName(QStringLiteral("%1: %2").arg(fact().name, words));
        setAccessibleDescription(fact().copyable ? Facts::tr("Ctrl+C copies it") : QString{});
        auto const cut =
            QFontMetricsF{valueFont(fact().look)}.horizontalAdvance(shown(fact())) > m_valuePlace.width();
        setToolTip(!fact().tip.isEmpty() ? fact().tip.toHtmlEscaped()
                   : cut                 ? shown(fact()).toHtmlEscaped()
                                         : QString{});
        update();
    }

    QSize minimumSizeHint() const override { return {120, kRowHeight}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        paintText(painter, m_namePlace, fact().name, fontOf(Type::Small), color(Role::Muted));
        if (!fact().chip.isEmpty())
            paintChip(painter, m_chipPlace, fact().chip, fact().chipTone);
        auto const tone = fact().look == FactLook::Link ? Role::Accent
                          : fact().value.isEmpty()      ? Role::Muted
                                                        : fact().tone;
        auto font = valueFont(fact().look);
        font.setUnderline(fact().look == FactLook::Link && underMouse());
        auto const side = m_owner->m_side == Side::Right ? Qt::AlignRight : Qt::AlignLeft;
        paintText(painter, m_valuePlace, shown(fact()), font, color(tone), side | Qt::AlignVCenter);
        if (fact().copyable && (underMouse() || hasFocus()))
            painter.drawPixmap(m_copyPlace.topLeft(),
                               tintedIcon(QStringLiteral("copy"), kCopyIcon, Role::Muted));
        if (!hasFocus())
            return;
        painter.setPen(QPen{color(Role::Accent), 2});
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), 4, 4);
    }

    void resizeEvent(QResizeEvent*) override
    {
        place();
        refresh();
    }

    void mousePressEvent(QMouseEvent* event) override
    {
        m_owner->moveTo(m_index);
        if (fact().copyable && m_copyPlace.adjusted(-6, -6, 6, 6).contains(event->pos()))
            m_owner->copy(m_index);
        else if (fact().look == FactLook::Link && m_valuePlace.contains(event->pos()))
            m_owner->follow(m_index);
    }
    void mouseMoveEvent(QMouseEvent* event) override
    {
        auto const overLink = fact().look == FactLook::Link && m_valuePlace.contains(event->pos());
        auto const overCopy = fact().copyable && m_copyPlace.adjusted(-6, -6, 6, 6).contains(event->pos());
        setCursor(overLink || overCopy ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    void focusInEvent(QFocusEvent* event) override
    {
        QWidget::focusInEvent(event);
        m_owner->moveTo(m_index);
        update();
    }

public:
    void place()
    {
        QRectF const inside = QRectF{rect()}.adjusted(4, 0, -4, 0);
        auto const nameWidth = m_owner->m_nameWidth;
        m_namePlace = {inside.left(), inside.top(), static_cast<qreal>(nameWidth), inside.height()};
        auto left = inside.left() + nameWidth + kGap;
        auto right = inside.right();
        auto const middle = inside.center().y();
        auto const rightSide = m_owner->m_side == Side::Right;
        auto const chip = fact().chip.isEmpty() ? 0.0 : chipWidth(fact().chip);
        auto const copyRoom = fact().copyable ? kCopyIcon + 6.0 : 0.0;
        auto const words = QFontMetricsF{valueFont(fact().look)}.horizontalAdvance(shown(fact())) + 1;
        auto const gap = chip > 0 && words > 1 ? 8.0 : 0.0;
        auto const width = std::max(0.0, std::min(words, right - left - chip - gap - copyRoom));
        auto const valueLeft = rightSide ? right - chip - gap - width : left;
        m_valuePlace = {valueLeft, inside.top(), width, inside.height()};
        m_chipPlace = {rightSide ? right - chip : valueLeft + width + gap, middle - 10, chip, 20};
        auto const copyLeft = rightSide ? valueLeft - copyRoom : valueLeft + width + gap + chip + 6;
        m_copyPlace = {copyLeft, middle - kCopyIcon / 2.0, kCopyIcon, kCopyIcon};
    }

private:
    Facts* m_owner;
    int m_index;
    QRectF m_namePlace;
    QRectF m_valuePlace;
    QRectF m_chipPlace;
    QRectF m_copyPlace;
};

Facts::Facts(QString const& name, Side side, int nameWidth, QWidget* parent)
    : QWidget{parent}, m_side{side}, m_nameWidth{nameWidth}, m_fixedNameWidth{nameWidth > 0}
{
    setAccessibleName(name);
    auto* box = new QVBoxLayout{this};
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Facts::setFacts(QList<Fact> const& facts)
{
    // Rows are kept: the focus stays where it is when values are refreshed.
    while (m_rows.size() > facts.size())
        delete m_rows.takeLast();
    m_facts = facts;
    while (m_rows.size() < facts.size()) {
        m_rows << new Row{this, static_cast<int>(m_rows.size())};
        layout()->addWidget(m_rows.constLast());
    }
    if (!m_fixedNameWidth) {
        m_nameWidth = 0;
        QFontMetrics const metrics{fontOf(Type::Small)};
        for (auto const& fact : m_facts)
            m_nameWidth =
                std::max(m_nameWidth, std::min(kNameWidthMax, metrics.horizontalAdvance(fact.name) + 2));
    }
    for (auto* row : m_rows) {
        row->place();
        row->refresh();
    }
    moveTo(std::clamp(m_current, 0, static_cast<int>(std::max<qsizetype>(0, m_rows.size() - 1))));
}

void Facts::moveTo(int index)
{
    m_current = index;
    for (auto* row : m_rows)
        row->setFocusPolicy(row->index() == index ? Qt::StrongFocus : Qt::ClickFocus);
}

void Facts::copy(int index)
{
    auto const& fact = m_facts.at(index);
    if (!fact.copyable)
        return;
    QApplication::clipboard()->setText(fact.value);
    emit copied(fact.name);
}

void Facts::follow(int index)
{
    if (m_facts.at(index).look == FactLook::Link)
        emit linkChosen(index);
}

void Facts::keyPressEvent(QKeyEvent* event)
{
    if (m_rows.isEmpty())
        return QWidget::keyPressEvent(event);
    auto const last = static_cast<int>(m_rows.size()) - 1;
    auto const focus = [this](int index) { m_rows.at(index)->setFocus(Qt::OtherFocusReason); };
    if (event->matches(QKeySequence::Copy))
        return copy(m_current);
    switch (event->key()) {
    case Qt::Key_Down:
        return focus(std::min(m_current + 1, last));
    case Qt::Key_Up:
        return focus(std::max(m_current - 1, 0));
    case Qt::Key_Home:
        return focus(0);
    case Qt::Key_End:
        return focus(last);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return follow(m_current);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ui::kit
