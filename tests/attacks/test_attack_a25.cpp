// A25: hostile playbooks are drafts whose every defect is named; nothing runs, nothing is fetched, no secret
// stays.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

namespace {
SamplePlaybook withCommand(std::string const& type, std::string const& agent = "individual")
{
    SamplePlaybook sample;
    boost::json::object command{{"type", type}, {"command", "rm -rf /"}};
    sample.start(stepId("action", 1))
        .step(stepId("action", 1), {{"agent", stepId(agent, 1)},
                                    {"commands", boost::json::array{command}},
                                    {"on_completion", stepId("end", 1)}})
        .end(1);
    return sample;
}

playbooks::PlaybookDetail detailOf(PlaybookWorld& world, PlaybookId const& id)
{
    auto detail = world.changes.reading(
        world.starter, [&](api::ReadContext& context) { return world.playbooks.show(context, {id}); });
    return detail ? *detail : playbooks::PlaybookDetail{};
}

bool names(playbooks::PlaybookDetail const& detail, std::string_view defect)
{
    return std::any_of(detail.defects.begin(), detail.defects.end(),
                       [&](auto const& one) { return one.name == defect; });
}
} // namespace

class test_attack_a25 : public QObject {
    Q_OBJECT

private slots:
    void keepsForeignShellsAsTextOnly_data()
    {
        QTest::addColumn<QString>("type");
        for (char const* const type : {"bash", "ssh", "powershell", "openc2-http", "caldera-cmd", "elastic",
                                       "ftp", "subroutine", "BASH", ""})
            QTest::newRow(type) << type;
    }

    void keepsForeignShellsAsTextOnly()
    {
        QFETCH(QString, type);
        PlaybookWorld world;
        auto const row = world.imported(withCommand(type.toStdString()).document());
        QVERIFY(row);
        QCOMPARE(row->state, std::string{"draft"});
        QVERIFY(!row->runnable);
        auto const detail = detailOf(world, row->id);
        QVERIFY(names(detail, "unsupported-command"));
        QCOMPARE(world.approved(row->id).error().type, std::string{"playbook-not-runnable"});
        QCOMPARE(world.started(row->id).error().type, std::string{"playbook-not-approved"});
        world.settle();
        QCOMPARE(world.calls.calls, 0);
        auto const preview = world.changes.reading(world.starter, [&](api::ReadContext& context) {
            return world.playbooks.preview(context, {row->id});
        });
        QCOMPARE(preview->effects[0].says, std::string{"rm -rf /"}); // A person may read it.
    }

    void callsNoOtherHost()
    {
        PlaybookWorld world;
        auto sample = withCommand("http-api", "http-api");
        auto document = sample.document();
        document.at("agent_definitions").at(stepId("http-api", 1)).at("address").at("url").as_array()[0] =
            "https://evil.example";
        auto const row = world.imported(document);
        QVERIFY(names(detailOf(world, row->id), "foreign-agent"));
        QCOMPARE(world.approved(row->id).error().type, std::string{"playbook-not-runnable"});
    }

    void keepsNoSecretInClear()
    {
        PlaybookWorld world;
        auto sample = withCommand("manual");
        sample.set("authentication_info_definitions",
                   {{stepId("user-auth", 1),
                     {{"type", "user-auth"}, {"username", "root"}, {"password", "hunter2-secret"}}}});
        sample.variable("__api_token__", {{"type", "string"}, {"value", "tok-123456"}});
        auto const row = world.imported(sample.document());
        auto const detail = detailOf(world, row->id);
        QVERIFY(names(detail, "inline-secret"));
        auto const stored = json::text(detail.document);
        QVERIFY(stored.find("hunter2-secret") == std::string::npos);
        QVERIFY(stored.find("tok-123456") == std::string::npos);
        QVERIFY(world.approved(row->id).error().code == ErrorCode::Conflict);
    }

    void keepsTheFirstContentOfAVersion()
    {
        PlaybookWorld world;
        QVERIFY(world.imported(withCommand("manual").document()));
        QCOMPARE(world.imported(withCommand("bash").document()).error().type,
                 std::string{"playbook-version-taken"});
    }

    void runsNothingRevokedOrExpired()
    {
        PlaybookWorld world;
        auto const revoked = world.imported(withCommand("manual").set("revoked", true).document());
        QVERIFY(names(detailOf(world, revoked->id), "revoked"));
        QVERIFY(!world.approved(revoked->id));
        PlaybookWorld later;
        auto const expired =
            later.ready(withCommand("manual").set("valid_until", "2020-01-01T00:00:00.000Z"));
        QCOMPARE(later.started(expired).error().type, std::string{"playbook-not-valid"});
    }

    void trustsNoSignatureOfAnUnknownKey()
    {
        PlaybookWorld world;
        auto signedWith = [](char const* algorithm) {
            return withCommand("manual")
                .set("signatures", boost::json::array{{{"type", "jss"},
                                                       {"id", stepId("jss", 1)},
                                                       {"created", "2026-11-24T10:00:00.000Z"},
                                                       {"modified", "2026-11-24T10:00:00.000Z"},
                                                       {"signee", "x"},
                                                       {"related_to", stepId("playbook", 1)},
                                                       {"related_version", "2026-11-24T10:00:00.000Z"},
                                                       {"hash_algorithm", "sha-256"},
                                                       {"algorithm", algorithm},
                                                       {"value", "AA"},
                                                       {"public_key", "AA"}}})
                .document();
        };
        auto const unknown = world.imported(signedWith("ES256"));
        QCOMPARE(unknown->state, std::string{"draft"});
        QVERIFY(names(detailOf(world, unknown->id), "signature-not-trusted"));
        PlaybookWorld other;
        auto const weak = other.imported(signedWith("HS256"));
        QVERIFY(names(detailOf(other, weak->id), "weak-signature"));
        QVERIFY(!other.approved(weak->id));
    }

    void refusesConditionsItDoesNotKnow()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.start(stepId("if-condition", 1))
            .step(stepId("if-condition", 1), {{"condition", "[file:name = 'x']"},
                                              {"on_true", stepId("action", 1)},
                                              {"on_completion", stepId("end", 2)}})
            .call(1, "POST /api/v1/x/1", stepId("end", 1))
            .end(1)
            .end(2);
        auto const row = world.imported(sample.document());
        QVERIFY(names(detailOf(world, row->id), "condition-not-understood"));
        QVERIFY(!world.approved(row->id));
    }
};

DEWAR_TEST(test_attack_a25)
#include "test_attack_a25.moc"
