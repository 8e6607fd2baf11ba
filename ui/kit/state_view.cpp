// The four states of a view.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/state_view.h"

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QGraphicsOpacityEffect>
#include <QPainter>

namespace ui::kit {

namespace {

constexpr int kWordsWidthMax = 420;

/// Grey pieces where the rows will be: the layout does not jump when they come.
class Skeleton final : public QWidget {
protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(theme().dark() ? Role::Raised : Role::LineSubtle));
        static constexpr double kWidths[] = {0.34, 0.42, 0.28, 0.38, 0.31};
        auto const last = height() - 40;
        for (int top = 24, line = 0; top < last; top += 36, ++line) {
            painter.drawEllipse(QRectF(24, top, 20, 20));
            auto const width = kWidths[line % 5] * this->width();
            painter.drawRoundedRect(QRectF(56, top + 2, width, 7), 3, 3);
            painter.drawRoundedRect(QRectF(56, top + 13, width * 0.6, 5), 2, 2);
            painter.drawRoundedRect(QRectF(this->width() - 120, top + 6, 88, 7), 3, 3);
        }
    }
};

/// The round ground behind the icon of an empty state.
class Medallion final : public QWidget {
public:
    Medallion(QString icon, Role role) : m_icon{std::move(icon)}, m_role{role} { setFixedSize(48, 48); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().chip(m_role));
        painter.drawEllipse(rect());
        painter.drawPixmap(QPointF{14, 14}, tintedIcon(m_icon, 20, m_role));
    }

private:
    QString m_icon;
    Role m_role;
};

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::kit::StateView", words);
}

Panel* centred(QString const& icon, Role role, QString const& title, QString const& hint)
{
    auto* words = text(hint, Type::Body, Role::Text2, Wrap::Yes);
    words->setAlignment(Qt::AlignHCenter);
    words->setFixedWidth(kWordsWidthMax);
    auto* middle = column(8, {24, 24, 24, 24});
    middle->stretch()->add(new Medallion{icon, role}, 0, Qt::AlignHCenter)->gap(4);
    middle->add(text(title, Type::H3), 0, Qt::AlignHCenter)->add(words, 0, Qt::AlignHCenter);
    return middle;
}

} // namespace

QString plainWords(Problem const& problem)
{
    if (problem.unreachable())
        return tr("The engine does not answer");
    switch (problem.status) {
    case 401:
        return tr("Your session has ended");
    case 403:
        return problem.permission.isEmpty() ? tr("You may not do this")
                                            : tr("You need %1").arg(problem.permission);
    case 404:
        return tr("This is not there any more");
    case 409:
        return tr("Somebody changed this at the same time");
    case 412:
        return tr("This was changed since you opened it");
    case 422:
        return tr("The engine refused what was entered");
    case 429:
        return tr("Too many requests");
    case 503:
        return tr("The engine is busy");
    default:
        return problem.title.isEmpty() ? tr("The engine could not do this") : problem.title;
    }
}

QString consequence(Problem const& problem)
{
    auto const said = visible(problem.detail.isEmpty() ? problem.title : problem.detail);
    if (problem.unreachable())
        return tr("What you see may be old. Nothing was changed; the console goes on trying.");
    switch (problem.status) {
    case 401:
        return tr("Sign in again; what you entered is kept.");
    case 403:
        return tr("Nothing was changed. Somebody who manages roles can grant it.");
    case 429:
        return tr("Nothing was changed. Try again in %n s.")
            .replace(QStringLiteral("%n"), QString::number(problem.retryAfterSeconds));
    case 503:
        return tr("Nothing was changed. It asks to be tried again shortly.");
    default:
        return said.isEmpty() ? tr("Nothing was changed.") : tr("%1. Nothing was changed.").arg(said);
    }
}

QWidget* referenceBox(Problem const& problem)
{
    auto* box = column(4, {12, 10, 12, 10}, QStringLiteral("well"));
    auto const line = [box](QString const& name, QString const& value) {
        if (value.isEmpty())
            return;
        auto* label = text(name, Type::MonoSmall, Role::Muted);
        label->setFixedWidth(64);
        auto* shown = text(visible(value), Type::MonoSmall);
        shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
        box->add(row(8)->add(label)->add(shown, 1));
    };
    line(QStringLiteral("type"), problem.type);
    line(QStringLiteral("status"), problem.status ? QString::number(problem.status) : tr("no answer"));
    line(QStringLiteral("call"), problem.instance);
    line(QStringLiteral("trace"), problem.traceId);
    return box;
}

