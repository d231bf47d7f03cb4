"""What is printed can be read: names whole, nothing off the card, all fonts inside the file."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from eventhub.passes.cards import GateList, GateRow, HouseholdSheet, PassCard
from eventhub.passes.glyphs import MissingGlyph
from eventhub.passes.plan_sheet import PlanBooth, PlanLabel, PlanSheet, PlanZone
from eventhub.passes.printing import (
    FestivalPrint,
    NothingToPrint,
    PassLayout,
    SignLayout,
    render_festival,
    render_floor_plan,
    render_gate_list,
    render_household_sheet,
    render_passes,
    render_signs,
    render_vehicle_cards,
)
from eventhub.passes.qr import CodeTooLarge
from eventhub.passes.token import PassKind
from tests.passes.samples import (
    LONG_SHOP,
    a_pass,
    a_sign,
    a_vehicle_card,
    address,
    page_sizes_mm,
    page_texts,
    squeezed,
)

MM = 72 / 25.4


def letters(pdf: bytes, page: int = 0) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each printed character with its box (left, bottom, right, top) in mm from the page's lower left."""
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    return [
        (text.get_text_range(n, 1), tuple(edge / MM for edge in text.get_charbox(n)))
        for n in range(text.count_chars())
        if text.get_text_range(n, 1).strip()
    ]


