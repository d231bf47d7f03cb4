"""The life of an edition: created as a draft, edited, announced, taken back, cancelled. (Its days: `rescheduling`.)"""

import re
from typing import Any

from sqlalchemy import select

from eventhub.accounts.access import Scope, roles_in
from eventhub.accounts.models import Account, Role
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals import signals
from eventhub.festivals.booth_features import FLAME_FROM_CLOTH
from eventhub.festivals.edition_days import check_days, move_days
from eventhub.festivals.feed_stamps import revision_of, set_state, stamp_festival
from eventhub.festivals.hours import HOURS, check_hours
from eventhub.festivals.models import Announcement, Festival, FestivalState, Phase, Venue
from eventhub.festivals.notices import require_reason
from eventhub.festivals.venues import add_venue

# The columns a form may set; days and state have verbs of their own.
EDITABLE = frozenset(
    {
        "slug", "name", "short_name", "edition", "prefix", "venue_id", "opens_at", "closes_at", "lunar_rule",
        "summary", "description", "skin", "admission", "phone", "named_products", "expected_visitors", "sells_food",
        "set_up_from", "set_up_until", "take_down_from", "take_down_until",
    }
)  # fmt: skip
# A figure in every slug keeps it apart from the desk's own pages (/desk/new and those of later rooms).
SLUG = re.compile(r"(?=.*[0-9])[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG = 60


def create_festival(organisation_id: int, values: dict[str, Any], actor: Account | None) -> Festival:
    """Create a draft edition.

    Args:
        organisation_id: the organisation that runs it; the actor must organise for it (None: the system itself).
        values: columns of `EDITABLE`, and `starts_on`, `ends_on` (both or none: days not fixed yet).

    Raises:
        NotAllowed: the actor does not organise for this organisation.
        BadInput: the slug is taken or malformed, or the days are in the wrong order; with the field.
    """
    if actor is not None and Role.ORGANISER not in _roles(actor, organisation_id):
        raise NotAllowed("您不是这个单位的主办人员。请换一个单位，或者找管理员开通。")
    with writing() as session:
        festival = Festival(
            organisation_id=organisation_id, state=FestivalState.DRAFT, keep_apart=[list(FLAME_FROM_CLOTH)]
        )
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        check_days(starts_on, ends_on)
        festival.starts_on, festival.ends_on = starts_on, ends_on
        year = starts_on.year if starts_on else clock.today().year
        slug = values.get("slug") or free_slug(values.get("prefix", "jh"), year)
        _set(festival, {**_editable(values), "slug": slug})
        check_hours({name: getattr(festival, name) for name in HOURS})
        session.add(festival)
        session.flush()
        audit.record(actor, "festival.create", f"festival:{festival.id}", name=festival.name, slug=festival.slug)
        revisions.bump(revision_of(festival))
    return festival


def edit_festival(
    festival: Festival, values: dict[str, Any], actor: Account | None, version: int | None = None
) -> set[str]:
    """Set columns of an edition; a draft may also be given `starts_on` and `ends_on`. Returns the columns that changed.

    Raises:
        Stale: somebody changed the festival meanwhile.
        StateConflict: it is cancelled, or the slug or the days of a public edition were to change.
        BadInput: as for `create_festival`.
    """
    with writing():
        held(festival, version)
        if festival.state is FestivalState.CANCELLED:
            raise StateConflict("这届已经取消，不能再改。要接着办，请在“再办一届”里照着它新建。")
        changed = _set(festival, _editable(values))
        if "slug" in changed and festival.announced_at is not None:
            raise StateConflict("这届已经发布过，网址已经发出去了，不能再改。", code="slug_public")
        changed |= _set_draft_days(festival, values)
        check_hours({name: getattr(festival, name) for name in HOURS})
        if changed:
            stamp_festival(festival, changed)
            revisions.bump(revision_of(festival))
            audit.record(actor, "festival.edit", f"festival:{festival.id}", fields=sorted(changed))
            signals.festival_changed.send(festival, fields=frozenset(changed), actor=actor)
    return changed


def move_to_new_venue(festival: Festival, values: dict[str, Any], actor: Account | None) -> Venue:
    """Store a new venue (columns as for `venues.add_venue`) and hold the festival there; returns the venue."""
    with writing():
        venue = add_venue(values, actor)
        edit_festival(festival, {"venue_id": venue.id}, actor)
    return venue


def announce(festival: Festival, actor: Account | None, version: int | None = None) -> None:
    """Make a draft public: from now on visitors see it and feeds carry it and its published sessions.

    Days may still be open (待定). Raises StateConflict unless it is a draft whose days are not over, BadInput while the
    one-sentence summary is missing.
    """
    with writing():
        held(festival, version)
        if festival.state is not FestivalState.DRAFT:
            raise StateConflict(f"这届现在是“{festival.state.label}”，不用再发布。")
        if festival.phase is Phase.PAST:
            raise StateConflict("这届的日子已经过了，请先把日子改对再发布。")
        if not festival.summary:
            raise BadInput("还没写一句话介绍。请先到“基本信息”里补上，再发布。")
        again = festival.announced_at is not None
        set_state(festival, FestivalState.ANNOUNCED)
        if not again:
            festival.announced_at = clock.now()
        for session in festival.sessions:
            session.was_public = session.was_public or (session.published and not session.deleted)
        revisions.bump(revision_of(festival))
        audit.record(actor, "festival.announce", f"festival:{festival.id}", again=again)
        signals.festival_announced.send(festival, actor=actor)


def withdraw_announcement(festival: Festival, actor: Account | None, version: int | None = None) -> None:
    """Take an announced edition back to draft: pages vanish, feeds show it as cancelled (it was served once).

    Later rooms may refuse through `festival_withdrawn`. Raises StateConflict unless it is announced or postponed and
    has not begun.
    """
    with writing():
        held(festival, version)
        _must_be_public(festival, "撤回")
        if festival.phase in (Phase.RUNNING, Phase.PAST):
            raise StateConflict("已经开始的节会不能撤回。办不下去请用“取消”，会告诉大家。")
        signals.festival_withdrawn.send(festival, actor=actor)
        set_state(festival, FestivalState.DRAFT)
        revisions.bump(revision_of(festival))
        audit.record(actor, "festival.withdraw", f"festival:{festival.id}")


def cancel(festival: Festival, reason: str, actor: Account | None, version: int | None = None) -> Announcement:
    """Cancel a public edition for good, with a reason that everybody may read; those affected are told.

    Raises StateConflict unless it is announced or postponed and not over, BadInput without a reason.
    """
    require_reason(reason)
    with writing() as session:
        held(festival, version)
        _must_be_public(festival, "取消")
        if festival.phase is Phase.PAST:
            raise StateConflict("这届已经办完了，不用取消。")
        set_state(festival, FestivalState.CANCELLED)
        notice = Announcement(festival_id=festival.id, title=f"{festival.short_name}取消了", body=reason)
        session.add(notice)
        revisions.bump(revision_of(festival))
        audit.record(actor, "festival.cancel", f"festival:{festival.id}", reason=reason)
        signals.festival_cancelled.send(festival, reason=reason, actor=actor)
    return notice


def free_slug(prefix: str, year: int) -> str:
    """Return an address such as cs-2027 that no festival has."""
    stem = f"{prefix.lower()}-{year}"
    taken = set(db.session.scalars(select(Festival.slug).where(Festival.slug.startswith(stem, autoescape=True))))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if slug not in taken)


