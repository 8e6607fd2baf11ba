// Tests of roles: what they may hold, who may hand them out, and that an administrator remains.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/roles/roles_service.h"

#include "core/services/roles/roles_routes.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::roles;

namespace {

UserId const kAda{"018f0000-0000-7000-8000-000000000001"};
UserId const kGrace{"018f0000-0000-7000-8000-000000000002"};
RoleId const kAdmin{"00000000-0000-7000-8000-000000000005"};
RoleId const kViewer{"00000000-0000-7000-8000-000000000001"};

// Two users, nobody with a role.
struct House {
    support::TempDatabase database;
    RolesService roles;
    api::Principal admin = support::callerWith({"*"});

    House()
    {
        for (auto const& [id, name] : {std::pair{kAda, "ada"}, std::pair{kGrace, "grace"}}) {
            auto tx = database.tx();
            auto const added = tx.run(
                "INSERT INTO users(id, name, name_key, password_hash, enabled, created_at, updated_at, "
                "password_changed_at, must_change_password, failed_sign_ins, revision) "
                "VALUES($1, $2, $2, 'x', 1, 0, 0, 0, 0, 0, 1)",
                id, name);
            support::TempDatabase::must(added ? Status{Done{}} : Status{added.error()});
        }
    }
    template <class In, class Out>
    Result<Out> as(api::Principal const& caller,
                   Result<Out> (RolesService::*method)(api::Context&, In const&), In const& in)
    {
        return database.change(caller, [&](api::Context& context) { return (roles.*method)(context, in); });
    }
    Result<Role> create(api::Principal const& caller, std::string name, std::vector<std::string> permissions)
    {
        return as(caller, &RolesService::create,
                  NewRole{.name = std::move(name), .description = {}, .permissions = std::move(permissions)});
    }
    Result<Done> grant(api::Principal const& caller, UserId const& user, std::string role)
    {
        return as(caller, &RolesService::grant, RoleGrant{user, std::move(role)});
    }
    Result<Done> withdraw(api::Principal const& caller, UserId const& user, std::string role)
    {
        return as(caller, &RolesService::withdraw, RoleGrant{user, std::move(role)});
    }
    api::PermissionSet permissions(UserId const& user)
    {
        auto tx = database.tx();
        return *roles.permissionsOf(tx, user);
    }
};

template <class T> std::string typeOf(Result<T> const& result)
{
    return result ? "done" : result.error().type;
}

} // namespace

class test_roles_service : public QObject {
    Q_OBJECT
private slots:
    void bringsItsBuiltInRoles();
    void createsARoleAndTellsEverybody();
    void refusesWhatIsNoPermission();
    void refusesATakenName();
    void refusesToGiveMoreThanTheCallerHolds();
    void refusesToTakeMoreThanTheCallerHolds();
    void keepsBuiltInRolesAsTheyAre();
    void checksTheRevision();
    void addsUpTheRolesOfAUser();
    void grantsOnceAndWithdraws();
    void keepsTheLastAdministrator();
    void countsOnlyEnabledAdministrators();
    void keepsTheLastAdministratorWhenARoleChanges();
    void deletesOnlyWhatNobodyHolds();
    void namesUnknownRolesOfANewUser();
    void listsInPages();
    void boundsTheRolesOfAUser();
    void statesItsRoutes();
};

void test_roles_service::bringsItsBuiltInRoles()
{
    House house;
    auto tx = house.database.tx();
    auto const all = *house.roles.all(tx);
    QCOMPARE(all.size(), std::size_t{5});
    for (auto const& [name, set] : all) {
        QVERIFY2(set.allows("users.read"), name.c_str());
        QVERIFY2(!set.allowsSomewhere("records.read"), name.c_str());
        for (auto const& grant : set.grants())
            QVERIFY2(!api::formatProblem("permission", grant), grant.c_str());
    }
    QVERIFY(!all.at("viewer").allows("users.disable"));
    QVERIFY(!all.at("viewer").allowsSomewhere("logs.read"));
    QVERIFY(all.at("auditor").allows("audit.export"));
    QVERIFY(all.at("auditor").allows("logs.read", "dewar"));
    QVERIFY(all.at("operator").allows("backup.restore"));
    QVERIFY(all.at("responder").allows("users.disable"));
    QVERIFY(!all.at("responder").allows("users.write"));
    QVERIFY(all.at("admin").allows("vault.reveal"));
}

