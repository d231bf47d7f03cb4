"""A festival with stalls: accepted, placed, published, confirmed, by the same actions as in real life."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.allocation import actions, planning
from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.allocation.queries import offer_of
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Booth, Festival
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.models import Household, Product
from tests import factories


class Ground:
    """A festival from 1 May 2027 whose first booths are taken by three shops; the fourth booth stays empty."""

    def __init__(self, booths: int = 4, shops: int = 3, **festival: Any) -> None:
        self.festival: Festival = factories.a_festival(booths=booths, **festival)
        # Booths are given a week before a festival that runs today.
        self.given_at = min(clock.now(), clock.at(self.festival.days[0] - timedelta(days=7)))
        closed = self.given_at - timedelta(days=1)
        factories.a_call(self.festival, opens=closed - timedelta(days=4), closes=closed)
        self.organiser = factories.a_staff_member(Role.ORGANISER, organisation=self.festival.organisation)
        self.households: list[Household] = [self._shop(number) for number in range(shops)]
        self.applications: list[Application] = [
            factories.an_application(
                self.festival,
                household,
                score=90 - number,
                goods=[{"name": household.products[0].name, "price_fen": 1200, "unit": "碗"}],
            )
            for number, household in enumerate(self.households)
        ]

    @staticmethod
    def _shop(number: int) -> Household:
        names = ("石林豆花饭", "黑山方竹笋", "罗姐苗家米酒")
        goods = ("豆花饭", "方竹笋干", "糯米酒")
        kinds = (GoodsCategory.FOOD, GoodsCategory.FARM, GoodsCategory.DRINK)
        return factories.a_household(
            name=names[number % 3],
            category=kinds[number % 3],
            stall_kind=StallKind.TRADER,
            story="我十六岁跟外婆学的手艺。",
            products=[Product(name=goods[number % 3], price_fen=1500, unit="碗", note="现点现做")],
        )

    def draft(self) -> StoredPlan:
        """Solve a draft and leave it unpublished."""
        return planning.solve_draft(self.festival, self.organiser)

    def publish(self) -> list[Offer]:
        """Solve and publish; return the offers in the order of the households."""
        draft = self.draft()
        actions.publish(draft, self.organiser, draft.version)
        offers = [offer_of(application) for application in self.applications]
        return [offer for offer in offers if offer]

    def open(self) -> "Ground":
        """Publish, and let everybody confirm."""
        with clock.fixed(self.given_at):
            for offer in self.publish():
                actions.confirm(offer, self.organiser)
        return self

    def booth_of(self, number: int) -> Booth:
        """Return the booth of a household."""
        offer = offer_of(self.applications[number])
        assert offer is not None
        return self.booth(offer.booths[0])

    def booth(self, label: str) -> Booth:
        """Return a booth by its number."""
        return db.session.query(Booth).filter_by(festival_id=self.festival.id, label=label).one()

    @property
    def path(self) -> str:
        """Address of the festival's page."""
        return f"/festivals/{self.festival.slug}/"


@pytest.fixture
def ground(app: Flask) -> Ground:
    """The festival above, nothing allocated yet."""
    return Ground()


@pytest.fixture
def fair(ground: Ground) -> Ground:
    """The festival above, published and confirmed."""
    return ground.open()


def fill(festival: Festival, booths: list[Booth], households: list[Household]) -> None:
    """Give each booth to a household for the whole festival, as a published and confirmed plan would, at once."""
    plan = factories.saved(
        StoredPlan(festival_id=festival.id, number=1, state=PlanState.PUBLISHED, published_at=clock.now())
    )
    rows: list[Any] = []
    for booth, household in zip(booths, households, strict=True):
        declared = [{"name": product.name, "price_fen": 1500, "unit": "斤"} for product in household.products]
        application = factories.an_application(festival, household, **({"goods": declared} if declared else {}))
        rows.append(
            Offer(
                application_id=application.id,
                plan_id=plan.id,
                state=OfferState.CONFIRMED,
                booths=[booth.label],
                deadline=clock.now(),
            )
        )
        rows += [Holding(booth_id=booth.id, day=day, application_id=application.id) for day in festival.days]
    factories.saved(*rows)
