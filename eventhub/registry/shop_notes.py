"""What later rooms offer on the page of a household's own shop, below its goods. They add theirs in `install`."""

from collections.abc import Callable
from typing import TypedDict

from flask import Flask, current_app

from eventhub.registry.models import Household


class ShopNote(TypedDict):
    """A sentence, the word on its button, and the address the button posts to."""

    text: str
    word: str
    action: str


NoteSource = Callable[[Household], ShopNote | None]


def add_shop_note(app: Flask, source: NoteSource) -> None:
    """Add a source of notes to the page of the shop."""
    app.extensions.setdefault("shop_notes", []).append(source)


def shop_notes_of(household: Household) -> list[ShopNote]:
    """Return the notes of every room for a household."""
    sources: list[NoteSource] = current_app.extensions.get("shop_notes", [])
    return [note for source in sources if (note := source(household))]
