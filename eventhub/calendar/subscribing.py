"""The ways into a calendar program: webcal, Google by address, an address to copy, a code to scan."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from eventhub.calendar import queries
from eventhub.calendar.feeds import TITLES, FeedKind, FeedName
from eventhub.passes.qr import qr_matrix, qr_svg
from eventhub.registry.towns import TOWNS

GOOGLE: Final = "https://calendar.google.com/calendar/render?cid="


@dataclass(frozen=True)
class Way:
    """A feed to subscribe to: what it is called, what it holds, its https address."""

    title: str
    text: str
    url: str

    @property
    def webcal(self) -> str:
        """The address that calendar programs of Apple and others open by themselves."""
        return webcal(self.url)

    @property
    def google(self) -> str:
        """The address at which Google's calendar asks whether to add it."""
        return google(self.url)


def way_of_edition(base_url: str, slug: str, title: str) -> Way:
    """Return the feed of one edition."""
    return Way(title, "", base_url + FeedName(FeedKind.EDITION, slug).path)


def code_of(way: Way) -> str:
    """Return the QR code of a feed's https address as SVG."""
    return qr_svg(qr_matrix(way.url, "M"), f"{way.title}日历的订阅地址")


def webcal(url: str) -> str:
    """Return an http(s) address as webcal."""
    return "webcal://" + url.partition("://")[2]


def google(url: str) -> str:
    """Return the address at which Google's calendar takes a feed."""
    return GOOGLE + quote(webcal(url), safe="")


def subscribe_section(base_url: str, today: date) -> dict[str, Any]:
    """Return what the section on subscribing names: the main feed with its code, and narrower ones."""
    by_kind = [
        Way(title, text, base_url + FeedName(kind).path)
        for kind, (title, text) in TITLES.items()
        if kind is not FeedKind.EVERYTHING
    ]
    title, text = TITLES[FeedKind.EVERYTHING]
    everything = Way(title, text, base_url + FeedName(FeedKind.EVERYTHING).path)
    held_in = queries.towns_with_festivals()
    return {
        "everything": everything,
        "code": code_of(everything),
        "by_kind": by_kind,
        "by_edition": [
            way_of_edition(base_url, edition.slug, edition.short_name) for edition in queries.editions_to_follow(today)
        ],
        "by_town": [
            Way(town, "", base_url + FeedName(FeedKind.TOWN, town).path)
            for town in (*(town for town in TOWNS if town in held_in), *sorted(held_in - set(TOWNS)))
        ],
    }
