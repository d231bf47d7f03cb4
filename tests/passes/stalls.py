"""A festival with two confirmed stalls, for the tests of the pages of passes."""

from eventhub.allocation import actions as allocation
from eventhub.core.database import db
from eventhub.passes.extra_passes import ask_for
from eventhub.passes.models import PassState, StallPass
from tests.allocation.ready import Ready
from tests.passes.samples import page_images, read_by_zxing

HOST = "https://jie.wansheng.example"
PLATE = "渝B·0A000"


class Stalls:
    """A festival with two confirmed stalls, the better one first."""

    def __init__(self) -> None:
        self.ready = Ready(scores=(90, 80))
        self.festival = self.ready.festival
        for offer in self.ready.published():
            allocation.confirm(offer, self.ready.organiser)
        self.passes = [self.pass_of(number) for number in (0, 1)]
        self.desk = f"/desk/{self.festival.slug}/passes/"
        self.households = [application.household for application in self.ready.applications]

    def pass_of(self, number: int) -> StallPass:
        """The pass of the household of that rank."""
        application = self.ready.applications[number]
        return db.session.query(StallPass).filter_by(application_id=application.id, kind=1).one()

    def living(self, kind: int) -> list[StallPass]:
        """Every pass of that kind that is not revoked, in the order of issue."""
        query = db.session.query(StallPass).filter_by(festival_id=self.festival.id, kind=kind)
        return query.filter(StallPass.state != PassState.REVOKED).order_by(StallPass.serial).all()

    def mine(self, number: int = 0) -> str:
        """Address of the household's own pass."""
        return f"/my/passes/{self.festival.slug}/{self.passes[number].serial}/"

    def asked(self, number: int = 0, helpers: object = 0, plate: str = "") -> dict[str, object]:
        """What the household's form sends."""
        return {"helpers": helpers, "plate": plate, "version": self.passes[number].version}


def codes_in(pdf: bytes) -> list[str]:
    """Every address that the codes of a PDF lead to."""
    return [code.text for image in page_images(pdf) for code in read_by_zxing(image)]


def given_extras(stalls: Stalls, helpers: int = 2, plate: str = PLATE) -> None:
    """Let the first stall have helpers and a vehicle."""
    ask_for(stalls.passes[0], helpers, plate, stalls.households[0].account, None)
