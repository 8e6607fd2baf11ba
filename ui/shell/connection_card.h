// One engine in the list of the first screen: name, environment, address, and what is known of it right now.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace ui {

/// What a card says about its engine.
struct CardState {
    enum class Kind { Asking, Reachable, IdentityRefused, Unreachable, Stopped, NotSetUp, Running };
    Kind kind = Kind::Asking;
    int elapsedMs = 0;
};

/// Exclusive among its siblings: one Tab stop, arrows move, as a list does.
class ConnectionCard final : public QAbstractButton {
    Q_OBJECT

public:
    ConnectionCard(QString const& name, QString const& address, QString const& environment,
                   QWidget* parent = nullptr);

    void setState(CardState const& state);
    CardState const& state() const { return m_state; }
    QString stateWords() const;
    QSize sizeHint() const override { return {358, 77}; }
    QSize minimumSizeHint() const override { return {240, 77}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void say();

    QString m_name;
    QString m_address;
    QString m_environment;
    CardState m_state;
};

} // namespace ui
