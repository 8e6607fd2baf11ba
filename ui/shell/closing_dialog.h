// Asked when the console is closed while its own engine runs: what would stop, and whether it shall go on.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"
#include "ui/kit/dialog.h"

namespace ui {

/// Open it from closeEvent, ignore the event, and close the window on decided().
class ClosingDialog final : public kit::Dialog {
    Q_OBJECT

public:
    ClosingDialog(QWidget* over, LocalEngine& engine);

    kit::Button* stayButton() const { return m_stay; }
    kit::Button* keepButton() const { return m_keep; }
    kit::Button* stopButton() const { return m_stop; }

signals:
    /// The engine has ended, or goes on by itself.
    void decided();

private:
    void stop();

    LocalEngine& m_engine;
    kit::Button* m_stay;
    kit::Button* m_keep;
    kit::Button* m_stop;
};

} // namespace ui
