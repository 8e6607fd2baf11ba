// The first-run tour.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tour.h"

#include "ui/kit/text.h"

namespace ui {

namespace {

constexpr int kWidthPx = 380;
constexpr int kLeftPx = 224;  // Right of the navigation.
constexpr int kBottomPx = 42; // Above the status bar.

struct Stop {
    char const* page;
    char const* title;
    char const* words;
};

constexpr Stop kStops[] = {
    {"overview", QT_TRANSLATE_NOOP("ui::Tour", "This is your engine"),
     QT_TRANSLATE_NOOP("ui::Tour", "Health, traffic and what is open. Everything here is asked from the "
                                   "engine over TLS, with your rights.")},
    {"logs", QT_TRANSLATE_NOOP("ui::Tour", "Find the burst"),
     QT_TRANSLATE_NOOP(
         "ui::Tour",
         "Drag over the tall bars in the histogram, or type severity>=error and press Ctrl Enter.")},
    {"alerts", QT_TRANSLATE_NOOP("ui::Tour", "Somebody guessed a password"),
     QT_TRANSLATE_NOOP("ui::Tour",
                       "Five wrong sign-ins, then a right one, raised this alert. Open its incident.")},
    {"incidents", QT_TRANSLATE_NOOP("ui::Tour", "The case writes itself"),
     QT_TRANSLATE_NOOP("ui::Tour", "Timeline, evidence and the suggested playbook stand here. Read what it "
                                   "will do before you start it.")},
    {"playbooks", QT_TRANSLATE_NOOP("ui::Tour", "Contain it"),
     QT_TRANSLATE_NOOP("ui::Tour", "The playbook takes a backup, shuts the account out, rotates the key, and "
                                   "then asks you one question.")},
    {"backup", QT_TRANSLATE_NOOP("ui::Tour", "Prove that it restores"),
     QT_TRANSLATE_NOOP("ui::Tour", "A drill restores a backup in a sandbox. Only that counts as proven.")},
    {"audit", QT_TRANSLATE_NOOP("ui::Tour", "And prove what was done"),
     QT_TRANSLATE_NOOP(
         "ui::Tour",
         "Every change stands in a chain of hashes. Verify walks it and names the first bad row.")},
};

} // namespace

int Tour::steps()
{
    return static_cast<int>(std::size(kStops));
}

Tour::Tour(QWidget* window, std::function<void(kit::Address const&)> go)
    : QWidget{window}, m_go{std::move(go)}
{
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Tour"));
    setFixedWidth(kWidthPx);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(18, 14, 18, 14);
    lines->setSpacing(8);
    m_count = kit::text({}, Type::Caption, Role::Muted);
    auto* shut = new kit::IconButton{QStringLiteral("x"), tr("End the tour"), 14};
    lines->addWidget(kit::row(8)->add(m_count, 1)->add(shut));
    m_title = kit::text({}, Type::H3);
    m_words = kit::text({}, Type::Body, Role::Text2, kit::Wrap::Yes);
    m_back = new kit::Button{tr("Back"), kit::Kind::Ghost};
    m_next = new kit::Button{tr("Next"), kit::Kind::Primary, QStringLiteral("arrow-right")};
    lines->addWidget(m_title);
    lines->addWidget(m_words);
    lines->addWidget(kit::row(8)->stretch()->add(m_back)->add(m_next));
    connect(shut, &QToolButton::clicked, this, &Tour::end);
    connect(m_back, &QPushButton::clicked, this, [this] { show(m_step - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] { m_step + 1 < steps() ? show(m_step + 1) : end(); });
    window->installEventFilter(this);
    show(0);
    QWidget::show();
    place();
}

void Tour::show(int step)
{
    m_step = step;
    auto const& stop = kStops[step];
    m_count->setText(tr("Tour, %1 of %2").arg(step + 1).arg(steps()));
    m_title->setText(tr(stop.title));
    m_words->setText(tr(stop.words));
    m_back->setEnabled(step > 0);
    m_next->setText(step + 1 < steps() ? tr("Next") : tr("Done"));
    m_go({QString::fromLatin1(stop.page), {}, {}});
    place();
}

void Tour::place()
{
    auto const height =
        layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(kWidthPx) : sizeHint().height();
    setGeometry(kLeftPx, parentWidget()->height() - kBottomPx - height, kWidthPx, height);
    raise();
}

void Tour::end()
{
    hide();
    emit closed();
    deleteLater();
}

bool Tour::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

} // namespace ui
