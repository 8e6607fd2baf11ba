// The tables of the alerts page: alerts and rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"
#include "ui/kit/table_model.h"
#include "ui/pages/alerts/alerts_types.h"

namespace ui::alerts {

class AlertsModel final : public kit::TableModel<Alert> {
    Q_OBJECT

public:
    AlertsModel(Clock const& clock, QObject* parent);
};

class RulesModel final : public kit::TableModel<Rule> {
    Q_OBJECT

public:
    explicit RulesModel(QObject* parent);
};

QString stateWord(QString const& state);
Role stateTone(QString const& state);
/// "5 of name=auth.sign_in outcome=failure within 60 s for each address, then 1 of ..."
QString conditionOf(Rule const& rule);
/// "1 m", "90 s", "2 h": the shortest that is exact.
QString windowWord(qint64 seconds);
/// The log query that finds the events of an alert: its rule's steps, narrowed to the key.
QString evidenceQuery(Alert const& alert, Rule const* rule);

} // namespace ui::alerts
