// Invented roles and holders for the tests of the roles page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"

#include <QFile>
#include <QJsonDocument>

namespace support {

inline char const* const kRoleList = R"({"items":[
 {"id":"r-1","name":"admin","description":"May do everything but read and write records.","builtin":true,
  "revision":1,
  "permissions":["*","logs.read@*"]},
 {"id":"r-2","name":"auditor","description":"Sees what a viewer sees, reads logs and exports the audit.",
  "builtin":true,
  "revision":1,"permissions":["*.read","audit.export","logs.read@*"]},
 {"id":"r-8","name":"backup-operator","description":"Runs backups and restore drills.","builtin":false,
  "revision":3,
  "permissions":["backup.read","backup.run","jobs.read"]},
 {"id":"r-9","name":"developer","description":"Reads shop logs and the records of the test orders.",
  "builtin":false,
  "revision":5,"permissions":["collections.read","logs.read@checkout","logs.read@billing",
  "records.read@orders-test"]},
 {"id":"r-10","name":"incident-commander","description":"Leads a case: decides, approves, tells others.",
  "builtin":false,
  "revision":12,"permissions":["*.read","alerts.write","auth.end_sessions","incidents.write",
  "jobs.write","logs.freeze",
  "logs.read@*","notifications.send","playbooks.approve","playbooks.answer","playbooks.run",
  "records.read@orders",
  "users.disable"]},
 {"id":"r-11","name":"key-custodian","description":"Rotates signing keys and the vault.","builtin":false,
  "revision":2,
  "permissions":["keys.read","keys.rotate","vault.read","vault.rotate"]},
 {"id":"r-3","name":"operator","description":"Runs backups and jobs and changes settings.",
  "builtin":true,"revision":1,
  "permissions":["*.read","backup.*","jobs.*","settings.*"]},
 {"id":"r-4","name":"responder","description":"Works on alerts and incidents and contains a compromise.",
  "builtin":true,
  "revision":1,"permissions":["*.read","alerts.*","backup.run","incidents.*","jobs.*","keys.rotate",
  "logs.freeze",
  "logs.read@*","notifications.send","playbooks.*","users.disable"]},
 {"id":"r-5","name":"viewer","description":"Sees everything but records, log contents and secrets.",
  "builtin":true,
  "revision":1,"permissions":["*.read"]}]})";

inline char const* const kHolders = R"({"items":[
 {"id":"u-01","name":"aiko.tan","enabled":true,"roles":["responder","key-custodian"]},
 {"id":"u-02","name":"jon.brandt","enabled":true,"roles":["incident-commander","operator"]},
 {"id":"u-03","name":"lea.fischer","enabled":true,"roles":["auditor"]},
 {"id":"assumed","name":"marta.okafor","enabled":true,"roles":["admin","incident-commander"]},
 {"id":"u-05","name":"nils.bergman","enabled":true,"roles":["developer"]},
 {"id":"u-06","name":"owen.castell","enabled":true,"roles":["developer"]},
 {"id":"u-07","name":"priya.raman","enabled":true,"roles":["developer","viewer","incident-commander"]},
 {"id":"u-08","name":"tomas.lindqvist","enabled":true,"roles":["admin"]}]})";

inline void showRoles(FakeApi& api)
{
    api.shows("/roles", kRoleList);
    api.shows("/users", kHolders);
    api.shows("/collections", R"({"items":[{"name":"invoices"},{"name":"orders"},{"name":"orders-test"}]})");
    api.shows(
        "/sessions",
        R"({"items":[{"user_id":"u-02"},{"user_id":"u-02"},{"user_id":"assumed"},{"user_id":"u-07"}]})");
    QFile file{QStringLiteral(SOURCE_DIR "/tests/golden/openapi/admin.json")};
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the document of the engine is not there");
    api.answer(ui::Verb::Get, "/openapi.json", QJsonDocument::fromJson(file.readAll()).object());
}

} // namespace support
