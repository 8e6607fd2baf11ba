// Tests of the engine as a child: set-up, start, one clear error, keep running, stop.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/host/engine_host.h"

#include "tests/support/registry.h"
#include "ui/api/http_api.h"
#include "ui/api/session.h"

#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <optional>

using namespace ui;
using app::EngineHost;

namespace {

constexpr int kLongMs = 60'000;
constexpr char kPassword[] = "violet tram 92 under snow";
constexpr char kPassphrase[] = "seven copper kettles sing below";

QString program()
{
    return BINARY_DIR "/bin/deward";
}

// What a call answered, waited for.
template <class T> struct Answered {
    std::optional<Reply<T>> reply;
    Then<T> then(QObject* owner)
    {
        return {owner, [this](Reply<T> answer) { reply = std::move(answer); }};
    }
    bool came()
    {
        return QTest::qWaitFor([this] { return reply.has_value(); }, kLongMs);
    }
    Problem problem() const { return reply && problemOf(*reply) ? *problemOf(*reply) : Problem{}; }
    T value() const { return reply && !problemOf(*reply) ? std::get<T>(*reply) : T{}; }
};

// The arguments of a running process, as any local user sees them.
QByteArray argumentsOf(qint64 pid)
{
    QFile file{QString{"/proc/%1/cmdline"}.arg(pid)};
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray{};
}

qint64 pidIn(QString const& directory)
{
    QFile file{directory + "/running.json"};
    return file.open(QIODevice::ReadOnly)
               ? QJsonDocument::fromJson(file.readAll()).object()["pid"].toInteger()
               : 0;
}

} // namespace

class test_engine_host : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void startsAndAnswersWhereAndWho();
    void saysInOneSentenceWhyItDidNotStart();
    void keepsSecretsOutOfArgumentsAndFiles();
    void saysThatTheProgramIsMissing();
    void tellsWhenTheEngineDies();
    void keepsRunningAndIsFoundAgain();
    void refusesASecondSetUp();
    void recoversFromTheBackupsAndTheKitAlone();

private:
    bool start(EngineHost& host, QString const& passphrase = kPassphrase);
    bool stop(EngineHost& host);
    void takeBackup(EnginePlace const& place);
    QString directory() const { return m_folder.path() + "/engine"; }

    QTemporaryDir m_folder;
    Answered<EnginePlace> m_started;
    QByteArray m_kit;
};

bool test_engine_host::start(EngineHost& host, QString const& passphrase)
{
    m_started = {};
    host.start(passphrase, m_started.then(&host));
    return m_started.came() && problemOf(*m_started.reply) == nullptr;
}

bool test_engine_host::stop(EngineHost& host)
{
    Answered<bool> stopped;
    host.stop(stopped.then(&host));
    return stopped.came() && stopped.value();
}

void test_engine_host::initTestCase()
{
    EngineHost host{program(), directory()};
    QCOMPARE(host.state(), LocalEngine::State::None);
    Answered<QByteArray> kit;
    host.setUp({.administrator = "ada", .password = kPassword, .passphrase = kPassphrase}, kit.then(&host));
    QVERIFY(kit.came());
    QCOMPARE(kit.problem().title, QString{});
    QVERIFY(kit.value().size() > 40);
    m_kit = kit.value();
    QCOMPARE(host.state(), LocalEngine::State::Stopped);
}

void test_engine_host::startsAndAnswersWhereAndWho()
{
    EngineHost host{program(), directory()};
    QVERIFY(start(host));
    auto const place = m_started.value();
    HttpApi api{place.admin, QSslCertificate::fromData(place.authorityPem)};
    Answered<Answer> meta;
    api.send({.path = "/meta"}, meta.then(&api));
    QVERIFY(meta.came());
    QCOMPARE(meta.value().body["engine_id"].toString(), place.engineId);
    QCOMPARE(place.admin.host(), "127.0.0.1");
    QVERIFY(stop(host));
    QCOMPARE(host.state(), LocalEngine::State::Stopped);
}

void test_engine_host::saysInOneSentenceWhyItDidNotStart()
{
    EngineHost host{program(), directory()};
    QVERIFY(!start(host, "not the passphrase at all"));
    auto const problem = m_started.problem();
    QCOMPARE(problem.type, "start-failed");
    QVERIFY2(problem.title.contains("passphrase"), qPrintable(problem.title));
    QVERIFY(!problem.title.contains('\n'));
    QCOMPARE(host.state(), LocalEngine::State::Stopped);
}

void test_engine_host::keepsSecretsOutOfArgumentsAndFiles()
{
    EngineHost host{program(), directory()};
    QVERIFY(start(host));
    auto const arguments = argumentsOf(pidIn(directory()));
    QVERIFY(arguments.contains("serve"));
    QVERIFY(!arguments.contains("kettles"));
    for (auto const* name : {"running.json", "deward.log"}) {
        QFile file{directory() + '/' + name};
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("kettles"));
    }
    QVERIFY(stop(host));
}

