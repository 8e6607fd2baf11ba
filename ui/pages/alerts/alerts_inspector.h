// The inspector of the alerts page: an alert with its subject and evidence, or a rule; actions at its foot.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/facts.h"
#include "ui/kit/layout.h"
#include "ui/kit/state_view.h"
#include "ui/pages/alerts/alerts_types.h"

namespace ui::alerts {

/// What the caller may not do, in words; empty where they may.
struct Rights {
    QString whyNotWrite;
    QString whyNotOpen;
};

/// GUI thread. It shows; the page acts.
class AlertPane : public QWidget {
    Q_OBJECT

public:
    explicit AlertPane(Rights rights, QWidget* parent = nullptr);

    void show(Alert const& alert, Rule const* rule, QDateTime const& now);
    void clear();
    /// While the engine is asked, nothing is asked twice.
    void setBusy(bool busy);
    kit::Button* incidentButton() const { return m_incident; }
    kit::Button* acknowledgeButton() const { return m_acknowledge; }
    kit::Button* closeButton() const { return m_close; }
    Alert const& alert() const { return m_alert; }

signals:
    void incidentChosen();
    void acknowledgeChosen();
    void closeChosen();
    void eventsChosen();
    void linkChosen(QString const& page, QString const& object);

private:
    void showFacts();
    void showSubject();
    void addRow(QList<kit::Fact>& facts, QString const& name, QString const& value, QString const& page = {},
                QString const& object = {});

    Rights m_rights;
    Alert m_alert;
    Rule m_rule;
    bool m_ruleKnown = false;
    QDateTime m_now;
    QList<QPair<QString, QString>> m_links;
    kit::Panel* m_body;
    kit::StateView* m_state;
    kit::Button* m_close;
    kit::Button* m_acknowledge;
    kit::Button* m_incident;
};

class RulePane : public QWidget {
    Q_OBJECT

public:
    explicit RulePane(QString whyNotWrite, QWidget* parent = nullptr);

    void show(Rule const& rule);
    void clear();
    kit::Button* toggleButton() const { return m_toggle; }
    kit::Button* removeButton() const { return m_remove; }

signals:
    void toggleChosen();
    void removeChosen();
    void queryChosen(QString const& query);

private:
    QString m_whyNotWrite;
    kit::Panel* m_body;
    kit::StateView* m_state;
    kit::Button* m_remove;
    kit::Button* m_toggle;
};

} // namespace ui::alerts