StateView::StateView(QWidget* content, QWidget* parent)
    : QWidget{parent}, m_stack{new QStackedWidget}, m_content{content}
{
    m_strip = row(8, {12, 6, 12, 6}, QStringLiteral("high"));
    m_strip->hide();
    auto* whole = new QVBoxLayout{this};
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_strip);
    whole->addWidget(m_stack, 1);
    m_stack->addWidget(content);
    auto* blank = new QWidget; // Before the first answer: nothing, until loading is worth saying.
    m_stack->addWidget(blank);
    m_stack->setCurrentWidget(blank);
    m_made = blank;
    m_loading.setSingleShot(true);
    m_loading.setInterval(kLoadingAfterMs);
    connect(&m_loading, &QTimer::timeout, this, [this] {
        if (m_face == Face::Loading)
            show(Face::Loading, new Skeleton, tr("Loading…"));
    });
}

void StateView::show(Face face, QWidget* widget, QString const& note)
{
    m_face = face;
    m_note = note;
    auto* old = m_made;
    m_made = widget == m_content ? nullptr : widget;
    if (widget != m_content)
        m_stack->addWidget(widget);
    m_stack->setCurrentWidget(widget);
    if (old && old != widget) {
        m_stack->removeWidget(old);
        old->deleteLater();
    }
    if (note.isEmpty())
        return;
    m_stack->setAccessibleName(note);
    QAccessibleEvent said{m_stack, QAccessible::NameChanged};
    QAccessible::updateAccessibility(&said);
}

void StateView::showLoading()
{
    // Content that stands stays visible while it is read again.
    if (m_face == Face::Content)
        return;
    m_face = Face::Loading;
    m_note = tr("Loading…");
    m_loading.start();
}

void StateView::showEmpty(QString const& icon, QString const& title, QString const& hint,
                          QString const& action, std::function<void()> act)
{
    m_loading.stop();
    m_strip->hide();
    auto* middle = centred(icon, Role::Accent, title, hint);
    if (!action.isEmpty()) {
        auto* button = new Button{action, Kind::Primary};
        connect(button, &QPushButton::clicked, this, [act = std::move(act)] { act(); });
        middle->gap(4)->add(button, 0, Qt::AlignHCenter);
    }
    middle->stretch();
    show(Face::Empty, middle, title + QStringLiteral(". ") + hint);
}

void StateView::showFailed(Problem const& problem, std::function<void()> retry)
{
    m_loading.stop();
    if (m_face == Face::Content && problem.unreachable())
        return showStale(plainWords(problem));
    auto const forbidden = problem.status == 403;
    auto* middle = centred(forbidden ? QStringLiteral("lock") : QStringLiteral("triangle-alert"),
                           forbidden ? Role::Violet : Role::High, plainWords(problem), consequence(problem));
    auto* reference = referenceBox(problem);
    reference->setFixedWidth(kWordsWidthMax);
    middle->gap(4)->add(reference, 0, Qt::AlignHCenter);
    auto* actions = row(8);
    if (retry) {
        auto* again = new Button{tr("Try again"), Kind::Primary, QStringLiteral("refresh-cw")};
        connect(again, &QPushButton::clicked, this, [retry = std::move(retry)] { retry(); });
        actions->add(again);
    }
    auto* copy = new Button{tr("Copy reference"), Kind::Ghost, QStringLiteral("copy")};
    connect(copy, &QPushButton::clicked, this, [problem] {
        QApplication::clipboard()->setText(QStringLiteral("%1 %2 %3 trace %4")
                                               .arg(problem.type)
                                               .arg(problem.status)
                                               .arg(problem.instance, problem.traceId));
    });
    middle->gap(4)->add(actions->add(copy), 0, Qt::AlignHCenter)->stretch();
    show(Face::Failed, middle,
         tr("%1. %2 Reference %3").arg(plainWords(problem), consequence(problem), problem.traceId));
}

void StateView::showContent()
{
    m_loading.stop();
    m_strip->hide();
    m_content->setEnabled(true);
    show(Face::Content, m_content, {});
}

void StateView::showStale(QString const& words)
{
    m_strip->clear();
    m_strip->add(iconLabel(QStringLiteral("plug-zap"), 14, Role::High))
        ->add(text(words, Type::Small, Role::High))
        ->stretch();
    m_strip->show();
    m_content->setEnabled(false);
}

} // namespace ui::kit
