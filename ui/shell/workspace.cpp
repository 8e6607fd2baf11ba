// The signed-in console.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace.h"

#include "ui/kit/dialog.h"
#include "ui/kit/focus_order.h"
#include "ui/kit/text.h"
#include "ui/shell/help.h"
#include "ui/shell/palette.h"
#include "ui/shell/tour.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QPlainTextEdit>
#include <QShortcut>

namespace ui {

namespace {

constexpr int kNavCollapsesBelowPx = 1280;
constexpr int kDetailsCollapseBelowPx = 1440;
constexpr QSize kSmallestWindow{1100, 700};

bool typingText(QWidget* widget)
{
    return qobject_cast<QLineEdit*>(widget) || qobject_cast<QPlainTextEdit*>(widget) ||
           qobject_cast<QTextEdit*>(widget) || qobject_cast<QAbstractSpinBox*>(widget);
}

} // namespace

Workspace::Workspace(std::unique_ptr<EngineLink> link, Clock const& clock, QSettings& settings,
                     QWidget* parent)
    : QWidget{parent}, m_link{std::move(link)}, m_clock{clock},
      m_settings{settings}, m_jobs{*m_link->api}, m_watch{*m_link->api, *m_link->session, this}
{
    for (auto const& entry : pages()) {
        auto const permission = QString::fromLatin1(entry.permission);
        if (permission.isEmpty() || m_link->session->may(permission))
            m_entries.push_back(entry);
    }
    build();
    wire();
    addShortcuts();
    adapt();
    m_watch.start();
}

// Pages hold references to the client and the followers: they go first.
Workspace::~Workspace()
{
    m_watch.stop();
    delete m_stack;
}

void Workspace::build()
{
    setObjectName(QStringLiteral("root"));
    setAttribute(Qt::WA_StyledBackground);
    m_top = new TopBar{{m_link->connection.name, m_link->connection.environment, m_link->session->userName()},
                       m_clock};
    m_navigation = new Navigation{m_entries};
    m_stack = new QStackedWidget;
    m_status = new StatusBar{*m_link->api, m_jobs, m_clock};
    auto* middle = kit::row(0)->add(m_navigation)->add(m_stack, 1);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    // What the pages need when they are wide must not keep the window from becoming narrow.
    lines->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumSize(kSmallestWindow);
    lines->addWidget(m_top);
    lines->addWidget(middle, 1);
    lines->addWidget(m_status);
    m_toasts = new Toasts{this, m_clock};
    m_again = new SignInAgain{*m_link->api, *m_link->session, this};
    m_idle = new IdleLock{*m_link->session, this, Settings::lockAfterMinutes.read(m_settings)};
}

void Workspace::wire()
{
    connect(m_navigation, &Navigation::chosen, this, [this](QString const& stem) { go({stem, {}, {}}); });
    connect(m_top, &TopBar::searchWanted, this, [this] { openPalette(); });
    connect(m_top, &TopBar::incidentWanted, this, [this] {
        go({QStringLiteral("incidents"), m_incident.id, {}});
    });
    connect(m_top, &TopBar::noticesWanted, this, &Workspace::showNotices);
    connect(m_top, &TopBar::helpWanted, this, &Workspace::showHelp);
    connect(m_top, &TopBar::userWanted, this, &Workspace::showUserMenu);
    connect(m_top, &TopBar::environmentWanted, this, &Workspace::showEnvironmentMenu);
    connect(m_toasts, &Toasts::changed, this, [this] { m_top->setUnseen(m_toasts->unseen()); });
    connect(m_status, &StatusBar::waitingWanted, this, [this] { go({QStringLiteral("playbooks"), {}, {}}); });
    connect(&m_watch, &Watch::alertsChanged, this,
            [this](Severity worst, int count) { badge(QStringLiteral("alerts"), worst, count); });
    connect(&m_watch, &Watch::incidentsChanged, this,
            [this](Severity worst, int count, kit::ActiveIncident const& first) {
                badge(QStringLiteral("incidents"), worst, count);
                setActiveIncident(first);
            });
    connect(&m_watch, &Watch::runsChanged, this, [this](int waiting) {
        m_status->setWaitingRuns(waiting);
        badge(QStringLiteral("playbooks"), Severity::High, waiting);
    });
    connect(&m_watch, &Watch::versionChanged, this,
            [this] { m_status->setEngine(tr("Engine %1").arg(m_watch.version())); });
    connect(&m_jobs, &JobFollower::ended, this, [this](Job const& job) {
        auto const failed = job.state == QLatin1String("failed");
        toast(failed ? kit::ToastKind::Failure : kit::ToastKind::Done,
              failed ? tr("%1 failed").arg(jobTitle(job)) : tr("%1 ended: %2").arg(jobTitle(job), job.state),
              kit::visible(job.says), {});
    });
    connect(m_link->api.get(), &ApiClient::reachableChanged, this, [this](bool reachable) {
        if (reachable && page())
            page()->refresh();
    });
    connect(&theme(), &Theme::changing, this, &Workspace::dropHiddenPages);
    connect(m_again, &SignInAgain::leave, this, &Workspace::signOut);
    connect(m_idle, &IdleLock::lockedChanged, m_again, &SignInAgain::setQuiet);
    connect(m_idle, &IdleLock::leave, this, &Workspace::signOut);
}

void Workspace::addShortcut(QKeySequence const& keys, std::function<void()> act)
{
    auto* shortcut = new QShortcut{keys, this};
    connect(shortcut, &QShortcut::activated, this, [act = std::move(act)] { act(); });
}

void Workspace::addShortcuts()
{
    addShortcut(Qt::CTRL | Qt::Key_K, [this] { openPalette(); });
    auto const stems = m_navigation->stems();
    for (int place = 0; place < std::min<int>(9, static_cast<int>(stems.size())); ++place)
        addShortcut(QKeySequence{static_cast<int>(Qt::CTRL) | (Qt::Key_1 + place)},
                    [this, stem = stems[place]] {
                        go({stem, {}, {}});
                    });
    addShortcut(Qt::ALT | Qt::Key_Left, [this] {
        if (m_history.canGoBack())
            show(m_history.back());
    });
    addShortcut(Qt::ALT | Qt::Key_Right, [this] {
        if (m_history.canGoForward())
            show(m_history.forward());
    });
    addShortcut(Qt::Key_F5, [this] {
        if (page())
            page()->refresh();
        m_watch.now();
    });
    addShortcut(Qt::Key_F1, [this] { showHelp(); });
    addShortcut(Qt::CTRL | Qt::Key_Slash, [this] { showShortcuts(this); });
    addShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_L, [this] { lock(); });
    addShortcut(Qt::CTRL | Qt::Key_I, [this] {
        if (!m_incident.none())
            go({QStringLiteral("incidents"), m_incident.id, {}});
    });
    addShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_I, [this] {
        QUrlQuery more;
        more.addQueryItem(QStringLiteral("do"), QStringLiteral("declare"));
        go({QStringLiteral("incidents"), {}, more});
    });
    addShortcut(Qt::Key_F6, [this] {
        m_navigation->isAncestorOf(QApplication::focusWidget()) && page() ? page()->setFocus()
                                                                          : m_navigation->setFocus();
    });
}

