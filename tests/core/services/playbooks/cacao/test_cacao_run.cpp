// The run: all eight step types, failures, time-outs and bounds, and the same state from the same journal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <QtCore/QElapsedTimer>

#include "core/platform/json/json.h"
#include "tests/support/registry.h"
#include "tests/support/sample_playbook.h"

using namespace core;
using namespace core::playbooks;
using cacao::Effect;
using cacao::Entry;
using cacao::Outcome;
using support::SamplePlaybook;
using support::stepId;

namespace {
Time const kStart = timeOf(1'764'000'000'000'000);

cacao::Bundle bundleOf(std::initializer_list<SamplePlaybook> samples)
{
    cacao::Bundle bundle;
    for (auto const& sample : samples) {
        auto reading = sample.reading();
        if (!reading.playbook) {
            for (auto const& defect : reading.defects)
                qWarning("%s %s %s", defect.name.c_str(), defect.pointer.c_str(), defect.says.c_str());
            continue;
        }
        if (bundle.root.empty())
            bundle.root = reading.playbook->id;
        bundle.playbooks.emplace(reading.playbook->id, std::move(*reading.playbook));
    }
    return bundle;
}

// Answers every effect until the run is over; calls whose path is in `failing` fail. Returns what happened,
// in order.
std::vector<std::string> story(cacao::Run& run, std::set<std::string> const& failing = {},
                               std::string const& answer = "yes")
{
    std::vector<std::string> told;
    auto now = kStart;
    while (run.outcome() == Outcome::Running && told.size() < 20'000) {
        auto const effect = run.next();
        Entry entry{.key = effect.key, .at = now += std::chrono::seconds{1}};
        switch (effect.kind) {
        case Effect::Kind::Call:
            told.push_back(effect.method + " " + effect.path);
            entry.kind = failing.contains(effect.path) ? Entry::Kind::Failed : Entry::Kind::Done;
            entry.says = entry.kind == Entry::Kind::Failed ? "refused" : "";
            break;
        case Effect::Kind::Ask:
            told.push_back("ask " + effect.prompt);
            entry.kind = Entry::Kind::Answered;
            entry.says = answer;
            break;
        case Effect::Kind::Approve:
            told.push_back("approve " + effect.path);
            entry.kind = Entry::Kind::Approved;
            break;
        case Effect::Kind::Delay:
            told.push_back("delay");
            entry.kind = Entry::Kind::Passed;
            break;
        case Effect::Kind::Over:
            return told;
        }
        if (!run.apply(entry))
            break;
    }
    return told;
}

// One branch of a single call: action n, then its own end n.
void branch(SamplePlaybook& sample, int number)
{
    sample.call(number, "POST /api/v1/x/" + std::to_string(number), stepId("end", number)).end(number);
}

// Three branches of one call each, then .../x/ok or, when one failed, .../x/not-ok.
SamplePlaybook threeBranches(boost::json::object more)
{
    SamplePlaybook sample;
    more["next_steps"] = {stepId("action", 11), stepId("action", 12), stepId("action", 13)};
    more["on_success"] = stepId("action", 2);
    more["on_failure"] = stepId("action", 3);
    sample.start(stepId("parallel", 1))
        .step(stepId("parallel", 1), std::move(more))
        .call(2, "POST /api/v1/x/ok", stepId("end", 1))
        .call(3, "POST /api/v1/x/not-ok", stepId("end", 1))
        .end(1);
    for (int const number : {11, 12, 13})
        branch(sample, number);
    return sample;
}

QString joined(std::vector<std::string> const& told)
{
    QStringList list;
    for (auto const& line : told)
        list << QString::fromStdString(line);
    return list.join("; ");
}
} // namespace

class test_cacao_run : public QObject {
    Q_OBJECT

private slots:
    void runsOneStepAfterTheOther()
    {
        SamplePlaybook sample;
        sample.variable("__id__", {{"type", "string"}, {"external", true}})
            .variable("__made__", {{"type", "string"}});
        sample.start(stepId("action", 1))
            .call(1, "POST /api/v1/backups", stepId("action", 2),
                  {{"step_extensions",
                    SamplePlaybook::options({{"out", {{"__made__", "/id"}}}, {"wait_job", true}})}})
            .call(2, "POST /api/v1/users/__id__:value/disable", stepId("end", 1),
                  {{"delay", 5}, {"content", R"({"why":"after __made__:value"})"}})
            .end(1);
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {{"__id__", "u/1"}}, kStart);
        QVERIFY(run);
        QCOMPARE(run->next().key, stepId("action", 1) + "/1");
        QVERIFY(run->next().waitJob);
        auto const outs = run->outsFrom(run->next().key, *json::parse(R"({"id":"b7"})"));
        QVERIFY(outs);
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = run->next().key, .at = kStart, .outs = *outs}));
        QVERIFY(run->next().kind == Effect::Kind::Delay);
        QVERIFY(run->apply({.kind = Entry::Kind::Passed, .key = run->next().key, .at = kStart}));
        QCOMPARE(run->next().path, std::string{"/api/v1/users/u%2F1/disable"});
        QCOMPARE(run->next().body, std::string{R"({"why":"after b7"})"});
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = run->next().key, .at = kStart}));
        QVERIFY(run->outcome() == Outcome::Succeeded);
        QCOMPARE(*run->value("__made__"), std::string{"b7"});
    }

    void waitsForAllParallelBranchesAlsoWhenOneFails()
    {
        auto const bundle = bundleOf({threeBranches({})});
        auto good = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(joined(story(*good)),
                 QString{"POST /api/v1/x/11; POST /api/v1/x/12; POST /api/v1/x/13; POST /api/v1/x/ok"});
        auto bad = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(joined(story(*bad, {"/api/v1/x/11"})),
                 QString{"POST /api/v1/x/11; POST /api/v1/x/12; POST /api/v1/x/13; POST /api/v1/x/not-ok"});
        QVERIFY(bad->outcome() == Outcome::Succeeded);
    }

    void opensAllParallelBranchesAtOnce()
    {
        auto const bundle = bundleOf({threeBranches({})});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(run->pending().size(), 3U);
        for (int const number : {13, 11}) {
            auto const key = stepId("action", number) + "/1";
            QVERIFY(run->pending(key) != nullptr);
            QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = key, .at = kStart}));
            QVERIFY(!run->apply({.kind = Entry::Kind::Done, .key = key, .at = kStart}));
        }
        QCOMPARE(run->pending().size(), 1U);
        QCOMPARE(run->next().path, std::string{"/api/v1/x/12"});
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = run->next().key, .at = kStart}));
        QCOMPARE(run->next().path, std::string{"/api/v1/x/ok"});
    }

    void failsWithTheBranchThatFailedFirst()
    {
        auto const bundle = bundleOf({threeBranches({})});
        auto run = cacao::Run::start(bundle, {}, kStart);
        for (int const number : {12, 11})
            QVERIFY(run->apply({.kind = Entry::Kind::Failed,
                                .key = stepId("action", number) + "/1",
                                .at = kStart,
                                .says = "refused " + std::to_string(number)}));
        QCOMPARE(run->pending().size(), 1U); // The third is waited for.
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = run->next().key, .at = kStart}));
        QCOMPARE(run->next().path, std::string{"/api/v1/x/not-ok"});
        QVERIFY(std::ranges::any_of(run->visits(), [](auto const& visit) {
            return visit.stepId == stepId("parallel", 1) && visit.says == "failed: refused 12";
        }));
    }

    void endsAllBranchesOfAParallelStepThatRanOutOfTime()
    {
        auto const bundle = bundleOf({threeBranches({{"timeout", 60'000}})});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = stepId("action", 12) + "/1", .at = kStart}));
        QCOMPARE(run->next().until, kStart + std::chrono::minutes{1});
        QVERIFY(run->apply({.kind = Entry::Kind::TimedOut, .key = run->next().key, .at = run->next().until}));
        QCOMPARE(run->pending().size(), 1U);
        QCOMPARE(run->next().path, std::string{"/api/v1/x/not-ok"});
        QVERIFY(!run->apply({.kind = Entry::Kind::Done, .key = stepId("action", 13) + "/1", .at = kStart}));
    }

    void isTheSameAfterAReplayHoweverTheBranchesAreInterleaved()
    {
        // Two branches run the same playbook: its steps are numbered by turns, in the order of events.
        SamplePlaybook outer;
        outer.start(stepId("parallel", 1))
            .step(stepId("parallel", 1),
                  {{"next_steps", {stepId("playbook-action", 1), stepId("playbook-action", 2)}},
                   {"on_completion", stepId("end", 1)}})
            .end(1);
        for (int const number : {1, 2})
            outer
                .step(stepId("playbook-action", number),
                      {{"playbook_id", stepId("playbook", 2)}, {"on_completion", stepId("end", 10 + number)}})
                .end(10 + number);
        SamplePlaybook inner{2};
        inner.start(stepId("parallel", 7))
            .step(stepId("parallel", 7), {{"next_steps", {stepId("action", 11), stepId("action", 12)}},
                                          {"on_completion", stepId("action", 9)}})
            .call(9, "POST /api/v1/x/9", stepId("end", 9))
            .end(9);
        branch(inner, 11);
        branch(inner, 12);
        auto const bundle = bundleOf({outer, inner});
        for (std::size_t seed = 0; seed < 24; ++seed) {
            std::vector<Entry> journal;
            std::set<std::string> keys;
            auto run = cacao::Run::start(bundle, {}, kStart);
            for (auto choice = seed; run->outcome() == Outcome::Running; choice = choice * 31 + 7) {
                auto const waiting = run->pending();
                QVERIFY(!waiting.empty());
                Entry const entry{.kind = Entry::Kind::Done,
                                  .key = waiting[choice % waiting.size()]->key,
                                  .at = kStart + std::chrono::seconds{journal.size()}};
                QVERIFY(keys.insert(entry.key).second);
                QVERIFY(run->apply(entry));
                journal.push_back(entry);
                auto replayed = cacao::Run::start(bundle, {}, kStart);
                for (auto const& earlier : journal)
                    QVERIFY(replayed->apply(earlier));
                auto const again = replayed->pending();
                QCOMPARE(again.size(), run->pending().size());
                for (std::size_t i = 0; i < again.size(); ++i)
                    QCOMPARE(cacao::approvalText(*again[i]), cacao::approvalText(*run->pending()[i]));
            }
            QCOMPARE(journal.size(), 6U);
            QVERIFY(run->outcome() == Outcome::Succeeded);
        }
    }

    void stopsWhenTooManyBranchesAreOpen()
    {
        SamplePlaybook sample;
        boost::json::array heads;
        for (int outer = 1; outer <= 100; ++outer)
            heads.emplace_back(stepId("parallel", outer + 1));
        sample.start(stepId("parallel", 1))
            .step(stepId("parallel", 1), {{"next_steps", heads}, {"on_completion", stepId("end", 1)}})
            .end(1);
        for (int outer = 1; outer <= 100; ++outer) {
            sample
                .step(stepId("parallel", outer + 1),
                      {{"next_steps", {stepId("action", 1000 + outer), stepId("action", 2000 + outer)}},
                       {"on_completion", stepId("end", 3000 + outer)}})
                .end(3000 + outer);
            branch(sample, 1000 + outer);
            branch(sample, 2000 + outer);
        }
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QVERIFY(run->outcome() == Outcome::Failed);
        QCOMPARE(run->reason(), std::string{cacao::kActionTimeout});
    }

    void choosesByConditionAndByCase()
    {
        SamplePlaybook sample;
        sample.variable("__answer__", {{"type", "string"}})
            .start(stepId("action", 1))
            .ask(1, "Was it you?", stepId("if-condition", 1),
                 {{"out_args", {"__answer__"}},
                  {"step_extensions", SamplePlaybook::options({{"answers", {"yes", "no"}}})}})
            .step(stepId("if-condition", 1), {{"condition", "__answer__:value = 'yes'"},
                                              {"on_true", stepId("action", 11)},
                                              {"on_false", stepId("action", 12)},
                                              {"on_completion", stepId("switch-condition", 1)}})
            .step(stepId("switch-condition", 1),
                  {{"switch", "__answer__:value"},
                   {"cases", {{"no", stepId("action", 13)}, {"default", stepId("action", 14)}}},
                   {"on_completion", stepId("end", 1)}})
            .end(1);
        for (int const number : {11, 12, 13, 14})
            branch(sample, number);
        auto const bundle = bundleOf({sample});
        auto yes = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(joined(story(*yes, {}, "yes")),
                 QString{"ask Was it you?; POST /api/v1/x/11; POST /api/v1/x/14"});
        auto no = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(joined(story(*no, {}, "no")),
                 QString{"ask Was it you?; POST /api/v1/x/12; POST /api/v1/x/13"});
        auto wrong = cacao::Run::start(bundle, {}, kStart);
        auto const refused = wrong->apply(
            {.kind = Entry::Kind::Answered, .key = wrong->next().key, .at = kStart, .says = "maybe"});
        QVERIFY(!refused && refused.error().code == ErrorCode::Invalid);
        QVERIFY(wrong->next().kind == Effect::Kind::Ask);
    }

    void repeatsWhileTheConditionHoldsAndGivesEveryTurnItsOwnKey()
    {
        SamplePlaybook sample;
        sample.variable("__state__", {{"type", "string"}, {"value", "running"}})
            .start(stepId("while-condition", 1))
            .step(stepId("while-condition", 1), {{"condition", "__state__:value != 'done'"},
                                                 {"on_true", stepId("action", 1)},
                                                 {"on_completion", stepId("end", 2)}})
            .call(1, "GET /api/v1/jobs/7", stepId("end", 1),
                  {{"step_extensions", SamplePlaybook::options({{"out", {{"__state__", "/state"}}}})}})
            .end(1)
            .end(2);
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {}, kStart);
        std::set<std::string> keys;
        for (int turn = 1; turn <= 3; ++turn) {
            keys.insert(run->next().key);
            cacao::NamedValues const outs{{"__state__", turn == 3 ? "done" : "running"}};
            QVERIFY(
                run->apply({.kind = Entry::Kind::Done, .key = run->next().key, .at = kStart, .outs = outs}));
        }
        QCOMPARE(keys.size(), 3U);
        QVERIFY(run->outcome() == Outcome::Succeeded);
    }

    void runsAnotherPlaybookWithItsArguments()
    {
        SamplePlaybook parent{1};
        parent.variable("__user__", {{"type", "string"}, {"value", "u1"}})
            .variable("__result__", {{"type", "string"}})
            .start(stepId("playbook-action", 1))
            .step(stepId("playbook-action", 1), {{"playbook_id", stepId("playbook", 2)},
                                                 {"in_args", {"__user__"}},
                                                 {"out_args", {"__result__"}},
                                                 {"on_completion", stepId("action", 2)}})
            .call(2, "POST /api/v1/x/__result__:value", stepId("end", 1))
            .end(1);
        SamplePlaybook child{2};
        child.variable("__user__", {{"type", "string"}, {"external", true}})
            .variable("__result__", {{"type", "string"}})
            .start(stepId("action", 1))
            .call(1, "POST /api/v1/y/__user__:value", stepId("end", 1),
                  {{"step_extensions", SamplePlaybook::options({{"out", {{"__result__", "/id"}}}})}})
            .end(1);
        auto const bundle = bundleOf({parent, child});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QVERIFY(run);
        QCOMPARE(run->next().path, std::string{"/api/v1/y/u1"});
        auto const outs = run->outsFrom(run->next().key, *json::parse(R"({"id":42})"));
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = run->next().key, .at = kStart, .outs = *outs}));
        QCOMPARE(run->next().path, std::string{"/api/v1/x/42"});
    }

    void endsPlaybooksThatRunEachOther()
    {
        auto const calling = [](int self, int other) {
            SamplePlaybook sample{self};
            sample.start(stepId("playbook-action", 1))
                .step(stepId("playbook-action", 1),
                      {{"playbook_id", stepId("playbook", other)}, {"on_completion", stepId("end", 1)}})
                .end(1);
            return sample;
        };
        auto const bundle = bundleOf({calling(1, 2), calling(2, 3), calling(3, 1)});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QVERIFY(run->outcome() == Outcome::Failed);
        QCOMPARE(run->reason(), std::string{cacao::kActionTimeout});
    }

    void endsAnEndlessLoopAtItsBound()
    {
        SamplePlaybook sample;
        sample.start(stepId("while-condition", 1))
            .step(stepId("while-condition", 1), {{"condition", "1 = 1"},
                                                 {"on_true", stepId("while-condition", 2)},
                                                 {"on_completion", stepId("end", 3)}})
            .step(
                stepId("while-condition", 2),
                {{"condition", "1 = 1"}, {"on_true", stepId("end", 1)}, {"on_completion", stepId("end", 2)}})
            .call(1, "POST /api/v1/x/1", stepId("end", 4))
            .end(1)
            .end(2)
            .end(3)
            .end(4);
        auto const bundle = bundleOf({sample});
        QElapsedTimer timer;
        timer.start();
        auto run = cacao::Run::start(bundle, {}, kStart);
        QVERIFY(run->outcome() == Outcome::Failed);
        QCOMPARE(run->reason(), std::string{cacao::kActionTimeout});
        QVERIFY(timer.elapsed() < 3000);
    }

    void failsToTheNearestHandler_data()
    {
        QTest::addColumn<bool>("own");
        QTest::addColumn<bool>("around");
        QTest::addColumn<bool>("exception");
        QTest::addColumn<QString>("told");
        QTest::addColumn<bool>("succeeds");
        QTest::newRow("its own on_failure")
            << true << true << true << "POST /api/v1/x/1; POST /api/v1/x/8; POST /api/v1/x/7" << true;
        QTest::newRow("that of the step around it")
            << false << true << true << "POST /api/v1/x/1; POST /api/v1/x/9" << true;
        QTest::newRow("workflow_exception")
            << false << false << true << "POST /api/v1/x/1; POST /api/v1/x/6" << false;
        QTest::newRow("nobody") << false << false << false << "POST /api/v1/x/1" << false;
    }

    void failsToTheNearestHandler()
    {
        QFETCH(bool, own);
        QFETCH(bool, around);
        QFETCH(bool, exception);
        QFETCH(QString, told);
        QFETCH(bool, succeeds);
        SamplePlaybook sample;
        boost::json::object condition{
            {"condition", "1 = 1"}, {"on_true", stepId("action", 1)}, {"on_success", stepId("action", 7)}};
        if (around)
            condition["on_failure"] = stepId("action", 9);
        if (exception)
            sample.set("workflow_exception", boost::json::value(stepId("action", 6)));
        sample.start(stepId("if-condition", 1))
            .step(stepId("if-condition", 1), condition)
            .call(1, "POST /api/v1/x/1", stepId("end", 1),
                  own ? boost::json::object{{"on_failure", stepId("action", 8)}} : boost::json::object{})
            .call(8, "POST /api/v1/x/8", stepId("end", 1))
            .call(9, "POST /api/v1/x/9", stepId("end", 2))
            .call(7, "POST /api/v1/x/7", stepId("end", 2))
            .call(6, "POST /api/v1/x/6", stepId("end", 3))
            .end(1)
            .end(2)
            .end(3);
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(joined(story(*run, {"/api/v1/x/1"})), told);
        QVERIFY((run->outcome() == Outcome::Succeeded) == succeeds);
    }

    void givesATimedOutStepToItsOnFailure()
    {
        SamplePlaybook sample;
        sample.start(stepId("action", 1))
            .ask(1, "Anybody there?", stepId("end", 1),
                 {{"timeout", 60'000}, {"on_failure", stepId("action", 2)}})
            .call(2, "POST /api/v1/x/late", stepId("end", 1))
            .end(1);
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QCOMPARE(run->next().until, kStart + std::chrono::minutes{1});
        QVERIFY(run->apply({.kind = Entry::Kind::TimedOut, .key = run->next().key, .at = run->next().until}));
        QCOMPARE(run->next().path, std::string{"/api/v1/x/late"});
        QCOMPARE(run->visits()[1].says, std::string{"failed: ACTION_TIMEOUT"});
    }

    void asksForApprovalOfEveryCommandAndOfItsExactText()
    {
        SamplePlaybook sample;
        sample.variable("__who__", {{"type", "string"}, {"external", true}})
            .start(stepId("action", 1))
            .call(1, "POST /api/v1/users/__who__:value/disable", stepId("end", 1),
                  {{"step_extensions", SamplePlaybook::options({{"approval", true}})}})
            .end(1);
        auto const bundle = bundleOf({sample});
        auto first = cacao::Run::start(bundle, {{"__who__", "u1"}}, kStart);
        auto second = cacao::Run::start(bundle, {{"__who__", "u2"}}, kStart);
        QVERIFY(first->next().kind == Effect::Kind::Approve);
        QVERIFY(cacao::approvalText(first->next()) != cacao::approvalText(second->next()));
        QCOMPARE(joined(story(*first)),
                 QString{"approve /api/v1/users/u1/disable; POST /api/v1/users/u1/disable"});
        QVERIFY(second->apply({.kind = Entry::Kind::Denied, .key = second->next().key, .at = kStart}));
        QVERIFY(second->outcome() == Outcome::Failed);
    }

    void refusesVariablesBeforeTheFirstStep()
    {
        SamplePlaybook sample;
        sample.variable("__who__", {{"type", "uuid"}, {"external", true}})
            .variable("__inner__", {{"type", "string"}})
            .start(stepId("action", 1))
            .call(1, "POST /api/v1/users/__who__:value/disable", stepId("end", 1))
            .end(1);
        auto const bundle = bundleOf({sample});
        QCOMPARE(cacao::Run::start(bundle, {}, kStart).error().fields.front().field,
                 std::string{"/variables/__who__"});
        QVERIFY(!cacao::Run::start(bundle, {{"__who__", "not a uuid"}}, kStart));
        auto const good =
            std::pair<std::string, std::string>{"__who__", "014dae7b-f082-4171-a8fc-56d4d90e14b9"};
        QVERIFY(!cacao::Run::start(bundle, {good, {"__inner__", "x"}}, kStart));
        QVERIFY(!cacao::Run::start(bundle, {good, {"__other__", "x"}}, kStart));
        QVERIFY(cacao::Run::start(bundle, {good}, kStart));
    }

    void refusesAnEntryThatAnswersSomethingElse()
    {
        SamplePlaybook sample;
        sample.start(stepId("action", 1)).call(1, "POST /api/v1/x/1", stepId("end", 1)).end(1);
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {}, kStart);
        auto const key = run->next().key;
        QVERIFY(!run->apply({.kind = Entry::Kind::Done, .key = "other", .at = kStart}));
        QVERIFY(!run->apply({.kind = Entry::Kind::Answered, .key = key, .at = kStart}));
        QVERIFY(run->apply({.kind = Entry::Kind::Done, .key = key, .at = kStart}));
        QVERIFY(!run->apply({.kind = Entry::Kind::Done, .key = key, .at = kStart}));
    }

    void isTheSameAfterAReplayOfAnyLength()
    {
        SamplePlaybook sample;
        sample.variable("__n__", {{"type", "integer"}, {"value", "0"}})
            .start(stepId("while-condition", 1))
            .step(stepId("while-condition", 1), {{"condition", "__n__:value < 3"},
                                                 {"on_true", stepId("action", 1)},
                                                 {"on_completion", stepId("parallel", 1)}})
            .call(1, "POST /api/v1/count", stepId("end", 1),
                  {{"step_extensions", SamplePlaybook::options({{"out", {{"__n__", "/n"}}}})}})
            .step(stepId("parallel", 1), {{"next_steps", {stepId("action", 11), stepId("action", 12)}},
                                          {"on_completion", stepId("end", 2)}})
            .end(1)
            .end(2);
        branch(sample, 11);
        branch(sample, 12);
        auto const bundle = bundleOf({sample});
        std::vector<Entry> journal;
        auto run = cacao::Run::start(bundle, {}, kStart);
        while (run->outcome() == Outcome::Running) {
            Entry entry{.kind = Entry::Kind::Done,
                        .key = run->next().key,
                        .at = kStart + std::chrono::seconds{journal.size()}};
            if (run->next().path == "/api/v1/count")
                entry.outs = {{"__n__", std::to_string(journal.size() + 1)}};
            auto replayed = cacao::Run::start(bundle, {}, kStart);
            for (auto const& earlier : journal)
                QVERIFY(replayed->apply(earlier));
            QCOMPARE(cacao::approvalText(replayed->next()), cacao::approvalText(run->next()));
            QCOMPARE(replayed->next().until, run->next().until);
            QVERIFY(run->apply(entry));
            journal.push_back(entry);
        }
        QCOMPARE(journal.size(), 5U);
        QVERIFY(run->outcome() == Outcome::Succeeded);
    }

    void stopsWhenItIsCancelled()
    {
        SamplePlaybook sample;
        sample.start(stepId("action", 1)).ask(1, "Go on?", stepId("end", 1)).end(1);
        auto const bundle = bundleOf({sample});
        auto run = cacao::Run::start(bundle, {}, kStart);
        QVERIFY(run->apply({.kind = Entry::Kind::Cancelled, .at = kStart, .says = "by Ada"}));
        QVERIFY(run->outcome() == Outcome::Cancelled);
        QVERIFY(run->next().kind == Effect::Kind::Over);
    }
};

DEWAR_TEST(test_cacao_run)
#include "test_cacao_run.moc"
