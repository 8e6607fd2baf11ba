// Reads tiles and lifelines off the list of keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_board.h"

#include "ui/kit/text.h"
#include "ui/pages/keys/keys_model.h"

#include <QCoreApplication>

namespace ui::keys {

namespace {

constexpr qint64 kTokenLifeSeconds = 15 * 60; // The longest life of a token; after it a retiring key retires.
constexpr qint64 kLateSeconds = 60 * 60;      // The engine looks every minute; an hour late is a fault.

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::keys", words);
}

QString shortDay(QDateTime const& at)
{
    return at.toString(QStringLiteral("d MMM yyyy"));
}

void addPublished(kit::Lifeline& line, Key const& key, QDateTime const& now, QDateTime const& next)
{
    auto const until = key.activatedAt.isValid() ? key.activatedAt
                       : key.revokedAt.isValid() ? key.revokedAt
                       : next.isValid()          ? std::max(next, now)
                                                 : now;
    line.spans << kit::Lifespan{key.createdAt, until, kit::SpanKind::Published, tr("Published")};
}

void addSigning(kit::Lifeline& line, Key const& key, QDateTime const& now, QDateTime const& next)
{
    if (!key.activatedAt.isValid())
        return;
    auto const ended = key.retiringAt.isValid() ? key.retiringAt : key.revokedAt;
    if (ended.isValid()) {
        line.spans << kit::Lifespan{key.activatedAt, ended, kit::SpanKind::Active, tr("Signing")};
        return;
    }
    auto const late = next.isValid() && next < now;
    auto const until = next.isValid() ? next : now;
    line.spans << kit::Lifespan{key.activatedAt, until, kit::SpanKind::Active, tr("Signing")};
    if (late)
        line.spans << kit::Lifespan{
            next, now, kit::SpanKind::Overdue, {}, tr("%1 overdue").arg(kit::age(next, now))};
}

void addEnd(kit::Lifeline& line, Key const& key, QDateTime const& now)
{
    if (key.retiringAt.isValid()) {
        auto until = key.retiringAt.addSecs(kTokenLifeSeconds);
        if (key.retiredAt.isValid())
            until = key.retiredAt;
        if (key.revokedAt.isValid())
            until = std::min(until, key.revokedAt);
        line.spans << kit::Lifespan{key.retiringAt, until, kit::SpanKind::Retiring, tr("Verify")};
    }
    if (key.revokedAt.isValid()) {
        auto const until = std::min(now, key.revokedAt.addDays(4));
        line.spans << kit::Lifespan{key.revokedAt, until, kit::SpanKind::Revoked, {}, tr("Revoked")};
    }
}

} // namespace

QDateTime Board::nextRotation() const
{
    auto const* active = withState(keys, KeyState::Active);
    if (active == nullptr || !active->activatedAt.isValid() || rotationDays <= 0)
        return {};
    return active->activatedAt.addDays(rotationDays);
}

QStringList Board::needsAction() const
{
    QStringList found;
    if (withState(keys, KeyState::Active) == nullptr)
        found << tr("No key signs: nobody can sign in");
    if (overdue())
        found << tr("Rotation is %1 late").arg(kit::age(nextRotation(), now));
    if (withState(keys, KeyState::Next) == nullptr)
        found << tr("No next key is published");
    for (auto const& key : keys)
        if (key.state == KeyState::Retiring && key.retiringAt.addSecs(kTokenLifeSeconds + kLateSeconds) < now)
            found << tr("%1 should have retired").arg(key.name());
    return found;
}

QList<kit::Lifeline> Board::lifelines(int most) const
{
    QList<kit::Lifeline> lines;
    auto const next = nextRotation();
    for (auto const& key : keys) {
        if (lines.size() == most)
            break;
        kit::Lifeline line{.id = key.kid, .name = kit::visible(key.name()), .second = stateWord(key.state)};
        line.second = key.algorithm + QStringLiteral(" · ") + stateWord(key.state).toLower();
        if (key.state == KeyState::Revoked)
            line.secondTone = Role::Crit;
        if (key.state == KeyState::Active && overdue())
            line.secondTone = Role::High;
        addPublished(line, key, now, next);
        addSigning(line, key, now, next);
        addEnd(line, key, now);
        lines.prepend(line);
    }
    return lines;
}

QPair<QDateTime, QDateTime> Board::span(int most) const
{
    auto from = now.addDays(-7);
    for (int i = 0; i < most && i < static_cast<int>(keys.size()); ++i)
        from = std::min(from, keys[static_cast<std::size_t>(i)].createdAt);
    auto const next = nextRotation();
    auto const until = next.isValid() ? std::max(next, now) : now;
    auto const margin = from.secsTo(until) / 12;
    return {from.addSecs(-margin / 3), until.addSecs(margin)};
}

QString meaning(Key const& key, QDateTime const& now)
{
    switch (key.state) {
    case KeyState::Next:
        return tr("Published, so that everybody who checks tokens knows it. It signs nothing until the next "
                  "rotation.");
    case KeyState::Active:
        return tr("Signs every access token since %1 (%2 ago).")
            .arg(shortDay(key.activatedAt), kit::age(key.activatedAt, now));
    case KeyState::Retiring: {
        auto const end = key.retiringAt.addSecs(kTokenLifeSeconds);
        return tr("Signs no more. Tokens that it signed are accepted until %1 at the latest, or until it is "
                  "revoked.")
            .arg(kit::clockTime(end));
    }
    case KeyState::Retired:
        return tr(
            "Its last token has expired. It signs nothing and checks nothing; its private half is gone.");
    case KeyState::Revoked:
        return tr("Every token that it signed is refused since %1. This cannot be undone.")
            .arg(kit::dayTime(key.revokedAt));
    }
    return {};
}

QList<Moment> historyOf(Key const& key)
{
    QList<Moment> moments;
    auto const add = [&moments](QDateTime const& at, QString const& words, Role tone) {
        if (at.isValid())
            moments << Moment{at, words, tone};
    };
    add(key.createdAt, tr("Published"), Role::Info);
    add(key.activatedAt, tr("Signing"), Role::Ok);
    add(key.retiringAt, tr("Verify only"), Role::Accent);
    add(key.retiredAt, tr("Retired"), Role::Info);
    add(key.revokedAt, tr("Revoked"), Role::Crit);
    std::stable_sort(moments.begin(), moments.end(),
                     [](Moment const& a, Moment const& b) { return a.at > b.at; });
    return moments;
}

} // namespace ui::keys
