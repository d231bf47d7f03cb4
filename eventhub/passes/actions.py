"""Issuing passes: keys per festival, a pass for whoever confirmed, issued anew, suspended, revoked."""

from collections.abc import Sequence
from datetime import date

from flask import current_app
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.allocation.models import Holding
from eventhub.applications.models import Application
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.core.short_code import new_code
from eventhub.festivals.models import Booth, Festival
from eventhub.passes.entry_terms import WINDOW_OF
from eventhub.passes.glyphs import missing_glyphs, shown_character
from eventhub.passes.keys import new_key_pair, open_private_key, seal_private_key
from eventhub.passes.messages import tell_issued_anew, tell_of_stall
from eventhub.passes.models import FestivalKey, PassState, StallPass
from eventhub.passes.periods import day_bits
from eventhub.passes.queries import helpers_by_application, household_pass, living_passes, terms_of
from eventhub.passes.token import PassClaims, PassKind, sign

KIDS = range(1, 32)
LAST_REV = 15
GIVEN_BACK = "摊位已让出"


def issue_pass(application: Application) -> StallPass:
    """Return the living pass of the stallholder, issuing one when there is none. Called inside `writing()`.

    Raises StateConflict when the application holds no booth.
    """
    return household_pass(application) or issue_another(application, PassKind.HOUSEHOLD)


def issue_another(application: Application, kind: PassKind, plate: str = "") -> StallPass:
    """Issue a further pass for the booths and days an application holds. Called inside `writing()`.

    Raises StateConflict when the application holds no booth on a day of the festival.
    """
    booths, days = _held_by(application)
    festival = locked(application.festival)
    bits = day_bits(festival.days, days)
    if not booths or not bits:
        raise StateConflict("这一户还没有摊位，发不了证。", code="no_booth")
    own = kind is PassKind.HOUSEHOLD
    return _issue(
        StallPass(
            festival_id=festival.id,
            application_id=application.id,
            booth_id=booths[0].id,
            booth=booths[0],
            kind=int(kind),
            days=bits,
            heads=_heads_of(application) if own else 1,
            plate=plate,
        ),
        festival,
        None,
    )


def issue_organiser_pass(festival: Festival, holder: str, days: Sequence[date], actor: Account) -> StallPass:
    """Issue a pass without a booth to somebody who works for the organiser on those days.

    Raises BadInput (fields `holder`, `days`) for a name that can't be printed, or days that are not the festival's.
    """
    missing = missing_glyphs(holder)
    if missing:
        listed = "、".join(shown_character(character) for character in missing)
        raise BadInput(fields={"holder": f"“{listed}”没有字可以印，请换一个能印的字。"})
    with writing():
        locked(festival)
        bits = day_bits(festival.days, days)
        if not bits:
            raise BadInput(fields={"days": "请至少选一天。"})
        stall_pass = StallPass(festival_id=festival.id, kind=int(PassKind.ORGANISER), days=bits, heads=1, holder=holder)
        return _issue(stall_pass, festival, actor)


def reissue(stall_pass: StallPass, actor: Account, version: int | None) -> StallPass:
    """Print a pass anew under the next rev: the lost one no longer opens the gate. Raises StateConflict."""
    with writing():
        held(stall_pass, version)
        if stall_pass.state is PassState.REVOKED:
            raise StateConflict("这张证已经作废，不能补办。请用“重新发证”。", code="revoked")
        if stall_pass.rev >= LAST_REV:
            raise StateConflict("这张证补办次数太多，请先作废，再用“重新发证”。", code="too_many_reissues")
        stall_pass.rev += 1
        stall_pass.reissues = [*stall_pass.reissues, clock.now().isoformat()]
        _sign(stall_pass, stall_pass.festival)
        audit.record(actor, "pass.reissue", f"pass:{stall_pass.id}", rev=stall_pass.rev)
    return stall_pass


def set_state(
    stall_pass: StallPass, state: PassState, actor: Account, version: int | None, why: str = ""
) -> list[StallPass]:
    """Suspend, restore or revoke, and return the passes that changed; organiser, regulator and household are told.

    The stallholder's pass stands for the stall: its helpers and its vehicle go with it (DOMAIN.md: one tap suspends a
    stall). Any other pass stands alone. What was revoked stays revoked (StateConflict): `issue_anew` gives a new one.
    A helper of a suspended stall is not restored alone (StateConflict).
    """
    with writing():
        held(stall_pass, version)
        if stall_pass.state is PassState.REVOKED:
            raise StateConflict("作废的证不能恢复，请用“重新发证”。", code="revoked")
        application = stall_pass.application
        own = stall_pass.kind == int(PassKind.HOUSEHOLD)
        if state is PassState.VALID and not own:
            _require_stall_open(application)
        together = living_passes(application) if own and application else [stall_pass]
        changed = [locked(entry) for entry in together if entry.state is not state]
        for entry in changed:
            if state is PassState.VALID:
                entry.restore()
            else:
                entry.stop(state, why)
            audit.record(actor, f"pass.{state.value}", f"pass:{entry.id}", why=why)
        if application:
            db.session.flush()
            fit_heads(application)
        if own and application and changed:
            tell_of_stall(application, state, why, len(changed), actor)
        revisions.bump(f"festival:{stall_pass.festival_id}")
    return changed


