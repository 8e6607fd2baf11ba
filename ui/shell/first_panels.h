// What the first screen can show at its right besides signing in: a new connection, starting the engine,
// evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"
#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/settings/settings.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProcess>

namespace ui {

/// Name, address, environment and the authority. Nothing is sent until the person compared the print.
class NewConnectionPanel final : public QWidget {
    Q_OBJECT

public:
    explicit NewConnectionPanel(QWidget* parent = nullptr);
    kit::Form* form() const { return m_form; }
    kit::Button* button() const { return m_button; }

signals:
    void chosen(ui::Connection const& connection);

private:
    void submit();
    void chooseFile();
    void readAuthority();

    kit::Form* m_form;
    QPlainTextEdit* m_pem;
    QLabel* m_print;
    kit::Button* m_button;
};

/// The passphrase that opens the vault of the engine on this computer.
class EngineStartPanel final : public QWidget {
    Q_OBJECT

public:
    explicit EngineStartPanel(LocalEngine& engine, QWidget* parent = nullptr);
    kit::Form* form() const { return m_form; }
    kit::Button* button() const { return m_button; }
    QString banner() const { return m_banner->text(); }
    /// A sentence above the button: why the engine has to be started again.
    void say(QString const& sentence);

signals:
    void started(ui::EnginePlace const& place);

private:
    void submit();

    LocalEngine& m_engine;
    kit::Form* m_form;
    QLabel* m_banner;
    kit::Button* m_button;
};

/// Recomputes the hashes of an exported incident without any engine: `dewarctl verify-bundle` in a child
/// process.
class EvidencePanel final : public QWidget {
    Q_OBJECT

public:
    explicit EvidencePanel(QString program, QWidget* parent = nullptr);
    void verify(QString const& path);
    QString verdict() const { return m_verdict->text(); }

signals:
    void verified(bool good);

private:
    void chooseFile();
    void ended(QProcess* child);

    QString m_program;
    QLabel* m_file;
    QLabel* m_verdict;
    QLabel* m_output;
    kit::Button* m_choose;
    QPointer<QProcess> m_child;
};

} // namespace ui
