// The engine's settings and rate classes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_engine.h"

#include "ui/kit/dialog.h"
#include "ui/kit/text.h"

#include <QHash>

#include <algorithm>

namespace ui::settings {

namespace {

QString groupWords(QString const& group)
{
    static QHash<QString, char const*> const kWords{
        {"server", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "Listeners")},
        {"auth", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "Tokens")},
        {"limits", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "Rate limits")},
        {"logs", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "Logs")},
        {"keys", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "Signing keys")},
        {"backup", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "Backups")},
        {"log", QT_TRANSLATE_NOOP("ui::settings::EngineSection", "The engine's own log")}};
    auto const* words = kWords.value(group);
    return words == nullptr ? kit::visible(group) : EngineSection::tr(words);
}

QString sourceWords(QString const& source)
{
    if (source == "default")
        return EngineSection::tr("default");
    if (source == "file")
        return EngineSection::tr("from the file");
    if (source == "stored")
        return EngineSection::tr("stored");
    if (source == "environment")
        return EngineSection::tr("environment");
    if (source == "flag")
        return EngineSection::tr("command line");
    return kit::visible(source);
}

QString shown(QString const& value)
{
    return value.isEmpty() ? EngineSection::tr("empty") : kit::visible(value);
}

} // namespace

EngineSection::EngineSection(Means means, SettingsClient& client, QWidget* parent)
    : Section{std::move(means), parent}, m_client{client}, m_lines{kit::column(10, {32, 18, 32, 24})},
      m_state{new kit::StateView{m_lines}}
{
    auto* all = new QVBoxLayout{this};
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_state);
}

void EngineSection::refresh()
{
    if (!m_loaded)
        m_state->showLoading();
    m_client.settings(this, [this](Reply<Batch<EngineSetting>> reply) {
        auto const* problem = problemOf(reply);
        if (problem != nullptr && m_loaded)
            return m_state->showStale(
                tr("%1. Read at %2 UTC.").arg(kit::plainWords(*problem), kit::clockTime(m_shownAt)));
        if (problem != nullptr)
            return m_state->showFailed(*problem, [this] { refresh(); });
        m_settings = std::move(std::get<Batch<EngineSetting>>(reply).items);
        m_loaded = true;
        m_shownAt = context().clock.now();
        showSettings();
        m_state->showContent();
        emit loaded();
    });
}

void EngineSection::showSettings()
{
    m_lines->clear();
    auto const waiting = std::count_if(m_settings.begin(), m_settings.end(),
                                       [](EngineSetting const& setting) { return setting.waits(); });
    if (waiting > 0) {
        auto* note = kit::row(10, {14, 10, 14, 10}, "accent");
        note->add(kit::iconLabel("rotate-ccw", 16, Role::Accent));
        note->add(
            kit::text(waiting == 1
                          ? tr("1 change takes effect after the next start of the engine.")
                          : tr("%1 changes take effect after the next start of the engine.").arg(waiting),
                      Type::Strong),
            1);
        m_lines->add(note);
    }
    QString group;
    QList<QWidget*> card;
    auto const close = [&] {
        if (!card.isEmpty())
            m_lines->add(sectionTitle(groupWords(group)))->add(lineCard(card))->gap(6);
        card.clear();
    };
    for (auto const& setting : m_settings) {
        if (setting.group() != group)
            close();
        group = setting.group();
        card << lineOf(setting);
    }
    close();
    m_lines->stretch();
}

QWidget* EngineSection::lineOf(EngineSetting const& setting)
{
    auto* value =
        kit::text(shown(setting.value), Type::MonoStrong, setting.value.isEmpty() ? Role::Muted : Role::Text);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* values = kit::column(2)->add(value, 0, Qt::AlignRight);
    if (setting.waits())
        values->add(
            kit::text(tr("next start: %1").arg(shown(*setting.stored)), Type::SmallStrong, Role::Accent), 0,
            Qt::AlignRight);
    auto* change = new kit::Button{tr("Change…"), kit::Kind::Default, {}, kit::Size::Compact};
    change->setAccessibleName(tr("Change %1…").arg(setting.name));
    needs(change, "settings.write");
    connect(change, &QPushButton::clicked, this, [this, setting] { openForm(setting); });
    auto* right = kit::row(10)->add(values)->add(
        new kit::Chip{sourceWords(setting.source), setting.overruled() ? Role::High : Role::Info});
    right->add(change);
    if (setting.stored) {
        auto* reset = new kit::Button{tr("Reset"), kit::Kind::Ghost, {}, kit::Size::Compact};
        reset->setAccessibleName(tr("Reset %1").arg(setting.name));
        needs(reset, "settings.write");
        connect(reset, &QPushButton::clicked, this, [this, setting] { this->reset(setting); });
        right->add(reset);
    }
    return new Line{setting.name, kit::visible(setting.about), right, true};
}

