// Tolerant reading of answers; the engine may be older or newer than this console.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/http_answer.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>
#include <optional>

namespace ui {

namespace {

constexpr int kRetryAfterSecondsMax = 24 * 3600;
constexpr int kErrorsMax = 200;

QString tr(char const* text)
{
    return QCoreApplication::translate("ui::HttpApi", text);
}

bool isJson(QByteArray const& contentType)
{
    auto const type = contentType.split(';').first().trimmed().toLower();
    return type == "application/json" || type.endsWith("+json");
}

std::optional<QJsonValue> parsed(QByteArray const& body)
{
    QJsonParseError error{};
    auto const document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return std::nullopt;
    return document.isArray() ? QJsonValue{document.array()} : QJsonValue{document.object()};
}

// W3C Trace Context: version-traceid-parentid-flags.
QString traceIdOf(HttpAnswer const& http, QByteArray const& sent)
{
    auto const parts = http.traceparent.split('-');
    return QString::fromLatin1(parts.size() >= 4 && parts.at(1).size() == 32 ? parts.at(1) : sent);
}

// The engine names what is missing in its sentence; a member of its own may follow and wins.
QString permissionIn(QJsonObject const& body)
{
    static QString const kSentence{"this needs the permission "};
    if (auto const member = body["permission"].toString(); !member.isEmpty())
        return member;
    auto const detail = body["detail"].toString();
    return detail.startsWith(kSentence) ? detail.mid(kSentence.size()).section(' ', 0, 0) : QString{};
}

QString slugIn(QString const& type)
{
    return type.mid(std::max(type.lastIndexOf(':'), type.lastIndexOf('/')) + 1);
}

void readProblemMembers(Problem& problem, QJsonObject const& body)
{
    problem.type = slugIn(body["type"].toString());
    problem.title = body["title"].toString();
    problem.detail = body["detail"].toString();
    problem.permission = permissionIn(body);
    if (auto const trace = body["trace_id"].toString(); !trace.isEmpty())
        problem.traceId = trace;
    // RFC 6749, 5.2: the token endpoint answers in its own shape.
    if (problem.type.isEmpty()) {
        problem.type = body["error"].toString();
        problem.title = body["error_description"].toString();
    }
    auto const errors = body["errors"].toArray();
    for (qsizetype i = 0; i < std::min<qsizetype>(errors.size(), kErrorsMax); ++i) {
        auto const error = errors.at(i);
        problem.errors << FieldError{error["pointer"].toString(), error["detail"].toString()};
    }
}

Problem problemIn(HttpAnswer const& http, QString const& instance, QString const& traceId)
{
    Problem problem{.status = http.status, .type = {}, .title = {}, .detail = {}, .instance = instance};
    problem.traceId = traceId;
    problem.retryAfterSeconds = std::clamp(http.retryAfter.toInt(), 0, kRetryAfterSecondsMax);
    if (isJson(http.contentType))
        if (auto const body = parsed(http.body)) {
            problem.body = body->toObject();
            readProblemMembers(problem, problem.body);
        }
    if (http.status >= 300 && http.status < 400) {
        problem.type = "redirect-refused";
        problem.title = tr("The engine pointed to another address. The console does not follow.");
    }
    if (problem.title.isEmpty())
        problem.title = tr("The engine answered with status %1").arg(http.status);
    return problem;
}

// The path below /api/v1, so that a job's location can be asked for as it stands.
QString locationOf(QByteArray const& header)
{
    auto const path = QUrl::fromEncoded(header).path(QUrl::FullyEncoded);
    return path.startsWith("/api/v1/") ? path.mid(7) : path;
}

} // namespace

HttpAnswer httpAnswerOf(QNetworkReply& reply)
{
    return {.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            .contentType = reply.rawHeader("Content-Type"),
            .etag = reply.rawHeader("ETag"),
            .location = reply.rawHeader("Location"),
            .retryAfter = reply.rawHeader("Retry-After"),
            .traceparent = reply.rawHeader("traceparent"),
            .body = reply.isOpen() ? reply.readAll() : QByteArray{}};
}

Reply<Answer> readAnswer(HttpAnswer const& http, QString const& instance, QByteArray const& traceId)
{
    auto const trace = traceIdOf(http, traceId);
    bool const good = (http.status >= 200 && http.status < 300) || http.status == 304;
    if (!good)
        return problemIn(http, instance, trace);
    Answer answer{.status = http.status, .body = QJsonValue::Undefined, .raw = http.body, .etag = http.etag};
    answer.location = locationOf(http.location);
    answer.traceId = trace;
    if (!http.body.isEmpty() && isJson(http.contentType)) {
        auto const body = parsed(http.body);
        if (!body)
            return Problem{.status = 502,
                           .type = "unreadable-answer",
                           .title = tr("The engine's answer is not readable"),
                           .detail = {},
                           .instance = instance,
                           .traceId = trace};
        answer.body = *body;
    }
    return answer;
}

Problem silenceOf(QNetworkReply const& reply, QString const& instance, QByteArray const& traceId)
{
    Problem problem{.status = 0, .type = "unreachable", .title = tr("The engine does not answer")};
    problem.detail = reply.errorString();
    problem.instance = instance;
    problem.traceId = QString::fromLatin1(traceId);
    if (reply.error() == QNetworkReply::SslHandshakeFailedError) {
        problem.type = "identity-refused";
        problem.title = tr("Whoever answers there could not prove to be this engine");
    } else if (reply.error() == QNetworkReply::OperationCanceledError) {
        problem.type = "timed-out";
        problem.title = tr("The engine did not answer in time");
        problem.detail = instance.startsWith("GET ") ? QString{} : tr("Whether it was done is not known");
    }
    return problem;
}

} // namespace ui
