// Tests of the backups page and of its restore wizard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_page.h"

#include "tests/support/page_pictures.h"
#include "tests/support/registry.h"

using namespace ui;
using namespace ui::backup;
using support::answerOf;
using support::jsonOf;

namespace {

QStringList all()
{
    return {"backup.read", "backup.run", "backup.restore", "jobs.read", "jobs.write"};
}

QString idOf(int day)
{
    return QStringLiteral("0199%1-5b2c-7d8e-9f01-23456789abcd").arg(day * 1979, 4, 16, QLatin1Char('0'));
}

QDateTime at(int day, int hour = 4, int minute = 0)
{
    return {QDate{2026, 9, day}, QTime{hour, minute}, Qt::UTC};
}

QJsonObject backupOf(int day)
{
    return {{"id", idOf(day)},
            {"label", day == 9 ? "before the price import" : ""},
            {"state", "done"},
            {"started_by", "schedule-nightly"},
            {"created_at", at(day).toString(Qt::ISODate)},
            {"finished_at", at(day, 4, 2).toString(Qt::ISODate)},
            {"bytes", 3355443200LL + day * 8388608LL},
            {"stored_bytes", 41943040LL + day * 2621440LL},
            {"chunks", 10240 + day * 640},
            {"manifest_hash", "9f2c4be1d07a5533c8e1fa6b20d94c7e8a1b3f5d6c7e9a0b1c2d3e4f5a6b7c8d"},
            {"audit_number", 88204 + day * 911},
            {"audit_hash", "77"},
            {"result", QJsonObject{}}};
}

QJsonObject list()
{
    QJsonArray items;
    for (int day = 14; day > 1; --day) {
        auto each = backupOf(day);
        if (day == 11) {
            each["state"] = "failed";
            each["result"] =
                QJsonObject{{"operation", "backup"}, {"ok", false}, {"problem", "the repository is full"}};
        }
        if (day % 3 == 0) {
            each["last_proven_at"] = at(day, 6).toString(Qt::ISODate);
            each["result"] = jsonOf(
                R"({"operation":"drill","ok":true,"milliseconds":74120,"tables":48,"rows":1204331,"audit_rows":96403,
                "records_valid":412008,"records_invalid":0,"integrity":"ok","held_back":{"jobs":1}})");
        } else if (day != 14 && day != 11) {
            each["last_verified_at"] = at(day, 5).toString(Qt::ISODate);
        }
        items << each;
    }
    return {{"items", items}};
}

constexpr char kComparison[] = R"({"compared_at":"2026-09-14T09:21:00Z","tables":[
 {"table":"users","kind":"security","live_rows":58,"backup_rows":57,"only_live":1,"changed":4},
 {"table":"sessions","kind":"security","live_rows":312,"backup_rows":290,"only_live":40,"only_backup":18},
 {"table":"c_2","kind":"collection","collection":"customers","live_rows":21004,"backup_rows":20987,"only_live":17},
 {"table":"c_1","kind":"collection","collection":"orders","live_rows":88310,"backup_rows":87902,"only_live":408,"only_backup":12,"changed":1204},
 {"table":"c_1_history","kind":"history","collection":"orders","live_rows":204118,"backup_rows":202004,"only_live":2114},
 {"table":"c_3","kind":"collection","collection":"products","live_rows":412,"backup_rows":412},
 {"table":"c_4","kind":"collection","collection":"refunds","live_rows":1931,"backup_rows":1902,"only_live":29,"changed":3},
 {"table":"alert_rules","kind":"other","live_rows":31,"backup_rows":30,"only_live":1}],
 "would_come_back":[{"kind":"session","id":"s1","what":"u1"},{"kind":"signing-key","id":"k","what":"active"},
 {"kind":"user-enabled","id":"u9","what":"Former Colleague"}]})";

