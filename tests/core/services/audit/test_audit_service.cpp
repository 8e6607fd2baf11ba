// Tests of the audit chain: appending, listing, verifying and the bounded count of refusals.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_service.h"

#include "core/platform/crypto/hash.h"
#include "core/services/audit/audit_chain.h"
#include "core/services/audit/audit_routes.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::audit;

namespace {

api::AuditEntry entryOf(std::string verb, std::string actorName = "ada", std::string subjectId = "s1")
{
    api::AuditEntry entry;
    entry.actorKind = "user";
    entry.actorId = "018f0000-0000-7000-8000-000000000001";
    entry.actorName = std::move(actorName);
    entry.verb = std::move(verb);
    entry.subjectType = "user";
    entry.subjectId = std::move(subjectId);
    entry.outcome = "done";
    entry.address = "192.0.2.1";
    entry.details["reason"] = "because";
    return entry;
}

api::AuditEntry refusalFrom(std::string address, std::string reason = "unauthenticated")
{
    api::AuditEntry entry;
    entry.actorKind = "anonymous";
    entry.address = std::move(address);
    entry.outcome = std::move(reason);
    return entry;
}

struct Ledger {
    support::TempDatabase database;
    AuditService audit;
    api::Principal caller = support::callerWith({"*"});

    void append(api::AuditEntry entry)
    {
        entry.at = database.clock.now();
        database.clock.advance(std::chrono::seconds{1});
        support::TempDatabase::must(
            database.change(caller, [&](api::Context& context) { return audit.append(context.tx, entry); }));
    }
    api::Page<AuditRow> list(AuditFilter filter = {})
    {
        auto page =
            database.read(caller, [&](api::ReadContext& context) { return audit.list(context, filter); });
        return page ? *page : api::Page<AuditRow>{};
    }
    std::vector<std::int64_t> numbers(AuditFilter filter)
    {
        std::vector<std::int64_t> found;
        for (auto const& row : list(std::move(filter)).items)
            found.push_back(row.number);
        return found;
    }
};

} // namespace

class test_audit_service : public QObject {
    Q_OBJECT
private slots:
    void chainsEachRowToTheOneBefore();
    void goesOnAfterARollback();
    void refusesChangesAndRemovals();
    void listsNewestFirstInPages();
    void filtersByEveryField();
    void refusesAForeignCursor();
    void sumsRefusalsPerCallerAndReason();
    void boundsWhatAFloodLeavesBehind();
    void keepsTheCountsWhenTheWriteFails();
    void leavesOutDetailsThatAreTooLong();
    void verifiesInStretches();
    void exportsWhatAnyoneCanHashAgain();
    void hashesTheCanonicalText();
    void showsTheHead();
};

void test_audit_service::chainsEachRowToTheOneBefore()
{
    Ledger ledger;
    for (auto const* verb : {"user.create", "user.disable", "user.enable"})
        ledger.append(entryOf(verb));
    auto tx = ledger.database.tx();
    auto const found = verifyChain(tx, nullptr);
    QVERIFY(found && found->ok);
    QCOMPARE(found->rows, std::int64_t{3});
    QCOMPARE(found->head.number, std::int64_t{3});
    // A second service on the same data goes on where the first ended.
    AuditService other;
    support::TempDatabase::must(ledger.database.change(ledger.caller, [&](api::Context& context) {
        return other.append(context.tx, entryOf("user.delete"));
    }));
    QVERIFY(verifyChain(tx, nullptr)->ok);
    QCOMPARE(verifyChain(tx, nullptr)->rows, std::int64_t{4});
}

void test_audit_service::goesOnAfterARollback()
{
    Ledger ledger;
    ledger.append(entryOf("user.create"));
    auto const refused = ledger.database.change(ledger.caller, [&](api::Context& context) -> Status {
        support::TempDatabase::must(ledger.audit.append(context.tx, entryOf("user.disable")));
        return failed(ErrorCode::Conflict, "no");
    });
    QVERIFY(!refused);
    ledger.audit.forgetHead();
    ledger.append(entryOf("user.enable"));
    auto tx = ledger.database.tx();
    QVERIFY(verifyChain(tx, nullptr)->ok);
    QCOMPARE(verifyChain(tx, nullptr)->rows, std::int64_t{2});
}

