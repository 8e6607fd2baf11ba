// The four states of everything that comes from the engine: loading, empty, failed, content (ui.md 9).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reply.h"

#include <QStackedWidget>
#include <QTimer>

#include <functional>

namespace ui::kit {

class Panel;

/// Shows one of four faces. Loading appears only after 300 ms, so that quick answers do not flicker; what was
/// shown before stays until then. A failure while content is shown keeps the content, greyed, below a
/// banner with
/// its age (`showStale`).
class StateView : public QWidget {
    Q_OBJECT

public:
    static constexpr int kLoadingAfterMs = 300;

    explicit StateView(QWidget* content, QWidget* parent = nullptr);

    void showLoading();
    /// `icon` of the set, what belongs here, and the one next step (empty label: none).
    void showEmpty(QString const& icon, QString const& title, QString const& hint, QString const& action = {},
                   std::function<void()> act = {});
    /// Plain words of the problem, what happened to the user's work, and the reference. `retry` may be empty.
    void showFailed(Problem const& problem, std::function<void()> retry = {});
    void showContent();
    /// The engine is silent: the content stays, greyed, with the words in a strip above it.
    void showStale(QString const& words);

    enum class Face { Loading, Empty, Failed, Content };
    Face face() const { return m_face; }
    /// What a reader hears: title and hint of the face shown; empty for content.
    QString note() const { return m_note; }

private:
    void show(Face face, QWidget* widget, QString const& note);
    QWidget* skeleton() const;

    QStackedWidget* m_stack;
    QWidget* m_content;
    QWidget* m_made = nullptr; // The face made last; replaced by the next one.
    Panel* m_strip;
    QTimer m_loading;
    Face m_face = Face::Loading;
    QString m_note;
};

/// "You may not do this", "The engine did not answer", ... from the slug and the status; never raw text
/// alone.
QString plainWords(Problem const& problem);
/// What it means for the user's work and what to do next.
QString consequence(Problem const& problem);
/// The mono box with type, status, instance and trace.
QWidget* referenceBox(Problem const& problem);

} // namespace ui::kit
