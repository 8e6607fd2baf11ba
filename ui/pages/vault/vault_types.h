// The vault as this page shows it: what is sealed for whom, and with which version of its key.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace ui::vault {

struct Purpose {
    QString name;        // "records"
    qint64 version = 0;  // That seals.
    qint64 versions = 0; // That open.
    QDateTime createdAt; // Of the version that seals.
};

struct Status {
    QString id;
    QDateTime createdAt;
    qint64 passphraseNumber = 0;
    std::vector<Purpose> purposes;

    qint64 versions() const
    {
        qint64 sum = 0;
        for (auto const& purpose : purposes)
            sum += purpose.versions;
        return sum;
    }
    Purpose const* oldest() const
    {
        Purpose const* found = nullptr;
        for (auto const& purpose : purposes)
            if (found == nullptr || purpose.createdAt < found->createdAt)
                found = &purpose;
        return found;
    }
};

inline Status statusFrom(QJsonObject const& json)
{
    Status status{.id = json["id"].toString(),
                  .createdAt = timeFrom(json["created_at"]),
                  .passphraseNumber = json["passphrase_number"].toInteger(),
                  .purposes = {}};
    for (auto const& each : json["purposes"].toArray()) {
        auto const item = each.toObject();
        status.purposes.push_back({item["purpose"].toString(), item["version"].toInteger(),
                                   item["versions"].toInteger(), timeFrom(item["created_at"])});
    }
    return status;
}

} // namespace ui::vault
