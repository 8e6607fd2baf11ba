// The tables of the logs page: fields of an event, ledgers of sources, collections that a token touched.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/logs/logs_types.h"

namespace ui::logs {

/// One line of the details: a member or an attribute of an event.
struct EventField {
    QString name; // As queries spell it; empty: cannot be asked for.
    QString value;
    bool leads = false; // To a user, a token, a trace.
    QString label = {}; // Shown instead of the name.
};

std::vector<EventField> fieldsOf(LogEvent const& event);

class FieldsModel final : public kit::TableModel<EventField> {
    Q_OBJECT // Without it tr() looks the text up under the wrong class.

        public : explicit FieldsModel(QObject* parent);
};

class SourcesModel final : public kit::TableModel<SourceLedger> {
    Q_OBJECT

public:
    explicit SourcesModel(QObject* parent);
};

class TouchedModel final : public kit::TableModel<TouchedCollection> {
    Q_OBJECT

public:
    explicit TouchedModel(QObject* parent);
};

} // namespace ui::logs
