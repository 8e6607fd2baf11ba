// From the first screen to the pages and back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console.h"

#include "ui/api/http_api.h"
#include "ui/api/pinned_identity.h"
#include "ui/kit/text.h"
#include "ui/shell/closing_dialog.h"
#include "ui/shell/screens.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>

namespace app {

using namespace ui;

namespace {

constexpr qint64 kAuthorityBytesMax = 64 * 1024;
constexpr QSize kFirstSize{1440, 900};

QString dataDirectory(Options const& options)
{
    return options.data.isEmpty()
               ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/dewar/engine"
               : QFileInfo{options.data}.absoluteFilePath();
}

QString offlineProgram()
{
    auto const path = QCoreApplication::applicationDirPath() + "/dewarctl";
    return QFileInfo{path}.isExecutable() ? path : QString{};
}

// Once: calls back when `widget` has been painted for the first time.
class FirstPaint final : public QObject {
public:
    FirstPaint(QWidget* widget, std::function<void()> then) : QObject{widget}, m_then{std::move(then)}
    {
        widget->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, m_then); // After this paint and those that belong to it.
        }
        return false;
    }

private:
    std::function<void()> m_then;
};

std::unique_ptr<ApiClient> dial(QUrl const& address, QList<QSslCertificate> const& trusted)
{
    return std::make_unique<HttpApi>(address, trusted);
}

} // namespace

Console::Console(Options options, QSettings& settings)
    : m_options{std::move(options)}, m_settings{settings}, m_engine{enginePath(), dataDirectory(m_options)}
{
}

Console::~Console() = default;

void Console::complain(QString const& sentence)
{
    std::fprintf(stderr, "dewar: %s\n", qPrintable(kit::visible(sentence)));
}

bool Console::open()
{
    if (!m_options.passwordFile.isEmpty()) {
        auto const password = readSecretFile(m_options.passwordFile);
        if (auto const* ending = std::get_if<Ending>(&password)) {
            std::fputs(qPrintable(ending->text), stderr);
            return false;
        }
        m_password = std::get<QString>(password);
    }
    m_first = new FirstScreen{{m_settings, m_clock, dial, m_engine, offlineProgram()}};
    m_window.addWidget(m_first);
    m_window.setWindowTitle("Dewar");
    m_window.mayClose = [this] { return mayClose(); };
    m_window.resize(m_options.size.isValid() ? m_options.size : kFirstSize);
    if (!m_options.size.isValid())
        m_window.restoreGeometry(Settings::windowGeometry.read(m_settings));
    connect(&m_engine, &LocalEngine::died, this, [this](QString const& why) {
        if (m_workspace && m_workspace->link().embedded)
            m_workspace->toast(kit::ToastKind::Failure, tr("The engine has ended"), kit::visible(why), {});
    });
    connect(m_first, &FirstScreen::entered, this, &Console::enter);
    connect(m_first->signIn(), &SignInPanel::began, this, &Console::prepareSignIn);
    connect(m_first->signIn(), &SignInPanel::failed, this, [this](QString const& sentence) {
        if (!m_options.unattended())
            return; // It stands on the screen.
        complain(sentence);
        end(kExitFailed);
    });
    bool const good = !m_options.server.isEmpty() ? openServer() : m_options.data.isEmpty() || openData();
    if (good)
        m_window.show();
    return good;
}

bool Console::openServer()
{
    QFile file{m_options.authorityFile};
    if (!file.open(QIODevice::ReadOnly)) {
        complain("cannot read " + m_options.authorityFile);
        return false;
    }
    auto const authority = authorityFrom(file.read(kAuthorityBytesMax));
    if (auto const* problem = problemOf(authority)) {
        complain(problem->title);
        return false;
    }
    auto const& read = std::get<Authority>(authority);
    QUrl const url{m_options.server};
    Connection connection{.name = url.host(),
                          .address = m_options.server,
                          .authorityPem = read.pem,
                          .print = read.print,
                          .engineId = {},
                          .environment = "Production",
                          .user = m_options.user,
                          .usedAt = {}};
    for (auto const& known : recentConnections(m_settings)) {
        if (known.address != connection.address)
            continue;
        if (known.print != connection.print) {
            complain("this is another authority than the one pinned for " + connection.address);
            return false;
        }
        connection = known;
    }
    m_first->show(connection);
    return true;
}

