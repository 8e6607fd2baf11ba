// The sum of all migrations, as SQL that a person reviews; and that a ladder is climbed once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <map>

#include "core/base/embedded.h"
#include "core/base/text.h"
#include "tests/support/golden.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {

// The files of one dialect in the order in which they are applied.
std::string filesOf(std::string const& dialect)
{
    std::map<std::string, std::string_view> byPath;
    for (auto const& file : embeddedFiles())
        byPath.emplace(file.path, file.text);
    std::string text;
    auto const order = "api," + std::string{embeddedCapabilities()}; // What split() answers points into it.
    for (auto const stem : split(order, ','))
        for (int number = 1;; ++number) {
            char digits[16];
            std::snprintf(digits, sizeof digits, "%04d", number);
            auto const folder = stem == "api" ? std::string{"core/api"} : "core/services/" + std::string{stem};
            auto const found = byPath.find(folder + "/migrations/" + digits + "." + dialect + ".sql");
            if (found == byPath.end())
                break;
            text += "-- " + std::string{stem} + "/" + digits + "\n" + std::string{trimmed(found->second)} + "\n\n";
        }
    return text;
}

// What pg_dump says about the schema, without what depends on its version: comments, settings, its own marks.
std::string describedByTheDatabase(std::string const& url)
{
    auto const dump = support::run(support::PostgresCluster::binary("pg_dump"),
                                   {"--schema-only", "--no-owner", "--no-privileges", "--no-comments", url});
    std::string text;
    for (auto const line : split(dump.out, '\n'))
        if (!line.empty() && !line.starts_with("--") && !line.starts_with("SET ") && !line.starts_with("\\") &&
            !line.starts_with("SELECT pg_catalog.set_config"))
            text.append(line).append(line.ends_with(';') ? "\n\n" : "\n");
    return text;
}

} // namespace

class test_migrations : public QObject {
    Q_OBJECT

private slots:
    void addUpToTheReviewedSchemaOnSqlite()
    {
        if (support::onPostgres())
            QSKIP("this run stands on PostgreSQL");
        support::TempDatabase database;
        auto tx = database.tx();
        auto const statements = tx.all(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            " ORDER BY tbl_name, type DESC, name LIMIT 1000",
            [](db::Row const& row) { return row.text(0); });
        QVERIFY(bool(statements));
        std::string text;
        for (auto const& statement : *statements)
            text += statement + ";\n\n";
        auto const difference = support::golden("schema.sqlite.sql", text);
        QVERIFY2(difference.empty(), difference.c_str());
    }

    void addUpToTheReviewedSchemaOnPostgres()
    {
        if (!support::onPostgres())
            QSKIP("this run stands on SQLite");
        support::TempDatabase database;
        auto const difference = support::golden("schema.postgres.sql", describedByTheDatabase(database.url()));
        QVERIFY2(difference.empty(), difference.c_str());
    }

    void haveTheSameTablesInBothDialects()
    {
        auto const tables = [](std::string const& text) {
            std::vector<std::string> names;
            for (auto const line : split(text, '\n'))
                if (line.starts_with("CREATE TABLE "))
                    names.emplace_back(trimmed(line.substr(13, line.find('(') - 13)));
            std::ranges::sort(names);
            return names;
        };
        auto const sqlite = tables(filesOf("sqlite"));
        QVERIFY(sqlite.size() > 25);
        QVERIFY(sqlite == tables(filesOf("postgres")));
    }

    void areClimbedOnce()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        auto const count = [&] {
            auto const rows =
                tx.one("SELECT COUNT(*) FROM schema_migrations", [](db::Row const& row) { return row.integer(0); });
            return rows && *rows ? **rows : -1;
        };
        auto const before = count();
        QVERIFY(before > 10);
        QVERIFY(bool(db::migrate(database.connection(), database.clock)));
        QCOMPARE(count(), before);
    }
};

DEWAR_TEST(test_migrations)
#include "test_migrations.moc"