bool EngineSection::change(QString const& name)
{
    auto const found = std::find_if(m_settings.begin(), m_settings.end(),
                                    [&](EngineSetting const& setting) { return setting.name == name; });
    if (found == m_settings.end())
        return false;
    if (may("settings.write"))
        openForm(*found);
    return true;
}

void EngineSection::openForm(EngineSetting const& setting)
{
    auto const fact = setting.overruled()
                          ? tr("Set by the %1 now, which goes on to win until it is taken away there")
                                .arg(sourceWords(setting.source))
                          : tr("In force after the next start of the engine");
    auto* dialog = new kit::FormDialog{this, tr("Change %1").arg(setting.name), fact, tr("Store")};
    auto* edit = kit::input({}, {}, true);
    auto* field = dialog->form()->add(
        new kit::Field{"value", kit::visible(setting.about), edit,
                       tr("Now %1 (%2)").arg(shown(setting.value), sourceWords(setting.source))});
    edit->setAccessibleName(tr("Value"));
    field->setText(setting.stored.value_or(setting.value));
    edit->selectAll();
    dialog->onSubmit([this, dialog, field, setting] {
        store(setting, field->text().trimmed(), [dialog = QPointer{dialog}](Reply<QJsonValue> reply) {
            if (!dialog)
                return;
            if (auto const* problem = problemOf(reply))
                dialog->failed(*problem);
            else
                dialog->close();
        });
    });
    dialog->open(edit);
}

void EngineSection::store(EngineSetting const& setting, QString const& value,
                          std::function<void(Reply<QJsonValue>)> done)
{
    m_client.change(setting.name, value, this,
                    [this, setting, value, done = std::move(done)](Reply<QJsonValue> reply) {
                        done(reply);
                        if (problemOf(reply) != nullptr)
                            return;
                        shell().toast(kit::ToastKind::Done, tr("%1 is stored").arg(setting.name),
                                      tr("%1 after the next start").arg(shown(value)),
                                      [this, setting] { putBack(setting); });
                        refresh();
                    });
}

/// What was stored before, for Undo.
void EngineSection::putBack(EngineSetting const& setting)
{
    auto const done = [this](Reply<QJsonValue> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        refresh();
    };
    if (setting.stored)
        m_client.change(setting.name, *setting.stored, this, done);
    else
        m_client.reset(setting.name, this, done);
}

void EngineSection::reset(EngineSetting const& setting)
{
    m_client.reset(setting.name, this, [this, setting](Reply<QJsonValue> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        shell().toast(kit::ToastKind::Done, tr("%1 is reset").arg(setting.name),
                      tr("Its default or the file decides after the next start"),
                      [this, setting] { putBack(setting); });
        refresh();
    });
}

LimitsSection::LimitsSection(Means means, SettingsClient& client, QWidget* parent)
    : Section{std::move(means), parent}, m_client{client}, m_model{new LimitsModel{this}}
{
    m_table = new kit::Table{tr("Rate classes"), m_model, 48, kit::Table::Sorting::On};
    m_table->setMinimumHeight(9 * 48 + 34);
    m_state = new kit::StateView{m_table};
    auto* card = kit::column(0, {1, 1, 1, 1}, "card")->add(m_state, 1);
    auto* lines = kit::column(10, {32, 18, 32, 24});
    lines->add(sectionTitle(tr("Rate limits")));
    lines->add(
        kit::text(tr("Who asks for more is told to wait. The setting limits.scale multiplies every class."),
                  Type::Body, Role::Text2, kit::Wrap::Yes));
    lines->add(card, 1);
    auto* all = new QVBoxLayout{this};
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(lines);
}

void LimitsSection::refresh()
{
    if (!m_loaded)
        m_state->showLoading();
    m_client.limits(this, [this](Reply<Batch<RateClass>> reply) {
        auto const* problem = problemOf(reply);
        if (problem != nullptr && m_loaded)
            return m_state->showStale(
                tr("%1. Read at %2 UTC.").arg(kit::plainWords(*problem), kit::clockTime(m_shownAt)));
        if (problem != nullptr)
            return m_state->showFailed(*problem, [this] { refresh(); });
        m_loaded = true;
        m_shownAt = context().clock.now();
        m_model->setRows(std::move(std::get<Batch<RateClass>>(reply).items));
        m_state->showContent();
    });
}

} // namespace ui::settings
