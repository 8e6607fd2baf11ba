// Sending, renewing, waiting and giving up.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/http_api.h"

#include "ui/api/http_answer.h"
#include "ui/api/session.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRandomGenerator>

#include <algorithm>

namespace ui {

namespace {

constexpr char kTooLarge[] = "dewar.tooLarge"; // Marks a reply that was cut off at the limit.

QByteArray randomHex(int bytes)
{
    QByteArray raw{bytes, Qt::Uninitialized};
    std::generate(raw.begin(), raw.end(),
                  [] { return static_cast<char>(QRandomGenerator::system()->generate()); });
    return raw.toHex();
}

bool standsAtTheRoot(QString const& path)
{
    auto const roots = {"/oauth", "/.well-known", "/healthz", "/readyz", "/metrics"};
    return std::any_of(roots.begin(), roots.end(),
                       [&](char const* root) { return path.startsWith(QLatin1String{root}); });
}

QUrl addressOf(QUrl const& base, Call const& call)
{
    auto url = base;
    url.setPath((standsAtTheRoot(call.path) ? QString{} : QString{"/api/v1"}) + call.path,
                QUrl::TolerantMode);
    if (!call.query.isEmpty()) {
        // QUrl leaves '+' alone, which servers read as a space.
        auto const text = call.query.toString(QUrl::FullyEncoded).replace('+', "%2B");
        url.setQuery(text, QUrl::StrictMode);
    }
    return url;
}

QByteArray bodyOf(Call const& call)
{
    if (!call.form.isEmpty())
        return call.form;
    if (call.body.isArray())
        return QJsonDocument{call.body.toArray()}.toJson(QJsonDocument::Compact);
    if (call.body.isObject())
        return QJsonDocument{call.body.toObject()}.toJson(QJsonDocument::Compact);
    return {};
}

QByteArray contentTypeOf(Call const& call)
{
    if (!call.form.isEmpty())
        return "application/x-www-form-urlencoded";
    return call.verb == Verb::Patch ? "application/merge-patch+json" : "application/json";
}

QString instanceOf(Call const& call)
{
    return QString::fromLatin1(nameOf(call.verb)) + ' ' + call.path;
}

QString protocolName(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2:
        return "TLS 1.2";
    case QSsl::TlsV1_3:
        return "TLS 1.3";
    default:
        return "TLS";
    }
}

} // namespace

HttpApi::HttpApi(QUrl base, QList<QSslCertificate> authority, QObject* parent)
    : ApiClient{parent}, m_base{std::move(base)}, m_tls{QSslConfiguration::defaultConfiguration()}
{
    // Exactly this authority: naming any also switches off the loading of the system's own.
    m_tls.setCaCertificates(std::move(authority));
    m_tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(true);
    m_probe.setInterval(kProbeMs);
    connect(&m_probe, &QTimer::timeout, this, &HttpApi::probe);
}

HttpApi::~HttpApi() = default;

void HttpApi::useSession(Session* session)
{
    m_session = session;
}

void HttpApi::send(Call call, Then<Answer> then)
{
    Problem refusal{.status = 0, .type = {}, .title = {}, .detail = {}, .instance = instanceOf(call)};
    if (static_cast<int>(m_waiting.size()) >= kCallsWaitingMax) {
        refusal.status = 429;
        refusal.type = "too-many-waiting";
        refusal.title = tr("Too many calls wait for the engine already");
        refusal.retryAfterSeconds = 1;
    } else if (m_base.scheme() != "https" || m_tls.caCertificates().isEmpty()) {
        refusal.type = "address-refused";
        refusal.title = tr("An engine's address begins with https:// and has an authority");
    }
    if (!refusal.type.isEmpty()) {
        QTimer::singleShot(0, this, [then, refusal] { then(refusal); });
        return;
    }
    if (call.verb != Verb::Get && call.form.isEmpty() && call.idempotencyKey.isEmpty())
        call.idempotencyKey = randomHex(16);
    auto const number = m_next++;
    Waiting waiting{.call = std::move(call),
                    .then = std::move(then),
                    .traceId = randomHex(16),
                    .token = {},
                    .userId = {}};
    waiting.since.start();
    m_waiting.emplace(number, std::move(waiting));
    start(number);
}

void HttpApi::start(int number)
{
    auto& waiting = m_waiting.at(number);
    auto const& call = waiting.call;
    if (!call.token.isEmpty()) {
        waiting.token = call.token;
    } else if (m_session && call.form.isEmpty()) {
        waiting.token = m_session->accessToken();
        waiting.userId = m_session->userId();
    }
    auto* const reply = m_network.sendCustomRequest(requestFor(waiting), nameOf(call.verb), bodyOf(call));
    connect(reply, &QNetworkReply::finished, this, [this, number, reply] { finish(number, reply); });
    watch(reply, call.timeoutMs);
}

