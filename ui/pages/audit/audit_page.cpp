// The audit page: filter, rows and pane; the walks over the chain are shown by audit_verdict.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_page.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"

#include <QAction>
#include <QHash>

namespace ui::audit {

namespace {

constexpr int kTypingPauseMs = 400;
constexpr char kTimeForm[] = "yyyy-MM-dd HH:mm";

QDateTime typedTime(QString const& text)
{
    for (auto const* form : {"yyyy-MM-dd HH:mm:ss", kTimeForm, "yyyy-MM-dd"}) {
        auto at = QDateTime::fromString(text.trimmed(), QString::fromLatin1(form));
        at.setTimeSpec(Qt::UTC);
        if (at.isValid())
            return at;
    }
    return {};
}

} // namespace

AuditPage::AuditPage(kit::PageContext context, QWidget* parent)
    : Page{context, "audit", tr("Audit"), parent}, m_client{context.api}, m_model{new AuditModel{this}},
      m_verification{new Verification{m_client, this}}, m_export{new Export{m_client, this}}
{
    build();
    connect(m_verification, &Walk::progressed, this, [this](qint64 rows, qint64 total) {
        showProgress(tr("Verifying the chain"),
                     tr("%1 of %2 rows").arg(kit::grouped(rows), kit::grouped(total)), m_verification);
    });
    connect(m_export, &Walk::progressed, this, [this](qint64 rows, qint64 total) {
        showProgress(tr("Exporting the chain"),
                     tr("%1 of %2 rows").arg(kit::grouped(rows), kit::grouped(total)), m_export);
    });
    for (auto* walk : {static_cast<Walk*>(m_verification), static_cast<Walk*>(m_export)}) {
        connect(walk, &Walk::waiting, this, [this, walk](int seconds) {
            showProgress(walk == m_export ? tr("Exporting the chain") : tr("Verifying the chain"),
                         tr("Goes on in %1 s: the engine limits heavy reads").arg(seconds), walk);
        });
        connect(walk, &Walk::failed, this, [this, walk](Problem const& problem) {
            setBanner("crit", "circle-alert",
                      walk == m_export ? tr("The export stopped") : tr("The chain was not verified"),
                      tr("%1. %2").arg(kit::plainWords(problem), kit::consequence(problem)));
        });
    }
    connect(m_verification, &Verification::ended, this, &AuditPage::showVerdict);
    connect(m_export, &Export::ended, this, [this](QString const& path, qint64 rows) {
        setBanner("ok", "circle-check", tr("Exported"),
                  tr("%1 in %2").arg(kit::counted(rows, tr("1 row"), tr("%1 rows")), kit::visible(path)));
    });
    connect(m_export, &Export::broken, this, [this](QString const& fault) {
        setBanner("crit", "circle-alert", tr("The file could not be written"), kit::visible(fault));
    });
}

void AuditPage::build()
{
    m_exportButton = new kit::Button{tr("Export…"), kit::Kind::Default, "file-down"};
    m_verify = new kit::Button{tr("Verify chain"), kit::Kind::Primary, "shield-check"};
    needs(m_exportButton, "audit.export");
    needs(m_verify, "audit.read");
    connect(&context().session, &ui::Session::changed, this, [this] {
        needs(m_exportButton, "audit.export");
        needs(m_verify, "audit.read");
    });
    connect(m_exportButton, &QPushButton::clicked, this, &AuditPage::askExport);
    connect(m_verify, &QPushButton::clicked, this, &AuditPage::verify);
    addAction(m_exportButton);
    addAction(m_verify);
    m_inspector = new Inspector;
    connect(m_inspector, &Inspector::chosen, this, &AuditPage::act);
    connect(m_inspector, &Inspector::copied, this,
            [this](QString const& what) { shell().toast(kit::ToastKind::Done, tr("%1 copied").arg(what)); });
    auto* body = kit::column(0);
    body->add(buildFilter())->add(panes({buildList(), m_inspector}, {916, Inspector::kWidth}, 0), 1);
    setBody(body, true);
}

QWidget* AuditPage::buildFilter()
{
    m_verb = kit::input(tr("Action, as user.disable"), "search", true);
    m_actor = kit::input(tr("Actor: name or id"), "user-round");
    m_subject = kit::input(tr("Object: its id"), "crosshair", true);
    m_span = kit::choice({tr("All time"), tr("Last hour"), tr("Last 24 hours"), tr("Last 7 days"),
                          tr("Last 30 days"), tr("Between…")});
    m_span->setAccessibleName(tr("Time"));
    m_from = kit::input(tr("From, 2026-09-14 09:30"), {}, true);
    m_to = kit::input(tr("To (UTC)"), {}, true);
    m_timesWrong = kit::text(tr("A time as 2026-09-14 09:30, in UTC"), Type::Small, Role::Crit);
    m_timesWrong->hide();
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &AuditPage::apply);
    for (auto* edit : {m_verb, m_actor, m_subject, m_from, m_to}) {
        connect(edit, &QLineEdit::textEdited, &m_typing, qOverload<>(&QTimer::start));
        connect(edit, &QLineEdit::returnPressed, this, &AuditPage::apply);
        edit->setMinimumWidth(96);
    }
    connect(m_span, &QComboBox::activated, this, [this](int span) {
        m_from->setVisible(span == Between);
        m_to->setVisible(span == Between);
        apply();
    });
    m_from->hide();
    m_to->hide();
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, "panel-right"};
    m_details->hide();
    connect(m_details, &QPushButton::clicked, this,
            [this] { m_inspector->setVisible(!m_inspector->isVisible()); });
    auto* clear = new kit::Button{tr("Clear"), kit::Kind::Ghost};
    connect(clear, &QPushButton::clicked, this, &AuditPage::clearFilter);
    auto* line = kit::row(8)->add(m_verb, 3)->add(m_actor, 2)->add(m_subject, 3)->add(m_span);
    line->add(m_from, 2)->add(m_to, 2)->add(clear)->add(m_details);
    auto* lines = kit::column(4, {24, 10, 16, 10}, "header");
    return lines->add(line)->add(m_timesWrong);
}