void fill(support::FakeApi& api)
{
    api.answer(Verb::Get, "/backups", list());
    api.answer(Verb::Get, "/backups/status",
               QJsonObject{{"backups", 12},
                           {"last_id", idOf(14)},
                           {"last_at", at(14).toString(Qt::ISODate)},
                           {"last_proven_id", idOf(12)},
                           {"last_proven_at", at(12, 6).toString(Qt::ISODate)},
                           {"stored_bytes", 812345678LL},
                           {"signer_print", "Vq8sT2mWx4LpYk7cN1rBh9dFgJ6zAe3uKo5iRtXzBqM"}});
    for (auto const* verb : {"verify", "drill", "restore", "swap"}) {
        auto answer = answerOf(R"({"id":"b","job":"j1"})", 202);
        answer.location = "/jobs/j1";
        for (int day : {14, 12, 9})
            api.script(Verb::Post, pathOf("/backups/%1/", {idOf(day)}) + verb,
                       [answer](Call const&) { return answer; });
    }
    auto started = answerOf(R"({"id":"b","job":"j1"})", 202);
    started.location = "/jobs/j1";
    api.script(Verb::Post, "/backups", [started](Call const&) { return started; });
    api.shows(qPrintable("/backups/" + idOf(12) + "/comparison"), kComparison);
}

void job(support::FakeApi& api, char const* kind, char const* state, int completed)
{
    api.answer(Verb::Get, "/jobs/j1",
               QJsonObject{{"id", "j1"},
                           {"kind", kind},
                           {"state", state},
                           {"completed", completed},
                           {"total", 12800},
                           {"says", "unpacking beside the live data"},
                           {"cancellable", true},
                           {"revision", completed},
                           {"created_at", "2026-09-14T09:29:00Z"}});
}

template <class T> T* named(QWidget& in, QString const& label)
{
    for (auto* each : in.findChildren<T*>())
        if (each->text() == label && each->isVisible())
            return each;
    return nullptr;
}

bool says(QWidget& in, QString const& words)
{
    auto const labels = in.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](QLabel* label) { return label->isVisible() && label->text().contains(words); });
}

struct Shown {
    explicit Shown(QStringList const& permissions = all(), QSize const& size = support::kWidePage)
        : world{permissions}
    {
        world.theme.apply(Theme::Choice::Dark);
        fill(world.api);
        page.emplace(world.context());
        page->open({"backup", idOf(12), {}});
        support::showPage(*page, size);
    }
    RestoreWizard* wizard() { return page->findChild<RestoreWizard*>(); }
    /// To the comparison, through a job that ends at once.
    void compare()
    {
        job(world.api, "backup.restore", "done", 12800);
        named<QPushButton>(*page, "Restore…")->click();
        wizard()->nextButton()->click();
    }
    support::PageWorld world;
    std::optional<BackupPage> page;
};

} // namespace

class test_backup_page : public QObject {
    Q_OBJECT

private slots:
    void showsWhatIsProven();
    void showsFailureAndEmptiness();
    void followsADrill();
    void startsABackupWithItsLabel();
    void tellsRefusalsInAToast();
    void offersNothingWithoutThePermission();
    void restoresComparesAndSwaps();
    void takesUpWhatWasRestoredBefore();
    void saysWhenTheRestoreFails();
    void fitsIntoTheSmallestWindow();
    void pictures();
};

void test_backup_page::showsWhatIsProven()
{
    Shown shown;
    QCOMPARE(shown.page->state().face(), kit::StateView::Face::Content);
    QVERIFY(says(*shown.page, "5 h"));
    QVERIFY(says(*shown.page, "2 d 3 h"));
    QVERIFY(says(*shown.page, "A drill restored it in a sandbox"));
    QVERIFY(says(*shown.page, "Restore drill found"));
    QCOMPARE(shown.world.shell.badges["backup"].count, 0);
    QCOMPARE(shown.world.api.unscripted, QStringList{});
}

