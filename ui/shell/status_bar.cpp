// The status bar.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_bar.h"

#include "ui/kit/text.h"

#include <QTimer>

namespace ui {

StatusBar::StatusBar(ApiClient& api, JobFollower& jobs, Clock const& clock, QWidget* parent)
    : QWidget{parent}, m_api{api}, m_clock{clock}
{
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(26);
    auto* line = new QHBoxLayout{this};
    line->setContentsMargins(16, 0, 12, 0);
    line->setSpacing(6);
    m_plug = kit::iconLabel(QStringLiteral("plug-zap"), 13, Role::Ok);
    m_connection = kit::text({}, Type::Caption, Role::Text2);
    m_engine = kit::text({}, Type::Caption, Role::Text2);
    m_jobs = new JobTray{jobs};
    m_waiting = new kit::Button{{}, kit::Kind::Link, QStringLiteral("hourglass"), kit::Size::Compact};
    m_waiting->setFont(fontOf(Type::Caption));
    m_waiting->setFixedHeight(24);
    m_waiting->hide();
    m_time = kit::text({}, Type::Caption, Role::Text2);
    line->addWidget(m_plug);
    line->addWidget(m_connection);
    line->addSpacing(10);
    line->addWidget(kit::iconLabel(QStringLiteral("server"), 13));
    line->addWidget(m_engine);
    line->addStretch();
    line->addWidget(m_waiting);
    line->addWidget(m_jobs);
    line->addSpacing(10);
    line->addWidget(kit::iconLabel(QStringLiteral("clock"), 13));
    line->addWidget(m_time);
    connect(m_waiting, &QPushButton::clicked, this, &StatusBar::waitingWanted);
    connect(&api, &ApiClient::reachableChanged, this, [this](bool reachable) {
        m_reachable = reachable;
        m_silentSince = reachable ? QDateTime{} : m_clock.now();
        showConnection();
    });
    connect(&api, &ApiClient::answered, this, [this](int elapsedMs) {
        m_elapsedMs = elapsedMs;
        showConnection();
    });
    auto* tick = new QTimer{this};
    connect(tick, &QTimer::timeout, this, &StatusBar::showTime);
    tick->start(1000);
    showConnection();
    showTime();
}

void StatusBar::setEngine(QString const& words)
{
    m_engine->setText(words);
}

void StatusBar::setWaitingRuns(int count)
{
    m_waiting->setVisible(count > 0);
    m_waiting->setText(count == 1 ? tr("1 run waits for an answer")
                                  : tr("%1 runs wait for an answer").arg(count));
    m_waiting->setAccessibleName(m_waiting->text());
}

void StatusBar::showConnection()
{
    auto const protocol = m_api.peer().protocol;
    auto words = m_reachable ? tr("Connected") : tr("No answer since %1").arg(kit::clockTime(m_silentSince));
    if (m_reachable && !protocol.isEmpty())
        words += QStringLiteral(" · ") + protocol;
    if (m_reachable && m_elapsedMs > 0)
        words += QStringLiteral(" · %1 ms").arg(m_elapsedMs);
    m_connection->setText(words);
    kit::setTone(m_connection, m_reachable ? Role::Text2 : Role::High);
}

void StatusBar::showTime()
{
    m_time->setText(kit::clockTime(m_clock.now()) + QStringLiteral(" UTC"));
}

} // namespace ui
