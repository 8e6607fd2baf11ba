// Scripted answers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_api.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTimer>

#include <algorithm>

namespace support {

namespace {

constexpr int kSettleRounds = 20; // Answers that cause calls that are answered: no page chains more.

QString keyOf(ui::Verb verb, QString const& path)
{
    return QString::fromLatin1(ui::nameOf(verb)) + ' ' + path;
}

} // namespace

void FakeApi::answer(ui::Verb verb, QString const& path, QJsonValue const& body, int status)
{
    script(verb, path, [reply = answerOf(body, status)](ui::Call const&) { return reply; });
}

void FakeApi::shows(QString const& path, char const* json)
{
    answer(ui::Verb::Get, path, jsonOf(json));
}

void FakeApi::refuse(ui::Verb verb, QString const& path, ui::Problem const& problem)
{
    script(verb, path, [problem](ui::Call const&) { return problem; });
}

void FakeApi::script(ui::Verb verb, QString const& path, Script script)
{
    m_scripts.insert(keyOf(verb, path), std::move(script));
}

void FakeApi::next(ui::Verb verb, QString const& path, ui::Reply<ui::Answer> const& reply)
{
    m_next[keyOf(verb, path)] << reply;
}

void FakeApi::send(ui::Call call, ui::Then<ui::Answer> then)
{
    calls << call;
    if (m_holding) {
        m_held << Held{std::move(call), std::move(then)};
        return;
    }
    QTimer::singleShot(0, this, [this, call, then] { answerNow(call, then); });
}

void FakeApi::release()
{
    m_holding = false;
    for (auto const& held : std::exchange(m_held, {}))
        QTimer::singleShot(0, this, [this, held] { answerNow(held.call, held.then); });
}

void FakeApi::answerNow(ui::Call const& call, ui::Then<ui::Answer> const& then)
{
    auto const reply = replyTo(call);
    auto const* problem = ui::problemOf(reply);
    if (problem == nullptr)
        emit answered(std::get<ui::Answer>(reply).elapsedMs);
    then(reply);
}

ui::Reply<ui::Answer> FakeApi::replyTo(ui::Call const& call)
{
    auto const key = keyOf(call.verb, call.path);
    if (auto const line = m_next.find(key); line != m_next.end() && !line->isEmpty())
        return line->takeFirst();
    if (auto const script = m_scripts.constFind(key); script != m_scripts.cend())
        return (*script)(call);
    unscripted << key;
    return ui::Problem{.status = 404, .type = "unscripted", .title = "Nobody scripted " + key};
}

int FakeApi::count(ui::Verb verb, QString const& path) const
{
    return static_cast<int>(std::count_if(calls.begin(), calls.end(), [&](ui::Call const& call) {
        return call.verb == verb && call.path == path;
    }));
}

ui::Call FakeApi::last(ui::Verb verb, QString const& path) const
{
    auto const found = std::find_if(calls.rbegin(), calls.rend(), [&](ui::Call const& call) {
        return call.verb == verb && call.path == path;
    });
    return found == calls.rend() ? ui::Call{} : *found;
}

ui::Answer answerOf(QJsonValue const& body, int status)
{
    ui::Answer answer{.status = status, .body = body};
    if (body.isObject())
        answer.raw = QJsonDocument{body.toObject()}.toJson(QJsonDocument::Compact);
    return answer;
}

ui::Answer answerOf(char const* json, int status)
{
    return answerOf(jsonOf(json), status);
}

QJsonValue jsonOf(char const* text)
{
    QJsonParseError error{};
    auto const document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("not JSON: %s in %s", qPrintable(error.errorString()), text);
    return document.isArray() ? QJsonValue{document.array()} : QJsonValue{document.object()};
}

void settle()
{
    for (int i = 0; i < kSettleRounds; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

} // namespace support
