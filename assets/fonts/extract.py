#!/usr/bin/python3
"""Makes the two Japanese faces from Debian's fonts-noto-cjk (see README.md).

Needs python3-fonttools. Fyne panics on font collections (.ttc), so one face of
each collection is taken out.
"""
from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = "/usr/share/fonts/opentype/noto/"


def japanese(name):
    for face in TTCollection(SOURCE + name).fonts:
        if face["name"].getDebugName(1).startswith("Noto Sans CJK JP"):
            face.recalcTimestamp = False  # the same bytes each time
            return face
    raise SystemExit("no Japanese face in " + name)


def bold_text():
    """Latin, punctuation and symbols, kana, and the kanji of JIS X 0208."""
    ranges = [
        (0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2049), (0x20A0, 0x20BF), (0x2103, 0x2122),
        (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x25FF),
        (0x2600, 0x266F), (0x2713, 0x2717), (0x2776, 0x277F), (0x3000, 0x30FF), (0x3220, 0x3243),
        (0x3280, 0x32B0), (0x32D0, 0x32FF), (0x3300, 0x33FF), (0xFF01, 0xFFEF),
    ]
    points = {p for low, high in ranges for p in range(low, high + 1)}
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((row, cell)).decode("euc_jp")))
            except UnicodeDecodeError:
                pass
    return points


def main():
    regular = japanese("NotoSansCJK-Regular.ttc")
    regular.save("NotoSansCJKjp-Regular.otf")

    bold = japanese("NotoSansCJK-Bold.ttc")
    options = subset.Options(hinting=False, layout_features=["kern", "palt", "locl", "ccmp", "mark", "mkmk"],
                             name_IDs=["*"], notdef_outline=True, desubroutinize=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=bold_text())
    cut.subset(bold)
    bold.save("NotoSansCJKjp-Bold-subset.otf")


main()
