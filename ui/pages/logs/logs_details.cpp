// The details of one log event.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_details.h"

#include "ui/kit/layout.h"
#include "ui/kit/text.h"
#include "ui/pages/logs/logs_query.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QJsonDocument>
#include <QStackedWidget>

namespace ui::logs {

namespace {

constexpr int kFieldRow = 26;
constexpr int kMessageLengthMax = 2000; // The rest stands under JSON.

} // namespace

DetailsPane::DetailsPane(QWidget* parent) : QWidget{parent}, m_model{new FieldsModel{this}}
{
    m_table = new kit::Table{tr("Fields"), m_model, kFieldRow};
    m_table->horizontalHeader()->hide();
    m_table->setRowActions([this](int row) { return actionsOf(row); });
    connect(m_table, &kit::Table::opened, this, &DetailsPane::activate);
    connect(m_table, &QTableView::clicked, this, [this](QModelIndex const& index) {
        if (index.column() == 1)
            activate(m_table->currentRow());
    });
    m_json = new QPlainTextEdit;
    m_json->setReadOnly(true);
    m_json->setFont(fontOf(Type::MonoSmall));
    m_json->setProperty("quiet", true);
    m_json->setTabChangesFocus(true);
    m_json->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_json->setAccessibleName(tr("Event as JSON"));
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_json);
    auto* tabs = new kit::Tabs{{tr("Fields"), tr("JSON")}};
    connect(tabs, &kit::Tabs::chosen, m_pages, &QStackedWidget::setCurrentIndex);
    m_time = kit::text({}, Type::Mono, Role::Muted);
    m_message = kit::text({}, Type::Mono, Role::Text, kit::Wrap::Yes);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setMaximumHeight(120);
    m_note = kit::text({}, Type::Small, Role::Muted, kit::Wrap::Yes);
    m_note->setAlignment(Qt::AlignCenter);
    m_content = kit::column(10)
                    ->add(m_time)
                    ->add(kit::column(0, {10, 8, 10, 8}, QStringLiteral("well"))->add(m_message))
                    ->add(makeActions())
                    ->add(kit::column(0)->add(tabs)->add(kit::rule()))
                    ->add(m_pages, 1);
    auto* pane = kit::column(10, {16, 10, 16, 12}, QStringLiteral("paneRight"));
    pane->add(makeHead())->add(m_content, 1)->add(m_note, 1);
    auto* whole = new QVBoxLayout{this};
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(pane);
    setMinimumWidth(280);
    showNote(tr("Choose an event to see all of it."));
}

QWidget* DetailsPane::makeHead()
{
    m_level = new kit::SeverityChip{Severity::Info, tr("INFO")};
    m_source = kit::elided({}, Type::Strong);
    auto* up = new kit::IconButton{QStringLiteral("chevron-up"), tr("Previous event")};
    auto* down = new kit::IconButton{QStringLiteral("chevron-down"), tr("Next event")};
    auto* shut = new kit::IconButton{QStringLiteral("x"), tr("Close details")};
    connect(up, &QToolButton::clicked, this, &DetailsPane::previous);
    connect(down, &QToolButton::clicked, this, &DetailsPane::next);
    connect(shut, &QToolButton::clicked, this, &DetailsPane::closed);
    return kit::row(6)->add(m_level)->add(m_source, 1)->add(up)->add(down)->add(shut);
}

QWidget* DetailsPane::makeActions()
{
    m_trace =
        new kit::Button{tr("Trace"), kit::Kind::Default, QStringLiteral("waypoints"), kit::Size::Compact};
    m_trace->setToolTip(tr("All events of this request"));
    auto* context = new kit::Button{tr("Around"), kit::Kind::Default, QStringLiteral("unfold-vertical"),
                                    kit::Size::Compact};
    context->setToolTip(tr("Everything within a minute of this event"));
    m_touched =
        new kit::Button{tr("Touched"), kit::Kind::Default, QStringLiteral("footprints"), kit::Size::Compact};
    m_touched->setToolTip(tr("What did this token read and write?"));
    auto* copy = new kit::IconButton{QStringLiteral("copy"), tr("Copy the event as JSON"), 14};
    connect(m_trace, &QPushButton::clicked, this, [this] { emit traceWanted(m_event.traceId); });
    connect(context, &QPushButton::clicked, this, [this] { emit contextWanted(m_event.arrivedAt); });
    connect(m_touched, &QPushButton::clicked, this, [this] {
        emit touchedWanted(QStringLiteral("token_id"), m_event.attributes["token_id"].toString());
    });
    connect(copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_json->toPlainText());
        emit copied(tr("Event"));
    });
    return kit::row(6)->add(m_trace)->add(context)->add(m_touched)->add(copy)->stretch();
}

void DetailsPane::show(LogEvent const& event)
{
    m_event = event;
    m_level->set(severityOfLevel(event.severity), event.severity.toUpper());
    m_level->show();
    m_source->setText(kit::visible(event.source));
    m_time->setText(event.arrivedAt.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")) +
                    QStringLiteral(" UTC"));
    auto const message = event.message.isEmpty() ? event.name : event.message;
    m_message->setText(kit::visible(message.left(kMessageLengthMax)));
    m_trace->setVisible(!event.traceId.isEmpty());
    m_touched->setVisible(event.attributes.contains(QStringLiteral("token_id")));
    m_model->setRows(fieldsOf(event));
    m_json->setPlainText(
        kit::visible(QString::fromUtf8(QJsonDocument{event.json}.toJson(QJsonDocument::Indented))));
    m_note->hide();
    m_content->show();
}

void DetailsPane::showNote(QString const& note)
{
    m_event = {};
    m_level->hide();
    m_source->setText({});
    m_content->hide();
    m_note->setText(note);
    m_note->show();
}

void DetailsPane::activate(int row)
{
    if (row < 0)
        return;
    auto const& field = m_model->rowAt(row);
    if (field.name == QLatin1String("trace_id"))
        return emit traceWanted(field.value);
    if (field.name == QLatin1String("user_id"))
        return emit userWanted(field.value);
    if (field.name == QLatin1String("token_id") || field.name == QLatin1String("client_id"))
        return emit touchedWanted(field.name, field.value);
    if (!field.name.isEmpty())
        emit wanted(termOf(field.name, field.value));
}

QList<QAction*> DetailsPane::actionsOf(int row)
{
    auto const field = m_model->rowAt(row);
    QList<QAction*> actions;
    auto const add = [&](QString const& words, std::function<void()> act) {
        auto* action = new QAction{words, m_table};
        connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
        actions << action;
    };
    if (!field.name.isEmpty()) {
        add(tr("Only events with this value"),
            [this, field] { emit wanted(termOf(field.name, field.value)); });
        add(tr("Only events without it"),
            [this, field] { emit wanted(field.name + QStringLiteral("!=") + spelled(field.value)); });
    }
    if (field.name == QLatin1String("user_id"))
        add(tr("Open the user"), [this, field] { emit userWanted(field.value); });
    if (field.name == QLatin1String("token_id") || field.name == QLatin1String("user_id") ||
        field.name == QLatin1String("client_id"))
        add(tr("What did it touch?"), [this, field] { emit touchedWanted(field.name, field.value); });
    add(tr("Copy the value"), [this, field] {
        QApplication::clipboard()->setText(field.value);
        emit copied(field.label.isEmpty() ? field.name : field.label);
    });
    return actions;
}

} // namespace ui::logs
