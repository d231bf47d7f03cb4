"""Festivals with stalls that hold passes, for the tests of the gate."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from eventhub.allocation.models import Holding
from eventhub.applications.models import Application
from eventhub.core.database import db, writing
from eventhub.festivals.models import Booth, Festival
from eventhub.gate.models import Scan
from eventhub.passes.actions import issue_pass
from eventhub.passes.models import StallPass
from tests import factories

Ground = tuple[Festival, list[StallPass]]


def running_festival(stalls: int = 2, **values: object) -> Ground:
    """A festival on 17 and 18 April 2027 (tests run on the 17th) and the passes of its stalls, A01 first."""
    days = {"starts_on": date(2027, 4, 17), "ends_on": date(2027, 4, 18)}
    festival = factories.a_festival(**{"booths": max(stalls, 1), **days, **values})
    return festival, [a_stall(festival, place) for place in range(stalls)]


def a_stall(festival: Festival, place: int, days: Sequence[date] = ()) -> StallPass:
    """Give booth number `place + 1` to a household of its own, on every day or on those, and return its pass."""
    application = factories.an_application(festival)
    booths = sorted((b for z in festival.zones for r in z.rows for b in r.booths), key=lambda b: b.number)
    return give_pass(application, booths[place], days or festival.days)


def give_pass(application: Application, booth: Booth, days: Sequence[date]) -> StallPass:
    """Let an application hold a booth on those days and issue its pass."""
    with writing() as session:
        session.add_all(Holding(booth_id=booth.id, day=day, application_id=application.id) for day in days)
        session.flush()
        return issue_pass(application)


def scans() -> list[Scan]:
    """The log as the database holds it, in the order of arrival."""
    db.session.rollback()
    return list(db.session.scalars(select(Scan).order_by(Scan.number)))
