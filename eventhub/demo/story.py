"""The demo's story: every state of a festival's life is there on whatever day it is loaded.

Deeds go through the same actions as in real life, with the clock set to the day they would have happened on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from eventhub.accounts.models import Account, Organisation
from eventhub.accounts.passwords import hash_password
from eventhub.allocation import actions as publishing
from eventhub.allocation import draw as drawing
from eventhub.allocation import planning
from eventhub.allocation.models import Offer
from eventhub.allocation.notice_end import counted_end
from eventhub.allocation.notice_models import Draw
from eventhub.allocation.queries import offers_of
from eventhub.applications import review
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState, RejectReason
from eventhub.core import clock, revisions
from eventhub.core.database import db, writing
from eventhub.demo import people
from eventhub.demo.builder import Codes, add_call, add_festival, new_application
from eventhub.demo.editions import EDITIONS
from eventhub.demo.goods import Trade
from eventhub.demo.households import households
from eventhub.demo.seasons import LEAD_OF_THE_ALLOCATION, Season, cast_of, last_season, next_season
from eventhub.demo.visiting import Visiting
from eventhub.festivals.models import Announcement, Festival
from eventhub.gate.actions import admit
from eventhub.passes.periods import days_of_bits
from eventhub.passes.queries import passes_of
from eventhub.registry.models import Household

Trader = tuple[Household, Trade]
# Every level is proven in about a second, so that the same day gives the same plan on every machine; a start may not wait
# longer than this for a day that is harder.
SOLVING_LIMIT = 3.0
# Fictional like everything here: no numbers of a real draw stand in the demo.
DRAW = "双色球（演示）"


@dataclass
class Story:
    """What the chapters share: the day, the generator, the people."""

    today: date
    now: datetime = field(init=False)
    rng: Random = field(init=False)
    codes: Codes = field(init=False)
    organisations: dict[str, int] = field(init=False)
    traders: list[Trader] = field(init=False)
    organiser: Account = field(init=False)
    second_organiser: Account = field(init=False)
    gatekeeper: Account = field(init=False)
    visiting: Visiting = field(init=False)

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.rng = Random(f"eventhub demo {self.today.isoformat()}")
        self.codes = Codes(self.rng)

    def moment(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return a moment some days from the day of loading (negative: before it); today's never lie ahead."""
        moment = clock.at(self.today + timedelta(days=days), hour, minute)
        return moment if days > 0 else min(moment, self.now)

    def tell(self) -> None:
        """Write every chapter."""
        cast = cast_of(self.today)
        self._people()
        self._past("taohua")
        self._past("caishan")
        self._running()
        self._waiting_to_be_allocated()
        self._open(cast.open)
        self._announced(cast.plain)
        self._draft(cast.draft)

    def _people(self) -> None:
        with writing() as session:
            organisations = people.organisations()
            staff = people.staff(organisations, hash_password(people.PASSWORD))
            self.traders = households(self.today, self.rng)
            session.add_all([*organisations.values(), *staff, *(household for household, _ in self.traders)])
            session.flush()
            self.organisations = {short: organisation.id for short, organisation in organisations.items()}
        by_login = {account.login or "": account for account in staff}
        self.organiser, self.second_organiser = by_login["zhuban"], by_login["wenlv"]
        self.gatekeeper = by_login["jianpiao"]
        self.visiting = Visiting(self.now, by_login)

    def _festival(self, key: str, season: Season, announced_days: int | None) -> Festival:
        edition = EDITIONS[key]
        announced_at = None if announced_days is None else self.moment(announced_days)
        with clock.fixed(announced_at or self.now), writing() as session:
            organisation = session.get_one(Organisation, self.organisations[edition.organisation])
            festival = add_festival(edition, season, organisation, self.codes, announced_at)
            revisions.bump(f"festival:{festival.id}")
        return festival

    def _past(self, key: str) -> None:
        """An edition that is over, with its applications, booths, passes and the record of who came."""
        season = last_season(key, self.today)
        ago = (season.first - self.today).days
        festival = self._festival(key, season, ago - 60)
        self._call(festival, ago - 50, ago - 20)
        draw = self._publish_rules(festival, ago - 50, ago - 18)
        self._accept(self._apply(festival, self._some(24), ago - 45, ago - 22), ago - 18)
        self._hold_draw(draw, ago - 18)
        offered = self._allocate(festival, ago - 17)
        self._confirm(offers_of(festival), offered)
        self._come_in(festival, ago, 1)
        self.visiting.at_a_past_one(festival)

    def _running(self) -> None:
        """The food festival of today: 120 booths allocated and published, passes issued and scanned."""
        season = Season(self.today - timedelta(days=1), self.today + timedelta(days=1))
        festival = self._festival("meishi", season, -60)
        self._call(festival, -50, -20)
        draw = self._publish_rules(festival, -50, -18)
        self._accept(self._apply(festival, self.traders, -45, -21), -18)
        self._hold_draw(draw, -18)
        offered = self._allocate(festival, -17)
        offers = offers_of(festival)
        self._confirm(offers[:-2], offered)
        self._decline(offers[-2:], offered)
        self._come_in(festival, -1, 0.97)
        self._come_in(festival, 0, 0.8)
        self.visiting.at_the_running_one(festival, self.traders[0][0])
        self._announce(festival, -1, "晚上停车改到体育馆", "步行街地下停车场 17:00 后车位紧，请停体育馆，走路五分钟。")
        self._announce(festival, -3, "第二天加一场蹄花比赛", "16:00 在岛心舞台，现场可以尝。")

    def _waiting_to_be_allocated(self) -> None:
        """踩山会: the call has closed, the papers are reviewed, the plan is still to be made."""
        season = next_season("caishan", self.today, LEAD_OF_THE_ALLOCATION)
        festival = self._festival("caishan", season, -60)
        self._call(festival, -40, -7)
        applications = self._apply(festival, self._some(78), -35, -8)
        first, rest = applications[:1], applications[1:]
        self._accept([*first, *rest[5:]], -4)
        with clock.fixed(self.moment(-4, 15)):
            for application in rest[:2]:
                review.reject_application(application, self.organiser, RejectReason.OUT_OF_SCOPE.value)
            for application in rest[2:5]:
                review.return_application(application, self.organiser, "健康证有效期没填清楚，请照证件再填一次。")

    def _open(self, key: str) -> None:
        """The next festival takes applications now; some are in, one is to be corrected."""
        festival = self._festival(key, next_season(key, self.today), -20)
        self._call(festival, -6, 12)
        applications = self._apply(festival, self._some(19)[1:], -5, -1)
        self._accept(applications[:6], 0)
        with clock.fixed(self.moment(0, 8, 30)):
            review.return_application(applications[6], self.organiser, "请写清楚卖哪几样、什么价。")
        self._announce(festival, -6, f"{festival.short_name}招展开始", "手机上五分钟填完，不会打字可以请镇街代填。")

    def _announced(self, key: str) -> None:
        """A festival that is only announced."""
        self._festival(key, next_season(key, self.today), -10)

    def _draft(self, key: str) -> None:
        """A festival still being written, which only its organiser sees."""
        self._festival(key, next_season(key, self.today), None)

    def _some(self, count: int) -> list[Trader]:
        """Return the first trader (the one that one click enters as) and others drawn at random."""
        return [self.traders[0], *self.rng.sample(self.traders[1:], count - 1)]

    def _call(self, festival: Festival, opens: int, closes: int) -> None:
        with writing():
            call = add_call(festival, self.moment(opens), self.moment(closes, 18), self.codes)
            call.reserves = [{"class": "特色", "booths": len(festival.zones) * 3}]

    def _apply(self, festival: Festival, traders: Sequence[Trader], first: int, last: int) -> list[Application]:
        """Hand in the applications, spread over the days from first to last, in the order of receipt numbers."""
        minutes = sorted(self.rng.randrange((last - first) * 24 * 60) for _ in traders)
        with writing() as session:
            applications = [
                new_application(
                    festival,
                    household,
                    trade,
                    number,
                    self.moment(first) + timedelta(minutes=passed),
                    self.rng,
                )
                for number, ((household, trade), passed) in enumerate(zip(traders, minutes, strict=True), 1)
            ]
            session.add_all(applications)
            self._count_receipts(festival, len(applications))
        return applications

    @staticmethod
    def _count_receipts(festival: Festival, used: int) -> None:
        from eventhub.applications.queries import call_of

        call = call_of(festival)
        if call:
            call.next_serial = used + 1

    def _accept(self, applications: Iterable[Application], day: int) -> None:
        """Accept what may be accepted; what lacks a document is returned, as a reviewer would."""
        with clock.fixed(self.moment(day, 8, 15)):
            left = review.accept_complete(list(applications), self.organiser).left
            for application, sentence in left:
                if application.state is ApplicationState.SUBMITTED:
                    review.return_application(application, self.organiser, sentence[:100])

    def _publish_rules(self, festival: Festival, day: int, drawn: int) -> Draw:
        """Freeze the rules, and name the draw of the evening of another day, while the call is still open."""
        drawn_at = self.moment(drawn, 21, 15)
        with clock.fixed(self.moment(day, 10)):
            return drawing.publish_rules(festival, DRAW, f"{drawn_at:%Y%j}", drawn_at, self.organiser)

    def _hold_draw(self, draw: Draw, day: int) -> None:
        """Seal the pool in the morning; on the morning after, two people type the numbers, each by themselves."""
        with clock.fixed(self.moment(day, 9)):
            drawing.seal_pool(draw, self.organiser)
        luck = Random(draw.issue)
        reds = sorted(luck.sample(range(1, 34), 6))
        numbers = f"{' '.join(f'{red:02d}' for red in reds)}+{luck.randint(1, 16):02d}"
        with clock.fixed(self.moment(day + 1, 9)):
            drawing.enter_numbers(draw, numbers, self.organiser, None)
            drawing.confirm_numbers(draw, numbers, self.second_organiser, None)

    def _allocate(self, festival: Festival, day: int) -> datetime:
        """Solve, open the notice, and let it end in offers; return when those went out."""
        with clock.fixed(self.moment(day, 10)):
            draft = planning.solve_draft(festival, self.organiser, time_limit=SOLVING_LIMIT)
            # A year whose days off are not announced can't be counted: nine days hold five working days.
            last = counted_end(festival) or clock.today() + timedelta(days=9)
            publishing.publish(draft, self.organiser, None, ends_on=last)
        ends = clock.at(last, 18)
        with clock.fixed(ends):
            publishing.make_due_offers()
        return ends

    def _confirm(self, offers: Iterable[Offer], offered: datetime) -> None:
        with clock.fixed(offered + timedelta(hours=1)):
            for offer in offers:
                publishing.confirm(offer, offer.application.household.account or self.organiser)

    def _decline(self, offers: Iterable[Offer], offered: datetime) -> None:
        with clock.fixed(offered + timedelta(hours=2)):
            for offer in offers:
                publishing.decline(offer, offer.application.household.account or self.organiser)

    def _come_in(self, festival: Festival, day: int, share: float) -> None:
        """Scan the passes of those who come on a day, from half past seven on, at two gates; one is scanned twice."""
        today = self.today + timedelta(days=day)
        coming = [
            stall_pass
            for stall_pass in passes_of(festival)
            if today in days_of_bits(festival.days, stall_pass.days) and self.rng.random() < share
        ]
        minutes = sorted(self.rng.uniform(0, 85) for _ in coming)
        for place, (stall_pass, minute) in enumerate(zip([*coming[:-1], coming[0]], minutes, strict=True)):
            moment = clock.at(today, 7, 30) + timedelta(minutes=minute)
            if moment > self.now:
                break
            with clock.fixed(moment):
                gate, scan = ("西门", "北门")[place % 2], str(UUID(int=self.rng.getrandbits(128), version=4))
                admit(festival, gate, stall_pass.digits, self.gatekeeper, scan)

    def _announce(self, festival: Festival, day: int, title: str, body: str) -> None:
        with clock.fixed(self.moment(day, 8)), writing():
            db.session.add(Announcement(festival=festival, title=title, body=body))
            revisions.bump(f"festival:{festival.id}")
