// The strict requests of nodejs/llhttp over a socket: refused alike, read alike, or RFC 9112 says why not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <iterator>
#include <set>

#include "core/platform/json/json.h"
#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/tls_client.h"

using namespace std::chrono_literals;
using support::EchoHandler;
using support::startServer;
using support::TlsClient;

namespace {
// llhttp does not demand Host: it is put in where the case has none, so that the rest of the case is what
// is asked.
std::string withHost(std::string const& raw)
{
    if (QString::fromStdString(raw).contains("\nhost:", Qt::CaseInsensitive) ||
        raw.find("HTTP/1.1\r\n") == std::string::npos)
        return raw;
    QByteArray bytes = QByteArray::fromStdString(raw);
    return bytes.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nHost: localhost\r\n").toStdString();
}
} // namespace

class test_llhttp_cases : public QObject {
    Q_OBJECT
private slots:
    void readsOrRefusesLikeLlhttp();
};

namespace {
struct Case {
    std::string title;
    std::string raw;
    bool refusedUpstream = false;
    std::string reason;
};

std::vector<Case> cases()
{
    std::ifstream file{std::string{VECTORS_DIR} + "/http1-llhttp-cases/cases.json"};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    std::vector<Case> found;
    if (text.empty())
        return found;
    auto const parsed = core::json::parse(text);
    for (auto const& entry : (*parsed).as_array()) {
        if (core::json::textAt(entry, "type") != "request")
            continue;
        auto const* error = core::json::find(entry, "upstream_error");
        bool const refused = error != nullptr && !error->is_null();
        found.push_back(
            {core::json::textAt(entry, "title"),
             QByteArray::fromBase64(core::json::textAt(entry, "raw_base64").c_str()).toStdString(), refused,
             refused ? core::json::textAt(*error, "reason") : ""});
    }
    return found;
}

// Where RFC 9110 and 9112, or a rule of ours, decide otherwise than llhttp.
std::optional<int> ours(Case const& one)
{
    auto const has = [&one](char const* part) { return one.raw.find(part) != std::string::npos; };
    if (one.reason ==
        "Pause on CONNECT/Upgrade") // An upgrade is not offered: the message is served as it is.
        return has("CONNECT") ? 400 : has("example.com") ? 421 : 200;
    if (has("ICE/1.0") || has("RTSP/1.0") || one.raw == "GET /\r\n\r\n")   // RFC 9112, 2.3
        return 400;
    if (has("GET http://"))   // Absolute form is for proxies.
        return 400;
    if (has("deflate"))       // RFC 9112, 6.1: a coding that is not understood.
        return 400;
    if (has("_\"lovely\"_") || has("query=|"))   // RFC 3986, 3.3 and 3.4
        return 400;
    if (one.refusedUpstream)
        return std::nullopt;
    if (has("example.org") || has("www.example.com") || has("239.255.255.250") || has("0.0.0.0:5000"))
        return has("M-SEARCH") ? 400 : 421;      // not our names; asterisk form is for OPTIONS
    if (one.raw.starts_with("UNLINK"))
        return 421;
    return std::nullopt;
}
} // namespace

void test_llhttp_cases::readsOrRefusesLikeLlhttp()
{
    auto const all = cases();
    if (all.empty())
        QSKIP("llhttp cases skipped: shared vectors are absent");
    EchoHandler handler;
    auto const server = startServer(handler);
    std::size_t refused = 0;
    std::size_t served = 0;
    std::size_t unfinished = 0;
    for (auto const& one : all) {
        auto const before = handler.requests().size();
        TlsClient client{server->port()};
        client.send(withHost(one.raw));
        auto const answers = support::answersIn(client.rest(60ms), one.raw.starts_with("HEAD"));
        auto const handled = handler.requests().size() - before;
        auto const note = one.title + ": " + one.raw + "\n[" + one.reason + "]";
        for (auto const& answer : answers)
            QVERIFY2(answer.status >= 200 && answer.status < 500, note.c_str());
        if (answers.empty()) {   // The case ends in the middle of a message.
            ++unfinished;
            QVERIFY2(handled == 0, note.c_str());
            continue;
        }
        auto const mine = ours(one);
        if (mine) {
            QVERIFY2(answers[0].status == *mine, note.c_str());
        } else if (one.refusedUpstream) {
            // The refusal is the last answer, and nothing behind the fault was handled.
            QVERIFY2(answers.back().status == 400 || answers.back().status == 421, note.c_str());
            QVERIFY2(answers.size() == handled + 1, note.c_str());
            QVERIFY2(client.closed(), note.c_str());
        } else {
            QVERIFY2(answers[0].status == 200, note.c_str());
        }
        (answers.back().status == 200 ? served : refused) += 1;
    }
    qInfo("%zu cases: %zu served, %zu refused, %zu unfinished", all.size(), served, refused, unfinished);
    QVERIFY(served > 15 && refused > 35);
}

DEWAR_TEST(test_llhttp_cases)
#include "test_llhttp_cases.moc"