QWidget* AuditPage::buildList()
{
    m_table = new kit::Table{tr("Audit rows"), m_model, 34};
    m_table->watchEnd();
    connect(m_table, &kit::Table::reachedEnd, this, [this] {
        if (!m_next.isEmpty() && !m_reading)
            read(true);
    });
    connect(m_table, &kit::Table::currentChangedTo, this, &AuditPage::showChosen);
    connect(m_table, &kit::Table::opened, this, [this] { m_inspector->setVisible(true); });
    m_table->setRowActions([this](int row) {
        showRow(m_model->rowAt(row));
        QList<QAction*> actions;
        auto const add = [&](QString const& words, Act what) {
            auto* action = new QAction{words};
            connect(action, &QAction::triggered, this, [this, what] { act(what); });
            actions << action;
        };
        add(tr("Only this actor"), Act::SameActor);
        if (!m_model->rowAt(row).subjectId.isEmpty())
            add(tr("Only this object"), Act::SameObject);
        if (!objectAddress(m_model->rowAt(row)).page.isEmpty())
            add(tr("Open the object"), Act::OpenObject);
        return actions;
    });
    m_rows = new kit::StateView{m_table};
    m_foot = kit::text({}, Type::SmallStrong, Role::Text2);
    auto* foot = kit::row(8, {20, 8, 16, 8})->add(m_foot)->stretch();
    foot->add(kit::text(tr("Rows cannot be edited or deleted"), Type::Small, Role::Muted));
    auto* pane = kit::column(0, {}, "pane");
    return pane->add(m_rows, 1)->add(kit::rule())->add(foot);
}

Filter AuditPage::wantedFilter() const
{
    Filter filter{.verb = m_verb->text().trimmed(),
                  .actor = m_actor->text().trimmed(),
                  .subject = m_subject->text().trimmed()};
    auto const at = now();
    switch (m_span->currentIndex()) {
    case LastHour:
        filter.from = at.addSecs(-3600);
        break;
    case LastDay:
        filter.from = at.addDays(-1);
        break;
    case LastWeek:
        filter.from = at.addDays(-7);
        break;
    case LastMonth:
        filter.from = at.addDays(-30);
        break;
    case Between:
        filter.from = typedTime(m_from->text());
        filter.to = typedTime(m_to->text());
        break;
    default:
        break;
    }
    return filter;
}

