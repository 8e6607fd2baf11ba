// Builds the pane of the roles page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_pane.h"

#include "ui/kit/facts.h"
#include "ui/kit/form.h"
#include "ui/kit/text.h"
#include "ui/pages/roles/roles_model.h"

namespace ui::roles {

namespace {

constexpr int kAllowsShownMax = 6;
constexpr int kHoldersShownMax = 8;

Role toneOf(Mark mark)
{
    switch (mark) {
    case Mark::Yes:
        return Role::Ok;
    case Mark::Partly:
        return Role::High;
    case Mark::ByStar:
        return Role::Text2;
    case Mark::No:
    case Mark::NotApplicable:
        return Role::Muted;
    }
    return Role::Muted;
}

kit::Panel* warning(QString const& words)
{
    auto* box = kit::row(10, {12, 9, 12, 9}, "high");
    box->add(kit::iconLabel("triangle-alert", 16, Role::High), 0, Qt::AlignTop);
    return box->add(kit::text(words, Type::SmallStrong, Role::Text, kit::Wrap::Yes), 1);
}

} // namespace

Pane::Pane(QWidget* parent) : QWidget{parent}
{
    setAccessibleName(tr("Effect"));
    setMinimumWidth(kWidth - 40);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    m_body = kit::column(12, {16, 14, 16, 16});
    auto* pane = kit::column(0, {}, "paneRight");
    pane->add(kit::scrolling(m_body), 1);
    lines->addWidget(pane);
}

void Pane::showContent(PaneContent const& content)
{
    m_body->clear();
    if (!content.whyNot.isEmpty()) {
        auto* box = kit::row(10, {12, 9, 12, 9}, "well");
        box->add(kit::iconLabel("lock", 16, Role::Muted), 0, Qt::AlignTop);
        m_body->add(box->add(kit::text(content.whyNot, Type::SmallStrong, Role::Text2, kit::Wrap::Yes), 1));
    }
    addRight(content);
    addWildcards(content);
    addChanges(content);
    addEffect(content);
    m_body->stretch();
}

void Pane::addRight(PaneContent const& content)
{
    auto const& right = content.right;
    if (right.none()) {
        m_body->add(kit::text(tr("Choose a cell of the matrix to see what it allows."), Type::Small,
                              Role::Muted, kit::Wrap::Yes));
        return;
    }
    auto const mark = markOf(content.grants, right);
    auto const star = starOf(content.grants, right);
    auto words = markWords(mark);
    words[0] = words[0].toUpper();
    if (mark == Mark::ByStar)
        words = tr("Allowed by %1").arg(star);
    if (mark == Mark::Yes && right.scoped)
        words = tr("Allowed on everything");
    auto* head =
        kit::column(2)->add(kit::text(tr("%1 · %2").arg(content.resource, verbWords(right.verb)), Type::H3));
    head->add(kit::text(words, Type::SmallStrong, toneOf(mark)));
    head->add(kit::text(right.permission(), Type::MonoSmall, Role::Muted));
    m_body->add(head);
    if (!right.allows.isEmpty()) {
        auto* box = kit::column(6, {12, 10, 12, 10}, "well");
        for (auto const& allowed : right.allows.mid(0, kAllowsShownMax))
            box->add(kit::text(kit::visible(allowed), Type::Small, Role::Text2, kit::Wrap::Yes));
        if (right.allows.size() > kAllowsShownMax)
            box->add(kit::text(tr("and %1 more").arg(right.allows.size() - kAllowsShownMax), Type::Small,
                               Role::Muted));
        m_body->add(box);
    }
    if (right.scoped)
        addScopes(content);
    if (!content.editable)
        return;
    if (mark == Mark::ByStar) {
        auto* out = new kit::Button{tr("Write out %1").arg(star), kit::Kind::Default, "unfold-vertical"};
        out->setToolTip(tr("Replaces the wildcard by each right that it covers now; rights of later versions "
                           "are not in it."));
        connect(out, &QPushButton::clicked, this, [this, star] { emit writeOutAsked(star); });
        m_body->add(out);
    } else {
        auto* turn = new kit::Button{
            mark == Mark::No ? (right.scoped ? tr("Allow on everything") : tr("Allow")) : tr("Take away"),
            kit::Kind::Default, mark == Mark::No ? "check" : "ban"};
        connect(turn, &QPushButton::clicked, this, [this, right] { emit toggleAsked(right); });
        m_body->add(turn);
    }
}

void Pane::addScopes(PaneContent const& content)
{
    auto const scopes = scopesOf(content.grants, content.right);
    auto const stem = content.right.permission() + '@';
    auto* lines = kit::column(2);
    for (auto const& scope : scopes)
        addGrantLine(lines, scope, stem + scope, content.editable);
    if (!scopes.isEmpty())
        m_body
            ->add(kit::text(content.right.noun == "records" ? tr("On these collections")
                                                            : tr("On these sources"),
                            Type::SmallStrong, Role::Text2))
            ->add(lines);
    if (!content.editable)
        return;
    auto* box = kit::choice(content.right.noun == "records" ? content.scopes : QStringList{});
    box->setEditable(true);
    box->setCurrentText({});
    box->lineEdit()->setPlaceholderText(content.right.noun == "records" ? tr("Collection") : tr("Source"));
    box->setAccessibleName(tr("Scope to add"));
    box->setInsertPolicy(QComboBox::NoInsert);
    auto* add = new kit::Button{tr("Add scope"), kit::Kind::Default, {}};
    auto const give = [this, box, stem] {
        if (auto const scope = box->currentText().trimmed(); !scope.isEmpty())
            emit grantAdded(stem + scope);
    };
    connect(add, &QPushButton::clicked, this, give);
    connect(box->lineEdit(), &QLineEdit::returnPressed, this, give);
    m_body->add(kit::row(8)->add(box, 1)->add(add));
}

void Pane::addGrantLine(kit::Panel* lines, QString const& words, QString const& grant, bool editable)
{
    auto* line = kit::row(8)->add(kit::elided(kit::visible(words), Type::Mono), 1);
    if (editable) {
        auto* away = new kit::IconButton{"x", tr("Take away %1").arg(kit::visible(grant)), 14};
        connect(away, &QToolButton::clicked, this, [this, grant] { emit grantRemoved(grant); });
        line->add(away);
    }
    lines->add(line);
}

void Pane::addWildcards(PaneContent const& content)
{
    QStringList stars;
    for (auto const& grant : content.grants)
        if (isStar(grant))
            stars << grant;
    if (stars.isEmpty())
        return;
    auto* lines = kit::column(2);
    for (auto const& star : stars) {
        auto const words = star == "*"             ? tr("*  every plain right")
                           : star.startsWith("*.") ? tr("%1  on every resource").arg(star)
                                                   : tr("%1  every right of it").arg(star);
        addGrantLine(lines, words, star, content.editable);
    }
    m_body->add(kit::rule())->add(kit::text(tr("Wildcards"), Type::H3))->add(lines);
}

void Pane::addChanges(PaneContent const& content)
{
    auto const draft = difference(content.role.permissions, content.grants);
    if (draft.none())
        return;
    auto* lines = kit::column(2);
    m_body->add(kit::rule())->add(kit::text(tr("Unsaved changes"), Type::H3))->add(lines);
    auto const add = [this, lines](QString const& grant, bool added) {
        auto* undo = new kit::IconButton{"undo-2", tr("Take back %1").arg(kit::visible(grant)), 14};
        connect(undo, &QToolButton::clicked, this, [this, grant, added] {
            if (added)
                emit grantRemoved(grant);
            else
                emit grantRestored(grant);
        });
        auto* sign = kit::text(added ? "+" : "−", Type::MonoStrong, added ? Role::Ok : Role::Crit);
        sign->setFixedWidth(12);
        lines->add(kit::row(8)->add(sign)->add(kit::elided(kit::visible(grant), Type::Mono), 1)->add(undo));
    };
    for (auto const& grant : draft.added)
        add(grant, true);
    for (auto const& grant : draft.removed)
        add(grant, false);
    if (!content.beyond.isEmpty())
        m_body->add(warning(tr("You do not hold %1 yourself: the engine will refuse it.")
                                .arg(kit::visible(content.beyond.join(", ")))));
}

void Pane::addEffect(PaneContent const& content)
{
    m_body->add(kit::rule())->add(kit::text(tr("Effect"), Type::H3));
    auto* facts = new kit::Facts{tr("Effect")};
    QList<kit::Fact> list;
    list << kit::Fact{tr("Users who hold it"), content.holdersKnown ? QString::number(content.holders.size())
                                                                    : tr("needs users.read")};
    list << kit::Fact{tr("Their live sessions"), content.sessions < 0 ? tr("needs auth.read")
                                                 : content.sessions == 0
                                                     ? tr("none")
                                                     : tr("%1, applied at once").arg(content.sessions)};
    list << kit::Fact{tr("Grants"), QString::number(content.grants.size())};
    facts->setFacts(list);
    m_body->add(facts);
    if (content.holders.isEmpty())
        return;
    auto* names = kit::column(0);
    for (qsizetype i = 0; i < std::min<qsizetype>(content.holders.size(), kHoldersShownMax); ++i) {
        auto* link =
            new kit::Button{kit::visible(content.holders[i]), kit::Kind::Link, {}, kit::Size::Compact};
        connect(link, &QPushButton::clicked, this,
                [this, id = content.holderIds[i]] { emit userChosen(id); });
        names->add(kit::row(4)->add(new kit::Avatar{content.holders[i], 20})->add(link)->stretch());
    }
    if (content.holders.size() > kHoldersShownMax)
        names->add(kit::text(tr("and %1 more").arg(content.holders.size() - kHoldersShownMax), Type::Small,
                             Role::Muted));
    m_body->add(kit::text(tr("Held by"), Type::SmallStrong, Role::Text2))->add(names);
}

} // namespace ui::roles
