// The past of the requests.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_history.h"

#include <QTimer>

namespace ui::overview {

namespace {
constexpr int kRetrySecondsDefault = 10;
} // namespace

OverviewHistory::OverviewHistory(OverviewClient& client, QObject* parent) : QObject{parent}, m_client{client}
{
}

void OverviewHistory::read(Range const& range, QDateTime const& now)
{
    ++m_turn;
    m_stage = 0;
    m_reading = true;
    m_steps = range.steps;
    // Steps begin at round times, so that the axis reads well and two readings agree.
    auto const stepSeconds = range.seconds / range.steps;
    auto const end = (now.toSecsSinceEpoch() / stepSeconds + 1) * stepSeconds;
    m_to = QDateTime::fromSecsSinceEpoch(end, Qt::UTC);
    m_from = m_to.addSecs(-range.seconds);
    m_traffic.set(m_from, stepSeconds * 1000, std::vector<Step>(static_cast<std::size_t>(range.steps)));
    next();
}

void OverviewHistory::ask(QString const& also, QDateTime const& from, int parts,
                          std::function<void(Counts const&)> take)
{
    m_client.requestCounts(also, from, m_to, parts, this,
                           [this, take = std::move(take), turn = m_turn](Reply<Counts> const& reply) {
                               if (turn != m_turn)
                                   return;
                               auto const* problem = problemOf(reply);
                               if (!problem)
                                   return take(std::get<Counts>(reply));
                               if (problem->status != 429) {
                                   m_reading = false;
                                   return emit failed(*problem);
                               }
                               auto const seconds = problem->retryAfterSeconds > 0
                                                        ? problem->retryAfterSeconds
                                                        : kRetrySecondsDefault;
                               QTimer::singleShot(seconds * 1000, this, [this, turn] {
                                   if (turn == m_turn)
                                       next();
                               });
                           });
}

void OverviewHistory::next()
{
    auto const bound = static_cast<std::size_t>(std::max(0, m_stage - 2));
    if (m_stage == 0) // Twice as far back: the time before is what now is compared with.
        return ask({}, m_from.addSecs(-m_from.secsTo(m_to)), 2 * m_steps,
                   [this](Counts const& counts) { takeAll(counts); });
    if (m_stage == 1)
        return ask(QStringLiteral("status>=400"), m_from, m_steps, [this](Counts const& counts) {
            for (std::size_t step = 0; step < std::min(counts.all.size(), m_traffic.steps().size()); ++step)
                m_traffic.steps()[step].clientErrors =
                    std::max<qint64>(0, counts.all[step] - m_traffic.steps()[step].serverErrors);
            ++m_stage;
            emit counted(m_traffic, m_before);
            next();
        });
    ask(QStringLiteral("duration_us>%1").arg(kBoundsUs[bound]), m_from, m_steps,
        [this, bound](Counts const& counts) {
            for (std::size_t step = 0; step < std::min(counts.all.size(), m_traffic.steps().size()); ++step)
                m_traffic.steps()[step].above[bound] = counts.all[step];
            ++m_stage;
            if (counts.total > 0 && bound + 1 < kBoundsUs.size())
                return next();
            m_reading = false;
            emit done(m_traffic);
        });
}

void OverviewHistory::takeAll(Counts const& counts)
{
    m_before = 0;
    auto const steps = static_cast<std::size_t>(m_steps);
    for (std::size_t part = 0; part < counts.all.size(); ++part) {
        if (part < steps) {
            m_before += counts.all[part];
            continue;
        }
        if (part - steps >= steps)
            break;
        m_traffic.steps()[part - steps].requests = counts.all[part];
        m_traffic.steps()[part - steps].serverErrors = counts.errors[part];
    }
    ++m_stage;
    next();
}

} // namespace ui::overview
