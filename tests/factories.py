"""Builders of the people and things tests speak of, each with sound defaults; everything is committed."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from eventhub.accounts.models import Account, Grant, Organisation, Role
from eventhub.allocation.notice_models import AllocationSetting
from eventhub.applications.models import Application, Call
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.festivals.models import Booth, Festival, FestivalState, ProgrammeSession, Row, Venue, Zone
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.models import ClassRecognition, Household, Licence, Product
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.uscc import ALPHABET, WEIGHTS

# Five digits from the first number on: a field too narrow for a long run shows in every run, and no phone made here
# is one that a test writes out (1990000xxxx).
_numbers = count(20_000)
FIRST_DAY = date(2027, 5, 1)


def saved(*rows: Any) -> Any:
    """Store rows and return the first, if there is one."""
    with writing() as session:
        session.add_all(rows)
    return rows[0] if rows else None


def a_uscc() -> str:
    """Return a valid code of the unassigned region 500199 that no other call returned."""
    body = f"92500199MA{next(_numbers):06d}X"[:17]
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def an_organisation(**values: Any) -> Organisation:
    """An organisation that runs festivals."""
    number = next(_numbers)
    return saved(Organisation(**{"name": f"演示文旅局{number}", "short_name": f"文旅{number}", **values}))


def a_staff_member(*roles: Role, organisation: Organisation | None = None, festival: Any = None) -> Account:
    """A staff account with the roles, for an organisation, a festival, or everywhere."""
    account = Account(login=f"staff{next(_numbers)}", display_name="周工")
    account.grants = [
        Grant(
            role=role,
            organisation_id=organisation.id if organisation else None,
            festival_id=festival.id if festival else None,
        )
        for role in roles
    ]
    return saved(account)


def a_household(**values: Any) -> Household:
    """A household with an account that signs in by phone, a product and its business licence."""
    number = next(_numbers)
    phone = f"199{number:08d}"
    account = Account(phone=phone, display_name="罗大姐")
    household = Household(
        **{
            "uscc": a_uscc(),
            "name": f"罗姐苗家米酒{number}",
            "owner_name": "罗小妹",
            "phone": phone,
            "town": "石林镇",
            "category": GoodsCategory.DRINK,
            "stall_kind": StallKind.TRADER,
            "account": account,
            "products": [Product(name="糯米酒", price_fen=2500, unit="斤")],
            "licences": [Licence(kind=LicenceKind.BUSINESS, number="YY-1", valid_to=date(2035, 1, 1))],
            **values,
        }
    )
    return saved(household)


def a_recognition(household: Household, policy_class: PolicyClass = PolicyClass.SPECIALTY, **values: Any) -> Any:
    """A class recognition of the household, valid through 2027."""
    return saved(
        ClassRecognition(
            household_id=household.id,
            **{
                "policy_class": policy_class,
                "number": "万特2025-001",
                "issuer": "万盛经开区市场监督管理局",
                "valid_from": date(2025, 1, 1),
                "valid_to": date(2027, 12, 31),
                **values,
            },
        )
    )


def a_festival(booths: int = 6, days: int = 2, organisation: Organisation | None = None, **values: Any) -> Festival:
    """An announced festival from 1 May 2027 with one zone A of one row of booths, and one session."""
    number = next(_numbers)
    organisation = organisation or an_organisation()
    last = FIRST_DAY + timedelta(days=days - 1)
    festival = Festival(
        **{
            "slug": f"caishan-{number}",
            "name": "万盛苗族踩山会",
            "short_name": "踩山会",
            "prefix": "CS",
            "organisation_id": organisation.id,
            "state": FestivalState.ANNOUNCED,
            "starts_on": FIRST_DAY,
            "ends_on": last,
            "announced_at": clock.now(),
            "summary": "上刀山、对情歌，吃苗家饭。",
            **values,
        }
    )
    if "venue_id" not in values:
        festival.venue = Venue(name="石鼓广场", town="石林镇", lng=106.9, lat=28.9)
    row = Row(code="A-1")
    zone = Zone(code="A", name="苗家美食", categories=[], power_w=60_000, rows=[row], outline=[])
    festival.zones = [zone]
    saved(festival)
    saved(
        *(
            Booth(
                festival_id=festival.id,
                row_id=row.id,
                label=f"A{place:02d}",
                number=place,
                sign_code=sign_code(),
                position=place,
                x=1_000 + 320 * place,
                y=1_000,
                power_w=3_000,
            )
            for place in range(1, booths + 1)
        )
    )
    a_session(festival)
    return festival


def sign_code() -> str:
    """Return a sign code no other call returned."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = next(_numbers) + 32**4
    text = ""
    while number:
        number, digit = divmod(number, 32)
        text = letters[digit] + text
    return text


def a_session(festival: Festival, **values: Any) -> ProgrammeSession:
    """A performance on the first morning, ten to eleven."""
    first = festival.starts_on or FIRST_DAY
    return saved(
        ProgrammeSession(
            festival_id=festival.id,
            **{
                "title": "金桥吹打",
                "starts_at": clock.at(first, 10),
                "ends_at": clock.at(first, 11),
                "place": "主舞台",
                "heritage_item": "金桥吹打",
                "was_public": True,
                **values,
            },
        )
    )


def a_call(
    festival: Festival,
    opens: datetime | None = None,
    closes: datetime | None = None,
    notice_days: int = 0,
    **values: Any,
) -> Call:
    """A call that is open now, of an edition whose plan is published without a notice unless days are given."""
    saved(AllocationSetting(festival_id=festival.id, notice_days=notice_days))
    return saved(
        Call(
            festival_id=festival.id,
            opens_at=opens or clock.now() - timedelta(days=5),
            closes_at=closes or clock.now() + timedelta(days=3),
            **values,
        )
    )


def an_application(festival: Festival, household: Household | None = None, **values: Any) -> Application:
    """An accepted application for one booth on every day, with a score of 50."""
    household = household or a_household()
    return saved(
        Application(
            festival_id=festival.id,
            household_id=household.id,
            filed_by_id=household.account_id,
            **{
                "receipt": f"{festival.prefix}{next(_numbers):04d}",
                "state": ApplicationState.ACCEPTED,
                "category": household.category,
                "stall_kind": household.stall_kind,
                "goods": [{"name": "糯米酒", "price_fen": 2500}],
                "days": [day.isoformat() for day in festival.days],
                "contact_name": household.owner_name,
                "contact_phone": household.phone,
                "submitted_at": clock.now(),
                "score": 50,
                **values,
            },
        )
    )
