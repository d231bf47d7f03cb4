"""Where later rooms add to the household's pages: panels (offers, passes) and entries of the timeline.

`my_panels`: callables that take an application and return a `Panel` or None. `application_timeline`:
callables that take an application and return entries; where one returns any, they stand in place of this
room's own outlook.
"""

from collections.abc import Callable
from typing import NotRequired, TypedDict

from flask import Flask, current_app

from eventhub.applications.models import Application


class Panel(TypedDict):
    """What a later room shows of an application: title, lines of text, where it leads, whether it is what
    comes next.
    """

    title: str
    lines: list[str]
    href: NotRequired[str]
    primary: NotRequired[bool]
    word: NotRequired[str]


class TimelineEntry(TypedDict):
    """A line of the timeline; `state` is done, now, stop or empty."""

    title: str
    text: NotRequired[str]
    state: NotRequired[str]


PanelSource = Callable[[Application], Panel | None]
TimelineSource = Callable[[Application], list[TimelineEntry]]


def add_panel(app: Flask, source: PanelSource) -> None:
    """Add a panel to /my/ and to the status page of an application."""
    app.extensions.setdefault("my_panels", []).append(source)


def add_timeline(app: Flask, source: TimelineSource) -> None:
    """Add entries to the timeline of an application."""
    app.extensions.setdefault("application_timeline", []).append(source)


def panels_of(application: Application) -> list[Panel]:
    """Return the panels of every room for an application, those to act on first."""
    sources: list[PanelSource] = current_app.extensions.get("my_panels", [])
    found = [panel for source in sources if (panel := source(application))]
    return sorted(found, key=lambda panel: not panel.get("primary", False))


def later_entries(application: Application) -> list[TimelineEntry]:
    """Return the timeline entries of later rooms."""
    sources: list[TimelineSource] = current_app.extensions.get("application_timeline", [])
    return [entry for source in sources for entry in source(application)]
