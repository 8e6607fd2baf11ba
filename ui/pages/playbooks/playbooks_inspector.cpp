// What is known of a playbook.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_inspector.h"

#include "ui/kit/text.h"

namespace ui::playbooks {

namespace {

constexpr char const* kKnownPermissions[][2] = {
    {"auth.end_sessions", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "end sessions")},
    {"backup.run", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "take backups")},
    {"incidents.write", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "change cases")},
    {"keys.rotate", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "rotate keys")},
    {"logs.freeze", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "freeze logs")},
    {"notifications.send", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "send messages")},
    {"users.disable", QT_TRANSLATE_NOOP("ui::playbooks::Inspector", "disable accounts")},
};

} // namespace

Inspector::Inspector(PlaybooksClient& client, QWidget* parent)
    : QWidget{parent}, m_client{client}, m_body{kit::column(14, {18, 16, 18, 16})},
      m_start{new kit::Button{tr("Start run…"), kit::Kind::Primary, QStringLiteral("play")}},
      m_approve{new kit::Button{tr("Approve…"), kit::Kind::Default, QStringLiteral("user-check")}}
{
    auto* foot = kit::row(8, {18, 12, 18, 12})->add(m_approve)->stretch()->add(m_start);
    m_state = new kit::StateView{kit::column(0)->add(kit::scrolling(m_body), 1)->add(kit::rule())->add(foot)};
    auto* pane = kit::column(0, {0, 0, 0, 0}, QStringLiteral("paneRight"))->add(m_state, 1);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(pane);
    connect(m_start, &QPushButton::clicked, this, [this] { emit startChosen(m_detail); });
    connect(m_approve, &QPushButton::clicked, this, [this] { emit approveChosen(m_detail); });
    clear();
}

void Inspector::setRights(QString const& whyNotRun, QString const& whyNotApprove)
{
    m_whyNotRun = whyNotRun;
    m_whyNotApprove = whyNotApprove;
}

void Inspector::clear()
{
    m_id.clear();
    m_state->showEmpty(QStringLiteral("workflow"), tr("No playbook chosen"),
                       tr("Choose one to see what it may do and what it does."));
}

void Inspector::show(QString const& playbookId)
{
    if (playbookId != m_id)
        m_preview.clear();
    m_id = playbookId;
    m_state->showLoading();
    m_client.show(playbookId, {this, [this, playbookId](Reply<Detail> const& reply) {
                                   if (playbookId != m_id)
                                       return;
                                   if (auto const* problem = problemOf(reply))
                                       return m_state->showFailed(*problem, [this] { show(m_id); });
                                   take(std::get<Detail>(reply));
                               }});
}

void Inspector::take(Detail const& detail)
{
    m_detail = detail;
    showBody();
    m_state->showContent();
    if (!detail.playbook.runnable)
        return;
    m_client.preview(m_id, {this, [this, id = m_id](Reply<std::vector<PreviewLine>> const& reply) {
                                if (id != m_id || problemOf(reply))
                                    return;
                                m_preview = inOrder(std::get<std::vector<PreviewLine>>(reply),
                                                    flowFrom(m_detail.document));
                                showBody();
                            }});
}

