// Draws every embedded icon at the console's sizes on both grounds, for whoever adds or redraws one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <array>
#include <cstdio>

namespace {

struct Ground {
    QColor paper;
    QColor ink;
    QColor accent;
};

constexpr int kCellWidth = 216;
constexpr int kCellHeight = 84;
constexpr int kColumns = 7;

QImage icon(QString const& name, int sidePx, Ground const& ground)
{
    QFile file(":/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll();
    svg.replace("currentColor", ground.ink.name().toLatin1());
    svg.replace("currentFill", ground.accent.name().toLatin1());
    QSvgRenderer renderer(svg);
    if (!renderer.isValid())
        return {};
    QImage image(sidePx, sidePx, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter, QRectF(0, 0, sidePx, sidePx));
    return image;
}

bool drawCell(QPainter& painter, QPoint const& at, QString const& name, Ground const& ground)
{
    struct Placed {
        int sidePx;
        QPoint offset;
    };
    for (auto const& [sidePx, offset] :
         {Placed{64, {8, 8}}, Placed{16, {84, 14}}, Placed{20, {112, 12}}, Placed{32, {144, 6}}}) {
        const QImage image = icon(name, sidePx, ground);
        if (image.isNull()) {
            std::fprintf(stderr, "%s.svg cannot be drawn\n", qPrintable(name));
            return false;
        }
        painter.drawImage(at + offset, image);
    }
    painter.setPen(ground.ink);
    const QRect place(at.x() + 84, at.y() + 44, kCellWidth - 88, 24);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, name);
    return true;
}

bool drawSheet(QImage& sheet, QStringList const& names, std::array<Ground, 2> const& grounds, int halfHeight)
{
    QPainter painter(&sheet);
    QFont font("Dewar Sans");
    font.setPixelSize(12);
    painter.setFont(font);
    int top = 0;
    for (Ground const& ground : grounds) {
        painter.fillRect(0, top, sheet.width(), halfHeight, ground.paper);
        for (int index = 0; index < names.size(); ++index) {
            const QPoint at(index % kColumns * kCellWidth, top + index / kColumns * kCellHeight);
            if (!drawCell(painter, at, names[index], ground))
                return false;
        }
        top += halfHeight;
    }
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: icons_sheet SHEET.png\n");
        return 2;
    }
    for (QString const& font : QDir(":/fonts").entryList({"*.otf", "*.ttf"}))
        if (QFontDatabase::addApplicationFont(":/fonts/" + font) < 0)
            std::fprintf(stderr, "%s cannot be loaded\n", qPrintable(font));
    QStringList names = QDir(":/icons").entryList({"*.svg"}, QDir::Files, QDir::Name);
    names.replaceInStrings(".svg", "");
    int const halfHeight = (int(names.size()) + kColumns - 1) / kColumns * kCellHeight;
    QImage sheet(kColumns * kCellWidth, 2 * halfHeight, QImage::Format_RGB32);
    const std::array<Ground, 2> grounds{
        Ground{QColor(22, 27, 35), QColor(179, 189, 202), QColor(106, 169, 255)},
        Ground{QColor(255, 255, 255), QColor(65, 78, 95), QColor(29, 95, 208)}};
    if (!drawSheet(sheet, names, grounds, halfHeight))
        return 1;
    if (!sheet.save(argv[1])) {
        std::fprintf(stderr, "%s cannot be written\n", argv[1]);
        return 1;
    }
    std::printf("%d icons on %s\n", int(names.size()), argv[1]);
    return 0;
}
