// The columns of the settings page's tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace ui::settings {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::settings::Models", words);
}

/// What each class is spent on; an unknown one speaks for itself.
QString classWords(RateClass const& row)
{
    static QHash<QString, char const*> const kWords{
        {"address", QT_TRANSLATE_NOOP("ui::settings::Models", "Every request of an address")},
        {"read", QT_TRANSLATE_NOOP("ui::settings::Models", "Reading")},
        {"write", QT_TRANSLATE_NOOP("ui::settings::Models", "Changing")},
        {"login", QT_TRANSLATE_NOOP("ui::settings::Models", "Signing in")},
        {"heavy", QT_TRANSLATE_NOOP("ui::settings::Models", "Heavy work: verifying, exporting")},
        {"ingest", QT_TRANSLATE_NOOP("ui::settings::Models", "Taking in logs")},
        {"health", QT_TRANSLATE_NOOP("ui::settings::Models", "Health checks")},
        {"sign-in", QT_TRANSLATE_NOOP("ui::settings::Models", "Sign-ins of an account from one address")},
        {"sign-in-everywhere",
         QT_TRANSLATE_NOOP("ui::settings::Models", "Sign-ins of an account from anywhere")}};
    auto const* words = kWords.value(row.name);
    return words == nullptr ? kit::visible(row.name) : tr(words);
}

kit::Cell stateCell(Delivery const& row)
{
    auto const failed = row.state == "failed";
    auto const queued = row.state == "queued";
    return {.words = failed                     ? tr("Failed")
                     : queued                   ? tr("Queued")
                     : row.state == "delivered" ? tr("Delivered")
                                                : row.state,
            .look = kit::Look::IconText,
            .tone = failed   ? Role::Crit
                    : queued ? Role::High
                             : Role::Ok,
            .icon = failed   ? "circle-alert"
                    : queued ? "hourglass"
                             : "circle-check"};
}

} // namespace

QString deliveryWords(Delivery const& delivery)
{
    if (delivery.tries == 0)
        return tr("not tried yet");
    auto words = delivery.tries == 1 ? tr("1 try") : tr("%1 tries").arg(delivery.tries);
    if (delivery.lastStatus > 0)
        words = tr("%1 after %2").arg(delivery.lastStatus).arg(words);
    if (!delivery.lastError.isEmpty())
        words += ": " + kit::visible(delivery.lastError);
    return words;
}

LimitsModel::LimitsModel(QObject* parent)
    : TableModel{
          {
              {tr("Class"), 0,
               [](RateClass const& row) {
                   return kit::Cell{.words = classWords(row),
                                    .look = kit::Look::TwoLines,
                                    .second = kit::visible(row.name)};
               }},
              {tr("Requests"), 116, [](RateClass const& row) { return kit::number(kit::grouped(row.quota)); },
               [](RateClass const& row) { return row.quota; }},
              {tr("Window"), 92,
               [](RateClass const& row) { return kit::number(tr("%1 s").arg(row.windowSeconds)); },
               [](RateClass const& row) { return row.windowSeconds; }},
              {tr("Counted by"), 168,
               [](RateClass const& row) { return kit::plain(kit::visible(row.counts)); }},
              {tr("Budgets in use"), 132,
               [](RateClass const& row) { return kit::number(kit::grouped(row.keys)); },
               [](RateClass const& row) { return row.keys; }},
          },
          parent}
{
}

DestinationsModel::DestinationsModel(QObject* parent)
    : TableModel{{
                     {tr("Destination"), 0,
                      [](Destination const& row) {
                          return kit::Cell{.words = kit::visible(row.name),
                                           .look = kit::Look::TwoLines,
                                           .second = kit::visible(row.url)};
                      }},
                     {tr("Told of"), 260,
                      [](Destination const& row) {
                          return row.events.isEmpty() ? kit::muted(tr("only what is sent on purpose"))
                                                      : kit::chip(kit::visible(row.events.join('|')));
                      }},
                     {tr("Network"), 108,
                      [](Destination const& row) {
                          return row.privateAllowed ? kit::chip(tr("private"), Role::Violet)
                                                    : kit::muted(tr("public"));
                      }},
                 },
                 parent}
{
}

int DestinationsModel::rowOf(QString const& id) const
{
    auto const found =
        std::find_if(rows().begin(), rows().end(), [&](Destination const& row) { return row.id == id; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

DeliveriesModel::DeliveriesModel(QObject* parent)
    : TableModel{
          {
              {tr("Time (UTC)"), 170,
               [](Delivery const& row) { return kit::monoMuted(kit::dayTime(row.createdAt)); }},
              {tr("Event"), 180, [](Delivery const& row) { return kit::mono(kit::visible(row.type)); }},
              {tr("State"), 116, stateCell},
              {tr("Answer"), 0,
               [](Delivery const& row) { return kit::plain(deliveryWords(row), Role::Text2); }},
              {tr("Next try"), 96,
               [](Delivery const& row) { return kit::monoMuted(kit::clockTime(row.dueAt)); }},
          },
          parent}
{
}

} // namespace ui::settings
