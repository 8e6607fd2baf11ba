// Tests of users: creation, names, passwords, disabling, sign-in counting and the last administrator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/users/users_service.h"

#include "core/platform/crypto/password.h"
#include "core/services/users/users_routes.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::users;

namespace {

constexpr auto kPassword = "blue-kettle-sings-often";

struct House {
    support::TempDatabase database;
    roles::RolesService roles;
    UsersService users{roles};
    api::Principal admin = support::callerWith({"*"});

    // A created user; hashes only when the password matters.
    User add(std::string name, std::vector<std::string> roleNames = {})
    {
        auto const created = database.change(admin, [&](api::Context& context) {
            return users.create(context, PreparedUser{.name = name,
                                                      .email = name + "@example.org",
                                                      .passwordHash = "not a hash",
                                                      .roles = roleNames,
                                                      .mustChangePassword = false});
        });
        support::TempDatabase::must(created ? Status{Done{}} : Status{created.error()});
        return *created;
    }
    Result<PreparedUser> prepare(NewUser const& wanted)
    {
        return database.read(admin,
                             [&](api::ReadContext& context) { return users.prepareCreate(context, wanted); });
    }
    template <class In, class Out>
    Result<Out> as(api::Principal const& caller,
                   Result<Out> (UsersService::*method)(api::Context&, In const&), In const& in)
    {
        return database.change(caller, [&](api::Context& context) { return (users.*method)(context, in); });
    }
    Result<User> show(UserId const& id)
    {
        return database.read(admin, [&](api::ReadContext& context) { return users.show(context, {id}); });
    }
    std::vector<std::string> names(UsersPage page)
    {
        std::vector<std::string> found;
        do {
            auto const some =
                database.read(admin, [&](api::ReadContext& context) { return users.list(context, page); });
            if (!some)
                return {"failed: " + some.error().message};
            for (auto const& user : some->items)
                found.push_back(user.name);
            page.after = some->next;
        } while (page.after);
        return found;
    }
    void signIn(UserId const& id, SignIn outcome)
    {
        support::TempDatabase::must(database.change(
            admin, [&](api::Context& context) { return users.recordSignIn(context, id, outcome); }));
    }
};

template <class T> std::string typeOf(Result<T> const& result)
{
    return result ? "done" : result.error().type;
}

NewUser newUser(std::string name, std::string password = kPassword)
{
    return {.name = std::move(name),
            .email = {},
            .password = std::move(password),
            .roles = {},
            .mustChangePassword = {}};
}

} // namespace

class test_users_service : public QObject {
    Q_OBJECT
private slots:
    void hashesOnTheWayIn();
    void createsAndTellsEverybody();
    void refusesNamesThatDifferOnlyInCase();
    void refusesNamesThatCouldLie();
    void refusesWeakPasswords();
    void createsNothingWhenARoleIsUnknown();
    void refusesRolesAboveTheCaller();
    void listsFiltersAndPages();
    void takesPatternsAsText();
    void changesNameAndEmail();
    void checksTheRevision();
    void disablesOnceAndEnables();
    void keepsTheLastAdministrator();
    void setsAPasswordOnlyWithinOwnPermissions();
    void letsUsersSetOnlyTheirOwn();
    void deletesWithItsGrants();
    void findsForSignInWithoutCase();
    void pausesAfterTenWrongPasswords();
    void statesItsRoutes();
};

