// Colours, palette, fonts and icons from the token table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QFile>
#include <QFontDatabase>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmapCache>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>

// A static library's resources are dropped by the linker unless somebody asks for them, outside any
// namespace.
static void keepResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace ui {

namespace {

Theme* s_theme = nullptr;

constexpr int kPortalTimeoutMs = 200; // A desktop without a portal must not hold up the start.

/// org.freedesktop.appearance color-scheme: 1 prefers dark, 2 prefers light, 0 says nothing.
bool desktopPrefersLight()
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return false;
    auto question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.portal.Desktop"), QStringLiteral("/org/freedesktop/portal/desktop"),
        QStringLiteral("org.freedesktop.portal.Settings"), QStringLiteral("Read"));
    question << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
    auto const answer = bus.call(question, QDBus::Block, kPortalTimeoutMs);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty())
        return false;
    auto value = answer.arguments().constFirst();
    // The portal wraps the number in one or two variants.
    for (int depth = 0; depth < 3 && value.canConvert<QDBusVariant>(); ++depth)
        value = value.value<QDBusVariant>().variant();
    return value.toUInt() == 2;
}

void loadFonts()
{
    for (auto const* file : {"DewarSans-Regular.otf", "DewarSans-Medium.otf", "DewarSans-SemiBold.otf",
                             "DewarMono-Regular.ttf", "DewarMono-Medium.ttf"}) {
        auto const loaded =
            QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/") + QLatin1String(file));
        if (loaded < 0)
            qWarning("font %s is not in this program", file);
    }
}

QPalette paletteOf(Theme const& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.color(Role::Canvas));
    palette.setColor(QPalette::WindowText, theme.color(Role::Text));
    palette.setColor(QPalette::Base, theme.color(Role::Surface));
    palette.setColor(QPalette::AlternateBase, theme.color(Role::Inset));
    palette.setColor(QPalette::Text, theme.color(Role::Text));
    palette.setColor(QPalette::PlaceholderText, theme.color(Role::Muted));
    palette.setColor(QPalette::Button, theme.color(Role::Raised));
    palette.setColor(QPalette::ButtonText, theme.color(Role::Text));
    palette.setColor(QPalette::Highlight, theme.color(Role::AccentFill));
    palette.setColor(QPalette::HighlightedText, theme.color(Role::OnFill));
    palette.setColor(QPalette::Link, theme.color(Role::Accent));
    palette.setColor(QPalette::ToolTipBase, theme.color(Role::Raised));
    palette.setColor(QPalette::ToolTipText, theme.color(Role::Text));
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.color(Role::Disabled));
    return palette;
}

} // namespace

Theme& theme()
{
    Q_ASSERT_X(s_theme, "ui::theme", "the application makes one Theme first");
    return *s_theme;
}

QColor mix(QColor const& from, QColor const& to, double share)
{
    auto const part = [share](float a, float b) { return static_cast<float>(a * (1 - share) + b * share); };
    return QColor::fromRgbF(part(from.redF(), to.redF()), part(from.greenF(), to.greenF()),
                            part(from.blueF(), to.blueF()));
}

Theme::Theme(QObject* parent) : QObject{parent}
{
    Q_ASSERT(!s_theme);
    s_theme = this;
    keepResources();
    loadFonts();
    load(true);
}

Theme::~Theme()
{
    s_theme = nullptr;
}

void Theme::load(bool dark)
{
    m_dark = dark;
    for (auto const& token : kTokens)
        m_colors[static_cast<std::size_t>(token.role)] = QColor{dark ? token.dark : token.light};
}

void Theme::apply(Choice choice)
{
    emit changing();
    m_choice = choice;
    load(choice == Choice::Dark || (choice == Choice::System && !desktopPrefersLight()));
    // Once: with a style sheet the application's style is a wrapper without a name, and setting the style
    // anew polishes every widget a second time.
    if (qApp->styleSheet().isEmpty())
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(fontOf(Type::Body));
    QApplication::setPalette(paletteOf(*this));
    // From none to one, never from one to another: Qt 6.4 remembers every widget with a rule, and for a new
    // sheet it styles the whole tree below each of them, so what lies ten deep is styled ten times.
    qApp->setStyleSheet({});
    qApp->setStyleSheet(styleSheet());
    emit changed();
}