def issue_anew(application: Application, actor: Account) -> StallPass:
    """Issue a new pass to a stallholder whose pass was revoked and who still holds the booth; the household is told.

    Raises StateConflict when there is a living pass, or no booth (any more).
    """
    with writing():
        locked(application.festival)
        if household_pass(application) is not None:
            raise StateConflict("这一户有能用的证。丢了请用“补办”。", code="has_pass")
        made = issue_another(application, PassKind.HOUSEHOLD)
        audit.record(actor, "pass.anew", f"pass:{made.id}", application=application.id)
        tell_issued_anew(application)
        revisions.bump(f"festival:{made.festival_id}")
    return made


def _require_stall_open(application: Application | None) -> None:
    own = household_pass(application) if application else None
    if own is not None and own.state is PassState.SUSPENDED:
        raise StateConflict("这一摊整个暂停着。请恢复摊主的证，帮工证和车证会一起恢复。", code="stall_suspended")


def fit_heads(application: Application) -> None:
    """Let the stallholder's pass admit as many as the terms say beside the helpers' passes. Called inside `writing()`."""
    stall_pass = household_pass(application)
    if stall_pass is not None:
        set_heads(stall_pass, _heads_of(application))


def set_heads(stall_pass: StallPass, heads: int) -> None:
    """Let a pass admit that many; its print stays good, for gates go by their list. Called inside `writing()`."""
    if stall_pass.heads != heads:
        stall_pass.heads = heads
        _sign(stall_pass, stall_pass.festival)


def revoke_passes_of(application: Application) -> None:
    """Revoke every pass of an application that gave its booths back. Called inside the transaction of that deed."""
    passes = db.session.scalars(
        select(StallPass).where(StallPass.application_id == application.id, StallPass.state != PassState.REVOKED)
    ).all()
    for stall_pass in passes:
        stall_pass.stop(PassState.REVOKED, GIVEN_BACK)
        audit.record(None, "pass.revoked", f"pass:{stall_pass.id}", why=GIVEN_BACK)


def rotate_key(festival: Festival, actor: Account) -> FestivalKey:
    """Give the festival a new signing key; passes signed by the one before stay genuine."""
    with writing():
        locked(festival)
        for key in keys_of(festival):
            if key.retired_at is None:
                key.retired_at = clock.now()
        key = _new_key(festival)
        audit.record(actor, "key.rotate", f"festival:{festival.id}", kid=key.kid)
    return key


def keys_of(festival: Festival) -> Sequence[FestivalKey]:
    """Return every key of the festival, the newest last."""
    return db.session.scalars(
        select(FestivalKey).where(FestivalKey.festival_id == festival.id).order_by(FestivalKey.id)
    ).all()


def _issue(stall_pass: StallPass, festival: Festival, actor: Account | None) -> StallPass:
    """Number, sign and store a pass; the festival's row is held, so that no two get one serial."""
    stall_pass.serial, stall_pass.rev = _next_serial(festival), 0
    stall_pass.window = WINDOW_OF[PassKind(stall_pass.kind)]
    stall_pass.short = _free_short_code(festival)
    _sign(stall_pass, festival)
    db.session.add(stall_pass)
    db.session.flush()
    audit.record(actor, "pass.issue", f"pass:{stall_pass.id}", serial=stall_pass.serial, kind=stall_pass.kind)
    return stall_pass


def _heads_of(application: Application) -> int:
    festival = application.festival
    return terms_of(festival).heads_beside(helpers_by_application(festival).get(application.id, 0))


def _held_by(application: Application) -> tuple[list[Booth], list[date]]:
    rows = db.session.execute(
        select(Booth, Holding.day)
        .join(Holding, Holding.booth_id == Booth.id)
        .where(Holding.application_id == application.id)
        .order_by(Booth.number, Holding.day)
    ).all()
    return list(dict.fromkeys(booth for booth, _ in rows)), sorted({day for _, day in rows})


def _next_serial(festival: Festival) -> int:
    highest = db.session.scalar(select(func.max(StallPass.serial)).where(StallPass.festival_id == festival.id))
    return (highest or 0) + 1


def _free_short_code(festival: Festival) -> str:
    taken = set(db.session.scalars(select(StallPass.short).where(StallPass.festival_id == festival.id)))
    return next(code for code in iter(new_code, "") if code not in taken)


def _sign(stall_pass: StallPass, festival: Festival) -> None:
    key = next((key for key in keys_of(festival) if key.retired_at is None), None) or _new_key(festival)
    claims = PassClaims(
        kid=key.kid,
        serial=stall_pass.serial,
        rev=stall_pass.rev,
        kind=PassKind(stall_pass.kind),
        booth=stall_pass.booth.number if stall_pass.booth else 0,
        days=stall_pass.days,
        heads=stall_pass.heads,
        window=stall_pass.window,
    )
    private = open_private_key(key.sealed, current_app.config["SETTINGS"].secret_key)
    stall_pass.digits = sign(claims, festival.id, private)


def _new_key(festival: Festival) -> FestivalKey:
    """Make a key under the kid that has been out of use longest, so that kids of festivals near in time differ."""
    uses = select(FestivalKey.kid, func.max(FestivalKey.id)).group_by(FestivalKey.kid)
    last_used = dict(db.session.execute(uses).all())
    kid = min(KIDS, key=lambda number: (last_used.get(number, 0), number))
    private, public = new_key_pair()
    sealed = seal_private_key(private, current_app.config["SETTINGS"].secret_key)
    key = FestivalKey(festival_id=festival.id, kid=kid, public=public, sealed=sealed)
    db.session.add(key)
    db.session.flush()
    return key
