"""Cross-stitch covers: every festival has a picture of its own before anyone uploads a photo.

A cover is a cloth of square cells, each empty or one cross of thread: a seeded border, one big motif in the
middle, smaller ones on both sides, a foot. The seed picks borders, order and colours; the skin picks cloth
and motifs. The same seed and skin give the same bytes for ever, so a cover may be cached by them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from eventhub.festivals.cloth import HEIGHT, MIDDLE, WIDTH, Cloth

# Motifs side by side, a letter a stitch. The butterfly is a left half; its last column is the axis.
_HILLS = """
......w...  ..w..  ....p....  .......pp  ....b..
.rrr...w..  .www.  ...ppp...  ......prp  ...b.g.
rrprr...w.  ..y..  .p.prp.p.  .g..gg.p.  ...b.gg
rpprrr..ww  rrrrr  pppprpppp  gg.gg.b..  ..yyy..
rpyyprr.yw  ..r..  prrryrrrp  .gg..b...  ..ywy..
rrpyppr.yw  ..r..  .pppypp..  ..gbb....  .yywyy.
.rrpppprrw  .rrr.  .pprprpp.  ...b.....  .ywyyy.
..rrrrrrrw  .bwb.  pppp.pppp  ..b......  yywyyyy
....bbbbbw  rrrrr  .pp...pp.  .b.......  yyyyyyy
..bbbppb.w  w...w  .........  .........  yyyyyyy
.bbpyypb.w  .....  .........  .........  .yyyyy.
.bbpyyb..w  .....  .........  .........  .......
..bbppb...  .....  .........  .........  .......
...bbb....  .....  .........  .........  .......
"""
_TOWN = """
....w......w....  ....gg.  ....y....  ...w...  ....pppp.....  ...y...
...w......w.....  ...g...  ..yyyyy..  ..www..  ..pprrrrpp..p  ...y...
....w......w....  ..rrr..  .rrpyprr.  .w.w.w.  .pryryryrrppp  .rr.rr.
.....w......w...  .rrrrr.  rrrpyprrr  .wwwww.  prwryryryrrp.  .rr.rr.
....w......w....  .rprrr.  rrrpyprrr  .wyyyw.  prrryryryrrp.  ...y...
................  .rprrr.  rrrpyprrr  .wwwww.  .pryryryrrppp  .rr.rr.
.rgrywyryrgyrgr.  ..rprr.  .rrpyprr.  .wyyyw.  ..pprrrrpp..p  .rr.rr.
yyyyyyyyyyyyyyyy  ..rprr.  ..yyyyy..  .wwwww.  ....pppp.....  ...y...
.ywyyywyywyyywy.  ...rrr.  ....y....  .wyyyw.  .............  .rr.rr.
.yryyryyryyryyr.  ....rr.  ...y.y...  .wwwww.  .............  .rr.rr.
..ywyyywyywywy..  .....r.  .........  .......  .............  ..w.w..
...yyyyyyyyyy...  .......  .........  .......  .............  ...w...
.....yyyyyy.....  .......  .........  .......  .............  .......
....wwwwwwww....  .......  .........  .......  .............  .......
"""


def _motifs(sheet: str) -> list[str]:
    """Cut a sheet into its motifs, each rows of letters parted by line breaks."""
    return ["\n".join(rows) for rows in zip(*(line.split() for line in sheet.split("\n") if line), strict=True)]


BUTTERFLY, DANCER, BLOSSOM, SPRIG, PEAR = _motifs(_HILLS)
BOWL, CHILI, LANTERN, TOWER, FISH, FIRECRACKERS = _motifs(_TOWN)
PEAR_BLOSSOM = BLOSSOM.translate(str.maketrans("pr", "ws"))


def _middle(c: Cloth, rnd: random.Random, ring: str, star: tuple[str, str]) -> None:
    """The big diamond with its star."""
    c.lozenge(MIDDLE, 24, 13, ring)
    n = rnd.choice((3, 4))
    c.star8(MIDDLE, 24, n, *star)
    c.put(MIDDLE, 24, "y")


def _specks(c: Cloth, rnd: random.Random, places: tuple[tuple[int, int], ...], kinds: tuple[str, ...]) -> None:
    """Small diamonds in the gaps."""
    for dx, y in places:
        rings = rnd.choice(kinds)
        for s in (-1, 1):
            c.lozenge(MIDDLE + s * dx, y, 2, rings)


def _caishan(c: Cloth, rnd: random.Random) -> None:
    """踩山会: butterflies, star diamonds, a row of dancers hand in hand."""
    _middle(
        c,
        rnd,
        rnd.choice(("r.w..........", "w.r..........", "r.b.w........")),
        rnd.choice((("r", "p"), ("p", "w"))),
    )
    near, far = rnd.choice(((23, 46), (46, 23)))
    for s in (-1, 1):
        c.mirrored(BUTTERFLY, MIDDLE + s * near, 17)
        c.lozenge(MIDDLE + s * far, 24, 9, "s.b.....")
        c.star8(MIDDLE + s * far, 24, 2, "w", "y")
        c.put(MIDDLE + s * far, 24, "r")
    _specks(c, rnd, ((13, 14), (34, 14), (13, 34), (34, 34)), ("gy.", "yg.", "bw."))
    for k in range(-7, 8):
        c.stamp(DANCER, MIDDLE - 2 + k * 7, HEIGHT - 15)
        for dx in (3, 4):
            c.put(MIDDLE + dx + k * 7, HEIGHT - 13, "r")
    c.zigzag(HEIGHT - 5, 4, rnd.choice(("b.gg", "g.bb", "b.rr")))


def _meishi(c: Cloth, rnd: random.Random) -> None:
    """美食节: a steaming bowl between lanterns and chillies, the old town below."""
    c.stamp(BOWL, MIDDLE - 8, 15)
    beside, between = rnd.choice(((LANTERN, CHILI), (CHILI, LANTERN)))
    c.pair(beside, 20, 13)
    c.pair(between, 32, 17)
    c.pair(beside, 44, 13)
    _specks(c, rnd, ((20, 29), (32, 13), (44, 29)), ("y.g", "yw.", "p.y"))
    step = rnd.choice((8, 9))
    for k in range(-6, 7):
        c.stamp(TOWER, MIDDLE - 3 + k * step, HEIGHT - 20 + (abs(k) % 2) * 2)
    for i, thread in enumerate(rnd.sample("wps", 3)):
        c.zigzag(HEIGHT - 10 + i * 3, 4, thread, 4 * (i % 2))


def _orchard(c: Cloth, rnd: random.Random, flower: str, branch: str) -> None:
    """Blossom over terraced hills, for 桃花节 and 梨花节."""
    ring = rnd.choice(("p.s..........", "s.p..........", "w.s.........."))
    c.lozenge(MIDDLE, 24, 13, ring)
    c.lozenge(MIDDLE, 24, 9, "s........")
    c.stamp(flower, MIDDLE - 4, 20)
    high, low = rnd.choice(((15, 20), (20, 15)))
    c.pair(flower, 22, high)
    c.pair(flower, 44, low)
    c.pair(branch, 33, rnd.choice((12, 14)))
    _specks(c, rnd, ((22, 30), (33, 31), (44, 33)), ("p.y", "gw.", "py."))
    for i, depth in enumerate(("ggg", rnd.choice("sp"), "gg", "s", "g")):
        c.zigzag(HEIGHT - 15 + i * 3, 8, depth, 8 * (i % 2))


def _taohua(c: Cloth, rnd: random.Random) -> None:
    """桃花节: peach blossom and twigs."""
    _orchard(c, rnd, BLOSSOM, SPRIG)


def _lihua(c: Cloth, rnd: random.Random) -> None:
    """梨花节: white pear blossom and the pears of autumn."""
    _orchard(c, rnd, PEAR_BLOSSOM, PEAR)


def _nianhuo(c: Cloth, rnd: random.Random) -> None:
    """年货节: fish for plenty, firecrackers, lanterns."""
    _middle(c, rnd, rnd.choice(("y.r..........", "r.y..........")), rnd.choice((("y", "w"), ("r", "y"))))
    c.pair(FISH, 23, rnd.choice((19, 21)))
    left, right = rnd.choice(((LANTERN, FIRECRACKERS), (FIRECRACKERS, LANTERN)))
    c.pair(left, 36, 14)
    c.pair(right, 45, 15)
    _specks(c, rnd, ((14, 14), (24, 14), (14, 34), (25, 34)), ("y.r", "wy.", "gy."))
    rings = rnd.choice(("r.y.", "y.r."))
    for k in range(-4, 5):
        c.lozenge(MIDDLE + k * 11, HEIGHT - 10, 4, rings)
    c.zigzag(HEIGHT - 5, 4, rnd.choice(("y.rr", "r.yy")))


@dataclass(frozen=True)
class Skin:
    """A cloth and how it is worked: colours, threads of border, edge rows and strip, and its motifs."""

    ground: str
    weave: str
    threads: dict[str, str]
    border: str
    edge: tuple[str, str]
    strip: tuple[str, str, str, str]
    draw: Callable[[Cloth, random.Random], None]


def _threads(colours: str) -> dict[str, str]:
    return dict(zip("rpwsgyb", (f"#{colour}" for colour in colours.split()), strict=True))


SKINS: dict[str, Skin] = {
    "caishan": Skin(
        "#17153a", "#2a2760", _threads("e5344f ff9dbb f3f4fb b9bfd8 3fae7b f6bd4a 6f78e6"),
        "rwpb", ("r.", "w.s."), ("r", "y", "w", "b"), _caishan,
    ),
    "meishi": Skin(
        "#7d1128", "#951f39", _threads("ff6a5c ffb3a6 fff4e2 f0c9a8 5cc08c ffc64f 2a0a26"),
        "yrwp", ("y.", "y.s."), ("y", "r", "w", "p"), _meishi,
    ),
    "taohua": Skin(
        "#174a3a", "#225c49", _threads("e64b7c ff9fc0 fff3f7 bfe0cf 6cc592 ffd667 0d2f25"),
        "pgwr", ("p.", "s.p."), ("p", "r", "w", "g"), _taohua,
    ),
    "lihua": Skin(
        "#12423f", "#1d5652", _threads("e0a92e cfe8d0 ffffff bfe2dc 7ccf9a f4d35e 0a2a28"),
        "wgsy", ("w.", "s.w."), ("w", "y", "g", "s"), _lihua,
    ),
    "nianhuo": Skin(
        "#5c1409", "#742013", _threads("ff5a3c ffb18f fff1dc eebf9a 86b86b ffcb47 2c0803"),
        "yrys", ("y.", "r.y."), ("y", "r", "w", "p"), _nianhuo,
    ),
}  # fmt: skip


def cover_svg(seed: str, skin: str) -> str:
    """Draw the cover of a festival.

    Args:
        seed: any text that names the festival and its edition, such as its slug.
        skin: a key of ``SKINS``; the same word as in ``data-fest``.

    Returns:
        A complete SVG document, 960 × 540, at most 32 kB, with no script and no outside reference.

    Raises:
        ValueError: the skin is not known.
    """
    size = f'width="{WIDTH * 10}" height="{HEIGHT * 10}" preserveAspectRatio="xMidYMid slice"'
    return _svg(cover_cloth(seed, skin), _skin(skin), size)


def cover_cloth(seed: str, skin: str) -> Cloth:
    """Stitch the cover that `cover_svg` draws, for those who draw it otherwise. Raises ValueError for an unknown skin."""
    look = _skin(skin)
    rnd = random.Random(f"{skin}:{seed}")
    c = Cloth()
    c.row(1, look.edge[0])
    c.band(3, 5, "".join(rnd.sample(look.border, len(look.border))), rnd)
    c.row(9, look.edge[1])
    look.draw(c, rnd)
    c.row(HEIGHT - 1, look.edge[0])
    return c


def strip_svg(skin: str) -> str:
    """Draw the woven strip that stands under a header: 32 × 8 cells, repeating sideways without a seam.

    Raises:
        ValueError: the skin is not known.
    """
    look = _skin(skin)
    outer, left, right, gap = look.strip
    c = Cloth(32, 8)
    for x in range(32):
        for y in range(8):
            d = int(abs(x % 16 - 8) + abs(y - 3.5) + 0.5)
            if d == 4:
                c.put(x, y, outer)
            elif d <= 2:
                c.put(x, y, left if x < 16 else right)
            elif d == 6 or d >= 10:
                c.put(x, y, gap)
    return _svg(c, look, 'width="128" height="32"')


def _skin(name: str) -> Skin:
    try:
        return SKINS[name]
    except KeyError:
        raise ValueError(f"没有“{name}”这套花样，可选：{'、'.join(SKINS)}") from None


def _svg(c: Cloth, look: Skin, size: str) -> str:
    body = "".join(f'<path stroke="{look.threads[thread]}" d="{d}"/>' for thread, d in c.paths())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {c.w} {c.h}" {size}>'
        f'<defs><pattern id="w" width="1" height="1" patternUnits="userSpaceOnUse">'
        f'<path d="M.5.12v.2M.12.5h.2" stroke="{look.weave}" stroke-width=".2"/></pattern></defs>'
        f'<rect width="{c.w}" height="{c.h}" fill="{look.ground}"/>'
        f'<rect width="{c.w}" height="{c.h}" fill="url(#w)"/>'
        f'<g fill="none" stroke-width=".36" stroke-linecap="round">{body}</g></svg>'
    )
