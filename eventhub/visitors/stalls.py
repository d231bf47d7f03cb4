"""A stall as visitors see it: a booth, the shop, its goods. No person's name, no person's telephone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from eventhub.applications.models import Application
from eventhub.core.display import cn_yuan
from eventhub.festivals.models import Booth, Zone
from eventhub.registry.models import ClassRecognition, Product

CATEGORY_NAMES = {"food": "美食", "farm": "农特产", "craft": "手工", "drink": "茶酒"}
SHOWN_GOODS = 2
SUSPENDED = "暂停营业"


@dataclass(frozen=True)
class Ware:
    """Something on sale: 糯米酒, 25 元/斤, a note. An empty price: it is not given."""

    name: str
    price: str
    note: str


@dataclass(frozen=True)
class Stall:
    """A booth on the public plan; `application` is None where nobody stands, `pending` while that is open.

    `suspended`: the organiser or the regulator has stopped it. `days` are those on which the holder stands there, in order; `labels` are all its booths at this festival.
    """

    booth: Booth
    zone: Zone
    application: Application | None
    days: tuple[date, ...]
    pending: bool
    labels: tuple[str, ...] = ()
    suspended: bool = False

    @property
    def household_id(self) -> int:
        """Id of the household that stands here; 0 where nobody does."""
        return self.application.household_id if self.application else 0

    @property
    def shop(self) -> str:
        """Name of the shop; of the service desk where one stands; empty where nobody does."""
        return self.application.household.name if self.application else self.booth.service

    @property
    def numbers(self) -> str:
        """Number of the booth, or 连号 A01、A02 where the holder has several."""
        return "、".join(self.labels) or self.booth.label

    @property
    def vacancy(self) -> str:
        """Say in two or three words why nobody stands here; empty where somebody does."""
        if self.shop:
            return ""
        if self.booth.closed:
            return "停用"
        return "还没定" if self.pending else "还空着"

    @property
    def category(self) -> str:
        """Key of what is sold here, of the zone's first category where nobody stands, or empty."""
        if self.application:
            return self.application.category.value
        return self.zone.categories[0] if self.zone.categories else ""

    @property
    def href(self) -> str:
        """Address of the stall's own page."""
        return f"/s/{self.booth.sign_code}"

    @property
    def zone_name(self) -> str:
        """A区 苗家美食."""
        return f"{self.zone.code}区 {self.zone.name}"

    @property
    def goods(self) -> list[Ware]:
        """What was declared for this festival, with the registry's notes; else what the registry lists."""
        if self.application is None:
            return []
        products = self.application.household.products
        known = {product.name: product for product in products}
        declared = [_declared(item, known) for item in self.application.goods if item.get("name")]
        return declared or [_listed(product) for product in products]

    @property
    def summary(self) -> str:
        """Return 糯米酒 25 元/斤、杨梅酒 30 元/瓶 for a list."""
        return "、".join(f"{ware.name} {ware.price}".strip() for ware in self.goods[:SHOWN_GOODS])

    def badge_on(self, day: date) -> ClassRecognition | None:
        """Return the policy class that is valid on a day, or None: then no badge is shown at all."""
        return self.application.household.recognition_on(day) if self.application else None

    def described_on(self, day: date) -> str:
        """Return the line under the shop's name in a list: valid class first, then goods with prices."""
        if self.suspended:
            return SUSPENDED
        badge = self.badge_on(day)
        return " · ".join(part for part in (badge.policy_class.badge if badge else "", self.summary) if part)

    def matches(self, text: str) -> bool:
        """Tell whether every word typed begins the number or is in the name, goods, category or zone."""
        told = [
            self.shop,
            self.zone_name,
            CATEGORY_NAMES.get(self.category, ""),
            *(ware.name for ware in self.goods),
        ]
        told = [part.casefold() for part in told]
        label = self.booth.label.casefold()
        return all(label.startswith(word) or any(word in part for part in told) for word in text.casefold().split())


def taken(stalls: Iterable[Stall]) -> list[Stall]:
    """Return the stalls at which somebody sells, in their order; two booths of a holder count once."""
    seen: set[int] = set()
    shops = []
    for stall in stalls:
        if stall.application is not None and stall.application.id not in seen:
            seen.add(stall.application.id)
            shops.append(stall)
    return shops


def counts_by_category(stalls: Iterable[Stall]) -> dict[str, int]:
    """Count stalls by category, in the order categories are always shown in, without empty ones."""
    keys = [stall.category for stall in stalls]
    return {key: keys.count(key) for key in CATEGORY_NAMES if key in keys}


def of_the_day(stalls: Sequence[Stall], day: date, count: int) -> list[Stall]:
    """Return `count` stalls to show on a day: the same for everyone, the next ones in turn on the day after.

    Categories alternate where they can. Over as many days as there are stalls each is shown equally often.
    """
    turn = alternating(stalls)
    if not turn:
        return []
    start = day.toordinal() * count % len(turn)
    return [turn[(start + place) % len(turn)] for place in range(min(count, len(turn)))]


def alternating(stalls: Sequence[Stall]) -> list[Stall]:
    """Spread every category evenly over the turn, so that any few in a row are mixed as the whole is."""
    piles: dict[str, list[Stall]] = {}
    for stall in stalls:
        piles.setdefault(stall.category, []).append(stall)
    placed = [
        ((number + 0.5) / len(pile), key, stall) for key, pile in piles.items() for number, stall in enumerate(pile)
    ]
    return [stall for _, _, stall in sorted(placed, key=lambda entry: entry[:2])]


def neighbours(stall: Stall, stalls: Iterable[Stall]) -> list[Stall]:
    """Return the stalls right beside one in its row at which somebody stands; a break parts them."""
    row = sorted(
        (other for other in stalls if other.booth.row_id == stall.booth.row_id),
        key=lambda other: other.booth.position,
    )
    place = next(number for number, other in enumerate(row) if other.booth.id == stall.booth.id)
    beside = []
    if place > 0 and not row[place - 1].booth.break_after:
        beside.append(row[place - 1])
    if place + 1 < len(row) and not stall.booth.break_after:
        beside.append(row[place + 1])
    holder = stall.application.id if stall.application else None
    return [other for other in taken(beside) if other.application and other.application.id != holder]


def price_text(fen: int | None, unit: str) -> str:
    """Return 25 元/斤; without a unit 25 元; without a price an empty text."""
    if fen is None:
        return ""
    return f"{cn_yuan(fen)}/{unit}" if unit else cn_yuan(fen)


def _declared(item: dict[str, object], known: dict[str, Product]) -> Ware:
    name, fen, unit = str(item["name"]), item.get("price_fen"), str(item.get("unit") or "")
    product = known.get(name)
    if product is not None:
        unit = unit or product.unit
    price = price_text(fen if isinstance(fen, int) else None, unit)
    return Ware(name, price, product.note if product else "")


def _listed(product: Product) -> Ware:
    return Ware(product.name, price_text(product.price_fen, product.unit), product.note)
