"""What the tests of the served feeds look at: a public edition that things happen to, and a neighbour."""

from dataclasses import dataclass
from typing import Any

from eventhub.festivals.models import Festival, ProgrammeSession
from tests import factories
from tests.conftest import at

LATER = at("2027-04-18T08:00")
UID = "@eventhub.wansheng"


@dataclass
class World:
    """A public edition with two sessions and a call, and a neighbour at another venue that nothing happens to."""

    festival: Festival
    session: ProgrammeSession
    other: ProgrammeSession
    call: Any
    neighbour: Festival

    def uid(self, name: str) -> str:
        return getattr(self, name).uid + UID


def a_world() -> World:
    festival = factories.a_festival()
    session = festival.sessions[0]
    other = factories.a_session(festival, title="上刀山", place="刀山场")
    # Created the day before, so that whatever is stamped later differs.
    call = factories.a_call(festival)
    neighbour = factories.a_festival(name="林口桃花节", short_name="桃花节")
    return World(festival, session, other, call, neighbour)


def paths(world: World) -> list[str]:
    slug = world.festival.slug
    return [
        "/calendar.ics",
        "/calendar/festivals.ics",
        "/calendar/performances.ics",
        "/calendar/deadlines.ics",
        "/calendar/town/石林镇.ics",
        "/calendar/town/黑山镇.ics",
        f"/festivals/{slug}/calendar.ics",
        f"/festivals/{slug}/programme/{world.session.uid}.ics",
    ]


def new_session() -> dict[str, Any]:
    return {
        "title": "情歌对唱",
        "starts_at": at("2027-05-01T14:00"),
        "ends_at": at("2027-05-01T15:00"),
        "place": "花台",
    }
