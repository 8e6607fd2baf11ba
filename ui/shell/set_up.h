// The first set-up of an engine on this computer: administrator, passphrase, recovery kit, proof that it was
// saved.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"
#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/kit/layout.h"

#include <QLabel>
#include <array>

namespace ui {

/// Three steps. The kit exists in this widget's memory alone until part of it was typed back; then everything
/// secret is zeroed and the engine is started.
class SetUpPanel final : public QWidget {
    Q_OBJECT

public:
    explicit SetUpPanel(LocalEngine& engine, QWidget* parent = nullptr);
    ~SetUpPanel() override;

    enum class Step { Administrator, Passphrase, Kit };
    Step step() const { return m_step; }
    kit::Form* form() const { return step() == Step::Administrator ? m_administrator : m_passphrase; }
    kit::Button* button() const { return m_button; }
    QString banner() const { return m_banner->text(); }
    /// Which group must be typed back, counted from 1 through the lines; 0 before there is a kit.
    int askedGroup() const { return m_asked; }
    QLineEdit* typedBack() const { return m_typed; }
    /// The kit as it is shown; empty once it was confirmed.
    QByteArray const& kit() const { return m_kit; }

signals:
    /// The engine runs; the administrator signs in next.
    void started(ui::EnginePlace const& place, QString const& administrator);

private:
    kit::Panel* kitStep();
    void next();
    void makeEngine();
    void showKit(QByteArray kit);
    void saveKit();
    void judgeTyped();
    void startEngine();
    void say(QString const& sentence);
    void enter(Step step);
    QByteArray group(int number) const;

    LocalEngine& m_engine;
    QLabel* m_title;
    QLabel* m_facts;
    Step m_step = Step::Administrator;
    std::array<QWidget*, 3> m_steps;
    kit::Form* m_administrator;
    kit::Form* m_passphrase;
    QLabel* m_kitText;
    QLabel* m_question;
    QLineEdit* m_typed;
    QLabel* m_banner;
    kit::Button* m_button;
    QByteArray m_kit;
    QString m_secret; // The passphrase, until the engine was started with it.
    int m_asked = 0;
};

} // namespace ui
