// Replays the *.http files beside it: readable exchanges with the whole engine, its clock standing still. A line "> "
// asks, "< " and what is indented below it is the answer; GOLDEN_UPDATE=1 writes the answers anew for review.
//   > METHOD /path [as NAME] [key KEY] [match ETAG] [-> NAME=/pointer ...]   what is indented below it is the body
//   @ sign-in NAME | advance SECONDS | job NAME | run NAME                   stage directions
// $name stands for a bound value. What differs from run to run is shown as (id), (token), (random), (number).
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include <boost/json.hpp>
#include <re2/re2.h>

#include "core/base/text.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/golden.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::Reply;

namespace {

constexpr std::size_t kLineMax = 110;
// Sizes and hashes hang on random page contents.
constexpr std::array<std::string_view, 4> kVaryingNumbers{"bytes", "stored_bytes", "chunks", "audit_number"};

std::string maskedText(std::string const& text)
{
    if (RE2::FullMatch(text, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"))
        return "(id)";
    if (RE2::FullMatch(text, "eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+"))
        return "(token)";
    if (RE2::FullMatch(text, "(whsec_)?[A-Za-z0-9_+/=-]{32,}|drt_[A-Za-z0-9_-]{20,}"))
        return "(random)";
    std::string masked = text;
    RE2::GlobalReplace(&masked, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "(id)");
    RE2::GlobalReplace(&masked, "[0-9a-f]{64}", "(random)");
    return masked;
}

// One line when it fits, else a member a line, and so on below.
std::string laidOut(json::Value const& value, std::size_t indent)
{
    auto const flat = json::text(value);
    bool const isNested = value.is_object() || value.is_array();
    if (!isNested || indent + flat.size() <= kLineMax)
        return flat;
    std::string const blanks(indent + 2, ' ');
    std::string text = value.is_object() ? "{" : "[";
    char const* comma = "";
    auto add = [&](std::string const& name, json::Value const& part) {
        text += comma + ("\n" + blanks) + name + laidOut(part, indent + 2);
        comma = ",";
    };
    if (value.is_object())
        for (auto const& [name, part] : value.get_object())
            add(json::text(json::Value(name)) + ": ", part);
    else
        for (auto const& part : value.get_array())
            add("", part);
    return text + "\n" + std::string(indent, ' ') + (value.is_object() ? "}" : "]");
}

class Replay {
public:
    // The file with the answers that were seen.
    std::string run(std::string const& text)
    {
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);)
            m_lines.push_back(line);
        while (m_at < m_lines.size()) {
            auto const& line = m_lines[m_at++];
            if (line.starts_with("< ")) {
                static_cast<void>(indented());   // what an earlier run answered
                continue;
            }
            m_out += line + "\n";
            if (line.starts_with("@ "))
                direct(line.substr(2));
            else if (line.starts_with("> "))
                ask(line.substr(2));
        }
        return m_out;
    }
    std::string const& problem() const { return m_problem; }

private:
    std::string indented();
    std::string filled(std::string text) const;
    void direct(std::string const& words);
    void ask(std::string const& words);
    void answer(Reply const& reply);
    json::Value masked(json::Value const& value, std::string_view name);
    std::string token(std::string const& who);
    void waitFor(std::string const& path, std::string_view pointer);

    EngineFixture m_fixture{{{"limits.scale", "1000"}}};
    std::vector<std::string> m_lines;
    std::size_t m_at = 0;
    std::string m_out;
    std::string m_problem;
    std::map<std::string, std::string> m_bound{{"password", "violet%20tram%2092%20under%20snow"}};   // in a form
    std::map<std::string, std::string> m_tokens;
};

std::string Replay::indented()
{
    std::string text;
    while (m_at < m_lines.size() && m_lines[m_at].starts_with("  "))
        text += (text.empty() ? "" : "\n") + m_lines[m_at++];
    return text;
}

std::string Replay::filled(std::string text) const
{
    // Longest names first, so that $key does not eat $key2.
    for (auto found = m_bound.rbegin(); found != m_bound.rend(); ++found)
        for (auto place = text.find("$" + found->first); place != std::string::npos;
             place = text.find("$" + found->first, place + found->second.size()))
            text.replace(place, found->first.size() + 1, found->second);
    return text;
}

std::string Replay::token(std::string const& who)
{
    if (who == "admin")
        return m_fixture.admin();
    if (auto const signedIn = m_tokens.find(who); signedIn != m_tokens.end())
        return signedIn->second;
    return m_bound[who];
}

void Replay::waitFor(std::string const& path, std::string_view pointer)
{
    for (int poll = 0; poll < 3000; ++poll) {
        if (!m_fixture.call("GET", path, nullptr, m_fixture.admin()).at(pointer).empty())
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    m_problem = path + " did not get so far";
}

void Replay::direct(std::string const& words)
{
    auto const blank = words.find(' ');
    auto const verb = words.substr(0, blank);
    auto const what = words.substr(blank + 1);
    if (verb == "sign-in")
        m_tokens[what] = m_fixture.signIn(what);
    else if (verb == "advance")
        m_fixture.clock.advance(std::chrono::seconds{std::stoi(what)});
    else if (verb == "job")
        waitFor("/api/v1/jobs/" + m_bound[what], "/ended_at");
    else if (verb == "run")
        waitFor("/api/v1/playbooks/runs/" + m_bound[what], "/run/waiting_for");
    else
        m_problem = "no such direction: " + words;
}

void Replay::ask(std::string const& words)
{
    std::istringstream parts{words};
    std::string method;
    std::string path;
    parts >> method >> path;
    std::string token_;
    std::vector<http::Header> headers;
    std::vector<std::pair<std::string, std::string>> binds;
    for (std::string word; parts >> word;) {
        std::string value;
        if (word == "->") {
            while (parts >> value)
                binds.emplace_back(value.substr(0, value.find('=')), value.substr(value.find('=') + 1));
        } else if (!(parts >> value)) {
            m_problem = "what is " + word + "?";
        } else if (word == "as") {
            token_ = token(value);
        } else {
            headers.push_back({word == "key" ? "idempotency-key" : "if-match", filled(value)});
        }
    }
    auto const body = indented();
    m_out += body + (body.empty() ? "" : "\n");
    http::Request request;
    path = filled(path);
    request.listener = m_fixture.listener;
    request.method = support::methodOf(method);
    request.methodName = method;
    request.path = path.substr(0, path.find('?'));
    request.query = path.find('?') == std::string::npos ? "" : path.substr(path.find('?') + 1);
    request.headers = std::move(headers);
    request.body = filled(std::string{trimmed(body)});
    bool const isForm = !request.body.empty() && request.body.front() != '{';
    if (!request.body.empty())
        request.headers.push_back(
            {"content-type", isForm ? "application/x-www-form-urlencoded" : "application/json"});
    if (!token_.empty())
        request.headers.push_back({"authorization", "Bearer " + token_});
    auto const reply = m_fixture.raw(std::move(request));
    for (auto const& [name, pointer] : binds)
        m_bound[name] = pointer == "etag" ? reply.header("etag") : reply.at(pointer);
    answer(reply);
}

json::Value Replay::masked(json::Value const& value, std::string_view name)
{
    if (value.is_string()) {
        std::string const text{value.get_string()};
        for (auto const& [bound, held] : m_bound)
            if (held == text)
                return json::Value("$" + bound);
        return json::Value(name == "trace_id" || name == "trace" ? std::string{"(random)"} : maskedText(text));
    }
    if (value.is_number() && std::ranges::count(kVaryingNumbers, name) > 0)
        return "(number)";
    if (value.is_object()) {
        json::Object object;
        for (auto const& [member, part] : value.get_object())
            object[member] = masked(part, member);
        return object;
    }
    if (value.is_array()) {
        json::Array array;
        for (auto const& part : value.get_array())
            array.push_back(masked(part, ""));
        return array;
    }
    return value;
}

void Replay::answer(Reply const& reply)
{
    m_out += "< " + std::to_string(reply.status);
    if (!reply.problem().empty())
        m_out += " problem " + reply.problem();
    m_out += "\n";
    if (reply.text.empty())
        return;
    if (reply.body.is_null()) {
        m_out += "  " + std::to_string(reply.text.size()) + " bytes of " + reply.header("content-type") + "\n";
        return;
    }
    m_out += "  " + laidOut(masked(reply.body, ""), 2) + "\n";
}

} // namespace

class test_transcripts : public QObject {
    Q_OBJECT

private slots:
    void replays_data()
    {
        QTest::addColumn<QByteArray>("name");
        int files = 0;
        for (auto const& entry : std::filesystem::directory_iterator{SOURCE_DIR "/tests/transcripts"})
            if (entry.path().extension() == ".http") {
                QTest::newRow(entry.path().filename().c_str())
                    << QByteArray::fromStdString(entry.path().filename().string());
                ++files;
            }
        QVERIFY2(files >= 10, "transcripts are missing");
    }

    void replays()
    {
        QFETCH(QByteArray, name);
        std::ifstream file{SOURCE_DIR "/tests/transcripts/" + name.toStdString()};
        std::stringstream held;
        held << file.rdbuf();
        Replay replay;
        auto const seen = replay.run(held.str());
        QCOMPARE(replay.problem(), std::string{});
        QVERIFY2(seen.find("> ") != std::string::npos, "a transcript without an exchange");
        auto const difference = support::golden("../transcripts/" + name.toStdString(), seen);
        QVERIFY2(difference.empty(), difference.c_str());
    }
};

DEWAR_TEST(test_transcripts)
#include "test_transcripts.moc"
