"""What stands on printed passes, signs and sheets, as plain values: all text ready for people to read.

Nothing here looks anything up. Whoever fills a card decides what it says; in particular a class badge is
given only while the class is valid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from eventhub.festivals.cover_art import SKINS
from eventhub.passes.token import PASS_KIND_LABELS, PassKind


@dataclass(frozen=True, slots=True)
class Detail:
    """A line in a list: `label` "日期", `text` in bold "5月1–3日", `note` below it "三月廿五至廿七"."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PassCard:
    """A pass on a lanyard, A6 portrait.

    `booth` is what is printed largest ("D03", "A01–A02"; where there is none, `holder` is); `mark` is the category's one character (食, 农, 艺,
    饮) and `zone` the same in words ("D区 茶酒饮品"); `holder` is the person in full, printed with `heads`;
    `badge` is empty unless the class is valid; `fine` is the small print; `address` is what the code says.
    """

    festival: str
    kind: PassKind
    booth: str
    shop: str
    zone: str
    holder: str
    heads: int
    address: str
    short_code: str
    details: tuple[Detail, ...] = ()
    mark: str = ""
    badge: str = ""
    fine: str = ""
    skin: str = "caishan"

    def __post_init__(self) -> None:
        check_skin(self.skin)

    @property
    def title(self) -> str:
        return PASS_KIND_LABELS[self.kind]

    @property
    def large(self) -> str:
        """What is printed largest: the booth, or who wears a pass that belongs to no booth."""
        return self.booth or self.holder

    @property
    def rows(self) -> tuple[Detail, ...]:
        """The list beside the code: the person first (unless printed largest), then the details."""
        heads = f"共 {self.heads} 人" if self.heads > 1 else ""
        person = (Detail("持证人", self.holder, heads),) if self.holder and self.booth else ()
        return person + self.details

    @property
    def person(self) -> str:
        """Whose card it is, for an error about it."""
        return self.holder or self.shop or self.booth


@dataclass(frozen=True, slots=True)
class SignCard:
    """A sign on a stall's table, A5 landscape: `heading` names festival and zone, `sells` the goods."""

    heading: str
    booth: str
    shop: str
    sells: str
    address: str
    short_code: str
    badge: str = ""
    skin: str = "caishan"

    def __post_init__(self) -> None:
        check_skin(self.skin)

    @property
    def person(self) -> str:
        """Whose sign it is, for an error about it."""
        return self.shop or self.booth


@dataclass(frozen=True, slots=True)
class VehicleCard:
    """A card behind a windscreen, A5 landscape, `plate` ("渝B·0A000") largest; `address` is its pass."""

    festival: str
    plate: str
    booth: str
    shop: str
    address: str
    short_code: str
    details: tuple[Detail, ...] = ()
    fine: str = ""
    skin: str = "caishan"

    def __post_init__(self) -> None:
        check_skin(self.skin)

    @property
    def person(self) -> str:
        """Whose card it is, for an error about it."""
        return self.shop or self.plate


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """What a household prints at home on A4: its pass to cut out, what to know, its table sign (or none).

    The passes of those who help and the vehicle cards follow on pages of their own.
    """

    heading: str
    card: PassCard
    notes: tuple[str, ...]
    sign: SignCard | None = None
    helpers: tuple[PassCard, ...] = ()
    vehicles: tuple[VehicleCard, ...] = ()

    @property
    def person(self) -> str:
        """Whose sheet it is, for an error about it."""
        return self.card.person


@dataclass(frozen=True, slots=True)
class GateRow:
    """A line of the gate list; `holder` is masked by the caller, `days` in words."""

    booth: str
    shop: str
    holder: str
    heads: int
    days: str
    short_code: str

    @property
    def person(self) -> str:
        """Whose line it is, for an error about it."""
        return self.holder or self.shop or self.booth


@dataclass(frozen=True, slots=True)
class GateList:
    """The paper list a gate falls back on: A4, headings on every page; `printed` says when it was made."""

    festival: str
    title: str
    printed: str
    rows: tuple[GateRow, ...]
    note: str = ""


def label_of_block(labels: Sequence[str]) -> str:
    """Return A01, or A01–A02 for the booths of a block along its row; "" for none."""
    return "–".join(dict.fromkeys((labels[0], labels[-1]))) if labels else ""


def printed_texts(card: object) -> Iterator[str]:
    """Every text of a card, also within the values it is made of."""
    if isinstance(card, str):
        yield card
    elif isinstance(card, tuple):
        for item in card:
            yield from printed_texts(item)
    elif is_dataclass(card):
        for field in fields(card):
            yield from printed_texts(getattr(card, field.name))


def check_skin(skin: str) -> None:
    """Raise ValueError for a skin that no festival can wear."""
    if skin not in SKINS:
        raise ValueError(f"no band is woven for the skin {skin!r}: choose from {', '.join(SKINS)}")