kit::Page* Workspace::page() const
{
    return qobject_cast<kit::Page*>(m_stack->currentWidget());
}

void Workspace::go(kit::Address const& address)
{
    auto* now = page();
    if (!now || !now->unsaved() || now->stem() == address.page)
        return turnTo(address);
    auto* ask = new kit::ConfirmDialog{
        this,
        {.title = tr("Leave %1 with unsaved changes?").arg(now->title()),
         .effects = {{QStringLiteral("pencil"), tr("What you entered here is dropped")}},
         .verb = tr("Leave"),
         .keep = tr("Stay")},
        [this, address](QString const&) { turnTo(address); }};
    connect(ask->dangerButton(), &QPushButton::clicked, ask, &kit::Dialog::close);
}

void Workspace::turnTo(kit::Address const& address)
{
    auto const known = std::any_of(m_entries.begin(), m_entries.end(), [&](PageEntry const& entry) {
        return address.page == QLatin1String(entry.stem);
    });
    if (!known)
        return toast(kit::ToastKind::Warning,
                     tr("There is no page \"%1\" for you").arg(kit::visible(address.page)), {}, {});
    m_history.visit(address);
    show(address);
}

void Workspace::show(kit::Address const& address)
{
    auto*& made = m_pages[address.page];
    if (!made) {
        made = pageEntry(address.page)
                   ->make({*m_link->api, *m_link->session, m_jobs, m_clock, m_settings, *this});
        made->setNarrow(width() < kDetailsCollapseBelowPx);
        m_stack->addWidget(made);
    }
    m_navigation->setCurrent(address.page);
    m_stack->setCurrentWidget(made);
    if (!address.object.isEmpty() || !address.more.isEmpty())
        made->open(address);
}

