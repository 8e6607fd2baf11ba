// The columns of the table of engines, and how an engine does in one word.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/nodes/nodes_types.h"

namespace ui::nodes {

/// An engine may not answer with knowledge older than a second, and two clocks further apart than this make
/// times hard to compare.
inline constexpr qint64 kLagMsMax = 1'000;
inline constexpr qint64 kClockMsMax = 2'000;

/// "Serves", "Behind", "Clock off", "Gone", the worst first.
QString conditionWord(Node const& node);
Role conditionRole(Node const& node);
/// "+12 ms", "−3.4 s", "0 ms".
QString clockWord(qint64 ms);
/// "12 ms", "1.2 s".
QString lagWord(qint64 ms);

class NodesModel final : public kit::TableModel<Node> {
    Q_OBJECT

public:
    explicit NodesModel(QObject* parent);
    /// Ages are told against this moment.
    void setNow(QDateTime const& now) { m_now = now; }
    int rowOf(QString const& id) const;

private:
    QDateTime m_now;
};

} // namespace ui::nodes
