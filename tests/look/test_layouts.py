"""Layouts, the gallery and the error page: what each says, and that none holds inline code."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.look.conftest import HERE, PAGES, ROOT
from tests.page_check import faults_of

TEMPLATES = ROOT / "templates"
OURS = sorted(p for folder in ("components", "layouts", "errors") for p in (TEMPLATES / folder).glob("*.html"))


@pytest.mark.parametrize("query", ["", "?size=lg", "?theme=dark"])
def test_gallery_has_no_fault(look: Any, query: str) -> None:
    response = look.get(f"/gallery{query}")
    assert response.status_code == 200
    assert faults_of(response.text) == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_layout_has_no_fault(look: Any, name: str) -> None:
    html = look.get(f"/page/{name}").text
    assert faults_of(html) == []
    assert html.lstrip().startswith("<!doctype html>")
    assert 'lang="zh-CN"' in html
    assert html.count("<main") == 1
    assert html.index('href="#main"') < html.index('id="main"'), "a skip link leads past the header"


def test_reader_choices_are_on_the_root_element(look: Any) -> None:
    assert '<html lang="zh-CN">' in look.get("/page/public").text
    assert '<html lang="zh-CN" data-size="lg" data-theme="dark">' in look.get("/page/public?size=lg&theme=dark").text


@pytest.mark.parametrize("name", ["board", "gate", "print"])
def test_working_plans_gates_and_papers_do_not_turn_dark(look: Any, name: str) -> None:
    assert 'data-theme="light"' in look.get(f"/page/{name}?theme=dark").text


def test_large_type_works_as_a_plain_link_back_to_the_same_page(look: Any) -> None:
    assert 'href="/display?size=lg&amp;next=/page/public"' in look.get("/page/public").text
    assert 'href="/display?size=&amp;next=/page/public"' in look.get("/page/public?size=lg").text


@pytest.mark.parametrize("name", ["public", "plan"])
def test_public_pages_hold_nothing_of_the_reader(look: Any, name: str) -> None:
    response = look.get(f"/page/{name}")
    assert "罗桂芳" not in response.text
    assert "csrf_token" not in response.text
    assert "Set-Cookie" not in response.headers


def test_signed_in_pages_name_the_account_and_sign_out_by_post(look: Any) -> None:
    for name in ("household", "staff"):
        html = look.get(f"/page/{name}").text
        assert "罗桂芳" in html
        form = html[html.index('<form method="post" action="/sign-out">') :]
        assert 'name="csrf_token" value="token-of-the-test"' in form[: form.index("</form>")]


def test_where_one_stands_is_marked_once_in_each_navigation(look: Any) -> None:
    html = look.get("/page/public").text
    assert html.count('href="/calendar/" aria-current="page"') == 2, "header and tab bar"
    assert html.count("aria-current") == 2
    assert look.get("/page/staff").text.count("aria-current") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 503, 418, 599])
def test_error_pages_say_what_happened_what_was_lost_and_what_to_do(look: Any, status: int) -> None:
    html = look.get(f"/error/{status}").text
    assert faults_of(html) == []
    for word in ("东西丢没丢", "怎么办", "023-0000 0000"):
        assert word in html
    assert "系统繁忙" not in html
    assert "罗桂芳" not in html
    assert "Set-Cookie" not in look.get(f"/error/{status}").headers
    assert str(status) not in re.sub(r"<[^>]*>", "", html.partition("<main")[2]), "people are told no codes"


def test_error_page_shows_our_own_sentence_and_escapes_it(look: Any) -> None:
    html = look.get("/error/409", query_string={"sentence": "C11 刚被别人占了<b>。"}).text
    assert "C11 刚被别人占了&lt;b&gt;。" in html


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.name)
def test_sources_hold_no_inline_code(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
    assert not re.search(
        r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|javascript:|data:image|<script(?![^>]*\ssrc=)", source
    )


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.name)
def test_sources_open_with_how_to_use_them(path: Path) -> None:
    assert "{#" in path.read_text("utf-8")[:250]


def test_every_macro_stands_in_the_gallery_or_in_a_layout() -> None:
    pages = [p for p in OURS if p.name == "gallery.html" or p.parent.name == "layouts"]
    users = "".join(p.read_text("utf-8") for p in [*pages, *(HERE / "pages").glob("*.html")])
    inner = {"err_line", "extras", "named", "collect", "whole", "error_list", "n", "pts", "box_of", "feature", "booth"}
    for path in OURS:
        macros = set(re.findall(r"\{% macro (\w+)", path.read_text("utf-8"))) - inner
        assert {m for m in macros if not re.search(rf"\b{m}\(", users)} == set(), path.name
