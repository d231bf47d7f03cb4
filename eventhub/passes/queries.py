"""What pages and gates ask about passes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.allocation.models import Holding
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Booth, Festival, Row
from eventhub.passes.cards import label_of_block
from eventhub.passes.entry_terms import Terms, usual_terms
from eventhub.passes.models import EntryRules, FestivalKey, PassState, StallPass
from eventhub.passes.periods import period_of
from eventhub.passes.token import (
    ForgedPass,
    PassClaims,
    PassError,
    PassKind,
    UnknownPassKey,
    kid_of,
    verify,
)
from eventhub.registry.models import Household


@dataclass(frozen=True)
class CheckedPass:
    """What a code turned out to be: `verdict` in the words of the gate protocol; when genuine, what it claims and whose
    it is; `stall_pass` too, unless our list lacks it."""

    verdict: str
    sentence: str
    claims: PassClaims | None = None
    festival: Festival | None = None
    stall_pass: StallPass | None = None

    @property
    def genuine(self) -> bool:
        """Tell whether the signature is the festival's own."""
        return self.claims is not None


def check_pass(text: str) -> CheckedPass:
    """Return what a scanned or opened code is, today.

    Asked in the order a phone asks without a network: readable, of a festival we know, genuine, revoked, suspended, its
    day. A genuine pass our list lacks (restored from an older copy, say) counts by its signature, as at a phone that
    has not heard of it yet.
    """
    try:
        claims, festival_id = _verified(text)
    except PassError as error:
        return CheckedPass(error.code, error.sentence)
    festival = db.session.get_one(Festival, festival_id)
    stall_pass = pass_in(festival, claims.serial)
    return CheckedPass(*_standing(festival, stall_pass, claims), claims, festival, stall_pass)


def _standing(festival: Festival, stall_pass: StallPass | None, claims: PassClaims) -> tuple[str, str]:
    if stall_pass and stall_pass.state is PassState.REVOKED:
        return "revoked", "这张证已经作废。"
    if stall_pass and claims.rev < stall_pass.rev:
        return "revoked", "这张证已经作废，换了新的。"
    if stall_pass and stall_pass.state is PassState.SUSPENDED:
        return "suspended", "这张证暂停使用，请找主办方。"
    period = period_of(festival.days, clock.today())
    if period is None or not claims.valid_on(period):
        return "wrong_day", "这张证今天用不了。"
    return "ok", "今天有效。" if stall_pass else "签名是真的，名单上没有这一张，请问主办方。"


def _verified(text: str) -> tuple[PassClaims, int]:
    """Try every key of the kid named in the code: kids come round again over the years."""
    kid = kid_of(text)
    keys = db.session.scalars(select(FestivalKey).where(FestivalKey.kid == kid).order_by(FestivalKey.id.desc())).all()
    if not keys:
        raise UnknownPassKey
    for key in keys:
        try:
            return verify(text, {kid: (key.festival_id, key.public)}), key.festival_id
        except ForgedPass:
            continue
    raise ForgedPass


def passes_of(festival: Festival) -> Sequence[StallPass]:
    """Return every pass of a festival with what is printed on it, by booth, those without one last."""
    return db.session.scalars(
        _whole(select(StallPass))
        .where(StallPass.festival_id == festival.id)
        .outerjoin(StallPass.booth)
        .order_by(Booth.number.nulls_last(), StallPass.kind, StallPass.id)
    ).all()


def pass_in(festival: Festival, serial: int) -> StallPass | None:
    """Return the pass of a serial number within a festival, or None."""
    return db.session.scalar(
        _whole(select(StallPass)).where(StallPass.festival_id == festival.id, StallPass.serial == serial)
    )


def pass_by_short(festival: Festival, code: str) -> StallPass | None:
    """Return the pass whose short code it is (already in normal form), or None."""
    return db.session.scalar(
        _whole(select(StallPass)).where(StallPass.festival_id == festival.id, StallPass.short == code)
    )


def passes_at(festival: Festival, label: str) -> Sequence[StallPass]:
    """Return the passes of whoever holds the booth of that label, those that come in first."""
    holder = (
        select(Holding.application_id).join(Holding.booth).where(Booth.festival_id == festival.id, Booth.label == label)
    )
    return db.session.scalars(
        _whole(select(StallPass))
        .where(StallPass.application_id.in_(holder))
        .order_by(StallPass.state != PassState.VALID, StallPass.kind, StallPass.serial)
    ).all()


def household_pass(application: Application) -> StallPass | None:
    """Return the living pass of the stallholder, or None."""
    return db.session.scalar(_stallholders().where(StallPass.application_id == application.id))


