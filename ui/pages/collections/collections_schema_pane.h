// The schema of a collection as JSON: read, changed, and what the engine says against it with its line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/pages/collections/collections_client.h"

#include <QTimer>

class QLabel;
class QPlainTextEdit;

namespace ui::collections {

class SchemaPane final : public QWidget {
    Q_OBJECT

public:
    SchemaPane(CollectionsClient& client, bool mayWrite, QWidget* parent = nullptr);

    /// Keeps what is being edited when it is the same collection.
    void show(Collection const& collection);
    bool unsaved() const { return m_editing && m_changed; }
    QPlainTextEdit* edit() const { return m_text; }
    kit::Button* editButton() const { return m_edit; }
    kit::Button* saveButton() const { return m_save; }

signals:
    void changed(ui::collections::Collection const& collection);
    /// A stored record that would not meet the schema.
    void recordAsked(QString const& id);

private:
    void setEditing(bool on);
    void judge();
    void save();
    void refused(Problem const& problem);
    void addFault(QString const& words, int line, QString const& record = {});

    CollectionsClient& m_client;
    Collection m_collection;
    bool m_editing = false;
    bool m_changed = false;
    QTimer m_pause;
    QLabel* m_facts;
    kit::Button* m_edit;
    kit::Button* m_cancel;
    kit::Button* m_save;
    QPlainTextEdit* m_text;
    QLabel* m_verdict;
    kit::Panel* m_faults;
};

} // namespace ui::collections
