// Dialogs over the page and the confirmation ladder.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/dialog.h"

#include "ui/kit/focus_order.h"
#include "ui/kit/state_view.h"
#include "ui/kit/text.h"

#include <QAccessible>
#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QPainter>

namespace ui::kit {

namespace {

constexpr int kEdgePx = 24;

} // namespace

Dialog::Dialog(QWidget* over, QString const& title, QString const& fact, int width)
    : QWidget{over->window()}, m_width{width}
{
    setAccessibleName(title);
    m_card = column(0, {}, QStringLiteral("dialog"));
    m_card->setParent(this);
    m_headLines = column(3);
    m_headLines->add(text(title, Type::H2, Role::Text, Wrap::Yes));
    if (!fact.isEmpty())
        m_headLines->add(text(fact, Type::Small, Role::Muted, Wrap::Yes));
    auto* shut = new IconButton{QStringLiteral("x"), tr("Close"), 16};
    connect(shut, &QToolButton::clicked, this, &Dialog::close);
    auto* head = row(8, {24, 20, 16, 8});
    head->add(m_headLines, 1)->add(shut, 0, Qt::AlignTop);
    m_body = column(12, {24, 8, 24, 20});
    m_banner = column(2, {12, 8, 12, 8}, QStringLiteral("crit"));
    m_banner->hide();
    m_footNote = elided({}, Type::Small, Role::Muted);
    m_foot = row(8, {24, 12, 24, 16});
    m_foot->add(m_footNote, 1);
    m_card->add(head);
    m_card->add(row(0, {24, 0, 24, 0})->add(m_banner, 1));
    m_card->add(m_body, 1)->add(rule())->add(m_foot);
    auto* shadow = new QGraphicsDropShadowEffect{m_card};
    shadow->setBlurRadius(60);
    shadow->setOffset(0, 16);
    shadow->setColor(color(Role::Scrim));
    m_card->setGraphicsEffect(shadow);
    window()->installEventFilter(this);
    m_card->installEventFilter(this);
    hide();
}

Button* Dialog::addButton(QString const& label, Kind kind, QString const& iconName)
{
    auto* button = new Button{label, kind, iconName};
    m_foot->add(button);
    return button;
}

void Dialog::setFootNote(QString const& words)
{
    m_footNote->setText(words);
}

void Dialog::showBanner(QString const& title, QString const& hint)
{
    m_banner->clear();
    m_banner->setVisible(!title.isEmpty());
    if (title.isEmpty())
        return;
    m_banner->add(text(title, Type::Strong, Role::Crit, Wrap::Yes));
    if (!hint.isEmpty())
        m_banner->add(text(hint, Type::Small, Role::Text2, Wrap::Yes));
    m_banner->setAccessibleName(title + QStringLiteral(". ") + hint);
    QAccessibleEvent said{m_banner, QAccessible::Alert};
    QAccessible::updateAccessibility(&said);
    place();
}

void Dialog::open(QWidget* focusFirst)
{
    m_giveBack = QApplication::focusWidget();
    show();
    raise();
    place();
    if (focusFirst)
        focusFirst->setFocus(Qt::PopupFocusReason);
    else
        setFocus();
    QAccessibleEvent said{this, QAccessible::DialogStart};
    QAccessible::updateAccessibility(&said);
}

void Dialog::close()
{
    if (isHidden())
        return;
    hide();
    if (m_giveBack)
        m_giveBack->setFocus(Qt::PopupFocusReason);
    emit closed();
    deleteLater();
}

void Dialog::place()
{
    setGeometry(window()->rect());
    auto const width = std::min(m_width, this->width() - 2 * kEdgePx);
    m_card->setFixedWidth(width);
    m_card->layout()->activate();
    auto wanted = m_card->layout()->hasHeightForWidth() ? m_card->layout()->totalHeightForWidth(width)
                                                        : m_card->sizeHint().height();
    wanted = std::min(wanted, height() - 2 * kEdgePx);
    m_card->setGeometry((this->width() - width) / 2, (height() - wanted) / 2, width, wanted);
}

void Dialog::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.fillRect(rect(), color(Role::Scrim));
}

void Dialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return close();
    event->accept(); // Nothing below the scrim hears the keyboard.
}

// Tab goes round inside: what lies below the scrim is out of reach.
bool Dialog::focusNextPrevChild(bool next)
{
    stepFocus({m_card}, next);
    return true;
}

bool Dialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == window() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched == m_card && event->type() == QEvent::LayoutRequest && isVisible())
        place(); // Its content grew.
    return QWidget::eventFilter(watched, event);
}

