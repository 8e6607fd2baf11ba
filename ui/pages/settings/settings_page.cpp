// The settings page: sections at the left, the chosen one at the right.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_page.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"

#include <QHash>

namespace ui::settings {

namespace {

constexpr int kListWidth = 208;
constexpr int kSearchWidth = 200;
constexpr int kSectionWidthMax = 860;

} // namespace

SettingsPage::SettingsPage(kit::PageContext context, QWidget* parent)
    : Page{context, "settings", tr("Settings"), parent}, m_client{context.api}
{
    m_search = kit::input(tr("Search settings"), "search");
    m_search->setFixedWidth(kSearchWidth);
    addAction(m_search);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    m_list = new SectionList;
    m_stack = new QStackedWidget;
    Means const means{context,
                      [this](kit::Button* button, QString const& permission) { needs(button, permission); }};
    m_console = new ConsoleSection{means};
    m_account = new AccountSection{means, m_client};
    m_engine = new EngineSection{means, m_client};
    m_limits = new LimitsSection{means, m_client};
    m_notify = new NotifySection{means, m_client};
    add(m_console, tr("This console"), "palette", true);
    add(m_account, tr("Your account"), "user-round", true);
    add(m_engine, tr("Engine"), "cpu", true);
    add(m_limits, tr("Rate limits"), "timer", true);
    add(m_notify, tr("Notifications"), "megaphone", false);
    connect(m_list, &QListWidget::currentRowChanged, this, &SettingsPage::showPlace);
    connect(m_engine, &EngineSection::loaded, this, [this] {
        search();
        if (!m_wantedSetting.isEmpty())
            m_engine->change(std::exchange(m_wantedSetting, {}));
    });
    auto* left = kit::column(0, {0, 12, 0, 12}, "paneLeft")->add(m_list, 1);
    left->setMinimumWidth(kListWidth - 40);
    setBody(panes({left, m_stack}, {kListWidth, 900}, 1), true);
    m_list->setCurrentRow(Console);
    setFacts(tr("This console, your account, and the engine in %1").arg(context.shell.environment()));
}

void SettingsPage::add(Section* section, QString const& words, QString const& icon, bool scrolls)
{
    m_list->addSection(words, icon);
    m_sections << section;
    section->setAccessibleName(words);
    section->setMaximumWidth(scrolls ? kSectionWidthMax : QWIDGETSIZE_MAX);
    auto* place = kit::row(0)->add(section, 1);
    if (scrolls)
        place->stretch(0);
    m_stack->addWidget(scrolls ? static_cast<QWidget*>(kit::scrolling(place)) : place);
}

void SettingsPage::showPlace(int place)
{
    if (place < 0)
        return;
    m_stack->setCurrentIndex(place);
    if (isVisible())
        sectionAt(place)->refresh();
}

void SettingsPage::refresh()
{
    sectionAt(m_stack->currentIndex())->refresh();
    // The search looks through the engine's settings too.
    if (m_stack->currentIndex() != Engine && may("settings.read"))
        m_engine->refresh();
}

void SettingsPage::search()
{
    auto const part = m_search->text().trimmed();
    int first = -1;
    for (int place = 0; place < m_sections.size(); ++place) {
        auto const left = sectionAt(place)->search(part);
        if (left > 0 && first < 0)
            first = place;
        if (left > 0 && place == m_stack->currentIndex())
            first = place;
    }
    if (!part.isEmpty() && first >= 0)
        m_list->setCurrentRow(first);
}

void SettingsPage::open(kit::Address const& address)
{
    auto const& object = address.object;
    static QHash<QString, int> const kPlaces{{"console", Console},
                                             {"account", Account},
                                             {"engine", Engine},
                                             {"limits", Limits},
                                             {"notifications", Notify}};
    if (object.isEmpty())
        return;
    if (kPlaces.contains(object))
        return m_list->setCurrentRow(kPlaces.value(object));
    if (object.contains('.')) {
        m_list->setCurrentRow(Engine);
        if (!m_engine->change(object))
            m_wantedSetting = object;
        return;
    }
    m_notify->choose(object);
    m_list->setCurrentRow(Notify);
}

QList<kit::Command> SettingsPage::commands()
{
    QList<kit::Command> list;
    list << kit::Command{tr("Change your password"), "key-round", [this] { m_list->setCurrentRow(Account); }};
    for (auto const& [words, choice] :
         {std::pair{tr("Dark theme"), 1}, {tr("Light theme"), 2}, {tr("Theme of the desktop"), 0}})
        list << kit::Command{words, "palette", [this, choice = choice] { m_console->chooseTheme(choice); }};
    if (may("notifications.write"))
        list << kit::Command{tr("New notification destination…"), "megaphone", [this] {
                                 m_list->setCurrentRow(Notify);
                                 m_notify->create();
                             }};
    return list;
}

} // namespace ui::settings
