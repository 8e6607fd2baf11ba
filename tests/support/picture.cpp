// Saving and comparing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/picture.h"

#include <QDir>
#include <QFileInfo>
#include <QtTest/QTest>

#include <cstdlib>

namespace support {

namespace {

// What another processor's vector instructions may round differently. A letter that moved by a pixel is
// far above.
constexpr int kChannelTolerance = 10;
constexpr int kReduced = 3; // Loss-free at full size they would be 25 MB.

QString const kKept = QStringLiteral(BINARY_DIR "/screens/");
QString const kGolden = QStringLiteral(SOURCE_DIR "/tests/golden/screens/");

QImage reduced(QImage const& picture)
{
    return picture.convertToFormat(QImage::Format_RGB32)
        .scaled(picture.size() / kReduced, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

bool differs(QRgb left, QRgb right)
{
    return std::abs(qRed(left) - qRed(right)) > kChannelTolerance ||
           std::abs(qGreen(left) - qGreen(right)) > kChannelTolerance ||
           std::abs(qBlue(left) - qBlue(right)) > kChannelTolerance;
}

struct Difference {
    qsizetype points = 0;
    QRect where;
    QImage shown; // What differs, in white on black.
};

Difference differenceOf(QImage const& left, QImage const& right)
{
    Difference difference{0, {}, QImage{left.size(), QImage::Format_RGB32}};
    difference.shown.fill(Qt::black);
    for (int y = 0; y < left.height(); ++y)
        for (int x = 0; x < left.width(); ++x)
            if (differs(left.pixel(x, y), right.pixel(x, y))) {
                ++difference.points;
                difference.where |= QRect{x, y, 1, 1};
                difference.shown.setPixel(x, y, qRgb(255, 255, 255));
            }
    return difference;
}

void fail(QString const& sentence)
{
    QTest::qFail(qPrintable(sentence), __FILE__, __LINE__);
}

void writeGolden(QImage const& small, QString const& path)
{
    QDir{}.mkpath(QFileInfo{path}.path());
    if (!small.save(path, "PNG", 0)) // 0: as small as it gets.
        fail(path + " cannot be written");
}

void compare(QImage const& small, QString const& name)
{
    QImage const golden = QImage{kGolden + name + ".png"}.convertToFormat(QImage::Format_RGB32);
    if (golden.isNull())
        return fail("there is no golden picture " + name + "; make it with GOLDEN_UPDATE=1 and look at it");
    if (golden.size() != small.size())
        return fail(QStringLiteral("%1 is %2 x %3, golden %4 x %5")
                        .arg(name)
                        .arg(small.width())
                        .arg(small.height())
                        .arg(golden.width())
                        .arg(golden.height()));
    auto const difference = differenceOf(small, golden);
    if (difference.points == 0)
        return;
    golden.save(kKept + name + "-expected.png");
    difference.shown.save(kKept + name + "-difference.png");
    fail(QStringLiteral("%1 differs at %2 points of its golden size, around %3,%4 to %5,%6")
             .arg(name)
             .arg(difference.points)
             .arg(difference.where.left())
             .arg(difference.where.top())
             .arg(difference.where.right())
             .arg(difference.where.bottom()));
}

} // namespace

void keepPicture(QImage const& picture, QString const& name)
{
    QDir{}.mkpath(QFileInfo{kKept + name}.path());
    if (!picture.save(kKept + name + ".png"))
        return fail(kKept + name + ".png cannot be written");
    for (auto const* left : {"-expected.png", "-difference.png"})
        QFile::remove(kKept + name + left);
    auto const small = reduced(picture);
    if (qEnvironmentVariableIsSet("GOLDEN_UPDATE"))
        writeGolden(small, kGolden + name + ".png");
    else
        compare(small, name);
}

} // namespace support
