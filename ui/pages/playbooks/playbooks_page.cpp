// The library of playbooks, their runs, and the ways in and out.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_page.h"

#include "ui/kit/text.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>

namespace ui::playbooks {

namespace {

constexpr qint64 kFileBytesMax = 1 << 20; // The engine takes no larger document.
constexpr int kInspectorWidth = 372;

} // namespace

PlaybooksPage::PlaybooksPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("playbooks"), tr("Playbooks"), parent}, m_client{context.api},
      m_stack{new QStackedWidget}, m_tabs{new kit::Tabs{{tr("Library"), tr("Runs")}}},
      m_lists{new QStackedWidget}, m_filter{new kit::FilterBar{tr("Name or description")}},
      m_model{new PlaybooksModel{this}}, m_table{new kit::Table{tr("Playbooks"), m_model, 52,
                                                                kit::Table::Sorting::On}},
      m_state{new kit::StateView{m_table}}, m_runsModel{new RunsModel{context.clock, this}},
      m_runsTable{new kit::Table{tr("Runs"), m_runsModel, 52, kit::Table::Sorting::On}},
      m_runsState{new kit::StateView{m_runsTable}}, m_inspector{new Inspector{m_client}},
      m_import{new kit::Button{tr("Import CACAO file…"), kit::Kind::Default, QStringLiteral("file-input")}},
      m_details{new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")}},
      m_run{new RunView{context}}
{
    auto const lacks = [this](QString const& permission) {
        return may(permission) ? QString{}
                               : tr("You need %1. Somebody who manages roles can grant it.").arg(permission);
    };
    m_inspector->setRights(lacks(QStringLiteral("playbooks.run")),
                           lacks(QStringLiteral("playbooks.approve")));
    needs(m_import, QStringLiteral("playbooks.write"));
    addAction(m_details);
    addAction(m_import);
    m_details->hide();
    m_inspector->setMinimumWidth(kInspectorWidth);
    m_stack->addWidget(panes({listPane(), m_inspector}, {860, kInspectorWidth}, 0));
    m_stack->addWidget(m_run);
    setBody(m_stack, true);
    connect(m_import, &QPushButton::clicked, this, &PlaybooksPage::chooseFile);
    connect(m_details, &QPushButton::clicked, this,
            [this] { m_inspector->setVisible(m_inspector->isHidden()); });
    connect(m_inspector, &Inspector::startChosen, this,
            [this](Detail const& detail) { start(detail.playbook.id, m_known); });
    connect(m_inspector, &Inspector::approveChosen, this, &PlaybooksPage::approve);
    connect(m_run, &RunView::back, this, [this] { shell().go({stem(), {}, {}}); });
    connect(m_run, &RunView::changed, this, [this](Run const& run) {
        for (int row = 0; row < m_runsModel->rowCount(); ++row)
            if (m_runsModel->rowAt(row).id == run.id)
                m_runsModel->replaceRow(row, run);
    });
}

QWidget* PlaybooksPage::listPane()
{
    m_lists->addWidget(m_state);
    m_lists->addWidget(m_runsState);
    auto* pane = kit::column(0, {0, 0, 0, 0}, QStringLiteral("pane"));
    pane->add(kit::row(16, {20, 4, 0, 0})->add(m_tabs)->add(m_filter, 1))->add(kit::rule())->add(m_lists, 1);
    connect(m_tabs, &kit::Tabs::chosen, this, &PlaybooksPage::showTab);
    connect(m_filter, &kit::FilterBar::changed, this, &PlaybooksPage::narrow);
    connect(m_table, &kit::Table::currentChangedTo, this, &PlaybooksPage::inspect);
    connect(m_table, &kit::Table::opened, this, [this](int row) { start(m_model->rowAt(row).id, m_known); });
    m_table->setRowActions([this](int row) {
        auto const& one = m_model->rowAt(row);
        auto* act = new QAction{tr("Start run…")};
        act->setEnabled(one.approved && one.runnable && may(QStringLiteral("playbooks.run")));
        connect(act, &QAction::triggered, this, [this, id = one.id] { start(id, m_known); });
        return QList<QAction*>{act};
    });
    m_runsTable->watchEnd();
    connect(m_runsTable, &kit::Table::reachedEnd, this, [this] {
        if (!m_nextRuns.isEmpty() && !m_readingRuns)
            readRuns(m_nextRuns);
    });
    connect(m_runsTable, &kit::Table::opened, this, [this](int row) { openRun(m_runsModel->rowAt(row).id); });
    m_runsTable->setRowActions([this](int row) {
        auto* act = new QAction{tr("Open run")};
        connect(act, &QAction::triggered, this, [this, id = m_runsModel->rowAt(row).id] { openRun(id); });
        return QList<QAction*>{act};
    });
    return pane;
}

void PlaybooksPage::refresh()
{
    if (m_inRun)
        m_run->refresh();
    readPlaybooks();
    if (!m_readingRuns)
        readRuns({});
}

void PlaybooksPage::open(kit::Address const& address)
{
    auto const value = [&](char const* name) {
        return address.more.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
    };
    // A run by its own id, or as {run: id} of its playbook.
    auto const run = value("kind") == QLatin1String("run") ? address.object : value("run");
    if (!run.isEmpty()) {
        m_inRun = true;
        header()->hide();
        m_stack->setCurrentWidget(m_run);
        return m_run->open(run);
    }
    m_known = {value("incident"), value("user"), value("query")};
    showList(address.object);
    if (value("tab") == QLatin1String("runs"))
        showTab(1);
    if (value("start") == QLatin1String("1") && !address.object.isEmpty())
        start(address.object, m_known);
}

void PlaybooksPage::showList(QString const& playbookId)
{
    m_inRun = false;
    header()->show();
    m_stack->setCurrentIndex(0);
    m_wanted = playbookId;
    if (m_known.incidentId.isEmpty())
        setBanner({}, {}, {}, {});
    else
        setBanner(QStringLiteral("accent"), QStringLiteral("siren"), tr("For the open case"),
                  tr("A playbook that is started now works for case …%1 and what it is about.")
                      .arg(m_known.incidentId.right(6)));
    readPlaybooks();
    if (!m_readingRuns)
        readRuns({});
}

void PlaybooksPage::showTab(int tab)
{
    m_tabs->setCurrent(tab);
    m_lists->setCurrentIndex(tab);
    m_inspector->setVisible(tab == 0 && !m_narrowed);
    m_details->setVisible(tab == 0 && m_narrowed);
    narrow();
}

void PlaybooksPage::readPlaybooks()
{
    m_state->showLoading();
    m_client.list({this, [this](Reply<std::vector<Playbook>> const& reply) {
                       if (auto const* problem = problemOf(reply))
                           return m_state->showFailed(*problem, [this] { refresh(); });
                       auto wanted = m_wanted;
                       if (wanted.isEmpty() && m_table->currentRow() >= 0)
                           wanted = m_model->rowAt(m_table->currentRow()).id;
                       m_model->setRows(std::get<std::vector<Playbook>>(reply));
                       narrow();
                       int chosen = m_model->rowCount() > 0 ? 0 : -1;
                       for (int row = 0; row < m_model->rowCount(); ++row)
                           if (m_model->rowAt(row).id == wanted)
                               chosen = row;
                       if (chosen >= 0)
                           m_table->selectRow(chosen);
                       m_wanted.clear();
                   }});
}

void PlaybooksPage::readRuns(QString const& after)
{
    m_readingRuns = true;
    if (after.isEmpty())
        m_runsState->showLoading();
    m_client.runs(after, {this, [this, more = !after.isEmpty()](Reply<Batch<Run>> const& reply) {
                              m_readingRuns = false;
                              if (auto const* problem = problemOf(reply))
                                  return m_runsState->showFailed(*problem, [this] { refresh(); });
                              takeRuns(std::get<Batch<Run>>(reply), more);
                          }});
}

void PlaybooksPage::takeRuns(Batch<Run> const& batch, bool more)
{
    m_nextRuns = batch.next;
    auto const chosen = m_runsTable->currentRow();
    if (more)
        m_runsModel->appendRows(batch.items);
    else
        m_runsModel->setRows(batch.items);
    if (chosen >= 0 && chosen < m_runsModel->rowCount())
        m_runsTable->selectRow(chosen);
    narrow();
}

void PlaybooksPage::narrow()
{
    auto const words = m_filter->text();
    m_table->setFilter([this, words](int row) {
        auto const& one = m_model->rowAt(row);
        return words.isEmpty() || one.name.contains(words, Qt::CaseInsensitive) ||
               one.description.contains(words, Qt::CaseInsensitive);
    });
    m_runsTable->setFilter([this, words](int row) {
        auto const& one = m_runsModel->rowAt(row);
        return words.isEmpty() || one.name.contains(words, Qt::CaseInsensitive) ||
               one.startedBy.contains(words, Qt::CaseInsensitive) ||
               one.incidentId.contains(words, Qt::CaseInsensitive);
    });
    showFace();
}

void PlaybooksPage::showFace()
{
    int live = 0;
    int waiting = 0;
    for (auto const& run : m_runsModel->rows()) {
        live += run.live() ? 1 : 0;
        waiting += run.live() && run.waiting.forPeople() ? 1 : 0;
    }
    shell().badge(stem(), Severity::High, waiting);
    m_tabs->setWord(0, tr("Library %1").arg(m_model->rowCount()));
    m_tabs->setWord(1, m_runsModel->rowCount() == 0
                           ? tr("Runs")
                           : tr("Runs %1%2")
                                 .arg(m_runsModel->rowCount())
                                 .arg(m_nextRuns.isEmpty() ? QString{} : QStringLiteral("+")));
    setFacts(tr("%1 running · %2 waiting for a person · times in UTC").arg(live).arg(waiting));
    auto const showAll = [this] {
        m_filter->edit()->clear();
        narrow();
    };
    auto const face = [&](kit::StateView* state, kit::Table* table, int rows, QString const& none,
                          QString const& hint) {
        if (state->face() == kit::StateView::Face::Failed && rows == 0)
            return;
        if (rows == 0)
            state->showEmpty(QStringLiteral("workflow"), none, hint);
        else if (table->shownRows() == 0)
            state->showEmpty(QStringLiteral("search"), tr("Nothing matches"), tr("Your filter is kept."),
                             tr("Show all"), showAll);
        else
            state->showContent();
    };
    face(m_state, m_table, m_model->rowCount(), tr("No playbook"),
         tr("The engine brings one of its own; others come as CACAO v2.0 files."));
    face(m_runsState, m_runsTable, m_runsModel->rowCount(), tr("No run yet"),
         tr("Start one from a case, or from the library."));
}

void PlaybooksPage::inspect(int row)
{
    if (row < 0)
        return m_inspector->clear();
    m_inspector->show(m_model->rowAt(row).id);
}

void PlaybooksPage::openRun(QString const& id)
{
    QUrlQuery more;
    addItem(more, QStringLiteral("kind"), QStringLiteral("run"));
    shell().go({stem(), id, more});
}

void PlaybooksPage::start(QString const& playbookId, Known const& known)
{
    if (!may(QStringLiteral("playbooks.run")))
        return;
    m_client.show(playbookId, {this, [this, known](Reply<Detail> const& reply) {
                                   if (auto const* problem = problemOf(reply))
                                       return shell().problem(*problem);
                                   auto const& detail = std::get<Detail>(reply);
                                   if (!detail.playbook.approved || !detail.playbook.runnable)
                                       return; // The inspector says why.
                                   auto* dialog = new StartDialog{this, context(), m_client, detail, known};
                                   connect(dialog, &StartDialog::started, this,
                                           [this](Run const& run) { openRun(run.id); });
                               }});
}

void PlaybooksPage::approve(Detail const& detail)
{
    auto const& one = detail.playbook;
    auto const flow = flowFrom(detail.document);
    QList<kit::Effect> effects{
        {QStringLiteral("play"), tr("Everybody with playbooks.run may start it")},
        {QStringLiteral("shield-half"),
         tr("Its runs may at most: %1").arg(detail.permissions.join(QStringLiteral(", ")))},
        {QStringLiteral("list-checks"), kit::counted(flow.numbered(), tr("1 step, as the inspector lists it"),
                                                     tr("%1 steps, as the inspector lists them"))},
        {QStringLiteral("fingerprint"), tr("Exactly this document is approved"),
         one.digest.left(16) + QStringLiteral("…"), Role::Info}};
    m_asked = new kit::ConfirmDialog{
        this,
        {.title = tr("Approve “%1”?").arg(kit::visible(one.name)),
         .fact = tr("%1 · imported by %2").arg(shell().environment(), kit::visible(one.importedBy)),
         .effects = effects,
         .undoUntil = tr("An approval cannot be taken back; a newer version replaces it."),
         .verb = tr("Approve"),
         .keep = tr("Leave as draft"),
         .danger = false},
        [this, id = one.id](QString const&) {
            m_client.approve(id, {this, [this, id](Reply<Playbook> const& reply) {
                                      if (auto const* problem = problemOf(reply)) {
                                          if (m_asked)
                                              m_asked->failed(*problem);
                                          return;
                                      }
                                      if (m_asked)
                                          m_asked->close();
                                      shell().toast(kit::ToastKind::Done, tr("Approved"),
                                                    std::get<Playbook>(reply).name);
                                      m_wanted = id;
                                      readPlaybooks();
                                      m_inspector->show(id);
                                  }});
        }};
}

void PlaybooksPage::chooseFile()
{
    auto* dialog =
        new QFileDialog{this, tr("Import a CACAO v2.0 playbook"), {}, QStringLiteral("CACAO (*.json)")};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PlaybooksPage::importFile);
    dialog->open();
}