void test_backup_page::showsFailureAndEmptiness()
{
    support::PageWorld world{all()};
    fill(world.api);
    world.api.refuse(Verb::Get, "/backups", {.status = 503, .title = "busy", .traceId = "7f3a"});
    BackupPage page{world.context()};
    support::showPage(page, support::kWidePage);
    QCOMPARE(page.state().face(), kit::StateView::Face::Failed);
    world.api.answer(Verb::Get, "/backups", jsonOf(R"({"items":[]})"));
    page.refresh();
    support::settle();
    QCOMPARE(page.state().face(), kit::StateView::Face::Empty);
    QVERIFY(!named<QPushButton>(page, "Restore…")->isEnabled());
}

void test_backup_page::followsADrill()
{
    Shown shown;
    job(shown.world.api, "backup.drill", "running", 6400);
    named<QPushButton>(*shown.page->findChild<BackupInspector*>(), "Run drill")->click();
    QTRY_VERIFY(says(*shown.page, "50 % · 6,400 of 12,800 pages"));
    QCOMPARE(shown.world.api.count(Verb::Post, "/backups/" + idOf(12) + "/drill"), 1);
    auto const reads = shown.world.api.count(Verb::Get, "/backups");
    job(shown.world.api, "backup.drill", "done", 12800);
    QTRY_VERIFY(!says(*shown.page, "50 %"));
    QTRY_COMPARE(shown.world.api.count(Verb::Get, "/backups"), reads + 1);
}

void test_backup_page::startsABackupWithItsLabel()
{
    Shown shown;
    job(shown.world.api, "backup.run", "queued", 0);
    named<QPushButton>(*shown.page, "Back up now…")->click();
    auto* dialog = shown.page->findChild<kit::FormDialog*>();
    dialog->form()->field("label")->setText(QString{81, 'x'});
    dialog->submitButton()->click();
    QVERIFY(!dialog->form()->field("label")->error().isEmpty());
    dialog->form()->field("label")->setText("before the price import");
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(shown.world.api.lastBody(Verb::Post, "/backups")["label"].toString(), "before the price import");
    QCOMPARE(shown.world.jobs.jobs().size(), 1);
}

void test_backup_page::tellsRefusalsInAToast()
{
    Shown shown;
    shown.world.api.refuse(Verb::Post, "/backups/" + idOf(12) + "/verify",
                           {.status = 409, .detail = "the backup is not complete"});
    named<QPushButton>(*shown.page, "Verify")->click();
    support::settle();
    QCOMPARE(shown.world.shell.problems.size(), 1);
}

void test_backup_page::offersNothingWithoutThePermission()
{
    Shown shown{{"backup.read"}};
    for (auto const* label : {"Run drill", "Back up now…", "Restore…", "Verify"}) {
        auto* button = named<QPushButton>(*shown.page, label);
        QVERIFY2(button && !button->isEnabled(), label);
    }
    QVERIFY(shown.page->commands().isEmpty());
}

void test_backup_page::restoresComparesAndSwaps()
{
    Shown shown;
    shown.compare();
    auto* wizard = shown.wizard();
    QTRY_COMPARE(wizard->step(), RestoreWizard::Compare);
    QVERIFY(says(*wizard, "3 users, keys, sessions or grants are not brought back"));
    QVERIFY(says(*wizard, "1,661 records in 3 collections"));
    wizard->nextButton()->click();
    QCOMPARE(wizard->step(), RestoreWizard::Swap);
    wizard->typedEdit()->setText(idOf(12).left(13));
    QVERIFY(!wizard->nextButton()->isEnabled()); // The loss is not accepted yet.
    wizard->findChild<kit::TickBox*>()->setChecked(true);
    QVERIFY(wizard->nextButton()->isEnabled());
    wizard->typedEdit()->setText(idOf(12).left(12));
    QVERIFY(!wizard->nextButton()->isEnabled());
    wizard->typedEdit()->setText(idOf(12).left(13));
    shown.world.jobs.dismiss("j1");
    job(shown.world.api, "backup.swap", "done", 12800);
    auto swapped = backupOf(12);
    swapped["result"] = jsonOf(
        R"({"operation":"swap","ok":true,"collections":[{"collection":"orders","changed":1204,"added":12,
        "removed":408,"after_sha256":"a","backup_sha256":"a"}],"gone_since":["couriers"]})");
    shown.world.api.answer(Verb::Get, "/backups/" + idOf(12), swapped);
    wizard->nextButton()->click();
    QTRY_COMPARE(wizard->step(), RestoreWizard::Finished);
    QCOMPARE(shown.world.api.lastBody(Verb::Post, "/backups/" + idOf(12) + "/swap")["confirm"].toString(),
             idOf(12));
    QVERIFY(says(*wizard, "equals the backup"));
    QVERIFY(says(*wizard, "couriers"));
}

