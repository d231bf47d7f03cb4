"""What a draft still lacks before it is published: the steps of its making, in order."""

from dataclasses import dataclass

from eventhub.festivals import queries
from eventhub.festivals.models import Festival


@dataclass(frozen=True)
class Step:
    """A step of making an edition: what to do, whether it is done, where."""

    word: str
    done: bool
    href: str


def steps_of(festival: Festival) -> list[Step]:
    """Return the steps of a draft. (The call for stalls is no part of it: an edition may be public before its call is.)"""
    base = f"/desk/{festival.slug}"
    sessions = any(not (session.deleted or session.cancelled) for session in festival.sessions)
    return [
        Step("写一句话介绍", bool(festival.summary), f"{base}/edit#summary"),
        Step("定日子", festival.starts_on is not None, f"{base}/edit#starts_on"),
        Step("定场地", festival.venue is not None, f"{base}/venue"),
        Step("排节目单", sessions, f"{base}/programme/"),
        Step("画平面图", queries.booth_count(festival) > 0, f"{base}/plan/"),
    ]


def is_ready(steps: list[Step]) -> bool:
    """Tell whether everything that visitors look for is there."""
    return all(step.done for step in steps)
