// ApiClient over HTTPS. The console makes one per engine; it trusts one authority and nothing else.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>

#include <unordered_map>

namespace ui {

/// GUI thread. Redirects, proxies, cookies and caches are off; certificate faults are never passed over.
class HttpApi final : public ApiClient {
    Q_OBJECT

public:
    static constexpr qint64 kBodyBytesMax = 32 << 20;
    static constexpr int kRetryAfterSecondsMax =
        5;                                // A read waits that long by itself; longer waits are shown.
    static constexpr int kProbeMs = 2000; // How often a lost engine is asked whether it is back.

    HttpApi(QUrl base, QList<QSslCertificate> authority, QObject* parent = nullptr);
    ~HttpApi() override;

    void useSession(Session* session) override;
    void send(Call call, Then<Answer> then) override;
    Peer peer() const override { return m_peer; }

    QUrl const& base() const { return m_base; }
    bool reachable() const { return m_reach == Reach::Yes; }

private:
    enum class Reach { Unknown, Yes, No };
    struct Waiting {
        Call call;
        Then<Answer> then;
        QByteArray traceId;
        QByteArray token;     // What the last try carried.
        QString userId;       // Whose token it was.
        bool renewed = false; // The token was renewed for this call already.
        bool delayed = false; // The call waited for Retry-After already.
        QElapsedTimer since;
    };

    void start(int number);
    QNetworkRequest requestFor(Waiting const& waiting) const;
    void watch(QNetworkReply* reply, int timeoutMs);
    void finish(int number, QNetworkReply* reply);
    bool renew(int number, Problem const& problem);
    bool delay(int number, Problem const& problem);
    void deliver(int number, Reply<Answer> reply);
    void notePeer(QNetworkReply const* reply);
    void noteReach(bool reachable);
    void probe();

    QUrl m_base;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_network;
    QPointer<Session> m_session;
    std::unordered_map<int, Waiting> m_waiting;
    int m_next = 0;
    Reach m_reach = Reach::Unknown;
    QTimer m_probe;
    Peer m_peer;
};

} // namespace ui
