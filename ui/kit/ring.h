// A score of 0 to 100 as a ring with its number: the security review.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>

namespace ui::kit {

class Ring : public QWidget {
    Q_OBJECT

public:
    explicit Ring(QString const& name, int size = 66, QWidget* parent = nullptr);

    /// No score: "–", nothing drawn on the ring.
    void set(std::optional<int> score, Role tone = Role::Accent);
    std::optional<int> score() const { return m_score; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<int> m_score;
    Role m_tone = Role::Accent;
};

} // namespace ui::kit
