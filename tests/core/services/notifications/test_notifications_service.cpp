// Notifications: destinations, signing, tries, and what a restore does to what waits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/notifications/notifications_service.h"

#include "core/platform/crypto/mac.h"
#include "core/services/notifications/notifications_routes.h"
#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::notifications;
using namespace std::chrono_literals;

namespace {

class Outbox final : public api::Events {
public:
    void subscribe(std::string, std::string, std::function<Status(api::Event const&)> given) override
    {
        handler = std::move(given);
    }
    std::function<Status(api::Event const&)> handler;
};

// Reverses bytes under the place's name: enough to see that nothing is kept as it is and that the place
// counts.
Sealing mirror()
{
    return {.seal = [](std::string_view place, std::string_view plain) -> Result<std::string> {
                return std::string{place} + "|" + std::string{plain.rbegin(), plain.rend()};
            },
            .open = [](std::string_view place, std::string_view sealed) -> Result<Secret> {
                auto const head = std::string{place} + "|";
                if (!sealed.starts_with(head))
                    return failed(ErrorCode::Internal, "sealed elsewhere");
                auto const rest = sealed.substr(head.size());
                return Secret{std::string{rest.rbegin(), rest.rend()}};
            }};
}

struct World {
    support::TempDatabase database;
    support::TempChanges changes{database};
    Outbox events;
    std::vector<http::OutgoingRequest> sent;
    std::vector<http::EgressPolicy> policies;
    std::function<Result<http::Response>()> answer = [] {
        return http::Response{.status = 204, .headers = {}, .body = {}};
    };
    api::Principal caller = support::callerWith({"*"});
    NotificationsService service{
        changes,
        events,
        database.clock,
        database.random,
        mirror(),
        [this](http::OutgoingRequest const& request, http::EgressPolicy const& policy) {
            http::OutgoingRequest copy;
            copy.url = request.url;
            copy.headers = request.headers;
            copy.body = request.body;
            copy.plainAllowed = request.plainAllowed;
            sent.push_back(std::move(copy));
            policies.push_back(policy);
            return answer();
        }};

    Result<CreatedDestination> create(NewDestination const& request)
    {
        auto prepared = database.read(
            caller, [&](api::ReadContext& context) { return service.prepareCreate(context, request); });
        if (!prepared)
            return prepared.error();
        return database.change(caller,
                               [&](api::Context& context) { return service.create(context, *prepared); });
    }
    CreatedDestination hook(std::string name, std::vector<std::string> prefixes = {})
    {
        NewDestination request;
        request.name = name;
        request.url = "https://hooks.example/" + name;
        request.events = std::move(prefixes);
        return *create(request);
    }
    Result<Delivery> send(Message const& message)
    {
        return database.change(caller, [&](api::Context& context) { return service.send(context, message); });
    }
    std::vector<Delivery> deliveries(ListDeliveries const& filter = {})
    {
        return database
            .read(caller, [&](api::ReadContext& context) { return service.deliveries(context, filter); })
            ->items;
    }
    Status announce(std::int64_t number, std::string type)
    {
        return events.handler({.number = number,
                               .type = std::move(type),
                               .at = database.clock.now(),
                               .traceId = "trace",
                               .data = {{"incident_id", "i1"}}});
    }
    std::string header(std::size_t at, std::string_view name) const
    {
        for (auto const& header : sent.at(at).headers)
            if (header.name == name)
                return header.value;
        return {};
    }
};

} // namespace

class test_notifications_service : public QObject {
    Q_OBJECT
private slots:
    // The example of the Standard Webhooks specification, version 1.0.
    void signsLikeStandardWebhooks()
    {
        Secret const secret{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
        auto const signature =
            webhookSignature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})");
        QCOMPARE(*signature, std::string{"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="});
        QVERIFY(!webhookSignature(Secret{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "a", 1, ""));
        QVERIFY(!webhookSignature(Secret{"whsec_MfKQ9r8GKYqr"}, "a", 1, ""));
    }

    void showsTheSecretOnceAndKeepsItSealed()
    {
        World world;
        auto const created = world.hook("ops");
        QVERIFY(created.signing_secret.starts_with("whsec_"));
        auto tx = world.database.tx();
        auto const stored = **store::destinationById(tx, created.id);
        QVERIFY(stored.secretSealed.find(created.signing_secret) == std::string::npos);
        QVERIFY(stored.secretSealed.starts_with("notification_destinations/" + created.id.value));
        auto const shown = world.database.read(world.caller, [&](api::ReadContext& context) {
            return world.service.show(context, {created.id});
        });
        QVERIFY(json::text(api::write(*shown)).find("secret") == std::string::npos);
    }

