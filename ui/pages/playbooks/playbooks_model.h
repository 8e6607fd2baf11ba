// The tables of the playbooks page: playbooks, runs, the steps of a run and its log.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"
#include "ui/kit/table_model.h"
#include "ui/pages/playbooks/playbooks_flow.h"

namespace ui::playbooks {

class PlaybooksModel final : public kit::TableModel<Playbook> {
    Q_OBJECT

public:
    explicit PlaybooksModel(QObject* parent);
};

class RunsModel final : public kit::TableModel<Run> {
    Q_OBJECT

public:
    RunsModel(Clock const& clock, QObject* parent);
};

/// A step with its state: the list twin of the graph.
struct StepRow {
    Step step;
    kit::NodeState state = kit::NodeState::ToCome;
    QString leadsTo;
};

class StepsModel final : public kit::TableModel<StepRow> {
    Q_OBJECT

public:
    explicit StepsModel(QObject* parent);
};

class JournalModel final : public kit::TableModel<Journal> {
    Q_OBJECT

public:
    explicit JournalModel(QObject* parent);
};

std::vector<StepRow> stepRows(Flow const& flow, Progress const& progress);
Role toneOf(kit::NodeState state);
QString runWord(Run const& run);
Role runTone(Run const& run);

} // namespace ui::playbooks
