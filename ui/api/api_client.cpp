// The everyday forms of a call, and the building of paths.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/api_client.h"

#include <QUrl>

namespace ui {

namespace {

// Owned by the client itself: a change must leave even when its asker closes at once, and `then` looks after
// its owner.
Then<Answer> bodyOnly(ApiClient* client, Then<QJsonValue> then)
{
    return {client, [then = std::move(then)](Reply<Answer> reply) {
                if (auto const* problem = problemOf(reply))
                    return then(*problem);
                then(std::get<Answer>(std::move(reply)).body);
            }};
}

} // namespace

void ApiClient::get(QString const& path, QUrlQuery const& query, Then<QJsonValue> then)
{
    send({.verb = Verb::Get, .path = path, .query = query}, bodyOnly(this, std::move(then)));
}

void ApiClient::post(QString const& path, QJsonValue const& body, Then<QJsonValue> then)
{
    send({.verb = Verb::Post, .path = path, .body = body}, bodyOnly(this, std::move(then)));
}

void ApiClient::put(QString const& path, QJsonValue const& body, Then<QJsonValue> then)
{
    send({.verb = Verb::Put, .path = path, .body = body}, bodyOnly(this, std::move(then)));
}

void ApiClient::patch(QString const& path, QJsonValue const& body, Then<QJsonValue> then)
{
    send({.verb = Verb::Patch, .path = path, .body = body}, bodyOnly(this, std::move(then)));
}

void ApiClient::remove(QString const& path, Then<QJsonValue> then)
{
    send({.verb = Verb::Delete, .path = path}, bodyOnly(this, std::move(then)));
}

QByteArray nameOf(Verb verb)
{
    switch (verb) {
    case Verb::Get:
        return "GET";
    case Verb::Post:
        return "POST";
    case Verb::Put:
        return "PUT";
    case Verb::Patch:
        return "PATCH";
    case Verb::Delete:
        return "DELETE";
    }
    return "GET";
}

QString pathOf(QString const& pattern, QStringList const& segments)
{
    // Not QString::arg: a segment that holds "%1" would be filled again, and its value is text from outside.
    QString path;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        auto const digit = i + 1 < pattern.size() ? pattern.at(i + 1).digitValue() : -1;
        if (pattern.at(i) != '%' || digit < 1 || digit > segments.size()) {
            path += pattern.at(i);
            continue;
        }
        path += QString::fromLatin1(QUrl::toPercentEncoding(segments.at(digit - 1)));
        ++i;
    }
    return path;
}

void addItem(QUrlQuery& query, QString const& name, QString const& value)
{
    query.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(name)),
                       QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

} // namespace ui
