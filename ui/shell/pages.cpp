// The list of pages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pages.h"

#include "ui/pages/alerts/alerts_page.h"
#include "ui/pages/audit/audit_page.h"
#include "ui/pages/backup/backup_page.h"
#include "ui/pages/collections/collections_page.h"
#include "ui/pages/incidents/incidents_page.h"
#include "ui/pages/keys/keys_page.h"
#include "ui/pages/logs/logs_page.h"
#include "ui/pages/nodes/nodes_page.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/playbooks/playbooks_page.h"
#include "ui/pages/roles/roles_page.h"
#include "ui/pages/settings/settings_page.h"
#include "ui/pages/users/users_page.h"
#include "ui/pages/vault/vault_page.h"

namespace ui {

namespace {

template <class Made> kit::Page* make(kit::PageContext context)
{
    return new Made{context};
}

} // namespace

std::vector<PageEntry> const& pages()
{
    static std::vector<PageEntry> const kPages{
        // Stem, title, icon, group, letter, permission, maker.
        {"overview", QT_TRANSLATE_NOOP("ui::pages", "Overview"), "layout-dashboard",
         QT_TRANSLATE_NOOP("ui::pages", "Observe"), 'O', "", make<overview::OverviewPage>},
        {"logs", QT_TRANSLATE_NOOP("ui::pages", "Logs"), "scroll-text",
         QT_TRANSLATE_NOOP("ui::pages", "Observe"), 'L', "logs.read", make<logs::LogsPage>},
        {"alerts", QT_TRANSLATE_NOOP("ui::pages", "Alerts"), "bell-ring",
         QT_TRANSLATE_NOOP("ui::pages", "Observe"), 'A', "alerts.read", make<alerts::AlertsPage>},
        {"nodes", QT_TRANSLATE_NOOP("ui::pages", "Nodes"), "server",
         QT_TRANSLATE_NOOP("ui::pages", "Observe"), 'N', "nodes.read", make<nodes::NodesPage>},
        {"incidents", QT_TRANSLATE_NOOP("ui::pages", "Incidents"), "siren",
         QT_TRANSLATE_NOOP("ui::pages", "Respond"), 'I', "incidents.read", make<incidents::IncidentsPage>},
        {"playbooks", QT_TRANSLATE_NOOP("ui::pages", "Playbooks"), "workflow",
         QT_TRANSLATE_NOOP("ui::pages", "Respond"), 'P', "playbooks.read", make<playbooks::PlaybooksPage>},
        {"users", QT_TRANSLATE_NOOP("ui::pages", "Users"), "users", QT_TRANSLATE_NOOP("ui::pages", "Access"),
         'U', "users.read", make<users::UsersPage>},
        {"roles", QT_TRANSLATE_NOOP("ui::pages", "Roles"), "shield-half",
         QT_TRANSLATE_NOOP("ui::pages", "Access"), 'R', "roles.read", make<roles::RolesPage>},
        {"keys", QT_TRANSLATE_NOOP("ui::pages", "Keys"), "key-round",
         QT_TRANSLATE_NOOP("ui::pages", "Access"), 'K', "keys.read", make<keys::KeysPage>},
        {"vault", QT_TRANSLATE_NOOP("ui::pages", "Secrets"), "vault",
         QT_TRANSLATE_NOOP("ui::pages", "Access"), 'S', "vault.read", make<vault::VaultPage>},
        {"collections", QT_TRANSLATE_NOOP("ui::pages", "Data"), "database",
         QT_TRANSLATE_NOOP("ui::pages", "Data"), 'D', "collections.read", make<collections::CollectionsPage>},
        {"backup", QT_TRANSLATE_NOOP("ui::pages", "Backups"), "archive-restore",
         QT_TRANSLATE_NOOP("ui::pages", "Data"), 'B', "backup.read", make<backup::BackupPage>},
        {"audit", QT_TRANSLATE_NOOP("ui::pages", "Audit"), "footprints",
         QT_TRANSLATE_NOOP("ui::pages", "Assure"), 'J', "audit.read", make<audit::AuditPage>},
        {"settings", QT_TRANSLATE_NOOP("ui::pages", "Settings"), "settings", "", 'E', "",
         make<settings::SettingsPage>},
    };
    return kPages;
}

PageEntry const* pageEntry(QString const& stem)
{
    for (auto const& entry : pages())
        if (stem == QLatin1String(entry.stem))
            return &entry;
    return nullptr;
}

QString pageTitle(PageEntry const& entry)
{
    return QCoreApplication::translate("ui::pages", entry.title);
}

} // namespace ui