void test_engine_host::saysThatTheProgramIsMissing()
{
    EngineHost host{m_folder.path() + "/no-deward", directory()};
    QVERIFY(!start(host));
    QCOMPARE(m_started.problem().type, "start-failed");
    Answered<QByteArray> kit;
    host.setUp({.administrator = "ada", .password = kPassword, .passphrase = kPassphrase}, kit.then(&host));
    QVERIFY(kit.came());
    QCOMPARE(kit.problem().type, "set-up-failed");
}

void test_engine_host::tellsWhenTheEngineDies()
{
    EngineHost host{program(), directory()};
    QVERIFY(start(host));
    QSignalSpy died{&host, &LocalEngine::died};
    ::kill(static_cast<pid_t>(pidIn(directory())), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(died.count(), 1, kLongMs);
    QCOMPARE(host.state(), LocalEngine::State::Stopped);
}

void test_engine_host::keepsRunningAndIsFoundAgain()
{
    {
        EngineHost host{program(), directory()};
        QVERIFY(start(host));
        host.detach();
    }
    EngineHost later{program(), directory()};
    QCOMPARE(later.state(), LocalEngine::State::Away);
    Answered<EnginePlace> found;
    later.attach(found.then(&later));
    QVERIFY(found.came());
    HttpApi api{found.value().admin, QSslCertificate::fromData(found.value().authorityPem)};
    Answered<Answer> meta;
    api.send({.path = "/meta"}, meta.then(&api));
    QVERIFY(meta.came());
    QCOMPARE(meta.value().body["engine_id"].toString(), found.value().engineId);
    // A second one in the same directory is refused, and the place of the first stays.
    QVERIFY(!start(later));
    auto const pid = static_cast<pid_t>(pidIn(directory()));
    QVERIFY(pid > 0);
    QCOMPARE(::kill(pid, SIGTERM), 0);
    QTRY_VERIFY_WITH_TIMEOUT(argumentsOf(pid).isEmpty(), kLongMs);
}

void test_engine_host::refusesASecondSetUp()
{
    EngineHost host{program(), directory()};
    Answered<QByteArray> kit;
    host.setUp({.administrator = "eve", .password = kPassword, .passphrase = kPassphrase}, kit.then(&host));
    QVERIFY(kit.came());
    QCOMPARE(kit.problem().type, "set-up-failed");
    QVERIFY(!kit.problem().title.isEmpty());
}

void test_engine_host::takeBackup(EnginePlace const& place)
{
    SystemClock clock;
    HttpApi api{place.admin, QSslCertificate::fromData(place.authorityPem)};
    Session session{api, clock};
    api.useSession(&session);
    Answered<bool> in;
    session.signIn("ada", kPassword, in.then(&api));
    QVERIFY(in.came() && in.value());
    Answered<Answer> asked;
    api.send({.verb = Verb::Post, .path = "/backups", .body = QJsonObject{}}, asked.then(&api));
    QVERIFY(asked.came());
    QCOMPARE(asked.problem().title, QString{});
    auto const taken = [&, job = asked.value().location] {
        Answered<Answer> looked;
        api.send({.path = job}, looked.then(&api));
        return looked.came() && looked.value().body["state"].toString() == "done";
    };
    QVERIFY(QTest::qWaitFor(taken, kLongMs));
}

void test_engine_host::recoversFromTheBackupsAndTheKitAlone()
{
    constexpr char kNext[] = "nine tin drums in the rain";
    {
        EngineHost host{program(), directory()};
        QVERIFY(start(host));
        takeBackup(m_started.value());
        QVERIFY(stop(host));
    }
    EngineHost next{program(), m_folder.path() + "/next"};
    Answered<QStringList> refused;
    next.recover({.repository = directory() + "/backups",
                  .key = EngineRecovery::Key::Passphrase,
                  .secret = "not the passphrase at all"},
                 refused.then(&next));
    QVERIFY(refused.came());
    QCOMPARE(refused.problem().type, "recovery-failed");
    QVERIFY2(refused.problem().title.contains("passphrase"), qPrintable(refused.problem().title));
    QCOMPARE(next.state(), LocalEngine::State::None);

    Answered<QStringList> recovered;
    next.recover({.repository = directory() + "/backups",
                  .key = EngineRecovery::Key::RecoveryKit,
                  .secret = QString::fromLatin1(m_kit),
                  .nextPassphrase = kNext},
                 recovered.then(&next));
    QVERIFY(recovered.came());
    QCOMPARE(recovered.problem().title, QString{});
    QVERIFY2(recovered.value().first().contains("is restored"), qPrintable(recovered.value().join('|')));
    QCOMPARE(next.state(), LocalEngine::State::Stopped);
    QVERIFY(!start(next, kPassphrase)); // The kit made the new one the only one.
    QVERIFY(start(next, kNext));
    QVERIFY(stop(next));
}

DEWAR_TEST(test_engine_host)
#include "test_engine_host.moc"
