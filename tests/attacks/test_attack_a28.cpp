// A28: endless, recursive, enormous and pathological playbooks end at a bound, and the engine stays
// responsive.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QElapsedTimer>

#include "core/services/playbooks/cacao/cacao_condition.h"
#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

class test_attack_a28 : public QObject {
    Q_OBJECT

private slots:
    void endsAWhileThatNeverEnds()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.start(stepId("while-condition", 1))
            .step(stepId("while-condition", 1), {{"condition", "1 = 1"},
                                                 {"on_true", stepId("action", 1)},
                                                 {"on_completion", stepId("end", 2)}})
            .call(1, "POST /api/v1/x/1", stepId("end", 1))
            .end(1)
            .end(2);
        QElapsedTimer timer;
        timer.start();
        auto const run = world.started(world.ready(sample));
        world.settle(world.playbooks.runner(), 2000);
        QCOMPARE(world.shown(run->id).run.state, std::string{"failed"});
        QCOMPARE(world.shown(run->id).run.reason, std::string{"ACTION_TIMEOUT"});
        QCOMPARE(world.calls.effects.size(), 1000U);
        QVERIFY2(timer.elapsed() < 60'000, qPrintable(QString::number(timer.elapsed())));
    }

    void endsPlaybooksThatCallEachOther()
    {
        PlaybookWorld world;
        PlaybookId first;
        auto const calling = [](int self, int other) {
            SamplePlaybook sample{self};
            sample.start(stepId("playbook-action", 1))
                .step(stepId("playbook-action", 1),
                      {{"playbook_id", stepId("playbook", other)}, {"on_completion", stepId("end", 1)}})
                .end(1);
            return sample;
        };
        for (int const self : {1, 2, 3}) {
            auto const id = world.ready(calling(self, self % 3 + 1));
            first = self == 1 ? id : first;
        }
        auto const run = world.started(first);
        QVERIFY(run);
        world.settle();
        QCOMPARE(world.shown(run->id).run.reason, std::string{"ACTION_TIMEOUT"});
        QVERIFY(!world.imported(calling(4, 4).document())->runnable); // Itself at once is refused at import.
    }

    void refusesTenThousandParallelBranches()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        boost::json::array branches;
        for (int number = 0; number < 10'000; ++number)
            branches.emplace_back(stepId("action", number));
        sample.start(stepId("parallel", 1))
            .step(stepId("parallel", 1), {{"next_steps", branches}, {"on_completion", stepId("end", 1)}})
            .end(1);
        QVERIFY(!sample.reading().playbook);
        QElapsedTimer timer;
        timer.start();
        for (int number = 0; number < 10'000; ++number)
            sample.call(number, "POST /api/v1/x/1", stepId("end", number)).end(number);
        auto const reading = sample.reading();
        QVERIFY(!reading.playbook);
        QVERIFY(reading.defects.size() <= playbooks::cacao::kDefectsMax);
        QVERIFY(timer.elapsed() < 10'000);
    }

    void refusesAHugeFile()
    {
        std::string const bytes(100'000'000, '[');
        QElapsedTimer timer;
        timer.start();
        auto const reading = playbooks::cacao::readPlaybook(std::string_view{bytes});
        QCOMPARE(reading.defects.front().name, std::string{"too-large"});
        QVERIFY(timer.elapsed() < 1000);
    }

    void keepsACanvasAtTheEndOfNumbers()
    {
        SamplePlaybook sample;
        sample.set("playbook_extensions", {{"extension-definition--418ee24c-9cb1-46d9-afa5-309e01aabc7f",
                                            {{"canvas", {{"width", 1e308}, {"height", -1e308}}}}}});
        sample.start(stepId("action", 1)).call(1, "POST /api/v1/x/1", stepId("end", 1)).end(1);
        QVERIFY(sample.reading().isRunnable());
    }

    void readsPathologicalConditionsInTime()
    {
        auto const typeOf = [](std::string_view) { return std::optional<std::string>{"string"}; };
        QElapsedTimer timer;
        timer.start();
        std::vector<std::string> const texts{std::string(4000, '('), std::string(4000, '\''),
                                             "__v__:value MATCHES '(((a*)*)*)*b'", std::string(4000, '_'),
                                             "__v__:value LIKE '" + std::string(3000, '%') + "'"};
        for (auto const& text : texts)
            static_cast<void>(playbooks::cacao::Condition::parse(text, typeOf));
        QVERIFY(!playbooks::cacao::isLike(std::string(20'000, 'a'), std::string(500, '%') + "b"));
        QVERIFY(timer.elapsed() < 2000);
    }
};

DEWAR_TEST(test_attack_a28)
#include "test_attack_a28.moc"