// A theme costs every widget that exists about 0.1 ms, and most of them stand on pages that nobody sees.
// Those are made again when they are visited.
void Workspace::dropHiddenPages()
{
    for (auto each = m_pages.begin(); each != m_pages.end();) {
        auto* made = each.value();
        if (made == page() || made->unsaved() || made->busy()) {
            ++each;
            continue;
        }
        each = m_pages.erase(each);
        delete made;
    }
}

void Workspace::toast(kit::ToastKind kind, QString const& title, QString const& hint,
                      std::function<void()> undo)
{
    m_toasts->show(kind, title, hint, std::move(undo));
}

void Workspace::problem(Problem const& problem)
{
    auto hint = kit::consequence(problem);
    if (!problem.traceId.isEmpty())
        hint += QStringLiteral("\n") + tr("Reference %1").arg(problem.traceId);
    m_toasts->show(kit::ToastKind::Failure, kit::plainWords(problem), hint, {});
}

void Workspace::setActiveIncident(kit::ActiveIncident const& incident)
{
    m_incident = incident;
    m_top->setIncident(incident);
}

void Workspace::badge(QString const& page, Severity worst, int count)
{
    m_navigation->setBadge(page, worst, count);
}

QList<kit::Command> Workspace::commands()
{
    QList<kit::Command> all;
    if (page())
        all << page()->commands();
    for (auto const& entry : m_entries)
        all << kit::Command{pageTitle(entry), QString::fromLatin1(entry.icon),
                            [this, stem = QString::fromLatin1(entry.stem)] {
                                go({stem, {}, {}});
                            },
                            QStringLiteral("G %1").arg(QLatin1Char(entry.letter))};
    all << kit::Command{tr("Lock console"), QStringLiteral("lock"), [this] { lock(); },
                        QStringLiteral("Ctrl Shift L")};
    all << kit::Command{tr("Copy address of this page"), QStringLiteral("link"), [this] {
                            QApplication::clipboard()->setText(
                                addressText(m_link->connection.name, m_history.current()));
                        }};
    all << kit::Command{tr("Use dark theme"), QStringLiteral("palette"), [this] {
                            Settings::theme.write(m_settings, QStringLiteral("dark"));
                            theme().apply(Theme::Choice::Dark);
                        }};
    all << kit::Command{tr("Use light theme"), QStringLiteral("palette"), [this] {
                            Settings::theme.write(m_settings, QStringLiteral("light"));
                            theme().apply(Theme::Choice::Light);
                        }};
    all << kit::Command{tr("Keyboard shortcuts"), QStringLiteral("lock-keyhole"),
                        [this] { showShortcuts(this); }, QStringLiteral("Ctrl /")};
    all << kit::Command{tr("Help for this page"), QStringLiteral("circle-help"), [this] { showHelp(); },
                        QStringLiteral("F1")};
    all << kit::Command{tr("Take the tour"), QStringLiteral("waypoints"), [this] { startTour(); }};
    all << kit::Command{tr("Sign out…"), QStringLiteral("log-out"), [this] { signOut(); }};
    return all;
}

void Workspace::startTour()
{
    auto* tour = new Tour{this, [this](kit::Address const& address) { go(address); }};
    connect(tour, &Tour::closed, this, [this] { Settings::tourSeen.write(m_settings, true); });
}

void Workspace::openPalette(QString const& text)
{
    auto* palette =
        new Palette{this,
                    {*m_link->api, *m_link->session, [this](kit::Address const& address) { go(address); }},
                    commands()};
    palette->open(text);
}

