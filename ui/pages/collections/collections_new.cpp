// The form for a new collection.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_new.h"

#include "ui/kit/text.h"
#include "ui/pages/collections/collections_schema.h"

#include <QRegularExpression>

namespace ui::collections {

namespace {

constexpr int kWidthPx = 600;
constexpr char kTemplate[] = R"({
 "type": "object",
 "required": ["name"],
 "properties": {
  "name": {"type": "string", "minLength": 1},
  "email": {"type": "string", "format": "email"},
  "created": {"type": "string", "format": "date-time"}
 },
 "additionalProperties": false
})";

QString nameFault(QString const& text)
{
    static QRegularExpression const slug{QStringLiteral("^[a-z0-9]+([_-][a-z0-9]+)*$")};
    auto const name = text.trimmed();
    if (name.size() <= 64 && slug.match(name).hasMatch())
        return {};
    return NewCollection::tr("1 to 64 small letters, digits and hyphens, as \"order-items\"");
}

QString schemaFault(QString const& text)
{
    auto const read = readJson(text);
    if (!read.fault.isEmpty())
        return NewCollection::tr("Line %1: %2").arg(read.line).arg(read.fault);
    return read.value.isObject() ? QString{}
                                 : NewCollection::tr("A schema is an object, as {\"type\": \"object\"}");
}

QJsonArray membersFrom(QString const& words)
{
    QJsonArray members;
    static QRegularExpression const gaps{QStringLiteral("[\\s,]+")};
    for (auto const& member : words.split(gaps, Qt::SkipEmptyParts))
        members.append(member);
    return members;
}

} // namespace

NewCollection::NewCollection(QWidget* over, CollectionsClient& client)
    : FormDialog{over, tr("New collection"),
                 tr("Indexes and \"write once\" cannot be changed later; the schema can"),
                 tr("Create collection"), kWidthPx},
      m_client{client}
{
    form()
        ->addText("name", tr("Name"), tr("Part of every address of its records"), tr("orders"))
        ->setCheck(nameFault);
    form()->addText("description", tr("Description (optional)"));
    auto* text = kit::textArea({}, 9, true);
    new JsonInk{text->document()};
    auto* schema =
        form()->add(new kit::Field{"schema", tr("JSON Schema"), text,
                                   tr("2020-12; the engine refuses keywords that it does not support")});
    schema->setText(QString::fromLatin1(kTemplate));
    schema->setCheck(schemaFault);
    form()->addText("unique", tr("Unique members (optional)"), tr("No two records share their value"),
                    tr("email"));
    form()->addText("indexes", tr("Indexed members (optional)"),
                    tr("Lists are filtered by these; 8 at most with the unique ones"),
                    tr("status, address.city"));
    m_writeOnce = new kit::TickBox{tr("Write once: records are never changed or deleted")};
    body()->add(m_writeOnce);
    form()->setChanged(false);
    onSubmit([this] { send(); });
    open(form()->field("name")->control());
}

void NewCollection::send()
{
    auto const text = [this](char const* name) { return form()->field(QString::fromLatin1(name))->text(); };
    QJsonObject order{{"name", text("name").trimmed()}, {"schema", readJson(text("schema")).value}};
    if (auto const words = text("description").trimmed(); !words.isEmpty())
        order["description"] = words;
    for (auto const* name : {"unique", "indexes"})
        if (auto const members = membersFrom(text(name)); !members.isEmpty())
            order[QString::fromLatin1(name)] = members;
    if (m_writeOnce->isChecked())
        order["write_once"] = true;
    m_client.create(order, this, [this](Reply<Collection> reply) {
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        emit created(std::get<Collection>(reply));
        close();
    });
}

} // namespace ui::collections
