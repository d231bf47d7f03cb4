"""Festivals that are ready to be allocated, for the tests of runs, board, notice and waitlist."""

from datetime import date, timedelta
from typing import Any

from eventhub.accounts.models import Account, Role
from eventhub.allocation import actions, planning
from eventhub.allocation.models import Offer, StoredPlan
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.queries import offer_of, open_notice
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.festivals.models import Festival
from tests import factories


class Ready:
    """A festival of a few booths whose call has closed, with accepted households of falling scores."""

    def __init__(
        self, booths: int = 3, scores: tuple[int, ...] = (90, 80, 70, 60), notice_days: int = 0, **values: Any
    ) -> None:
        self.festival: Festival = factories.a_festival(booths=booths)
        factories.a_call(self.festival, closes=clock.now() - timedelta(days=1), notice_days=notice_days)
        self.applications: list[Application] = [
            factories.an_application(self.festival, score=score, **values) for score in scores
        ]
        self.organiser: Account = factories.a_staff_member(Role.ORGANISER, organisation=self.festival.organisation)

    @property
    def base(self) -> str:
        """Address of the board."""
        return f"/desk/{self.festival.slug}/allocation/"

    @property
    def public(self) -> str:
        """Address of the public page."""
        return f"/festivals/{self.festival.slug}/allocation/"

    @property
    def receipts(self) -> list[str]:
        """Receipt numbers, the highest score first."""
        return [str(application.receipt) for application in self.applications]

    def draft(self) -> StoredPlan:
        """Solve a draft."""
        return planning.solve_draft(self.festival, self.organiser)

    def published(self) -> list[Offer]:
        """Solve and publish; return the offers in the order of points."""
        draft = self.draft()
        actions.publish(draft, self.organiser, draft.version)
        offers = [offer_of(application) for application in self.applications]
        return [offer for offer in offers if offer]

    def on_notice(self, **values: Any) -> Notice:
        """Solve and open a notice to 23 April, five working days of a festival whose notice takes as many."""
        draft = self.draft()
        actions.publish(draft, self.organiser, draft.version, ends_on=date(2027, 4, 23), **values)
        notice = open_notice(self.festival)
        assert notice is not None
        return notice
