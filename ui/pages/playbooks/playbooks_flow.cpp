// Documents as flows, journals as progress.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_flow.h"

#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace ui::playbooks {

namespace {

constexpr char const* kExtension = "extension-definition--85bf51d7-1f57-45f7-86e9-917f8ca20b88";
constexpr int kStepsMax = 1000; // The engine reads no more of one playbook.

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::playbooks::Flow", words);
}

bool isEngine(QJsonObject const& document, QString const& agent)
{
    auto const definition = document["agent_definitions"].toObject()[agent].toObject();
    for (auto const& url : definition["address"].toObject()["url"].toArray())
        if (url.toString() == QLatin1String("dewar://engine"))
            return true;
    return false;
}

Step stepFrom(QString const& id, QJsonObject const& document)
{
    auto const json = document["workflow"].toObject()[id].toObject();
    auto const options = json["step_extensions"].toObject()[QLatin1String(kExtension)].toObject();
    Step step;
    step.id = id;
    step.type = json["type"].toString();
    step.name = json["name"].toString();
    step.description = json["description"].toString();
    auto const commands = json["commands"].toArray();
    step.automated = step.type == QLatin1String("action") && isEngine(document, json["agent"].toString()) &&
                     !commands.isEmpty() &&
                     commands.first().toObject()["type"].toString() == QLatin1String("http-api");
    step.approval = options["approval"].toBool();
    step.answers = wordsFrom(options["answers"]);
    step.condition = json["condition"].toString();
    step.outVariable = wordsFrom(json["out_args"]).value(0);
    step.next = json["on_completion"].toString();
    if (step.next.isEmpty())
        step.next = json["on_success"].toString();
    step.onTrue = json["on_true"].toString();
    step.onFalse = json["on_false"].toString();
    return step;
}

bool branches(QJsonObject const& json)
{
    return json.contains("on_true") || json.contains("next_steps") || json.contains("cases");
}

/// The edges that leave a step by itself; what follows a branching step is joined to the ends of its
/// branches.
std::vector<Edge> ownEdges(QString const& id, QJsonObject const& json)
{
    std::vector<Edge> edges;
    auto const add = [&](QString const& to, QString const& label) {
        if (!to.isEmpty())
            edges.push_back({id, to, label});
    };
    for (auto const& to : wordsFrom(json["next_steps"]))
        add(to, {});
    add(json["on_true"].toString(), tr("yes"));
    add(json["on_false"].toString(), tr("no"));
    auto const cases = json["cases"].toObject();
    for (auto one = cases.begin(); one != cases.end(); ++one)
        add(one.value().toString(), one.key());
    if (!branches(json)) {
        add(json["on_completion"].toString(), {});
        add(json["on_success"].toString(), {});
        add(json["on_failure"].toString(), tr("if it fails"));
    } else if (!json.contains("on_false") && json.contains("on_true")) {
        add(json["on_completion"].toString(), tr("no"));
    }
    return edges;
}

/// The steps at which the branches that begin at `starts` end.
QStringList leavesOf(QStringList starts, QJsonObject const& workflow)
{
    QStringList leaves;
    QSet<QString> seen;
    while (!starts.isEmpty()) {
        auto const id = starts.takeFirst();
        if (seen.contains(id) || !workflow.contains(id))
            continue;
        seen.insert(id);
        auto const json = workflow[id].toObject();
        QStringList next;
        for (auto const& edge : ownEdges(id, json))
            next << edge.to;
        if (branches(json) && !json["on_completion"].toString().isEmpty())
            next = {json["on_completion"].toString()};
        if (next.isEmpty())
            leaves << id;
        starts << next;
    }
    return leaves;
}

std::vector<Edge> edgesFrom(QString const& id, QJsonObject const& workflow)
{
    auto const json = workflow[id].toObject();
    auto edges = ownEdges(id, json);
    auto const after = json["on_completion"].toString();
    if (!branches(json) || after.isEmpty())
        return edges;
    QStringList starts;
    for (auto const& edge : edges)
        if (edge.to != after)
            starts << edge.to;
    for (auto const& leaf : leavesOf(starts, workflow))
        edges.push_back({leaf, after, {}});
    return edges;
}

bool isOver(QString const& kind)
{
    static QSet<QString> const kinds{"done",   "failed",    "answered", "approved", "denied",
                                     "passed", "timed_out", "visit",    "cancelled"};
    return kinds.contains(kind);
}

