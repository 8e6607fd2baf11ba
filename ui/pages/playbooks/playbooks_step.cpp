// One step of a run.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_step.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"

#include <algorithm>

namespace ui::playbooks {

namespace {

kit::Panel* effectLine(Effect const& effect)
{
    auto* words = kit::column(2)->add(kit::text(effect.words, Type::Strong, Role::Text, kit::Wrap::Yes));
    if (!effect.call.isEmpty())
        words->add(kit::elided(effect.call, Type::MonoSmall, Role::Muted));
    return kit::row(10)->add(kit::iconLabel(effect.icon, 16, effect.tone), 0, Qt::AlignTop)->add(words, 1);
}

kit::Panel* well(QString const& title, QString const& fact)
{
    auto* box = kit::column(10, {14, 12, 14, 12}, QStringLiteral("well"));
    return box->add(kit::row(8)
                        ->add(kit::text(title, Type::H3))
                        ->stretch()
                        ->add(kit::text(fact, Type::Small, Role::Muted)));
}

QString namesOf(std::vector<Step> const& steps, std::size_t from)
{
    QStringList names;
    for (auto i = from; i < steps.size(); ++i)
        names << kit::visible(steps[i].name);
    return names.join(QStringLiteral(" · "));
}

std::size_t commonSteps(std::vector<Outlook> const& outlooks)
{
    if (outlooks.size() < 2)
        return 0;
    std::size_t same = 0;
    auto const agrees = [&](Outlook const& one) {
        return same < one.steps.size() && same < outlooks.front().steps.size() &&
               one.steps[same].id == outlooks.front().steps[same].id;
    };
    while (std::all_of(outlooks.begin(), outlooks.end(), agrees))
        ++same;
    return same;
}

QString kindWord(Step const& step)
{
    if (step.approval)
        return StepPane::tr("Approval");
    if (step.acts())
        return step.automated ? StepPane::tr("Automated") : StepPane::tr("Question to a person");
    return step.number > 0 ? StepPane::tr("Decision by the engine") : StepPane::tr("Mark of the flow");
}

} // namespace

StepPane::StepPane(QWidget* parent)
    : QWidget{parent}, m_words{kit::column(12, {20, 16, 20, 12})},
      m_reasonLine{kit::row(8)}, m_actions{kit::row(10)}
{
    setReason({}, QStringLiteral("info"), Role::Muted);
    auto* foot = kit::column(12, {20, 12, 20, 16})->add(m_reasonLine)->add(m_actions);
    auto* whole = kit::column(0, {0, 0, 0, 0}, QStringLiteral("card"));
    whole->add(kit::scrolling(m_words), 1)->add(kit::row(0, {20, 0, 20, 0})->add(kit::rule(), 1))->add(foot);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(whole);
}

void StepPane::show(StepView const& view)
{
    auto const& run = view.run;
    auto const shown = QStringList{run.id,
                                   run.state,
                                   run.reason,
                                   view.step.id,
                                   QString::number(static_cast<int>(view.state)),
                                   view.intent,
                                   view.last.kind,
                                   view.last.says,
                                   run.waiting.key,
                                   run.waiting.prompt,
                                   view.waitsAt,
                                   view.whyNot,
                                   QStringList{view.values.known.values()}.join(QLatin1Char(' ')),
                                   QStringList{view.values.names.values()}.join(QLatin1Char(' ')),
                                   QString::number(view.preview.size()),
                                   QString::number(view.all.size())}
                           .join(QLatin1Char('\n'));
    if (shown == m_shown)
        return;
    m_shown = shown;
    m_words->clear();
    m_actions->clear();
    m_waited = nullptr;
    showHead(view);
    auto const waitsHere = run.waiting.forPeople() && run.waiting.step == view.step.id;
    if (waitsHere && !run.waiting.prompt.isEmpty() && run.waiting.kind == QLatin1String("answer"))
        m_words->add(kit::text(kit::visible(run.waiting.prompt), Type::Lead, Role::Text, kit::Wrap::Yes));
    if (view.step.automated)
        showEffects(view);
    else if (view.step.acts())
        showOutlook(view);
    showOutcome(view);
    m_words->stretch();
    showAction(view);
}

void StepPane::showHead(StepView const& view)
{
    auto* chips = kit::row(8)->add(new kit::Chip{
        kindWord(view.step), view.step.automated && !view.step.approval ? Role::Accent : Role::High,
        iconOf(view.step)});
    auto const tone = view.state == kit::NodeState::Done      ? Role::Ok
                      : view.state == kit::NodeState::Failed  ? Role::Crit
                      : view.state == kit::NodeState::Waiting ? Role::High
                      : view.state == kit::NodeState::Current ? Role::Accent
                                                              : Role::Info;
    chips->add(new kit::Chip{kit::nodeStateWord(view.state), tone})->stretch();
    m_waited = kit::text({}, Type::Small, Role::Muted);
    m_words->add(chips->add(m_waited));
    m_words->add(kit::text(kit::visible(view.step.name), Type::H2, Role::Text, kit::Wrap::Yes));
    if (!view.step.description.isEmpty())
        m_words->add(kit::text(kit::visible(view.step.description), Type::Body, Role::Text2, kit::Wrap::Yes));
}

void StepPane::showEffects(StepView const& view)
{
    auto const over = view.state == kit::NodeState::Done || view.state == kit::NodeState::Failed;
    auto* box =
        well(over                                    ? tr("What it did")
             : view.state == kit::NodeState::Current ? tr("What happens now")
                                                     : tr("What will happen"),
             over || !view.intent.isEmpty() ? kit::clockTime(view.last.at) + tr(" UTC") : tr("Dry run"));
    for (auto line : view.preview) {
        // What was called stands with its values; the dry run only with those known.
        if (!view.intent.isEmpty() && view.preview.size() == 1 &&
            !view.intent.startsWith(QLatin1String("waits")))
            line.says = view.intent;
        box->add(effectLine(effectOf(line, view.values)));
        if (!line.body.isEmpty() && line.body != QLatin1String("{}")) {
            auto* body = kit::text(kit::visible(filled(line.body, view.values.known)), Type::MonoSmall,
                                   Role::Text2, kit::Wrap::Yes);
            body->setTextInteractionFlags(Qt::TextSelectableByMouse);
            box->add(kit::row(0, {26, 0, 0, 0})->add(body, 1));
        }
    }
    if (view.preview.empty())
        box->add(kit::text(tr("The dry run of this step is not known."), Type::Small, Role::Muted));
    m_words->add(box);
}

void StepPane::showOutlook(StepView const& view)
{
    if (view.state == kit::NodeState::Done || !view.flow)
        return;
    auto const answers = view.run.waiting.step == view.step.id && !view.run.waiting.answers.isEmpty()
                             ? view.run.waiting.answers
                             : view.step.answers;
    auto const outlooks = outlookOf(*view.flow, view.step.id, answers);
    auto* box = well(tr("What will happen"), tr("Dry run"));
    auto const common = commonSteps(outlooks);
    auto const addSteps = [&](std::vector<Step> const& steps, std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i)
            for (auto const& line : view.all)
                if (line.step == steps[i].id)
                    box->add(effectLine(effectOf(line, view.values)));
    };
    if (outlooks.size() > 1 && common > 0) {
        box->add(kit::text(tr("Whatever is answered, the run then does by itself:"), Type::Small, Role::Muted,
                           kit::Wrap::Yes));
        addSteps(outlooks.front().steps, 0, common);
    }
    for (auto const& outlook : outlooks) {
        if (!outlook.answer.isEmpty())
            box->add(kit::text(tr("If the answer is “%1”:").arg(kit::visible(outlook.answer)),
                               Type::SmallStrong, Role::Text2));
        addSteps(outlook.steps, common, outlook.steps.size());
        if (outlook.steps.size() <= common && outlook.answer.isEmpty() && outlook.steps.empty())
            box->add(kit::text(tr("Nothing more is done by itself."), Type::Small, Role::Muted));
        if (!outlook.endsAt.isEmpty())
            box->add(kit::text(tr("then: %1").arg(kit::visible(outlook.endsAt)), Type::Small, Role::Muted,
                               kit::Wrap::Yes));
    }
    m_words->add(box);
}