ConfirmDialog::ConfirmDialog(QWidget* over, Confirmation confirmation, std::function<void(QString)> confirmed)
    : Dialog{over, confirmation.title, confirmation.fact}, m_confirmation{std::move(confirmation)},
      m_confirmed{std::move(confirmed)}
{
    addEffects();
    if (m_confirmation.asksReason) {
        m_reason = input(tr("Why, for the audit trail"));
        body()->add(new Field{QStringLiteral("reason"), tr("Reason for the audit trail"), m_reason});
        connect(m_reason, &QLineEdit::textChanged, this, &ConfirmDialog::judge);
    }
    if (m_confirmation.rung == Rung::Destructive) {
        m_typed = input({}, {}, true);
        body()->add(
            new Field{QStringLiteral("typed"), tr("Type %1 to confirm").arg(m_confirmation.typed), m_typed});
        m_count = text({}, Type::Small, Role::Muted);
        body()->add(m_count);
        connect(m_typed, &QLineEdit::textChanged, this, &ConfirmDialog::judge);
    }
    if (!m_confirmation.undoUntil.isEmpty())
        setFootNote(m_confirmation.undoUntil);
    m_keep = addButton(m_confirmation.keep.isEmpty() ? tr("Cancel") : m_confirmation.keep, Kind::Default);
    m_danger = addButton(m_confirmation.verb, m_confirmation.danger ? Kind::Danger : Kind::Primary);
    m_keep->setAutoDefault(true);
    connect(m_keep, &QPushButton::clicked, this, &Dialog::close);
    connect(m_danger, &QPushButton::clicked, this, [this] {
        m_busy = true;
        judge();
        m_confirmed(m_reason ? m_reason->text().trimmed() : QString{});
    });
    judge();
    open(m_typed || m_reason ? static_cast<QWidget*>(m_reason ? m_reason : m_typed) : m_keep);
}

void ConfirmDialog::addEffects()
{
    if (m_confirmation.effects.isEmpty())
        return;
    auto* box = column(8, {14, 12, 14, 12}, QStringLiteral("well"));
    for (auto const& effect : m_confirmation.effects) {
        auto* line = row(10)->add(iconLabel(effect.icon, 16, effect.tone), 0, Qt::AlignTop);
        line->add(text(visible(effect.words), Type::Strong, Role::Text, Wrap::Yes), 1);
        if (!effect.fact.isEmpty())
            line->add(text(visible(effect.fact), Type::MonoSmall, Role::Muted));
        box->add(line);
    }
    body()->add(box);
}

void ConfirmDialog::judge()
{
    auto ready = !m_busy;
    if (m_typed) {
        auto const wanted = m_confirmation.typed;
        auto const given = m_typed->text();
        int same = 0;
        while (same < given.size() && same < wanted.size() && given[same] == wanted[same])
            ++same;
        m_count->setText(given == wanted ? tr("Matches")
                                         : tr("%1 of %2 characters match").arg(same).arg(wanted.size()));
        ready = ready && given == wanted;
    }
    if (m_reason)
        ready = ready && !m_reason->text().trimmed().isEmpty();
    m_danger->setEnabled(ready);
}

void ConfirmDialog::failed(Problem const& problem)
{
    m_busy = false;
    judge();
    showBanner(plainWords(problem), consequence(problem));
}

FormDialog::FormDialog(QWidget* over, QString const& title, QString const& fact, QString const& verb,
                       int width)
    : Dialog{over, title, fact, width}, m_form{new Form}
{
    body()->add(m_form);
    auto* cancel = addButton(tr("Cancel"), Kind::Default);
    m_verb = addButton(verb, Kind::Primary);
    connect(cancel, &QPushButton::clicked, this, &Dialog::close);
    connect(m_verb, &QPushButton::clicked, this, &FormDialog::trySubmit);
}

void FormDialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return && (event->modifiers() & Qt::ControlModifier))
        return trySubmit();
    Dialog::keyPressEvent(event);
}

void FormDialog::trySubmit()
{
    if (!m_verb->isEnabled() || !m_form->check())
        return;
    m_verb->setEnabled(false);
    if (m_submit)
        m_submit();
}

void FormDialog::failed(Problem const& problem)
{
    m_verb->setEnabled(true);
    auto const left = m_form->showProblem(problem);
    if (problem.errors.isEmpty() || !left.isEmpty())
        showBanner(plainWords(problem),
                   left.isEmpty() ? consequence(problem) : left.join(QStringLiteral("; ")));
}

} // namespace ui::kit
