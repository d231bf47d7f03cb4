"""Passes, signs and readings that the tests of this room share."""

from dataclasses import replace

import cv2
import numpy
import pypdfium2
import zxingcpp

from eventhub.passes.cards import Detail, PassCard, SignCard, VehicleCard
from eventhub.passes.keys import public_key_of
from eventhub.passes.qr import pass_address, sign_address
from eventhub.passes.token import PassClaims, PassKind, sign

BASE_URL = "https://jie.wansheng.example"
FESTIVAL = 12
PRIVATE = bytes(range(32))
PUBLIC = public_key_of(PRIVATE)
KEYS = {3: (FESTIVAL, PUBLIC)}
CLAIMS = PassClaims(kid=3, serial=138, rev=0, kind=PassKind.HOUSEHOLD, booth=63, days=0b111, heads=2, window=1)
LONG_SHOP = "重庆市万盛经济技术开发区黑山镇北门村苗家阿婆手工豆腐糍粑米酒腊肉香肠干菜土特产经营部第二分店"
DPI = 200


def address(serial: int = 138, kind: PassKind = PassKind.HOUSEHOLD) -> str:
    """The address in a genuine pass's code."""
    return pass_address(BASE_URL, sign(replace(CLAIMS, serial=serial, kind=kind), FESTIVAL, PRIVATE))


def a_pass(serial: int = 138, **values: object) -> PassCard:
    """A pass as a household gets it."""
    card = PassCard(
        festival="2027 万盛苗族踩山会",
        kind=PassKind.HOUSEHOLD,
        booth="D03",
        shop="罗姐苗家米酒",
        zone="D区 茶酒饮品",
        holder="罗桂芳",
        heads=2,
        address=address(serial),
        short_code="K7M2QX",
        details=(
            Detail("日期", "5月1–3日", "三月廿五至廿七"),
            Detail("进场", "7:00–8:30 南门"),
            Detail("车牌", "渝B·0A000"),
            Detail("用电", "800 瓦，无明火"),
        ),
        mark="饮",
        badge="特色个体工商户",
        fine="证号 CS-0138-7。只限本人使用，丢了打 023-0000 0000 补。门口扫码核对，同一张第二次进会被拦下。",
    )
    return replace(card, **values)


def a_sign(code: str = "K7M2QX", **values: object) -> SignCard:
    """A table sign with a code of the greatest length."""
    card = SignCard(
        heading="万盛苗族踩山会 · D区 茶酒饮品",
        booth="D03",
        shop="罗姐苗家米酒",
        sells="糯米酒 · 杨梅酒 · 醪糟",
        address=sign_address(BASE_URL, code),
        short_code=code,
        badge="特色个体工商户",
    )
    return replace(card, **values)


def a_vehicle_card(serial: int = 139, **values: object) -> VehicleCard:
    """A vehicle card."""
    card = VehicleCard(
        festival="2027 万盛苗族踩山会",
        plate="渝B·0A000",
        booth="D03",
        shop="罗姐苗家米酒",
        address=address(serial, PassKind.VEHICLE),
        short_code="P9R3TW",
        details=(Detail("日期", "5月1–3日", "三月廿五至廿七"), Detail("进场", "7:00–8:30 北门卸货")),
        fine="放在前挡风玻璃后面，字朝外。",
    )
    return replace(card, **values)


def page_image(page: pypdfium2.PdfPage, dpi: int = DPI) -> numpy.ndarray:
    """A page in pixels: height × width × 3, blue first."""
    return page.render(scale=dpi / 72).to_numpy()


def page_images(pdf: bytes, dpi: int = DPI) -> list[numpy.ndarray]:
    """All pages in pixels."""
    return [page_image(page, dpi) for page in pypdfium2.PdfDocument(pdf)]


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page as a reader would copy it."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def squeezed(text: str) -> str:
    """A text without the spaces and line ends that a PDF reader puts in for layout, and break marks."""
    return "".join(c for c in text if not c.isspace() and c not in "\u200b\u2060\ufffe\x02")


def page_sizes_mm(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)]


def read_by_zxing(image: numpy.ndarray) -> list[zxingcpp.Barcode]:
    """All QR codes the first decoder finds."""
    return list(zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode))


def read_by_opencv(image: numpy.ndarray) -> set[str]:
    """All QR codes the second, independent decoder finds.

    OpenCV has two finders of codes; the older one misses 2 % even of flawless drawings, under every mask.
    """
    return set(cv2.QRCodeDetectorAruco().detectAndDecodeMulti(image)[1]) - {""}


def code_side_mm(barcode: zxingcpp.Barcode, dpi: int = DPI) -> float:
    """The side of a code's dark square in millimetres, measured in the rendering."""
    corners = barcode.position
    across = (corners.top_right.x - corners.top_left.x) + (corners.bottom_right.x - corners.bottom_left.x)
    return across / 2 / dpi * 25.4
