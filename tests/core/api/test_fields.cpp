// Tests of field lists: reading with all faults, the checks, writing and the schema.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/fields.h"

#include "tests/support/registry.h"

using namespace core;
using namespace core::api;

namespace {

constexpr std::string_view kColours[] = {"red", "green"};

struct Part {
    std::string name;
    static constexpr auto fields = std::tuple{field("name", &Part::name).length(1, 5)};
};

struct Thing {
    std::string name;
    std::string email;
    std::string password;
    std::optional<std::string> colour;
    std::vector<Part> parts;
    std::int64_t size = 0;
    std::int32_t small = 0;
    bool good = false;
    std::optional<Time> at;
    UserId owner;

    static constexpr auto fields = std::tuple{
        field("name", &Thing::name).length(1, 4),
        field("email", &Thing::email).length(3, 254).format("email"),
        field("password", &Thing::password).length(12, 256).secret(),
        field("colour", &Thing::colour).oneOf(kColours),
        field("parts", &Thing::parts).length(0, 2),
        field("size", &Thing::size).range(1, 10),
        field("small", &Thing::small),
        field("good", &Thing::good),
        field("at", &Thing::at),
        field("owner", &Thing::owner).format("uuid"),
    };
};

json::Value goodThing()
{
    return json::Object{{"name", "abcd"},
                        {"email", "a@example.org"},
                        {"password", "correct horse battery"},
                        {"parts", json::Array{json::Object{{"name", "bolt"}}}},
                        {"size", 3},
                        {"small", 7},
                        {"good", true},
                        {"at", "2024-11-24T20:15:00Z"},
                        {"owner", "018f2f6e-0000-7000-8000-000000000001"}};
}

std::string faultAt(json::Value const& value, std::string_view pointer)
{
    auto const thing = read<Thing>(value);
    if (thing)
        return {};
    for (auto const& fault : thing.error().fields) {
        if (fault.field == pointer)
            return fault.problem;
    }
    return {};
}

} // namespace

class test_fields : public QObject {
    Q_OBJECT
private slots:
    void readsWhatIsDescribed();
    void collectsAllFaultsWithPointers();
    void refusesUnknownNames();
    void countsCodePointsNotBytes();
    void refusesTextThatIsNotText();
    void refusesNumbersThatDoNotFit();
    void checksFormats_data();
    void checksFormats();
    void failsClosedOnAnUnknownFormat();
    void boundsTheListOfFaults();
    void writesWithoutSecrets();
    void describesTheSchema();
    void escapesAndCutsPointers();
};

void test_fields::readsWhatIsDescribed()
{
    auto const thing = read<Thing>(goodThing());
    QVERIFY(static_cast<bool>(thing));
    QCOMPARE(thing->parts.at(0).name, std::string{"bolt"});
    QCOMPARE(thing->size, std::int64_t{3});
    QVERIFY(!thing->colour);
    QCOMPARE(rfc3339(*thing->at), std::string{"2024-11-24T20:15:00.000000Z"});
    QCOMPARE(thing->owner.value, std::string{"018f2f6e-0000-7000-8000-000000000001"});
}

void test_fields::collectsAllFaultsWithPointers()
{
    auto value = goodThing();
    auto& object = value.as_object();
    object["name"] = "";
    object["email"] = 5;
    object["colour"] = "blue";
    object["parts"] = json::Array{json::Object{{"name", "toolong"}}, json::Object{}};
    object["size"] = 11;
    object["good"] = "yes";
    object["at"] = "yesterday";
    object.erase("owner");
    auto const thing = read<Thing>(value);
    QVERIFY(!thing);
    QVERIFY(thing.error().code == ErrorCode::Invalid);
    QCOMPARE(thing.error().fields.size(), std::size_t{9});
    QCOMPARE(faultAt(value, "/name"), std::string{"must have 1 to 4 characters"});
    QCOMPARE(faultAt(value, "/email"), std::string{"must be text"});
    QCOMPARE(faultAt(value, "/colour"), std::string{"must be one of red, green"});
    QCOMPARE(faultAt(value, "/parts/0/name"), std::string{"must have 1 to 5 characters"});
    QCOMPARE(faultAt(value, "/parts/1/name"), std::string{"is missing"});
    QCOMPARE(faultAt(value, "/size"), std::string{"must be 1 to 10"});
    QCOMPARE(faultAt(value, "/good"), std::string{"must be true or false"});
    QVERIFY(!faultAt(value, "/at").empty());
    QCOMPARE(faultAt(value, "/owner"), std::string{"is missing"});
}

