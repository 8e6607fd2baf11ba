// Fields and forms.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/form.h"

#include "ui/kit/layout.h"
#include "ui/kit/text.h"

#include <QAccessible>
#include <QAction>
#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace ui::kit {

namespace {

/// The sheet hides Qt's arrow; this draws ours, in the theme's colour.
class ArrowedCombo final : public QComboBox {
protected:
    void paintEvent(QPaintEvent* event) override
    {
        QComboBox::paintEvent(event);
        QPainter painter{this};
        painter.drawPixmap(QPointF(width() - 24, (height() - 14) / 2.0),
                           tintedIcon(QStringLiteral("chevron-down"), 14, Role::Muted));
    }
};

} // namespace

QLineEdit* input(QString const& placeholder, QString const& iconName, bool mono)
{
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    edit->setFixedHeight(32);
    edit->setFont(mono ? fontOf(Type::Mono) : fontOf(Type::Body));
    if (placeholder.size() > 0)
        edit->setAccessibleName(placeholder);
    if (iconName.isEmpty())
        return edit;
    auto* action = edit->addAction(QIcon{tintedIcon(iconName, 16, Role::Muted)}, QLineEdit::LeadingPosition);
    action->setText(placeholder); // Qt makes a button of it, which is read out.
    QObject::connect(&theme(), &Theme::changed, action,
                     [action, iconName] { action->setIcon(QIcon{tintedIcon(iconName, 16, Role::Muted)}); });
    return edit;
}

QComboBox* choice(QStringList const& words)
{
    auto* box = new ArrowedCombo;
    box->addItems(words);
    box->setFixedHeight(32);
    box->setFont(fontOf(Type::Body));
    return box;
}

QPlainTextEdit* textArea(QString const& placeholder, int lines, bool mono)
{
    auto* area = new QPlainTextEdit;
    area->setPlaceholderText(placeholder);
    area->setFont(mono ? fontOf(Type::Mono) : fontOf(Type::Body));
    area->setMinimumHeight(lines * 18 + 14);
    area->setTabChangesFocus(!mono);
    if (placeholder.size() > 0)
        area->setAccessibleName(placeholder);
    return area;
}

Field::Field(QString const& name, QString const& label, QWidget* control, QString const& help,
             QWidget* parent)
    : QWidget{parent}, m_name{name}, m_help{help}, m_control{control}
{
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(6);
    auto* head = kit::text(label, Type::SmallStrong, Role::Text2);
    head->setBuddy(control);
    control->setAccessibleName(label);
    lines->addWidget(head);
    lines->addWidget(control);
    m_footIcon = iconLabel(QStringLiteral("circle-alert"), 13, Role::Crit);
    m_foot = kit::text({}, Type::Small, Role::Muted, Wrap::Yes);
    auto* foot = row(5)->add(m_footIcon, 0, Qt::AlignTop)->add(m_foot, 1);
    lines->addWidget(foot);
    control->installEventFilter(this);
    if (auto* line = qobject_cast<QLineEdit*>(control))
        connect(line, &QLineEdit::textEdited, this, &Field::edited);
    if (auto* area = qobject_cast<QPlainTextEdit*>(control))
        connect(area, &QPlainTextEdit::textChanged, this, &Field::edited);
    if (auto* box = qobject_cast<QComboBox*>(control))
        connect(box, &QComboBox::activated, this, &Field::edited);
    showFoot();
}

void Field::setCheck(Check check)
{
    m_check = std::move(check);
}

bool Field::check()
{
    auto const sentence = m_check ? m_check(text()) : QString{};
    if (sentence.isEmpty())
        clearError();
    else
        showError(sentence);
    return sentence.isEmpty();
}

void Field::showError(QString const& sentence)
{
    m_error = visible(sentence);
    showFoot();
}

void Field::clearError()
{
    m_error.clear();
    showFoot();
}

void Field::setHelp(QString const& help)
{
    m_help = help;
    showFoot();
}

