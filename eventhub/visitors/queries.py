"""What the visitors' pages read, each in a number of selects that doesn't grow with the festival."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.applications.models import Application, Call
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import NotFound
from eventhub.core.short_code import BadShortCode, normal_code
from eventhub.festivals.models import Announcement, Booth, Festival, FestivalState
from eventhub.festivals.queries import booth_by_sign, festival_by_slug, zones_of
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.token import PassKind
from eventhub.registry.models import Household
from eventhub.visitors.stalls import Stall

NO_FESTIVAL = "没有这个节会。可能是地址抄错了，也可能还没有发布。"
NO_SIGN = "没有这个摊位码。请照着桌牌再输一次，或者从平面图上找。"
NEWS_DAYS = 30
NOT_ASKING = (
    ApplicationState.DRAFT,
    ApplicationState.WITHDRAWN,
    ApplicationState.REJECTED,
)


def public_festival(slug: str) -> Festival:
    """Return an edition visitors may see, with venue and organisation. Raises NotFound for a draft."""
    festival = festival_by_slug(slug)
    if festival is None or not festival.is_public:
        raise NotFound(NO_FESTIVAL)
    return festival


def edition_after(festival: Festival) -> Festival | None:
    """Return the next public edition of the same festival that is not called off; one whose days are open counts, too."""
    return db.session.scalar(
        select(Festival)
        .where(
            Festival.name == festival.name,
            Festival.id != festival.id,
            Festival.state.not_in((FestivalState.DRAFT, FestivalState.CANCELLED)),
            Festival.starts_on.is_(None) | (Festival.starts_on > festival.starts_on),
        )
        .order_by(Festival.starts_on.is_(None), Festival.starts_on)
        .limit(1)
    )


def booth_of_sign(code: str) -> Booth:
    """Return the booth of a sign's code however it was typed, with row, zone and festival.

    Raises NotFound when there is none, or when its festival is not public.
    """
    try:
        booth = booth_by_sign(normal_code(code))
    except BadShortCode:
        raise NotFound(NO_SIGN) from None
    if booth is None or not booth.row.zone.festival.is_public:
        raise NotFound(NO_SIGN)
    return booth


def stalls_of(festival: Festival) -> list[Stall]:
    """Return every booth of the public plan by its number, with its zone and who stands there.

    Only holders of a published plan who have confirmed are named: whoever may still decline would send visitors
    to an empty booth. Of holders on several days, the one of today, else of the next day, else the last one.
    """
    held, waiting = _holdings(festival)
    applications = _confirmed_applications(festival) if held else {}
    published = _has_published_plan(festival)
    stopped = suspended_applications(festival) if held else set()
    today = clock.today()
    standing = {booth_id: _holder_on(by_day, today) for booth_id, by_day in held.items()}
    booths = [(booth, zone) for zone in zones_of(festival) for row in zone.rows for booth in row.booths]
    booths.sort(key=lambda pair: pair[0].number)
    labels: dict[int, tuple[str, ...]] = {}
    for booth, _ in booths:
        if booth.id in standing:
            holder = standing[booth.id][0]
            labels[holder] = (*labels.get(holder, ()), booth.label)
    stalls = []
    for booth, zone in booths:
        holder, days = standing.get(booth.id, (0, ()))
        application = applications.get(holder)
        pending = application is None and (booth.id in waiting or not published)
        kept = _kept(days, festival)
        stalls.append(
            Stall(
                booth,
                zone,
                application,
                kept,
                pending,
                labels.get(holder, ()),
                application is not None and holder in stopped,
            )
        )
    return stalls


def suspended_applications(festival: Festival) -> set[int]:
    """Return the applications whose stallholder's pass is suspended: the red line 红线 of the policy."""
    return set(
        db.session.scalars(
            select(StallPass.application_id).where(
                StallPass.festival_id == festival.id,
                StallPass.kind == int(PassKind.HOUSEHOLD),
                StallPass.state == PassState.SUSPENDED,
                StallPass.application_id.is_not(None),
            )
        )
    )


def booths_left(call: Call) -> tuple[int, int]:
    """Return how many booths a call's festival has to give, and how many are asked for so far."""
    booths = db.session.scalar(
        select(func.count(Booth.id)).where(Booth.festival_id == call.festival_id, ~Booth.closed, Booth.service == "")
    )
    wanted = db.session.scalar(
        select(func.sum(Application.booths_min)).where(
            Application.festival_id == call.festival_id, Application.state.not_in(NOT_ASKING)
        )
    )
    return booths or 0, wanted or 0


def latest_news(count: int) -> Sequence[Announcement]:
    """Return the newest notices of the last 30 days of public editions, with their festivals."""
    since = clock.now() - timedelta(days=NEWS_DAYS)
    return db.session.scalars(
        select(Announcement)
        .join(Announcement.festival)
        .where(Announcement.at >= since, Announcement.at <= clock.now(), Festival.state != FestivalState.DRAFT)
        .order_by(Announcement.at.desc(), Announcement.id.desc())
        .limit(count)
        .options(joinedload(Announcement.festival))
    ).all()


def _has_published_plan(festival: Festival) -> bool:
    plan = exists().where(StoredPlan.festival_id == festival.id, StoredPlan.state == PlanState.PUBLISHED)
    return bool(db.session.scalar(select(plan)))


def _holdings(festival: Festival) -> tuple[dict[int, dict[date, int]], set[int]]:
    """Return booth → day → application of confirmed holders, and the booths that wait for an answer."""
    rows = db.session.execute(
        select(Holding.booth_id, Holding.day, Holding.application_id, Offer.state)
        .join(Booth, Holding.booth_id == Booth.id)
        .join(Offer, Offer.application_id == Holding.application_id)
        .where(Booth.festival_id == festival.id)
    )
    held: dict[int, dict[date, int]] = {}
    waiting: set[int] = set()
    for booth_id, day, application_id, state in rows:
        if state is OfferState.CONFIRMED:
            held.setdefault(booth_id, {})[day] = application_id
        elif state is OfferState.OFFERED:
            waiting.add(booth_id)
    return held, waiting


def _confirmed_applications(festival: Festival) -> dict[int, Application]:
    household = joinedload(Application.household)
    rows = db.session.scalars(
        select(Application)
        .join(Offer, Offer.application_id == Application.id)
        .where(Application.festival_id == festival.id, Offer.state == OfferState.CONFIRMED)
        .options(
            household.selectinload(Household.recognitions),
            household.selectinload(Household.products),
            household.selectinload(Household.licences),
        )
    )
    return {application.id: application for application in rows}


def _holder_on(by_day: dict[date, int], today: date) -> tuple[int, tuple[date, ...]]:
    if not by_day:
        return 0, ()
    day = min(by_day, key=lambda day: (day < today, abs((day - today).days)))
    holder = by_day[day]
    return holder, tuple(sorted(day for day, number in by_day.items() if number == holder))


def _kept(days: tuple[date, ...], festival: Festival) -> tuple[date, ...]:
    """Keep the days the edition still has; after it was moved to others the holder comes on all of them."""
    if not days:
        return ()
    return tuple(day for day in days if day in festival.days) or tuple(festival.days)
