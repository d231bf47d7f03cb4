"""What must be true of every HTML page any test opens, held by the client that opens it."""

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventhub.accounts.models import Account

HAN = r"[㐀-䶿一-鿿]"
# A half-width comma, stop, colon, semicolon, question or exclamation mark between or after Chinese characters.
HALF_WIDTH = re.compile(rf"{HAN}\s*[,;:?!](?=\s|{HAN}|$)|{HAN}\.(?=\s|$)|{HAN}\(|\){HAN}")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SHOWN = {"script", "style", "code", "pre", "textarea", "template"}
SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label"}


class PageReader(HTMLParser):
    """Collects what the rules speak of: headings, title, inline code, texts, ids."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.h1 = 0
        self.title = ""
        self.inline: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note headings, ids, inline code and shown attributes."""
        values = dict(attrs)
        self.h1 += tag == "h1"
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") != "application/json"):
            self.inline.append(f"<{tag}>")
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if values.get("id"):
            self.ids.append(str(values["id"]))
        self.texts += [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that name."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep text that people see."""
        if self.open and self.open[-1] == "title":
            self.title += data
        if data.strip() and not NOT_SHOWN.intersection(self.open):
            self.texts.append(data)


def faults_of(html: str) -> list[str]:
    """Return what is wrong with a page, in words; empty when nothing is."""
    page = PageReader()
    page.feed(html)
    faults = [] if page.h1 == 1 else [f"{page.h1} h1 elements"]
    if not page.title.strip():
        faults.append("no title")
    faults += [f"inline code: {what}" for what in page.inline]
    faults += [f"id twice: {name}" for name in {name for name in page.ids if page.ids.count(name) > 1}]
    faults += [f"half-width punctuation: {text.strip()[:60]!r}" for text in page.texts if HALF_WIDTH.search(text)]
    return faults


class CheckedClient(FlaskClient):
    """A client that refuses to open a page with faults, and an answer with a 5xx status."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open an address as FlaskClient does, then check what came back."""
        response = super().open(*args, **kwargs)
        assert response.status_code < 500, f"{response.request.path} answered {response.status_code}"
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 304, 307, 308):
            faults = faults_of(response.get_data(as_text=True))
            assert not faults, f"{response.request.path}: {faults}"
        return response

    def sign_in(self, account: Account) -> "CheckedClient":
        """Begin a session of the account without the sign-in pages, and return the client."""
        with self.session_transaction() as session:
            session["_user_id"] = account.get_id()
            session["_fresh"] = True
            session["second_factor"] = True
        return self
