// Paints every view of the kit with sample data in both themes: none may be blank, nameless or the same in both.
// With DEWAR_GALLERY=<folder> the pictures are written there, to be looked at beside the mockups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"
#include "ui/kit/facts.h"
#include "ui/kit/histogram.h"
#include "ui/kit/layout.h"
#include "ui/kit/log_view.h"

#include <QDir>
#include <QImage>
#include <QRandomGenerator>
#include <QScrollBar>

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

// Rows of the mockup; a page that is still on its way below row 19.
class SampleLog final : public kit::LogSource {
public:
    using LogSource::LogSource;
    std::vector<kit::LogColumn> columns() const override
    {
        return {{"Time (UTC)", 116, kit::LogLook::Time},
                {"Level", 84, kit::LogLook::Level},
                {"Service", 92, kit::LogLook::Field},
                {"Message", 0, kit::LogLook::Message}};
    }
    qint64 rowCount() const override { return 8'412'907; }
    void requestPage(qint64 page) override
    {
        if (page > 0)
            return;
        static QStringList const kMessages{"upstream timeout after 5000 ms  POST /v1/collections/orders",
                                           "retry 2/3 to keyring after timeout  wait=250ms",
                                           "write quorum timeout  acks=1/2 shard=07 txn=9f3c2a",
                                           "heartbeat timeout  node=replica-c lag=41.2s limit=30s"};
        std::vector<kit::LogRow> rows;
        for (int i = 0; i < kit::kLogPageRows; ++i) {
            auto const at = kNow.addMSecs(412 - i * 137);
            auto const error = i % 4 == 0 || i % 7 == 2;
            rows.push_back({{at.toString("HH:mm:ss.zzz"),
                             i == 9  ? "INFO"
                             : error ? "ERROR"
                                     : "WARN",
                             i % 3 ? "gateway" : "replicator", kMessages[i % 4]},
                            i == 9  ? Severity::Info
                            : error ? Severity::Critical
                                    : Severity::High});
        }
        emit pageReady(page, rows);
    }
};

QWidget* logView()
{
    auto* view = new kit::LogView{"Log events"};
    view->setSource(new SampleLog{view});
    view->setHighlights({"timeout"});
    view->resize(700, 560);
    view->verticalScrollBar()->setValue(kit::kLogPageRows - 19);
    view->setCurrentRow(kit::kLogPageRows - 15);
    QTest::qWait(60);
    return view;
}

QWidget* logTail()
{
    auto* view = new kit::LogView{"Log events"};
    auto* tail = new kit::LogTail{SampleLog{}.columns(), 5'000, view};
    view->setSource(tail);
    view->resize(700, 200);
    std::vector<kit::LogRow> rows;
    for (int i = 0; i < 1'204; ++i)
        rows.push_back(
            {{kNow.addMSecs(i).toString("HH:mm:ss.zzz"), "INFO", "auth", "session opened  mfa=totp"}});
    tail->append(rows);
    tail->flush();
    view->verticalScrollBar()->setValue(5);
    tail->append(rows);
    tail->flush();
    return view;
}

struct Exhibit {
    char const* name;
    QWidget* (*make)();
};

constexpr Exhibit kExhibits[] = {
    {"facts", facts},
    {"histogram", histogram},
    {"log-view", logView},
    {"log-tail", logTail},
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
    QTest::qWait(60);
    auto const dark = widget->grab().toImage();
    // The same widget again: nothing may keep a colour of the other theme.
    m_theme.apply(Theme::Choice::Light);
    QTest::qWait(60);
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
