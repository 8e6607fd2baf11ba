#!/usr/bin/python3
"""Derives Dewar Sans and Dewar Mono from Debian's Inter and JetBrains Mono; ui/cmake/fonts.cmake runs it.

Qt 6.4 can neither ask for tabular digits nor switch ligatures off. So the digits of Dewar Sans are the
tabular ones from the start, and both show each character as it is: `>=` must not become another sign.

usage: derive_fonts.py face SOURCE TARGET FAMILY STYLE     one font file
       derive_fonts.py licence SOURCE OFL_TEXT TARGET FAMILY   the licence text to show beside it
SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FEATURES = {
    "Dewar Sans": ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "case"],
    "Dewar Mono": ["kern", "mark", "mkmk", "ccmp", "locl", "case"],
}
TABULAR_DIGITS = {"Dewar Sans"}
MAX_ROUNDING_UNITS = 4
LIGATURE_LOOKUP = 4
# Latin, marks, Greek, Cyrillic, more Latin, punctuation, currencies, arrows, mathematics and keys, boxes.
SCRIPTS = [(0x20, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x209F),
           (0x20A0, 0x20BF), (0x2100, 0x23FF), (0x2500, 0x25FF), (0xFFFD, 0xFFFD)]
FAMILY_NAMES, FULL_NAME, POSTSCRIPT_NAME, UNIQUE_NAME = (1, 16), 4, 6, 3
STYLE_NAMES = (2, 17)
COPYRIGHT, LICENCE = 0, 13


def die(sentence):
    sys.exit("derive_fonts.py: " + sentence)


def single_substitutions(font, feature):
    """What a feature puts in the place of each glyph, for features that replace one by one."""
    table = font["GSUB"].table
    lookups = {index for record in table.FeatureList.FeatureRecord if record.FeatureTag == feature
               for index in record.Feature.LookupListIndex}
    replaced = {}
    for index in sorted(lookups):
        for subtable in table.LookupList.Lookup[index].SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            replaced.update(getattr(subtable, "mapping", {}))
    return replaced


def make_digits_tabular(font):
    replaced = single_substitutions(font, "tnum")
    for table in font["cmap"].tables:
        for digit in range(ord("0"), ord("9") + 1):
            if digit in table.cmap:
                table.cmap[digit] = replaced.get(table.cmap[digit], table.cmap[digit])
    level_widths(font["hmtx"].metrics, [font.getBestCmap()[digit] for digit in range(ord("0"), ord("9") + 1)])


def level_widths(metrics, glyphs):
    """Interpolated weights differ by a rounding, which would still let a long number creep."""
    widths = {metrics[glyph][0] for glyph in glyphs}
    if max(widths) - min(widths) > MAX_ROUNDING_UNITS:
        die("the source has no tabular digits, widths are %s" % sorted(widths))
    for glyph in glyphs:
        metrics[glyph] = (max(widths), metrics[glyph][1])


def turns_into_another(lookup):
    """True if the lookup makes one glyph of many, or y of x; x.case of x is the same character."""
    for subtable in lookup.SubTable:
        subtable = getattr(subtable, "ExtSubTable", subtable)
        replaced = getattr(subtable, "mapping", {})
        if subtable.LookupType == LIGATURE_LOOKUP:
            return True
        if any(before.split(".")[0] != after.split(".")[0] for before, after in replaced.items()):
            return True
    return False


def keep_characters(font):
    """Inter's `calt` also draws `->` as an arrow and the x of 0x41 as a multiplication sign.

    What is left of it lifts signs beside capitals and digits.
    """
    table = font["GSUB"].table
    lookups = table.LookupList.Lookup

    def harmless(subtable):
        called = getattr(getattr(subtable, "ExtSubTable", subtable), "SubstLookupRecord", None) or []
        return not any(turns_into_another(lookups[record.LookupListIndex]) for record in called)

    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "calt":
            indices = record.Feature.LookupListIndex
            record.Feature.LookupListIndex = kept = [
                index for index in indices if not turns_into_another(lookups[index])]
            for lookup in (lookups[index] for index in kept):
                lookup.SubTable = [subtable for subtable in lookup.SubTable if harmless(subtable)]
                lookup.SubTableCount = len(lookup.SubTable)


def reduce(font, features):
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in SCRIPTS for code in range(first, last + 1)])
    subsetter.subset(font)


def rename(font, family, style):
    """The licence lets a changed font bear any name but the original's."""
    postscript = family.replace(" ", "") + "-" + style
    names = {FULL_NAME: family + " " + style, POSTSCRIPT_NAME: postscript, UNIQUE_NAME: postscript}
    names.update(dict.fromkeys(FAMILY_NAMES, family))
    names.update(dict.fromkeys(STYLE_NAMES, style))
    platforms = {(record.platformID, record.platEncID, record.langID) for record in font["name"].names}
    for identity, text in names.items():
        for platform in platforms:
            font["name"].setName(text, identity, *platform)
    if "CFF " in font:
        compact = font["CFF "].cff
        compact.fontNames[0] = postscript
        top = compact.topDictIndex[0]
        top.FamilyName, top.FullName, top.Weight = family, family + " " + style, style


def derive_face(source, target, family, style):
    font = TTFont(source, recalcTimestamp=False)
    if family in TABULAR_DIGITS:
        make_digits_tabular(font)
    keep_characters(font)
    reduce(font, FEATURES[family])
    rename(font, family, style)
    font.save(target)


def open_font_licence(copyright_file):
    """The licence's text out of a file in Debian's copyright format, where it is indented by one column."""
    text = pathlib.Path(copyright_file).read_text(encoding="utf-8")
    found = re.search(r"^License: OFL-1\.1\n((?: .*\n)+)", text, re.MULTILINE)
    if not found:
        die("no text of the Open Font License in " + copyright_file)
    lines = [line[1:] for line in found.group(1).splitlines()]
    return "\n".join("" if line == "." else line for line in lines)


def write_licence(source, copyright_file, target, family):
    names = TTFont(source)["name"]
    statement = names.getDebugName(LICENCE) or ""
    if "Open Font License" not in statement:
        die("%s does not say that it is under the Open Font License" % source)
    pathlib.Path(target).write_text(
        "%s is derived from a font with this notice:\n\n%s\n%s\n\n"
        "Changed: characters and layout features were left out%s, and the name.\n\n"
        "SIL OPEN FONT LICENSE Version 1.1\n\n%s\n" % (
            family, names.getDebugName(COPYRIGHT), statement,
            ", digits are the tabular ones" if family in TABULAR_DIGITS else "",
            open_font_licence(copyright_file)),
        encoding="utf-8")


def main(arguments):
    if len(arguments) != 5 or arguments[0] not in ("face", "licence"):
        die(__doc__)
    {"face": derive_face, "licence": write_licence}[arguments[0]](*arguments[1:])


main(sys.argv[1:])
