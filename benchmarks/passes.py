"""Cost of signing, checking and printing passes, beside what it is made of and what it was chosen over.

Run from the checkout: `python -m benchmarks.passes`. Prints one line a figure (wall time, the least of some
rounds: other work on the machine only ever adds) with its ratio to the thing it is compared with. Fails when
checking a pass takes more than 1 ms or printing 200 stalls more than 3 s.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fpdf import FPDF

from eventhub.passes.cards import Detail, PassCard, SignCard
from eventhub.passes.glyphs import FONT_FILE
from eventhub.passes.keys import new_key_pair
from eventhub.passes.printing import FestivalPrint, PassLayout, render_festival, render_passes
from eventhub.passes.qr import pass_address, pass_matrix, sign_address
from eventhub.passes.token import BODY_BYTES, CONTEXT, PassClaims, PassKind, read_digits, sign, verify

STALLS = 200
ALLOWED_VERIFY = 0.001
ALLOWED_PRINT = 3.0
FESTIVAL = 12
BASE_URL = "https://jie.wansheng.example"
SHOPS = (
    "罗姐苗家米酒",
    "堡堂手工面",
    "关坝米粉",
    "南桐麒麟蹄花",
    "九锅箐老腊肉",
    "雷锋垭雪梨膏",
    "八0一螺蛳",
)
SURNAMES = "罗王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马"
SIMPLIFIED_CHINESE = 2  # place of this face in the font collection


@dataclass(frozen=True)
class Figure:
    """A measured time in seconds, what it is compared with (seconds) and what is allowed (seconds)."""

    name: str
    seconds: float
    beside: str = ""
    other: float = 0.0
    allowed: float = 0.0

    def __str__(self) -> str:
        ratio = f"{self.seconds / self.other:7.2f} × {self.beside}" if self.other else ""
        limit = f"  (allowed {self.allowed * 1000:.0f} ms)" if self.allowed else ""
        return f"{self.name:44} {self.seconds * 1000:10.3f} ms {ratio}{limit}"

    @property
    def too_slow(self) -> bool:
        return bool(self.allowed) and self.seconds > self.allowed


def least_seconds(action: Callable[[], object], rounds: int, times: int = 1) -> float:
    """Least time of one call over the rounds, each round calling `times` times."""
    spent = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for _ in range(times):
            action()
        spent.append((time.perf_counter() - begun) / times)
    return min(spent)


def token_figures(private: bytes, public: bytes) -> list[Figure]:
    """Signing and checking, beside the bare Ed25519 operation."""
    claims = PassClaims(kid=3, serial=138, rev=0, kind=PassKind.HOUSEHOLD, booth=63, days=7, heads=2, window=1)
    digits = sign(claims, FESTIVAL, private)
    scanned = pass_address(BASE_URL, digits) + "\r\n"
    token = read_digits(digits)
    message = CONTEXT + FESTIVAL.to_bytes(2, "big") + token[:BODY_BYTES]
    key = Ed25519PublicKey.from_public_bytes(public)
    bare = least_seconds(lambda: key.verify(token[BODY_BYTES:], message), 9, 300)
    whole = least_seconds(lambda: verify(scanned, {3: (FESTIVAL, public)}), 9, 300)
    return [
        Figure("a bare Ed25519 check", bare),
        Figure("verify: digits → claims", whole, "the bare check", bare, ALLOWED_VERIFY),
        Figure("sign: claims → digits", least_seconds(lambda: sign(claims, FESTIVAL, private), 9, 300)),
        Figure("a pass's code, 6-M", least_seconds(lambda: pass_matrix(pass_address(BASE_URL, digits)), 9, 20)),
    ]


def passes(private: bytes) -> list[PassCard]:
    """A pass for each stall, no two alike."""
    claims = PassClaims(kid=3, serial=1, rev=0, kind=PassKind.HOUSEHOLD, booth=1, days=7, heads=2, window=1)
    return [
        PassCard(
            festival="2027 万盛苗族踩山会",
            kind=PassKind.HOUSEHOLD,
            booth=f"{'ABCDE'[number // 40]}{number % 40 + 1:02}",
            shop=f"{SURNAMES[number % 20]}家{SHOPS[number % 7]}{number}号店",
            zone="D区 茶酒饮品",
            holder=f"{SURNAMES[number % 20]}{chr(0x4E00 + 7 * number)}{chr(0x5E00 + 11 * number)}",
            heads=number % 4 + 1,
            address=pass_address(BASE_URL, sign(replace(claims, serial=number + 1), FESTIVAL, private)),
            short_code="K7M2QX",
            details=(Detail("日期", "5月1–3日", "三月廿五至廿七"), Detail("进场", "7:00–8:30 南门")),
            mark="食农艺饮"[number % 4],
            badge="特色个体工商户" if number % 3 else "",
            fine="只限本人使用，丢了打 023-0000 0000 补。门口扫码核对，同一张第二次进会被拦下。",
        )
        for number in range(STALLS)
    ]


def signs() -> list[SignCard]:
    """A sign for each stall."""
    return [
        SignCard(
            heading="万盛苗族踩山会 · D区 茶酒饮品",
            booth=f"{'ABCDE'[number // 40]}{number % 40 + 1:02}",
            shop=f"{SURNAMES[number % 20]}家{SHOPS[number % 7]}",
            sells="糯米酒 · 杨梅酒 · 醪糟",
            address=sign_address(BASE_URL, f"K7M{number:03}"),
            short_code=f"K7M{number:03}",
        )
        for number in range(STALLS)
    ]


def drawn_by_fpdf2(cards: list[PassCard]) -> bytes:
    """The same passes by fpdf2, without bands, stamps and shrinking: the least it would have to do."""
    pdf = FPDF(unit="mm", format=(105, 148))
    pdf.set_auto_page_break(False)
    pdf.add_font("noto", fname=FONT_FILE, collection_font_number=SIMPLIFIED_CHINESE)
    for card in cards:
        pdf.add_page()
        lines = [(18, 9, card.festival), (25, 15, card.title), (56, 88, card.booth), (68, 22, card.shop)]
        lines += [(76, 12, card.zone), (130, 11, card.short_code), (140, 6, card.fine)]
        lines += [(90 + 6 * n, 9.5, f"{row.label} {row.text} {row.note}") for n, row in enumerate(card.rows)]
        for y, size, text in lines:
            pdf.set_font("noto", size=size)
            pdf.text(7, y, text)
        side = 39 / 41
        for y, row in enumerate(pass_matrix(card.address)):
            for x, dark in enumerate(row):
                if dark:
                    pdf.rect(59 + x * side, 85 + y * side, side, side, style="F")
    return bytes(pdf.output())


def print_figures(private: bytes) -> list[Figure]:
    """Printing 200 stalls, beside fpdf2."""
    cards, tables = passes(private), signs()
    # The first print of a process also reads the fonts, as after a restart. It is measured once
    # only, so it has no limit.
    begun = time.perf_counter()
    render_passes(cards)
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    drawn_by_fpdf2(cards)
    other = time.perf_counter() - begun
    # Typst remembers what it drew: each round prints other passes than the last.
    deck = iter([passes(new_key_pair()[0]) for _ in range(9)])

    def whole_festival() -> bytes:
        return render_festival(FestivalPrint("踩山会", next(deck), tables))

    return [
        Figure("200 passes by fpdf2, plainly drawn", other),
        Figure("200 passes A6, first print of a process", first, "fpdf2", other),
        Figure(
            "200 passes A6",
            least_seconds(lambda: render_passes(next(deck)), 3),
            "fpdf2",
            other,
            ALLOWED_PRINT,
        ),
        Figure(
            "200 passes, four on A4",
            least_seconds(lambda: render_passes(next(deck), PassLayout.A4_FOUR), 3),
            "fpdf2",
            other,
            ALLOWED_PRINT,
        ),
        Figure("200 stalls: passes and signs", least_seconds(whole_festival, 3), "fpdf2", other, ALLOWED_PRINT),
    ]


def main() -> int:
    """Print the figures; 1 when one of them is over what is allowed."""
    private, public = new_key_pair()
    figures = token_figures(private, public) + print_figures(private)
    for figure in figures:
        print(figure)
    return int(any(figure.too_slow for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
