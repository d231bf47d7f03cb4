"""Covers and strips drawn from a seed."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.festivals import cover_art
from eventhub.festivals.cloth import HEIGHT, MIDDLE, WIDTH, Cloth
from eventhub.festivals.cover_art import SKINS, cover_svg, strip_svg

STATIC = Path(__file__).resolve().parents[2] / "static"
skins = st.sampled_from(sorted(SKINS))
seeds = st.text(max_size=40)


def stitches(svg: str) -> list[tuple[str, int, int]]:
    """Colour and cell of every cross, read back from the path data."""
    found: list[tuple[str, int, int]] = []
    for colour, data in re.findall(r'<path stroke="(#[0-9a-f]{6})" d="(M\d+ \d+[^"]*)"/>', svg):
        x = y = 0
        for step in re.findall(r"M\d+ \d+|m\d+ 0|l1 1m-1 0l1-1", data):
            if step[0] == "M":
                x, y = (int(v) for v in step[1:].split())
            elif step[0] == "m":
                x += int(step[1:].split()[0])
            else:
                found.append((colour, x, y))
                x += 1
    return found


@given(seeds, skins)
def test_the_same_seed_gives_the_same_bytes(seed: str, skin: str) -> None:
    assert cover_svg(seed, skin) == cover_svg(seed, skin)


@given(seeds, skins)
def test_a_cover_is_a_whole_picture_that_needs_nothing_else(seed: str, skin: str) -> None:
    svg = cover_svg(seed, skin)
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("960", "540")
    assert len(svg.encode()) <= 32_768
    assert not re.search(r"script|href|<image|<style| on\w+=", svg)
    assert svg.isascii(), "what was typed as a name must not come out in the picture"


@given(seeds, skins)
def test_every_stitch_lies_on_the_cloth_once_and_the_border_is_symmetrical(seed: str, skin: str) -> None:
    found = stitches(cover_svg(seed, skin))
    cells = {(x, y): colour for colour, x, y in found}
    assert len(cells) == len(found) > 1_000
    assert all(0 <= x < WIDTH and 0 <= y < HEIGHT for x, y in cells)
    for y in range(1, 10):
        for dx in range(MIDDLE):
            assert cells.get((MIDDLE - dx, y)) == cells.get((MIDDLE + dx, y))


@pytest.mark.parametrize("skin", sorted(SKINS))
def test_editions_of_one_festival_do_not_look_alike(skin: str) -> None:
    assert len({cover_svg(f"{skin}-{year}", skin) for year in range(2020, 2040)}) >= 18


def test_festivals_of_different_skins_differ_in_cloth_and_motif() -> None:
    shapes = {skin: {(x, y) for _, x, y in stitches(cover_svg("2027", skin))} for skin in SKINS}
    assert len({re.findall(r'fill="(#\w+)"', cover_svg("2027", skin))[0] for skin in SKINS}) == len(SKINS)
    names = sorted(SKINS)
    for a, b in ((a, b) for i, a in enumerate(names) for b in names[i + 1 :]):
        assert len(shapes[a] ^ shapes[b]) > 300, (a, b)


@pytest.mark.parametrize("skin", sorted(SKINS))
def test_strips_repeat_without_a_seam_and_are_the_ones_served(skin: str) -> None:
    svg = strip_svg(skin)
    columns: dict[int, set[int]] = {}
    for _, x, y in stitches(svg):
        columns.setdefault(x, set()).add(y)
    assert columns[0] == columns[16], "the half of the repeat begins like the whole"
    assert all(columns[x] == columns[32 - x] for x in range(1, 16)), "left and right meet alike"
    assert (STATIC / "img" / f"strip-{skin}.svg").read_text("utf-8").strip() == svg


def test_an_unknown_skin_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"nowhere.*caishan"):
        cover_svg("x", "nowhere")
    with pytest.raises(ValueError, match="花样"):
        strip_svg("")


def test_motifs_are_whole_and_use_threads_that_exist() -> None:
    threads = set(next(iter(SKINS.values())).threads) | {".", "\n"}
    motifs = {
        name: art for name, art in vars(cover_art).items() if name.isupper() and name[0] != "_" and isinstance(art, str)
    }
    assert len(motifs) >= 11
    for name, art in motifs.items():
        assert len({len(row) for row in art.strip("\n").split("\n")}) == 1, f"{name} has ragged rows"
        assert set(art) <= threads, name


@given(st.dictionaries(st.tuples(st.integers(0, 11), st.integers(0, 5)), st.sampled_from("rpw"), max_size=40))
def test_path_data_draws_exactly_the_cells(cells: dict[tuple[int, int], str]) -> None:
    colour = {"r": "#000001", "p": "#000002", "w": "#000003"}
    svg = "".join(f'<path stroke="{colour[thread]}" d="{data}"/>' for thread, data in Cloth(12, 6, cells).paths())
    assert sorted(stitches(svg)) == sorted((colour[thread], x, y) for (x, y), thread in cells.items())