void Inspector::showBody()
{
    auto const& one = m_detail.playbook;
    m_body->clear();
    m_body->add(kit::text(kit::visible(one.name), Type::H2, Role::Text, kit::Wrap::Yes));
    auto* chips = kit::row(6)->add(
        new kit::Chip{one.approved ? tr("Approved") : tr("Draft"), one.approved ? Role::Ok : Role::High});
    chips->add(new kit::Chip{one.builtIn ? tr("Built-in") : tr("Imported"), Role::Info});
    if (!one.runnable)
        chips->add(new kit::Chip{tr("Cannot run"), Role::Crit, QStringLiteral("ban")});
    m_body->add(chips->stretch());
    if (!one.description.isEmpty())
        m_body->add(kit::text(kit::visible(one.description), Type::Body, Role::Text2, kit::Wrap::Yes));
    showDefects();
    showEffects();
    auto* facts = new kit::Facts{tr("Playbook facts")};
    using kit::Fact;
    using kit::FactLook;
    QList<Fact> list{{.name = tr("Version, UTC"),
                      .value = kit::dayTime(QDateTime::fromString(one.version, Qt::ISODateWithMs)),
                      .look = FactLook::Mono},
                     {.name = tr("SHA-256"),
                      .value = one.digest.left(16) + QStringLiteral("…"),
                      .look = FactLook::Mono,
                      .tip = one.digest},
                     {.name = tr("CACAO id"),
                      .value = QStringLiteral("…") + one.cacaoId.right(12),
                      .look = FactLook::Mono,
                      .tip = one.cacaoId}};
    if (!one.builtIn)
        list << Fact{.name = tr("Imported by"), .value = one.importedBy, .tip = kit::dayTime(one.importedAt)};
    if (!one.approvedBy.isEmpty())
        list << Fact{.name = tr("Approved by"), .value = one.approvedBy, .tip = kit::dayTime(one.approvedAt)};
    facts->setFacts(list);
    m_body->add(facts);
    m_body->add(kit::text(tr("It may at most"), Type::H3));
    auto* grant = kit::column(6);
    for (auto const& permission : m_detail.permissions) {
        auto words = QString{};
        for (auto const& [name, plain] : kKnownPermissions)
            if (permission == QLatin1String(name))
                words = tr(plain);
        auto* line = kit::row(8)
                         ->add(kit::iconLabel(QStringLiteral("shield-half"), 14))
                         ->add(kit::text(kit::visible(permission), Type::MonoSmall));
        grant->add(line->stretch()->add(kit::text(words, Type::Small, Role::Muted)));
    }
    if (m_detail.permissions.isEmpty())
        grant->add(kit::text(tr("nothing: it only asks people"), Type::Small, Role::Muted));
    m_body->add(grant);
    m_body
        ->add(kit::text(tr("A run never has more rights than the person who starts it."), Type::Small,
                        Role::Muted, kit::Wrap::Yes))
        ->stretch();
    m_start->setReason(!m_whyNotRun.isEmpty() ? m_whyNotRun
                       : !one.runnable        ? tr("It has defects that keep it from running.")
                       : !one.approved        ? tr("It must be approved first.")
                                              : QString{});
    m_approve->setVisible(!one.approved);
    m_approve->setReason(!m_whyNotApprove.isEmpty() ? m_whyNotApprove
                         : !one.runnable            ? tr("It has defects that keep it from running.")
                                                    : QString{});
}

void Inspector::showDefects()
{
    for (auto const& defect : m_detail.defects) {
        auto const remark = defect.gravity == QLatin1String("remark");
        auto* box = kit::column(2, {12, 8, 12, 8}, remark ? QStringLiteral("well") : QStringLiteral("crit"));
        box->add(kit::text(kit::visible(defect.says), Type::Strong, Role::Text, kit::Wrap::Yes));
        auto* where = kit::text(kit::visible(defect.pointer), Type::MonoSmall, Role::Muted, kit::Wrap::Yes);
        where->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_body->add(box->add(where));
    }
}

void Inspector::showEffects()
{
    if (m_preview.empty())
        return;
    auto* box = kit::column(8, {12, 10, 12, 12}, QStringLiteral("well"))
                    ->add(kit::text(tr("What a run does"), Type::H3));
    auto const flow = flowFrom(m_detail.document);
    int number = 0;
    for (auto const& line : m_preview) {
        auto const effect = effectOf(line);
        auto* words = kit::column(1)->add(
            kit::text(kit::visible(line.stepName), Type::Strong, Role::Text, kit::Wrap::Yes));
        words->add(kit::text(effect.words, Type::Small, Role::Muted, kit::Wrap::Yes));
        if (auto const only = flow.dependsOn(line.step); !only.isEmpty())
            words->add(kit::text(tr("only if: %1").arg(kit::visible(only)), Type::Small, Role::High,
                                 kit::Wrap::Yes));
        auto* count = kit::text(QString::number(++number), Type::MonoSmall, Role::Muted);
        count->setFixedWidth(18);
        auto* shown = kit::row(8)
                          ->add(count, 0, Qt::AlignTop)
                          ->add(kit::iconLabel(effect.icon, 15, effect.tone), 0, Qt::AlignTop)
                          ->add(words, 1);
        if (line.approval || !line.automated())
            shown->add(kit::text(line.approval ? tr("approval") : tr("asks"), Type::Caption, Role::High), 0,
                       Qt::AlignTop);
        box->add(shown);
    }
    m_body->add(box);
}

} // namespace ui::playbooks
