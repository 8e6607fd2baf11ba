// How a line of a case's record becomes an entry of the timeline: icon, tone, words, box and kind for the
// filter.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/phase_bar.h"
#include "ui/kit/timeline.h"
#include "ui/pages/incidents/incidents_types.h"

namespace ui::incidents {

/// The kinds of the filter, in the order of its chips; the first shows all.
QStringList const& entryKinds();

/// What the compose line writes in front of a decision. The engine keeps notes alone: the words say what
/// they are.
QString decisionMark();

kit::TimelineEntry entryFrom(Line const& line);

/// Open, contained, closed, with the times at which each was reached.
QList<kit::Phase> phasesOf(Incident const& incident, std::vector<Line> const& lines, QDateTime const& now);

/// "00:42:17", with days in front when there are any.
QString runningClock(QDateTime const& from, QDateTime const& to);

/// The end of an id that a person can read out: "…9f3a21".
QString shortId(QString const& id);

/// The steps of a CACAO document in the order of its flow, so that a dry run reads from first to last.
QStringList flowOrder(QJsonObject const& document);

QString stateWord(QString const& state);
Role stateTone(QString const& state);

} // namespace ui::incidents