bool Console::openData()
{
    if (m_options.passphraseFile.isEmpty())
        return true; // The first screen asks for what is missing.
    auto passphrase = readSecretFile(m_options.passphraseFile);
    if (auto const* ending = std::get_if<Ending>(&passphrase)) {
        std::fputs(qPrintable(ending->text), stderr);
        return false;
    }
    m_engine.start(std::get<QString>(std::move(passphrase)),
                   {this, [this](Reply<EnginePlace> reply) {
                        if (auto const* problem = problemOf(reply)) {
                            complain(problem->title);
                            return m_options.unattended() ? end(kExitFailed)
                                                          : m_first->showLocalEngine(problem->title);
                        }
                        m_first->enterLocal(std::get<EnginePlace>(reply), m_options.user);
                    }});
    return true;
}

// The password of the command line is for the engine of the command line, whichever card is clicked
// meanwhile.
void Console::prepareSignIn()
{
    auto* const panel = m_first->signIn();
    bool const meant =
        m_options.server.isEmpty() ? panel->embedded() : panel->connection().address == m_options.server;
    if (meant && !m_password.isEmpty())
        panel->enterWith(m_options.user, std::exchange(m_password, {}));
}

void Console::enter()
{
    m_workspace = new Workspace{m_first->takeLink(), m_clock, m_settings};
    m_window.addWidget(m_workspace);
    m_window.setCurrentWidget(m_workspace);
    connect(m_workspace, &Workspace::left, this, &Console::leave, Qt::QueuedConnection);
    auto const stems = m_workspace->stems();
    if (!stems.isEmpty())
        m_workspace->go({stems.contains(m_options.page) ? m_options.page : stems.first(), {}, {}});
    if (!m_options.readyFile.isEmpty() && m_workspace->page() != nullptr)
        new FirstPaint{m_workspace->page(), [this] { writeReadyFile(); }};
    if (m_options.unattended())
        takePictures();
    else if (m_workspace->link().embedded && !Settings::tourSeen.read(m_settings))
        m_workspace->startTour();
}

void Console::writeReadyFile()
{
    QSaveFile file{std::exchange(m_options.readyFile, {})};
    QJsonObject const ready{{"page", m_workspace->page()->stem()},
                            {"pid", QCoreApplication::applicationPid()}};
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument{ready}.toJson()) < 0 || !file.commit())
        complain(tr("%1 cannot be written: %2").arg(file.fileName(), file.errorString()));
}

void Console::leave()
{
    if (!m_workspace)
        return;
    m_window.setCurrentWidget(m_first);
    m_window.removeWidget(m_workspace);
    delete m_workspace;
    m_window.setWindowTitle("Dewar");
    m_first->refresh();
}

void Console::takePictures()
{
    auto* const screens = new Screens{*m_workspace, m_options.screens, m_options.page, this};
    connect(screens, &Screens::finished, this, [this](int saved, QString const& fault) {
        std::printf("%d pictures in %s\n", saved, qPrintable(m_options.screens));
        if (!fault.isEmpty())
            complain(fault);
        end(fault.isEmpty() && saved > 0 ? kExitDone : kExitFailed);
    });
    screens->start();
}

// An engine of our own finishes what it does first.
void Console::end(int code)
{
    m_engine.stop({this, [code](Reply<bool>) { QCoreApplication::exit(code); }});
}

bool Console::mayClose()
{
    if (!m_options.size.isValid())
        Settings::windowGeometry.write(m_settings, m_window.saveGeometry());
    bool const asks =
        m_engine.state() == LocalEngine::State::Running && !m_mayClose && !m_options.unattended();
    if (!asks)
        return true;
    if (m_window.findChild<ClosingDialog*>() != nullptr)
        return false;
    auto* const dialog = new ClosingDialog{&m_window, m_engine};
    connect(dialog, &ClosingDialog::decided, this, [this] {
        m_mayClose = true;
        m_window.close();
    });
    return false;
}

void Window::closeEvent(QCloseEvent* event)
{
    event->setAccepted(!mayClose || mayClose());
}

} // namespace app
