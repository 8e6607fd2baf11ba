// The editor of one record.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_editor.h"

#include "ui/kit/state_view.h"
#include "ui/kit/text.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QStackedWidget>

namespace ui::collections {

namespace {

constexpr int kWidthPx = 640;
constexpr int kViewHeightPx = 360;

QWidget* controlOf(Member const& member)
{
    auto const optional = member.required ? QStringList{} : QStringList{QString{}};
    switch (member.kind) {
    case Member::Kind::Choice:
        return kit::choice(optional + member.choices);
    case Member::Kind::Truth:
        return kit::choice(optional + QStringList{QStringLiteral("false"), QStringLiteral("true")});
    case Member::Kind::Other:
        return kit::textArea({}, 2, true);
    case Member::Kind::Number:
    case Member::Kind::Whole:
        return kit::input({}, {}, true);
    case Member::Kind::Text:
        break;
    }
    return kit::input();
}

} // namespace

RecordEditor::RecordEditor(QWidget* over, CollectionsClient& client, Collection const& collection,
                           Record const& record, QJsonValue const& body)
    : Dialog{over, record.none() ? tr("New record in %1").arg(collection.name) : tr("Edit record"),
             record.none() ? tr("Schema %1").arg(collection.schemaVersion)
                           : tr("%1 · revision %2 · what was before stays in the history")
                                 .arg(record.id)
                                 .arg(record.revision),
             kWidthPx},
      m_client{client},
      m_collection{collection}, m_members{membersOf(collection)}, m_record{record}, m_body{body}
{
    m_view = new kit::Segmented{{tr("Form"), tr("JSON")}};
    m_comparison = kit::column(8, {12, 10, 12, 10}, QStringLiteral("high"));
    m_comparison->hide();
    m_stack = new QStackedWidget;
    m_stack->setFixedHeight(kViewHeightPx);
    makeForm();
    m_json = kit::textArea({}, 8, true);
    m_json->setAccessibleName(tr("Record as JSON"));
    new JsonInk{m_json->document()};
    m_jsonFault = kit::text({}, Type::Small, Role::Crit, kit::Wrap::Yes);
    m_stack->addWidget(kit::column(6)->add(m_json, 1)->add(m_jsonFault));
    this->body()->add(m_comparison)->add(kit::row()->add(m_view)->stretch())->add(m_stack);
    auto* cancel = addButton(tr("Cancel"), kit::Kind::Default);
    m_save = addButton(record.none() ? tr("Create record") : tr("Save record"), kit::Kind::Primary);
    connect(cancel, &QPushButton::clicked, this, &Dialog::close);
    connect(m_save, &QPushButton::clicked, this, &RecordEditor::save);
    connect(m_view, &kit::Segmented::chosen, this, &RecordEditor::turn);
    fill(body);
    connect(m_form, &kit::Form::edited, this, [this] { m_changed = true; });
    connect(m_json, &QPlainTextEdit::textChanged, this, [this] {
        m_changed = true;
        m_jsonFault->clear();
    });
    auto const plain = m_members.empty() || !(body.isObject() || body.isUndefined());
    if (plain) // A schema without properties has no form.
        m_view->hide();
    m_stack->setCurrentIndex(plain ? Json : Fields);
    m_view->setCurrent(plain ? Json : Fields);
    open(plain ? static_cast<QWidget*>(m_json) : m_form->field(m_members.front().name)->control());
}

void RecordEditor::makeForm()
{
    m_form = new kit::Form;
    for (auto const& member : m_members) {
        auto label = kit::visible(member.name) + (member.required ? QString{} : tr(" (optional)"));
        auto help = kit::visible(member.description);
        if (help.isEmpty() && member.kind != Member::Kind::Text)
            help = summaryOf(member);
        if (help.isEmpty())
            help = kit::visible(member.format);
        auto* field = m_form->add(new kit::Field{member.name, label, controlOf(member), help});
        field->setCheck([member](QString const& text) { return readMember(member, text).fault; });
    }
    auto* room = kit::column(0, {0, 0, 12, 0})->add(m_form)->stretch();
    m_stack->addWidget(kit::scrolling(room));
}

void RecordEditor::fill(QJsonValue const& body)
{
    m_body = body.isUndefined() ? QJsonValue{QJsonObject{}} : body;
    for (auto const& member : m_members)
        m_form->field(member.name)->setText(textOf(m_body[member.name]));
    m_json->setPlainText(prettyJson(m_body));
}

void RecordEditor::turn(int view)
{
    // What was entered goes along; what cannot be read stays where it is.
    auto const body = view == Json ? enteredInForm() : enteredAsJson();
    if (!body) {
        m_view->setCurrent(view == Json ? Fields : Json);
        return;
    }
    auto const changed = m_changed;
    fill(*body);
    m_changed = changed;
    m_stack->setCurrentIndex(view);
}

std::optional<QJsonValue> RecordEditor::entered()
{
    return m_stack->currentIndex() == Json ? enteredAsJson() : enteredInForm();
}

std::optional<QJsonValue> RecordEditor::enteredInForm()
{
    if (!m_form->check())
        return std::nullopt;
    auto body = m_body.toObject();
    for (auto const& member : m_members) {
        auto const read = readMember(member, m_form->field(member.name)->text());
        if (read.value.isUndefined())
            body.remove(member.name);
        else
            body[member.name] = read.value;
    }
    return QJsonValue{body};
}

std::optional<QJsonValue> RecordEditor::enteredAsJson()
{
    auto const read = readJson(m_json->toPlainText());
    m_jsonFault->setText(read.fault.isEmpty() ? QString{} : tr("Line %1: %2").arg(read.line).arg(read.fault));
    if (read.fault.isEmpty())
        return read.value;
    m_json->setFocus();
    return std::nullopt;
}

void RecordEditor::keyPressEvent(QKeyEvent* event)
{
    auto const submit = event->key() == Qt::Key_Return && (event->modifiers() & Qt::ControlModifier);
    auto const store = event->key() == Qt::Key_S && (event->modifiers() & Qt::ControlModifier);
    if (submit || store)
        return save();
    Dialog::keyPressEvent(event);
}

void RecordEditor::save()
{
    auto const body = entered();
    if (!body || !m_save->isEnabled())
        return;
    m_save->setEnabled(false);
    showBanner({}, {});
    auto record = m_record;
    record.body = *body;
    auto const done = [this](Reply<Record> reply) {
        m_save->setEnabled(true);
        if (auto const* problem = problemOf(reply))
            return refused(*problem);
        m_changed = false;
        emit saved(std::get<Record>(reply));
        close();
    };
    if (record.none())
        m_client.createRecord(m_collection.name, record.body, this, done);
    else
        m_client.replaceRecord(m_collection.name, record, this, done);
}

void RecordEditor::refused(Problem const& problem)
{
    if (problem.status == 412)
        return askForTheirs();
    QStringList left;
    if (m_stack->currentIndex() == Fields) {
        left = m_form->showProblem(problem);
    } else {
        for (auto const& error : problem.errors) {
            auto const line = lineOf(m_json->toPlainText(), error.pointer);
            left << (line > 0 ? tr("Line %1, %2: %3").arg(line).arg(error.pointer, error.message)
                              : QStringLiteral("%1: %2").arg(error.pointer, error.message));
        }
        m_jsonFault->setText(kit::visible(left.join(QLatin1Char('\n'))));
    }
    if (problem.errors.isEmpty() || !left.isEmpty())
        showBanner(kit::plainWords(problem), left.isEmpty() ? kit::consequence(problem)
                                                            : kit::visible(left.join(QStringLiteral("; "))));
}

void RecordEditor::askForTheirs()
{
    m_client.record(m_collection.name, m_record.id, this, [this](Reply<Record> reply) {
        if (auto const* problem = problemOf(reply))
            return showBanner(kit::plainWords(*problem), kit::consequence(*problem));
        compare(std::get<Record>(reply));
    });
}

void RecordEditor::compare(Record const& theirs)
{
    auto const mine = entered().value_or(m_body);
    m_comparison->clear();
    m_comparison->add(
        kit::row(8)
            ->add(kit::iconLabel(QStringLiteral("git-compare"), 16, Role::High))
            ->add(kit::text(tr("Somebody saved revision %1 meanwhile. Nothing of yours was saved yet.")
                                .arg(theirs.revision),
                            Type::Strong),
                  1));
    auto* table = new QGridLayout;
    table->setHorizontalSpacing(12);
    table->setVerticalSpacing(4);
    int line = 0;
    auto const put = [&](QString const& name, QString const& one, QString const& other, Type type,
                         Role tone) {
        table->addWidget(kit::elided(name, Type::MonoSmall, Role::Muted), line, 0);
        table->addWidget(kit::elided(one, type, tone), line, 1);
        table->addWidget(kit::elided(other, type, tone), line++, 2);
    };
    put({}, tr("Theirs"), tr("Mine"), Type::SmallStrong, Role::Text2);
    for (auto const& name : differing(theirs.body, mine))
        put(kit::visible(name), kit::visible(textOf(theirs.body[name])), kit::visible(textOf(mine[name])),
            Type::MonoSmall, Role::Text);
    table->setColumnStretch(0, 2);
    table->setColumnStretch(1, 4);
    table->setColumnStretch(2, 4);
    m_comparison->add(table);
    auto* take = new kit::Button{tr("Take theirs"), kit::Kind::Default, {}, kit::Size::Compact};
    auto* keep =
        new kit::Button{tr("Keep mine and save over theirs"), kit::Kind::Default, {}, kit::Size::Compact};
    m_comparison->add(kit::row(8)->stretch()->add(take)->add(keep));
    m_comparison->show();
    connect(take, &QPushButton::clicked, this, [this, theirs] {
        m_record = theirs;
        fill(theirs.body);
        m_comparison->hide();
    });
    connect(keep, &QPushButton::clicked, this, [this, theirs] {
        m_record = theirs;
        m_comparison->hide();
        save();
    });
    showBanner({}, {});
    take->setFocus();
}

} // namespace ui::collections
