"""From the demo's content to rows: a festival with its ground and programme, an application, a call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from eventhub.accounts.models import Organisation
from eventhub.applications.models import Application, Call
from eventhub.applications.score_lines import (
    ClassLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    RuleLine,
    ScoreRule,
)
from eventhub.applications.score_rule_file import rule_to_json
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.demo.editions import Edition, sessions
from eventhub.demo.goods import Trade
from eventhub.demo.grounds import Area, Ground
from eventhub.demo.seasons import Season
from eventhub.festivals.models import Booth, Festival, FestivalState, Row, Zone
from eventhub.registry.models import Household
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.towns import TOWNS

CLASS_POINTS = (
    (PolicyClass.FAMOUS, 25),
    (PolicyClass.SPECIALTY, 25),
    (PolicyClass.QUALITY, 20),
    (PolicyClass.EMERGING, 15),
)
LETTERS, DIGITS = "CDFGHJKMNPQRTVWXY", "35679"


@dataclass
class Codes:
    """Draws identifiers from the demo's own generator, so that the same day gives the same addresses."""

    rng: Random

    def __post_init__(self) -> None:
        self._signs: set[str] = set()

    def uid(self) -> str:
        """Return an identifier for a calendar entry."""
        return f"{self.rng.getrandbits(96):024x}"

    def sign(self) -> str:
        """Return a sign code that was not drawn before."""
        while True:
            code = "".join(self.rng.choice(LETTERS) + self.rng.choice(DIGITS) for _ in range(3))
            if code not in self._signs:
                self._signs.add(code)
                return code


def add_festival(
    edition: Edition, season: Season, organisation: Organisation, codes: Codes, announced_at: datetime | None
) -> Festival:
    """Store an edition with venue, ground and programme; without `announced_at` it is a draft. Called inside `writing()`."""
    festival = Festival(
        slug=f"{edition.key}-{season.year}",
        name=edition.name,
        short_name=edition.short_name,
        edition=season.year - edition.first_year + 1 if edition.first_year else None,
        prefix=edition.prefix,
        organisation=organisation,
        venue=edition.new_venue(),
        state=FestivalState.ANNOUNCED if announced_at else FestivalState.DRAFT,
        announced_at=announced_at,
        starts_on=season.first,
        ends_on=season.last,
        opens_at=datetime(2000, 1, 1, edition.opens).time(),  # noqa: DTZ001  # only the time of day
        closes_at=datetime(2000, 1, 1, edition.closes).time(),  # noqa: DTZ001
        lunar_rule=edition.lunar_rule,
        summary=edition.summary,
        description=edition.description,
        skin=edition.skin,
        cover_seed=edition.key,
        phone="023-00000000",
        named_products=list(edition.named),
        expected_visitors=edition.visitors,
        keep_apart=[list(pair) for pair in edition.keep_apart],
        plan_width=edition.ground.width,
        plan_height=edition.ground.height,
        ground=list(edition.ground.features),
        set_up_from=clock.at(season.first - timedelta(days=1), 14),
        set_up_until=clock.at(season.first, edition.opens) - timedelta(minutes=30),
        take_down_from=clock.at(season.last, edition.closes),
        take_down_until=clock.at(season.last + timedelta(days=1), 12),
        uid=codes.uid(),
        created_at=announced_at or clock.now(),
        changed_at=announced_at or clock.now(),
        is_demo=True,
        sessions=sessions(edition, season.first, season.last),
    )
    for session in festival.sessions:
        session.uid = codes.uid()
        session.was_public = announced_at is not None
        session.created_at = session.changed_at = festival.created_at
    db.session.add(festival)
    db.session.flush()
    _add_ground(festival, edition.ground, codes)
    return festival


