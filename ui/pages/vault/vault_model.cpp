// The columns of the table of purposes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/vault/vault_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::vault {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::vault", words);
}

struct Words {
    char const* purpose;
    char const* name;
    char const* seals;
};
constexpr Words kWords[] = {
    {"auth", QT_TRANSLATE_NOOP("ui::vault", "Sign-in"),
     QT_TRANSLATE_NOOP("ui::vault", "Set apart for secrets of sign-in")},
    {"backup", QT_TRANSLATE_NOOP("ui::vault", "Backups"),
     QT_TRANSLATE_NOOP("ui::vault", "The key that signs backups")},
    {"clients", QT_TRANSLATE_NOOP("ui::vault", "Service clients"),
     QT_TRANSLATE_NOOP("ui::vault", "Set apart for secrets of service clients")},
    {"logs", QT_TRANSLATE_NOOP("ui::vault", "Logs"),
     QT_TRANSLATE_NOOP("ui::vault", "Events that could not be checked for secrets")},
    {"notifications", QT_TRANSLATE_NOOP("ui::vault", "Notifications"),
     QT_TRANSLATE_NOOP("ui::vault", "Secrets of notification destinations")},
    {"records", QT_TRANSLATE_NOOP("ui::vault", "Records"),
     QT_TRANSLATE_NOOP("ui::vault", "Set apart for values of records")},
    {"settings", QT_TRANSLATE_NOOP("ui::vault", "Settings"),
     QT_TRANSLATE_NOOP("ui::vault", "Set apart for secret settings")},
    {"signing-keys", QT_TRANSLATE_NOOP("ui::vault", "Signing keys"),
     QT_TRANSLATE_NOOP("ui::vault", "The private halves of keys that sign tokens")},
    {"tls", QT_TRANSLATE_NOOP("ui::vault", "TLS"),
     QT_TRANSLATE_NOOP("ui::vault", "Set apart for private keys of certificates")},
};

Words const* wordsOf(QString const& purpose)
{
    for (auto const& words : kWords)
        if (purpose == QLatin1String(words.purpose))
            return &words;
    return nullptr;
}

} // namespace

QString purposeWord(QString const& purpose)
{
    auto const* words = wordsOf(purpose);
    return words == nullptr ? kit::visible(purpose) : tr(words->name);
}

QString purposeSeals(QString const& purpose)
{
    auto const* words = wordsOf(purpose);
    return words == nullptr ? tr("What the service of that name seals") : tr(words->seals);
}

VaultModel::VaultModel(QObject* parent)
    : TableModel{
          {
              {tr("Purpose"), 220,
               [](Purpose const& each) {
                   return kit::Cell{.words = purposeWord(each.name),
                                    .look = kit::Look::TwoLines,
                                    .second = kit::visible(each.name)};
               }},
              {tr("What it seals"), 0,
               [](Purpose const& each) { return kit::plain(purposeSeals(each.name), Role::Text2); }},
              {tr("Seals with"), 104,
               [](Purpose const& each) { return kit::chip(tr("Version %1").arg(each.version), Role::Ok); },
               [](Purpose const& each) { return each.version; }},
              {tr("Open"), 76, [](Purpose const& each) { return kit::number(kit::grouped(each.versions)); },
               [](Purpose const& each) { return each.versions; }},
              {tr("Key age"), 96,
               [this](Purpose const& each) {
                   auto cell = kit::number(kit::age(each.createdAt, m_now));
                   cell.tip = kit::dayTime(each.createdAt);
                   return cell;
               },
               [](Purpose const& each) { return each.createdAt; }},
          },
          parent}
{
}

int VaultModel::rowOf(QString const& purpose) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (rowAt(row).name == purpose)
            return row;
    return -1;
}

} // namespace ui::vault