void test_audit_service::refusesChangesAndRemovals()
{
    Ledger ledger;
    ledger.append(entryOf("user.create"));
    auto tx = ledger.database.tx();
    QVERIFY(!tx.run("UPDATE audit_rows SET verb = 'x'"));
    QVERIFY(!tx.run("DELETE FROM audit_rows"));
    QCOMPARE(ledger.list().items.size(), std::size_t{1});
}

void test_audit_service::listsNewestFirstInPages()
{
    Ledger ledger;
    for (int i = 0; i < 5; ++i)
        ledger.append(entryOf("user.create"));
    auto page = ledger.list({.limit = 2});
    QCOMPARE(page.items.size(), std::size_t{2});
    QCOMPARE(page.items[0].number, std::int64_t{5});
    QCOMPARE(page.items[0].details.at("reason").as_string(), "because");
    page = ledger.list({.after = page.next, .limit = 2});
    QCOMPARE(page.items[0].number, std::int64_t{3});
    page = ledger.list({.after = page.next, .limit = 2});
    QCOMPARE(page.items.size(), std::size_t{1});
    QVERIFY(!page.next);
}

void test_audit_service::filtersByEveryField()
{
    Ledger ledger;
    ledger.append(entryOf("user.create", "ada", "s1"));
    auto const second = ledger.database.clock.now();
    ledger.append(entryOf("user.disable", "grace", "s1"));
    auto const third = ledger.database.clock.now();
    ledger.append(entryOf("user.create", "grace", "s2"));
    using Numbers = std::vector<std::int64_t>;
    QCOMPARE(ledger.numbers({.verb = "user.create"}), (Numbers{3, 1}));
    QCOMPARE(ledger.numbers({.actor = "grace"}), (Numbers{3, 2}));
    QCOMPARE(ledger.numbers({.actor = "018f0000-0000-7000-8000-000000000001"}), (Numbers{3, 2, 1}));
    QCOMPARE(ledger.numbers({.subject = "s1"}), (Numbers{2, 1}));
    QCOMPARE(ledger.numbers({.verb = "user.create", .subject = "s1"}), (Numbers{1}));
    QCOMPARE(ledger.numbers({.from = second, .to = third}), (Numbers{2}));
    QCOMPARE(ledger.numbers({.actor = "' OR 1=1 --"}), Numbers{});
}

void test_audit_service::refusesAForeignCursor()
{
    Ledger ledger;
    for (auto const* cursor : {"x", "-1", "99999999999999999999"}) {
        auto const page = ledger.database.read(ledger.caller, [&](api::ReadContext& context) {
            return ledger.audit.list(context, {.after = cursor});
        });
        QVERIFY2(!page && page.error().code == ErrorCode::BadRequest, cursor);
    }
}

void test_audit_service::sumsRefusalsPerCallerAndReason()
{
    Ledger ledger;
    support::TempChanges changes{ledger.database};
    for (int i = 0; i < 7; ++i)
        ledger.audit.countRefusal(refusalFrom("192.0.2.1"));
    ledger.audit.countRefusal(refusalFrom("192.0.2.2"));
    ledger.audit.countRefusal(refusalFrom("192.0.2.1", "forbidden"));
    QVERIFY(static_cast<bool>(ledger.audit.flushRefusals(changes)));
    auto const rows = ledger.list().items;
    QCOMPARE(rows.size(), std::size_t{3});
    std::int64_t sum = 0;
    for (auto const& row : rows) {
        QCOMPARE(row.verb, std::string{"request.refused"});
        sum += row.details.at("count").to_number<std::int64_t>();
        if (row.address == "192.0.2.1" && row.outcome == "unauthenticated")
            QCOMPARE(row.details.at("count").to_number<int>(), 7);
    }
    QCOMPARE(sum, std::int64_t{9});
    QVERIFY(static_cast<bool>(ledger.audit.flushRefusals(changes)));
    QCOMPARE(ledger.list().items.size(), std::size_t{3});
}

void test_audit_service::boundsWhatAFloodLeavesBehind()
{
    Ledger ledger;
    support::TempChanges changes{ledger.database};
    constexpr std::int64_t kCallers = 20'000;
    for (std::int64_t i = 0; i < kCallers; ++i)
        ledger.audit.countRefusal(refusalFrom("2001:db8::" + std::to_string(i)));
    for (int i = 0; i < 100; ++i)
        ledger.audit.countRefusal(refusalFrom("192.0.2.1", "too-many"));
    QVERIFY(static_cast<bool>(ledger.audit.flushRefusals(changes)));
    auto tx = ledger.database.tx();
    auto const found = verifyChain(tx, nullptr);
    QVERIFY(found && found->ok);
    QVERIFY(found->rows <= static_cast<std::int64_t>(kRefusalRowsMax) + 2);
    std::int64_t sum = 0;
    std::optional<std::string> after;
    do {
        auto const page = ledger.list({.after = after, .limit = 200});
        for (auto const& row : page.items)
            sum += row.details.at("count").to_number<std::int64_t>();
        after = page.next;
    } while (after);
    QCOMPARE(sum, kCallers + 100);
}