void test_roles_service::createsARoleAndTellsEverybody()
{
    House house;
    auto const role =
        house.create(house.admin, "clerk",
                     {"records.write@customers", "records.read@customers", "records.read@customers"});
    QVERIFY(static_cast<bool>(role));
    QCOMPARE(role->permissions,
             (std::vector<std::string>{"records.read@customers", "records.write@customers"}));
    auto const& left = house.database.last;
    QVERIFY(left.raisesEpoch);
    QCOMPARE(left.subjectId, role->id.value);
    QCOMPARE(left.announcements.at(0).name, std::string{"role.created"});
    QCOMPARE(left.answer.location, "/roles/" + role->id.value);
}

void test_roles_service::refusesWhatIsNoPermission()
{
    House house;
    auto const role = house.create(house.admin, "clerk", {"users.read", "users", "*.read@x"});
    QVERIFY(!role);
    QCOMPARE(role.error().fields.size(), std::size_t{2});
    QCOMPARE(role.error().fields[0].field, std::string{"/permissions/1"});
    QCOMPARE(role.error().fields[1].field, std::string{"/permissions/2"});
}

void test_roles_service::refusesATakenName()
{
    House house;
    QCOMPARE(typeOf(house.create(house.admin, "viewer", {})), std::string{"name-taken"});
    auto const clerk = *house.create(house.admin, "clerk", {});
    auto const renamed =
        house.as(house.admin, &RolesService::replace,
                 RoleChange{.id = clerk.id, .name = "viewer", .description = {}, .permissions = {}});
    QCOMPARE(typeOf(renamed), std::string{"name-taken"});
}

void test_roles_service::refusesToGiveMoreThanTheCallerHolds()
{
    House house;
    auto const lesser = support::callerWith({"roles.write", "*.read", "records.read@customers"});
    QVERIFY(static_cast<bool>(house.create(lesser, "a", {"users.read", "*.read", "records.read@customers"})));
    for (auto const* permission : {"*", "users.write", "roles.*", "records.read@*", "records.read@orders"})
        QCOMPARE(typeOf(house.create(lesser, "b", {permission})), std::string{"exceeds-own-permissions"});
    QCOMPARE(typeOf(house.grant(lesser, kAda, "admin")), std::string{"exceeds-own-permissions"});
    QVERIFY(static_cast<bool>(house.grant(lesser, kAda, "viewer")));
    auto const own = *house.create(lesser, "mine", {"users.read"});
    auto const wider =
        house.as(lesser, &RolesService::replace,
                 RoleChange{.id = own.id, .name = "mine", .description = {}, .permissions = {"users.write"}});
    QCOMPARE(typeOf(wider), std::string{"exceeds-own-permissions"});
    QVERIFY(static_cast<bool>(house.create(house.admin, "c", {"records.read@*"})));
}

void test_roles_service::refusesToTakeMoreThanTheCallerHolds()
{
    House house;
    auto const lesser = support::callerWith({"roles.write", "*.read"});
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "admin")));
    QVERIFY(static_cast<bool>(house.grant(house.admin, kGrace, "admin")));
    QCOMPARE(typeOf(house.withdraw(lesser, kAda, "admin")), std::string{"exceeds-own-permissions"});
    auto const strong = *house.create(house.admin, "strong", {"users.write"});
    QCOMPARE(typeOf(house.as(lesser, &RolesService::remove, RoleAt{strong.id})),
             std::string{"exceeds-own-permissions"});
}