void Workspace::showNotices(QPoint const& below)
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_toasts->notices().isEmpty())
        menu->addAction(tr("Nothing yet"))->setEnabled(false);
    for (auto const& notice : m_toasts->notices().mid(0, 20)) {
        auto const name =
            notice.kind == kit::ToastKind::Done ? QStringLiteral("check") : QStringLiteral("triangle-alert");
        auto const role = notice.kind == kit::ToastKind::Done      ? Role::Ok
                          : notice.kind == kit::ToastKind::Warning ? Role::High
                                                                   : Role::Crit;
        auto* action = menu->addAction(QIcon{tintedIcon(name, 16, role)},
                                       QStringLiteral("%1  %2").arg(kit::clockTime(notice.at), notice.title));
        action->setToolTip(notice.hint);
        connect(action, &QAction::triggered, this, [notice] {
            QApplication::clipboard()->setText(notice.title + QStringLiteral("\n") + notice.hint);
        });
    }
    m_toasts->seen();
    menu->setToolTipsVisible(true);
    menu->popup(below);
}

void Workspace::showUserMenu(QPoint const& below)
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSection(m_link->session->userName());
    for (auto const& role : m_link->session->roles())
        menu->addAction(tr("Role %1").arg(role))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(tr("Lock console"), this, &Workspace::lock);
    menu->addAction(tr("Preferences"), this, [this] { go({QStringLiteral("settings"), {}, {}}); });
    menu->addAction(tr("Sign out"), this, &Workspace::signOut);
    menu->popup(below);
}

void Workspace::showEnvironmentMenu(QPoint const& below)
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSection(m_link->connection.name);
    menu->addAction(tr("%1 at %2").arg(environment(), m_link->connection.address))->setEnabled(false);
    menu->addAction(tr("Copy address"), this,
                    [this] { QApplication::clipboard()->setText(m_link->connection.address); });
    menu->addSeparator();
    menu->addAction(tr("Other engines…"), this, &Workspace::signOut);
    menu->popup(below);
}

void Workspace::showHelp()
{
    showHelpFor(this, page() ? page()->stem() : QString{});
}

void Workspace::signOut()
{
    m_watch.stop();
    m_link->session->signOut();
    emit left();
}

void Workspace::adapt()
{
    m_navigation->setCollapsed(width() < kNavCollapsesBelowPx);
    for (auto* made : std::as_const(m_pages))
        made->setNarrow(width() < kDetailsCollapseBelowPx);
}

// The keyboard begins at the pages, not at the first button of the top bar. No focus proxy: Tab would stop at
// it, and never come to the bar.
void Workspace::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!isAncestorOf(QApplication::focusWidget()))
        m_navigation->setFocus();
}

void Workspace::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    adapt();
}

bool Workspace::jumpByLetter(QKeyEvent* event)
{
    if (!Settings::singleLetterKeys.read(m_settings) || typingText(QApplication::focusWidget()))
        return false;
    if (event->modifiers() != Qt::NoModifier || event->text().size() != 1)
        return false;
    auto const letter = event->text().at(0).toUpper().toLatin1();
    auto const afterG = std::exchange(m_letterG, letter == 'G' && !m_letterG);
    if (!afterG)
        return letter == 'G';
    for (auto const& entry : m_entries) {
        if (entry.letter != letter)
            continue;
        go({QString::fromLatin1(entry.stem), {}, {}});
        return true;
    }
    return false;
}

bool Workspace::focusNextPrevChild(bool next)
{
    // What lies over the workspace (lock screen, palette) keeps its own order.
    auto* focus = QApplication::focusWidget();
    auto const frame = QList<QWidget*>{m_top, m_navigation, m_stack, m_status} + m_toasts->shown();
    auto const ours = focus == this || std::any_of(frame.begin(), frame.end(), [&](QWidget* part) {
                          return part == focus || part->isAncestorOf(focus);
                      });
    return ours ? kit::stepFocus(frame, next) : QWidget::focusNextPrevChild(next);
}

void Workspace::keyPressEvent(QKeyEvent* event)
{
    if (jumpByLetter(event))
        return;
    if (event->text() == QLatin1String("/") && page() && page()->filterWidget())
        return page()->filterWidget()->setFocus(Qt::ShortcutFocusReason);
    QWidget::keyPressEvent(event);
}

} // namespace ui
