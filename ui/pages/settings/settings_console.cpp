// Preferences of this console.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_console.h"

#include "ui/kit/text.h"
#include "ui/settings/settings.h"

#include <algorithm>

namespace ui::settings {

namespace {

constexpr int kLockMinutes[] = {5, 10, 15, 30};
constexpr char const* kThemes[] = {"system", "dark", "light"};
constexpr Theme::Choice kChoices[] = {Theme::Choice::System, Theme::Choice::Dark, Theme::Choice::Light};

int placeOf(int minutes)
{
    auto const found = std::find(std::begin(kLockMinutes), std::end(kLockMinutes), minutes);
    return found == std::end(kLockMinutes) ? 2 : static_cast<int>(found - std::begin(kLockMinutes));
}

int placeOf(QString const& word)
{
    auto const found = std::find(std::begin(kThemes), std::end(kThemes), word);
    return found == std::end(kThemes) ? 0 : static_cast<int>(found - std::begin(kThemes));
}

} // namespace

ConsoleSection::ConsoleSection(Means means, QWidget* parent) : Section{std::move(means), parent}
{
    auto* lines = kit::column(10, {32, 18, 32, 24});
    lines->add(sectionTitle(tr("Appearance")))->add(buildLooks())->gap(6);
    lines->add(sectionTitle(tr("Session and lock")))->add(buildLock())->gap(6);
    lines->add(sectionTitle(tr("Keyboard")))->add(buildKeyboard())->stretch();
    auto* all = new QVBoxLayout{this};
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(lines);
    refresh();
}

QWidget* ConsoleSection::buildLooks()
{
    m_theme = new kit::Segmented{{tr("System"), tr("Dark"), tr("Light")}};
    m_theme->setAccessibleName(tr("Theme"));
    connect(m_theme, &kit::Segmented::chosen, this, &ConsoleSection::chooseTheme);
    m_motion = new Switch{tr("Reduce motion")};
    connect(m_motion, &QAbstractButton::toggled, this,
            [this](bool on) { Settings::reduceMotion.write(context().settings, on); });
    return lineCard({new Line{tr("Theme"), tr("System follows the desktop"), m_theme},
                     new Line{tr("Reduce motion"), tr("No fades or slides"), m_motion}});
}

QWidget* ConsoleSection::buildLock()
{
    QStringList words;
    for (auto const minutes : kLockMinutes)
        words << tr("%1 min").arg(minutes);
    m_lock = new kit::Segmented{words};
    m_lock->setAccessibleName(tr("Lock when idle"));
    connect(m_lock, &kit::Segmented::chosen, this,
            [this](int place) { Settings::lockAfterMinutes.write(context().settings, kLockMinutes[place]); });
    return lineCard(
        {new Line{tr("Lock when idle"), tr("Ctrl+Shift+L locks at once; what you entered is kept"), m_lock},
         new Line{tr("Copied secrets"), tr("Leave the clipboard by themselves if they are still in it"),
                  kit::text(tr("after 30 s"), Type::Strong)}});
}

QWidget* ConsoleSection::buildKeyboard()
{
    m_letters = new Switch{tr("Single-letter shortcuts")};
    connect(m_letters, &QAbstractButton::toggled, this,
            [this](bool on) { Settings::singleLetterKeys.write(context().settings, on); });
    return lineCard({new Line{tr("Single-letter shortcuts"),
                              tr("J, K, G and others; never while a text field has focus"), m_letters}});
}

void ConsoleSection::chooseTheme(int place)
{
    m_theme->setCurrent(place);
    Settings::theme.write(context().settings, QString::fromLatin1(kThemes[place]));
    theme().apply(kChoices[place]);
}

void ConsoleSection::refresh()
{
    auto const& stored = context().settings;
    m_theme->setCurrent(placeOf(Settings::theme.read(stored)));
    m_motion->setChecked(Settings::reduceMotion.read(stored));
    m_lock->setCurrent(placeOf(Settings::lockAfterMinutes.read(stored)));
    m_letters->setChecked(Settings::singleLetterKeys.read(stored));
}

} // namespace ui::settings
