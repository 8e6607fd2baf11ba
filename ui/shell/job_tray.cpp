// The job tray.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/job_tray.h"

#include "ui/kit/text.h"

namespace ui {

namespace {

constexpr int kListWidthPx = 420;

double shareOf(Job const& job)
{
    return job.total > 0 ? static_cast<double>(job.completed) / static_cast<double>(job.total) : -1;
}

} // namespace

QString jobTitle(Job const& job)
{
    // "backup.drill" reads as "Backup drill"; the engine's kinds are its own words.
    auto words = job.kind;
    words.replace(QLatin1Char('.'), QLatin1Char(' ')).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

JobTray::JobTray(JobFollower& jobs, QWidget* parent) : QWidget{parent}, m_jobs{jobs}
{
    auto* line = new QHBoxLayout{this};
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    m_words =
        new kit::Button{tr("No jobs"), kit::Kind::Link, QStringLiteral("loader-circle"), kit::Size::Compact};
    m_words->setFixedHeight(24);
    m_words->setFont(fontOf(Type::Caption));
    m_bar = new kit::ProgressBar{4};
    m_bar->setFixedWidth(72);
    line->addWidget(m_words);
    line->addWidget(m_bar);
    connect(m_words, &QPushButton::clicked, this, &JobTray::openList);
    connect(&jobs, &JobFollower::changed, this, &JobTray::show);
    connect(&jobs, &JobFollower::ended, this, &JobTray::show);
    show();
}

void JobTray::show()
{
    auto const& jobs = m_jobs.jobs();
    setVisible(!jobs.isEmpty());
    if (jobs.isEmpty())
        return;
    int running = 0;
    Job const* newest = nullptr;
    for (auto const& job : jobs) {
        if (job.ended())
            continue;
        ++running;
        if (!newest)
            newest = &job;
    }
    m_bar->setVisible(newest);
    if (!newest) {
        m_words->setText(jobs.size() == 1 ? tr("1 job ended") : tr("%1 jobs ended").arg(jobs.size()));
        m_words->setIconName(jobs.first().state == QLatin1String("done") ? QStringLiteral("check")
                                                                         : QStringLiteral("circle-alert"));
    } else {
        auto const share = shareOf(*newest);
        auto words = jobTitle(*newest);
        if (share >= 0)
            words += QStringLiteral(" %1%").arg(qRound(share * 100));
        if (running > 1)
            words += tr(" and %n more", nullptr, running - 1);
        m_words->setText(words);
        m_words->setIconName(QStringLiteral("loader-circle"));
        m_bar->set(share);
    }
    m_words->setAccessibleName(m_words->text());
    if (m_list)
        fillList(static_cast<kit::Panel*>(m_list.data()));
}

void JobTray::openList()
{
    if (m_list) {
        m_list->deleteLater();
        m_list = nullptr;
        return;
    }
    auto* list = kit::column(8, {14, 12, 14, 12}, QStringLiteral("dialog"));
    list->setParent(window());
    list->setAccessibleName(tr("Jobs"));
    m_list = list;
    fillList(list);
    list->show();
    list->raise();
}

void JobTray::fillList(kit::Panel* list)
{
    list->clear();
    auto* shut = new kit::IconButton{QStringLiteral("x"), tr("Close"), 14};
    connect(shut, &QToolButton::clicked, this, &JobTray::openList);
    list->add(kit::row(8)->add(kit::text(tr("Jobs"), Type::H3), 1)->add(shut));
    for (auto const& job : m_jobs.jobs())
        list->add(lineOf(job));
    list->setFixedWidth(kListWidthPx);
    list->layout()->activate();
    auto const height = std::min(list->sizeHint().height(), window()->height() - 120);
    list->setGeometry(window()->width() - kListWidthPx - 16, window()->height() - 34 - height, kListWidthPx,
                      height);
}

kit::Panel* JobTray::lineOf(Job const& job)
{
    auto* lines = kit::column(4, {0, 4, 0, 4});
    auto* head = kit::row(8);
    auto const failed = job.state == QLatin1String("failed");
    head->add(new kit::SeverityGlyph{failed        ? Severity::Critical
                                     : job.ended() ? Severity::Ok
                                                   : Severity::Info,
                                     14});
    head->add(kit::text(jobTitle(job), Type::Strong), 1);
    head->add(kit::text(job.state, Type::Small, Role::Muted));
    if (!job.ended() && job.cancellable) {
        auto* stop = new kit::Button{tr("Cancel"), kit::Kind::Ghost, {}, kit::Size::Compact};
        connect(stop, &QPushButton::clicked, this, [this, id = job.id] { m_jobs.cancel(id); });
        head->add(stop);
    }
    if (job.ended()) {
        auto* away = new kit::IconButton{QStringLiteral("x"), tr("Dismiss"), 14};
        connect(away, &QToolButton::clicked, this, [this, id = job.id] {
            m_jobs.dismiss(id);
            show();
            if (m_list)
                fillList(static_cast<kit::Panel*>(m_list.data()));
        });
        head->add(away);
    }
    lines->add(head);
    if (!job.says.isEmpty())
        lines->add(kit::text(kit::visible(job.says), Type::Small, failed ? Role::Crit : Role::Text2,
                             kit::Wrap::Yes));
    if (!job.ended()) {
        auto* bar = new kit::ProgressBar{4};
        bar->set(shareOf(job));
        lines->add(bar);
    }
    return lines;
}

} // namespace ui
