// What the sections of the settings page share: lines with a control, a switch, and the list of sections.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListWidget>

namespace ui::settings {

/// What a section is given by the page.
struct Means {
    kit::PageContext context;
    std::function<void(kit::Button*, QString const&)> needs; // As Page::needs.
};

/// One section. Lines that the search does not find are hidden.
class Section : public QWidget {
    Q_OBJECT

public:
    explicit Section(Means means, QWidget* parent = nullptr) : QWidget{parent}, m_means{std::move(means)} {}

    virtual void refresh() = 0;
    virtual bool unsaved() const { return false; }
    /// Shows only lines with this part; answers how many are left (-1: the section has no lines).
    int search(QString const& part);

protected:
    kit::PageContext const& context() const { return m_means.context; }
    bool may(QString const& permission) const { return context().session.may(permission); }
    void needs(kit::Button* button, QString const& permission) const { m_means.needs(button, permission); }
    kit::Shell& shell() const { return context().shell; }

private:
    Means m_means;
};

/// A label with a hint below at the left and something at the right.
class Line final : public QWidget {
    Q_OBJECT

public:
    Line(QString const& label, QString const& hint, QWidget* control, bool monoLabel = false,
         QWidget* parent = nullptr);
    void setHint(QString const& hint);
    bool matches(QString const& part) const;

protected:
    void paintEvent(QPaintEvent* event) override; // The rule above it.

private:
    QString m_label;
    QLabel* m_hint;
};

/// On or off; Space changes it.
class Switch final : public QAbstractButton {
    Q_OBJECT

public:
    explicit Switch(QString const& name, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {40, 26}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Lines in a card below a heading.
kit::Panel* lineCard(QList<QWidget*> const& lines);
QLabel* sectionTitle(QString const& words);

/// The sections at the left: one Tab stop, arrows move.
class SectionList final : public QListWidget {
    Q_OBJECT

public:
    explicit SectionList(QWidget* parent = nullptr);
    void addSection(QString const& words, QString const& icon);
};

} // namespace ui::settings