Outlook walk(Flow const& flow, Step const& asked, QString const& answer)
{
    static QRegularExpression const kTest{QStringLiteral(R"(^\s*(__\w+__):value\s*(=|!=)\s*'([^']*)'\s*$)")};
    Outlook outlook{answer, {}, {}};
    auto id = asked.next;
    for (int steps = 0; steps < kStepsMax; ++steps) {
        auto const* step = flow.step(id);
        if (!step)
            return outlook;
        outlook.endsAt = step->name;
        if (step->type == QLatin1String("if-condition")) {
            auto const test = kTest.match(step->condition);
            if (answer.isEmpty() || !test.hasMatch() || test.captured(1) != asked.outVariable)
                return outlook;
            auto const holds = (test.captured(3) == answer) == (test.captured(2) == QLatin1String("="));
            id = holds ? step->onTrue : step->onFalse.isEmpty() ? step->next : step->onFalse;
            continue;
        }
        if (step->type != QLatin1String("action") || !step->automated || step->approval)
            return outlook;
        outlook.steps.push_back(*step);
        id = step->next;
    }
    return outlook;
}

} // namespace

Step const* Flow::step(QString const& id) const
{
    auto const found =
        std::find_if(steps.begin(), steps.end(), [&](Step const& step) { return step.id == id; });
    return found == steps.end() ? nullptr : &*found;
}

std::vector<Edge> Flow::from(QString const& id) const
{
    std::vector<Edge> found;
    std::copy_if(edges.begin(), edges.end(), std::back_inserter(found),
                 [&](Edge const& edge) { return edge.from == id; });
    return found;
}

int Flow::numbered() const
{
    return static_cast<int>(
        std::count_if(steps.begin(), steps.end(), [](Step const& step) { return step.number > 0; }));
}

QString Flow::dependsOn(QString const& id) const
{
    QHash<QString, QString> known;
    for (auto const& step : steps) {
        QStringList ways;
        for (auto const& edge : edges) {
            if (edge.to != step.id)
                continue;
            auto const* from = this->step(edge.from);
            ways << (edge.label.isEmpty() || !from ? known.value(edge.from)
                                                   : QStringLiteral("%1 %2").arg(from->name, edge.label));
        }
        ways.removeDuplicates();
        known[step.id] = ways.size() == 1 ? ways.first() : QString{};
        if (step.id == id)
            return known[id];
    }
    return {};
}

Flow flowFrom(QJsonObject const& document)
{
    Flow flow;
    auto const workflow = document["workflow"].toObject();
    QSet<QString> seen;
    QStringList waiting{document["workflow_start"].toString()};
    int number = 0;
    while (!waiting.isEmpty() && flow.steps.size() < kStepsMax) {
        auto const id = waiting.takeFirst();
        if (seen.contains(id) || !workflow.contains(id))
            continue;
        seen.insert(id);
        auto step = stepFrom(id, document);
        if (step.type != QLatin1String("start") && step.type != QLatin1String("end"))
            step.number = ++number;
        QStringList next;
        for (auto& edge : edgesFrom(id, workflow)) {
            if (edge.from == id)
                next << edge.to;
            flow.edges.push_back(std::move(edge));
        }
        if (!step.next.isEmpty())
            next << step.next;
        flow.steps.push_back(std::move(step));
        waiting = next + waiting; // A branch is read to its end before the next one.
    }
    return flow;
}

Progress progressOf(Flow const& flow, RunDetail const& detail)
{
    using kit::NodeState;
    Progress progress;
    for (auto const& line : detail.journal) {
        if (line.kind == QLatin1String("intent"))
            progress.intents[line.step] = line.says;
        if (line.step.isEmpty())
            continue;
        auto const bad = line.kind == QLatin1String("failed") || line.kind == QLatin1String("denied") ||
                         line.kind == QLatin1String("timed_out");
        // An approval is followed by its call: only the next line ends the step.
        auto const over = isOver(line.kind) && line.kind != QLatin1String("approved") &&
                          line.kind != QLatin1String("passed");
        progress.states[line.step] = bad ? NodeState::Failed : over ? NodeState::Done : NodeState::Current;
        if (!over || bad || progress.current == line.step) {
            if (progress.current != line.step)
                progress.since = line.at;
            progress.current = over ? QString{} : line.step;
        }
        progress.last[line.step] = line;
    }
    auto const& run = detail.run;
    if (!run.waiting.none()) {
        progress.current = run.waiting.step;
        progress.states[run.waiting.step] = NodeState::Waiting;
    }
    if (!detail.journal.empty())
        for (auto const& step : flow.steps)
            if (step.type == QLatin1String("start"))
                progress.states[step.id] = NodeState::Done;
    if (run.live())
        return progress;
    for (auto const& step : flow.steps) {
        auto& state = progress.states[step.id];
        if (step.id == progress.current)
            state = run.state == QLatin1String("failed") ? NodeState::Failed : NodeState::Skipped;
        else if (state != NodeState::Done && state != NodeState::Failed)
            state = NodeState::Skipped;
        // The ends write no line: the one behind a done step was reached.
        if (step.type == QLatin1String("end") && run.state == QLatin1String("succeeded"))
            for (auto const& edge : flow.edges)
                if (edge.to == step.id && progress.states.value(edge.from) == NodeState::Done)
                    state = NodeState::Done;
    }
    progress.current.clear();
    return progress;
}

