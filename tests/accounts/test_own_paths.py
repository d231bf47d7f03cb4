"""Where `next` may lead: to this site only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.accounts.own_paths import own_path


@pytest.mark.parametrize("path", ["/", "/my/", "/desk/caishan-1/?page=2", "/festivals/踩山会/", "/a//b", "/x?u=//y"])
def test_paths_of_this_site_are_kept(path: str) -> None:
    assert own_path(path, "/else") == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "my/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "//[bad",
        "/" + "x" * 600,
        "/sign-in",
        "/sign-in/code",
        "/sign-out",
    ],
)
def test_everything_else_leads_to_the_other_page(path: str | None) -> None:
    assert own_path(path, "/else") == "/else"


@given(st.text(alphabet="/\\:@.?#[]ev \t\n\x00", max_size=12))
def test_whatever_is_sent_the_browser_stays_here(path: str) -> None:
    kept = own_path(path, "/else")
    # What a browser makes of it: backslashes are slashes, tabs and line ends vanish.
    seen = kept.replace("\\", "/").replace("\t", "").replace("\n", "")
    assert seen.startswith("/")
    assert not seen.startswith("//")
