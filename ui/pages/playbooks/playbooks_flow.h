// A CACAO document as a flow of steps with edges, what a run's journal says about each, and what its calls
// do in words.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/graph_view.h"
#include "ui/kit/phase_bar.h"
#include "ui/pages/playbooks/playbooks_types.h"

#include <QHash>
#include <QSet>

namespace ui::playbooks {

struct Step {
    QString id;
    QString
        // start, end, action, if-condition, while-condition, switch-condition, parallel, playbook-action
        type;
    QString name;
    QString description;
    bool automated = false; // Its agent is the engine.
    bool approval = false;
    QStringList answers;
    QString condition;
    QString outVariable; // Takes the answer of a person.
    QString next;        // on_completion or on_success.
    QString onTrue;
    QString onFalse;
    int number = 0; // 1.. for what does something or decides; 0 for start and end.

    bool acts() const { return type == QLatin1String("action") || type == QLatin1String("playbook-action"); }
};

struct Edge {
    QString from;
    QString to;
    QString label; // "yes", "no", a case, "if it fails"
};

struct Flow {
    std::vector<Step> steps; // In the order of the flow.
    std::vector<Edge> edges;

    Step const* step(QString const& id) const;
    std::vector<Edge> from(QString const& id) const;
    int numbered() const; // How many steps have a number.
    /// On what a step depends, as "Was it somebody else? yes"; empty: it happens in every run.
    QString dependsOn(QString const& id) const;
};

Flow flowFrom(QJsonObject const& document);

/// Where a run stands: the state of each step and the one it is at.
struct Progress {
    QHash<QString, kit::NodeState> states;
    QHash<QString, Journal> last;    // The newest line of the journal about a step.
    QHash<QString, QString> intents; // What a step called, with its values: "POST /api/v1/users/u1/disable".
    QString current;                 // Empty before the first and after the last step.
    QDateTime since;                 // When the current step began.

    kit::NodeState of(QString const& id) const { return states.value(id, kit::NodeState::ToCome); }
};

Progress progressOf(Flow const& flow, RunDetail const& detail);

std::vector<kit::GraphNode> nodesOf(Flow const& flow, Progress const& progress, bool waitsForPeople);
std::vector<kit::GraphEdge> edgesOf(Flow const& flow);
QList<kit::Phase> phasesOf(Flow const& flow, Progress const& progress);
QString iconOf(Step const& step);

/// What a call of the engine does, in plain words, as "Account {__user_id__} is disabled: nobody signs in
/// with it".
/// Unknown calls are shown as they stand.
struct Effect {
    QString icon;
    QString words;
    QString call; // Method and path, for the mono line.
    Role tone = Role::Accent;
};
/// The values that are known by variable, and names of ids, as {"01935a10-...": "aiko.tan"}.
struct Values {
    QHash<QString, QString> known = {};
    QHash<QString, QString> names = {};
};
Effect effectOf(PreviewLine const& line, Values const& values = {});

/// "__user_id__" as people read it: "User id".
QString plainName(QString const& variable);

/// Replaces {__name__} by what is known.
QString filled(QString text, QHash<QString, QString> const& values);

/// What happens after `from`, without asking again: the steps up to the next question, approval or end, one
/// list for
/// each answer where a condition tests it.
struct Outlook {
    QString answer; // Empty: whatever is answered.
    std::vector<Step> steps;
    QString endsAt; // The name of the end or of the step that asks again.
};
std::vector<Outlook> outlookOf(Flow const& flow, QString const& from, QStringList const& answers);

/// The preview's lines in the order of the flow.
std::vector<PreviewLine> inOrder(std::vector<PreviewLine> lines, Flow const& flow);

} // namespace ui::playbooks
