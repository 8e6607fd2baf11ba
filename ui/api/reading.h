// How the clients of pages read an answer: times, words, rows, one page of a list. What the wire has in
// common stands here once; what a row means stands in each page's types.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"

#include <QDateTime>
#include <QJsonArray>
#include <QStringList>

#include <type_traits>
#include <vector>

namespace ui {

/// RFC 3339, read as UTC; invalid when the member is missing.
inline QDateTime timeFrom(QJsonValue const& value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
}

/// As the engine reads times.
inline QString wireTime(QDateTime const& at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

inline QStringList wordsFrom(QJsonValue const& value)
{
    QStringList words;
    for (auto const& item : value.toArray())
        words << item.toString();
    return words;
}

/// `read` makes a row of an object.
template <class Read> auto listFrom(QJsonValue const& list, Read read)
{
    std::vector<std::invoke_result_t<Read, QJsonObject>> rows;
    for (auto const& item : list.toArray())
        rows.push_back(read(item.toObject()));
    return rows;
}

/// One page of a list: its rows, and where the next one begins (empty: this was the end).
template <class Row> struct Batch {
    std::vector<Row> items;
    QString next;
};

template <class Read> auto batchOf(Read read)
{
    return [read](QJsonObject const& answer) {
        return Batch<std::invoke_result_t<Read, QJsonObject>>{listFrom(answer["items"], read),
                                                              answer["next"].toString()};
    };
}

/// The rows of a list that is read whole: `member` is "items" nearly everywhere.
template <class Read> auto rowsOf(char const* member, Read read)
{
    return
        [member, read](QJsonObject const& answer) { return listFrom(answer[QLatin1String{member}], read); };
}

template <class T> using Done = std::function<void(Reply<T>)>;

/// A callback for the API that hands on what `read` makes of the answer's object, and a problem as it is. An
/// answer without a body reads as an empty object.
template <class T, class Read> Then<QJsonValue> reading(QObject* owner, Done<T> done, Read read)
{
    return {owner, [done = std::move(done), read](Reply<QJsonValue> const& reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                done(read(std::get<QJsonValue>(reply).toObject()));
            }};
}

/// For calls whose answer says nothing more than that they were done.
inline QJsonValue plainFrom(QJsonObject const& body)
{
    return body;
}

/// The same for calls with If-Match and the like, which give the whole answer.
template <class T, class Read> Then<Answer> readingAnswer(QObject* owner, Done<T> done, Read read)
{
    return {owner, [done = std::move(done), read](Reply<Answer> const& reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                done(read(std::get<Answer>(reply).body.toObject()));
            }};
}

/// The body as it came: reports, JSON lines, metrics.
inline Then<Answer> readingRaw(QObject* owner, Done<QByteArray> done)
{
    return {owner, [done = std::move(done)](Reply<Answer> const& reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                done(std::get<Answer>(reply).raw);
            }};
}

/// `reading` for whoever brings a Then, which knows itself whether anybody still wants the answer.
template <class T, class Read> Then<QJsonValue> as(ApiClient& api, Then<T> then, Read read)
{
    return reading<T>(
        &api, [then = std::move(then)](Reply<T> reply) { then(std::move(reply)); }, read);
}

template <class T, class Read> Then<Answer> asAnswer(ApiClient& api, Then<T> then, Read read)
{
    return readingAnswer<T>(
        &api, [then = std::move(then)](Reply<T> reply) { then(std::move(reply)); }, read);
}

inline Then<Answer> asRaw(ApiClient& api, Then<QByteArray> then)
{
    return readingRaw(&api, [then = std::move(then)](Reply<QByteArray> reply) { then(std::move(reply)); });
}

inline constexpr int kPageRows = 200; // The engine's most.

/// The first page, or the one after a cursor.
inline QUrlQuery pageAfter(QString const& after = {})
{
    QUrlQuery query;
    addItem(query, QStringLiteral("limit"), QString::number(kPageRows));
    if (!after.isEmpty())
        addItem(query, QStringLiteral("after"), after);
    return query;
}

/// If-Match of a revision (RFC 9110, 8.8.3).
inline QByteArray etagOf(qint64 revision)
{
    return '"' + QByteArray::number(revision) + '"';
}

} // namespace ui
