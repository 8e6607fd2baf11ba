// Dialogs over the page: scrim, card, trapped focus, the safe button as default; and the confirmation
// ladder (ui.md 9).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/form.h"
#include "ui/kit/layout.h"

#include <QPointer>
#include <QWidget>

#include <functional>

namespace ui::kit {

/// A card in the middle of its window over a scrim. Not a native dialog and never a nested event loop: it
/// lives
/// until it is closed and deletes itself. Esc is "no". Focus is trapped inside and given back afterwards.
class Dialog : public QWidget {
    Q_OBJECT

public:
    /// `over` is any widget of the window that it covers.
    Dialog(QWidget* over, QString const& title, QString const& fact = {}, int width = 540);

    Panel* body() const { return m_body; }
    /// At the right of the foot, in the order added; the safe one first.
    Button* addButton(QString const& label, Kind kind, QString const& iconName = {});
    void setFootNote(QString const& words);
    /// A problem as a banner at the top of the body; an empty title hides it.
    void showBanner(QString const& title, QString const& hint);
    void open(QWidget* focusFirst = nullptr);
    void close();

signals:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    Panel* m_card;
    Panel* m_headLines;
    Panel* m_body;
    Panel* m_foot;
    QLabel* m_footNote;
    Panel* m_banner;
    QPointer<QWidget> m_giveBack;
    int m_width;
};

/// One line of what will happen, from a dry run: icon, words, and what it counts at the right.
struct Effect {
    QString icon;
    QString words;
    QString fact = {};
    Role tone = Role::High;
};

/// How much is asked before it is done; ui.md 9. Level 0 has no dialog: do it and offer Undo in a toast.
enum class Rung { AffectsOthers = 1, Destructive = 2 };

struct Confirmation {
    QString title; // "Revoke signing key sig-2026-09?"
    QString fact;  // "Production · this cannot be undone"
    QList<Effect> effects;
    QString undoUntil; // "Can be undone until ..." or "This cannot be undone".
    QString verb;      // The danger button: "Revoke key".
    QString keep;      // The safe button: "Keep key".
    Rung rung = Rung::AffectsOthers;
    QString typed; // Destructive: what must be typed.
    bool asksReason = false;
    bool danger = true; // Red button; false for harmless changes.
};

/// Asks, then calls `confirmed(reason)`; the dialog stays open and busy until `done` or `failed` is called.
class ConfirmDialog : public Dialog {
    Q_OBJECT

public:
    ConfirmDialog(QWidget* over, Confirmation confirmation, std::function<void(QString reason)> confirmed);

    Button* dangerButton() const { return m_danger; }
    Button* keepButton() const { return m_keep; }
    QLineEdit* typedEdit() const { return m_typed; }
    QLineEdit* reasonEdit() const { return m_reason; }
    /// The engine refused: the dialog says so and may be tried again.
    void failed(Problem const& problem);

private:
    void addEffects();
    void judge();

    Confirmation m_confirmation;
    std::function<void(QString)> m_confirmed;
    Button* m_keep = nullptr;
    Button* m_danger = nullptr;
    QLineEdit* m_typed = nullptr;
    QLineEdit* m_reason = nullptr;
    QLabel* m_count = nullptr;
    bool m_busy = false;
};

/// A form in a dialog: submit checks the form, calls `submit`, shows the problem's errors beside their
/// fields.
class FormDialog : public Dialog {
    Q_OBJECT

public:
    FormDialog(QWidget* over, QString const& title, QString const& fact, QString const& verb,
               int width = 540);
    Form* form() const { return m_form; }
    /// Called with the form checked; answer later with close() or failed().
    void onSubmit(std::function<void()> submit) { m_submit = std::move(submit); }
    void failed(Problem const& problem);
    Button* submitButton() const { return m_verb; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void trySubmit();

    Form* m_form;
    Button* m_verb;
    std::function<void()> m_submit;
};

} // namespace ui::kit