def _add_ground(festival: Festival, ground: Ground, codes: Codes) -> None:
    number = 0
    for area in ground.areas:
        zone = Zone(
            festival=festival,
            code=area.code,
            name=area.name,
            categories=list(area.categories),
            category_caps=dict(area.caps),
            power_w=area.power_w,
            outline=[list(point) for line in area.lines for point in line.outline()],
        )
        place = 0
        for index, line in enumerate(area.lines, 1):
            row = Row(zone=zone, code=f"{area.code}-{index}", circular=line.circular)
            db.session.add(row)
            db.session.flush()
            for position, (x, y, rotation) in enumerate(line.places(), 1):
                place, number = place + 1, number + 1
                db.session.add(_booth(festival, area, row, place, number, position, (x, y, rotation), codes))
    db.session.flush()
    db.session.refresh(festival)


def _booth(
    festival: Festival,
    area: Area,
    row: Row,
    place: int,
    number: int,
    position: int,
    at: tuple[int, int, int],
    codes: Codes,
) -> Booth:
    label = f"{area.code}{place:02d}"
    x, y, rotation = at
    corner = ["corner"] if position == 1 else []
    return Booth(
        festival_id=festival.id,
        row_id=row.id,
        label=label,
        number=number,
        sign_code=codes.sign(),
        position=position,
        x=x,
        y=y,
        rotation=rotation,
        power_w=area.booth_w,
        features=[*area.features, *corner],
        closed=label in area.shut,
        service=area.service.get(label, ""),
    )


def add_call(festival: Festival, opens: datetime, closes: datetime, codes: Codes, **values: Any) -> Call:
    """Store the call of a festival. Called inside `writing()`."""
    call = Call(
        festival=festival,
        opens_at=opens,
        closes_at=closes,
        fee_fen=0,
        deposit_fen=20_000,
        intro="优先安排名特优新个体工商户。棚子、桌子、照明主办方都备好，您带上货和价牌就行。",
        score_rule=rule_to_json(_rule(festival)),
        uid=codes.uid(),
        created_at=opens,
        changed_at=opens,
        **values,
    )
    db.session.add(call)
    return call


def _rule(festival: Festival) -> ScoreRule:
    lines: tuple[RuleLine, ...] = (
        ClassLine(CLASS_POINTS),
        HeritageLine(20),
        LocalLine(15, TOWNS),
        *([NamedProductLine(15, tuple(festival.named_products))] if festival.named_products else []),
        EarlierEditionsLine(4, 12),
        EarlyFilingLine(((10, 8), (5, 4))),
    )
    return ScoreRule(lines)


def new_application(
    festival: Festival, household: Household, trade: Trade, number: int, submitted: datetime, rng: Random
) -> Application:
    """Return a handed-in application of a household, not stored yet: what it sells, what it needs, where it would stand."""
    zones = [zone.code for zone in festival.zones if not zone.categories or trade.category.value in zone.categories]
    two = rng.random() < 0.12
    return Application(
        festival=festival,
        household=household,
        receipt=f"{festival.prefix}{number:04d}",
        state=ApplicationState.SUBMITTED,
        category=trade.category,
        stall_kind=trade.kind,
        goods=[{"name": name, "price_fen": fen, "unit": unit} for name, fen, unit in trade.goods],
        booths_min=1,
        booths_max=2 if two else 1,
        days=[day.isoformat() for day in _days_wanted(festival.days, rng)],
        zones=zones[: rng.randint(0, 2)],
        anywhere=rng.random() < 0.9,
        appliances=[{"name": name, "watts": watts, "count": 1} for name, watts in trade.watts],
        power_w=sum(watts for _, watts in trade.watts),
        needs=[*trade.needs, *(["open_flame"] if trade.flame else [])],
        tags=list(trade.tags),
        contact_name=household.owner_name,
        contact_phone=household.phone,
        committed_at=submitted,
        steps_done=["contact", "goods", "needs", "papers"],
        filed_by=household.account,
        created_at=submitted - timedelta(minutes=12),
        submitted_at=submitted,
    )


def _days_wanted(days: list[date], rng: Random) -> list[date]:
    """Return every day for nine of ten, else a run of consecutive days."""
    if len(days) < 3 or rng.random() < 0.9:
        return days
    start = rng.randint(0, len(days) - 2)
    return days[start : start + 2]
