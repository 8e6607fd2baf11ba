// Columns of the open alerts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_model.h"

#include "ui/kit/text.h"

#include <algorithm>

namespace ui::overview {

OpenAlertsModel::OpenAlertsModel(QObject* parent)
    : TableModel{
          {
              {tr("Severity"), 104, [](Alert const& alert) { return kit::severityCell(alert.severity); }},
              {tr("Alert"), 0, [](Alert const& alert) { return kit::strong(kit::visible(alert.rule)); }},
              {tr("Subject"), 128,
               [](Alert const& alert) { return kit::monoMuted(kit::visible(alert.key)); }},
              {tr("Age"), 72,
               [](Alert const& alert) {
                   auto cell = kit::number(alert.age);
                   cell.tip = kit::dayTime(alert.openedAt);
                   return cell;
               }},
          },
          parent}
{
}

void sortByNeed(std::vector<Alert>& alerts)
{
    std::stable_sort(alerts.begin(), alerts.end(), [](Alert const& a, Alert const& b) {
        return a.severity != b.severity ? a.severity < b.severity : a.openedAt > b.openedAt;
    });
}

} // namespace ui::overview
