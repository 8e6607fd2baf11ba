// The schema of a collection.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_schema_pane.h"

#include "ui/kit/form.h"
#include "ui/kit/state_view.h"
#include "ui/kit/text.h"
#include "ui/pages/collections/collections_schema.h"

#include <QTextBlock>

namespace ui::collections {

namespace {

constexpr int kTypingPauseMs = 250;
constexpr int kFaultsShownMax = 8;

void goToLine(QPlainTextEdit& edit, int line)
{
    QTextCursor cursor{edit.document()->findBlockByNumber(std::max(0, line - 1))};
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    edit.setTextCursor(cursor);
    edit.setFocus();
}

} // namespace

SchemaPane::SchemaPane(CollectionsClient& client, bool mayWrite, QWidget* parent)
    : QWidget{parent}, m_client{client}
{
    m_facts = kit::elided({}, Type::Small, Role::Muted);
    m_edit = new kit::Button{tr("Edit schema"), kit::Kind::Default, QStringLiteral("pencil")};
    m_edit->setReason(mayWrite ? QString{}
                               : tr("You need collections.write. Somebody who manages roles can grant it."));
    m_cancel = new kit::Button{tr("Discard"), kit::Kind::Ghost};
    m_save = new kit::Button{tr("Save schema"), kit::Kind::Primary};
    m_text = kit::textArea({}, 8, true);
    m_text->setAccessibleName(tr("JSON Schema"));
    m_text->setProperty("quiet", true);
    new JsonInk{m_text->document()};
    m_verdict = kit::text({}, Type::Small, Role::Muted, kit::Wrap::Yes);
    m_faults = kit::column(4);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(20, 10, 16, 12);
    lines->setSpacing(8);
    lines->addWidget(kit::row(8)->add(m_facts, 1)->add(m_edit)->add(m_cancel)->add(m_save));
    lines->addWidget(m_text, 1);
    lines->addWidget(m_verdict);
    lines->addWidget(m_faults);
    m_pause.setSingleShot(true);
    m_pause.setInterval(kTypingPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &SchemaPane::judge);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        m_changed = m_editing;
        m_pause.start();
    });
    connect(m_edit, &QPushButton::clicked, this, [this] { setEditing(true); });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        setEditing(false);
        show(m_collection);
    });
    connect(m_save, &QPushButton::clicked, this, &SchemaPane::save);
    setEditing(false);
}

void SchemaPane::show(Collection const& collection)
{
    auto const same = collection.name == m_collection.name;
    m_collection = collection;
    m_facts->setText(tr("JSON Schema 2020-12 · version %1 · changed %2")
                         .arg(collection.schemaVersion)
                         .arg(kit::dayTime(collection.updatedAt)));
    if (same && unsaved())
        return;
    setEditing(false);
    m_text->setPlainText(prettyJson(collection.schema));
    m_faults->clear();
    m_changed = false;
}

void SchemaPane::setEditing(bool on)
{
    m_editing = on;
    m_changed = false;
    m_text->setReadOnly(!on);
    m_edit->setVisible(!on);
    m_cancel->setVisible(on);
    m_save->setVisible(on);
    m_verdict->setVisible(on);
    if (!on)
        return;
    judge();
    m_text->setFocus();
}

void SchemaPane::judge()
{
    if (!m_editing)
        return;
    auto const read = readJson(m_text->toPlainText());
    auto const object = read.fault.isEmpty() && read.value.isObject();
    m_save->setEnabled(object);
    kit::setTone(m_verdict, object ? Role::Muted : Role::Crit);
    if (!read.fault.isEmpty())
        m_verdict->setText(tr("Line %1: %2").arg(read.line).arg(read.fault));
    else if (!object)
        m_verdict->setText(tr("A schema is an object, as {\"type\": \"object\"}"));
    else
        m_verdict->setText(tr("Valid JSON. The engine checks the keywords and every stored record before it "
                              "takes the schema."));
}

void SchemaPane::save()
{
    judge();
    auto const read = readJson(m_text->toPlainText());
    if (!read.value.isObject() || !m_save->isEnabled())
        return;
    m_save->setEnabled(false);
    m_faults->clear();
    m_client.changeSchema(m_collection.name, read.value.toObject(), this, [this](Reply<Collection> reply) {
        m_save->setEnabled(true);
        if (auto const* problem = problemOf(reply))
            return refused(*problem);
        setEditing(false);
        emit changed(std::get<Collection>(reply));
    });
}

void SchemaPane::refused(Problem const& problem)
{
    auto const records = problem.type == QLatin1String("records-invalid");
    kit::setTone(m_verdict, Role::Crit);
    m_verdict->setText(records ? tr("Stored records would not meet this schema. Nothing was changed.")
                               : kit::plainWords(problem) + QStringLiteral(". ") + kit::consequence(problem));
    int shown = 0;
    for (auto const& error : problem.errors) {
        if (++shown > kFaultsShownMax)
            break;
        if (records) {
            auto const id = error.pointer.section(QLatin1Char('/'), 1, 1);
            addFault(QStringLiteral("%1 %2").arg(error.pointer.section(QLatin1Char('/'), 2), error.message),
                     0, id);
            continue;
        }
        auto pointer = error.pointer;
        if (pointer.startsWith(QLatin1String("/schema")))
            pointer.remove(0, 7);
        addFault(QStringLiteral("%1 %2").arg(pointer, error.message), lineOf(m_text->toPlainText(), pointer));
    }
    if (auto const rest = problem.errors.size() - shown; rest > 0)
        m_faults->add(kit::text(tr("and %1 more").arg(rest), Type::Small, Role::Muted));
}

void SchemaPane::addFault(QString const& words, int line, QString const& record)
{
    auto const label = !record.isEmpty() ? record.left(Record::kShortId)
                       : line > 0        ? tr("Line %1").arg(line)
                                         : tr("Schema");
    auto* link = new kit::Button{kit::visible(label), kit::Kind::Link, {}, kit::Size::Compact};
    link->setAccessibleName(label + QStringLiteral(": ") + words);
    if (!record.isEmpty())
        connect(link, &QPushButton::clicked, this, [this, record] { emit recordAsked(record); });
    else
        connect(link, &QPushButton::clicked, this, [this, line] { goToLine(*m_text, line); });
    m_faults->add(kit::row(8)->add(link)->add(kit::elided(kit::visible(words), Type::Small, Role::Text2), 1));
}

} // namespace ui::collections
