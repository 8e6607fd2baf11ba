// The list of pages: where each stands in the navigation and who may see it. One row per page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <vector>

namespace ui {

struct PageEntry {
    char const* stem;
    char const* title; // Translated in context "ui::pages".
    char const* icon;
    char const* group;      // Observe, Respond, Access, Data, Assure; empty: at the foot.
    char letter;            // "G" then this letter.
    char const* permission; // Without it the page is not listed.
    kit::Page* (*make)(kit::PageContext context);
};

std::vector<PageEntry> const& pages();
PageEntry const* pageEntry(QString const& stem);
QString pageTitle(PageEntry const& entry);

} // namespace ui