void test_users_service::hashesOnTheWayIn()
{
    House house;
    auto const prepared = house.prepare(newUser("ada"));
    QVERIFY(static_cast<bool>(prepared));
    QVERIFY(prepared->passwordHash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    QVERIFY(*crypto::verifyPassword(kPassword, prepared->passwordHash));
    auto const created = house.as(house.admin, &UsersService::create, *prepared);
    QVERIFY(static_cast<bool>(created));
    auto tx = house.database.tx();
    QCOMPARE((*house.users.forSignIn(tx, "ada"))->passwordHash, prepared->passwordHash);
    QVERIFY(json::text(api::write(*created)).find("argon2") == std::string::npos);
}

void test_users_service::createsAndTellsEverybody()
{
    House house;
    auto const ada = house.add("ada", {"viewer", "responder"});
    auto const& left = house.database.last;
    QVERIFY(left.raisesEpoch);
    QCOMPARE(left.subjectType, std::string{"user"});
    QCOMPARE(left.subjectId, ada.id.value);
    QCOMPARE(left.announcements.at(0).name, std::string{"user.created"});
    QCOMPARE(left.answer.location, "/users/" + ada.id.value);
    QCOMPARE(house.show(ada.id)->roles, (std::vector<std::string>{"responder", "viewer"}));
    QVERIFY(house.show(ada.id)->enabled);
}

void test_users_service::refusesNamesThatDifferOnlyInCase()
{
    House house;
    house.add("Ada");
    QCOMPARE(typeOf(house.prepare(newUser("aDA"))), std::string{"name-taken"});
    PreparedUser const prepared{
        .name = "ADA", .email = {}, .passwordHash = "x", .roles = {}, .mustChangePassword = false};
    QCOMPARE(typeOf(house.as(house.admin, &UsersService::create, prepared)), std::string{"name-taken"});
}

void test_users_service::refusesNamesThatCouldLie()
{
    House house;
    for (auto const* name : {".ada", "ada lovelace", "ada\n",
                             "\xd0\xb0"
                             "da",
                             "", "a/b", "-x"}) {
        auto const prepared = house.prepare(newUser(name));
        QVERIFY2(!prepared && prepared.error().code == ErrorCode::Invalid, name);
        QCOMPARE(prepared.error().fields.at(0).field, std::string{"/name"});
    }
    QVERIFY(static_cast<bool>(house.prepare(newUser("ada.lovelace-2@example.org"))));
}

void test_users_service::refusesWeakPasswords()
{
    House house;
    for (auto const* password : {"password1234", "qwertyuiop12", "xX-lovelace-99"}) {
        auto const prepared = house.prepare(newUser("lovelace", password));
        QVERIFY2(!prepared && prepared.error().code == ErrorCode::Invalid, password);
        QCOMPARE(prepared.error().fields.at(0).field, std::string{"/password"});
        QVERIFY(prepared.error().message.find(password) == std::string::npos);
    }
}

void test_users_service::createsNothingWhenARoleIsUnknown()
{
    House house;
    PreparedUser const prepared{.name = "ada",
                                .email = {},
                                .passwordHash = "x",
                                .roles = {"viewer", "nope"},
                                .mustChangePassword = false};
    auto const created = house.as(house.admin, &UsersService::create, prepared);
    QVERIFY(!created && created.error().code == ErrorCode::Invalid);
    QCOMPARE(house.names({}), std::vector<std::string>{});
}

void test_users_service::refusesRolesAboveTheCaller()
{
    House house;
    PreparedUser const prepared{
        .name = "ada", .email = {}, .passwordHash = "x", .roles = {"admin"}, .mustChangePassword = false};
    auto const created =
        house.as(support::callerWith({"users.write", "*.read"}), &UsersService::create, prepared);
    QCOMPARE(typeOf(created), std::string{"exceeds-own-permissions"});
    QCOMPARE(house.names({}), std::vector<std::string>{});
}

void test_users_service::listsFiltersAndPages()
{
    House house;
    for (auto const* name : {"dora", "Ada", "carl", "Bea"})
        house.add(name);
    auto const bea = house.show({(*[&] {
                                     auto tx = house.database.tx();
                                     return *house.users.forSignIn(tx, "bea");
                                 }())
                                     .id});
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::disable, DisableUser{bea->id, {}})));
    using Names = std::vector<std::string>;
    QCOMPARE(house.names({}), (Names{"Ada", "Bea", "carl", "dora"}));
    UsersPage page;
    page.limit = 1;
    QCOMPARE(house.names(page), (Names{"Ada", "Bea", "carl", "dora"}));
    page.enabled = false;
    QCOMPARE(house.names(page), Names{"Bea"});
    page.enabled = true;
    page.q = "A";
    QCOMPARE(house.names(page), (Names{"Ada", "carl", "dora"}));
    page.q = "carl@EXAMPLE";
    QCOMPARE(house.names(page), Names{"carl"});
}

