// Invented people and service clients for the tests of the users page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"

namespace support {

inline char const* const kUsers = R"({"items":[
 {"id":"u-01","name":"aiko.tan","email":"aiko.tan@acme.example","enabled":true,"roles":["responder",
  "key-custodian"],
  "created_at":"2025-03-04T08:00:00Z","password_changed_at":"2026-08-20T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-09-14T07:08:00Z","revision":7},
 {"id":"u-02","name":"jon.brandt","email":"jon.brandt@acme.example","enabled":true,"roles":["responder",
  "operator"],
  "created_at":"2025-03-04T08:00:00Z","password_changed_at":"2026-08-01T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-09-14T09:28:00Z","revision":3},
 {"id":"u-03","name":"lea.fischer","email":"lea.fischer@acme.example","enabled":true,"roles":["auditor"],
  "created_at":"2025-05-11T08:00:00Z","password_changed_at":"2026-07-14T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-09-14T06:02:00Z","revision":2},
 {"id":"assumed","name":"marta.okafor","email":"marta.okafor@acme.example","enabled":true,"roles":["admin"],
  "created_at":"2025-03-01T08:00:00Z","password_changed_at":"2026-08-30T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-09-14T09:29:58Z","revision":11},
 {"id":"u-05","name":"nils.bergman","email":"nils.bergman@acme.example","enabled":true,
  "roles":["developer"],
  "created_at":"2025-03-04T08:00:00Z","password_changed_at":"2026-07-15T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":12,"locked_until":"2026-09-14T09:31:04Z","last_sign_in_at":"2026-09-13T14:31:00Z",
  "revision":5},
 {"id":"u-06","name":"owen.castell","email":"owen.castell@acme.example","enabled":true,
  "roles":["developer"],
  "created_at":"2025-06-02T08:00:00Z","password_changed_at":"2026-05-01T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-06-14T07:00:00Z","revision":2},
 {"id":"u-07","name":"priya.raman","email":"priya.raman@acme.example","enabled":true,
  "roles":["developer","viewer"],
  "created_at":"2026-01-19T08:00:00Z","password_changed_at":"2026-09-01T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":1,"last_sign_in_at":"2026-09-14T08:51:00Z","revision":4},
 {"id":"u-08","name":"sofia.marin","email":"sofia.marin@acme.example","enabled":true,"roles":["viewer"],
  "created_at":"2026-09-14T08:10:00Z","password_changed_at":"2026-09-14T08:10:00Z",
  "must_change_password":true,
  "failed_sign_ins":0,"revision":1},
 {"id":"u-09","name":"tomas.lindqvist","email":"tomas.lindqvist@acme.example","enabled":true,
  "roles":["admin"],
  "created_at":"2025-03-01T08:00:00Z","password_changed_at":"2026-08-02T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-09-13T16:20:00Z","revision":6},
 {"id":"u-10","name":"victor.hale","enabled":false,"disabled_reason":"left the company on 31 August",
  "roles":[],
  "created_at":"2025-04-09T08:00:00Z","password_changed_at":"2026-04-09T08:00:00Z",
  "must_change_password":false,
  "failed_sign_ins":0,"last_sign_in_at":"2026-08-29T15:00:00Z","revision":9}]})";

inline char const* const kClients = R"({"items":[
 {"id":"c-01","name":"ci-deploy","permissions":["backup.run","records.read@releases"],"enabled":false,
  "created_at":"2025-09-02T10:00:00Z"},
 {"id":"c-02","name":"svc-billing","permissions":["records.read@invoices","records.write@invoices"],
  "enabled":true,
  "created_at":"2025-04-12T10:00:00Z"},
 {"id":"c-03","name":"svc-checkout","permissions":["records.write@orders","logs.ingest@checkout"],
  "enabled":true,
  "created_at":"2025-04-12T10:00:00Z"}]})";

inline char const* const kRoles = R"({"items":[
 {"id":"r-1","name":"admin","description":"May do everything but read and write records.",
  "permissions":["*","logs.read@*"]},
 {"id":"r-2","name":"auditor","description":"Sees what a viewer sees, reads logs and exports the audit.",
  "permissions":["*.read","audit.export"]},
 {"id":"r-3","name":"developer","description":"Reads logs of the shop.",
  "permissions":["logs.read@checkout"]},
 {"id":"r-4","name":"key-custodian","description":"Rotates signing keys.","permissions":["keys.*"]},
 {"id":"r-5","name":"operator","description":"Runs backups and jobs.","permissions":["*.read","backup.*"]},
 {"id":"r-6","name":"responder","description":"Works on incidents.","permissions":["*.read","incidents.*"]},
 {"id":"r-7","name":"viewer","description":"Sees everything but records.","permissions":["*.read"]}]})";

inline char const* const kSessions = R"({"items":[
 {"id":"s-1","user_id":"assumed","address":"10.4.18.31","created_at":"2026-09-14T06:00:00Z",
  "last_used_at":"2026-09-14T09:29:58Z","expires_at":"2026-09-14T18:00:00Z"},
 {"id":"s-2","user_id":"u-02","address":"10.4.18.44","created_at":"2026-09-14T05:40:00Z",
  "last_used_at":"2026-09-14T09:28:00Z","expires_at":"2026-09-14T17:40:00Z"},
 {"id":"s-3","user_id":"u-07","address":"10.4.21.9","created_at":"2026-09-14T05:10:00Z",
  "last_used_at":"2026-09-14T08:51:00Z","expires_at":"2026-09-14T17:10:00Z"},
 {"id":"s-4","user_id":"u-07","address":"203.0.113.77","created_at":"2026-09-14T08:44:00Z",
  "last_used_at":"2026-09-14T08:46:00Z","expires_at":"2026-09-14T20:44:00Z"},
 {"id":"s-5","user_id":"u-01","address":"10.4.18.12","created_at":"2026-09-14T07:08:00Z",
  "last_used_at":"2026-09-14T09:11:00Z","expires_at":"2026-09-14T19:08:00Z"}]})";

/// /sessions as the engine filters it: by user_id.
inline QJsonValue sessionsOf(ui::Call const& call)
{
    auto const user = call.query.queryItemValue("user_id");
    auto const all = jsonOf(kSessions)["items"].toArray();
    QJsonArray found;
    for (auto const& session : all)
        if (user.isEmpty() || session.toObject()["user_id"].toString() == user)
            found.append(session);
    return QJsonObject{{"items", found}};
}

inline void showUsers(FakeApi& api)
{
    api.shows("/users", kUsers);
    api.shows("/clients", kClients);
    api.shows("/roles", kRoles);
    api.script(ui::Verb::Get, "/sessions", [](ui::Call const& call) { return answerOf(sessionsOf(call)); });
}

} // namespace support