QNetworkRequest HttpApi::requestFor(Waiting const& waiting) const
{
    auto const& call = waiting.call;
    QNetworkRequest request{addressOf(m_base, call)};
    request.setSslConfiguration(m_tls);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setHeader(QNetworkRequest::UserAgentHeader, "dewar/" DEWAR_VERSION);
    // A span id for each try under the one trace id of the call.
    request.setRawHeader("traceparent", "00-" + waiting.traceId + '-' + randomHex(8) + "-01");
    if (!waiting.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + waiting.token);
    if (!call.idempotencyKey.isEmpty())
        request.setRawHeader("Idempotency-Key", call.idempotencyKey);
    if (!call.ifMatch.isEmpty())
        request.setRawHeader("If-Match", call.ifMatch);
    if (!call.ifNoneMatch.isEmpty())
        request.setRawHeader("If-None-Match", call.ifNoneMatch);
    if (!call.form.isEmpty() || !call.body.isUndefined())
        request.setHeader(QNetworkRequest::ContentTypeHeader, contentTypeOf(call));
    return request;
}

// An absolute deadline (Qt's own is about silence between bytes), and the bound of the body.
void HttpApi::watch(QNetworkReply* reply, int timeoutMs)
{
    QTimer::singleShot(timeoutMs, reply, [reply] { reply->abort(); });
    connect(reply, &QNetworkReply::readyRead, this, [reply] {
        if (reply->bytesAvailable() <= kBodyBytesMax)
            return;
        reply->setProperty(kTooLarge, true);
        reply->abort();
    });
}

void HttpApi::finish(int number, QNetworkReply* reply)
{
    auto const instance = instanceOf(m_waiting.at(number).call);
    auto const traceId = m_waiting.at(number).traceId;
    if (reply->property(kTooLarge).toBool())
        return deliver(number, Problem{.status = 502,
                                       .type = "answer-too-large",
                                       .title = tr("The engine's answer is larger than 32 MiB"),
                                       .detail = {},
                                       .instance = instance,
                                       .traceId = QString::fromLatin1(traceId)});
    auto const http = httpAnswerOf(*reply);
    // Cut off half way is no answer, whatever its first line said.
    bool const cut = http.status > 0 && http.status < 400 && reply->error() != QNetworkReply::NoError;
    if (http.status == 0 || cut) {
        auto const problem = silenceOf(*reply, instance, traceId);
        noteReach(false);
        return deliver(number, problem);
    }
    notePeer(reply);
    noteReach(true);
    auto answer = readAnswer(http, instance, traceId);
    if (auto const* problem = problemOf(answer);
        problem && (renew(number, *problem) || delay(number, *problem)))
        return;
    deliver(number, std::move(answer));
}

bool HttpApi::renew(int number, Problem const& problem)
{
    auto& waiting = m_waiting.at(number);
    if (problem.status != 401 || !m_session || waiting.token.isEmpty() || !waiting.call.token.isEmpty())
        return false;
    if (waiting.renewed) {
        emit signInNeeded();
        return false;
    }
    waiting.renewed = true;
    if (m_session->signedIn() && m_session->accessToken() != waiting.token) {
        if (m_session->userId() != waiting.userId) // Never under another name than it was asked.
            return false;
        start(number);
        return true;
    }
    m_session->refresh({this, [this, number, problem](Reply<bool> reply) {
                            if (auto const* failure = problemOf(reply))
                                return deliver(number, failure->unreachable() ? *failure : problem);
                            start(number);
                        }});
    return true;
}

// Reads wait once by themselves, and shortly; a change is never repeated behind the back of who asked for it.
bool HttpApi::delay(int number, Problem const& problem)
{
    auto& waiting = m_waiting.at(number);
    bool const busy = problem.status == 429 || problem.status == 503;
    if (!busy || waiting.call.verb != Verb::Get || waiting.delayed || problem.retryAfterSeconds < 1 ||
        problem.retryAfterSeconds > kRetryAfterSecondsMax)
        return false;
    waiting.delayed = true;
    QTimer::singleShot(problem.retryAfterSeconds * 1000, this, [this, number] { start(number); });
    return true;
}

void HttpApi::deliver(int number, Reply<Answer> reply)
{
    auto const waiting = m_waiting.extract(number).mapped();
    auto const elapsedMs = static_cast<int>(waiting.since.elapsed());
    if (auto* const answer = std::get_if<Answer>(&reply)) {
        answer->elapsedMs = elapsedMs;
        emit answered(elapsedMs);
    }
    waiting.then(std::move(reply));
}

void HttpApi::notePeer(QNetworkReply const* reply)
{
    auto const tls = reply->sslConfiguration();
    if (auto const certificate = tls.peerCertificate(); !certificate.isNull())
        m_peer = {protocolName(tls.sessionProtocol()), certificate.expiryDate()};
}

void HttpApi::noteReach(bool reachable)
{
    auto const next = reachable ? Reach::Yes : Reach::No;
    if (next == m_reach)
        return;
    m_reach = next;
    reachable ? m_probe.stop() : m_probe.start();
    emit reachableChanged(reachable);
}

void HttpApi::probe()
{
    send({.path = "/healthz", .timeoutMs = kProbeMs}, {this, [](Reply<Answer>) {
                                                           // noteReach has heard what matters.
                                                       }});
}

} // namespace ui
