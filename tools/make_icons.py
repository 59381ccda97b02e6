#!/usr/bin/env python3
# Draws web/icon.svg as the PNG icons that installed apps need.
# SPDX-License-Identifier: MIT
"""usage: make_icons.py SVG OUTPUT_FOLDER

Knows what the icon is made of and nothing else: one rounded square, and one path of horizontal
strokes with round ends. Anything else in the file stops the build.
"""

import math
import re
import struct
import sys
import xml.etree.ElementTree as xml
import zlib
from pathlib import Path

NAMESPACE = "{http://www.w3.org/2000/svg}"
# A maskable icon may lose all but the circle of 80 % of its width: its drawing shrinks into that,
# and its ground goes to the edges. https://www.w3.org/TR/appmanifest/#icon-masks
MASKABLE_SCALE = 0.75


def colour(text):
    return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))


class Icon:
    """The drawing, in the units of its view box."""

    def __init__(self, path):
        root = xml.parse(path).getroot()
        self.size = float(root.get("viewBox").split()[2])
        shapes = list(root)
        if [shape.tag for shape in shapes] != [NAMESPACE + "rect", NAMESPACE + "path"]:
            sys.exit(f"make_icons: {path} has other shapes than a square and a path")
        square, bars = shapes
        self.radius = float(square.get("rx"))
        self.ground = colour(square.get("fill"))
        self.ink = colour(bars.get("stroke"))
        self.half_width = float(bars.get("stroke-width")) / 2
        drawn = bars.get("d")
        strokes = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", drawn)
        if "".join(f"M{x} {y}h{length}" for x, y, length in strokes) != drawn:
            sys.exit(f"make_icons: {path} has other strokes than horizontal ones")
        self.strokes = [(float(x), float(y), float(x) + float(length)) for x, y, length in strokes]

    def outside_ink(self, x, y):
        """How far a point is from the strokes; negative within them."""
        return min(
            math.hypot(max(left - x, 0, x - right), y - middle) - self.half_width
            for left, middle, right in self.strokes
        )

    def outside_ground(self, x, y):
        low, high = self.radius, self.size - self.radius
        return math.hypot(max(low - x, 0, x - high), max(low - y, 0, y - high)) - self.radius


def coverage(distance, pixel_size):
    """The share of a pixel within an edge that runs this far from its centre."""
    return min(max(0.5 - distance / pixel_size, 0), 1)


def pixel(icon, x, y, step, is_maskable):
    """Red, green, blue and opacity of the pixel with this centre."""
    opacity = 1
    if is_maskable:
        middle = icon.size / 2
        x = middle + (x - middle) / MASKABLE_SCALE
        y = middle + (y - middle) / MASKABLE_SCALE
        step /= MASKABLE_SCALE
    else:
        opacity = coverage(icon.outside_ground(x, y), step)
    ink = coverage(icon.outside_ink(x, y), step)
    mixed = (round(i * ink + g * (1 - ink)) for i, g in zip(icon.ink, icon.ground))
    return bytes([*mixed, round(255 * opacity)])


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(icon, pixels, is_maskable):
    step = icon.size / pixels
    rows = bytearray()
    for y in range(pixels):
        rows.append(0)  # no filter
        for x in range(pixels):
            rows += pixel(icon, (x + 0.5) * step, (y + 0.5) * step, step, is_maskable)
    header = struct.pack(">IIBBBBB", pixels, pixels, 8, 6, 0, 0, 0)  # 8 bits, red green blue alpha
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def main():
    icon, output = Icon(Path(sys.argv[1])), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    for name, pixels, is_maskable in (
        ("icon-192", 192, False),
        ("icon-512", 512, False),
        ("maskable-512", 512, True),
    ):
        (output / f"{name}.png").write_bytes(png(icon, pixels, is_maskable))


if __name__ == "__main__":
    main()
