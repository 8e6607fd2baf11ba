// Takes secrets out of events before the journal, the tail and the alert rules see them; called by
// LogsService.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/platform/log/live_secrets.h"
#include "core/services/logs/segments/event.h"

namespace core::logs {

using log::LiveSecrets;

enum class Redaction { Clean, Redacted, Quarantined };

// Patterns (bearer tokens, JWT shapes, private keys, password=...), secret attribute names, live secrets.
// Throws when it cannot finish (out of memory): the event is then half checked and must not be written as it
// is.
// `live` counts the live secrets that it held.
Redaction redactEvent(Event& event, LiveSecrets const& secrets, std::size_t* live = nullptr);

} // namespace core::logs
