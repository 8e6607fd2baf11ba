// Patterns and exact matches come from platform/log; here they meet the parts of an event.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_redaction.h"

#include "core/platform/log/redaction.h"

namespace core::logs {

namespace {

bool redactText(std::string& text, LiveSecrets::Look const& secrets)
{
    bool const live = secrets.redact(text) > 0;
    if (!log::mayHoldSecrets(text))
        return live;
    auto safe = log::redactedText(text);
    if (safe == text)
        return live;
    text = std::move(safe);
    return true;
}

bool redactAttribute(Attribute& attribute, LiveSecrets::Look const& secrets)
{
    if (attribute.kind == Kind::Bool)
        return false;
    if (log::isSecretName(attribute.key)) {
        attribute.kind = Kind::Text;
        attribute.text = log::kRedacted;
        return true;
    }
    if (attribute.kind != Kind::List)
        return redactText(attribute.text, secrets);
    bool changed = false;
    std::vector<std::string> items;
    for (auto const item : itemsOf(attribute.text))
        changed = redactText(items.emplace_back(item), secrets) || changed;
    if (changed)
        attribute.text = listOf(items);
    return changed;
}

} // namespace

Redaction redactEvent(Event& event, LiveSecrets const& secrets)
{
    auto const live = secrets.look();
    bool changed = redactText(event.message, live);
    changed = redactText(event.name, live) || changed;
    for (auto& attribute : event.attributes) {
        changed = redactAttribute(attribute, live) || changed;
        changed = live.redact(attribute.key) > 0 || changed;
    }
    return changed ? Redaction::Redacted : Redaction::Clean;
}

} // namespace core::logs