void test_roles_service::keepsBuiltInRolesAsTheyAre()
{
    House house;
    auto const change = RoleChange{.id = kViewer, .name = "viewer", .description = {}, .permissions = {"*"}};
    QCOMPARE(typeOf(house.as(house.admin, &RolesService::replace, change)), std::string{"built-in-role"});
    QCOMPARE(typeOf(house.as(house.admin, &RolesService::remove, RoleAt{kAdmin})),
             std::string{"built-in-role"});
}

void test_roles_service::checksTheRevision()
{
    House house;
    auto const role = *house.create(house.admin, "clerk", {});
    auto const change = RoleChange{.id = role.id, .name = "clerk", .description = "x", .permissions = {}};
    house.database.ifMatch = "1";
    auto const changed = house.as(house.admin, &RolesService::replace, change);
    QVERIFY(static_cast<bool>(changed));
    QCOMPARE(changed->revision, std::int64_t{2});
    auto const again = house.as(house.admin, &RolesService::replace, change);
    QVERIFY(!again && again.error().code == ErrorCode::PreconditionFailed);
    auto const removed = house.as(house.admin, &RolesService::remove, RoleAt{role.id});
    QVERIFY(!removed && removed.error().code == ErrorCode::PreconditionFailed);
}

void test_roles_service::addsUpTheRolesOfAUser()
{
    House house;
    QVERIFY(static_cast<bool>(house.create(house.admin, "clerk", {"records.read@customers"})));
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "viewer")));
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "clerk")));
    QCOMPARE(house.permissions(kAda).grants(),
             (std::vector<std::string>{"*.read", "records.read@customers"}));
    QVERIFY(house.permissions(kGrace).grants().empty());
    auto tx = house.database.tx();
    QCOMPARE(*house.roles.namesOf(tx, kAda), (std::vector<std::string>{"clerk", "viewer"}));
}

void test_roles_service::grantsOnceAndWithdraws()
{
    House house;
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, kViewer.value)));
    QVERIFY(house.database.last.raisesEpoch);
    QCOMPARE(house.database.last.announcements.size(), std::size_t{1});
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "viewer")));
    QVERIFY(house.database.last.announcements.empty());
    QVERIFY(static_cast<bool>(house.withdraw(house.admin, kAda, "viewer")));
    QVERIFY(house.database.last.raisesEpoch);
    QVERIFY(house.permissions(kAda).grants().empty());
    auto const again = house.withdraw(house.admin, kAda, "viewer");
    QVERIFY(!again && again.error().code == ErrorCode::NotFound);
    auto const unknown = house.grant(house.admin, UserId{"nobody"}, "viewer");
    QVERIFY(!unknown && unknown.error().code == ErrorCode::NotFound);
    auto const noRole = house.grant(house.admin, kAda, "no-such-role");
    QVERIFY(!noRole && noRole.error().code == ErrorCode::NotFound);
}

void test_roles_service::keepsTheLastAdministrator()
{
    House house;
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "admin")));
    QCOMPARE(typeOf(house.withdraw(house.admin, kAda, "admin")), std::string{"last-administrator"});
    QVERIFY(house.permissions(kAda).allows("users.write"));
    QVERIFY(static_cast<bool>(house.grant(house.admin, kGrace, "admin")));
    QVERIFY(static_cast<bool>(house.withdraw(house.admin, kAda, "admin")));
    QCOMPARE(typeOf(house.withdraw(house.admin, kGrace, "admin")), std::string{"last-administrator"});
}

void test_roles_service::countsOnlyEnabledAdministrators()
{
    House house;
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "admin")));
    QVERIFY(static_cast<bool>(house.grant(house.admin, kGrace, "admin")));
    auto tx = house.database.tx();
    QVERIFY(*house.roles.keepsAnAdministrator(tx, kGrace));
    QVERIFY(static_cast<bool>(house.roles.requireAnotherAdministrator(tx, kAda)));
    QVERIFY(static_cast<bool>(tx.run("UPDATE users SET enabled = 0 WHERE id = $1", kAda)));
    QVERIFY(*house.roles.keepsAnAdministrator(tx));
    QVERIFY(!*house.roles.keepsAnAdministrator(tx, kGrace));
    QCOMPARE(typeOf(house.withdraw(house.admin, kGrace, "admin")), std::string{"last-administrator"});
    QVERIFY(static_cast<bool>(house.withdraw(house.admin, kAda, "admin")));
}

