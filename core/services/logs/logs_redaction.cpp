// Patterns and exact matches come from platform/log; here they meet the parts of an event.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_redaction.h"

#include "core/platform/log/redaction.h"

namespace core::logs {

namespace {

// What an event is checked against, and how many live secrets it held.
struct Search {
    LiveSecrets::Look secrets;
    std::size_t live = 0;

    bool redact(std::string& text)
    {
        auto const found = secrets.redact(text);
        live += found;
        return found > 0;
    }
};

bool redactText(std::string& text, Search& search)
{
    bool const live = search.redact(text);
    if (!log::mayHoldSecrets(text))
        return live;
    auto safe = log::redactedText(text);
    if (safe == text)
        return live;
    text = std::move(safe);
    return true;
}

bool redactAttribute(Attribute& attribute, Search& search)
{
    if (attribute.kind == Kind::Bool)
        return false;
    if (log::isSecretName(attribute.key)) {
        attribute.kind = Kind::Text;
        attribute.text = log::kRedacted;
        return true;
    }
    if (attribute.kind != Kind::List)
        return redactText(attribute.text, search);
    bool changed = false;
    std::vector<std::string> items;
    for (auto const item : itemsOf(attribute.text))
        changed = redactText(items.emplace_back(item), search) || changed;
    if (changed)
        attribute.text = listOf(items);
    return changed;
}

} // namespace

Redaction redactEvent(Event& event, LiveSecrets const& secrets, std::size_t* live)
{
    Search search{.secrets = secrets.look()};
    bool changed = redactText(event.message, search);
    changed = redactText(event.name, search) || changed;
    for (auto& attribute : event.attributes) {
        changed = redactAttribute(attribute, search) || changed;
        changed = search.redact(attribute.key) || changed;
    }
    if (live != nullptr)
        *live += search.live;
    return changed ? Redaction::Redacted : Redaction::Clean;
}

} // namespace core::logs
