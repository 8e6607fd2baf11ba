// The columns of the data page's tables: collections, records made of a schema, revisions.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/collections/collections_schema.h"

namespace ui::collections {

class CollectionsModel final : public kit::TableModel<Collection> {
    Q_OBJECT

public:
    explicit CollectionsModel(QObject* parent);
    int rowOf(QString const& name) const;
};

/// Made again for every schema: its columns are the schema's properties.
class RecordsModel final : public kit::TableModel<Record> {
    Q_OBJECT

public:
    static constexpr int kMembersMax = 8;

    RecordsModel(std::vector<Member> const& members, QObject* parent);
    int rowOf(QString const& id) const;
};

class RevisionsModel final : public kit::TableModel<Revision> {
    Q_OBJECT

public:
    explicit RevisionsModel(QObject* parent);
};

} // namespace ui::collections