std::vector<kit::GraphNode> nodesOf(Flow const& flow, Progress const& progress, bool waitsForPeople)
{
    std::vector<kit::GraphNode> nodes;
    for (auto const& step : flow.steps) {
        auto const state = progress.of(step.id);
        auto const toCome = step.approval     ? tr("Approval")
                            : step.automated  ? tr("Automated")
                            : step.acts()     ? tr("Manual")
                            : step.number > 0 ? tr("Decision")
                                              : QString{};
        auto word = kit::nodeStateWord(state);
        if (state == kit::NodeState::ToCome)
            word = toCome;
        else if (state == kit::NodeState::Waiting && waitsForPeople)
            word = tr("Waiting for you");
        auto const subtitle = step.number == 0 ? word : QStringLiteral("%1 · %2").arg(step.number).arg(word);
        nodes.push_back({step.id, kit::visible(step.name.isEmpty() ? step.type : step.name), subtitle,
                         iconOf(step), state});
    }
    return nodes;
}

std::vector<kit::GraphEdge> edgesOf(Flow const& flow)
{
    std::vector<kit::GraphEdge> edges;
    for (auto const& edge : flow.edges)
        edges.push_back({edge.from, edge.to, edge.label});
    return edges;
}

QList<kit::Phase> phasesOf(Flow const& flow, Progress const& progress)
{
    using kit::NodeState;
    using kit::PhaseState;
    QList<kit::Phase> phases;
    for (auto const& step : flow.steps) {
        if (step.number == 0)
            continue;
        auto const state = progress.of(step.id);
        phases << kit::Phase{kit::visible(step.name), state == NodeState::Done      ? PhaseState::Done
                                                      : state == NodeState::Failed  ? PhaseState::Failed
                                                      : state == NodeState::Skipped ? PhaseState::Skipped
                                                      : state == NodeState::ToCome  ? PhaseState::ToCome
                                                                                    : PhaseState::Current};
    }
    return phases;
}

QString iconOf(Step const& step)
{
    if (step.type == QLatin1String("start"))
        return QStringLiteral("play");
    if (step.type == QLatin1String("end"))
        return QStringLiteral("circle-check");
    if (step.approval)
        return QStringLiteral("user-check");
    if (step.type == QLatin1String("playbook-action"))
        return QStringLiteral("workflow");
    if (step.acts())
        return step.automated ? QStringLiteral("bot") : QStringLiteral("message-square");
    return QStringLiteral("split");
}

QString filled(QString text, QHash<QString, QString> const& values)
{
    for (auto one = values.begin(); one != values.end(); ++one)
        if (!one.value().isEmpty())
            text.replace(QLatin1Char('{') + one.key() + QLatin1Char('}'), one.value());
    return text;
}

std::vector<Outlook> outlookOf(Flow const& flow, QString const& from, QStringList const& answers)
{
    auto const* asked = flow.step(from);
    if (!asked)
        return {};
    if (answers.isEmpty())
        return {walk(flow, *asked, {})};
    std::vector<Outlook> all;
    for (auto const& answer : answers)
        all.push_back(walk(flow, *asked, answer));
    auto const same = std::all_of(all.begin(), all.end(), [&](Outlook const& one) {
        return one.endsAt == all.front().endsAt && one.steps.size() == all.front().steps.size();
    });
    if (!same)
        return all;
    all.resize(1);
    all.front().answer.clear();
    return all;
}

std::vector<PreviewLine> inOrder(std::vector<PreviewLine> lines, Flow const& flow)
{
    auto const place = [&](PreviewLine const& line) {
        return std::find_if(flow.steps.begin(), flow.steps.end(),
                            [&](Step const& step) { return step.id == line.step; }) -
               flow.steps.begin();
    };
    std::stable_sort(lines.begin(), lines.end(), [&](PreviewLine const& one, PreviewLine const& other) {
        return place(one) < place(other);
    });
    return lines;
}

} // namespace ui::playbooks