void test_users_service::takesPatternsAsText()
{
    House house;
    house.add("ada");
    house.add("a_b");
    UsersPage page;
    page.q = "%";
    QCOMPARE(house.names(page), std::vector<std::string>{});
    page.q = "_";
    QCOMPARE(house.names(page), std::vector<std::string>{"a_b"});
    page.q = "' OR '1'='1";
    QCOMPARE(house.names(page), std::vector<std::string>{});
    page.q.reset();
    page.after = "!!";
    QCOMPARE(house.names(page).size(), std::size_t{1});
    QVERIFY(house.names(page).at(0).starts_with("failed"));
}

void test_users_service::changesNameAndEmail()
{
    House house;
    auto const ada = house.add("ada");
    house.add("grace");
    auto changed = house.as(house.admin, &UsersService::change, UserChange{ada.id, "Ada.L", {}});
    QVERIFY(static_cast<bool>(changed));
    QVERIFY(house.database.last.raisesEpoch);
    QCOMPARE(changed->name, std::string{"Ada.L"});
    QCOMPARE(changed->email.value_or(""), std::string{"ada@example.org"});
    changed = house.as(house.admin, &UsersService::change, UserChange{ada.id, "ADA.l", "new@example.org"});
    QCOMPARE(changed->email.value_or(""), std::string{"new@example.org"});
    QCOMPARE(typeOf(house.as(house.admin, &UsersService::change, UserChange{ada.id, "GRACE", {}})),
             std::string{"name-taken"});
    auto const unknown = house.as(house.admin, &UsersService::change, UserChange{{"nobody"}, "x", {}});
    QVERIFY(!unknown && unknown.error().code == ErrorCode::NotFound);
}

void test_users_service::checksTheRevision()
{
    House house;
    auto const ada = house.add("ada");
    house.database.ifMatch = "1";
    QVERIFY(static_cast<bool>(
        house.as(house.admin, &UsersService::change, UserChange{ada.id, {}, "b@example.org"})));
    auto const again = house.as(house.admin, &UsersService::change, UserChange{ada.id, {}, "c@example.org"});
    QVERIFY(!again && again.error().code == ErrorCode::PreconditionFailed);
    QCOMPARE(house.show(ada.id)->email.value_or(""), std::string{"b@example.org"});
    QCOMPARE(house.database.last.answer.etag, std::string{"2"});
}

void test_users_service::disablesOnceAndEnables()
{
    House house;
    auto const ada = house.add("ada");
    QVERIFY(static_cast<bool>(
        house.as(house.admin, &UsersService::disable, DisableUser{ada.id, "stolen token"})));
    QVERIFY(house.database.last.raisesEpoch);
    QCOMPARE(house.database.last.announcements.at(0).name, std::string{"user.disabled"});
    QCOMPARE(house.database.last.details.at("reason").as_string(), "stolen token");
    QVERIFY(!house.show(ada.id)->enabled);
    QCOMPARE(house.show(ada.id)->disabledReason.value_or(""), std::string{"stolen token"});
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::disable, DisableUser{ada.id, "again"})));
    QVERIFY(house.database.last.announcements.empty());
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::enable, UserAt{ada.id})));
    QVERIFY(house.show(ada.id)->enabled);
    QVERIFY(!house.show(ada.id)->disabledReason);
}

void test_users_service::keepsTheLastAdministrator()
{
    House house;
    auto const ada = house.add("ada", {"admin"});
    auto const carl = house.add("carl");
    QCOMPARE(typeOf(house.as(house.admin, &UsersService::disable, DisableUser{ada.id, {}})),
             std::string{"last-administrator"});
    QCOMPARE(typeOf(house.as(house.admin, &UsersService::remove, UserAt{ada.id})),
             std::string{"last-administrator"});
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::disable, DisableUser{carl.id, {}})));
    auto const grace = house.add("grace", {"admin"});
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::disable, DisableUser{ada.id, {}})));
    QCOMPARE(typeOf(house.as(house.admin, &UsersService::remove, UserAt{grace.id})),
             std::string{"last-administrator"});
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::remove, UserAt{ada.id})));
}

