// The header of a case.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_head.h"

#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_lines.h"

#include <QMenu>

namespace ui::incidents {

CaseHead::CaseHead(QWidget* parent)
    : QWidget{parent}, m_severity{new kit::SeverityChip{Severity::Info}}, m_id{kit::text({}, Type::Mono,
                                                                                         Role::Muted)},
      m_state{new kit::Chip{{}}}, m_opened{kit::elided({}, Type::Small, Role::Muted)}, m_title{kit::elided(
                                                                                           {}, Type::H1)},
      m_clockName{kit::text({}, Type::Caption, Role::Muted)}, m_clock{kit::text({}, Type::Timer)},
      m_report{new kit::Button{tr("Report"), kit::Kind::Default, QStringLiteral("file-badge")}},
      m_next{new kit::Button{{}, kit::Kind::Default}}, m_details{new kit::Button{
                                                           tr("Details"), kit::Kind::Default,
                                                           QStringLiteral("panel-right")}},
      m_more{new kit::IconButton{QStringLiteral("ellipsis"), tr("More actions of this case"), 18}},
      m_phases{new kit::PhaseBar{tr("Phases of the case")}}
{
    auto* back = new kit::IconButton{QStringLiteral("arrow-left"), tr("All incidents"), 18};
    m_next->setObjectName(QStringLiteral("nextState"));
    m_details->setObjectName(QStringLiteral("details"));
    m_details->hide();
    auto* chips = kit::row(8)->add(m_severity)->add(m_id)->add(m_state)->add(m_opened, 1);
    auto* words = kit::column(4)->add(chips)->add(m_title);
    auto* clock = kit::column(2)->add(m_clockName)->add(m_clock);
    auto* top = kit::row(12)->add(back, 0, Qt::AlignTop)->add(words, 1)->add(clock)->gap(4);
    top->add(m_details)->add(m_report)->add(m_next)->add(m_more);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(24, 14, 24, 14);
    lines->setSpacing(12);
    lines->addWidget(top);
    lines->addWidget(m_phases);
    connect(back, &QToolButton::clicked, this, &CaseHead::back);
    connect(m_report, &QPushButton::clicked, this, &CaseHead::reportChosen);
    connect(m_details, &QPushButton::clicked, this, &CaseHead::detailsChosen);
    connect(m_more, &QToolButton::clicked, this, &CaseHead::showMenu);
    connect(m_next, &QPushButton::clicked, this, [this] {
        emit stateChosen(m_incident.state == QLatin1String("open") ? QStringLiteral("contained")
                                                                   : QStringLiteral("closed"));
    });
}

void CaseHead::setCase(Incident const& incident, QString const& whyNot)
{
    m_incident = incident;
    m_whyNot = whyNot;
    auto const severity = severityFrom(incident.severity);
    m_severity->set(severity, {}, severity == Severity::Critical);
    m_id->setText(shortId(incident.id));
    m_id->setToolTip(incident.id);
    m_state->set(stateWord(incident.state), stateTone(incident.state));
    m_opened->setText(tr("opened %1 UTC (%2 local) by %3")
                          .arg(incident.openedAt.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm")),
                               incident.openedAt.toLocalTime().toString(QStringLiteral("HH:mm")),
                               kit::visible(incident.openedBy)));
    m_title->setText(kit::visible(incident.title));
    m_clockName->setText(incident.closed() ? tr("Lasted") : tr("Open for"));
    auto const open = incident.state == QLatin1String("open");
    m_next->setVisible(!incident.closed());
    m_next->setText(open ? tr("Mark contained") : tr("Close case…"));
    m_next->setAccessibleName(m_next->text());
    m_next->setIconName(open ? QStringLiteral("shield-check") : QStringLiteral("check"));
    m_next->setReason(whyNot);
}

void CaseHead::setClock(QString const& clock)
{
    m_clock->setText(clock);
    m_clock->setAccessibleName(m_clockName->text() + QLatin1Char(' ') + clock);
}

QString CaseHead::clock() const
{
    return m_clock->text();
}

void CaseHead::showMenu()
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto const add = [&](QString const& words, auto signal, bool changes) {
        auto* action = menu->addAction(words);
        action->setEnabled(!changes || m_whyNot.isEmpty());
        if (!action->isEnabled())
            action->setToolTip(m_whyNot);
        connect(action, &QAction::triggered, this, signal);
    };
    menu->setToolTipsVisible(true);
    add(
        tr("Add a file as evidence…"), [this] { emit fileChosen(); }, true);
    add(
        tr("Save bundle…"), [this] { emit bundleChosen(); }, false);
    if (m_incident.state == QLatin1String("contained"))
        add(
            tr("Set back to open"), [this] { emit stateChosen(QStringLiteral("open")); }, true);
    if (m_incident.state == QLatin1String("open"))
        add(
            tr("Close case…"), [this] { emit stateChosen(QStringLiteral("closed")); }, true);
    menu->popup(m_more->mapToGlobal(QPoint{0, m_more->height() + 4}));
}

} // namespace ui::incidents