def height_of(pdf: bytes, word: str) -> float:
    """How high a word is printed, in millimetres."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    start, _ = text.search(word).get_next()
    _, bottom, _, top = text.get_charbox(start)
    return (top - bottom) / MM


def test_all_that_a_pass_says_is_on_it() -> None:
    (text,) = map(squeezed, page_texts(render_passes([a_pass()])))
    for word in (
        "2027万盛苗族踩山会",
        "摊主参展证",
        "D03",
        "饮",
        "罗姐苗家米酒",
        "D区茶酒饮品",
        "特色个体工商户",
        "罗桂芳",
        "共2人",
        "5月1–3日",
        "三月廿五至廿七",
        "7:00–8:30南门",
        "渝B·0A000",
        "800瓦",
        "K7M2QX",
        "丢了打023-00000000补",
    ):
        assert word in text, word


@pytest.mark.parametrize("kind", PassKind)
def test_a_pass_names_its_kind(kind: PassKind) -> None:
    titles = {
        "household": "摊主参展证",
        "vehicle": "车辆通行证",
        "worker": "帮工参展证",
        "organiser": "主办方工作证",
    }
    assert titles[kind.name.lower()] in squeezed(page_texts(render_passes([a_pass(kind=kind)]))[0])


def test_a_class_badge_is_printed_only_when_given() -> None:
    assert "特色个体工商户" not in squeezed(page_texts(render_passes([a_pass(badge="")]))[0])
    assert "特色个体工商户" not in squeezed(page_texts(render_signs([a_sign(badge="")]))[0])
    assert "特色个体工商户" in squeezed(page_texts(render_signs([a_sign()]))[0])


def test_one_person_is_not_counted() -> None:
    assert "人" not in squeezed(page_texts(render_passes([a_pass(heads=1, fine="", details=())]))[0]).replace(
        "持证人", ""
    )


@pytest.mark.parametrize("name", ["㛃", "𬭎", "囍", "喆", "镕", "堃", "阿依古丽·买买提", "𠮷野"])
def test_rare_names_are_read_back_from_every_sheet(name: str) -> None:
    row = GateRow("D03", f"{name}米酒", name, 1, "5月1日", "K7M2QX")
    plan = PlanSheet("平面图", 10, 10, (), (PlanBooth("D03", 5, 5, 3, 3, shop=f"{name}米酒"),))
    for pdf in (
        render_passes([a_pass(shop=f"{name}米酒", holder=f"罗{name}")]),
        render_passes([a_pass(holder=f"罗{name}")], PassLayout.A4_FOUR),
        render_signs([a_sign(shop=f"{name}米酒")]),
        render_vehicle_cards([a_vehicle_card(shop=f"{name}米酒")]),
        render_gate_list(GateList("踩山会", "南门名单", "4月30日打印", (row,))),
        render_household_sheet(HouseholdSheet(f"{name}米酒", a_pass(), ())),
        render_floor_plan(plan),
    ):
        assert name in squeezed("".join(page_texts(pdf)))


@pytest.mark.parametrize("field", ["shop", "holder", "zone", "festival", "fine", "badge"])
def test_a_character_no_font_has_is_refused_before_printing_by_name(field: str) -> None:
    with pytest.raises(MissingGlyph, match="🍜") as refusal:
        render_passes(
            [
                a_pass(),
                a_pass(
                    holder="王二" if field != "holder" else "王二🍜",
                    **({} if field == "holder" else {field: "米酒🍜"}),
                ),
            ]
        )
    assert refusal.value.person.startswith("王二")


def test_a_missing_character_is_refused_on_every_other_sheet() -> None:
    bad = "罗姐🍜"
    row = GateRow("D03", bad, "罗*芳", 1, "5月1日", "K7M2QX")
    for render in (
        lambda: render_signs([a_sign(shop=bad)]),
        lambda: render_vehicle_cards([a_vehicle_card(shop=bad)]),
        lambda: render_gate_list(GateList("踩山会", "南门名单", "4月30日打印", (row,))),
        lambda: render_gate_list(
            GateList("踩山会🍜", "南门名单", "4月30日打印", (GateRow("A1", "a", "b", 1, "c", "d"),))
        ),
        lambda: render_household_sheet(HouseholdSheet("好", a_pass(), (bad,))),
        lambda: render_floor_plan(PlanSheet("图", 9, 9, (), (PlanBooth("A1", 1, 1, 3, 3, shop=bad),))),
        lambda: render_floor_plan(
            PlanSheet("图", 9, 9, (PlanZone(bad, ((0, 0), (1, 0), (1, 1))),), (PlanBooth("A1", 1, 1, 3, 3),))
        ),
        lambda: render_floor_plan(PlanSheet("图", 9, 9, (), (PlanBooth("A1", 1, 1, 3, 3),), (PlanLabel(bad, 1, 1),))),
    ):
        with pytest.raises(MissingGlyph, match="🍜"):
            render()


@pytest.mark.parametrize("name", [LONG_SHOP, "W" * 60, "长" * 120, "超长 shop name " * 8])
def test_an_overlong_shop_name_is_whole_and_stays_on_the_card(name: str) -> None:
    pass_pdf, sign_pdf = render_passes([a_pass(shop=name)]), render_signs([a_sign(shop=name)])
    vehicle_pdf = render_vehicle_cards([a_vehicle_card(shop=name)])
    for pdf, width in ((pass_pdf, 105), (sign_pdf, 210), (vehicle_pdf, 210)):
        assert squeezed(name) in squeezed(page_texts(pdf)[0])
        for letter, (left, bottom, right, top) in letters(pdf):
            assert left >= 4, letter
            assert right <= width - 4, letter
            assert bottom >= 4, letter
            assert top <= 148 - 10, letter


@pytest.mark.parametrize(
    "values",
    [
        {"booth": "ABCDEFGH-123456"},
        {"booth": "总控室"},
        {"zone": "很长的展区名" * 12},
        {"festival": "很长的节会名" * 12},
        {"holder": "阿卜杜热合曼·买买提明·" * 4},
        {"fine": "很长的说明。" * 40},
        {"badge": "知名个体工商户（区级）" * 2},
    ],
    ids=lambda values: next(iter(values)),
)
def test_any_overlong_text_stays_on_the_card_and_off_the_code(values: dict[str, str]) -> None:
    pdf = render_passes([a_pass(**values)])
    code_left, code_bottom, code_top = 59 - 3.5, 148 - 124.5 - 3.5, 148 - 85.5 + 3.5
    for letter, (left, bottom, right, top) in letters(pdf):
        assert left >= 4, letter
        assert right <= 101, letter
        assert bottom >= 4, letter
        assert top <= 138, letter
        off_code = right <= code_left or top <= code_bottom or bottom >= code_top
        assert off_code, letter
    assert squeezed(next(iter(values.values()))) in squeezed(page_texts(pdf)[0])


def test_the_booth_number_is_the_largest_word() -> None:
    for pdf, word in ((render_passes([a_pass()]), "D03"), (render_signs([a_sign()]), "D03")):
        largest, _ = max(letters(pdf), key=lambda printed: printed[1][3] - printed[1][1])
        assert largest in word
        assert height_of(pdf, word) > 2 * height_of(pdf, "罗")


def test_a_plate_is_the_largest_word_on_a_vehicle_card() -> None:
    pdf = render_vehicle_cards([a_vehicle_card()])
    assert height_of(pdf, "渝") > 2 * height_of(pdf, "罗")


def test_a4_sheets_hold_four_passes_or_two_signs_each() -> None:
    passes = [a_pass(n, booth=f"D{n:02}") for n in range(1, 10)]
    pages = page_texts(render_passes(passes, PassLayout.A4_FOUR))
    assert [text.count("罗桂芳") for text in pages] == [4, 4, 1]
    assert "D05" in pages[1]
    assert [text.count("罗姐") for text in page_texts(render_signs([a_sign()] * 3, SignLayout.A4_TWO))] == [
        2,
        1,
    ]


def test_four_up_leaves_a_printers_margin_of_5_mm() -> None:
    pdf = render_passes([a_pass(n) for n in range(1, 5)], PassLayout.A4_FOUR)
    for letter, (left, bottom, right, top) in letters(pdf):
        assert 5 <= left <= right <= 205, letter
        assert 5 <= bottom <= top <= 292, letter


def test_every_font_is_embedded_and_is_ours() -> None:
    document = pypdfium2.PdfDocument(
        render_festival(FestivalPrint("踩山会", [a_pass()], [a_sign()], [a_vehicle_card()]))
    )
    names = set()
    for page in document:
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8):
            font = pdfium.FPDFTextObj_GetFont(item)
            assert pdfium.FPDFFont_GetIsEmbedded(font) == 1
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFFont_GetBaseFontName(font, name, 100)
            names.add(name.value.decode())
    assert names
    assert all("NotoSansCJKsc" in name for name in names)


def test_fonts_are_cut_down_to_what_is_used() -> None:
    assert len(render_passes([a_pass()])) < 200_000


def test_the_same_cards_make_the_same_file() -> None:
    card = a_pass()
    assert render_passes([card]) == render_passes([card])


def test_text_cannot_give_orders_to_the_typesetter() -> None:
    text = '#panic("x") *b* $a$ \\ `c` "q" <l> @r #{1+1}'
    assert squeezed(text) in squeezed(page_texts(render_passes([a_pass(shop=text)]))[0])


def test_a_festival_is_printed_in_one_file_with_progress() -> None:
    steps: list[tuple[int, int]] = []
    festival = FestivalPrint("踩山会", [a_pass(1), a_pass(2)], [a_sign()], [a_vehicle_card()])
    pdf = render_festival(festival, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(n, 5) for n in range(6)]
    assert page_sizes_mm(pdf) == [(105, 148), (105, 148), (210, 148), (210, 148)]


def test_nothing_to_print_is_a_sentence() -> None:
    for render in (
        lambda: render_passes([]),
        lambda: render_signs([]),
        lambda: render_festival(FestivalPrint("踩山会")),
        lambda: render_gate_list(GateList("踩山会", "南门名单", "", ())),
        lambda: render_floor_plan(PlanSheet("图", 9, 9, (), ())),
    ):
        with pytest.raises(NothingToPrint, match="。"):
            render()


def test_an_address_too_long_for_its_code_is_refused_before_printing() -> None:
    long = address().replace("jie.wansheng.example", "jie.wansheng.chongqing.example")
    with pytest.raises(CodeTooLarge, match=r"jie\.wansheng\.chongqing\.example"):
        render_passes([a_pass(address=long)])


def test_a_skin_without_a_band_is_a_mistake_of_the_caller() -> None:
    for card in (a_pass, a_sign, a_vehicle_card):
        with pytest.raises(ValueError, match="skin"):
            card(skin="unknown")


def test_an_error_names_somebody_even_when_a_card_has_no_holder() -> None:
    card: PassCard = a_pass(holder="", shop="", booth="总控")
    assert card.person == "总控"