bool AuditPage::timesAreRight()
{
    auto good = true;
    for (auto* edit : {m_from, m_to}) {
        auto const bad = m_span->currentIndex() == Between && !edit->text().trimmed().isEmpty() &&
                         !typedTime(edit->text()).isValid();
        edit->setProperty("bad", bad);
        kit::restyle(edit);
        good = good && !bad;
    }
    m_timesWrong->setVisible(!good);
    return good;
}

void AuditPage::apply()
{
    m_typing.stop();
    if (!timesAreRight() || (m_loaded && wantedFilter() == m_filter))
        return;
    m_inspector->showNothing();
    read(false);
}

void AuditPage::clearFilter()
{
    for (auto* edit : {m_verb, m_actor, m_subject, m_from, m_to})
        edit->clear();
    m_span->setCurrentIndex(AllTime);
    m_from->hide();
    m_to->hide();
    apply();
}

void AuditPage::refresh()
{
    readHead();
    read(false);
}

void AuditPage::readHead()
{
    if (!may("audit.read"))
        return;
    m_client.head(this, [this](Reply<Head> reply) {
        // The facts line is a courtesy: the list says what is wrong when something is.
        if (problemOf(reply) != nullptr)
            return;
        m_head = std::get<Head>(reply);
        showFacts();
    });
}

void AuditPage::showFacts()
{
    QStringList facts{m_head.none() ? tr("No row yet")
                                    : kit::counted(m_head.number, tr("1 row"), tr("%1 rows"))};
    if (!m_head.none())
        facts << tr("head %1").arg(shortHash(m_head.hash));
    facts << tr("append-only, each row carries the hash of the one before");
    if (auto const seen = seenHead(); !seen.none())
        facts << tr("found whole here up to row %1").arg(kit::grouped(seen.number));
    setFacts(facts.join(QStringLiteral(" · ")));
}

void AuditPage::read(bool more)
{
    if (!more) {
        m_filter = wantedFilter();
        m_next.clear();
        if (!m_loaded)
            m_rows->showLoading();
    }
    m_reading = true;
    ++m_turn;
    m_client.list(m_filter, more ? m_next : QString{}, AuditClient::kPageRows, this,
                  [this, more, mine = m_turn](Reply<Batch> reply) {
                      if (mine != m_turn)
                          return;
                      m_reading = false;
                      if (auto const* problem = problemOf(reply))
                          return failed(*problem);
                      take(std::move(std::get<Batch>(reply)), more);
                  });
}

void AuditPage::take(Batch batch, bool more)
{
    m_next = batch.next;
    m_loaded = true;
    m_shownAt = now();
    if (more) {
        m_model->appendRows(std::move(batch.items));
        m_rows->showContent();
        return showFoot();
    }
    auto const keep = m_wanted > 0 ? m_wanted : m_inspector->shownNumber();
    m_model->setRows(std::move(batch.items));
    showFoot();
    if (m_model->rowCount() > 0)
        m_rows->showContent();
    else if (m_filter.none())
        m_rows->showEmpty("footprints", tr("No row yet"), tr("Every change leaves a row here."));
    else
        m_rows->showEmpty("search", tr("Nothing matches"),
                          tr("No row has this action, actor, object and time together."), tr("Clear filter"),
                          [this] { clearFilter(); });
    if (auto const row = m_model->rowOf(keep); keep > 0 && row >= 0) {
        m_wanted = 0;
        m_table->selectRow(row);
    } else if (m_wanted > 0) {
        m_client.list({}, QString::number(m_wanted + 1), 1, this,
                      [this, wanted = m_wanted](Reply<Batch> reply) {
                          if (auto const* problem = problemOf(reply))
                              return shell().problem(*problem);
                          auto const& rows = std::get<Batch>(reply).items;
                          if (!rows.empty() && rows.front().number == wanted)
                              showRow(rows.front());
                      });
        m_wanted = 0;
    }
}