void test_audit_service::keepsTheCountsWhenTheWriteFails()
{
    Ledger ledger;
    support::TempChanges changes{ledger.database};
    changes.refuses = true;
    ledger.audit.countRefusal(refusalFrom("192.0.2.1"));
    QVERIFY(!ledger.audit.flushRefusals(changes));
    changes.refuses = false;
    ledger.audit.countRefusal(refusalFrom("192.0.2.1"));
    QVERIFY(static_cast<bool>(ledger.audit.flushRefusals(changes)));
    QCOMPARE(ledger.list().items.at(0).details.at("count").to_number<int>(), 2);
}

void test_audit_service::leavesOutDetailsThatAreTooLong()
{
    Ledger ledger;
    auto entry = entryOf("user.create");
    entry.details["much"] = std::string(20'000, 'x');
    ledger.append(entry);
    auto const row = ledger.list().items.at(0);
    QVERIFY(row.details.at("left_out_bytes").to_number<int>() > 20'000);
}

void test_audit_service::verifiesInStretches()
{
    Ledger ledger;
    for (int i = 0; i < 3; ++i)
        ledger.append(entryOf("user.create"));
    auto const verify = [&](AuditStretch stretch) {
        return ledger.database.read(
            ledger.caller, [&](api::ReadContext& context) { return ledger.audit.verify(context, stretch); });
    };
    QVERIFY(verify({})->ok);
    QCOMPARE(verify({})->rows, std::int64_t{3});
    QVERIFY(!verify({})->next);
    QCOMPARE(verify({.after = 2})->rows, std::int64_t{1});
    QVERIFY(!verify({.after = 4}));
    QCOMPARE(verify({.after = 4}).error().code, ErrorCode::NotFound);
}

void test_audit_service::exportsWhatAnyoneCanHashAgain()
{
    Ledger ledger;
    ledger.append(entryOf("user.create"));
    ledger.append(entryOf("user.disable"));
    auto const answer = ledger.database.read(
        ledger.caller, [&](api::ReadContext& context) { return ledger.audit.exported(context, {}); });
    QVERIFY(static_cast<bool>(answer));
    std::string previous(32, '\0');
    int lines = 0;
    for (auto const line : split(answer->body, '\n')) {
        if (line.empty())
            continue;
        auto value = *json::parse(line);
        auto const hash = json::textAt(value, "hash");
        QCOMPARE(json::textAt(value, "previous_hash"), hexOf(previous));
        value.as_object().erase("hash");
        value.as_object().erase("previous_hash");
        previous = crypto::sha256(previous + json::canonical(value));
        QCOMPARE(hash, hexOf(previous));
        ++lines;
    }
    QCOMPARE(lines, 2);
}

void test_audit_service::hashesTheCanonicalText()
{
    Row row{.number = 7,
            .entry = entryOf("user.create", "a \"quoted\"\n\x01 n\u00e4me"),
            .detailsText = R"({"a":"\\"})"};
    row.entry.at = timeOf(1'700'000'000'123'456);
    row.entry.sessionId = "session";
    row.entry.tokenId = "token";
    row.entry.traceId = "trace";
    QCOMPARE(hashedText(row), json::canonical(hashedMembers(row)));
}

void test_audit_service::showsTheHead()
{
    Ledger ledger;
    auto const head = [&] {
        return *ledger.database.read(
            ledger.caller, [&](api::ReadContext& context) { return ledger.audit.head(context, {}); });
    };
    QCOMPARE(head().number, std::int64_t{0});
    ledger.append(entryOf("user.create"));
    QCOMPARE(head().number, std::int64_t{1});
    QCOMPARE(head().hash, ledger.list().items.at(0).hash);
    QCOMPARE(auditRoutes(ledger.audit).size(), std::size_t{4});
}

DEWAR_TEST(test_audit_service)
#include "test_audit_service.moc"