void StepPane::showOutcome(StepView const& view)
{
    if (view.state != kit::NodeState::Done && view.state != kit::NodeState::Failed)
        return;
    auto const failed = view.state == kit::NodeState::Failed;
    auto* box = kit::row(10, {14, 10, 14, 10}, failed ? QStringLiteral("crit") : QStringLiteral("ok"));
    box->add(kit::iconLabel(failed ? QStringLiteral("octagon-alert") : QStringLiteral("circle-check"), 16,
                            failed ? Role::Crit : Role::Ok),
             0, Qt::AlignTop);
    auto const by = view.last.by.isEmpty() ? QString{} : tr(" by %1").arg(kit::visible(view.last.by));
    auto const what = view.last.kind == QLatin1String("answered")
                          ? tr("Answered%1: %2").arg(by, kit::visible(view.last.says))
                      : failed ? tr("Failed%1: %2").arg(by, kit::visible(view.last.says))
                               : tr("Finished%1 · %2").arg(by, kit::visible(view.last.says));
    box->add(kit::text(what, Type::Strong, Role::Text, kit::Wrap::Yes), 1);
    box->add(kit::text(kit::clockTime(view.last.at), Type::MonoSmall, Role::Muted), 0, Qt::AlignTop);
    m_words->add(box);
}

