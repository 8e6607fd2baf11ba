// Creates or changes a record, as a form or as JSON; compares theirs and mine when somebody else was faster.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/pages/collections/collections_client.h"
#include "ui/pages/collections/collections_schema.h"

#include <optional>

class QStackedWidget;

namespace ui::collections {

class RecordEditor final : public kit::Dialog {
    Q_OBJECT

public:
    /// A record without id is created. `body` is what it begins with: its own or an older revision's.
    RecordEditor(QWidget* over, CollectionsClient& client, Collection const& collection, Record const& record,
                 QJsonValue const& body);

    bool changed() const { return m_changed; }
    kit::Form* form() const { return m_form; }
    QPlainTextEdit* jsonEdit() const { return m_json; }
    kit::Button* saveButton() const { return m_save; }

signals:
    void saved(ui::collections::Record const& record);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum View { Fields, Json };
    void makeForm();
    void fill(QJsonValue const& body);
    void turn(int view);
    /// What was entered; says where it is wrong instead of returning.
    std::optional<QJsonValue> entered();
    std::optional<QJsonValue> enteredInForm();
    std::optional<QJsonValue> enteredAsJson();
    void save();
    void refused(Problem const& problem);
    void askForTheirs();
    void compare(Record const& theirs);

    CollectionsClient& m_client;
    Collection m_collection;
    std::vector<Member> m_members;
    Record m_record;   // Its revision is what If-Match says.
    QJsonValue m_body; // As it was filled in last: members that the form does not know stay.
    kit::Segmented* m_view;
    QStackedWidget* m_stack;
    kit::Form* m_form;
    QPlainTextEdit* m_json;
    QLabel* m_jsonFault;
    kit::Panel* m_comparison;
    kit::Button* m_save;
    bool m_changed = false;
};

} // namespace ui::collections
