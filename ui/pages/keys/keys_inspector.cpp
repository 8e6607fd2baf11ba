// One key with its facts, its history and its actions.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_inspector.h"

#include "ui/kit/text.h"
#include "ui/pages/keys/keys_board.h"
#include "ui/pages/keys/keys_model.h"

#include <QPainter>

namespace ui::keys {

namespace {

constexpr int kWidthPx = 308;

/// The dot of a line of the history; the words beside it say the same.
class Dot final : public QWidget {
public:
    explicit Dot(Role tone) : m_tone{tone} { setFixedSize(14, 20); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(m_tone));
        painter.drawEllipse(QPointF{6, 10}, 4, 4);
    }

private:
    Role m_tone;
};

QString revokeWarning(KeyState state)
{
    if (state == KeyState::Retired)
        return KeysInspector::tr("Its tokens have expired. Revoking marks the key for good.");
    if (state == KeyState::Next)
        return KeysInspector::tr("It signs nothing yet. A new next key takes its place.");
    return KeysInspector::tr("Revoking refuses its tokens at once and cannot be undone.");
}

} // namespace

KeysInspector::KeysInspector(QWidget* parent) : Panel{Qt::Vertical, 0, {}, QStringLiteral("card"), parent}
{
    setAccessibleName(tr("Key details"));
    setFixedWidth(kWidthPx);
    m_name = kit::text({}, Type::MonoStrong);
    m_state = new kit::Chip{{}};
    m_meaning = kit::text({}, Type::Body, Role::Text2, kit::Wrap::Yes);
    m_facts = new kit::Facts{tr("Key facts")};
    m_history = kit::column(2);
    auto* top = kit::column(12, {16, 14, 16, 12});
    top->add(kit::row(8)->add(m_name)->stretch()->add(m_state))
        ->add(m_meaning)
        ->add(kit::rule())
        ->add(m_facts);
    top->add(kit::rule())->add(kit::text(tr("State history"), Type::H3))->add(m_history)->stretch();
    add(kit::scrolling(top), 1);
    addFoot();
    showNothing();
}

void KeysInspector::addFoot()
{
    m_warningWords = kit::text({}, Type::Small, Role::Text, kit::Wrap::Yes);
    m_warning = kit::row(10, {12, 8, 12, 8}, QStringLiteral("crit"));
    m_warning->add(kit::iconLabel(QStringLiteral("octagon-alert"), 16, Role::Crit), 0, Qt::AlignTop)
        ->add(m_warningWords, 1);
    m_revoke = new kit::Button{tr("Revoke key…"), kit::Kind::Danger, QStringLiteral("ban")};
    m_audit = new kit::Button{tr("Audit trail"), kit::Kind::Default};
    m_incident = new kit::Button{tr("Open incident"), kit::Kind::Default};
    m_incident->hide();
    auto* foot = kit::column(8, {16, 0, 16, 14});
    foot->add(m_warning)->add(m_revoke)->add(kit::row(8)->add(m_incident, 1)->add(m_audit, 1));
    add(foot);
    connect(m_revoke, &QPushButton::clicked, this, [this] { emit revokeAsked(m_kid); });
    connect(m_audit, &QPushButton::clicked, this, [this] { emit auditAsked(m_kid); });
    connect(m_incident, &QPushButton::clicked, this, &KeysInspector::incidentAsked);
}

void KeysInspector::setIncident(QString const& id)
{
    m_incident->setToolTip(tr("Incident %1").arg(kit::visible(id)));
    m_incident->setVisible(!id.isEmpty());
}

void KeysInspector::showNothing()
{
    m_kid.clear();
    m_name->setText(tr("No key chosen"));
    m_state->hide();
    m_meaning->setText(tr("Choose a key in the timeline or in the table."));
    m_facts->setFacts({});
    m_history->clear();
    m_warning->hide();
    m_revoke->hide();
    m_audit->hide();
}

void KeysInspector::show(Key const& key, QDateTime const& now)
{
    m_kid = key.kid;
    m_name->setText(kit::visible(key.name()));
    m_state->set(stateWord(key.state), stateRole(key.state));
    m_state->show();
    m_meaning->setText(meaning(key, now));
    auto const moment = [](QDateTime const& at) {
        return at.isValid() ? at.toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QString{};
    };
    QList<kit::Fact> facts{
        {.name = tr("Thumbprint"), .value = key.kid, .look = kit::FactLook::Mono, .copyable = true},
        {.name = tr("Algorithm"), .value = key.algorithm, .look = kit::FactLook::Mono},
        {.name = tr("Published"), .value = moment(key.createdAt), .look = kit::FactLook::Mono},
        {.name = tr("Signs since"), .value = moment(key.activatedAt), .look = kit::FactLook::Mono},
        {.name = tr("Private half"),
         .value = key.state == KeyState::Next || key.state == KeyState::Active ? tr("Sealed in the vault")
                                                                               : tr("Destroyed")},
    };
    if (!key.reason.isEmpty())
        facts << kit::Fact{.name = tr("Reason"), .value = key.reason};
    m_facts->setFacts(facts);
    fillHistory(key);
    auto const can = key.state != KeyState::Revoked;
    m_warningWords->setText(revokeWarning(key.state));
    m_warning->setVisible(can);
    m_revoke->setVisible(can);
    m_audit->show();
}

void KeysInspector::fillHistory(Key const& key)
{
    m_history->clear();
    for (auto const& moment : historyOf(key)) {
        auto* line = kit::row(6)->add(new Dot{moment.tone})->add(kit::text(moment.words, Type::Body));
        line->stretch()->add(
            kit::text(moment.at.toString(QStringLiteral("d MMM HH:mm")), Type::MonoSmall, Role::Muted));
        m_history->add(line);
    }
}

} // namespace ui::keys