void StepPane::setReason(QString const& words, QString const& icon, Role tone)
{
    m_reasonLine->clear();
    m_reason = kit::text(words, Type::Strong, tone, kit::Wrap::Yes);
    m_reasonLine->add(kit::iconLabel(icon, 15, tone), 0, Qt::AlignTop)->add(m_reason, 1);
    m_reasonLine->setVisible(!words.isEmpty());
}

kit::Button* StepPane::decisive(QString const& words, kit::Kind kind, QString const& icon,
                                Reaction const& reaction, QString const& whyNot)
{
    auto* button = new kit::Button{words, kind, icon, kit::Size::Decisive};
    button->setObjectName(QStringLiteral("answer:") + reaction.answer);
    button->setReason(whyNot);
    connect(button, &QPushButton::clicked, this, [this, reaction] {
        for (auto* other : m_actions->findChildren<kit::Button*>())
            other->setEnabled(false); // The first answer counts.
        emit answered(reaction);
    });
    return button;
}

void StepPane::showAction(StepView const& view)
{
    auto const& waiting = view.run.waiting;
    if (!view.run.live()) {
        auto const tone = view.run.state == QLatin1String("succeeded") ? Role::Ok : Role::High;
        setReason(view.run.reason.isEmpty()
                      ? tr("This run has ended: %1.").arg(view.run.state)
                      : tr("This run has ended: %1 (%2).").arg(view.run.state, kit::visible(view.run.reason)),
                  tone == Role::Ok ? QStringLiteral("circle-check") : QStringLiteral("octagon-alert"), tone);
        return;
    }
    if (!view.waitsAt.isEmpty()) {
        setReason(tr("The run is at “%1”.").arg(kit::visible(view.waitsAt)), QStringLiteral("info"),
                  Role::Accent);
        auto* go = new kit::Button{tr("Show that step"), kit::Kind::Default, QStringLiteral("arrow-right"),
                                   kit::Size::Decisive};
        connect(go, &QPushButton::clicked, this, &StepPane::currentWanted);
        m_actions->add(go)->stretch();
        return;
    }
    if (waiting.kind == QLatin1String("time"))
        return setReason(tr("It goes on by itself at %1 UTC.").arg(kit::dayTime(waiting.until)),
                         QStringLiteral("timer"), Role::Muted);
    if (!waiting.forPeople())
        return setReason(tr("The engine works on it; nothing is to be decided."),
                         QStringLiteral("loader-circle"), Role::Muted);
    if (!view.whyNot.isEmpty())
        setReason(view.whyNot, QStringLiteral("lock"), Role::High);
    else
        setReason(tr("The first answer counts and cannot be changed."), QStringLiteral("info"), Role::Muted);
    if (waiting.kind == QLatin1String("approval"))
        offerApproval(view);
    else if (waiting.answers.isEmpty())
        offerText(view);
    else
        offerAnswers(view);
}

