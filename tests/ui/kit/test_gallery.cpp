// Paints every view of the kit with sample data in both themes: none may be blank, nameless or the same in both.
// With DEWAR_GALLERY=<folder> the pictures are written there, to be looked at beside the mockups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"
#include "ui/kit/facts.h"
#include "ui/kit/histogram.h"
#include "ui/kit/layout.h"

#include <QDir>
#include <QImage>
#include <QRandomGenerator>

#include <cmath>
#include <set>

using namespace ui;

namespace {

QDateTime const kNow{QDate{2026, 11, 21}, QTime{14, 42, 17}, Qt::UTC};

// The same sequence in every run: pictures are compared.
double noise(int index, int series)
{
    QRandomGenerator generator{static_cast<quint32>(index * 7'919 + series * 104'729)};
    return generator.generateDouble();
}

QWidget* facts()
{
    using kit::FactLook;
    auto* right = new kit::Facts{"Key facts"};
    right->setFacts(
        {{.name = "Fingerprint", .value = "SHA256:Qm4x…8tVA", .look = FactLook::Mono, .copyable = true},
         {.name = "Created", .value = "2026-09-02 02:00", .look = FactLook::Mono},
         {.name = "Created by", .value = "rotation policy P-3"},
         {.name = "Storage", .value = "hsm-eu-1 slot 14"},
         {.name = "State", .chip = "Exposed", .chipTone = Role::Crit},
         {.name = "Exportable", .value = "No"},
         {.name = "Last used", .value = "14:42:16", .look = FactLook::Mono}});
    auto* left = new kit::Facts{"Event fields", kit::Facts::Side::Left, 92};
    left->setFacts(
        {{.name = "status", .value = "504", .look = FactLook::Mono},
         {.name = "route", .value = "/v1/auth/introspect", .look = FactLook::Mono, .copyable = true},
         {.name = "trace_id", .value = "4bf92f3577b34da6a3ce929d0e0e4736", .look = FactLook::Link},
         {.name = "kid", .value = "sig-2026-09", .look = FactLook::Link},
         {.name = "actor"}});
    auto* pane = kit::column(16, {16, 16, 16, 16}, "pane");
    pane->add(right)->add(left)->stretch();
    pane->resize(320, 400);
    return pane;
}

QWidget* histogram()
{
    std::vector<kit::Bucket> buckets;
    for (int i = 0; i < 72; ++i)
        buckets.push_back(
            {.error = static_cast<qint64>(9'000 + 25'000 * noise(i, 9) + (i > 50 && i < 66 ? 62'000 : 0)),
             .warn =
                 static_cast<qint64>(85'000 + 66'000 * noise(i, 4) + (i > 48 ? 60'000 * noise(i, 6) : 0))});
    auto* view = new kit::Histogram{"Events per 5 minutes"};
    view->setBuckets(kNow.addSecs(-6 * 3'600), 300'000, buckets);
    view->setRange(kNow.addSecs(-3'300), kNow.addSecs(-2'400));
    auto* pane = kit::column(0, {16, 10, 16, 8}, "pane");
    pane->add(view);
    pane->resize(700, 122);
    return pane;
}

struct Exhibit {
    char const* name;
    QWidget* (*make)();
};

constexpr Exhibit kExhibits[] = {
    {"facts", facts},
    {"histogram", histogram},
};

int coloursIn(QImage const& image)
{
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    return static_cast<int>(colours.size());
}

} // namespace

class test_gallery : public QObject {
    Q_OBJECT
private slots:
    void paints_data();
    void paints();

private:
    Theme m_theme;
};

void test_gallery::paints_data()
{
    QTest::addColumn<int>("exhibit");
    for (std::size_t i = 0; i < std::size(kExhibits); ++i)
        QTest::newRow(kExhibits[i].name) << static_cast<int>(i);
}

void test_gallery::paints()
{
    QFETCH(int, exhibit);
    auto const& [name, make] = kExhibits[exhibit];
    m_theme.apply(Theme::Choice::Dark);
    std::unique_ptr<QWidget> const widget{make()};
    widget->show();
    QTest::qWait(20);
    auto const dark = widget->grab().toImage();
    // The same widget again: nothing may keep a colour of the other theme.
    m_theme.apply(Theme::Choice::Light);
    QTest::qWait(20);
    auto const light = widget->grab().toImage();
    if (auto const folder = qEnvironmentVariable("DEWAR_GALLERY"); !folder.isEmpty()) {
        QVERIFY(dark.save(QDir{folder}.filePath(QString{"%1-dark.png"}.arg(name))));
        QVERIFY(light.save(QDir{folder}.filePath(QString{"%1-light.png"}.arg(name))));
    }
    QVERIFY(coloursIn(dark) > 8);
    QVERIFY(coloursIn(light) > 8);
    QVERIFY(dark.size() == light.size() && dark != light);
    for (auto const* child : widget->findChildren<QWidget*>())
        if (child->focusPolicy() & Qt::TabFocus)
            QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
}

DEWAR_TEST(test_gallery)
#include "test_gallery.moc"
