// Tests of the console's own settings and its list of engines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings.h"

#include "tests/support/registry.h"

#include <QTemporaryDir>

using namespace ui;

class test_settings : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QTest::currentTestFunction()),
                                                 QSettings::IniFormat);
    }
    void answersTheDefaultUntilItIsSet();
    void takesAnUnreadableValueForTheDefault();
    void renamesAnOldKeyOnce();
    void remembersTheLastUsedFirst();
    void refusesAChangedIdentity();
    void keepsAtMostSoMany();

private:
    Connection connection(QString const& address, int minute) const
    {
        return {.name = address,
                .address = address,
                .authorityPem = "PEM",
                .print = "ab12",
                .engineId = {},
                .environment = "Staging",
                .user = "ada",
                .usedAt = {QDate{2026, 9, 14}, QTime{9, minute}, Qt::UTC}};
    }
    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
};

void test_settings::answersTheDefaultUntilItIsSet()
{
    QCOMPARE(Settings::lockAfterMinutes.read(*m_settings), 15);
    Settings::lockAfterMinutes.write(*m_settings, 5);
    QCOMPARE(Settings::lockAfterMinutes.read(*m_settings), 5);
}

void test_settings::takesAnUnreadableValueForTheDefault()
{
    m_settings->setValue(Settings::lockAfterMinutes.key(), QVariant::fromValue(QStringList{"a", "b"}));
    QCOMPARE(Settings::lockAfterMinutes.read(*m_settings), 15);
    m_settings->setValue(Settings::lockAfterMinutes.key(), "soon");
    QCOMPARE(Settings::lockAfterMinutes.read(*m_settings), 15);
}

void test_settings::renamesAnOldKeyOnce()
{
    m_settings->setValue("theme", "light");
    renameOldKeys(*m_settings);
    QCOMPARE(Settings::theme.read(*m_settings), "light");
    QVERIFY(!m_settings->contains("theme"));
}

void test_settings::remembersTheLastUsedFirst()
{
    QVERIFY(remember(*m_settings, connection("https://a:1", 1)));
    QVERIFY(remember(*m_settings, connection("https://b:1", 2)));
    QCOMPARE(recentConnections(*m_settings).first().address, "https://b:1");
    QVERIFY(remember(*m_settings, connection("https://a:1", 3)));
    auto const all = recentConnections(*m_settings);
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.first().address, "https://a:1");
    QCOMPARE(all.first().environment, "Staging");
    forget(*m_settings, "https://a:1");
    QCOMPARE(recentConnections(*m_settings).size(), 1);
}

void test_settings::refusesAChangedIdentity()
{
    QVERIFY(remember(*m_settings, connection("https://a:1", 1)));
    auto changed = connection("https://a:1", 2);
    changed.print = "cd34";
    QVERIFY(!remember(*m_settings, changed));
    QCOMPARE(recentConnections(*m_settings).first().print, QByteArray{"ab12"});
}

void test_settings::keepsAtMostSoMany()
{
    for (int i = 0; i < kConnectionsMax + 3; ++i)
        QVERIFY(remember(*m_settings, connection(QString{"https://h%1:1"}.arg(i), i)));
    auto const all = recentConnections(*m_settings);
    QCOMPARE(all.size(), kConnectionsMax);
    QCOMPARE(all.last().address, "https://h3:1");
}

DEWAR_TEST(test_settings)
#include "test_settings.moc"