void Field::showFoot()
{
    auto const bad = !m_error.isEmpty();
    m_control->setProperty("bad", bad);
    restyle(m_control);
    m_control->setAccessibleDescription(bad ? m_error : m_help);
    m_footIcon->setVisible(bad);
    m_foot->setText(bad ? m_error : m_help);
    setTone(m_foot, bad ? Role::Crit : Role::Muted);
    m_foot->setVisible(!m_foot->text().isEmpty());
}

QString Field::text() const
{
    if (auto* line = qobject_cast<QLineEdit*>(m_control))
        return line->text();
    if (auto* area = qobject_cast<QPlainTextEdit*>(m_control))
        return area->toPlainText();
    if (auto* box = qobject_cast<QComboBox*>(m_control))
        return box->currentText();
    return {};
}

void Field::setText(QString const& text)
{
    if (auto* line = qobject_cast<QLineEdit*>(m_control))
        line->setText(text);
    if (auto* area = qobject_cast<QPlainTextEdit*>(m_control))
        area->setPlainText(text);
    if (auto* box = qobject_cast<QComboBox*>(m_control))
        box->setCurrentText(text);
}

bool Field::eventFilter(QObject* watched, QEvent* event)
{
    // An untouched empty field is not scolded for being left.
    if (watched == m_control && event->type() == QEvent::FocusOut && !text().isEmpty())
        check();
    return QWidget::eventFilter(watched, event);
}

Form::Form(QWidget* parent) : QWidget{parent}
{
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(12);
}

Field* Form::add(Field* field)
{
    layout()->addWidget(field);
    m_fields << field;
    connect(field, &Field::edited, this, [this] {
        m_changed = true;
        emit edited();
    });
    return field;
}

Field* Form::addText(QString const& name, QString const& label, QString const& help,
                     QString const& placeholder)
{
    return add(new Field{name, label, input(placeholder), help});
}

Field* Form::addPassword(QString const& name, QString const& label, QString const& help)
{
    auto* edit = input();
    edit->setEchoMode(QLineEdit::Password);
    edit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    return add(new Field{name, label, edit, help});
}

Field* Form::field(QString const& name) const
{
    for (auto* field : m_fields)
        if (field->name() == name)
            return field;
    return nullptr;
}

bool Form::check()
{
    Field* first = nullptr;
    for (auto* field : m_fields)
        if (!field->check() && !first)
            first = field;
    if (!first)
        return true;
    first->control()->setFocus(Qt::OtherFocusReason);
    QAccessibleEvent said{first->control(), QAccessible::Alert};
    QAccessible::updateAccessibility(&said);
    return false;
}

QStringList Form::showProblem(Problem const& problem)
{
    QStringList left;
    Field* first = nullptr;
    for (auto const& error : problem.errors) {
        // "/permissions/0/scope" belongs to the field "permissions".
        auto const member = error.pointer.section(QLatin1Char('/'), 1, 1);
        auto* found = field(member);
        if (found)
            found->showError(error.message);
        else
            left << visible(error.pointer.isEmpty() ? error.message
                                                    : error.pointer + QStringLiteral(": ") + error.message);
        if (found && !first)
            first = found;
    }
    if (first)
        first->control()->setFocus(Qt::OtherFocusReason);
    return left;
}

QJsonObject Form::values() const
{
    QJsonObject values;
    for (auto* field : m_fields)
        if (!field->text().isEmpty())
            values[field->name()] = field->text();
    return values;
}

Field::Check lengthBetween(int least, int most, QString const& example)
{
    return [=](QString const& text) {
        auto const size = text.trimmed().size();
        if (size >= least && size <= most)
            return QString{};
        return QCoreApplication::translate("ui::kit::Form", "%1 to %2 characters, as \"%3\"")
            .arg(least)
            .arg(most)
            .arg(example);
    };
}

Field::Check required(QString const& sentence)
{
    return [sentence](QString const& text) { return text.trimmed().isEmpty() ? sentence : QString{}; };
}

} // namespace ui::kit
