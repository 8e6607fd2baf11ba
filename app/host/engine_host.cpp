// The child, its pipe and its place.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/host/engine_host.h"

#include "ui/api/wipe.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

#include <unistd.h>

namespace app {

using namespace ui;

namespace {

constexpr int kLookMs = 30;
constexpr int kKillAfterMs = 2000; // When the console itself ends.
constexpr qint64 kPlaceBytesMax = 64 * 1024;
constexpr qint64 kLogTailBytes = 8192;

QByteArray readSmall(QString const& path)
{
    QFile file{path};
    return file.open(QIODevice::ReadOnly) ? file.read(kPlaceBytesMax) : QByteArray{};
}

// deward and dewarctl say what went wrong in one line of their own; everything else on that stream is a log.
QString lastComplaintIn(QByteArray const& text)
{
    QString complaint;
    for (auto const& line : text.split('\n'))
        for (auto const* name : {"deward: ", "dewarctl: "})
            if (line.startsWith(name))
                complaint = QString::fromUtf8(line.mid(qstrlen(name))).left(500);
    return complaint;
}

QString lastComplaintIn(QFile&& log)
{
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max<qint64>(0, log.size() - kLogTailBytes));
    return lastComplaintIn(log.read(kLogTailBytes));
}

Problem failure(QString const& type, QString const& sentence)
{
    return {.status = 0, .type = type, .title = sentence};
}

// A process group of its own: Ctrl+C in the terminal that started the console is not meant for the engine.
QProcess* childOf(QObject* parent)
{
    auto* const child = new QProcess{parent};
    child->setChildProcessModifier([] { ::setsid(); });
    return child;
}

// Secrets go through the pipe and are then gone here; deward reads a line each.
void handOver(QProcess* child, QList<QString*> const& secrets)
{
    for (auto* const secret : secrets) {
        auto bytes = secret->toUtf8();
        child->write(bytes);
        child->write("\n");
        wipe(bytes);
        wipe(*secret);
    }
    child->closeWriteChannel();
}

// Runs `program`, hands over `secrets`, and calls `ended` once, whether it ran or not, at the latest
// after `msMax`.
void runOnce(QProcess* child, QString const& program, QStringList const& arguments,
             QList<QString*> const& secrets, int msMax, std::function<void()> const& ended)
{
    QObject::connect(child, &QProcess::finished, child, ended);
    QObject::connect(child, &QProcess::errorOccurred, child, [ended](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended();
    });
    QTimer::singleShot(msMax, child, [child] { child->kill(); });
    child->start(program, arguments);
    handOver(child, secrets);
}

bool endedWell(QProcess const* child)
{
    return child->exitStatus() == QProcess::NormalExit && child->exitCode() == 0;
}

} // namespace

EngineHost::EngineHost(QString program, QString directory, QObject* parent)
    : LocalEngine{parent}, m_program{std::move(program)}, m_directory{std::move(directory)}
{
    m_look.setInterval(kLookMs);
    connect(&m_look, &QTimer::timeout, this, &EngineHost::lookForPlace);
}

EngineHost::~EngineHost()
{
    if (!m_child)
        return;
    m_child->disconnect(this);
    if (m_detached) {
        m_child->setParent(nullptr); // Never destroyed: its destructor would kill the engine.
        return;
    }
    m_child->terminate();
    if (m_child->waitForFinished(kKillAfterMs))
        return;
    m_child->kill();
    m_child->waitForFinished(kKillAfterMs);
}

LocalEngine::State EngineHost::state() const
{
    if (m_child && m_child->state() != QProcess::NotRunning)
        return State::Running;
    if (!QFile::exists(m_directory + "/identity.json"))
        return State::None;
    return QFile::exists(placePath()) ? State::Away : State::Stopped;
}

void EngineHost::setUp(EngineSetUp request, Then<QByteArray> then)
{
    // The engine makes the last folder itself, private; those above it are ordinary.
    QDir{}.mkpath(QFileInfo{m_directory}.absolutePath());
    auto* const child = childOf(this);
    runOnce(child, m_program,
            {"init", "--json", "--data", m_directory, "--admin", request.administrator, "--password-file",
             "-", "--passphrase-file", "-"},
            {&request.password, &request.passphrase}, kSetUpMsMax,
            [this, child, then] { setUpEnded(child, then); });
}

void EngineHost::setUpEnded(QProcess* child, Then<QByteArray> const& then)
{
    child->deleteLater();
    auto output = child->readAllStandardOutput();
    auto const complaint = lastComplaintIn(child->readAllStandardError());
    if (!endedWell(child) || output.isEmpty())
        return then(failure(
            "set-up-failed",
            complaint.isEmpty()
                ? tr("The engine could not be set up: %1 did not run").arg(QFileInfo{m_program}.fileName())
                : complaint));
    auto const kit = QJsonDocument::fromJson(output).object()["recovery_kit"].toString().toUtf8();
    wipe(output);
    then(kit);
}

