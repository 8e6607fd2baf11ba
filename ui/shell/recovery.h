// The engine on this computer made anew from its backups: what is left when the machine is gone.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"
#include "ui/kit/controls.h"
#include "ui/kit/form.h"

#include <QLabel>

namespace ui {

/// Works without any engine. Refuses while the data directory holds one: a restore beside live data is a page
/// of the console.
class RecoveryPanel final : public QWidget {
    Q_OBJECT

public:
    explicit RecoveryPanel(LocalEngine& engine, QWidget* parent = nullptr);

    kit::Form* form() const { return m_form; }
    kit::Button* button() const { return m_button; }
    QString banner() const { return m_banner->text(); }
    /// What was restored, in lines; empty before.
    QString report() const { return m_report->text(); }

signals:
    /// The data directory is filled, and the person wants to go on to its passphrase.
    void recovered();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* choosers();
    void chooseFolder();
    void chooseKit();
    void showKey();
    bool byKit() const;
    void submit();
    void recover();
    void showReport(QStringList const& lines);
    void say(QString const& sentence);

    LocalEngine& m_engine;
    kit::Form* m_form;
    QWidget* m_choosers = nullptr;
    kit::Button* m_kitFile = nullptr;
    QLabel* m_report;
    QLabel* m_banner;
    kit::Button* m_button;
    bool m_done = false;
};

} // namespace ui
