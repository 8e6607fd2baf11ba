// Builds the pane of one audit row.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_inspector.h"

#include "ui/kit/facts.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"
#include "ui/pages/audit/audit_model.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPainter>

namespace ui::audit {

namespace {

QString jsonText(QJsonValue const& value)
{
    auto const document = value.isArray() ? QJsonDocument{value.toArray()} : QJsonDocument{value.toObject()};
    return QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

bool isEmpty(QJsonValue const& value)
{
    return value.isUndefined() || value.isNull() || (value.isObject() && value.toObject().isEmpty()) ||
           (value.isArray() && value.toArray().isEmpty());
}

} // namespace

ChainView::ChainView(QWidget* parent) : QWidget{parent}
{
    setFixedHeight(46);
    setMinimumWidth(240);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChainView::set(Head const& before, Head const& self, Head const& after)
{
    m_links[0] = before;
    m_links[1] = self;
    m_links[2] = after;
    auto const words = [](Head const& link) {
        return link.none() ? tr("none") : tr("row %1, hash %2").arg(link.number).arg(shortHash(link.hash));
    };
    setAccessibleName(
        tr("Chain: before %1; this %2; after %3").arg(words(before), words(self), words(after)));
    update();
}

void ChainView::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    constexpr qreal kGap = 14;
    auto const wide = (width() - 2 * kGap) / 3.0;
    for (int i = 0; i < 3; ++i) {
        QRectF const box{i * (wide + kGap) + 0.5, 0.5, wide - 1, height() - 1.0};
        auto const& link = m_links[i];
        auto const self = i == 1;
        painter.setBrush(self ? color(Role::Selected) : QColor{Qt::transparent});
        painter.setPen(
            QPen{color(self ? Role::Accent : Role::Line), 1, link.none() ? Qt::DashLine : Qt::SolidLine});
        painter.drawRoundedRect(box, 6, 6);
        auto const number = link.none() ? QStringLiteral("–") : kit::grouped(link.number);
        kit::paintText(painter, {box.left(), 4, box.width(), 18}, number, fontOf(Type::SmallStrong),
                       color(Role::Text), Qt::AlignCenter);
        kit::paintText(painter, {box.left(), 22, box.width(), 16}, shortHash(link.hash),
                       fontOf(Type::MonoSmall), color(Role::Muted), Qt::AlignCenter);
        if (i < 2 && !link.none() && !m_links[i + 1].none()) {
            painter.setPen(QPen{color(Role::Ok), 2});
            painter.drawLine(QPointF{box.right() + 1, height() / 2.0},
                             QPointF{box.right() + kGap, height() / 2.0});
        }
    }
}

Inspector::Inspector(QWidget* parent) : QWidget{parent}
{
    setAccessibleName(tr("Details"));
    setMinimumWidth(kWidth - 32);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    m_body = kit::column(12, {16, 14, 16, 16});
    m_foot = kit::column(8, {16, 12, 16, 12});
    auto* pane = kit::column(0, {}, "paneRight");
    pane->add(kit::scrolling(m_body), 1)->add(kit::rule())->add(m_foot);
    lines->addWidget(pane);
    showNothing();
}

void Inspector::showNothing()
{
    m_row = {};
    m_chain = nullptr;
    m_facts = nullptr;
    m_body->clear();
    m_foot->clear();
    m_foot->hide();
    m_body
        ->add(kit::text(tr("Choose a row to see who did it, from where, and what the chain keeps of it."),
                        Type::Body, Role::Muted, kit::Wrap::Yes))
        ->stretch();
}

void Inspector::showRow(Row const& row, bool opens)
{
    m_row = row;
    m_body->clear();
    m_foot->clear();
    m_foot->show();
    addHead();
    addFacts();
    addDetails();
    m_chain = new ChainView;
    m_chain->set({}, {row.number, row.hash}, {});
    m_body->add(kit::text(tr("Chain"), Type::H3))->add(m_chain)->stretch();
    addFoot(opens);
}

void Inspector::addHead()
{
    auto* copy = new kit::IconButton{"copy", tr("Copy the row as JSON"), 16};
    connect(copy, &QToolButton::clicked, this, [this] {
        QJsonObject const json{{"number", m_row.number},
                               {"at", m_row.at.toString(Qt::ISODateWithMs)},
                               {"actor_kind", m_row.actorKind},
                               {"actor_id", m_row.actorId},
                               {"actor_name", m_row.actorName},
                               {"session_id", m_row.sessionId},
                               {"token_id", m_row.tokenId},
                               {"verb", m_row.verb},
                               {"subject_type", m_row.subjectType},
                               {"subject_id", m_row.subjectId},
                               {"outcome", m_row.outcome},
                               {"trace_id", m_row.traceId},
                               {"address", m_row.address},
                               {"details", m_row.details},
                               {"hash", m_row.hash}};
        QApplication::clipboard()->setText(jsonText(json));
        emit copied(tr("Row %1").arg(m_row.number));
    });
    auto* head = kit::row(8)->add(kit::elided(kit::visible(m_row.verb), Type::MonoStrong), 1)->add(copy);
    auto const words = m_row.done()
                           ? tr("%1 did this to %2.").arg(kit::visible(m_row.actor()), subjectWords(m_row))
                           : tr("%1 was refused: %2.").arg(kit::visible(m_row.actor()), outcomeWords(m_row));
    auto* sentence = kit::text(words, Type::Body, Role::Text2, kit::Wrap::Yes);
    sentence->setMinimumWidth(1); // A long id must not widen the pane.
    m_body->add(head)->add(sentence);
}

void Inspector::addFacts()
{
    auto* facts = m_facts = new kit::Facts{tr("Row facts"), kit::Facts::Side::Left, 72};
    QList<kit::Fact> list;
    auto const add = [&list](QString const& name, QString const& value, bool copyable = true) {
        if (!value.isEmpty())
            list << kit::Fact{
                .name = name, .value = value, .look = kit::FactLook::Mono, .copyable = copyable};
    };
    add(tr("row"), kit::grouped(m_row.number), false);
    add(tr("time"), kit::dayTime(m_row.at), false);
    auto const openable = m_row.actorKind == "user" || m_row.actorKind == "client";
    auto const actorAt = list.size();
    add(tr("actor"), m_row.actor());
    if (openable && list.size() > actorAt) {
        list.last().look = kit::FactLook::Link;
        list.last().tip = m_row.actorId;
    }
    add(tr("kind"), m_row.actorKind, false);
    add(tr("object"),
        m_row.subjectType.isEmpty() ? m_row.subjectId : m_row.subjectType + ' ' + m_row.subjectId);
    add(tr("result"), m_row.outcome, false);
    add(tr("from"), m_row.address);
    add(tr("session"), m_row.sessionId);
    add(tr("token"), m_row.tokenId);
    add(tr("trace"), m_row.traceId);
    add(tr("hash"), m_row.hash);
    facts->setFacts(list);
    connect(facts, &kit::Facts::linkChosen, this, [this] { emit chosen(Act::OpenActor); });
    connect(facts, &kit::Facts::copied, this, &Inspector::copied);
    m_body->add(kit::rule())->add(facts)->add(kit::rule());
}

void Inspector::addDetails()
{
    if (isEmpty(m_row.details))
        return;
    auto* box = kit::column(0, {12, 10, 12, 10}, "well");
    auto* words =
        kit::text(kit::visible(jsonText(m_row.details)), Type::MonoSmall, Role::Text2, kit::Wrap::Yes);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->setMinimumWidth(1);
    box->add(words);
    m_body->add(kit::text(tr("Details"), Type::H3))->add(box);
}

void Inspector::setNeighbours(Head const& before, Head const& after)
{
    if (m_chain != nullptr)
        m_chain->set(before, {m_row.number, m_row.hash}, after);
    if (m_facts == nullptr || before.none())
        return;
    auto facts = m_facts->facts();
    if (facts.last().name == tr("previous"))
        return;
    facts << kit::Fact{
        .name = tr("previous"), .value = before.hash, .look = kit::FactLook::Mono, .copyable = true};
    m_facts->setFacts(facts);
}

void Inspector::addFoot(bool opens)
{
    auto const button = [this](QString const& label, QString const& icon, Act act) {
        auto* made = new kit::Button{label, kit::Kind::Default, icon};
        connect(made, &QPushButton::clicked, this, [this, act] { emit chosen(act); });
        return made;
    };
    auto* upper = kit::row(8)->add(button(tr("Same actor"), "user-round", Act::SameActor), 1);
    if (!m_row.subjectId.isEmpty())
        upper->add(button(tr("Same object"), "crosshair", Act::SameObject), 1);
    auto* lower = kit::row(8);
    if (opens)
        lower->add(button(tr("Open %1").arg(QString{m_row.subjectType}.replace('_', ' ')), "arrow-right",
                          Act::OpenObject),
                   1);
    if (!m_row.traceId.isEmpty())
        lower->add(button(tr("Logs of it"), "logs", Act::SameTrace), 1);
    m_foot->add(upper)->add(lower);
}

} // namespace ui::audit
