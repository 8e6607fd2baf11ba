// An engine on this computer that answers what a test says.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"

#include <QTimer>

namespace support {

class FakeLocalEngine final : public ui::LocalEngine {
public:
    State now = State::None;
    ui::Reply<QByteArray> kit = QByteArray{"AAAA-BBBB\nCCCC-DDDD\n"};
    ui::Reply<ui::EnginePlace> place = ui::EnginePlace{};
    ui::Reply<bool> ended = true;
    ui::EngineSetUp asked;
    ui::EngineRecovery recovery;
    ui::Reply<QStringList> recovered = QStringList{"backup b1 is restored: 3 tables, 12 rows"};
    QStringList passphrases;
    int stops = 0;
    bool detached = false;

    QString directory() const override { return "/home/ada/.local/share/dewar/engine"; }
    State state() const override { return now; }
    void setUp(ui::EngineSetUp request, ui::Then<QByteArray> then) override
    {
        asked = std::move(request);
        QTimer::singleShot(0, this, [this, then] {
            if (ui::problemOf(kit) == nullptr)
                now = State::Stopped;
            then(kit);
        });
    }
    void recover(ui::EngineRecovery request, ui::Then<QStringList> then) override
    {
        recovery = std::move(request);
        QTimer::singleShot(0, this, [this, then] {
            if (ui::problemOf(recovered) == nullptr)
                now = State::Stopped;
            then(recovered);
        });
    }
    void start(QString passphrase, ui::Then<ui::EnginePlace> then) override
    {
        passphrases << passphrase;
        QTimer::singleShot(0, this, [this, then] {
            if (ui::problemOf(place) == nullptr)
                now = State::Running;
            then(place);
        });
    }
    void attach(ui::Then<ui::EnginePlace> then) override
    {
        QTimer::singleShot(0, this, [this, then] { then(place); });
    }
    void stop(ui::Then<bool> then) override
    {
        ++stops;
        QTimer::singleShot(0, this, [this, then] {
            now = State::Stopped;
            then(ended);
        });
    }
    void detach() override { detached = true; }
};

} // namespace support
