// Every call of the nodes page. Callbacks come only while `owner` exists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/nodes/nodes_types.h"

namespace ui::nodes {

class NodesClient {
public:
    explicit NodesClient(ApiClient& api) : m_api{api} {}

    void list(QObject* owner, Done<std::vector<Node>> done);

private:
    ApiClient& m_api;
};

} // namespace ui::nodes