    void takesASecretThatTheReceiverKnows()
    {
        World world;
        NewDestination request;
        request.name = "ops";
        request.url = "https://hooks.example/";
        request.signing_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        QCOMPARE(world.create(request)->signing_secret, *request.signing_secret);
        request.name = "other";
        request.signing_secret = "whsec_short---------------------------";
        auto const refused = world.create(request);
        QCOMPARE(refused.error().fields.at(0).field, std::string{"/signing_secret"});
    }

    void refusesPlacesInward_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("privateAllowed");
        QTest::addColumn<bool>("taken");
        QTest::newRow("loopback") << "https://127.0.0.1/" << false << false;
        QTest::newRow("loopback named") << "https://127.0.0.1/" << true << true;
        QTest::newRow("metadata") << "https://169.254.169.254/" << false << false;
        QTest::newRow("mapped") << "https://[::ffff:10.0.0.1]/" << false << false;
        QTest::newRow("decimal") << "https://2130706433/" << true << false;
        QTest::newRow("multicast") << "https://224.0.0.1/" << true << false;
        QTest::newRow("plain") << "http://hooks.example/" << true << false;
        QTest::newRow("plain to loopback") << "http://127.0.0.1:9/" << false << false;
        QTest::newRow("plain to loopback named") << "http://127.0.0.1:9/" << true << true;
        QTest::newRow("userinfo") << "https://a@hooks.example/" << false << false;
        QTest::newRow("file") << "file:///etc/passwd" << true << false;
        QTest::newRow("public") << "https://hooks.example:8443/x?y=z" << false << true;
    }
    void refusesPlacesInward()
    {
        QFETCH(QString, url);
        QFETCH(bool, privateAllowed);
        QFETCH(bool, taken);
        World world;
        NewDestination request;
        request.name = "ops";
        request.url = url.toStdString();
        request.private_allowed = privateAllowed;
        auto const created = world.create(request);
        QCOMPARE(bool{created}, taken);
        if (!taken)
            QCOMPARE(created.error().fields.at(0).field, std::string{"/url"});
    }

    void refusesEventPrefixesThatAreNone()
    {
        World world;
        NewDestination request;
        request.name = "ops";
        request.url = "https://hooks.example/";
        request.events = {"incident.", "User Disabled"};
        QCOMPARE(world.create(request).error().fields.at(0).field, std::string{"/events/1"});
    }

    void sendsAMessageSigned()
    {
        World world;
        auto const created = world.hook("ops");
        auto const delivery = world.send({"ops", "Account contained", "All sessions ended.", "i1"});
        QCOMPARE(delivery->state, std::string{"queued"});
        QCOMPARE(world.sent.size(), std::size_t{0});
        QCOMPARE(*world.service.deliverDue(), std::size_t{1});
        QCOMPARE(world.sent.size(), std::size_t{1});
        QCOMPARE(world.sent[0].url, std::string{"https://hooks.example/ops"});
        auto const id = world.header(0, "webhook-id");
        QCOMPARE(id, delivery->id.value);
        auto const timestamp = world.header(0, "webhook-timestamp");
        QCOMPARE(timestamp, std::to_string(secondsOf(world.database.clock.now())));
        auto const key = *bytesFromBase64(std::string_view{created.signing_secret}.substr(6));
        auto const mac = crypto::hmacSha256(Secret{key}, id + "." + timestamp + "." + world.sent[0].body);
        QCOMPARE(world.header(0, "webhook-signature"), "v1," + base64Of(mac));
        auto const body = *json::parse(world.sent[0].body);
        QCOMPARE(json::textAt(body, "type"), std::string{"notification.message"});
        QCOMPARE(json::textAt(*json::find(body, "data"), "subject"), std::string{"Account contained"});
        QCOMPARE(json::textAt(*json::find(body, "data"), "incident_id"), std::string{"i1"});
        QCOMPARE(world.deliveries().at(0).state, std::string{"delivered"});
        QCOMPARE(*world.service.deliverDue(), std::size_t{0});
    }

    void callsOnlyWhatTheDestinationNames()
    {
        World world;
        world.hook("ops");
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        QVERIFY(bool{world.service.deliverDue()});
        auto const& policy = world.policies.at(0);
        QCOMPARE(policy.allowed.size(), std::size_t{1});
        QCOMPARE(policy.allowed[0].host, std::string{"hooks.example"});
        QCOMPARE(policy.allowed[0].port, std::uint16_t{443});
        QVERIFY(!policy.allowed[0].privateAllowed);
        QVERIFY(!world.sent[0].plainAllowed);
    }

    void refusesAMessageToNobody()
    {
        World world;
        auto const refused = world.send({"nobody", "s", "t", {}});
        QCOMPARE(refused.error().fields.at(0).field, std::string{"/destination"});
    }

    void triesAgainWithGrowingPausesAndGivesUp()
    {
        World world;
        world.hook("ops");
        world.answer = [] { return http::Response{.status = 500, .headers = {}, .body = "inside"}; };
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        Span before{0};
        for (std::int64_t tries = 1; tries < kTriesMax; ++tries) {
            QCOMPARE(*world.service.deliverDue(), std::size_t{1});
            auto const delivery = world.deliveries().at(0);
            QCOMPARE(delivery.state, std::string{"queued"});
            QCOMPARE(delivery.tries, tries);
            QCOMPARE(*delivery.last_status, std::int64_t{500});
            auto const pause = *delivery.due_at - world.database.clock.now();
            QVERIFY(pause >= before || pause >= kPauseMax);
            QVERIFY(pause >= kPauseMin && pause <= kPauseMax + kPauseMax / 10);
            before = pause;
            QCOMPARE(*world.service.deliverDue(), std::size_t{0});
            world.database.clock.advance(pause);
        }
        QCOMPARE(*world.service.deliverDue(), std::size_t{1});
        auto const delivery = world.deliveries().at(0);
        QCOMPARE(delivery.state, std::string{"failed"});
        QVERIFY(json::text(api::write(delivery)).find("inside") == std::string::npos);
        world.database.clock.advance(std::chrono::hours{24});
        QCOMPARE(*world.service.deliverDue(), std::size_t{0});
    }

    void keepsTheReasonOfARefusedCall()
    {
        World world;
        world.hook("ops");
        world.answer = [] {
            return Result<http::Response>{failed(ErrorCode::Forbidden, "hooks.example is a private address")};
        };
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        QVERIFY(bool{world.service.deliverDue()});
        QCOMPARE(*world.deliveries().at(0).last_error, std::string{"hooks.example is a private address"});
        QVERIFY(!world.deliveries().at(0).last_status);
    }

    void takesARedirectForAFailure()
    {
        World world;
        world.hook("ops");
        world.answer = [] { return http::Response{.status = 302, .headers = {}, .body = {}}; };
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        QVERIFY(bool{world.service.deliverDue()});
        QCOMPARE(world.deliveries().at(0).state, std::string{"queued"});
    }

    void goesOnWithOthersWhileOneIsDead()
    {
        World world;
        world.hook("dead");
        world.hook("live");
        for (int number = 0; number < 3; ++number)
            QVERIFY(bool{world.send({"dead", "s", "t", {}})});
        QVERIFY(bool{world.send({"live", "s", "t", {}})});
        world.answer = [&world] {
            return http::Response{
                .status = world.sent.back().url.ends_with("dead") ? 500 : 200, .headers = {}, .body = {}};
        };
        QCOMPARE(*world.service.deliverDue(), std::size_t{2});
        QCOMPARE(world.deliveries({.limit = {}, .after = {}, .destination = {}, .state = "delivered"}).size(),
                 std::size_t{1});
    }

    void queuesEventsForWhoAskedOnce()
    {
        World world;
        auto const incidents = world.hook("incidents", {"incident."});
        world.hook("users", {"user.disabled"});
        world.hook("quiet");
        QVERIFY(bool{world.announce(1, "incident.opened")});
        QVERIFY(bool{world.announce(1, "incident.opened")});
        QVERIFY(bool{world.announce(2, "user.enabled")});
        auto const queued = world.deliveries();
        QCOMPARE(queued.size(), std::size_t{1});
        QCOMPARE(queued[0].destination_id, incidents.id);
        QCOMPARE(queued[0].trace_id, std::string{"trace"});
        QVERIFY(bool{world.service.deliverDue()});
        auto const body = *json::parse(world.sent.at(0).body);
        QCOMPARE(json::textAt(body, "type"), std::string{"incident.opened"});
        QCOMPARE(json::textAt(*json::find(body, "data"), "incident_id"), std::string{"i1"});
    }

    void boundsWhatWaitsForOneDestination()
    {
        World world;
        auto const created = world.hook("ops", {"incident."});
        auto const filled = world.database.change(world.caller, [&](api::Context& context) -> Status {
            for (std::int64_t number = 0; number < kQueuedPerDestinationMax; ++number)
                TRY(store::insertDelivery(context.tx, {.id = {"w" + std::to_string(number)},
                                                       .destination = created.id,
                                                       .eventNumber = {},
                                                       .type = "t",
                                                       .body = "{}",
                                                       .traceId = "",
                                                       .now = context.now}));
            return Done{};
        });
        QVERIFY(bool{filled});
        QCOMPARE(world.send({"ops", "s", "t", {}}).error().code, ErrorCode::Unavailable);
        QVERIFY(bool{world.announce(5, "incident.opened")});
        auto const lost = world.deliveries({.limit = {}, .after = {}, .destination = {}, .state = "failed"});
        QCOMPARE(lost.size(), std::size_t{1});
        QCOMPARE(*lost[0].last_error, std::string{"too many messages wait for this destination"});
    }

    void sendsATestMessage()
    {
        World world;
        auto const created = world.hook("ops");
        auto const delivery = world.database.change(
            world.caller, [&](api::Context& context) { return world.service.test(context, {created.id}); });
        QCOMPARE(delivery->type, std::string{"notification.test"});
        QCOMPARE(*world.service.deliverDue(), std::size_t{1});
    }

    void sendsNothingWhilePaused()
    {
        World world;
        world.hook("ops");
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        world.service.pause();
        QCOMPARE(*world.service.deliverDue(), std::size_t{0});
        world.service.resume();
        QCOMPARE(*world.service.deliverDue(), std::size_t{1});
    }

    void endsWhatARestoreBroughtBack()
    {
        World world;
        world.hook("ops");
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        auto const ended = world.database.change(
            world.caller, [&](api::Context& context) { return world.service.supersede(context); });
        QCOMPARE(*ended, std::int64_t{1});
        QCOMPARE(*world.service.deliverDue(), std::size_t{0});
        QCOMPARE(*world.deliveries().at(0).last_error, std::string{"superseded by a restore"});
    }

    void forgetsADeletedDestinationsMessages()
    {
        World world;
        auto const created = world.hook("ops");
        QVERIFY(bool{world.send({"ops", "s", "t", {}})});
        QVERIFY(bool{world.database.change(world.caller, [&](api::Context& context) {
            return world.service.remove(context, {created.id});
        })});
        QCOMPARE(*world.service.deliverDue(), std::size_t{0});
        QCOMPARE(world.deliveries().size(), std::size_t{0});
    }

    void deliversOverRealTls()
    {
        support::EchoHandler receiver;
        auto const server = support::startServer(receiver);
        support::TempDatabase database;
        support::TempChanges changes{database};
        Outbox events;
        NotificationsService service{changes, events, database.clock, database.random, mirror()};
        auto const caller = support::callerWith({"*"});
        NewDestination request;
        request.name = "local";
        request.url = "https://localhost:" + std::to_string(server->port()) + "/hook";
        request.private_allowed = true;
        request.authority_pem = support::testAuthority().pem();
        auto const prepared = database.read(
            caller, [&](api::ReadContext& context) { return service.prepareCreate(context, request); });
        QVERIFY(bool{database.change(
            caller, [&](api::Context& context) { return service.create(context, *prepared); })});
        QVERIFY(bool{database.change(caller, [&](api::Context& context) {
            return service.send(context, {"local", "Subject", "Text", {}});
        })});
        QCOMPARE(*service.deliverDue(), std::size_t{1});
        auto const got = receiver.requests();
        QCOMPARE(got.size(), std::size_t{1});
        QCOMPARE(got[0].path, std::string{"/hook"});
        QVERIFY(got[0].header("webhook-signature")->starts_with("v1,"));
        QVERIFY(*webhookSignature(Secret{prepared->shownSecret}, *got[0].header("webhook-id"),
                                  std::stoll(*got[0].header("webhook-timestamp")), got[0].body) ==
                *got[0].header("webhook-signature"));
    }

    void statesItsRoutes()
    {
        World world;
        std::vector<std::string> places;
        for (auto const& route : notificationsRoutes(world.service))
            places.push_back(std::string{http::nameOf(route.method)} + " " + std::string{route.path} + " " +
                             std::string{route.access->permission.name});
        QCOMPARE(places, (std::vector<std::string>{
                             "GET /notifications/destinations notifications.read",
                             "POST /notifications/destinations notifications.write",
                             "GET /notifications/destinations/{id} notifications.read",
                             "DELETE /notifications/destinations/{id} notifications.write",
                             "POST /notifications/destinations/{id}/test notifications.write",
                             "GET /notifications/deliveries notifications.read",
                             "POST /notifications/send notifications.send",
                         }));
    }
};

DEWAR_TEST(test_notifications_service)
#include "test_notifications_service.moc"
