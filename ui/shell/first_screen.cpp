// Left: engines. Right: what the chosen one needs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/first_screen.h"

#include "ui/api/pinned_identity.h"
#include "ui/kit/text.h"

#include <QAction>
#include <QDir>
#include <QHBoxLayout>
#include <QPainter>

namespace ui {

namespace {

constexpr int kLeftPx = 440;
constexpr int kFormPx = 480;
constexpr int kAskMs = 5'000;

class Mark final : public QWidget {
public:
    Mark() { setFixedSize(30, 30); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        paintMark(painter, rect(), Role::Text);
    }
};

QString homely(QString const& path)
{
    auto const home = QDir::homePath();
    return path.startsWith(home + '/') ? '~' + path.mid(home.size()) : path;
}

} // namespace

FirstScreen::FirstScreen(Doors doors, QWidget* parent) : QWidget{parent}, m_doors{std::move(doors)}
{
    auto* const halves = new QHBoxLayout{this};
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(0);
    halves->addWidget(leftSide());
    halves->addWidget(rightSide(), 1);
    connect(&m_doors.engine, &LocalEngine::died, this, [this](QString const& why) {
        showLocalState();
        if (isVisible() && m_shown == m_signIn && m_local->isChecked())
            showLocalEngine(tr("The engine ended: %1").arg(kit::visible(why)));
    });
    refresh();
}

kit::Panel* FirstScreen::leftSide()
{
    auto* const side = kit::column(0, {40, 32, 40, 32}, "side");
    side->setFixedWidth(kLeftPx);
    side->add(kit::row(10)->add(new Mark)->add(kit::text(tr("Dewar"), Type::H1))->stretch());
    side->gap(40)->add(kit::text(tr("Recent connections"), Type::H3))->gap(10);
    m_list = kit::column(8);
    auto* const fresh = new kit::Button{tr("New connection"), kit::Kind::Ghost, "plus"};
    connect(fresh, &QPushButton::clicked, this, [this] { turnTo(m_new); });
    auto* const offline = kit::row(8);
    if (!m_doors.offlineProgram.isEmpty()) {
        auto* const recover = new kit::Button{tr("Recover from backup…"), kit::Kind::Ghost, "history"};
        connect(recover, &QPushButton::clicked, this, [this] { turnTo(m_recovery); });
        auto* const verify = new kit::Button{tr("Verify evidence…"), kit::Kind::Ghost, "shield-check"};
        connect(verify, &QPushButton::clicked, this, [this] { turnTo(m_evidence); });
        offline->add(recover)->add(verify);
    }
    side->add(kit::scrolling(kit::column(12)
                                 ->add(m_list)
                                 ->add(kit::row(8)->add(fresh)->stretch())
                                 ->add(offline->stretch())
                                 ->stretch()),
              1)
        ->gap(24);
    side->add(kit::text(tr("Dewar %1").arg(DEWAR_VERSION), Type::Small, Role::Muted));
    return side;
}

QWidget* FirstScreen::rightSide()
{
    m_right = kit::column(0);
    m_signIn = new SignInPanel{m_doors.dial, m_doors.clock};
    m_new = new NewConnectionPanel;
    m_start = new EngineStartPanel{m_doors.engine};
    for (auto* const panel : std::initializer_list<QWidget*>{m_signIn, m_new, m_start})
        addPanel(panel);
    if (!m_doors.offlineProgram.isEmpty()) {
        addPanel(m_evidence = new EvidencePanel{m_doors.offlineProgram});
        addPanel(m_recovery = new RecoveryPanel{m_doors.engine});
        connect(m_recovery, &RecoveryPanel::recovered, this, [this] {
            showLocalState();
            m_local->setChecked(true);
            showLocalEngine();
        });
    }
    connect(m_signIn, &SignInPanel::entered, this, &FirstScreen::finish);
    connect(m_new, &NewConnectionPanel::chosen, this, qOverload<Connection const&>(&FirstScreen::show));
    connect(m_start, &EngineStartPanel::started, this, [this](EnginePlace const& place) {
        enterLocal(place, Settings::lastUser.read(m_doors.settings));
    });
    auto* const middle = kit::column(0, {24, 24, 24, 24}, "canvas");
    auto* const centre = kit::row(0)->stretch();
    m_right->setFixedWidth(kFormPx);
    centre->add(m_right, 0, Qt::AlignVCenter)->stretch();
    middle->stretch()->add(centre)->stretch();
    middle->add(kit::text(tr("Access is logged. Authorised use only."), Type::Small, Role::Muted), 0,
                Qt::AlignHCenter);
    return kit::scrolling(middle);
}

void FirstScreen::refresh()
{
    m_asking.clear();
    m_cards.clear();
    m_list->clear();
    for (auto const& connection : recentConnections(m_doors.settings))
        addCard(connection);
    m_local = new ConnectionCard{tr("On this computer"), homely(m_doors.engine.directory()), tr("Embedded")};
    connect(m_local, &QAbstractButton::clicked, this, [this] { showLocalEngine(); });
    m_cards << m_local;
    m_list->add(m_local);
    showLocalState();
    if (m_cards.size() > 1)
        return m_cards.first()->click();
    m_local->setChecked(true);
    showLocalEngine();
}

void FirstScreen::addCard(Connection const& connection)
{
    auto* const card =
        new ConnectionCard{connection.name, QUrl{connection.address}.authority(), connection.environment};
    connect(card, &QAbstractButton::clicked, this, [this, connection] { show(connection); });
    auto* const forgetIt = new QAction{tr("Remove from this list"), card};
    connect(forgetIt, &QAction::triggered, this, [this, address = connection.address] { remove(address); });
    card->addAction(forgetIt);
    card->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_cards << card;
    m_list->add(card);
    ask(card, connection);
}

void FirstScreen::remove(QString const& address)
{
    forget(m_doors.settings, address);
    // Later: this runs inside the card's own menu.
    QMetaObject::invokeMethod(this, &FirstScreen::refresh, Qt::QueuedConnection);
}

void FirstScreen::ask(ConnectionCard* card, Connection const& connection)
{
    m_asking.push_back(
        m_doors.dial(QUrl{connection.address}, QSslCertificate::fromData(connection.authorityPem)));
    Call call{.path = "/meta"};
    call.timeoutMs = kAskMs;
    m_asking.back()->send(
        call, {card, [card, id = connection.engineId](Reply<Answer> reply) {
                   if (auto const* problem = problemOf(reply)) {
                       bool const refused = problem->type == "identity-refused";
                       return card->setState(
                           {refused ? CardState::Kind::IdentityRefused : CardState::Kind::Unreachable});
                   }
                   auto const& answer = std::get<Answer>(reply);
                   bool const same = id.isEmpty() || answer.body["engine_id"].toString() == id;
                   card->setState({same ? CardState::Kind::Reachable : CardState::Kind::IdentityRefused,
                                   answer.elapsedMs});
               }});
}

void FirstScreen::showLocalState()
{
    switch (m_doors.engine.state()) {
    case LocalEngine::State::None:
        return m_local->setState({CardState::Kind::NotSetUp});
    case LocalEngine::State::Stopped:
        return m_local->setState({CardState::Kind::Stopped});
    case LocalEngine::State::Running:
        return m_local->setState({CardState::Kind::Running});
    case LocalEngine::State::Away:
        return m_local->setState({CardState::Kind::Asking});
    }
}

void FirstScreen::show(Connection const& connection)
{
    turnTo(m_signIn);
    m_signIn->showFor(connection, false);
}

void FirstScreen::showLocalEngine(QString const& because)
{
    switch (m_doors.engine.state()) {
    case LocalEngine::State::None:
        if (m_setUp == nullptr) {
            addPanel(m_setUp = new SetUpPanel{m_doors.engine});
            connect(m_setUp, &SetUpPanel::started, this, &FirstScreen::enterLocal);
        }
        return turnTo(m_setUp);
    case LocalEngine::State::Stopped:
        m_start->say(because);
        return turnTo(m_start);
    case LocalEngine::State::Running:
    case LocalEngine::State::Away:
        break;
    }
    m_doors.engine.attach({m_local, [this](Reply<EnginePlace> reply) {
                               if (problemOf(reply) != nullptr)
                                   return turnTo(m_start);
                               enterLocal(std::get<EnginePlace>(reply),
                                          Settings::lastUser.read(m_doors.settings));
                           }});
}

// A place that an engine left behind may be of one that has died: then it is started again.
void FirstScreen::enterLocal(EnginePlace const& place, QString const& user)
{
    auto const authority = authorityFrom(place.authorityPem);
    if (auto const* problem = problemOf(authority)) {
        m_start->say(problem->title);
        return turnTo(m_start);
    }
    Connection const connection{.name = tr("On this computer"),
                                .address = place.admin.toString(),
                                .authorityPem = place.authorityPem,
                                .print = std::get<Authority>(authority).print,
                                .engineId = place.engineId,
                                .environment = tr("Embedded"),
                                .user = user,
                                .usedAt = {}};
    m_asking.push_back(m_doors.dial(place.admin, QSslCertificate::fromData(place.authorityPem)));
    m_asking.back()->send({.path = "/meta", .timeoutMs = kAskMs},
                          {m_local, [this, connection](Reply<Answer> reply) {
                               auto const* problem = problemOf(reply);
                               if (problem != nullptr && problem->unreachable()) {
                                   m_local->setState({CardState::Kind::Stopped});
                                   return turnTo(m_start);
                               }
                               m_local->setState({CardState::Kind::Running});
                               m_local->setChecked(true);
                               turnTo(m_signIn);
                               m_signIn->showFor(connection, true);
                           }});
}

void FirstScreen::addPanel(QWidget* panel)
{
    panel->hide();
    m_right->add(panel);
}

void FirstScreen::turnTo(QWidget* panel)
{
    if (m_shown == panel)
        return;
    if (m_shown != nullptr)
        m_shown->hide();
    m_shown = panel;
    panel->show();
}

void FirstScreen::finish()
{
    auto const link = m_signIn->connection();
    Settings::lastUser.write(m_doors.settings, link.user);
    if (!m_signIn->embedded())
        remember(m_doors.settings, link);
    emit entered();
}

} // namespace ui