void test_backup_page::takesUpWhatWasRestoredBefore()
{
    support::PageWorld world{all()};
    fill(world.api);
    auto each = backupOf(12);
    each["restored_at"] = at(14, 8).toString(Qt::ISODate);
    world.api.answer(Verb::Get, "/backups", QJsonObject{{"items", QJsonArray{each}}});
    BackupPage page{world.context()};
    support::showPage(page, support::kWidePage);
    named<QPushButton>(page, "Restore…")->click();
    auto* wizard = page.findChild<RestoreWizard*>();
    QCOMPARE(wizard->nextButton()->text(), "Compare");
    wizard->nextButton()->click();
    support::settle();
    QCOMPARE(wizard->step(), RestoreWizard::Compare);
    QCOMPARE(world.api.count(Verb::Post, "/backups/" + idOf(12) + "/restore"), 0);
}

void test_backup_page::saysWhenTheRestoreFails()
{
    Shown shown;
    job(shown.world.api, "backup.restore", "failed", 100);
    named<QPushButton>(*shown.page, "Restore…")->click();
    auto* wizard = shown.wizard();
    wizard->nextButton()->click();
    QTRY_VERIFY(says(*wizard, "The backup could not be restored"));
    QCOMPARE(wizard->step(), RestoreWizard::Beside);
    QCOMPARE(wizard->nextButton()->text(), "Try again");
    QVERIFY(wizard->nextButton()->isEnabled());
}

void test_backup_page::fitsIntoTheSmallestWindow()
{
    Shown shown{all(), support::kNarrowPage};
    auto* inspector = shown.page->findChild<BackupInspector*>();
    QVERIFY(!inspector->isVisible());
    named<QPushButton>(*shown.page, "Details")->click();
    QVERIFY(inspector->isVisible());
    auto const least = shown.page->minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
}

void test_backup_page::pictures()
{
    {
        Shown shown;
        job(shown.world.api, "backup.drill", "running", 8192);
        support::savePictures(shown.world.theme, *shown.page, "backup-board");
        named<QPushButton>(*shown.page->findChild<BackupInspector*>(), "Run drill")->click();
        QTRY_VERIFY(says(*shown.page, "64 %"));
        support::savePictures(shown.world.theme, *shown.page, "backup-drill");
    }
    {
        Shown shown;
        shown.compare();
        QTRY_COMPARE(shown.wizard()->step(), RestoreWizard::Compare);
        support::savePictures(shown.world.theme, *shown.page, "backup-compare");
        shown.wizard()->nextButton()->click();
        shown.wizard()->findChild<kit::TickBox*>()->setChecked(true);
        shown.wizard()->typedEdit()->setText(idOf(12).left(13));
        support::savePictures(shown.world.theme, *shown.page, "backup-swap");
    }
    Shown shown{all(), support::kNarrowPage};
    support::savePictures(shown.world.theme, *shown.page, "backup-narrow");
}

DEWAR_TEST(test_backup_page)
#include "test_backup_page.moc"