void PlaybooksPage::importFile(QString const& path)
{
    auto const refuse = [this](QString const& words, QString const& hint) {
        shell().toast(kit::ToastKind::Failure, words, hint);
    };
    QFile file{path};
    if (!file.open(QIODevice::ReadOnly))
        return refuse(tr("The file could not be read"), file.errorString());
    if (file.size() > kFileBytesMax)
        return refuse(tr("The file is too large"), tr("A playbook has at most 1 MiB."));
    QJsonParseError error{};
    auto const document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        return refuse(tr("This is not a playbook"),
                      error.error == QJsonParseError::NoError
                          ? tr("The file holds no JSON object.")
                          : tr("%1 at byte %2").arg(error.errorString()).arg(error.offset));
    m_client.import(document.object(), {this, [this, path](Reply<Playbook> const& reply) {
                                            if (auto const* problem = problemOf(reply))
                                                return showDefects(*problem, path);
                                            auto const& one = std::get<Playbook>(reply);
                                            shell().toast(kit::ToastKind::Done, tr("Imported as a draft"),
                                                          one.name);
                                            m_known = {};
                                            showTab(0);
                                            showList(one.id);
                                        }});
}

void PlaybooksPage::showDefects(Problem const& problem, QString const& path)
{
    if (problem.errors.isEmpty())
        return shell().problem(problem);
    auto* dialog =
        new kit::Dialog{this, tr("The playbook was not imported"), QFileInfo{path}.fileName(), 640};
    auto* list = kit::column(8);
    for (auto const& error : problem.errors) {
        auto* where = kit::text(kit::visible(error.pointer), Type::MonoSmall, Role::Muted, kit::Wrap::Yes);
        where->setTextInteractionFlags(Qt::TextSelectableByMouse);
        list->add(kit::column(2, {12, 8, 12, 8}, QStringLiteral("crit"))
                      ->add(kit::text(kit::visible(error.message), Type::Strong, Role::Text, kit::Wrap::Yes))
                      ->add(where));
    }
    auto* area = kit::scrolling(list->stretch());
    area->setMinimumHeight(std::min(420, 20 + 64 * static_cast<int>(problem.errors.size())));
    dialog->body()->add(area);
    auto* close = dialog->addButton(tr("Close"), kit::Kind::Default);
    connect(close, &QPushButton::clicked, dialog, &kit::Dialog::close);
    dialog->open(close);
}

QList<kit::Command> PlaybooksPage::commands()
{
    QList<kit::Command> commands;
    if (may(QStringLiteral("playbooks.write")))
        commands << kit::Command{tr("Import a CACAO file…"), QStringLiteral("file-input"),
                                 [this] { chooseFile(); }};
    if (m_inRun && m_run->run().live() && may(QStringLiteral("playbooks.run")))
        commands << kit::Command{tr("Cancel this run…"), QStringLiteral("x"), [this] { m_run->cancel(); }};
    if (!may(QStringLiteral("playbooks.run")))
        return commands;
    for (auto const& one : m_model->rows())
        if (one.approved && one.runnable)
            commands << kit::Command{tr("Start “%1”…").arg(kit::visible(one.name)), QStringLiteral("play"),
                                     [this, id = one.id] { start(id, m_known); }};
    return commands;
}

void PlaybooksPage::setNarrow(bool narrow)
{
    m_narrowed = narrow;
    m_run->setNarrow(narrow);
    m_details->setVisible(narrow && m_tabs->current() == 0);
    m_inspector->setVisible(!narrow && m_tabs->current() == 0);
}

} // namespace ui::playbooks
