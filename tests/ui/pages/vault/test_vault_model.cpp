// Tests of the table of the vault's purposes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/vault/vault_model.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::vault;

class test_vault_model : public QObject {
    Q_OBJECT

private slots:
    void isAModel()
    {
        VaultModel model{nullptr};
        QAbstractItemModelTester const tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        auto const status =
            statusFrom(support::jsonOf(R"({"id":"v","created_at":"2026-02-01T00:00:00Z","passphrase_number":2,
            "purposes":[{"purpose":"records","version":3,"versions":3,"created_at":"2026-09-01T00:00:00Z"},
                        {"purpose":"tls","version":1,"versions":1,"created_at":"2026-02-01T00:00:00Z"}]})")
                           .toObject());
        model.setNow({QDate{2026, 9, 3}, QTime{0, 0}, Qt::UTC});
        model.setRows(status.purposes);
        QCOMPARE(status.versions(), 4);
        QCOMPARE(status.oldest()->name, "tls");
        QCOMPARE(model.index(0, 0).data().toString(), "Records");
        QCOMPARE(model.index(0, 2).data().toString(), "Version 3");
        QCOMPARE(model.index(0, 4).data().toString(), "2 d");
        QCOMPARE(model.rowOf("tls"), 1);
        QCOMPARE(model.rowOf("unknown"), -1);
    }
    void keepsTheNameOfAnUnknownPurpose()
    {
        QCOMPARE(purposeWord("new-thing"), "new-thing");
        QVERIFY(!purposeSeals("new-thing").isEmpty());
    }
};

DEWAR_TEST(test_vault_model)
#include "test_vault_model.moc"
