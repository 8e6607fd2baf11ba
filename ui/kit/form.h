// Fields with label, help and error in one place; a form maps the engine's errors[] to its fields (ui.md 8).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reply.h"

#include <QComboBox>
#include <QJsonObject>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QWidget>

#include <functional>

namespace ui::kit {

/// A line edit of the console: 32 px, optional icon, mono for ids and queries.
QLineEdit* input(QString const& placeholder = {}, QString const& iconName = {}, bool mono = false);
/// A combo box with the console's arrow.
QComboBox* choice(QStringList const& words);
QPlainTextEdit* textArea(QString const& placeholder = {}, int lines = 4, bool mono = false);

/// Label above, control, help or error below. `name` is the JSON member, so that "/name" in errors[] finds
/// it.
class Field : public QWidget {
    Q_OBJECT

public:
    using Check =
        std::function<QString(QString const& text)>; // Empty: fine. Else a sentence with a value that works.

    Field(QString const& name, QString const& label, QWidget* control, QString const& help = {},
          QWidget* parent = nullptr);

    /// Checked on leaving the field and on submit, never while typing.
    void setCheck(Check check);
    bool check();
    void showError(QString const& sentence);
    void clearError();
    QString error() const { return m_error; }
    QString const& name() const { return m_name; }
    QWidget* control() const { return m_control; }
    QString text() const;
    void setText(QString const& text);
    void setHelp(QString const& help);

signals:
    void edited();

private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showFoot();

    QString m_name;
    QString m_help;
    QString m_error;
    QWidget* m_control;
    class QLabel* m_foot;
    class QLabel* m_footIcon;
    Check m_check;
};

/// Fields one below the other; remembers whether something was changed.
class Form : public QWidget {
    Q_OBJECT

public:
    explicit Form(QWidget* parent = nullptr);

    Field* add(Field* field);
    Field* addText(QString const& name, QString const& label, QString const& help = {},
                   QString const& placeholder = {});
    Field* addPassword(QString const& name, QString const& label, QString const& help = {});
    Field* field(QString const& name) const;
    /// All checks; focuses and announces the first that fails.
    bool check();
    /// Errors of a Problem to their fields; what fits none is returned for a banner.
    QStringList showProblem(Problem const& problem);
    /// Text fields by name; empty optional ones left out.
    QJsonObject values() const;
    bool changed() const { return m_changed; }
    void setChanged(bool changed) { m_changed = changed; }

signals:
    void edited();

private:
    QList<Field*> m_fields;
    bool m_changed = false;
};

/// At least `least` characters after trimming, at most `most`.
Field::Check lengthBetween(int least, int most, QString const& example);
Field::Check required(QString const& sentence);

} // namespace ui::kit
