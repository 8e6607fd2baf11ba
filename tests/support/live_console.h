// The real console on a live engine that holds the demo's week: for the tests that go through everything.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/host/engine_host.h"
#include "tests/support/programs.h"
#include "ui/api/http_api.h"
#include "ui/kit/state_view.h"
#include "ui/shell/workspace.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QTest>

namespace support {

/// start() in initTestCase, stop() in cleanupTestCase. Each answers what went wrong; empty: nothing.
class LiveConsole {
public:
    static constexpr int kLongMs = 60'000; // A backup, a rotation and a journal on two busy cores.

    QString start(QStringList const& more = {})
    {
        auto const into = m_folder.path() + "/world";
        std::vector<std::string> words{"demo", "world", "--into", into.toStdString()};
        for (auto const& word : more)
            words.push_back(word.toStdString());
        if (auto const made = run("dewarctl", words); made.exit != 0)
            return QString::fromStdString(made.err);
        host = std::make_unique<app::EngineHost>(QStringLiteral(BINARY_DIR "/bin/deward"), into + "/data");
        std::optional<ui::Reply<ui::EnginePlace>> started;
        host->start(firstLine(into + "/passphrase"),
                    {host.get(), [&](ui::Reply<ui::EnginePlace> const& reply) { started = reply; }});
        if (!QTest::qWaitFor([&] { return started.has_value(); }, kLongMs))
            return "the engine did not start in time";
        if (auto const* problem = ui::problemOf(*started))
            return problem->title;
        place = std::get<ui::EnginePlace>(*started);
        return enter(firstLine(into + "/password"));
    }

    QString stop()
    {
        workspace.reset();
        std::optional<ui::Reply<bool>> stopped;
        host->stop({host.get(), [&](ui::Reply<bool> const& reply) { stopped = reply; }});
        return QTest::qWaitFor([&] { return stopped.has_value(); }, kLongMs)
                   ? QString{}
                   : "the engine did not stop in time";
    }

    /// Turns to a page and waits until nothing on it loads any more.
    bool turnTo(QString const& stem)
    {
        workspace->go({stem, {}, {}});
        return QTest::qWaitFor([&] { return atRest(stem); }, kLongMs);
    }

    std::unique_ptr<app::EngineHost> host;
    ui::EnginePlace place;
    std::unique_ptr<ui::Workspace> workspace;

private:
    static QString firstLine(QString const& path)
    {
        QFile file{path};
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readLine()).trimmed() : QString{};
    }

    QString enter(QString const& password)
    {
        auto link = std::make_unique<ui::EngineLink>();
        link->connection = {.name = "On this computer",
                            .address = place.admin.toString(),
                            .authorityPem = place.authorityPem,
                            .environment = "Embedded"};
        link->embedded = true;
        link->api = std::make_unique<ui::HttpApi>(place.admin, QSslCertificate::fromData(place.authorityPem));
        link->session = std::make_unique<ui::Session>(*link->api, m_clock);
        link->api->useSession(link->session.get());
        std::optional<ui::Reply<bool>> in;
        link->session->signIn("ada.keller", password,
                              {host.get(), [&](ui::Reply<bool> const& reply) { in = reply; }});
        if (!QTest::qWaitFor([&] { return in.has_value(); }, kLongMs) || ui::problemOf(*in))
            return "the administrator could not sign in";
        m_settings = std::make_unique<QSettings>(m_folder.path() + "/console.ini", QSettings::IniFormat);
        workspace = std::make_unique<ui::Workspace>(std::move(link), m_clock, *m_settings);
        workspace->resize(1440, 900);
        workspace->QWidget::show();
        return {};
    }

    bool atRest(QString const& stem) const
    {
        auto const* page = workspace->page();
        if (page == nullptr || page->stem() != stem)
            return false;
        for (auto const* state : page->findChildren<ui::kit::StateView*>())
            if (state->isVisibleTo(page) && state->face() == ui::kit::StateView::Face::Loading)
                return false;
        return true;
    }

    QTemporaryDir m_folder;
    ui::SystemClock m_clock;
    std::unique_ptr<QSettings> m_settings;
};

} // namespace support
