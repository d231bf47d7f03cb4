"""Where “地图” leads on pages that have no festival of their own: the plan of the edition that runs, or comes next."""

from typing import Any

from eventhub.festivals.models import Phase
from eventhub.festivals.queries import public_festivals
from eventhub.visitors.home import next_festival

NOWHERE = "/festivals/"


class MapAddress:
    """The address as text, looked up only where a template writes it: the desk's pages never do."""

    def __str__(self) -> str:
        festival = next_festival(
            [entry for entry in public_festivals() if entry.phase in (Phase.RUNNING, Phase.COMING)]
        )
        return f"/festivals/{festival.slug}/plan" if festival else NOWHERE


def nav_map() -> dict[str, Any]:
    """Give templates `nav_map`."""
    return {"nav_map": MapAddress()}
