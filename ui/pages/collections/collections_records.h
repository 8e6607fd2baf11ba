// The records of one collection: filter and order by the engine, a table made from its schema, a count.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/kit/layout.h"
#include "ui/kit/state_view.h"
#include "ui/kit/table.h"
#include "ui/pages/collections/collections_client.h"
#include "ui/pages/collections/collections_model.h"

namespace ui::collections {

class RecordsPane final : public QWidget {
    Q_OBJECT

public:
    RecordsPane(CollectionsClient& client, bool mayRead, bool mayWrite, QWidget* parent = nullptr);

    /// Another collection, or the same with another schema: the table is made again.
    void show(Collection const& collection);
    void refresh();
    /// Takes the place of a record that was changed here; a new one is shown at the top.
    void put(Record const& record);
    void drop(QString const& id);
    void choose(QString const& id);
    QLineEdit* filterEdit() const { return m_filter; }
    kit::StateView const& state() const { return *m_state; }

signals:
    void chosen(ui::collections::Record const& record);
    void opened();
    void newAsked();
    void editAsked(ui::collections::Record const& record);
    void removeAsked(ui::collections::Record const& record);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeTable();
    void fitColumns();
    void read(QString const& after);
    void take(RecordsPage page, bool more);
    void refuse(Problem const& problem);
    void count();
    RecordsQuery query() const;

    CollectionsClient& m_client;
    bool m_mayRead;
    bool m_mayWrite;
    Collection m_collection;
    QString m_next;
    QString m_wanted; // An id to choose when it comes.
    int m_asked = 0;  // Answers of an older question are dropped.
    bool m_reading = false;
    QLineEdit* m_filter;
    QComboBox* m_order;
    QLabel* m_refusal;
    QLabel* m_count;
    kit::Button* m_new;
    kit::Panel* m_place;
    kit::StateView* m_state;
    RecordsModel* m_model = nullptr;
    kit::Table* m_table = nullptr;
};

} // namespace ui::collections