void EngineHost::recover(EngineRecovery request, Then<QStringList> then)
{
    QDir{}.mkpath(QFileInfo{m_directory}.absolutePath());
    // A path that begins with a dash is a path.
    QStringList arguments{"backup",       "restore-into",
                          "--repository", QFileInfo{request.repository}.absoluteFilePath(),
                          "--data",       m_directory};
    QList<QString*> secrets{&request.secret};
    if (request.key == EngineRecovery::Key::RecoveryKit) {
        request.secret.replace('\n', ' ');
        arguments << "--kit-file"
                  << "-"
                  << "--next-passphrase-file"
                  << "-";
        secrets << &request.nextPassphrase;
    } else {
        arguments << "--passphrase-file"
                  << "-";
    }
    auto* const child = childOf(this);
    runOnce(child, QFileInfo{m_program}.absolutePath() + "/dewarctl", arguments, secrets, kRecoverMsMax,
            [this, child, then] { recoverEnded(child, then); });
}

void EngineHost::recoverEnded(QProcess* child, Then<QStringList> const& then)
{
    child->deleteLater();
    auto const lines = QString::fromUtf8(child->readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
    auto const complaint = lastComplaintIn(child->readAllStandardError());
    if (endedWell(child) && !lines.isEmpty())
        return then(lines);
    then(failure("recovery-failed", complaint.isEmpty() ? tr("Nothing was restored: dewarctl did not run")
                                                        : tr("Nothing was restored: %1").arg(complaint)));
}

void EngineHost::start(QString passphrase, Then<EnginePlace> then)
{
    if (m_child) {
        wipe(passphrase);
        return QTimer::singleShot(0, this,
                                  [then] { then(failure("running", tr("The engine is running already"))); });
    }
    m_detached = false;
    m_starting = then;
    m_child = childOf(this);
    m_child->setStandardOutputFile(QProcess::nullDevice());
    m_child->setStandardErrorFile(logPath()); // A pipe would break when the engine outlives the console.
    connect(m_child, &QProcess::finished, this, &EngineHost::childEnded);
    connect(m_child, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            childEnded();
    });
    m_since.start();
    m_child->start(m_program, {"serve", "--data", m_directory, "--listen", "127.0.0.1:0", "--admin",
                               "127.0.0.1:0", "--passphrase-file", "-", "--ready-file", placePath()});
    if (!m_child) // It could not even be forked; childEnded has said so.
        return wipe(passphrase);
    m_pid = m_child->processId();
    handOver(m_child, {&passphrase});
    m_look.start();
}

void EngineHost::lookForPlace()
{
    // Another one may have left its place here, or still run: only what our child wrote counts.
    auto const place = writtenPlace(m_pid);
    if (!place && m_since.elapsed() < kStartMsMax)
        return;
    m_look.stop();
    if (!place)
        return startFailed(tr("The engine did not become ready within a minute"));
    if (auto const then = std::exchange(m_starting, std::nullopt))
        (*then)(*place);
}

void EngineHost::startFailed(QString const& sentence)
{
    m_look.stop();
    if (m_child && m_child->state() != QProcess::NotRunning)
        m_child->kill();
    if (auto const then = std::exchange(m_starting, std::nullopt))
        (*then)(failure("start-failed", sentence));
}

void EngineHost::childEnded()
{
    if (writtenPlace(m_pid))
        QFile::remove(placePath());
    m_child->deleteLater();
    m_child = nullptr;
    auto complaint = lastComplaintIn(QFile{logPath()});
    if (complaint.isEmpty())
        complaint = tr("The engine ended without saying why");
    auto const stopping = std::exchange(m_stopping, {});
    for (auto const& then : stopping)
        then(true);
    if (m_starting)
        startFailed(complaint);
    else if (stopping.isEmpty())
        emit died(complaint);
}

void EngineHost::attach(Then<EnginePlace> then)
{
    auto const place = writtenPlace();
    QTimer::singleShot(0, this, [this, place, then] {
        if (place)
            then(*place);
        else
            then(failure("not-running", tr("No engine runs on this computer")));
    });
}

void EngineHost::stop(Then<bool> then)
{
    if (!m_child)
        return QTimer::singleShot(0, this, [then] { then(true); });
    m_stopping << then;
    if (m_stopping.size() > 1)
        return;
    m_child->terminate();
    QTimer::singleShot(kStopMsMax, m_child, [child = m_child.data()] { child->kill(); });
}

void EngineHost::detach()
{
    m_detached = true;
}

std::optional<EnginePlace> EngineHost::writtenPlace(std::optional<qint64> pid) const
{
    auto const json = QJsonDocument::fromJson(readSmall(placePath())).object();
    if (pid && json["pid"].toInteger() != *pid)
        return std::nullopt;
    EnginePlace place{.admin = QUrl{json["admin"].toString()},
                      .data = QUrl{json["data"].toString()},
                      .authorityPem = readSmall(m_directory + "/ca.pem"),
                      .engineId = json["engine_id"].toString()};
    if (place.admin.scheme() != "https" || place.authorityPem.isEmpty())
        return std::nullopt;
    return place;
}

QString enginePath()
{
    return QCoreApplication::applicationDirPath() + "/deward";
}

} // namespace app
