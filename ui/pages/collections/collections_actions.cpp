// What the data page changes: collections made and removed, records made, changed, deleted and made again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/collections/collections_page.h"

#include <memory>

namespace ui::collections {

void CollectionsPage::newCollection()
{
    auto* dialog = new NewCollection{this, m_client};
    connect(dialog, &NewCollection::created, this, [this](Collection const& collection) {
        shell().toast(kit::ToastKind::Done, tr("%1 is there").arg(collection.name));
        m_collection = {};
        m_wanted = collection.name;
        refresh();
    });
}

void CollectionsPage::confirm(kit::Confirmation const& words, std::function<void(Done<bool>)> send,
                              std::function<void()> done)
{
    auto const dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    *dialog = new kit::ConfirmDialog{
        this, words, [this, dialog, send = std::move(send), done = std::move(done)](QString const&) {
            send([this, dialog, done](Reply<bool> reply) {
                auto const* problem = problemOf(reply);
                if (problem != nullptr && *dialog)
                    return (*dialog)->failed(*problem);
                if (problem != nullptr)
                    return shell().problem(*problem);
                if (*dialog)
                    (*dialog)->close();
                done();
            });
        }};
}

void CollectionsPage::removeCollection()
{
    if (m_collection.name.isEmpty())
        return;
    if (!may(QStringLiteral("records.read")))
        return confirmRemoval(tr("not counted: you lack records.read"));
    // The engine counts nothing; a page tells at least whether there are any.
    m_client.records(m_collection.name, {}, this, [this](Reply<RecordsPage> reply) {
        auto const* page = std::get_if<RecordsPage>(&reply);
        if (page == nullptr)
            return confirmRemoval(tr("not counted"));
        auto const count = QString::number(page->records.size());
        confirmRemoval(page->next.isEmpty() ? count : tr("more than %1").arg(count));
    });
}

void CollectionsPage::confirmRemoval(QString const& records)
{
    auto const name = m_collection.name;
    kit::Confirmation words;
    words.title = tr("Remove the collection %1?").arg(name);
    words.fact = tr("%1 · this cannot be undone").arg(shell().environment());
    words.effects = {
        {QStringLiteral("table-2"), tr("Its records are deleted for good"), records, Role::Crit},
        {QStringLiteral("history"), tr("The history of its records goes with them"), {}, Role::Crit},
        {QStringLiteral("plug-zap"), tr("Services that use it get 404 from then on"), {}, Role::High},
        {QStringLiteral("archive"),
         tr("Backups that hold it stay, but a restore does not bring a removed collection back"),
         {},
         Role::High},
    };
    words.undoUntil = tr("This cannot be undone");
    words.verb = tr("Remove in %1").arg(shell().environment());
    words.keep = tr("Keep collection");
    words.rung = kit::Rung::Destructive;
    words.typed = name;
    confirm(
        words, [this, name](Done<bool> done) { m_client.remove(name, this, std::move(done)); },
        [this, name] {
            shell().toast(kit::ToastKind::Done, tr("%1 is removed").arg(name));
            m_collection = {};
            m_wanted.clear();
            refresh();
        });
}

void CollectionsPage::edit(Record const& record, QJsonValue const& body)
{
    if (m_collection.name.isEmpty() || m_editor)
        return;
    m_editor = new RecordEditor{this, m_client, m_collection, record, body};
    connect(m_editor, &RecordEditor::saved, this, [this, made = record.none()](Record const& saved) {
        auto const name = saved.id.left(Record::kShortId);
        shell().toast(kit::ToastKind::Done,
                      made ? tr("%1 is created").arg(name)
                           : tr("%1 is saved as revision %2").arg(name).arg(saved.revision));
        m_records->put(saved);
    });
}

void CollectionsPage::removeRecord(Record const& record)
{
    if (record.none() || m_collection.writeOnce)
        return;
    auto const name = record.id.left(Record::kShortId);
    kit::Confirmation words;
    words.title = tr("Delete record %1?").arg(name);
    words.fact = tr("%1 · %2").arg(m_collection.name, shell().environment());
    words.effects = {
        {QStringLiteral("trash-2"), tr("Lists and readers do not find it any more"), {}, Role::High},
        {QStringLiteral("history"), tr("Its revisions stay in the history"), QString::number(record.revision),
         Role::Ok},
        {QStringLiteral("undo-2"),
         tr("Undo creates it again with the same contents, under a new id"),
         {},
         Role::Accent},
    };
    words.undoUntil = tr("Can be undone for 10 s afterwards");
    words.verb = tr("Delete record");
    words.keep = tr("Keep record");
    auto const collection = m_collection.name;
    confirm(
        words,
        [this, collection, record](Done<bool> done) {
            m_client.removeRecord(collection, record, this, std::move(done));
        },
        [this, collection, record, name] {
            m_records->drop(record.id);
            shell().toast(kit::ToastKind::Done, tr("%1 is deleted").arg(name),
                          tr("Undo gives its contents a new id."),
                          [this, collection, body = record.body] { bringBack(collection, body); });
        });
}

void CollectionsPage::bringBack(QString const& collection, QJsonValue const& body)
{
    m_client.createRecord(collection, body, this, [this, collection](Reply<Record> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        auto const& record = std::get<Record>(reply);
        shell().toast(kit::ToastKind::Done, tr("Created again as %1").arg(record.id.left(Record::kShortId)));
        if (m_collection.name == collection)
            m_records->put(record);
    });
}

} // namespace ui::collections
