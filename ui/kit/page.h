// What a page is and what it is given: pages live in ui/pages and include only api, kit, theme and settings.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/api/clock.h"
#include "ui/api/job_follower.h"
#include "ui/api/session.h"
#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/kit/state_view.h"

#include <QSettings>
#include <QUrlQuery>
#include <QWidget>

#include <functional>

namespace ui::kit {

/// Where something is: page stem, object id and more ("users", "u1", {tab: sessions}). Shown as
/// dewar://<environment>/users/u1?tab=sessions: copied, pasted in the palette, kept in the history.
struct Address {
    QString page;
    QString object;
    QUrlQuery more;

    bool operator==(Address const& other) const = default;
};

/// A toast: never the only place for an error in a form. Failures stay until closed.
enum class ToastKind { Done, Warning, Failure };

/// The case that is worked on: the pill of the top bar, "Add to INC-..." on logs, users, records.
struct ActiveIncident {
    QString id;
    QString title;
    Severity severity = Severity::Info;
    QDateTime openedAt;

    bool none() const { return id.isEmpty(); }
};

/// What the shell does for pages.
class Shell {
public:
    virtual ~Shell() = default;
    virtual void go(Address const& address) = 0;
    /// With Undo: `undo` runs when pressed within 10 s.
    virtual void toast(ToastKind kind, QString const& title, QString const& hint = {},
                       std::function<void()> undo = {}) = 0;
    virtual void problem(Problem const& problem) = 0; // A failure toast in plain words with its reference.
    virtual ActiveIncident const& activeIncident() const = 0;
    virtual void setActiveIncident(ActiveIncident const& incident) = 0;
    /// "Production", "Embedded", ...: danger verbs name it.
    virtual QString environment() const = 0;
    /// Numbers for the navigation's badges: the worst severity and how many; 0 hides it.
    virtual void badge(QString const& page, Severity worst, int count) = 0;
};

struct PageContext {
    ApiClient& api;
    Session& session;
    JobFollower& jobs;
    Clock const& clock;
    QSettings& settings;
    Shell& shell;
};

/// A command of the palette. Dangerous ones end in "…" and only open their dialog.
struct Command {
    QString words;
    QString icon;
    std::function<void()> act;
    QString keys = {};
};

/// One page of the console. It reads when it is first shown, and again by refresh(); it never blocks.
class Page : public QWidget {
    Q_OBJECT

public:
    Page(PageContext context, QString const& stem, QString const& title, QWidget* parent = nullptr);

    QString const& stem() const { return m_stem; }
    QString const& title() const { return m_title; }
    /// Reads everything again; F5 and every showing call it. Selection and input stay.
    virtual void refresh() = 0;
    /// Shows the object of an address ("" is the page itself).
    virtual void open(Address const& address) { Q_UNUSED(address) }
    virtual QList<Command> commands() { return {}; }
    /// Unsaved input: the shell asks before it leaves.
    virtual bool unsaved() const { return false; }
    /// Work of its own that would end with it: an export, a live tail. Such a page is kept while hidden.
    virtual bool busy() const { return false; }
    /// Called when the width class changes (ui.md 12): below 1280 details become a drawer or hide.
    virtual void setNarrow(bool narrow) { Q_UNUSED(narrow) }
    /// The widget that "/" focuses: filter or query.
    virtual QWidget* filterWidget() { return nullptr; }

    /// Title, one line of facts and the actions (ghost, default, one primary), above the body.
    Panel* header() const { return m_header; }
    void setFacts(QString const& line);
    void addAction(QWidget* widget);
    /// An attention banner below the header: "crit", "high", "accent" or "ok"; an empty title hides it.
    void setBanner(QString const& ground, QString const& icon, QString const& title, QString const& hint,
                   QList<QWidget*> const& actions = {});
    void setBody(QWidget* body, bool edgeToEdge);
    /// Panes beside each other, as wide as `sizes` says or as the person left them; the one numbered
    /// `grows` takes what is over. One for each page: kept as "<stem>/panes".
    QSplitter* panes(std::initializer_list<QWidget*> parts, QList<int> const& sizes, int grows);

protected:
    void showEvent(QShowEvent* event) override;
    PageContext const& context() const { return m_context; }
    bool may(QString const& permission) const { return m_context.session.may(permission); }
    QDateTime now() const { return m_context.clock.now(); }
    Shell& shell() const { return m_context.shell; }
    /// Enables a button by permission; without it the tooltip says which one is missing.
    void needs(Button* button, QString const& permission) const;

private:
    PageContext m_context;
    QString m_stem;
    QString m_title;
    QVBoxLayout* m_lines;
    Panel* m_header;
    Panel* m_actions;
    QLabel* m_facts;
    Panel* m_bannerPlace;
    Panel* m_banner;
    QWidget* m_body = nullptr;
};

} // namespace ui::kit