void test_fields::refusesUnknownNames()
{
    auto value = goodThing();
    value.as_object()["a/b~c"] = 1;
    QCOMPARE(faultAt(value, "/a~1b~0c"), std::string{"is not a known field"});
    QVERIFY(!read<Thing>(json::Value("text")));
}

void test_fields::countsCodePointsNotBytes()
{
    auto value = goodThing();
    value.as_object()["name"] = "\xf0\x9f\x94\x91\xf0\x9f\x94\x91\xc3\xbc\xc3\xbc";
    QVERIFY(static_cast<bool>(read<Thing>(value)));
    value.as_object()["name"] = "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc";
    QCOMPARE(faultAt(value, "/name"), std::string{"must have 1 to 4 characters"});
}

void test_fields::refusesTextThatIsNotText()
{
    Rules const rules;
    for (std::string_view const bad :
         {std::string_view{"a\0b", 3}, std::string_view{"\x1b[0m"}, std::string_view{"\x7f"},
          std::string_view{"\xc2\x85"}, std::string_view{"\xc3"}, std::string_view{"\xff"}})
        QVERIFY2(textProblem(rules, bad).has_value(), hexOf(bad).c_str());
    QVERIFY(!textProblem(rules, "two\n\tlines\r\n and \xc2\xa0"));
    QVERIFY(textProblem(rules, std::string(4097, 'x')).has_value());
    QVERIFY(!textProblem(rules, std::string(4096, 'x')));
}

void test_fields::refusesNumbersThatDoNotFit()
{
    auto value = goodThing();
    for (auto const& number : {json::Value(std::int64_t{1} << 40), json::Value(-(std::int64_t{1} << 40)),
                               json::Value(std::uint64_t{1} << 63)}) {
        value.as_object()["small"] = number;
        QCOMPARE(faultAt(value, "/small"), std::string{"is too large a number"});
    }
    value.as_object()["small"] = 1.5;
    QCOMPARE(faultAt(value, "/small"), std::string{"must be a whole number"});
    value.as_object()["small"] = 7;
    value.as_object()["size"] = std::uint64_t{1} << 63;
    QCOMPARE(faultAt(value, "/size"), std::string{"is too large a number"});
}

