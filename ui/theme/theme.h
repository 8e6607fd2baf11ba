// The looks of the console from one token table: colours by role, fonts by type, tinted icons, severities.
// The application makes one Theme; everything that paints asks theme() while it paints and keeps no colour.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>
#include <QString>

#include <array>

class QApplication;
class QPainter;

namespace ui {

/// What a colour is for; ui.md 4.1. The last four are grounds that the table derives once.
enum class Role {
    Sidebar,
    Canvas,
    Surface,
    Raised,
    Inset,
    Field,
    Hover,
    Selected,
    LineSubtle,
    Line,
    LineStrong,
    InputLine,
    Text,
    Text2,
    Muted,
    Disabled,
    Accent,
    AccentFill,
    OnFill,
    Crit,
    CritFill,
    High,
    Med,
    Low,
    Info,
    Ok,
    Violet,
    Teal,
    Pink,
    Sand,
    Scrim,
    Dialog,
    SegmentOn,
    DisabledFill,
    NavSelected,
    GlyphInk,
    MediumFill,
    MediumInk,
};
inline constexpr int kRoles = static_cast<int>(Role::MediumInk) + 1;

/// The type scale; ui.md 4.4.
enum class Type {
    Display,
    H1,
    H2,
    H3,
    Lead,
    Body,
    Strong,
    Small,
    SmallStrong,
    Caption,
    Mono,
    MonoSmall,
    MonoStrong,
    Timer,
};

enum class Severity { Critical, High, Medium, Low, Info, Ok };

/// "critical", "high", "medium", "low", "info", "ok" as the engine spells them; anything else is Info.
Severity severityFrom(QString const& word);
QString severityWord(Severity severity); // Translated: "Critical".
Role severityRole(Severity severity);

class Theme final : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Dark, Light };

    /// Loads the private fonts and becomes what theme() answers until it is destroyed. One at a time.
    explicit Theme(QObject* parent = nullptr);
    ~Theme() override;

    /// Palette, style sheet and font of the whole application; emits changed(). System follows the desktop's
    /// colour-scheme (XDG settings portal) and stays dark where nobody answers.
    void apply(Choice choice);
    Choice choice() const { return m_choice; }
    bool dark() const { return m_dark; }

    QColor color(Role role) const { return m_colors[static_cast<std::size_t>(role)]; }
    /// The ground of a chip in this colour: mix(surface, colour, 0.15 dark, 0.09 light).
    QColor chip(Role role) const;
    /// The ground of a banner: 0.10 dark, 0.06 light.
    QColor banner(Role role) const;
    /// The border of a banner or a tinted box: 0.38.
    QColor edge(Role role) const;

    QString styleSheet() const;

signals:
    /// Before every widget there is gets its new colours: whoever has some to spare lets them go.
    void changing();
    void changed();

private:
    void load(bool dark);

    std::array<QColor, kRoles> m_colors;
    Choice m_choice = Choice::Dark;
    bool m_dark = true;
};

/// The application's theme: of the same kind as QApplication::palette(). Asserts that there is one.
Theme& theme();
inline QColor color(Role role)
{
    return theme().color(role);
}
QColor mix(QColor const& from, QColor const& to, double share);

QFont fontOf(Type type);
/// For painters that need another size: pixels, weight 400..600.
QFont sansFont(int pixels, int weight = 400);
QFont monoFont(int pixels, int weight = 400);

/// An icon of resources/icons, tinted; cached by name, size, colour and pixel ratio. An unknown name asserts.
QPixmap tintedIcon(QString const& name, int size, QColor const& tint);
inline QPixmap tintedIcon(QString const& name, int size, Role role)
{
    return tintedIcon(name, size, color(role));
}
/// The product's mark: the outline in `line`, the liquid in the accent.
void paintMark(QPainter& painter, QRectF const& place, Role line);

} // namespace ui
