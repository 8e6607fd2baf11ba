// Invented settings, limits, destinations and deliveries for the tests of the settings page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"

namespace support {

inline char const* const kEngineSettings = R"({"items":[
 {"name":"server.listen","value":"10.4.0.11:8443","source":"file","about":"address of the data listener"},
 {"name":"server.admin","value":"10.4.0.11:8444","source":"environment",
  "about":"address of the admin listener"},
 {"name":"server.workers","value":"4","source":"stored","about":"network threads of each listener",
  "stored":"8"},
 {"name":"server.names","value":"dewar.acme.example","source":"file",
  "about":"host names that are served, separated by commas"},
 {"name":"auth.issuer","value":"https://dewar.acme.example","source":"file","about":"iss of access tokens"},
 {"name":"limits.scale","value":"1","source":"default",
  "about":"multiplies every rate limit; for measurements"},
 {"name":"logs.retention_days","value":"90","source":"stored","about":"how long log segments are kept",
  "stored":"90"},
 {"name":"keys.rotation_days","value":"30","source":"default",
  "about":"age at which the signing key is rotated"},
 {"name":"backup.repository","value":"","source":"default",
  "about":"directory of the backup repository; empty: DIR/backups"},
 {"name":"log.severity","value":"info","source":"flag",
  "about":"lowest severity of the engine's own log"}]})";

inline char const* const kLimits = R"({"items":[
 {"name":"address","quota":30000,"window_seconds":60,"counts":"address","keys":41},
 {"name":"read","quota":6000,"window_seconds":60,"counts":"caller","keys":17},
 {"name":"write","quota":3000,"window_seconds":60,"counts":"caller","keys":9},
 {"name":"login","quota":10,"window_seconds":60,"counts":"caller","keys":3},
 {"name":"heavy","quota":30,"window_seconds":60,"counts":"caller","keys":1},
 {"name":"ingest","quota":12000,"window_seconds":60,"counts":"caller","keys":12},
 {"name":"health","quota":600,"window_seconds":60,"counts":"caller","keys":2},
 {"name":"sign-in","quota":10,"window_seconds":60,"counts":"account and address","keys":3},
 {"name":"sign-in-everywhere","quota":30,"window_seconds":60,"counts":"account","keys":3}]})";

inline char const* const kDestinations = R"({"items":[
 {"id":"d-1","name":"ops-chat","url":"https://chat.acme.example/hooks/dewar-ops","events":["incident.",
  "alert."],
  "private_allowed":false,"created_at":"2026-03-02T10:00:00Z"},
 {"id":"d-2","name":"pager","url":"https://pager.acme.example/v2/enqueue","events":["incident.opened"],
  "private_allowed":false,"created_at":"2026-03-02T10:10:00Z"},
 {"id":"d-3","name":"ticket-desk","url":"https://10.4.9.20/api/hooks/7","events":[],"private_allowed":true,
  "created_at":"2026-06-19T08:00:00Z"}]})";

inline char const* const kDeliveries = R"({"items":[
 {"id":"m-9","destination_id":"d-1","type":"incident.opened","state":"queued","tries":3,"last_status":503,
  "last_error":"the receiver is busy","trace_id":"9a1b","created_at":"2026-09-14T09:27:40Z",
  "due_at":"2026-09-14T09:31:10Z"},
 {"id":"m-8","destination_id":"d-1","type":"alert.raised","state":"delivered","tries":1,"last_status":204,
  "trace_id":"9a1a","created_at":"2026-09-14T09:26:02Z","finished_at":"2026-09-14T09:26:02Z"},
 {"id":"m-7","destination_id":"d-1","type":"alert.raised","state":"delivered","tries":2,"last_status":200,
  "trace_id":"9a19","created_at":"2026-09-14T08:58:31Z","finished_at":"2026-09-14T08:58:37Z"},
 {"id":"m-6","destination_id":"d-1","type":"test","state":"failed","tries":8,"last_error":"timed out",
  "trace_id":"9a18",
  "created_at":"2026-09-13T16:02:11Z","finished_at":"2026-09-13T18:09:40Z"}]})";

inline void showSettings(FakeApi& api)
{
    api.shows("/settings", kEngineSettings);
    api.shows("/limits", kLimits);
    api.shows("/notifications/destinations", kDestinations);
    api.shows("/notifications/deliveries", kDeliveries);
}

} // namespace support
