// The engines of one database as this page shows them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace ui::nodes {

struct Node {
    QString id;
    QString name;
    QString version;
    QString state;     // live, gone
    bool self = false; // The engine that answered.
    QString dataAddress;
    QString adminAddress;
    QDateTime startedAt;   // By the database's clock, as all times here.
    QDateTime heartbeatAt;
    qint64 lagMs = 0;      // How old what it knew of the others' changes was, at the worst.
    qint64 clockMs = 0;    // How far its clock is ahead of the database's.
    qint64 waiting = 0;    // Changes that wait for its write lane.
    qint64 changes = 0;    // Taken since its start,
    qint64 commits = 0;    // and the commits that these shared.

    bool live() const { return state == QLatin1String("live"); }
};

inline std::vector<Node> nodesFrom(QJsonObject const& json)
{
    std::vector<Node> nodes;
    for (auto const& each : json["items"].toArray()) {
        auto const item = each.toObject();
        auto const lanes = item["lanes"].toObject();
        nodes.push_back({.id = item["id"].toString(),
                         .name = item["name"].toString(),
                         .version = item["version"].toString(),
                         .state = item["state"].toString(),
                         .self = item["self"].toBool(),
                         .dataAddress = item["data_address"].toString(),
                         .adminAddress = item["admin_address"].toString(),
                         .startedAt = timeFrom(item["started_at"]),
                         .heartbeatAt = timeFrom(item["heartbeat_at"]),
                         .lagMs = item["lag_ms"].toInteger(),
                         .clockMs = item["clock_ms"].toInteger(),
                         .waiting = lanes["write_waiting"].toInteger(),
                         .changes = lanes["write_changes"].toInteger(),
                         .commits = lanes["write_commits"].toInteger()});
    }
    return nodes;
}

} // namespace ui::nodes
