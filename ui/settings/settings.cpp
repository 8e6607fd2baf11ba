// Reading and writing of the console's own settings.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings.h"

#include <algorithm>

namespace ui {

namespace {

struct Rename {
    char const* from;
    char const* to;
};

// Oldest first. A line leaves when no installed console can still have written its old key.
constexpr Rename kRenames[] = {
    {"theme", "looks/theme"},
};

constexpr char kConnections[] = "connections";

Connection connectionFrom(QSettings const& settings)
{
    return {.name = settings.value("name").toString(),
            .address = settings.value("address").toString(),
            .authorityPem = settings.value("authority").toByteArray(),
            .print = settings.value("print").toByteArray(),
            .engineId = settings.value("engine_id").toString(),
            .environment = settings.value("environment").toString(),
            .user = settings.value("user").toString(),
            .usedAt = settings.value("used_at").toDateTime()};
}

void writeAll(QSettings& settings, QList<Connection> connections)
{
    std::stable_sort(
        connections.begin(), connections.end(),
        [](Connection const& one, Connection const& other) { return one.usedAt > other.usedAt; });
    connections.resize(std::min<qsizetype>(connections.size(), kConnectionsMax));
    settings.remove(kConnections);
    settings.beginWriteArray(kConnections, static_cast<int>(connections.size()));
    for (int i = 0; i < connections.size(); ++i) {
        auto const& connection = connections.at(i);
        settings.setArrayIndex(i);
        settings.setValue("name", connection.name);
        settings.setValue("address", connection.address);
        settings.setValue("authority", connection.authorityPem);
        settings.setValue("print", connection.print);
        settings.setValue("engine_id", connection.engineId);
        settings.setValue("environment", connection.environment);
        settings.setValue("user", connection.user);
        settings.setValue("used_at", connection.usedAt);
    }
    settings.endArray();
}

} // namespace

void renameOldKeys(QSettings& settings)
{
    for (auto const& rename : kRenames) {
        if (!settings.contains(rename.from))
            continue;
        if (!settings.contains(rename.to))
            settings.setValue(rename.to, settings.value(rename.from));
        settings.remove(rename.from);
    }
}

QList<Connection> recentConnections(QSettings& settings)
{
    QList<Connection> connections;
    auto const count = std::min(settings.beginReadArray(kConnections), kConnectionsMax);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        if (auto connection = connectionFrom(settings); !connection.address.isEmpty())
            connections << std::move(connection);
    }
    settings.endArray();
    return connections;
}

bool remember(QSettings& settings, Connection const& connection)
{
    auto connections = recentConnections(settings);
    auto const known = std::find_if(connections.begin(), connections.end(), [&](Connection const& each) {
        return each.address == connection.address;
    });
    if (known == connections.end()) {
        connections << connection;
    } else {
        if (known->print != connection.print)
            return false;
        *known = connection;
    }
    writeAll(settings, connections);
    return true;
}

void forget(QSettings& settings, QString const& address)
{
    auto connections = recentConnections(settings);
    connections.removeIf([&](Connection const& each) { return each.address == address; });
    writeAll(settings, connections);
}

} // namespace ui
