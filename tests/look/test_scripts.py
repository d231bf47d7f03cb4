"""The scripts of visitors' pages: small, and with nothing a content policy or a stranger's text could break."""

import re
from pathlib import Path

import pytest

JS = Path(__file__).resolve().parents[2] / "static" / "js"
SCRIPTS = {name: (JS / f"{name}.js").read_text("utf-8") for name in ("ui", "form", "plan")}


@pytest.mark.parametrize("page", [("ui", "plan"), ("ui", "form")])
def test_a_visitors_page_loads_at_most_fifteen_kilobytes_of_script(page: tuple[str, ...]) -> None:
    assert sum(len(SCRIPTS[name].encode()) for name in page) <= 15 * 1024


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_scripts_make_no_markup_of_text_and_ask_nobody_else(name: str) -> None:
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", SCRIPTS[name], flags=re.S)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://", bare
    )


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_scripts_run_on_old_engines(name: str) -> None:
    """Chrome 88 and Safari 14.1 are the floor: no newer syntax, or the whole file is dropped."""
    assert not re.search(
        r"\?\?=|\|\|=|&&=|\.at\(|structuredClone|\bstatic \{|Object\.hasOwn|\bimport\b|\bawait\b", SCRIPTS[name]
    )