def _roles(actor: Account, organisation_id: int) -> set[Role]:
    # No festival has the number 0, so that only roles for the organisation or for everywhere count.
    roles = roles_in(actor, Scope(0, organisation_id))
    return roles | {Role.ORGANISER} if Role.ADMINISTRATOR in roles else roles


def _editable(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in EDITABLE}


def _set(festival: Festival, values: dict[str, Any]) -> set[str]:
    changed = {name for name, value in values.items() if getattr(festival, name) != value}
    if "slug" in changed:
        _check_slug(values["slug"], festival)
    for name in changed:
        setattr(festival, name, values[name])
    return changed


def _set_draft_days(festival: Festival, values: dict[str, Any]) -> set[str]:
    days = {name: values[name] for name in ("starts_on", "ends_on") if name in values}
    changed: set[str] = {name for name, value in days.items() if getattr(festival, name) != value}
    if changed and festival.state is not FestivalState.DRAFT:
        raise StateConflict("已经发布的节会要改日子，请用“改期”：会写明原因，告诉大家。", code="days_public")
    if changed:
        move_days(festival, days.get("starts_on", festival.starts_on), days.get("ends_on", festival.ends_on))
    return changed


def _must_be_public(festival: Festival, verb: str) -> None:
    if festival.state not in (FestivalState.ANNOUNCED, FestivalState.POSTPONED):
        raise StateConflict(f"这届现在是“{festival.state.label}”，不能{verb}。")


def _check_slug(slug: str, festival: Festival) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
        raise BadInput(fields={"slug": "网址只能用小写字母、数字和短横线，里面要有年份，例如“caishan-2027”。"})
    with db.session.no_autoflush:
        taken = db.session.scalar(select(Festival.id).where(Festival.slug == slug))
    if taken is not None and taken != festival.id:
        raise BadInput(fields={"slug": f"网址“{slug}”已经有一场节会在用，请换一个。"})
