// Columns of the logs page's tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_model.h"

#include "ui/kit/text.h"

#include <QJsonDocument>

namespace ui::logs {

namespace {

constexpr int kNameWidth = 108;

QString wordOf(QJsonValue const& value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    return QString::fromUtf8(QJsonDocument{value.toArray()}.toJson(QJsonDocument::Compact));
}

bool leads(QString const& name)
{
    static QStringList const kNames{"user_id", "token_id", "trace_id", "client_id", "session_id"};
    return kNames.contains(name);
}

kit::Cell count(qint64 number, Role tone = Role::Text)
{
    auto cell = kit::number(kit::grouped(number));
    cell.tone = number == 0 ? Role::Muted : tone;
    return cell;
}

} // namespace

std::vector<EventField> fieldsOf(LogEvent const& event)
{
    std::vector<EventField> fields;
    auto const add = [&fields](QString const& name, QString const& value) {
        if (!value.isEmpty())
            fields.push_back({name, value, leads(name)});
    };
    add(QStringLiteral("name"), event.name);
    for (auto it = event.attributes.begin(); it != event.attributes.end(); ++it)
        if (it.value().isArray()) // Each item of a list can be asked for.
            for (auto const& item : it.value().toArray())
                add(it.key(), wordOf(item));
        else
            add(it.key(), wordOf(it.value()));
    add(QStringLiteral("trace_id"), event.traceId);
    add(QStringLiteral("source"), event.source);
    if (event.eventAtMicros > 0) {
        auto const sent = QDateTime::fromMSecsSinceEpoch(event.eventAtMicros / 1000, Qt::UTC);
        fields.push_back({{},
                          sent.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")),
                          false,
                          FieldsModel::tr("sent at")});
    }
    fields.push_back({{}, event.id, false, FieldsModel::tr("event id")});
    return fields;
}

FieldsModel::FieldsModel(QObject* parent)
    : TableModel{{
                     {tr("Field"), kNameWidth,
                      [](EventField const& field) {
                          return kit::muted(kit::visible(field.label.isEmpty() ? field.name : field.label));
                      }},
                     {tr("Value"), 0,
                      [](EventField const& field) {
                          auto cell = kit::mono(kit::visible(field.value));
                          cell.tone = field.leads ? Role::Accent : Role::Text;
                          auto const hint = field.name.isEmpty() ? QString{}
                                            : field.leads        ? tr("Click: what it leads to")
                                                                 : tr("Click: add to the query");
                          cell.tip = QStringLiteral("<qt>%1<br>%2</qt>")
                                         .arg(kit::visible(field.value).toHtmlEscaped(), hint);
                          return cell;
                      }},
                 },
                 parent}
{
}

SourcesModel::SourcesModel(QObject* parent)
    : TableModel{
          {
              {tr("Source"), 0, [](SourceLedger const& row) { return kit::mono(kit::visible(row.source)); }},
              {tr("Received"), 100, [](SourceLedger const& row) { return count(row.received); }},
              {tr("Stored"), 100, [](SourceLedger const& row) { return count(row.stored); }},
              {tr("Kept raw"), 84, [](SourceLedger const& row) { return count(row.keptRaw); }},
              {tr("Redacted"), 84, [](SourceLedger const& row) { return count(row.redacted); }},
              {tr("Quarantined"), 100,
               [](SourceLedger const& row) { return count(row.quarantined, Role::High); }},
              {tr("Rejected"), 84, [](SourceLedger const& row) { return count(row.rejected, Role::High); }},
              {tr("Not stored"), 88, [](SourceLedger const& row) { return count(row.unstored, Role::Crit); }},
          },
          parent}
{
}

TouchedModel::TouchedModel(QObject* parent)
    : TableModel{{
                     {tr("Collection"), 0,
                      [](TouchedCollection const& row) { return kit::strong(kit::visible(row.collection)); }},
                     {tr("Read"), 76, [](TouchedCollection const& row) { return count(row.read.size()); }},
                     {tr("Written"), 76,
                      [](TouchedCollection const& row) { return count(row.written.size(), Role::High); }},
                     {tr("Requests"), 84, [](TouchedCollection const& row) { return count(row.requests); }},
                     {tr("First"), 172,
                      [](TouchedCollection const& row) { return kit::monoMuted(kit::dayTime(row.firstAt)); }},
                     {tr("Last"), 172,
                      [](TouchedCollection const& row) { return kit::monoMuted(kit::dayTime(row.lastAt)); }},
                 },
                 parent}
{
}

} // namespace ui::logs