def household_passes(festival: Festival) -> Sequence[StallPass]:
    """Return the living passes of all stallholders of a festival."""
    return db.session.scalars(_stallholders().where(StallPass.festival_id == festival.id)).all()


def living_passes(application: Application) -> Sequence[StallPass]:
    """Return every pass of an application that is not revoked: the stallholder's, the vehicle's, the helpers'."""
    return db.session.scalars(
        _whole(select(StallPass))
        .where(StallPass.application_id == application.id, StallPass.state != PassState.REVOKED)
        .order_by(StallPass.kind, StallPass.serial)
    ).all()


def pass_for(account: Account, serial: int, slug: str) -> StallPass | None:
    """Return a pass of a household of the account, revoked ones too, or None when it is somebody else's."""
    return db.session.scalar(
        _whole(select(StallPass))
        .join(StallPass.festival)
        .join(StallPass.application)
        .join(Application.household)
        .where(
            Festival.slug == slug,
            StallPass.serial == serial,
            Household.account_id == account.id,
        )
    )


def terms_of(festival: Festival) -> Terms:
    """Return the festival's terms of entry: what its organiser set, or the usual ones."""
    return terms_in(festival, rules_of(festival))


def rules_of(festival: Festival) -> EntryRules | None:
    """Return the rules of entry the festival's organiser set, or None."""
    return db.session.get(EntryRules, festival.id)


def terms_in(festival: Festival, rules: EntryRules | None) -> Terms:
    """Return the terms of entry that these rules of the festival (None: it has none) say."""
    if rules is None:
        return usual_terms(festival.opens_at, festival.closes_at)
    hours = {int(window): tuple((start, end) for start, end in spans) for window, spans in rules.hours.items()}
    return Terms(hours, rules.heads)


def helpers_by_application(festival: Festival) -> dict[int, int]:
    """Return application id → how many of its helpers' passes are not revoked; who has none is left out."""
    counted = select(StallPass.application_id, func.count(StallPass.id)).where(
        StallPass.festival_id == festival.id,
        StallPass.kind == int(PassKind.WORKER),
        StallPass.state != PassState.REVOKED,
    )
    return {number: count for number, count in db.session.execute(counted.group_by(StallPass.application_id)) if number}


def booths_by_application(festival: Festival) -> dict[int, list[Booth]]:
    """Return application id → the booths it holds, along the row."""
    rows = db.session.execute(
        select(Holding.application_id, Booth)
        .join(Holding.booth)
        .where(Booth.festival_id == festival.id)
        .options(joinedload(Booth.row).joinedload(Row.zone))
        .order_by(Booth.number)
    )
    found: dict[int, dict[Booth, None]] = {}
    for application_id, booth in rows:
        found.setdefault(application_id, {})[booth] = None
    return {application_id: list(booths) for application_id, booths in found.items()}


def labels_by_application(festival: Festival) -> dict[int, str]:
    """Return application id → what is painted on the booths it holds: A01, or A01–A02 for a block."""
    rows = db.session.execute(
        select(Holding.application_id, Booth.label)
        .join(Holding.booth)
        .where(Booth.festival_id == festival.id)
        .order_by(Booth.number)
    )
    labels: dict[int, dict[str, None]] = {}
    for application_id, label in rows:
        labels.setdefault(application_id, {})[label] = None
    return {application_id: label_of_block(list(found)) for application_id, found in labels.items()}


def watched_stalls(festival: Festival, text: str = "") -> list[tuple[str, StallPass]]:
    """Return what is painted on the booths and the living pass of every stall, those that are stopped first, then by booth.

    With a text: those alone whose booth or name holds it.
    """
    labels = labels_by_application(festival)
    named = [
        (labels.get(entry.application_id or 0, ""), entry.application.household.name, entry)
        for entry in household_passes(festival)
        if entry.application
    ]
    found = [(label, entry) for label, name, entry in named if text.casefold() in f"{label} {name}".casefold()]
    return sorted(found, key=lambda stall: (stall[1].state is PassState.VALID, stall[0]))


def _stallholders() -> Select[StallPass]:
    living = StallPass.state != PassState.REVOKED
    return _whole(select(StallPass)).where(StallPass.kind == int(PassKind.HOUSEHOLD), living)


def _whole(query: Select[StallPass]) -> Select[StallPass]:
    household = joinedload(StallPass.application).joinedload(Application.household)
    return query.options(
        joinedload(StallPass.festival).joinedload(Festival.venue),
        joinedload(StallPass.rules),
        joinedload(StallPass.booth).joinedload(Booth.row).joinedload(Row.zone),
        household.selectinload(Household.recognitions),
        household.selectinload(Household.products),
    )