void StepPane::offerAnswers(StepView const& view)
{
    auto const& waiting = view.run.waiting;
    auto const outlooks =
        view.flow ? outlookOf(*view.flow, view.step.id, waiting.answers) : std::vector<Outlook>{};
    auto const common = commonSteps(outlooks);
    auto kind = kit::Kind::Primary;
    // One below the other where a consequence stands on them: cut words decide nothing.
    auto const speak = std::any_of(outlooks.begin(), outlooks.end(),
                                   [&](Outlook const& one) { return !one.answer.isEmpty(); });
    auto* choices = speak ? kit::column(8) : kit::row(10);
    m_actions->add(choices, 1);
    for (auto const& answer : waiting.answers) {
        auto words = kit::visible(answer);
        words[0] = words[0].toUpper();
        for (auto const& outlook : outlooks)
            if (outlook.answer == answer && outlook.steps.size() > common)
                words += QStringLiteral(": ") + namesOf(outlook.steps, common);
        auto* button = decisive(words, kind, {}, {waiting.key, answer, {}}, view.whyNot);
        choices->add(button);
        kind = kit::Kind::Default;
    }
}

void StepPane::offerText(StepView const& view)
{
    auto const& waiting = view.run.waiting;
    auto* edit = kit::input(waiting.type.isEmpty() ? tr("Answer") : tr("Answer (%1)").arg(waiting.type));
    edit->setFixedHeight(40);
    edit->setMaxLength(4096);
    edit->setEnabled(view.whyNot.isEmpty());
    auto* send = new kit::Button{tr("Answer"), kit::Kind::Primary, QStringLiteral("corner-down-left"),
                                 kit::Size::Decisive};
    send->setObjectName(QStringLiteral("answerText"));
    auto const judge = [send, edit, whyNot = view.whyNot] {
        send->setReason(!whyNot.isEmpty()                  ? whyNot
                        : edit->text().trimmed().isEmpty() ? tr("Type an answer first.")
                                                           : QString{});
    };
    judge();
    auto const go = [this, edit, send, key = waiting.key] {
        if (!send->isEnabled())
            return;
        send->setEnabled(false);
        emit answered({key, edit->text().trimmed(), {}});
    };
    connect(edit, &QLineEdit::textChanged, send, judge);
    connect(edit, &QLineEdit::returnPressed, send, go);
    connect(send, &QPushButton::clicked, this, go);
    m_actions->add(edit, 1)->add(send);
}

void StepPane::offerApproval(StepView const& view)
{
    auto const& waiting = view.run.waiting;
    m_actions->add(decisive(tr("Approve and go on"), kit::Kind::Primary, QStringLiteral("user-check"),
                            {waiting.key, QStringLiteral("approve"), waiting.digest}, view.whyNot),
                   1);
    m_actions->add(decisive(tr("Refuse"), kit::Kind::DangerLine, QStringLiteral("x"),
                            {waiting.key, QStringLiteral("deny"), {}}, view.whyNot));
}

void StepPane::setWaited(QString const& clock)
{
    if (m_waited)
        m_waited->setText(clock);
}

void StepPane::failed(QString const& words)
{
    m_shown.clear(); // Built anew with the next answer of the engine.
    setReason(words, QStringLiteral("triangle-alert"), Role::Crit);
    for (auto* button : m_actions->findChildren<kit::Button*>())
        button->setEnabled(true);
}

} // namespace ui::playbooks
