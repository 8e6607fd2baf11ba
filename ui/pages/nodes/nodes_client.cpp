// Calls of the nodes page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/nodes/nodes_client.h"

namespace ui::nodes {

void NodesClient::list(QObject* owner, Done<std::vector<Node>> done)
{
    m_api.get("/nodes", reading<std::vector<Node>>(owner, std::move(done), nodesFrom));
}

} // namespace ui::nodes
