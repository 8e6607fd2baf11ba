// The notifications endpoints, top to bottom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/notifications/notifications_routes.h"

namespace core::notifications {

namespace {
constexpr api::Permission kRead{"notifications.read"};
constexpr api::Permission kWrite{"notifications.write"};
constexpr api::Permission kSend{"notifications.send"};
} // namespace

std::vector<api::Route> notificationsRoutes(NotificationsService& notifications)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/notifications/destinations",
            .summary = "List destinations",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(notifications, &NotificationsService::list),
        },
        {
            .method = Method::Post,
            .path = "/notifications/destinations",
            .summary = "Create a destination and show its signing secret once",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("destination.create"),
            .success = 201,
            .handler =
                call(notifications, &NotificationsService::prepareCreate, &NotificationsService::create),
        },
        {
            .method = Method::Get,
            .path = "/notifications/destinations/{id}",
            .summary = "Show one destination",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(notifications, &NotificationsService::show),
        },
        {
            .method = Method::Delete,
            .path = "/notifications/destinations/{id}",
            .summary = "Delete a destination with its deliveries; what waits is not sent",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("destination.delete"),
            .handler = call(notifications, &NotificationsService::remove),
        },
        {
            .method = Method::Post,
            .path = "/notifications/destinations/{id}/test",
            .summary = "Send a test message to a destination",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("destination.test"),
            .success = 202,
            .handler = call(notifications, &NotificationsService::test),
        },
        {
            .method = Method::Get,
            .path = "/notifications/deliveries",
            .summary = "List deliveries, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(notifications, &NotificationsService::deliveries),
        },
        {
            .method = Method::Post,
            .path = "/notifications/send",
            .summary = "Send a message to a destination",
            .access = needs(kSend),
            .rate = Rate::Write,
            .audit = audited("notification.send"),
            .success = 202,
            .handler = call(notifications, &NotificationsService::send),
        },
    };
}

} // namespace core::notifications
