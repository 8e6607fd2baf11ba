// Settings.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/settings/settings_service.h"

#include <algorithm>
#include <charconv>

#include "core/services/settings/settings_store.h"

namespace core::settings {

namespace {

Definition const* definitionOf(std::string_view name)
{
    auto const found = std::ranges::find(kDefinitions, name, &Definition::name);
    return found == kDefinitions.end() ? nullptr : &*found;
}

std::optional<std::string> problemOf(Definition const& definition, std::string_view value)
{
    if (!definition.number)
        return value.size() <= 512 && isUtf8(value) ? std::nullopt
                                                    : std::optional<std::string>{"is too long"};
    std::int64_t number = 0;
    auto const [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem != std::errc{} || end != value.data() + value.size() || number < definition.low ||
        number > definition.high)
        return "must be a whole number from " + std::to_string(definition.low) + " to " +
               std::to_string(definition.high);
    return std::nullopt;
}

std::string environmentName(std::string_view name)
{
    std::string variable = "DEWAR_";
    for (char const c : name)
        variable += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return variable;
}

Status take(std::map<std::string, Effective, std::less<>>& values,
            std::map<std::string, std::string> const& given, Source source)
{
    for (auto const& [name, value] : given) {
        auto const* definition = definitionOf(name);
        if (definition == nullptr)
            return failed(ErrorCode::Invalid, "there is no setting named " + printable(name) + " (" +
                                                  std::string{nameOf(source)} + ")");
        if (auto problem = problemOf(*definition, value))
            return failed(ErrorCode::Invalid,
                          "the setting " + name + " " + *problem + " (" + std::string{nameOf(source)} + ")");
        values[name] = {value, source};
    }
    return Done{};
}

} // namespace

std::string_view nameOf(Source source)
{
    switch (source) {
    case Source::Default:
        return "default";
    case Source::File:
        return "file";
    case Source::Stored:
        return "stored";
    case Source::Environment:
        return "environment";
    case Source::Flag:
        return "flag";
    }
    return "default";
}

Result<Settings> Settings::resolve(Given const& given)
{
    Settings settings;
    for (auto const& definition : kDefinitions)
        settings.m_values[std::string{definition.name}] = {std::string{definition.fallback}, Source::Default};
    TRY(take(settings.m_values, given.file, Source::File));
    TRY(take(settings.m_values, given.stored, Source::Stored));
    std::map<std::string, std::string> environment;
    if (given.environment)
        for (auto const& definition : kDefinitions)
            if (auto value = given.environment(environmentName(definition.name)))
                environment[std::string{definition.name}] = *value;
    TRY(take(settings.m_values, environment, Source::Environment));
    TRY(take(settings.m_values, given.flags, Source::Flag));
    return settings;
}

std::string const& Settings::text(std::string_view name) const
{
    auto const found = m_values.find(name);
    assert(found != m_values.end());
    return found->second.value;
}

std::int64_t Settings::number(std::string_view name) const
{
    auto const& value = text(name);
    std::int64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

Result<SettingList> SettingsService::list(api::ReadContext& context, api::Nothing const&)
{
    auto const stored = TRY(store::all(context.tx));
    SettingList list;
    for (auto const& definition : kDefinitions) {
        auto const& effective = m_settings.all().find(definition.name)->second;
        Setting setting{.name = std::string{definition.name},
                        .value = effective.value,
                        .source = std::string{nameOf(effective.source)},
                        .about = std::string{definition.about}};
        if (auto const found = stored.find(setting.name); found != stored.end())
            setting.stored = found->second;
        list.items.push_back(std::move(setting));
    }
    return list;
}

Result<Done> SettingsService::change(api::Context& context, ChangeSetting const& request)
{
    auto const* definition = definitionOf(request.name);
    if (definition == nullptr)
        return failed(ErrorCode::NotFound, "there is no such setting");
    if (auto problem = problemOf(*definition, request.value))
        return Error{.code = ErrorCode::Invalid,
                     .message = "the value is not acceptable",
                     .fields = {{"/value", *problem}}};
    TRY(store::set(context.tx, request.name, request.value, context.now));
    context.subject("setting", request.name);
    context.note("value", json::Value(request.value));
    return Done{};
}

Result<Done> SettingsService::reset(api::Context& context, SettingByName const& request)
{
    if (TRY(store::remove(context.tx, request.name)) == 0)
        return failed(ErrorCode::NotFound, "nothing is stored for this setting");
    context.subject("setting", request.name);
    return Done{};
}

} // namespace core::settings
