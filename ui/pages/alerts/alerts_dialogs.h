// Closing alerts with a reason, and a new rule with a count of what it would have matched.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/pages/alerts/alerts_client.h"

namespace ui::alerts {

/// Asks for one reason for all of `ids`, closes them one after the other.
class CloseDialog : public kit::FormDialog {
    Q_OBJECT

public:
    CloseDialog(QWidget* over, AlertsClient& client, QStringList ids, QString const& what);

signals:
    void closedAlert(ui::alerts::Alert const& alert);

private:
    void sendNext();

    AlertsClient& m_client;
    QStringList m_ids;
};

class RuleDialog : public kit::FormDialog {
    Q_OBJECT

public:
    RuleDialog(QWidget* over, kit::PageContext context, AlertsClient& client);

    QJsonObject rule() const;

signals:
    void created(ui::alerts::Rule const& rule);

private:
    void build();
    void count();
    void send();

    kit::PageContext m_context;
    AlertsClient& m_client;
    QComboBox* m_severity;
    kit::TickBox* m_engineOnly;
    kit::Button* m_try;
    QLabel* m_found;
};

/// "90 s", "5 m", "1.5 h", "60": seconds; 0 when it is none of these.
qint64 secondsFrom(QString const& words);

} // namespace ui::alerts
