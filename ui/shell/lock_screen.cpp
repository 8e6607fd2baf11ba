// The cover and the clock behind it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/lock_screen.h"

#include "ui/kit/text.h"
#include "ui/shell/sign_in.h"

#include <QApplication>
#include <QEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kFormPx = 380;

bool isTouch(QEvent::Type type)
{
    switch (type) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TabletPress:
        return true;
    default:
        return false;
    }
}

} // namespace

LockScreen::LockScreen(Session& session, QWidget* window)
    : QWidget{window->window()}, m_session{session}, m_windowTitle{window->window()->windowTitle()}
{
    setAccessibleName(tr("The console is locked"));
    m_form = new kit::Form;
    m_form->addPassword("password", tr("Password of %1").arg(kit::visible(session.userName())))
        ->setCheck(kit::required(tr("Type your password")));
    m_banner = kit::text({}, Type::Strong, Role::Crit, kit::Wrap::Yes);
    m_banner->hide();
    m_button = new kit::Button{tr("Unlock"), kit::Kind::Primary, "lock-open", kit::Size::Decisive};
    auto* const out = new kit::Button{tr("Leave this engine"), kit::Kind::Ghost, "log-out"};
    auto* const form = kit::column(16);
    form->setFixedWidth(kFormPx);
    form->add(kit::row(10)
                  ->add(kit::iconLabel("lock-keyhole", 24, Role::Muted))
                  ->add(kit::text(tr("Locked"), Type::Display))
                  ->stretch());
    form->add(kit::text(
        tr("Nothing is shown until you sign in again. Alerts, jobs and playbooks go on in the engine."),
        Type::Body, Role::Muted, kit::Wrap::Yes));
    form->add(m_form)->add(m_banner)->add(m_button)->add(kit::row(0)->stretch()->add(out)->stretch());
    auto* const lines = new QVBoxLayout{this};
    lines->addStretch();
    lines->addWidget(form, 0, Qt::AlignHCenter);
    lines->addStretch();
    connect(m_button, &QPushButton::clicked, this, &LockScreen::submit);
    connect(out, &QPushButton::clicked, this, [this] {
        reveal();
        emit leave();
    });
    auto* const password = qobject_cast<QLineEdit*>(m_form->field("password")->control());
    connect(password, &QLineEdit::returnPressed, this, &LockScreen::submit);
    hideOthers();
    this->window()->installEventFilter(this);
    setGeometry(this->window()->rect());
    show();
    raise();
    password->setFocus();
}

void LockScreen::hideOthers()
{
    if (auto* const popup = QApplication::activePopupWidget())
        popup->close();
    for (auto* const child : window()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        if (child == this || child->isWindow() || child->isHidden())
            continue;
        m_hidden << child;
        child->hide();
    }
    window()->setWindowTitle(tr("Dewar (locked)")); // The title may name a case.
}

void LockScreen::reveal()
{
    window()->setWindowTitle(m_windowTitle);
    for (auto const& child : m_hidden)
        if (child)
            child->show();
    hide();
    deleteLater();
}

void LockScreen::submit()
{
    if (!m_button->isEnabled() || !m_form->check())
        return;
    m_button->setEnabled(false);
    m_banner->hide();
    m_session.signIn(m_session.userName(), takeSecret(m_form->field("password")),
                     {this, [this](Reply<bool> reply) {
                          m_button->setEnabled(true);
                          if (auto const* problem = problemOf(reply)) {
                              m_banner->setText(signInWords(*problem));
                              m_banner->show();
                              return m_form->field("password")->control()->setFocus();
                          }
                          reveal();
                          emit unlocked();
                      }});
}

void LockScreen::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.fillRect(rect(), color(Role::Canvas));
}

bool LockScreen::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != window())
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Resize)
        setGeometry(window()->rect());
    // A toast or a dialog that comes now waits, hidden, until the screen is unlocked.
    if (event->type() == QEvent::ChildAdded || event->type() == QEvent::LayoutRequest)
        raise();
    return QWidget::eventFilter(watched, event);
}

IdleLock::IdleLock(Session& session, QWidget* window, int minutes)
    : QObject{window}, m_session{session}, m_window{window}
{
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, &IdleLock::lock);
    qApp->installEventFilter(this);
    setMinutes(minutes);
}

void IdleLock::setIdleMs(int milliseconds)
{
    m_idle.stop();
    m_idle.setInterval(milliseconds);
    if (milliseconds > 0)
        m_idle.start();
}

void IdleLock::lock()
{
    if (m_screen || m_session.userName().isEmpty())
        return;
    m_screen = new LockScreen{m_session, m_window};
    connect(m_screen, &LockScreen::unlocked, this, [this] { emit lockedChanged(false); });
    connect(m_screen, &LockScreen::leave, this, [this] {
        emit lockedChanged(false);
        emit leave();
    });
    emit lockedChanged(true);
}

bool IdleLock::eventFilter(QObject* watched, QEvent* event)
{
    if (isTouch(event->type()) && m_idle.interval() > 0)
        m_idle.start();
    return QObject::eventFilter(watched, event);
}

} // namespace ui
