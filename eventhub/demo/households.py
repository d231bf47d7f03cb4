"""The fictional households of the demo: the same ones for the same day."""

from datetime import date, timedelta
from random import Random

from eventhub.accounts.models import Account
from eventhub.demo.goods import GIVEN, SURNAMES, TRADES, Trade, called
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.models import ClassRecognition, Household, Licence, Product
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.uscc import ALPHABET, WEIGHTS

FIRST_PHONE = 19900000001
VILLAGES = ("一组", "二组", "三组", "中街 12 号", "老街 8 号", "新村 5 号")
LICENCES = {
    StallKind.TRADER: (LicenceKind.BUSINESS,),
    StallKind.COOKED_FOOD: (LicenceKind.BUSINESS, LicenceKind.SMALL_CATERING, LicenceKind.HEALTH),
    StallKind.WORKSHOP: (LicenceKind.BUSINESS, LicenceKind.WORKSHOP, LicenceKind.HEALTH),
    StallKind.STREET_FOOD: (LicenceKind.STREET_FOOD_CARD, LicenceKind.HEALTH),
    StallKind.FARM: (LicenceKind.PRODUCE,),
    StallKind.CRAFT: (),
    StallKind.SERVICE: (),
}
# Asked for what is sold, whatever the kind of stall: a workshop's noodles and bacon are farm produce too.
FOR_GOODS = {GoodsCategory.FARM: (LicenceKind.PRODUCE,)}
# Of ten households: two specialty, one each of the other classes, one whose class has expired, four without.
CLASSES = (
    PolicyClass.SPECIALTY, None, PolicyClass.FAMOUS, None, PolicyClass.SPECIALTY,
    PolicyClass.QUALITY, None, PolicyClass.EMERGING, None, PolicyClass.QUALITY,
)  # fmt: skip
EXPIRED_EVERY = 10


def uscc_of(number: int) -> str:
    """Return the code of a fictional household: region 500199 is unassigned, the check character is right."""
    body = f"92500199MA{number:06d}{ALPHABET[number % 10]}"
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def households(today: date, rng: Random) -> list[tuple[Household, Trade]]:
    """Return every household with its trade, not stored yet; the first is the one that one click enters as."""
    trades = [trade for trade in TRADES for _ in range(trade.shops)]
    first = next(index for index, trade in enumerate(trades) if trade.shop == "{n}苗家米酒")
    trades = [trades[first], *trades[:first], *trades[first + 1 :]]
    return [(_household(number, trade, today, rng), trade) for number, trade in enumerate(trades)]


def _household(number: int, trade: Trade, today: date, rng: Random) -> Household:
    surname = "罗" if number == 0 else SURNAMES[(number * 7) % len(SURNAMES)]
    owner = surname + GIVEN[(number * 3) % len(GIVEN)]
    nickname = called(surname, number)
    phone = str(FIRST_PHONE + number)
    return Household(
        uscc=uscc_of(number + 1),
        name=trade.shop.format(n=nickname),
        owner_name=owner,
        phone=phone,
        town=trade.town,
        address=f"{trade.town}{rng.choice(VILLAGES)}",
        category=trade.category,
        stall_kind=trade.kind,
        story=trade.story,
        heritage_item=trade.heritage,
        is_demo=True,
        account=Account(phone=phone, display_name=nickname),
        products=[
            Product(name=name, price_fen=fen, unit=unit, named=trade.named if place == 0 else "")
            for place, (name, fen, unit) in enumerate(trade.goods)
        ],
        licences=_licences(number, trade, owner, today, rng),
        recognitions=_recognitions(number, today),
    )


def _licences(number: int, trade: Trade, owner: str, today: date, rng: Random) -> list[Licence]:
    return [
        Licence(
            kind=kind,
            number=f"演示 {number + 1:04d} 号",
            holder=owner,
            valid_to=None if kind is LicenceKind.BUSINESS else today + timedelta(days=rng.randint(400, 1_200)),
        )
        for kind in dict.fromkeys((*LICENCES[trade.kind], *FOR_GOODS.get(trade.category, ())))
    ]


def _recognitions(number: int, today: date) -> list[ClassRecognition]:
    policy_class = CLASSES[number % len(CLASSES)]
    if policy_class is None:
        return []
    expired = number % EXPIRED_EVERY == EXPIRED_EVERY - 1
    until = date(today.year - 1, 12, 31) if expired else date(today.year + 2, 12, 31)
    return [
        ClassRecognition(
            policy_class=policy_class,
            level="区级",
            number=f"万个分类（演示）{number + 1:04d} 号",
            issuer="万盛市场监督管理局（演示）",
            valid_from=date(until.year - 3, 1, 1),
            valid_to=until,
        )
    ]
