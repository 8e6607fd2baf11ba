// Asks for a new collection: name, schema, indexes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/pages/collections/collections_client.h"

namespace ui::collections {

class NewCollection final : public kit::FormDialog {
    Q_OBJECT

public:
    NewCollection(QWidget* over, CollectionsClient& client);

signals:
    void created(ui::collections::Collection const& collection);

private:
    void send();

    CollectionsClient& m_client;
    kit::TickBox* m_writeOnce;
};

} // namespace ui::collections
