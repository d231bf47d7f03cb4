"""Plain values that forms hand to the actions of the registry."""

from dataclasses import dataclass
from datetime import date

from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.policy_class import PolicyClass


@dataclass(frozen=True)
class HouseholdDetails:
    """What a household tells of itself; the phone in stored form."""

    name: str
    owner_name: str
    phone: str
    town: str
    address: str
    category: GoodsCategory
    stall_kind: StallKind
    story: str = ""
    heritage_item: str = ""


@dataclass(frozen=True)
class ProductDetails:
    """Something sold: price in fen, None when it is not told."""

    name: str
    named: str = ""
    price_fen: int | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class LicenceDetails:
    """A licence: `valid_to` is its last valid day, None when it never ends."""

    kind: LicenceKind
    number: str
    holder: str = ""
    valid_to: date | None = None


@dataclass(frozen=True)
class RecognitionDetails:
    """A class as the assessing bureau issued it, both days included."""

    policy_class: PolicyClass
    number: str
    issuer: str
    valid_from: date
    valid_to: date
    level: str = ""
