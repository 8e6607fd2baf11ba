// Measures the real console on a live engine: turning to a page, changing the theme, scrolling ten
// million log rows. Prints lines "measured NAME MILLISECONDS..." for console_group.py.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/live_console.h"
#include "ui/kit/log_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QStandardPaths>

#include <cstdio>

using namespace ui;

namespace {

constexpr qint64 kRows = 10'000'000;
constexpr int kFrames = 1000;
constexpr int kThemeChanges = 8;

/// Rows as an engine sends them, made when they are asked for.
class ManyRows final : public kit::LogSource {
public:
    std::vector<kit::LogColumn> columns() const override
    {
        return {{"Time (UTC)", 116, kit::LogLook::Time},
                {"Level", 84, kit::LogLook::Level},
                {"Service", 92, kit::LogLook::Field},
                {"Message", 0, kit::LogLook::Message}};
    }
    qint64 rowCount() const override { return kRows; }
    void requestPage(qint64 page) override
    {
        std::vector<kit::LogRow> rows;
        for (auto row = page * kit::kLogPageRows; row < std::min(kRows, (page + 1) * kit::kLogPageRows);
             ++row)
            rows.push_back(
                {{QString::number(row), row % 7 ? "INFO" : "ERROR", "orders",
                  QStringLiteral("POST /v1/collections/orders/records answered 201 in %1 ms").arg(row % 97)},
                 row % 7 ? Severity::Info : Severity::Critical});
        emit pageReady(page, rows);
    }
};

void say(char const* name, QList<double> const& values)
{
    std::printf("measured %s", name);
    for (auto const value : values)
        std::printf(" %.3f", value);
    std::printf("\n");
    std::fflush(stdout);
}

double residentMib()
{
    QFile file{"/proc/self/status"};
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (auto const& line : file.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    return 0;
}

/// From the key press to the page with its data on the screen.
QList<double> turnEveryPage(support::LiveConsole& console, int rounds)
{
    QList<double> times;
    for (int round = 0; round <= rounds; ++round)
        for (auto const& stem : console.workspace->stems()) {
            QElapsedTimer timer;
            timer.start();
            if (!console.turnTo(stem))
                qFatal("page %s did not come to rest", qPrintable(stem));
            console.workspace->repaint();
            if (round > 0) // The first makes the pages.
                times << static_cast<double>(timer.nsecsElapsed()) / 1e6;
            QTest::qWait(30); // What was begun for the page before does not count for the next.
        }
    return times;
}

QList<double> changeTheme(support::LiveConsole& console)
{
    QList<double> times;
    for (int change = 0; change < kThemeChanges; ++change) {
        for (auto const& stem : console.workspace->stems()) // A day's work: every page has been seen.
            console.turnTo(stem);
        console.turnTo("overview");
        QElapsedTimer timer;
        timer.start();
        theme().apply(change % 2 ? Theme::Choice::Dark : Theme::Choice::Light);
        QCoreApplication::sendPostedEvents();
        console.workspace->repaint();
        times << static_cast<double>(timer.nsecsElapsed()) / 1e6;
        QTest::qWait(20);
    }
    return times;
}

QList<double> scroll(kit::LogView& view)
{
    QList<double> frames;
    for (int frame = 0; frame < kFrames; ++frame) {
        QElapsedTimer timer;
        timer.start();
        // Three rows at a time, and every tenth frame somewhere else altogether.
        view.verticalScrollBar()->setValue(frame % 10 ? view.verticalScrollBar()->value() + 3
                                                      : static_cast<int>(frame * (kRows / kFrames)));
        view.viewport()->repaint();
        frames << static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }
    return frames;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application{argc, argv};
    QStandardPaths::setTestModeEnabled(true);
    int const rounds = argc > 1 ? QByteArray{argv[1]}.toInt() : 3;
    Theme theme;
    theme.apply(Theme::Choice::Dark);
    support::LiveConsole console;
    if (auto const fault = console.start(); !fault.isEmpty())
        qFatal("%s", qPrintable(fault));
    say("page_switch", turnEveryPage(console, rounds));
    say("theme_switch", changeTheme(console));
    {
        ManyRows rows;
        kit::LogView view{"Log events"};
        view.setSource(&rows);
        view.resize(1232, 826);
        view.show();
        QTest::qWait(100);
        say("frame", scroll(view));
        say("rss_log_table_mib", {residentMib()});
    }
    return console.stop().isEmpty() ? 0 : 1;
}
