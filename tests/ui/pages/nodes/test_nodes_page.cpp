// Tests of the nodes page: who serves, how each does, and what is no longer there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/nodes/nodes_page.h"

#include "tests/support/page_pictures.h"
#include "tests/support/registry.h"

using namespace ui;
using namespace ui::nodes;
using support::jsonOf;

namespace {

constexpr char kThree[] = R"({"items":[
 {"id":"0197c2d4-11aa-7bcd-8ef0-000000000001","name":"dewar-a","version":"0.1.0","state":"live","self":true,
  "data_address":"https:\/\/dewar-a.example.org:8443","admin_address":"https:\/\/dewar-a.example.org:8444",
  "started_at":"2026-08-30T06:12:00Z","heartbeat_at":"2026-09-14T09:29:59Z","lag_ms":41,"clock_ms":6,
  "lanes":{"write_waiting":2,"write_changes":184210,"write_commits":22480}},
 {"id":"0197c2d4-11aa-7bcd-8ef0-000000000002","name":"dewar-b","version":"0.1.0","state":"live","self":false,
  "data_address":"https:\/\/dewar-b.example.org:8443","admin_address":"https:\/\/dewar-b.example.org:8444",
  "started_at":"2026-09-02T10:01:00Z","heartbeat_at":"2026-09-14T09:29:58Z","lag_ms":230,"clock_ms":-3400,
  "lanes":{"write_waiting":0,"write_changes":90112,"write_commits":15002}},
 {"id":"0197c2d4-11aa-7bcd-8ef0-000000000003","name":"dewar-c","version":"0.0.9","state":"gone","self":false,
  "data_address":"https:\/\/dewar-c.example.org:8443","admin_address":"https:\/\/dewar-c.example.org:8444",
  "started_at":"2026-08-30T06:15:00Z","heartbeat_at":"2026-09-14T06:11:07Z","lag_ms":52,"clock_ms":11,
  "lanes":{"write_waiting":0,"write_changes":51003,"write_commits":9871}}]})";
constexpr char kAlone[] = R"({"items":[
 {"id":"n1","name":"laptop","version":"0.1.0","state":"live","self":true,"lag_ms":0,"clock_ms":0}]})";

struct Shown {
    explicit Shown(char const* nodes, QSize const& size = support::kWidePage) : world{{"nodes.read"}}
    {
        world.theme.apply(Theme::Choice::Dark);
        world.api.shows("/nodes", nodes);
        page.emplace(world.context());
        support::showPage(*page, size);
    }
    QString words() const
    {
        QStringList all;
        for (auto const* label : page->findChildren<QLabel*>())
            if (label->isVisible())
                all << label->text();
        return all.join('\n');
    }
    kit::Table* table() { return page->findChild<kit::Table*>(); }
    support::PageWorld world;
    std::optional<NodesPage> page;
};

} // namespace

class test_nodes_page : public QObject {
    Q_OBJECT

private slots:
    void choosesTheEngineThatAnswers();
    void saysWhatBecameOfTheGone();
    void standsAlone();
    void asksAgainOnlyWhileShown();
    void keepsTheChosenOne();
    void showsFailures();
    void fitsIntoTheSmallestWindow();
    void pictures();
};

void test_nodes_page::choosesTheEngineThatAnswers()
{
    Shown shown{kThree};
    QCOMPARE(shown.page->state().face(), kit::StateView::Face::Content);
    QCOMPARE(shown.table()->model()->rowCount(), 3);
    QCOMPARE(shown.table()->currentRow(), 0);
    QVERIFY(shown.words().contains("It answers, and knows what the others changed."));
    QVERIFY(shown.words().contains("2 engines serve this database"));
}

void test_nodes_page::saysWhatBecameOfTheGone()
{
    Shown shown{kThree};
    shown.table()->selectRow(2);
    QVERIFY(shown.words().contains("others have taken over its work"));
    shown.page->open({"nodes", "0197c2d4-11aa-7bcd-8ef0-000000000002", {}});
    QVERIFY(shown.words().contains("Its clock is not the database's"));
}

void test_nodes_page::standsAlone()
{
    Shown shown{kAlone};
    QVERIFY(shown.words().contains("1 engine serves this database"));
    Shown none{R"({"items":[]})"};
    QCOMPARE(none.page->state().face(), kit::StateView::Face::Empty);
}

void test_nodes_page::asksAgainOnlyWhileShown()
{
    Shown shown{kThree};
    auto* timer = shown.page->findChild<QTimer*>();
    QVERIFY(timer != nullptr && timer->isActive());
    shown.page->hide();
    QVERIFY(!timer->isActive());
}

void test_nodes_page::keepsTheChosenOne()
{
    Shown shown{kThree};
    shown.table()->selectRow(2);
    shown.page->refresh();
    support::settle();
    QCOMPARE(shown.table()->currentRow(), 2);
}

void test_nodes_page::showsFailures()
{
    support::PageWorld world{{"nodes.read"}};
    world.api.refuse(Verb::Get, "/nodes", {.status = 403, .title = "no", .permission = "nodes.read"});
    NodesPage page{world.context()};
    support::showPage(page, support::kWidePage);
    QCOMPARE(page.state().face(), kit::StateView::Face::Failed);
    QVERIFY(page.state().note().contains("nodes.read"));
}

void test_nodes_page::fitsIntoTheSmallestWindow()
{
    Shown shown{kThree, support::kNarrowPage};
    auto const least = shown.page->minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
}

void test_nodes_page::pictures()
{
    Shown wide{kThree};
    support::savePictures(wide.world.theme, *wide.page, "nodes-board");
    Shown narrow{kThree, support::kNarrowPage};
    support::savePictures(narrow.world.theme, *narrow.page, "nodes-narrow");
}

DEWAR_TEST(test_nodes_page)
#include "test_nodes_page.moc"