QColor Theme::chip(Role role) const
{
    return mix(color(Role::Surface), color(role), m_dark ? 0.15 : 0.09);
}
QColor Theme::banner(Role role) const
{
    return mix(color(Role::Surface), color(role), m_dark ? 0.10 : 0.06);
}
QColor Theme::edge(Role role) const
{
    return mix(color(Role::Surface), color(role), 0.38);
}

QFont sansFont(int pixels, int weight)
{
    QFont font{QStringLiteral("Dewar Sans")};
    font.setPixelSize(pixels);
    font.setWeight(static_cast<QFont::Weight>(weight));
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::PreferAntialias);
    return font;
}

QFont monoFont(int pixels, int weight)
{
    auto font = sansFont(pixels, weight);
    font.setFamily(QStringLiteral("Dewar Mono"));
    font.setFixedPitch(true);
    return font;
}

QFont fontOf(Type type)
{
    switch (type) { // No default: a new type asks for its row.
    case Type::Display:
        return sansFont(26, 600);
    case Type::H1:
        return sansFont(20, 600);
    case Type::H2:
        return sansFont(16, 600);
    case Type::H3:
        return sansFont(13, 600);
    case Type::Lead:
        return sansFont(14);
    case Type::Body:
        return sansFont(13);
    case Type::Strong:
        return sansFont(13, 500);
    case Type::Small:
        return sansFont(12);
    case Type::SmallStrong:
        return sansFont(12, 500);
    case Type::Caption:
        return sansFont(11, 500);
    case Type::Mono:
        return monoFont(12);
    case Type::MonoSmall:
        return monoFont(11);
    case Type::MonoStrong:
        return monoFont(13, 500);
    case Type::Timer:
        return monoFont(20, 500);
    }
    return sansFont(13);
}

QPixmap tintedIcon(QString const& name, int size, QColor const& tint)
{
    auto const ratio = qApp->devicePixelRatio();
    auto const key =
        QStringLiteral("icon/%1/%2/%3/%4").arg(name).arg(size).arg(tint.name(QColor::HexArgb)).arg(ratio);
    QPixmap found;
    if (QPixmapCache::find(key, &found))
        return found;

    QFile file{QStringLiteral(":/icons/%1.svg").arg(name)};
    auto const opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "ui::tintedIcon", qPrintable(name));
    if (!opened)
        return {};
    auto source = file.readAll();
    source.replace("currentColor", tint.name().toLatin1());
    QSvgRenderer renderer{source};
    QPixmap drawn{QSize{size, size} * ratio};
    drawn.setDevicePixelRatio(ratio);
    drawn.fill(Qt::transparent);
    QPainter painter{&drawn};
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter, QRectF(0, 0, size, size));
    painter.end();
    QPixmapCache::insert(key, drawn);
    return drawn;
}

void paintMark(QPainter& painter, QRectF const& place, Role line)
{
    QFile file{QStringLiteral(":/icons/dewar.svg")};
    auto const opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    if (!opened)
        return;
    auto source = file.readAll();
    source.replace("currentFill", color(Role::Accent).name().toLatin1()); // The element "liquid".
    source.replace("currentColor", color(line).name().toLatin1());
    QSvgRenderer renderer{source};
    renderer.render(&painter, place);
}

Severity severityFrom(QString const& word)
{
    if (word == QLatin1String("critical"))
        return Severity::Critical;
    if (word == QLatin1String("high"))
        return Severity::High;
    if (word == QLatin1String("medium"))
        return Severity::Medium;
    if (word == QLatin1String("low"))
        return Severity::Low;
    if (word == QLatin1String("ok"))
        return Severity::Ok;
    return Severity::Info;
}

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Critical:
        return QCoreApplication::translate("ui", "Critical");
    case Severity::High:
        return QCoreApplication::translate("ui", "High");
    case Severity::Medium:
        return QCoreApplication::translate("ui", "Medium");
    case Severity::Low:
        return QCoreApplication::translate("ui", "Low");
    case Severity::Info:
        return QCoreApplication::translate("ui", "Info");
    case Severity::Ok:
        return QCoreApplication::translate("ui", "OK");
    }
    return {};
}

Role severityRole(Severity severity)
{
    switch (severity) {
    case Severity::Critical:
        return Role::Crit;
    case Severity::High:
        return Role::High;
    case Severity::Medium:
        return Role::Med;
    case Severity::Low:
        return Role::Low;
    case Severity::Info:
        return Role::Info;
    case Severity::Ok:
        return Role::Ok;
    }
    return Role::Info;
}

} // namespace ui