void test_fields::checksFormats_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    struct Row {
        char const* format;
        std::string text;
        bool good;
    };
    Row const rows[] = {
        {"email", "ada@example.org", true},
        {"email", "a.b+c@sub.example.co", true},
        {"email", "root@localhost", true},
        {"email", "", false},
        {"email", "@x", false},
        {"email", "a@", false},
        {"email", "a b@x.org", false},
        {"email", "a..b@x.org", false},
        {"email", ".a@x.org", false},
        {"email", "a@x..org", false},
        {"email", "a@-x.org", false},
        {"email", "\"a\"@x.org", false},
        {"email", "a@[127.0.0.1]", false},
        {"email", std::string(65, 'a') + "@x.org", false},
        {"email", "a@" + std::string(64, 'b'), false},
        {"email", "a@x.org\r\nBcc: b@x.org", false},
        {"uuid", "018f2f6e-0000-7000-8000-00000000000A", true},
        {"uuid", "018f2f6e00007000800000000000000a", false},
        {"uuid", "018f2f6e-0000-7000-8000-00000000000g", false},
        {"uuid", "", false},
        {"uri", "https://example.org/a?b=c#d", true},
        {"uri", "urn:isbn:1", true},
        {"uri", "https://[::1]:8443/", true},
        {"uri", "/relative", false},
        {"uri", "1http://x", false},
        {"uri", "https://x/%zz", false},
        {"uri", "https://x/a b", false},
        {"uri", "https://x/#a#b", false},
        {"uri", "", false},
        {"uri", "https://x/\"", false},
        {"uri", "https://" + std::string(2048, 'x'), false},
        {"slug", "a", true},
        {"slug", "on-call_2", true},
        {"slug", "", false},
        {"slug", "2a", false},
        {"slug", "A", false},
        {"slug", "a.b", false},
        {"slug", std::string(64, 'a'), true},
        {"slug", std::string(65, 'a'), false},
        {"date-time", "2024-11-24T20:15:00Z", true},
        {"date-time", "2024-11-24", false},
        {"permission", "*", true},
        {"permission", "*.read", true},
        {"permission", "users.*", true},
        {"permission", "users.read", true},
        {"permission", "records.read@customers", true},
        {"permission", "records.read@*", true},
        {"permission", "*.*", false},
        {"permission", "users", false},
        {"permission", "*.read@x", false},
        {"permission", "records.*@x", false},
        {"permission", "records.read@", false},
        {"permission", "*@x", false},
        {"permission", "a.b.c", false},
        {"permission", "Users.read", false},
        {"permission", "records.read@a@b", false},
        {"permission", "", false},
    };
    for (auto const& row : rows) {
        QTest::addRow("%s %s", row.format, printable(row.text).c_str())
            << QByteArray{row.format} << QByteArray::fromStdString(row.text) << row.good;
    }
}

void test_fields::checksFormats()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, text);
    QFETCH(bool, good);
    QCOMPARE(!formatProblem(format.toStdString(), text.toStdString()).has_value(), good);
}

void test_fields::failsClosedOnAnUnknownFormat()
{
    QVERIFY(formatProblem("colour", "red").has_value());
}

void test_fields::boundsTheListOfFaults()
{
    json::Object object;
    for (int i = 0; i < 1000; ++i)
        object["unknown" + std::to_string(i)] = i;
    auto const thing = read<Thing>(object);
    QVERIFY(!thing);
    QVERIFY(thing.error().fields.size() <= kFaultsMax + 10);
}

void test_fields::writesWithoutSecrets()
{
    auto const thing = read<Thing>(goodThing());
    auto const written = write(*thing);
    QVERIFY(written.get_object().if_contains("password") == nullptr);
    QVERIFY(written.get_object().if_contains("colour") == nullptr);
    QCOMPARE(written.get_object().at("at").as_string(), "2024-11-24T20:15:00.000000Z");
    QCOMPARE(written.get_object().at("parts").as_array().size(), std::size_t{1});
}

void test_fields::describesTheSchema()
{
    auto const schema = schemaOf<Thing>();
    auto const& properties = schema.at("properties");
    QCOMPARE(properties.at("name").at("minLength").to_number<int>(), 1);
    QCOMPARE(properties.at("name").at("maxLength").to_number<int>(), 4);
    QCOMPARE(properties.at("email").at("format").as_string(), "email");
    QCOMPARE(properties.at("password").at("writeOnly").as_bool(), true);
    QCOMPARE(properties.at("colour").at("enum").as_array().size(), std::size_t{2});
    QCOMPARE(properties.at("size").at("maximum").to_number<int>(), 10);
    QCOMPARE(schema.at("required").as_array().size(), std::size_t{8});
    QVERIFY(textSchema(Rules{.format = "slug"}).contains("pattern"));
    QVERIFY(textSchema(Rules{.format = "permission"}).contains("pattern"));
}

void test_fields::escapesAndCutsPointers()
{
    QCOMPARE(pointerPart("a/b~c"), std::string{"a~1b~0c"});
    QCOMPARE(pointerPart(std::string(1000, 'x')), std::string(64, 'x') + "...");
    QCOMPARE(pointerPart("\x1b"), std::string{"\\u{1b}"});
}

DEWAR_TEST(test_fields)
#include "test_fields.moc"
