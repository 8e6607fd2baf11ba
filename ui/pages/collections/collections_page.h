// Data: collections, their records and their schemas.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/pages/collections/collections_editor.h"
#include "ui/pages/collections/collections_inspector.h"
#include "ui/pages/collections/collections_new.h"
#include "ui/pages/collections/collections_records.h"
#include "ui/pages/collections/collections_schema_pane.h"

namespace ui::collections {

class CollectionsPage final : public kit::Page {
    Q_OBJECT

public:
    explicit CollectionsPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    /// The object is "orders" or "orders/<record id>".
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    bool unsaved() const override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_records->filterEdit(); }
    kit::StateView const& state() const { return *m_state; }

private:
    enum Tab { Records, Schema };
    void addHeader();
    QWidget* makeList();
    QWidget* makeMiddle();
    void makeInspector();
    void take(std::vector<Collection> collections);
    void choose(QString const& name);
    void showCollection(Collection const& collection);
    bool known(QString const& name) const { return m_model->rowOf(name) >= 0; }
    void askRecord(QString const& id);
    // What changes something; in collections_actions.cpp.
    void newCollection();
    void removeCollection();
    void confirmRemoval(QString const& records);
    void edit(Record const& record, QJsonValue const& body);
    void removeRecord(Record const& record);
    void bringBack(QString const& collection, QJsonValue const& body);
    void confirm(kit::Confirmation const& words, std::function<void(Done<bool>)> send,
                 std::function<void()> done);

    CollectionsClient m_client;
    Collection m_collection; // With its schema; empty until it was read.
    QString m_wanted;        // The name that is shown or asked for.
    QString m_wantedRecord;
    CollectionsModel* m_model;
    kit::StateView* m_state = nullptr;
    kit::StateView* m_middle = nullptr;
    kit::Table* m_list = nullptr;
    QLineEdit* m_listFilter = nullptr;
    QLabel* m_name = nullptr;
    kit::Chip* m_once = nullptr;
    QLabel* m_about = nullptr;
    kit::Tabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    RecordsPane* m_records = nullptr;
    SchemaPane* m_schema = nullptr;
    RecordInspector* m_inspector = nullptr;
    kit::Button* m_details;
    kit::Button* m_remove;
    kit::Button* m_new;
    QPointer<RecordEditor> m_editor;
    bool m_narrow = false;
};

} // namespace ui::collections
