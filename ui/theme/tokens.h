// The token table: every colour of the console, once per theme (ui.md 4.1). Only theme.cpp reads it; a hex
// colour
// anywhere else fails tidy.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

namespace ui {

struct Token {
    Role role;
    char const* name; // As the style sheet spells it: @name.
    char const* dark;
    char const* light;
};

// Scrim carries alpha: #AARRGGBB.
inline constexpr Token kTokens[] = {
    {Role::Sidebar, "sidebar", "#0B0E13", "#EEF1F5"},
    {Role::Canvas, "canvas", "#0F1319", "#F6F8FA"},
    {Role::Surface, "surface", "#161B23", "#FFFFFF"},
    {Role::Raised, "raised", "#1D242E", "#FFFFFF"},
    {Role::Inset, "inset", "#11161D", "#F3F5F8"},
    {Role::Field, "field", "#11161D", "#FFFFFF"},
    {Role::Hover, "hover", "#1F2732", "#EDF1F6"},
    {Role::Selected, "selected", "#182B45", "#E1EDFC"},
    {Role::LineSubtle, "lineSubtle", "#212934", "#E5E9EF"},
    {Role::Line, "line", "#2E3845", "#D2D9E2"},
    {Role::LineStrong, "lineStrong", "#66738A", "#7B8798"},
    {Role::InputLine, "inputLine", "#5E6A80", "#7B8798"},
    {Role::Text, "text", "#E9EDF3", "#141D29"},
    {Role::Text2, "text2", "#B3BDCA", "#414E5F"},
    {Role::Muted, "muted", "#8D99AA", "#5A6778"},
    {Role::Disabled, "disabled", "#5A6678", "#9AA5B3"},
    {Role::Accent, "accent", "#6CB2FF", "#1A63CC"},
    {Role::AccentFill, "accentFill", "#2B72D9", "#1A63CC"},
    {Role::OnFill, "onFill", "#FFFFFF", "#FFFFFF"},
    {Role::Crit, "crit", "#FF7A70", "#C0262D"},
    {Role::CritFill, "critFill", "#D03A35", "#C0262D"},
    {Role::High, "high", "#FFA14A", "#A84E00"},
    {Role::Med, "med", "#F0D05A", "#806000"},
    {Role::Low, "low", "#86B6EA", "#2A66A8"},
    {Role::Info, "info", "#9AA6B6", "#586575"},
    {Role::Ok, "ok", "#53CC97", "#0F7447"},
    {Role::Violet, "violet", "#B49CFF", "#6741C4"},
    {Role::Teal, "teal", "#4CC9D6", "#0B7380"},
    {Role::Pink, "pink", "#F08CC0", "#AF2C78"},
    {Role::Sand, "sand", "#CDB88F", "#75602F"},
    {Role::Scrim, "scrim", "#9E040609", "#6E141D29"},
    {Role::Dialog, "dialog", "#181E27", "#FFFFFF"},
    {Role::SegmentOn, "segmentOn", "#28313D", "#FFFFFF"},
    {Role::DisabledFill, "disabledFill", "#232B36", "#E5E9EF"},
    {Role::NavSelected, "navSelected", "#1B2430", "#DFE6EF"},
    {Role::GlyphInk, "glyphInk", "#10151C", "#FFFFFF"},
    {Role::MediumFill, "mediumFill", "#F0D05A", "#F2C230"},
    {Role::MediumInk, "mediumInk", "#10151C", "#4A3800"},
};
static_assert(std::size(kTokens) == static_cast<std::size_t>(kRoles), "one row per role");

} // namespace ui