void AuditPage::failed(Problem const& problem)
{
    if (m_loaded)
        m_rows->showStale(tr("%1. Read at %2 UTC.").arg(kit::plainWords(problem), kit::clockTime(m_shownAt)));
    else
        m_rows->showFailed(problem, [this] { refresh(); });
}

void AuditPage::showFoot()
{
    auto const count = m_model->rowCount();
    auto const words = m_filter.none()
                           ? kit::counted(count, tr("1 row shown"), tr("%1 rows shown"))
                           : kit::counted(count, tr("1 matching row shown"), tr("%1 matching rows shown"));
    m_foot->setText(m_next.isEmpty() ? words : tr("%1, more follow by scrolling").arg(words));
}

void AuditPage::showChosen(int row)
{
    if (row >= 0)
        showRow(m_model->rowAt(row));
}

void AuditPage::showRow(Row const& row)
{
    if (row.number == m_inspector->shownNumber())
        return;
    m_inspector->showRow(row, !objectAddress(row).page.isEmpty());
    readNeighbours(row.number);
}

void AuditPage::readNeighbours(qint64 number)
{
    m_client.list({}, QString::number(number + 2), 3, this, [this, number](Reply<Batch> reply) {
        if (problemOf(reply) != nullptr || m_inspector->shownNumber() != number)
            return; // The chain then shows the row alone.
        Head before, after;
        for (auto const& row : std::get<Batch>(reply).items) {
            if (row.number == number - 1)
                before = {row.number, row.hash};
            if (row.number == number + 1)
                after = {row.number, row.hash};
        }
        m_inspector->setNeighbours(before, after);
    });
}

kit::Address AuditPage::objectAddress(Row const& row) const
{
    // Where each kind of object has its page; what is not named here has none.
    static QHash<QString, QString> const kPages{
        {"user", "users"},         {"client", "users"},        {"role", "roles"},
        {"key", "keys"},           {"incident", "incidents"},  {"alert", "alerts"},
        {"playbook", "playbooks"}, {"backup", "backup"},       {"collection", "collections"},
        {"setting", "settings"},   {"destination", "settings"}};
    auto const page = row.subjectId.isEmpty() ? QString{} : kPages.value(row.subjectType);
    return {page, page.isEmpty() ? QString{} : row.subjectId, {}};
}

void AuditPage::narrowTo(QLineEdit* edit, QString const& value)
{
    edit->setText(value);
    apply();
}

void AuditPage::act(Act act)
{
    auto const row = m_inspector->shownRow();
    switch (act) {
    case Act::SameActor:
        return narrowTo(m_actor, row.actorName.isEmpty() ? row.actorId : row.actorName);
    case Act::SameObject:
        return narrowTo(m_subject, row.subjectId);
    case Act::SameTrace: {
        QUrlQuery more;
        addItem(more, "q", "trace_id=" + row.traceId);
        return shell().go({"logs", {}, more});
    }
    case Act::OpenActor:
        return shell().go({"users", row.actorId, {}});
    case Act::OpenObject:
        return shell().go(objectAddress(row));
    case Act::Close:
        return m_inspector->showNothing();
    }
}

void AuditPage::open(kit::Address const& address)
{
    m_wanted = address.object.toLongLong();
    auto const take = [&address](QLineEdit* edit, char const* name) {
        edit->setText(address.more.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded));
    };
    if (!address.more.isEmpty() || m_wanted > 0) {
        take(m_verb, "verb");
        take(m_actor, "actor");
        take(m_subject, "subject");
        m_span->setCurrentIndex(AllTime);
        m_from->hide();
        m_to->hide();
    }
    if (m_loaded && isVisible())
        read(false);
}

QList<kit::Command> AuditPage::commands()
{
    QList<kit::Command> list;
    if (may("audit.read"))
        list << kit::Command{tr("Verify the audit chain"), "shield-check", [this] { verify(); }};
    if (may("audit.export"))
        list << kit::Command{tr("Export the audit chain…"), "file-down", [this] { askExport(); }};
    return list;
}

void AuditPage::setNarrow(bool narrow)
{
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow);
}

} // namespace ui::audit
