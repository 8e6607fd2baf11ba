// Reads what came over the wire: a value, or the problem instead of one. HttpApi calls it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"

#include <QNetworkReply>

namespace ui {

/// The parts of an HTTP answer that carry meaning here.
struct HttpAnswer {
    int status = 0;
    QByteArray contentType;
    QByteArray etag;
    QByteArray location;
    QByteArray retryAfter;
    QByteArray traceparent;
    QByteArray body;
};

HttpAnswer httpAnswerOf(QNetworkReply& reply);

/// 2xx and 304 become an Answer, everything else a Problem. `instance` is "GET /users"; `traceId` the one
/// sent.
Reply<Answer> readAnswer(HttpAnswer const& http, QString const& instance, QByteArray const& traceId);

/// The problem of a call that got no answer at all.
Problem silenceOf(QNetworkReply const& reply, QString const& instance, QByteArray const& traceId);

} // namespace ui
