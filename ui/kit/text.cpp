// Labels and the words for numbers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"

#include "ui/kit/layout.h"

#include <QLocale>
#include <QPainter>
#include <QStyleOption>

#include <cmath>

namespace ui::kit {

namespace {

char const* toneName(Role tone)
{
    switch (tone) { // The tones a label may have; others are set by painters.
    case Role::Text2:
        return "text2";
    case Role::Muted:
        return "muted";
    case Role::Disabled:
        return "disabled";
    case Role::Accent:
        return "accent";
    case Role::Crit:
        return "crit";
    case Role::High:
        return "high";
    case Role::Med:
        return "med";
    case Role::Low:
        return "low";
    case Role::Info:
        return "muted";
    case Role::Ok:
        return "ok";
    case Role::Violet:
        return "violet";
    case Role::Teal:
        return "teal";
    default:
        return "";
    }
}

class ElidedLabel final : public QLabel {
public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override { return {24, QLabel::minimumSizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        auto const place = contentsRect();
        auto const shown = fontMetrics().elidedText(text(), Qt::ElideRight, place.width());
        setToolTip(shown == text() ? QString{} : text());
        painter.setFont(font());
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, shown);
    }
};

class IconLabel final : public QLabel {
public:
    IconLabel(QString name, int size, Role tone) : m_name{std::move(name)}, m_size{size}, m_tone{tone}
    {
        setFixedSize(size, size);
        setAccessibleName(QString{});
        draw();
        connect(&theme(), &Theme::changed, this, [this] { draw(); });
    }

private:
    void draw() { setPixmap(tintedIcon(m_name, m_size, m_tone)); }
    QString m_name;
    int m_size;
    Role m_tone;
};

QLabel* dressed(QLabel* label, Type type, Role tone)
{
    label->setTextFormat(Qt::PlainText);
    label->setFont(fontOf(type));
    label->setProperty("tone", toneName(tone));
    return label;
}

} // namespace

QLabel* text(QString const& words, Type type, Role tone, Wrap wrap)
{
    auto* label = dressed(new QLabel{words}, type, tone);
    label->setWordWrap(wrap == Wrap::Yes);
    return label;
}

void setTone(QLabel* label, Role tone)
{
    label->setProperty("tone", toneName(tone));
    restyle(label);
}

QLabel* elided(QString const& words, Type type, Role tone)
{
    auto* label = dressed(new ElidedLabel{words}, type, tone);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

QLabel* iconLabel(QString const& name, int size, Role tone)
{
    return new IconLabel{name, size, tone};
}

QLabel* keycap(QString const& keys)
{
    auto* label = new QLabel{keys};
    label->setFont(monoFont(10));
    label->setProperty("keycap", true);
    label->setFixedHeight(18);
    return label;
}

QString visible(QString const& foreign)
{
    QString out;
    out.reserve(foreign.size());
    for (auto const letter : foreign) {
        auto const category = letter.category();
        auto const hidden = category == QChar::Other_Control || category == QChar::Other_Format;
        if (!hidden || letter == QLatin1Char('\n') || letter == QLatin1Char('\t'))
            out += letter;
        else
            out += QStringLiteral("\\u%1").arg(letter.unicode(), 4, 16, QLatin1Char('0'));
    }
    return out;
}

QString counted(qint64 number, QString const& one, QString const& many)
{
    return number == 1 ? one : many.arg(grouped(number));
}

QString grouped(qint64 number)
{
    return QLocale{QLocale::English}.toString(number);
}

QString shortCount(qint64 number)
{
    struct Step {
        double size;
        char const* unit;
    };
    for (auto const& [size, unit] : {Step{1e9, "G"}, {1e6, "M"}, {1e4, "k"}}) {
        if (std::abs(static_cast<double>(number)) < size)
            continue;
        auto const scale = size == 1e4 ? 1e3 : size;
        auto const value = static_cast<double>(number) / scale;
        return QString::number(value, 'f', value < 100 ? 1 : 0) + QLatin1String(unit);
    }
    return grouped(number);
}

QString bytes(qint64 count)
{
    static constexpr char const* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(count);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(kUnits)) {
        value /= 1024;
        ++unit;
    }
    return QString::number(value, 'f', unit == 0 || value >= 100 ? 0 : 1) + QLatin1Char(' ') +
           QLatin1String(kUnits[unit]);
}

QString span(qint64 milliseconds)
{
    if (milliseconds < 1000)
        return QStringLiteral("%1 ms").arg(milliseconds);
    auto const seconds = milliseconds / 1000;
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(static_cast<double>(milliseconds) / 1000, 0, 'f',
                                          seconds < 10 ? 1 : 0);
    auto const two = [](qint64 part) { return QStringLiteral("%1").arg(part, 2, 10, QLatin1Char('0')); };
    if (seconds < 3600)
        return QStringLiteral("%1 m %2 s").arg(seconds / 60).arg(two(seconds % 60));
    if (seconds < 86'400)
        return QStringLiteral("%1 h %2 m").arg(seconds / 3600).arg(two(seconds % 3600 / 60));
    return QStringLiteral("%1 d %2 h").arg(seconds / 86'400).arg(seconds % 86'400 / 3600);
}

QString age(QDateTime const& at, QDateTime const& now)
{
    if (!at.isValid())
        return QStringLiteral("–");
    auto const seconds = at.secsTo(now);
    if (seconds < 5)
        return QCoreApplication::translate("ui", "now");
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds);
    if (seconds < 3600)
        return QStringLiteral("%1 m").arg(seconds / 60);
    if (seconds < 86'400)
        return QStringLiteral("%1 h").arg(seconds / 3600);
    auto const hours = seconds % 86'400 / 3600;
    if (seconds < 7 * 86'400 && hours > 0)
        return QStringLiteral("%1 d %2 h").arg(seconds / 86'400).arg(hours);
    return QStringLiteral("%1 d").arg(seconds / 86'400);
}

QString clockTime(QDateTime const& at)
{
    return at.isValid() ? at.toUTC().toString(QStringLiteral("HH:mm:ss")) : QStringLiteral("–");
}

QString dayTime(QDateTime const& at)
{
    return at.isValid() ? at.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QStringLiteral("–");
}

QString initials(QString const& name)
{
    QString out;
    for (auto const& part :
         name.split(QRegularExpression{QStringLiteral("[\\s._@-]+")}, Qt::SkipEmptyParts)) {
        out += part.at(0).toUpper();
        if (out.size() == 2)
            break;
    }
    return out.isEmpty() ? QStringLiteral("?") : out;
}

} // namespace ui::kit
