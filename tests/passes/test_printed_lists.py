"""The gate list and the floor plan on paper."""

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from eventhub.passes.actions import issue_organiser_pass, set_state
from eventhub.passes.cards import GateList, GateRow
from eventhub.passes.models import PassState
from eventhub.passes.papers import gate_list
from eventhub.passes.plan_sheet import PlanBooth, PlanLabel, PlanShape, PlanSheet, PlanZone
from eventhub.passes.printing import breakable, render_floor_plan, render_gate_list
from eventhub.passes.queries import passes_of
from tests.passes.samples import LONG_SHOP, page_sizes_mm, page_texts, squeezed
from tests.passes.stalls import PLATE, Stalls, given_extras


def test_a_gate_list_of_many_pages_repeats_its_headings_and_counts_pages() -> None:
    rows = tuple(GateRow(f"A{n:03}", LONG_SHOP, "罗*芳", 2, "5月1–3日", "K7M2QX") for n in range(120))
    pages = [
        squeezed(text)
        for text in page_texts(render_gate_list(GateList("踩山会", "南门名单", "4月30日打印", rows, "勾“到”。")))
    ]
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert "南门名单" in text
        assert "持证人" in text
        assert f"第{number}页，共{len(pages)}页" in text
    assert "".join(pages).count("罗*芳") == 120


@pytest.mark.parametrize(("paper", "size"), [("a4", (297, 210)), ("a3", (420, 297))])
def test_a_floor_plan_fills_its_paper_and_lists_the_stalls(paper: str, size: tuple[int, int]) -> None:
    booths = tuple(
        PlanBooth(f"A{n:02}", 5 + 4 * n, 10, 3, 3, turn=15, shop=f"店{n}" if n % 2 else "", mark="食", closed=n == 4)
        for n in range(20)
    )
    zone = PlanZone("A区 名小吃", ((2, 4), (90, 4), (90, 16), (2, 16)))
    plan = PlanSheet("踩山会平面图", 100, 40, (zone,), booths, (PlanLabel("南门", 50, 38),), "上北下南。", paper)
    pdf = render_floor_plan(plan)
    drawing, listing = (squeezed(text) for text in page_texts(pdf))
    assert page_sizes_mm(pdf) == [size, size]
    for word in ("踩山会平面图", "A区名小吃", "南门", "上北下南。", "A00", "A19", "米"):
        assert word in drawing, word
    assert "A04" not in drawing
    assert "A01食店1" in listing
    assert "A00" not in listing


def test_lakes_roads_and_stages_lie_beneath_the_booths() -> None:
    ground = (
        PlanShape("lake", ((10, 10), (30, 10), (30, 30))),
        PlanShape("lake", ((50, 20),), radius=8),
        PlanShape("road", ((0, 35), (60, 35)), width=4),
        PlanShape("stage", ((40, 20),), radius=3),
    )
    bare = PlanSheet("平面图", 60, 40, (), (PlanBooth("A01", 50, 20, 3, 3),))
    image, without = (
        pypdfium2.PdfDocument(render_floor_plan(plan))[0].render(scale=1).to_numpy()
        for plan in (replace(bare, ground=ground), bare)
    )
    assert ((image != without).any(axis=2).mean()) > 0.1
    assert "A01" in page_texts(render_floor_plan(replace(bare, ground=ground)))[0]


@pytest.mark.parametrize(
    "values", [{"kind": "sea"}, {"points": ()}, {"points": ((1, 1),)}, {"kind": "road", "points": ((1, 1),)}]
)
def test_a_shape_that_cannot_be_drawn_is_a_mistake_of_the_caller(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"drawing|points"):
        PlanShape(**{"kind": "lake", "points": ((1, 1), (2, 2), (1, 2)), **values})


def test_a_tall_plan_stands_upright_and_an_empty_one_has_no_list() -> None:
    plan = PlanSheet("平面图", 30, 90, (), (PlanBooth("A01", 5, 5, 3, 3),))
    assert page_sizes_mm(render_floor_plan(plan)) == [(210, 297)]


@pytest.mark.parametrize("values", [{"width": 0}, {"height": -1}, {"paper": "a5"}])
def test_a_plan_without_a_size_is_a_mistake_of_the_caller(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"metres|a4"):
        PlanSheet(**{"title": "图", "width": 9, "height": 9, "zones": (), "booths": (), **values})


def test_the_paper_gate_list_holds_everybody_who_comes_in(stalls: Stalls) -> None:
    given_extras(stalls)
    festival, organiser = stalls.festival, stalls.ready.organiser
    issue_organiser_pass(festival, "周喆明", festival.days, organiser)
    set_state(stalls.passes[1], PassState.SUSPENDED, organiser, None, "查")
    rows = gate_list(festival).rows
    assert [row.short_code for row in rows] == [entry.short for entry in passes_of(festival)]
    holders = [row.holder for row in rows]
    assert holders.count("帮工") == 2
    assert f"车 {PLATE}" in holders
    assert "周**" in holders
    assert sum(holder.startswith("暂停 ") for holder in holders) == 1
    assert all(row.booth and row.shop for row in rows if row.holder != "周**")
    revoke = stalls.passes[0]
    set_state(revoke, PassState.REVOKED, organiser, None, "不来了")
    assert len(gate_list(festival).rows) == 2
    assert PLATE in squeezed("".join(page_texts(render_gate_list(GateList("节", "名单", "", rows)))))


def test_a_name_without_a_space_may_be_broken() -> None:
    assert breakable("罗姐米酒") == "罗姐米酒"
    assert breakable("LUOJIE") == "LUOJIE"
    long = breakable("W" * 40)
    assert long.replace("\u200b", "") == "W" * 40
    assert max(len(part) for part in long.split("\u200b")) == 10