void test_users_service::setsAPasswordOnlyWithinOwnPermissions()
{
    House house;
    auto const boss = house.add("boss", {"admin"});
    auto const clerk = house.add("clerk", {"viewer"});
    auto const lesser = support::callerWith({"users.write", "*.read"});
    PreparedPassword const forBoss{.id = boss.id, .passwordHash = "new", .mustChangePassword = false};
    QCOMPARE(typeOf(house.as(lesser, &UsersService::setPassword, forBoss)),
             std::string{"exceeds-own-permissions"});
    PreparedPassword const forClerk{.id = clerk.id, .passwordHash = "new", .mustChangePassword = true};
    QVERIFY(static_cast<bool>(house.as(lesser, &UsersService::setPassword, forClerk)));
    QVERIFY(house.database.last.raisesEpoch);
    QCOMPARE(house.database.last.announcements.at(0).name, std::string{"user.password_changed"});
    QVERIFY(house.show(clerk.id)->mustChangePassword);
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::setPassword, forBoss)));
}

void test_users_service::letsUsersSetOnlyTheirOwn()
{
    House house;
    auto const ada = house.add("ada");
    auto const prepared = house.database.read(house.admin, [&](api::ReadContext& context) {
        return house.users.prepareOwnPassword(context, ada.id, kPassword);
    });
    QVERIFY(static_cast<bool>(prepared));
    auto const other = house.as(support::callerWith({}), &UsersService::setOwnPassword, *prepared);
    QVERIFY(!other && other.error().code == ErrorCode::Forbidden);
    QVERIFY(static_cast<bool>(
        house.as(support::callerWith({}, ada.id.value), &UsersService::setOwnPassword, *prepared)));
    auto tx = house.database.tx();
    QVERIFY(*crypto::verifyPassword(kPassword, (*house.users.forSignIn(tx, "ada"))->passwordHash));
}

void test_users_service::deletesWithItsGrants()
{
    House house;
    auto const ada = house.add("ada", {"viewer"});
    QVERIFY(static_cast<bool>(house.as(house.admin, &UsersService::remove, UserAt{ada.id})));
    auto tx = house.database.tx();
    QVERIFY(house.roles.permissionsOf(tx, ada.id)->grants().empty());
    QVERIFY(!house.users.forSignIn(tx, "ada")->has_value());
    auto const gone = house.show(ada.id);
    QVERIFY(!gone && gone.error().code == ErrorCode::NotFound);
}

void test_users_service::findsForSignInWithoutCase()
{
    House house;
    auto const ada = house.add("Ada");
    auto tx = house.database.tx();
    QCOMPARE((*house.users.forSignIn(tx, "aDA"))->id, ada.id);
    QCOMPARE((*house.users.signInById(tx, ada.id))->name, std::string{"Ada"});
    QVERIFY(!house.users.forSignIn(tx, "nobody")->has_value());
}

void test_users_service::pausesAfterTenWrongPasswords()
{
    House house;
    auto const ada = house.add("ada");
    for (int i = 0; i < 9; ++i)
        house.signIn(ada.id, SignIn::Wrong);
    QVERIFY(!house.show(ada.id)->lockedUntil);
    house.signIn(ada.id, SignIn::Wrong);
    auto const now = house.database.clock.now();
    QCOMPARE(house.show(ada.id)->lockedUntil.value_or(Time{}), now + std::chrono::seconds{1});
    for (int i = 0; i < 100; ++i)
        house.signIn(ada.id, SignIn::Wrong);
    QCOMPARE(house.show(ada.id)->lockedUntil.value_or(Time{}), now + std::chrono::seconds{60});
    house.signIn(ada.id, SignIn::Right);
    QVERIFY(!house.show(ada.id)->lockedUntil);
    QCOMPARE(house.show(ada.id)->failedSignIns, std::int64_t{0});
    QCOMPARE(house.show(ada.id)->lastSignInAt.value_or(Time{}), now);
}

void test_users_service::statesItsRoutes()
{
    House house;
    auto const routes = usersRoutes(house.users);
    QCOMPARE(routes.size(), std::size_t{8});
    for (auto const& route : routes)
        QCOMPARE(route.method == http::Method::Get, route.audit->verb.empty());
}

DEWAR_TEST(test_users_service)
#include "test_users_service.moc"
