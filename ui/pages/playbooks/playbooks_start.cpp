// The dialog that starts a run.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_start.h"

#include "ui/kit/text.h"

#include <QSignalBlocker>

namespace ui::playbooks {

namespace {

constexpr int kDialogWidth = 940;
constexpr int kFormWidth = 320;
constexpr int kEffectsHeight = 372;
constexpr char const* kIncident = "__incident_id__";
constexpr char const* kUser = "__user_id__";
constexpr char const* kDestination = "__destination__";
constexpr char const* kQuery = "__query__";

} // namespace

StartDialog::StartDialog(QWidget* over, kit::PageContext context, PlaybooksClient& client,
                         Detail const& detail, Known known)
    : FormDialog{over, tr("Start “%1”").arg(kit::visible(detail.playbook.name)),
                 tr("%1 · everything is checked before the first step").arg(context.shell.environment()),
                 tr("Start in %1").arg(context.shell.environment()), kDialogWidth},
      m_context{context}, m_client{client}, m_detail{detail}, m_known{std::move(known)},
      m_flow{flowFrom(detail.document)}, m_effects{kit::column(10, {14, 12, 14, 12}, QStringLiteral("well"))}
{
    submitButton()->setIconName(QStringLiteral("play"));
    body()->box()->removeWidget(form());
    auto* left = kit::column(0)->add(form())->stretch();
    left->setFixedWidth(kFormWidth);
    auto* effects = kit::scrolling(m_effects);
    effects->setMinimumHeight(kEffectsHeight);
    body()->add(kit::row(20)->add(left, 0)->add(effects, 1));
    addFields();
    connect(form(), &kit::Form::edited, this, [this] {
        readSessions();
        showEffects();
    });
    onSubmit([this] { send(); });
    setFootNote(tr("A run can be cancelled before its next step; what is done stays done."));
    showEffects();
    m_client.preview(m_detail.playbook.id,
                     {this, [this](Reply<std::vector<PreviewLine>> const& reply) {
                          m_previewed = true;
                          if (auto const* problem = problemOf(reply))
                              return showBanner(kit::plainWords(*problem), kit::consequence(*problem));
                          m_preview = inOrder(std::get<std::vector<PreviewLine>>(reply), m_flow);
                          showEffects();
                      }});
    readChoices();
    readSessions();
    open();
}

void StartDialog::addFields()
{
    m_case = kit::choice({tr("No case")});
    m_cases = {{}};
    if (!m_known.incidentId.isEmpty()) {
        m_cases.push_back({m_known.incidentId, QStringLiteral("…") + m_known.incidentId.right(6)});
        m_case->addItem(m_cases.back().name);
        m_case->setCurrentIndex(1);
    }
    form()->add(new kit::Field{QStringLiteral("incident_id"), tr("Case"), m_case});
    for (auto const& variable : m_detail.variables) {
        if (variable.name == QLatin1String(kIncident))
            continue; // The case above is it.
        auto const label =
            variable.description.isEmpty() ? plainName(variable.name) : kit::visible(variable.description);
        if (variable.name == QLatin1String(kUser) && m_context.session.may(QStringLiteral("users.read")))
            addChoice(variable, label, {{m_known.userId, m_known.userId}}, m_known.userId);
        else if (variable.name == QLatin1String(kDestination) &&
                 m_context.session.may(QStringLiteral("notifications.read")))
            addChoice(variable, label, {{}}, {});
        else
            addInput(variable, label,
                     variable.name == QLatin1String(kUser)    ? m_known.userId
                     : variable.name == QLatin1String(kQuery) ? m_known.query
                                                              : QString{});
    }
}

void StartDialog::addChoice(Variable const& variable, QString const& label, std::vector<Named> const& options,
                            QString const& chosen)
{
    form()->add(new kit::Field{variable.name, label, kit::choice({})});
    offer(variable.name, options, chosen);
}

void StartDialog::addInput(Variable const& variable, QString const& label, QString const& text)
{
    auto* edit = kit::input({}, {}, true);
    auto const help = variable.type == QLatin1String("string") ? QString{} : kit::visible(variable.type);
    auto* field = form()->add(new kit::Field{variable.name, label, edit, help});
    field->setText(text);
    field->setCheck([required = variable.required, label](QString const& given) {
        return required && given.trimmed().isEmpty() ? tr("%1 is needed").arg(label) : QString{};
    });
}

void StartDialog::offer(QString const& variable, std::vector<Named> const& options, QString const& chosen)
{
    auto* field = form()->field(variable);
    auto* box = field ? qobject_cast<QComboBox*>(field->control()) : nullptr;
    if (!box)
        return;
    QSignalBlocker const quiet{box};
    box->clear();
    m_options[variable] = options;
    for (auto const& one : options)
        box->addItem(kit::visible(one.name));
    for (std::size_t i = 0; i < options.size(); ++i)
        if (options[i].value == chosen && !chosen.isEmpty())
            box->setCurrentIndex(static_cast<int>(i));
    showEffects();
}

void StartDialog::offerCases(std::vector<Case> cases)
{
    auto const chosen = incidentId();
    QSignalBlocker const quiet{m_case};
    m_case->clear();
    m_cases = {{{}, tr("No case")}};
    for (auto const& one : cases)
        m_cases.push_back({one.id, tr("%1 (…%2)").arg(kit::visible(one.title), one.id.right(6))});
    auto const known =
        std::any_of(m_cases.begin(), m_cases.end(), [&](Named const& one) { return one.value == chosen; });
    if (!known)
        m_cases.push_back({chosen, QStringLiteral("…") + chosen.right(6)});
    for (std::size_t i = 0; i < m_cases.size(); ++i) {
        m_case->addItem(m_cases[i].name);
        if (m_cases[i].value == chosen)
            m_case->setCurrentIndex(static_cast<int>(i));
    }
}

void StartDialog::readChoices()
{
    auto const may = [this](char const* permission) {
        return m_context.session.may(QLatin1String(permission));
    };
    if (may("incidents.read"))
        m_client.openIncidents({this, [this](Reply<std::vector<Case>> const& reply) {
                                    if (!problemOf(reply))
                                        offerCases(std::get<std::vector<Case>>(reply));
                                }});
    if (form()->field(QLatin1String(kUser)) && may("users.read"))
        m_client.accounts({this, [this](Reply<std::vector<Named>> const& reply) {
                               if (problemOf(reply))
                                   return;
                               auto accounts = std::get<std::vector<Named>>(reply);
                               if (m_known.userId.isEmpty())
                                   accounts.insert(accounts.begin(), {{}, tr("Choose an account")});
                               offer(QLatin1String(kUser), accounts, m_known.userId);
                           }});
    if (form()->field(QLatin1String(kDestination)) && may("notifications.read"))
        m_client.destinations(
            {this, [this](Reply<std::vector<Named>> const& reply) {
                 if (problemOf(reply))
                     return;
                 auto const& known = std::get<std::vector<Named>>(reply);
                 m_noDestination = known.empty();
                 if (!known.empty())
                     return offer(QLatin1String(kDestination), known, known.front().value);
                 offer(QLatin1String(kDestination), {{QStringLiteral("none"), tr("None is set up")}}, {});
             }});
}

/// How many sessions end: read before the button is pressed, for the account chosen.
void StartDialog::readSessions()
{
    auto const user = valueOf(QLatin1String(kUser));
    if (user == m_sessionsOf || user.isEmpty() || !m_context.session.may(QStringLiteral("auth.read")))
        return;
    m_sessionsOf = user;
    m_sessions = -1;
    m_client.liveSessions(user, {this, [this, user](Reply<int> const& reply) {
                                     if (problemOf(reply) || user != m_sessionsOf)
                                         return;
                                     m_sessions = std::get<int>(reply);
                                     showEffects();
                                 }});
}

QString StartDialog::valueOf(QString const& variable) const
{
    auto* field = form()->field(variable);
    if (!field)
        return {};
    auto* box = qobject_cast<QComboBox*>(field->control());
    if (!box)
        return field->text().trimmed();
    auto const options = m_options.value(variable);
    auto const place = box->currentIndex();
    return place >= 0 && place < static_cast<int>(options.size())
               ? options[static_cast<std::size_t>(place)].value
               : QString{};
}

/// As the dry run names it: a person by name, not by id.
QString StartDialog::wordOf(QString const& variable) const
{
    auto* field = form()->field(variable);
    auto const* box = field ? qobject_cast<QComboBox*>(field->control()) : nullptr;
    return box && !valueOf(variable).isEmpty() ? box->currentText() : valueOf(variable);
}

QString StartDialog::incidentId() const
{
    auto const place = m_case->currentIndex();
    return place >= 0 && place < static_cast<int>(m_cases.size())
               ? m_cases[static_cast<std::size_t>(place)].value
               : QString{};
}

QJsonObject StartDialog::variables() const
{
    QJsonObject values;
    for (auto const& variable : m_detail.variables) {
        auto const value = variable.name == QLatin1String(kIncident) ? incidentId() : valueOf(variable.name);
        if (!value.isEmpty())
            values[variable.name] = value;
    }
    return values;
}

void StartDialog::showEffects()
{
    m_effects->clear();
    m_effectWords.clear();
    auto* head = kit::row(8)->add(kit::text(tr("What will happen"), Type::H3))->stretch();
    m_effects->add(head->add(kit::text(
        m_previewed ? tr("Dry run %1 UTC").arg(kit::clockTime(m_context.clock.now())) : tr("Reading…"),
        Type::Small, Role::Muted)));
    auto const add = [this](QString const& icon, QString const& words, QString const& fact, Role tone) {
        auto* line = kit::row(10)->add(kit::iconLabel(icon, 16, tone), 0, Qt::AlignTop);
        line->add(kit::text(words, Type::Strong, Role::Text, kit::Wrap::Yes), 1);
        if (!fact.isEmpty())
            line->add(kit::text(fact, Type::Small, tone == Role::Crit ? Role::Crit : Role::Muted), 0,
                      Qt::AlignTop);
        m_effects->add(line);
        m_effectWords << words + (fact.isEmpty() ? QString{} : QStringLiteral(" · ") + fact);
    };
    auto const user = valueOf(QLatin1String(kUser));
    if (!user.isEmpty() && user == m_context.session.userId())
        add(QStringLiteral("octagon-alert"),
            tr("This is your own account: you will be signed out and cannot come back by yourself"), {},
            Role::Crit);
    if (m_noDestination)
        add(QStringLiteral("triangle-alert"),
            tr("No destination is set up: the step that tells others will fail, and the run with it"), {},
            Role::Crit);
    QHash<QString, QString> words;
    for (auto const& variable : m_detail.variables)
        words[variable.name] = wordOf(variable.name);
    words[QLatin1String(kIncident)] = incidentId();
    for (auto const& line : m_preview) {
        auto const effect = effectOf(line, {words, {}});
        QString fact = line.approval      ? tr("asks somebody else")
                       : line.automated() ? QString{}
                                          : tr("asks you");
        if (auto const only = m_flow.dependsOn(line.step); fact.isEmpty() && !only.isEmpty())
            fact = tr("only if: %1").arg(kit::visible(only));
        if (m_sessions >= 0 && line.says.contains(QStringLiteral("/end-sessions")))
            fact = m_sessions == 1 ? tr("1 session now") : tr("%1 sessions now").arg(m_sessions);
        if (auto const* step = m_flow.step(line.step); step && !line.automated() && !step->name.isEmpty())
            add(effect.icon, kit::visible(step->name) + QStringLiteral(": ") + effect.words, fact,
                effect.tone);
        else
            add(effect.icon, effect.words, fact, effect.tone);
    }
}

void StartDialog::send()
{
    m_client.start(m_detail.playbook.id, incidentId(), variables(),
                   {this, [this](Reply<Run> const& reply) {
                        if (auto const* problem = problemOf(reply)) {
                            auto shown = *problem;
                            // "/variables/__user_id__" belongs to the field "__user_id__", the case to its
                            // own.
                            for (auto& error : shown.errors) {
                                error.pointer.replace(QStringLiteral("/variables/"), QStringLiteral("/"));
                                if (error.pointer == QLatin1Char('/') + QLatin1String(kIncident))
                                    error.pointer = QStringLiteral("/incident_id");
                            }
                            return failed(shown);
                        }
                        emit started(std::get<Run>(reply));
                        close();
                    }});
}

} // namespace ui::playbooks
