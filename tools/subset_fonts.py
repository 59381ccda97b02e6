#!/usr/bin/env python3
# Cuts the fonts down to the characters the interface shows.
# SPDX-License-Identifier: MIT
"""usage: subset_fonts.py REPOSITORY_ROOT OUTPUT_FOLDER

Latin fonts get ASCII and the signs the texts and formulas use; the Chinese one gets the characters
of the translations. A character of a text that no font has stops the build. All fonts come out with
the same line metrics, so that lines and sizes agree when they are mixed.
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

PACKAGES = Path("node_modules/@expo-google-fonts")
LATIN = {
    "ui-regular": PACKAGES / "inter/400Regular/Inter_400Regular.ttf",
    "ui-semibold": PACKAGES / "inter/600SemiBold/Inter_600SemiBold.ttf",
    "mono-regular": PACKAGES / "jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf",
}
CHINESE = PACKAGES / "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"

ASCII = {chr(code) for code in range(0x20, 0x7F)}
FORMULA_SIGNS = set("×÷−")
# Typed into search fields by people with such keyboards, and in names of models and sources.
LATIN_EXTRA = set("äöüßéèàçñøåÄÖÜÉ°²³µ±·–—‘’“”…•≤≥≈→←")
# The button that switches to Chinese says so before the Chinese font is there.
LANGUAGE_NAME = "中文"
FIRST_CJK = 0x2E80

# Line metrics every font gets, in em: those of Inter.
ASCENT = 0.96875
DESCENT = 0.2412


def fail(message):
    sys.exit(f"subset_fonts: {message}")


def texts_of(root, language):
    path = root / "i18n" / f"{language}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def load(root, path):
    if not (root / path).exists():
        fail(f"{path} is missing; run 'npm ci'")
    return TTFont(root / path)


def use_tabular_figures(font):
    """Numbers in columns must not dance: the digits' tabular forms become the default."""
    lookups = font["GSUB"].table
    for feature in lookups.FeatureList.FeatureRecord:
        if feature.FeatureTag != "tnum":
            continue
        for index in feature.Feature.LookupListIndex:
            for part in lookups.LookupList.Lookup[index].SubTable:
                table = getattr(part, "ExtSubTable", part)
                mapping = getattr(table, "mapping", {})
                for cmap in font["cmap"].tables:
                    for code in range(ord("0"), ord("9") + 1):
                        if code in cmap.cmap:
                            cmap.cmap[code] = mapping.get(cmap.cmap[code], cmap.cmap[code])
        return


def borrow(font, donor, characters):
    """Copies glyphs of another TrueType font, scaled to this one's units."""
    scale = font["head"].unitsPerEm / donor["head"].unitsPerEm
    glyphs = donor.getGlyphSet()
    for character in characters:
        name = donor.getBestCmap()[ord(character)]
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        copy = f"borrowed_{ord(character):04X}"
        font.setGlyphOrder(font.getGlyphOrder() + [copy])
        font["glyf"][copy] = pen.glyph()
        width, bearing = donor["hmtx"][name]
        font["hmtx"][copy] = (round(width * scale), round(bearing * scale))
        for cmap in font["cmap"].tables:
            if cmap.isUnicode():
                cmap.cmap[ord(character)] = copy


def cut(font, characters):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT"]
    # The licence asks for the copyright and licence entries to stay.
    options.name_IDs = [0, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)


def set_line_metrics(font):
    units = font["head"].unitsPerEm
    font["hhea"].ascent = round(ASCENT * units)
    font["hhea"].descent = -round(DESCENT * units)
    font["hhea"].lineGap = 0


def covered(font):
    return {chr(code) for code in font.getBestCmap()}


def main():
    root, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    english = set("".join(texts_of(root, "en").values()))
    chinese = set("".join(texts_of(root, "zh").values()))
    cjk = {character for character in chinese | english if ord(character) >= FIRST_CJK}
    latin = ASCII | FORMULA_SIGNS | LATIN_EXTRA | ((english | chinese) - cjk)

    donor = load(root, CHINESE)
    for name, path in LATIN.items():
        font = load(root, path)
        is_ui = name.startswith("ui-")
        wanted = latin if is_ui else ASCII | FORMULA_SIGNS
        missing = {c for c in wanted - LATIN_EXTRA if c not in covered(font) and c != "\n"}
        if missing:
            fail(f"{path.name} lacks {sorted(missing)}")
        if is_ui:
            use_tabular_figures(font)
            borrow(font, donor, LANGUAGE_NAME)
            wanted = wanted | set(LANGUAGE_NAME)
        cut(font, wanted)
        set_line_metrics(font)
        font.save(output / f"{name}.ttf")

    missing = cjk - covered(donor)
    if missing:
        fail(f"{CHINESE.name} lacks {sorted(missing)}")
    cut(donor, cjk)
    set_line_metrics(donor)
    donor.save(output / "cjk.ttf")
    print(f"fonts: {len(latin)} Latin and {len(cjk)} Chinese characters")


if __name__ == "__main__":
    main()
