// The columns of the table of engines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/nodes/nodes_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::nodes {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::nodes", words);
}

bool isBehind(Node const& node)
{
    return node.lagMs > kLagMsMax;
}

bool isClockOff(Node const& node)
{
    return std::abs(node.clockMs) > kClockMsMax;
}

} // namespace

QString conditionWord(Node const& node)
{
    if (!node.live())
        return tr("Gone");
    return isBehind(node) ? tr("Behind") : isClockOff(node) ? tr("Clock off") : tr("Serves");
}

Role conditionRole(Node const& node)
{
    if (!node.live())
        return Role::Crit;
    return isBehind(node) || isClockOff(node) ? Role::High : Role::Ok;
}

QString lagWord(qint64 ms)
{
    return ms < 1'000 ? tr("%1 ms").arg(ms) : tr("%1 s").arg(static_cast<double>(ms) / 1'000, 0, 'f', 1);
}

QString clockWord(qint64 ms)
{
    auto const sign = ms < 0 ? QStringLiteral("−") : ms > 0 ? QStringLiteral("+") : QString{};
    return sign + lagWord(std::abs(ms));
}

NodesModel::NodesModel(QObject* parent)
    : TableModel{
          {
              {tr("Engine"), 0,
               [](Node const& node) {
                   auto const name = kit::visible(node.name);
                   return kit::Cell{.words = node.self ? tr("%1 · you talk to this one").arg(name) : name,
                                    .look = kit::Look::TwoLines,
                                    .second = kit::visible(node.adminAddress)};
               },
               [](Node const& node) { return node.name; }},
              {tr("State"), 104,
               [](Node const& node) { return kit::chip(conditionWord(node), conditionRole(node)); },
               [](Node const& node) { return conditionWord(node); }},
              {tr("Version"), 96, [](Node const& node) { return kit::mono(kit::visible(node.version)); },
               [](Node const& node) { return node.version; }},
              {tr("Lag"), 84, [](Node const& node) { return kit::number(lagWord(node.lagMs)); },
               [](Node const& node) { return node.lagMs; }},
              {tr("Clock"), 92, [](Node const& node) { return kit::number(clockWord(node.clockMs)); },
               [](Node const& node) { return node.clockMs; }},
              {tr("Waiting"), 84, [](Node const& node) { return kit::number(kit::grouped(node.waiting)); },
               [](Node const& node) { return node.waiting; }},
              {tr("Heartbeat"), 104,
               [this](Node const& node) {
                   auto cell = kit::number(kit::age(node.heartbeatAt, m_now));
                   cell.tip = kit::dayTime(node.heartbeatAt);
                   return cell;
               },
               [](Node const& node) { return node.heartbeatAt; }},
          },
          parent}
{
}

int NodesModel::rowOf(QString const& id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (rowAt(row).id == id)
            return row;
    return -1;
}

} // namespace ui::nodes
