"""The cross-stitch cover as a PNG of 1200 × 630, the size chat programs show beside a link. Pure."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from eventhub.festivals.cover_art import SKINS, cover_cloth

SIZE = (1_200, 630)
CELL = 12.5
THREAD = 4
# A picture is 10 kB and takes 45 ms: without a session or a limit, a few dozen a second would hold up everybody.
KEPT = 100


@lru_cache(KEPT)
def cover_png(seed: str, skin: str) -> bytes:
    """Draw the cover that the seed and skin stand for; the same bytes every time. Raises ValueError for an unknown skin.

    The cloth is 1200 × 675; what is over at the lower edge is cut off.
    """
    cloth = cover_cloth(seed, skin)
    look = SKINS[skin]
    picture = Image.new("RGB", SIZE, look.ground)
    draw = ImageDraw.Draw(picture)
    for (column, row), thread in cloth.cells.items():
        left, top = column * CELL + 2, row * CELL + 2
        right, bottom = left + CELL - 4, top + CELL - 4
        for line in ((left, top, right, bottom), (left, bottom, right, top)):
            draw.line(line, fill=look.threads[thread], width=THREAD)
    out = BytesIO()
    picture.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()
