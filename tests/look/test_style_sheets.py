"""The style sheets: contrast in every theme, equal dark definitions, relative sizes, small files."""

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = {path.name: path.read_text("utf-8") for path in (STATIC / "css").glob("*.css")}
TOKENS = CSS["tokens.css"]
TEXT, UI = 4.5, 3.0
INKS = ("--ink", "--ink-2", "--ink-3")
STATES = ("ok", "warn", "bad", "primary", "fest")
KINDS = ("food", "farm", "craft", "drink")

# Foreground, background, least contrast (WCAG 2.2: 1.4.3 for text, 1.4.11 for controls and focus).
PAIRS = [
    *((ink, ground, TEXT) for ink, ground in product(INKS, ("--bg", "--surface", "--surface-2"))),
    ("--link", "--bg", TEXT), ("--link", "--surface", TEXT),
    *(("--ink", f"--{state}-soft", TEXT) for state in STATES),
    *(("--ink-2", ground, TEXT) for ground in ("--primary-soft", "--fest-soft")),
    *((f"--{state}", f"--{state}-soft", TEXT) for state in STATES),
    *((f"--{state}", "--surface", TEXT) for state in STATES),
    *((f"--{state}", "--bg", TEXT) for state in ("ok", "bad")),
    *((f"--cat-{kind}", f"--cat-{kind}-soft", TEXT) for kind in KINDS),
    *((f"--cat-{kind}", "--surface", TEXT) for kind in KINDS),
    ("--on-primary", "--primary", TEXT), ("--surface", "--fest", TEXT), ("--pl-ink", "--pl-ground", TEXT),
    ("--on-cloth", "--cloth", TEXT), ("--on-cloth-2", "--cloth", TEXT), ("--paper-ink", "--paper", TEXT),
    ("--line-field", "--surface", UI), ("--line-field", "--bg", UI),
    ("--focus", "--bg", UI), ("--focus", "--surface", UI), ("--focus-cloth", "--cloth", UI),
]  # fmt: skip

SKINS = ("caishan", "meishi", "taohua", "lihua", "nianhuo")
DARK_SYSTEM = (':root:not([data-theme="light"]) {', ':root:not([data-theme="light"]), ')
DARK_FORCED = (':root[data-theme="dark"] {', ':root[data-theme="dark"], ')


def block(selector: str) -> dict[str, str]:
    """The custom properties of the first rule whose text holds the selector; {} for a skin without a rule."""
    at = TOKENS.find(selector)
    if at < 0:
        return {}
    body = TOKENS[TOKENS.index("{", at) + 1 : TOKENS.index("}", at)]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))


def theme(size: str, dark: bool, skin: str) -> dict[str, str]:
    """The tokens one reader gets: base, skin, large type, then dark (whose selectors weigh more)."""
    found = block(":root {") | block(f'[data-fest="{skin}"]')
    if size:
        found |= block('[data-size="lg"]')
    if dark:
        # The cloth of a skin is set on the element itself, so it wins over the dark root.
        found |= block(DARK_FORCED[0]) | block(DARK_FORCED[1])
        found |= {k: v for k, v in block(f'[data-fest="{skin}"]').items() if "cloth" in k}
    return found


