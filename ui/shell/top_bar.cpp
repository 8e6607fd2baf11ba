// The top bar and its pill.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/top_bar.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"
#include "ui/shell/environment.h"

#include <QPainter>
#include <QTimer>

namespace ui {

namespace {

constexpr int kHeightPx = 48;
constexpr int kEnvironmentPx = 300;
constexpr int kEnvironmentLeastPx = 190;
constexpr int kSearchPx = 380;
constexpr int kSearchLeastPx = 200;
constexpr int kPillTitlePx = 170;
constexpr int kPillTitleLeastPx = 60;

/// A button whose look is painted: environment, search field, avatar. As wide as `width`, or down to `least`
/// where there is less room.
class PaintedButton : public QAbstractButton {
public:
    using Painter = std::function<void(QPainter&, QRectF const&, bool hovered)>;
    PaintedButton(QString const& name, int width, int least, Painter painter)
        : m_painter{std::move(painter)}, m_width{width}, m_least{least}
    {
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        setAccessibleName(name);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        setFixedHeight(32);
        connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    QSize sizeHint() const override { return {m_width, 32}; }
    QSize minimumSizeHint() const override { return {m_least, 32}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        m_painter(painter, rect(), underMouse());
        if (!hasFocus())
            return;
        painter.setPen(QPen{color(Role::Accent), 2});
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    Painter m_painter;
    int m_width;
    int m_least;
};

void paintWell(QPainter& painter, QRectF const& place, bool hovered)
{
    painter.setPen(QPen{color(hovered ? Role::Line : Role::LineSubtle), 1});
    painter.setBrush(color(Role::Inset));
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

class Mark final : public QWidget {
public:
    Mark()
    {
        setFixedSize(24, 24);
        connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        paintMark(painter, rect(), Role::Text);
    }
};

QAbstractButton* environmentSwitch(TopBar::Names const& names)
{
    auto const words = QFontMetrics{fontOf(Type::Strong)}.horizontalAdvance(names.engine) +
                       QFontMetrics{fontOf(Type::Small)}.horizontalAdvance(names.environment);
    auto const wanted = std::clamp(words + 64, 150, kEnvironmentPx);
    auto* button = new PaintedButton{
        QCoreApplication::translate("ui::TopBar", "Environment %1, %2").arg(names.engine, names.environment),
        wanted, std::min(wanted, kEnvironmentLeastPx),
        [names](QPainter& painter, QRectF const& place, bool hovered) {
            paintWell(painter, place, hovered);
            auto const role = environmentRole(names.environment);
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(role));
            painter.drawRoundedRect(QRectF{place.left() + 10, place.center().y() - 8, 4, 16}, 2, 2);
            // The environment is never cut: it says what a mistake would cost.
            auto const kind = QFontMetricsF{fontOf(Type::Small)}.horizontalAdvance(names.environment);
            auto const room = place.width() - 22 - 8 - kind - 28;
            auto const width =
                std::min(room, QFontMetricsF{fontOf(Type::Strong)}.horizontalAdvance(names.engine) + 1);
            kit::paintText(painter, {place.left() + 22, place.top(), width, place.height()}, names.engine,
                           fontOf(Type::Strong), color(Role::Text));
            kit::paintText(painter, place.adjusted(30 + width, 0, -26, 0), names.environment,
                           fontOf(Type::Small), color(role == Role::Info ? Role::Muted : role));
            painter.drawPixmap(QPointF{place.right() - 22, place.center().y() - 7},
                               tintedIcon(QStringLiteral("chevrons-up-down"), 14, Role::Muted));
        }};
    return button;
}

QAbstractButton* searchField()
{
    return new PaintedButton{
        QCoreApplication::translate("ui::TopBar", "Search, jump to, or run a command, Ctrl+K"), kSearchPx,
        kSearchLeastPx, [](QPainter& painter, QRectF const& place, bool hovered) {
            paintWell(painter, place, hovered);
            painter.drawPixmap(QPointF{place.left() + 11, place.center().y() - 7.5},
                               tintedIcon(QStringLiteral("search"), 15, Role::Muted));
            kit::paintText(painter, place.adjusted(34, 0, -64, 0),
                           QCoreApplication::translate("ui::TopBar", "Search, jump to, or run a command"),
                           fontOf(Type::Body), color(Role::Muted));
            QRectF const cap{place.right() - 58, place.center().y() - 9, 52, 18};
            painter.setPen(QPen{color(Role::Line), 1});
            painter.setBrush(color(Role::Inset));
            painter.drawRoundedRect(cap, 4, 4);
            kit::paintText(painter, cap, QStringLiteral("Ctrl K"), monoFont(10), color(Role::Text2),
                           Qt::AlignCenter);
        }};
}

} // namespace

IncidentPill::IncidentPill(Clock const& clock, QWidget* parent) : QAbstractButton{parent}, m_clock{clock}
{
    setFixedHeight(32);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    auto* tick = new QTimer{this};
    connect(tick, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    tick->start(1000);
    set({});
}

void IncidentPill::set(kit::ActiveIncident const& incident)
{
    m_incident = incident;
    setVisible(!incident.none());
    setAccessibleName(tr("Open incident %1, %2").arg(incident.title, severityWord(incident.severity)));
    setToolTip(incident.title);
    updateGeometry();
    update();
}

QString IncidentPill::runningTime() const
{
    auto const seconds = std::max<qint64>(0, m_incident.openedAt.secsTo(m_clock.now()));
    auto const two = [](qint64 part) { return QStringLiteral("%1").arg(part, 2, 10, QLatin1Char('0')); };
    auto const time = QStringLiteral("%1:%2:%3")
                          .arg(two(seconds % 86'400 / 3600), two(seconds % 3600 / 60), two(seconds % 60));
    return seconds < 86'400 ? time : QStringLiteral("%1 d %2").arg(seconds / 86'400).arg(time);
}

QSize IncidentPill::sizeFor(int titleMax) const
{
    auto const title =
        std::min(titleMax, QFontMetrics{fontOf(Type::SmallStrong)}.horizontalAdvance(m_incident.title));
    auto const word =
        QFontMetrics{fontOf(Type::SmallStrong)}.horizontalAdvance(severityWord(m_incident.severity));
    auto const time = QFontMetrics{fontOf(Type::Mono)}.horizontalAdvance(runningTime());
    return {10 + 14 + 8 + word + 8 + title + 10 + time + 12, 32};
}

QSize IncidentPill::sizeHint() const
{
    return sizeFor(kPillTitlePx);
}

QSize IncidentPill::minimumSizeHint() const
{
    return sizeFor(kPillTitleLeastPx);
}

void IncidentPill::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    auto const role = severityRole(m_incident.severity);
    painter.setPen(QPen{hasFocus() ? color(Role::Accent) : theme().edge(role), hasFocus() ? 2.0 : 1.0});
    painter.setBrush(theme().banner(role));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    kit::paintSeverity(painter, QRectF{10, (height() - 14) / 2.0, 14, 14}, m_incident.severity);
    auto const font = fontOf(Type::SmallStrong);
    auto const word = severityWord(m_incident.severity);
    auto const wide = QFontMetricsF{font}.horizontalAdvance(word);
    kit::paintText(painter, {32, 0, wide + 2, static_cast<qreal>(height())}, word, font, color(role));
    auto const time = runningTime();
    auto const timeWide = QFontMetricsF{fontOf(Type::Mono)}.horizontalAdvance(time);
    QRectF const clockPlace{width() - timeWide - 12, 0, timeWide + 2, static_cast<qreal>(height())};
    kit::paintText(painter, clockPlace, time, fontOf(Type::Mono), color(Role::Text2));
    kit::paintText(painter, {40 + wide, 0, clockPlace.left() - 48 - wide, static_cast<qreal>(height())},
                   m_incident.title, font, color(Role::Text));
}

TopBar::TopBar(Names names, Clock const& clock, QWidget* parent) : QWidget{parent}
{
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(kHeightPx);
    auto* line = new QHBoxLayout{this};
    line->setContentsMargins(16, 0, 12, 0);
    line->setSpacing(8);
    line->addWidget(new Mark);
    line->addWidget(kit::text(QStringLiteral("Dewar"), Type::H2));
    line->addSpacing(16);
    auto* environment = environmentSwitch(names);
    line->addWidget(environment);
    line->addStretch(1);
    m_search = searchField();
    line->addWidget(m_search);
    line->addStretch(1);
    m_pill = new IncidentPill{clock};
    line->addWidget(m_pill);
    m_bell = new kit::IconButton{QStringLiteral("bell"), tr("Notifications"), 18};
    auto* help = new kit::IconButton{QStringLiteral("circle-help"), tr("Help (F1)"), 18};
    auto* user =
        new PaintedButton{tr("You, %1").arg(names.user), 32, 32,
                          [name = kit::initials(names.user)](QPainter& painter, QRectF const& place, bool) {
                              kit::paintAvatar(painter, place.adjusted(2, 2, -2, -2), name);
                          }};
    user->setToolTip(names.user);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_bell, help, user})
        line->addWidget(widget);
    auto const below = [](QWidget* widget) { return widget->mapToGlobal(QPoint{0, widget->height() + 6}); };
    connect(m_search, &QAbstractButton::clicked, this, &TopBar::searchWanted);
    connect(environment, &QAbstractButton::clicked, this,
            [=, this] { emit environmentWanted(below(environment)); });
    connect(m_pill, &QAbstractButton::clicked, this, &TopBar::incidentWanted);
    connect(m_bell, &QAbstractButton::clicked, this, [=, this] { emit noticesWanted(below(m_bell)); });
    connect(help, &QAbstractButton::clicked, this, &TopBar::helpWanted);
    connect(user, &QAbstractButton::clicked, this, [=, this] { emit userWanted(below(user)); });
}

void TopBar::setUnseen(int count)
{
    m_bell->setIconName(count > 0 ? QStringLiteral("bell-ring") : QStringLiteral("bell"));
    m_bell->setAccessibleName(count > 0 ? tr("Notifications, %n new", nullptr, count) : tr("Notifications"));
    m_bell->setToolTip(m_bell->accessibleName());
}

} // namespace ui
