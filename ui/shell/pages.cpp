// The list of pages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pages.h"

namespace ui {

namespace {

template <class Made>
kit::Page* make(kit::PageContext context) { return new Made{context}; }

} // namespace

std::vector<PageEntry> const& pages()
{
    static std::vector<PageEntry> const kPages{
        // A row per page: stem, title, icon, group, letter, permission, maker.
    };
    return kPages;
}

PageEntry const* pageEntry(QString const& stem)
{
    for (auto const& entry : pages())
        if (stem == QLatin1String(entry.stem)) return &entry;
    return nullptr;
}

QString pageTitle(PageEntry const& entry) { return QCoreApplication::translate("ui::pages", entry.title); }

} // namespace ui
