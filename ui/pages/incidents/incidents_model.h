// The tables of the incidents page: cases, evidence, touched records and runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"
#include "ui/kit/table_model.h"
#include "ui/pages/incidents/incidents_types.h"

namespace ui::incidents {

class IncidentsModel final : public kit::TableModel<Incident> {
    Q_OBJECT

public:
    IncidentsModel(Clock const& clock, QObject* parent);
};

class EvidenceModel final : public kit::TableModel<Evidence> {
    Q_OBJECT

public:
    explicit EvidenceModel(QObject* parent);
};

class TouchedModel final : public kit::TableModel<Touch> {
    Q_OBJECT

public:
    explicit TouchedModel(QObject* parent);
};

class RunsModel final : public kit::TableModel<Run> {
    Q_OBJECT

public:
    RunsModel(Clock const& clock, QObject* parent);
};

/// "Frozen log query", "File", "Backup": the engine's words for evidence in ours.
QString evidenceWord(QString const& kind);
QString evidenceIcon(QString const& kind);

} // namespace ui::incidents
