// The overview's table of open alerts.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/overview/overview_types.h"

namespace ui::overview {

class OpenAlertsModel final : public kit::TableModel<Alert> {
    Q_OBJECT // Without it tr() looks the text up under the wrong class.

        public : explicit OpenAlertsModel(QObject* parent);
};

/// The worst first, among equals the newest.
void sortByNeed(std::vector<Alert>& alerts);

} // namespace ui::overview
