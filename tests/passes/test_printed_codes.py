"""Every code on every sheet is read, from a 200 dpi rendering, by two decoders that share no line of code."""

from collections.abc import Callable

import cv2
import numpy
import pypdfium2
import pytest

from eventhub.passes.cards import HouseholdSheet
from eventhub.passes.printing import (
    FestivalPrint,
    PassLayout,
    SignLayout,
    VehicleLayout,
    render_festival,
    render_household_sheet,
    render_passes,
    render_signs,
    render_vehicle_cards,
)
from tests.passes.samples import (
    LONG_SHOP,
    a_pass,
    a_sign,
    a_vehicle_card,
    code_side_mm,
    page_image,
    page_images,
    page_sizes_mm,
    read_by_opencv,
    read_by_zxing,
)

PASSES = [
    a_pass(1),
    a_pass(2, skin="meishi", shop=LONG_SHOP, booth="A01–A02"),
    a_pass(3, skin="taohua", badge="", mark="食", details=()),
    a_pass(4, holder="阿依古丽·买买提", zone="A区 名小吃与手工面展区（靠石鼓广场）"),
    a_pass(5, booth="B17", mark="", fine=""),
]
SIGNS = [
    a_sign("K7M2"),
    a_sign("P9R3TW", shop=LONG_SHOP, badge=""),
    a_sign("XY7ZW", skin="taohua", sells=""),
]
VEHICLES = [a_vehicle_card(7), a_vehicle_card(8, plate="渝AD12345", skin="meishi", shop=LONG_SHOP)]

Render = Callable[[], bytes]
SHEETS: list[tuple[str, Render, list[list[str]], tuple[int, int], float]] = [
    ("passes", lambda: render_passes(PASSES), [[card.address] for card in PASSES], (105, 148), 36),
    (
        "passes, four on A4",
        lambda: render_passes(PASSES, PassLayout.A4_FOUR),
        [[card.address for card in PASSES[:4]], [PASSES[4].address]],
        (210, 297),
        36,
    ),
    ("signs", lambda: render_signs(SIGNS), [[sign.address] for sign in SIGNS], (210, 148), 38),
    (
        "signs, two on A4",
        lambda: render_signs(SIGNS, SignLayout.A4_TWO),
        [[sign.address for sign in SIGNS[:2]], [SIGNS[2].address]],
        (210, 297),
        38,
    ),
    (
        "vehicles",
        lambda: render_vehicle_cards(VEHICLES),
        [[card.address] for card in VEHICLES],
        (210, 148),
        36,
    ),
    (
        "vehicles, two on A4",
        lambda: render_vehicle_cards(VEHICLES, VehicleLayout.A4_TWO),
        [[card.address for card in VEHICLES]],
        (210, 297),
        36,
    ),
    (
        "household",
        lambda: render_household_sheet(HouseholdSheet("罗姐苗家米酒", PASSES[0], ("沿虚线剪下。",), SIGNS[0])),
        [[PASSES[0].address, SIGNS[0].address]],
        (210, 297),
        36,
    ),
    (
        "household with helpers and a vehicle",
        lambda: render_household_sheet(
            HouseholdSheet("罗姐苗家米酒", PASSES[0], ("沿虚线剪下。",), SIGNS[0], tuple(PASSES[1:4]), (VEHICLES[0],))
        ),
        [
            [PASSES[0].address, SIGNS[0].address],
            [card.address for card in PASSES[1:4]],
            [VEHICLES[0].address],
        ],
        (210, 297),
        36,
    ),
    (
        "household without a sign",
        lambda: render_household_sheet(HouseholdSheet("罗姐苗家米酒", PASSES[1], ("沿虚线剪下。",))),
        [[PASSES[1].address]],
        (210, 297),
        36,
    ),
]


def expect_codes(image: numpy.ndarray, addresses: list[str], least_mm: float) -> None:
    """Both decoders read exactly these codes, each large enough and of a version that may be printed."""
    readings = read_by_zxing(image)
    assert sorted(reading.text for reading in readings) == sorted(addresses)
    assert read_by_opencv(image) == set(addresses)
    for reading in readings:
        version, level = int(reading.extra["Version"]), reading.extra["ECLevel"]
        if "/p/" in reading.text:
            assert (version, level) == (6, "M")
        else:
            assert version <= 4
            assert level == "Q"
        assert code_side_mm(reading) >= least_mm - 0.15  # half a pixel at either edge


@pytest.mark.parametrize(
    ("render", "addresses", "size", "least_mm"),
    [sheet[1:] for sheet in SHEETS],
    ids=[sheet[0] for sheet in SHEETS],
)
def test_every_code_on_every_page_is_read(
    render: Render, addresses: list[list[str]], size: tuple[int, int], least_mm: float
) -> None:
    pdf = render()
    assert page_sizes_mm(pdf) == [size] * len(addresses)
    for image, on_page in zip(page_images(pdf), addresses, strict=True):
        expect_codes(image, on_page, least_mm)


@pytest.mark.parametrize("render", [SHEETS[0][1], SHEETS[2][1]], ids=["passes", "signs"])
def test_codes_are_read_from_a_black_and_white_print(render: Render) -> None:
    for image in page_images(render()):
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        ink = numpy.where(grey < 128, 0, 255).astype(numpy.uint8)
        assert len(read_by_zxing(ink)) == 1
        assert len(read_by_opencv(ink)) == 1


def test_codes_keep_four_modules_of_white_around_them() -> None:
    for image, side_mm in (
        (page_images(render_passes(PASSES[:2]))[1], 39),
        (page_images(render_signs(SIGNS))[1], 55),
    ):
        (reading,) = read_by_zxing(image)
        modules = 17 + 4 * int(reading.extra["Version"])
        zone = round(side_mm / modules * 4 / 25.4 * 200) - 2
        corners = reading.position
        top, bottom, left, right = (
            corners.top_left.y,
            corners.bottom_left.y,
            corners.top_left.x,
            corners.top_right.x,
        )
        frame = image[top - zone : bottom + zone, left - zone : right + zone].copy()
        frame[zone - 2 : -zone + 2, zone - 2 : -zone + 2] = 255
        assert frame.min() == 255


@pytest.mark.slow
def test_a_whole_festival_of_200_stalls_is_read_page_by_page() -> None:
    passes = [a_pass(n, booth=f"{'ABCDE'[n // 40]}{n % 40 + 1:02}", shop=f"罗姐苗家米酒{n}号") for n in range(1, 200)]
    signs = [a_sign(f"K{n:03}".translate(str.maketrans("014", "XYZ"))) for n in range(200)]
    pdf = render_festival(FestivalPrint("2027 万盛苗族踩山会", passes, signs))
    addresses = [card.address for card in (*passes, *signs)]
    for page, address in zip(pypdfium2.PdfDocument(pdf), addresses, strict=True):
        expect_codes(page_image(page), [address], 36)