void test_roles_service::keepsTheLastAdministratorWhenARoleChanges()
{
    House house;
    auto const role = *house.create(house.admin, "boss", {"*"});
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "boss")));
    auto const change =
        RoleChange{.id = role.id, .name = "boss", .description = {}, .permissions = {"*.read"}};
    QCOMPARE(typeOf(house.as(house.admin, &RolesService::replace, change)),
             std::string{"last-administrator"});
    QVERIFY(house.permissions(kAda).allows("users.write"));
    QVERIFY(static_cast<bool>(house.grant(house.admin, kGrace, "admin")));
    QVERIFY(static_cast<bool>(house.as(house.admin, &RolesService::replace, change)));
    QVERIFY(!house.permissions(kAda).allows("users.write"));
}

void test_roles_service::deletesOnlyWhatNobodyHolds()
{
    House house;
    auto const role = *house.create(house.admin, "clerk", {"users.read"});
    QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "clerk")));
    QCOMPARE(typeOf(house.as(house.admin, &RolesService::remove, RoleAt{role.id})),
             std::string{"role-in-use"});
    QVERIFY(static_cast<bool>(house.withdraw(house.admin, kAda, "clerk")));
    QVERIFY(static_cast<bool>(house.as(house.admin, &RolesService::remove, RoleAt{role.id})));
    auto const gone = house.database.read(
        house.admin, [&](api::ReadContext& context) { return house.roles.show(context, {role.id}); });
    QVERIFY(!gone && gone.error().code == ErrorCode::NotFound);
}

void test_roles_service::namesUnknownRolesOfANewUser()
{
    House house;
    auto const result = house.database.change(house.admin, [&](api::Context& context) {
        return house.roles.grantNamed(context, kAda, {"viewer", "nope"});
    });
    QVERIFY(!result);
    QCOMPARE(result.error().fields.at(0).field, std::string{"/roles/1"});
    QVERIFY(house.permissions(kAda).grants().empty());
}

void test_roles_service::listsInPages()
{
    House house;
    std::vector<std::string> names;
    std::optional<std::string> after;
    do {
        auto const page = house.database.read(house.admin, [&](api::ReadContext& context) {
            return house.roles.list(context, {.after = after, .limit = 2});
        });
        for (auto const& role : page->items)
            names.push_back(role.name);
        after = page->next;
    } while (after);
    QCOMPARE(names, (std::vector<std::string>{"admin", "auditor", "operator", "responder", "viewer"}));
}

void test_roles_service::boundsTheRolesOfAUser()
{
    House house;
    for (std::size_t i = 0; i <= kRolesPerUserMax; ++i)
        QVERIFY(static_cast<bool>(house.create(house.admin, "r" + std::to_string(i), {})));
    for (std::size_t i = 0; i < kRolesPerUserMax; ++i)
        QVERIFY(static_cast<bool>(house.grant(house.admin, kAda, "r" + std::to_string(i))));
    QCOMPARE(typeOf(house.grant(house.admin, kAda, "r" + std::to_string(kRolesPerUserMax))),
             std::string{"too-many-roles"});
}

void test_roles_service::statesItsRoutes()
{
    House house;
    auto const routes = rolesRoutes(house.roles);
    QCOMPARE(routes.size(), std::size_t{8});
    for (auto const& route : routes) {
        QVERIFY(route.access->kind == api::Access::Kind::Needs);
        QCOMPARE(route.method == http::Method::Get, route.audit->verb.empty());
    }
}

DEWAR_TEST(test_roles_service)
#include "test_roles_service.moc"
