// The jobs of the engine in the status bar, and the list that a click opens. A page may be closed while its
// job runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/job_follower.h"
#include "ui/kit/controls.h"
#include "ui/kit/layout.h"

#include <QLabel>

namespace ui {

class JobTray final : public QWidget {
    Q_OBJECT

public:
    explicit JobTray(JobFollower& jobs, QWidget* parent = nullptr);
    /// Opens the list above the status bar.
    void openList();

private:
    void show();
    void fillList(kit::Panel* list);
    kit::Panel* lineOf(Job const& job);

    JobFollower& m_jobs;
    kit::Button* m_words;
    kit::ProgressBar* m_bar;
    QPointer<QWidget> m_list;
};

QString jobTitle(Job const& job);

} // namespace ui
