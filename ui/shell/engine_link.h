// One engine that this console is connected to: client, session and what is remembered of it. The first
// screen makes it, the main window lives on it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/api/session.h"
#include "ui/settings/settings.h"

#include <QSslCertificate>
#include <QUrl>

#include <functional>
#include <memory>

namespace ui {

struct EngineLink {
    Connection connection;
    bool embedded = false; // Runs on this computer, started from here.
    std::unique_ptr<ApiClient> api;
    std::unique_ptr<Session> session; // Stands below api: it goes first.
};

/// Makes the client of an address that trusts exactly these certificates: HttpApi in the program, FakeApi in
/// tests.
using Dial =
    std::function<std::unique_ptr<ApiClient>(QUrl const& address, QList<QSslCertificate> const& trusted)>;

} // namespace ui
