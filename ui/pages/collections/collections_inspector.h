// The pane at the right of the data page: a record as facts, JSON or history, or the members of the schema.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/facts.h"
#include "ui/kit/layout.h"
#include "ui/kit/state_view.h"
#include "ui/kit/table.h"
#include "ui/pages/collections/collections_client.h"
#include "ui/pages/collections/collections_model.h"

class QPlainTextEdit;
class QStackedWidget;

namespace ui::collections {

class RecordInspector final : public kit::Panel {
    Q_OBJECT

public:
    RecordInspector(CollectionsClient& client, QWidget* parent = nullptr);

    void setCollection(Collection const& collection, bool mayWrite);
    /// A record without id: the members of the schema.
    void show(Record const& record);
    Record const& record() const { return m_record; }

signals:
    void editAsked(ui::collections::Record const& record);
    void removeAsked(ui::collections::Record const& record);
    /// Edit the record with the contents that it had.
    void bringBackAsked(ui::collections::Record const& record, QJsonValue const& body);
    void copied(QString const& what);

private:
    enum View { Fields, Json, History };
    void makeViews();
    void makeFoot();
    void fillFields();
    void fillMembers();
    void turn(int view);
    void readHistory();
    void takeHistory(std::vector<Revision> revisions);

    CollectionsClient& m_client;
    Collection m_collection;
    Record m_record;
    bool m_mayWrite = false;
    qint64 m_historyOf = -1; // The revision whose history is shown.
    QLabel* m_title;
    kit::IconButton* m_copy;
    kit::Tabs* m_tabs;
    QStackedWidget* m_stack;
    kit::Facts* m_facts;
    kit::Facts* m_marks;
    kit::Panel* m_members;
    QPlainTextEdit* m_json;
    RevisionsModel* m_revisions;
    kit::Table* m_history;
    kit::StateView* m_historyState;
    QPlainTextEdit* m_past;
    kit::Button* m_bringBack;
    kit::Button* m_edit;
    kit::Button* m_remove;
    kit::Panel* m_foot;
};

} // namespace ui::collections
