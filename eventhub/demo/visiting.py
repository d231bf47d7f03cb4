"""What visitors leave at the demo's festivals, by the same actions as in real life: stamps, enquiries, batches, rankings.

It draws from a generator of its own: the rest of the story is the same with and without it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.demo.builder import Codes
from eventhub.demo.buyers import BUYERS, FIRST_BATCHES, FIRST_BUYER_PHONE, MORE_BATCHES, Buyer, MadeBatch
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household, Product
from eventhub.visitors import batches, enquiries, home, queries, rankings, rotation, stamps
from eventhub.visitors.enquiries import Wish
from eventhub.visitors.models import Outcome
from eventhub.visitors.stalls import Stall, taken

NEEDED = 6
TURN_DAYS = 6
# How many stamps a visitor takes home: most a few, some a full booklet.
APPETITE = (1, 1, 2, 2, 2, 3, 3, 4, 5, NEEDED)


@dataclass
class Visiting:
    """The visitors' chapters. `staff` by sign-in name: the organiser, the gate, the regulator."""

    now: datetime
    staff: dict[str, Account]
    rng: Random = field(init=False)
    codes: Codes = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(f"eventhub demo visitors {clock.local(self.now).date().isoformat()}")
        self.codes = Codes(self.rng)

    def at_a_past_one(self, festival: Festival) -> None:
        """A handful of booklets and enquiries, and the rankings frozen at closing time of the last day."""
        day = festival.days[-1]
        stalls = self._standing(festival, day)
        with writing():
            self._collect(festival, stalls, day, visitors=10)
            self._redeem_one(festival)
            for place, (stall, buyer) in enumerate(zip(stalls, BUYERS[1:4], strict=False)):
                self._enquire(stall, buyer, place, clock.at(day, 11, 10 * place))
        self._freeze(festival, clock.at(day, 17, 30))

    def at_the_running_one(self, festival: Festival, first: Household) -> None:
        """Everything of today's festival; `first` is the household that one click enters as."""
        today = clock.local(self.now).date()
        yesterday = today - timedelta(days=1)
        self._take_turns(festival, today)
        stalls = self._standing(festival, yesterday)
        with writing():
            with clock.fixed(clock.at(yesterday, 9)):
                stamps.set_rally(festival, NEEDED, False, "一包关坝米粉", 0, self.staff["zhuban"])
            self._collect(festival, stalls, yesterday, visitors=34)
            self._pass_a_photo_round(festival, stalls[0], clock.at(yesterday, 15, 12))
            self._collect(festival, self._standing(festival, today), today, visitors=12)
            self._redeem_one(festival)
            shops = taken(queries.stalls_of(festival))
            self._enquiries(self.rng.sample(shops, len(shops)), first, yesterday)
            self._batches(shops, first)
        self._freeze(festival, self.now)

    def _standing(self, festival: Festival, day: date) -> list[Stall]:
        """Return the stalls of a day in an order of their own: the first ones draw most visitors."""
        with clock.fixed(clock.at(day, 12)):
            stalls = [stall for stall in taken(queries.stalls_of(festival)) if day in stall.days]
        return self.rng.sample(stalls, len(stalls))

    def _collect(self, festival: Festival, stalls: list[Stall], day: date, visitors: int) -> None:
        """Visitors walk from stall to stall, one device each; nothing is stamped in the future."""
        for _ in range(visitors):
            device = self._device()
            moment = clock.at(day, festival.opens_at.hour) + timedelta(minutes=self.rng.randrange(5, 420))
            for place in self._way(len(stalls)):
                moment += timedelta(minutes=self.rng.randint(3, 14))
                if moment > self.now:
                    break
                with clock.fixed(moment):
                    stamps.collect(festival, stalls[place], device)

    def _way(self, count: int) -> list[int]:
        wanted = min(self.rng.choice(APPETITE), count)
        way: list[int] = []
        while len(way) < wanted:
            place = int(count * self.rng.random() ** 2)
            if place not in way:
                way.append(place)
        return way

    def _pass_a_photo_round(self, festival: Festival, stall: Stall, moment: datetime) -> None:
        """A photo of one sign is opened by many devices in one minute: what the organiser is warned of."""
        with clock.fixed(moment):
            for _ in range(stamps.CROWD + 2):
                stamps.collect(festival, stall, self._device())

    def _redeem_one(self, festival: Festival) -> None:
        full = stamps.completions_of(festival)
        for completion in full:
            completion.code = self.codes.sign()
        if full:
            with clock.fixed(min(full[0].at + timedelta(minutes=6), self.now)):
                stamps.redeem(festival, full[0].code, self.staff["jianpiao"])

    def _enquiries(self, stalls: list[Stall], first: Household, day: date) -> None:
        own = [stall for stall in stalls if stall.household_id == first.id]
        others = [stall for stall in stalls if stall.household_id != first.id]
        asked = [*own, *own, *others][: len(BUYERS)]
        for place, (stall, buyer) in enumerate(zip(asked, BUYERS, strict=False)):
            self._enquire(stall, buyer, place, clock.at(day, 10, 20) + timedelta(minutes=47 * place))

    def _enquire(self, stall: Stall, buyer: Buyer, place: int, moment: datetime) -> None:
        wish = Wish(
            goods=stall.goods[0].name,
            quantity=buyer.quantity,
            company=buyer.company,
            buyer=buyer.name,
            phone=str(FIRST_BUYER_PHONE + place),
            text=buyer.text,
        )
        with clock.fixed(moment):
            enquiry = enquiries.leave_enquiry(stall, wish)
        if buyer.outcome is not Outcome.NEW:
            with clock.fixed(moment + timedelta(minutes=95)):
                enquiries.record_outcome(enquiry, buyer.outcome, buyer.note, enquiry.version, _owner(enquiry.household))

    def _batches(self, shops: list[Stall], first: Household) -> None:
        for made in FIRST_BATCHES:
            self._batch(first.products[0], made)
        shelves = [product for stall in shops if stall.application for product in stall.application.household.products]
        for name in dict.fromkeys(made.product for made in MORE_BATCHES):
            products = [product for product in shelves if product.named == name]
            for product, made in zip(products, [made for made in MORE_BATCHES if made.product == name], strict=False):
                self._batch(product, made)

    def _batch(self, product: Product, made: MadeBatch) -> None:
        day, owner = clock.local(self.now).date() - timedelta(days=made.days_ago), _owner(product.household)
        details = batches.BatchDetails(f"{day:%Y%m%d}", day, made.raw_material, made.report)
        with clock.fixed(clock.at(day, 17)):
            batch = batches.add_batch(product, details, owner, self.codes.sign())
        with clock.fixed(clock.at(day + timedelta(days=2), 10)):
            if made.correction:
                batches.correct_batch(batch, made.correction, batch.version, owner)
            if made.recall:
                batches.recall_batch(batch, made.recall, batch.version, self.staff["jianguan"])

    def _take_turns(self, festival: Festival, today: date) -> None:
        """The home page's turn of the last days, today's too."""
        for back in range(TURN_DAYS, -1, -1):
            day = today - timedelta(days=back)
            with clock.fixed(min(clock.at(day, 6), self.now)):
                rotation.log_turn(festival, home.may_be_shown(festival, day), day, home.STALLS_SHOWN)

    def _freeze(self, festival: Festival, moment: datetime) -> None:
        with clock.fixed(moment):
            for metric in rankings.METRICS:
                rankings.freeze(festival, metric, self.staff["zhuban"])

    def _device(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"


def _owner(household: Household) -> Account:
    if household.account is None:
        raise RuntimeError("every household of the demo has an account")
    return household.account