def luminance(name: str, tokens: dict[str, str]) -> float:
    value = tokens[name].strip()
    while value.startswith("var("):
        value = tokens[value[4:-1]].strip()
    parts = [int(value.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str, tokens: dict[str, str]) -> float:
    low, high = sorted((luminance(a, tokens), luminance(b, tokens)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("--a", "--b", {"--a": "#000000", "--b": "#ffffff"}) == pytest.approx(21)


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", ["", "lg"], ids=["normal", "large"])
def test_everything_written_can_be_read(size: str, dark: bool, skin: str) -> None:
    tokens = theme(size, dark, skin)
    poor = {(a, b): round(contrast(a, b, tokens), 2) for a, b, least in PAIRS if contrast(a, b, tokens) < least}
    assert not poor


def test_dark_by_system_and_dark_by_choice_are_the_same() -> None:
    assert block(DARK_SYSTEM[0]), "the dark rule has gone"
    for system, forced in zip(DARK_SYSTEM, DARK_FORCED, strict=True):
        assert block(system) == block(forced)


def test_dark_never_reaches_paper() -> None:
    for selector in (DARK_SYSTEM[0], DARK_FORCED[0]):
        before = TOKENS[: TOKENS.index(selector)]
        assert before[before.rindex("@media") :].startswith("@media screen")


@pytest.mark.parametrize("skin", SKINS[1:])
def test_each_skin_says_its_colours_and_has_its_strip(skin: str) -> None:
    assert set(block(f'[data-fest="{skin}"]')) == {"--fest", "--fest-soft", "--cloth", "--on-cloth-2"}
    assert f"strip-{skin}.svg" in CSS["site.css"]
    assert f"strip-{skin}.svg" in CSS["print.css"]


@pytest.mark.parametrize("name", sorted(CSS))
def test_no_length_in_pixels_but_hairlines(name: str) -> None:
    bare = re.sub(r"/\*.*?\*/", "", CSS[name], flags=re.S)
    assert {size for size in re.findall(r"(\d*\.?\d+)px", bare) if size != "1"} == set()


@pytest.mark.parametrize("name", sorted(CSS))
def test_sheets_ask_for_nothing_outside(name: str) -> None:
    for address in re.findall(r"url\(([^)]*)\)", CSS[name]):
        assert address.startswith(("../img/", "#")), address
        if not address.startswith("#"):
            assert (STATIC / "css" / address).resolve().is_file(), address
    assert "@import" not in CSS[name]


@pytest.mark.parametrize("name", sorted(CSS))
def test_old_engines_read_every_rule(name: str) -> None:
    bare = re.sub(r"/\*.*?\*/", "", CSS[name], flags=re.S)
    assert "@layer" not in bare, "engines that do not know it drop the whole layer"
    assert bare.count("{") == bare.count("}")
    outside = re.sub(r"@supports selector\(:has\(\*\)\) \{.*?\} \}", "", bare)
    assert ":has(" not in outside, ":has only as an addition, inside @supports"


@pytest.mark.parametrize("name", sorted(set(CSS) - {"tokens.css"}))
def test_every_token_used_is_defined(name: str) -> None:
    defined = set(re.findall(r"(--[\w-]+):", "".join(CSS.values())))
    assert set(re.findall(r"var\((--[\w-]+)\)", CSS[name])) <= defined


def test_what_a_visitor_downloads_is_small() -> None:
    size = {name: len(text.encode()) for name, text in CSS.items()}
    # Each line is what one kind of public page loads; tests/browser weighs the pages themselves.
    frame = size["tokens.css"] + size["site.css"]
    assert frame + size["visitors.css"] + size["plan.css"] <= 30_000
    assert frame + size["visitors.css"] + size["calendar.css"] <= 30_000
    assert frame + size["plan.css"] + size["plan_page.css"] <= 30_000
    assert frame + size["form.css"] <= 30_000


def test_the_week_grid_is_styled_where_it_is_drawn() -> None:
    assert ".weeks {" in CSS["calendar.css"]


def test_motion_and_contrast_preferences_are_kept() -> None:
    assert "prefers-reduced-motion: reduce" in CSS["site.css"]
    assert "prefers-contrast: more" in TOKENS
    assert all(
        "@media print" in CSS[name] for name in ("site.css", "form.css", "plan_page.css", "staff.css", "print.css")
    )


def test_large_type_gives_controls_of_sixty_pixels() -> None:
    base, large = block(":root {"), block('[data-size="lg"]')
    assert "font-size: 125%" in TOKENS[TOKENS.index('[data-size="lg"]') :]
    root = 16 * 1.25
    assert float(base["--tap"].removesuffix("rem")) * root >= 60
    assert float(large["--tap-min"].removesuffix("rem")) * root >= 60
    assert float(base["--tap-min"].removesuffix("rem")) * 16 >= 44
