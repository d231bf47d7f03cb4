"""The next edition: everything that stays from year to year is taken over, with identifiers of its own."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from eventhub.accounts.models import Account
from eventhub.core import audit, clock, revisions
from eventhub.core.database import writing
from eventhub.festivals import actions, queries
from eventhub.festivals.edition_days import Days, days_of, former_days_of, move_days
from eventhub.festivals.models import Booth, Festival, ProgrammeSession, Row, Zone
from eventhub.festivals.sign_codes import new_sign_codes

LunarResolver = Callable[[str, date], tuple[date, date]]
KEPT = tuple(actions.EDITABLE - {"slug", "name", "edition"})
# caishan-2027, caishan-2027-2
YEAR_AT_END = re.compile(r"(^|-)(20[0-9]{2})(-[0-9]+)?$")
PLAN = ("plan_width", "plan_height", "ground", "keep_apart")
ZONE = ("code", "name", "categories", "category_caps", "power_w", "outline")
BOOTH = (
    "label", "number", "position", "x", "y", "width", "depth", "rotation", "power_w", "features", "closed",
    "break_after", "service",
)  # fmt: skip
SESSION = ("title", "kind", "starts_at", "ends_at", "place", "heritage_item", "note", "published")


def clone_edition(festival: Festival, name: str, slug: str, days: Days, actor: Account | None) -> Festival:
    """Create the next edition as a draft: facts, plan with zones, rows and booths, programme, named products.

    Sessions, set-up and take-down move by as many days as the first day does; while `days` is None they keep their
    times until days are set. Cancelled and deleted sessions are left out. Slug, calendar identifiers and the codes on
    the signs are new.

    Raises NotAllowed and BadInput as `create_festival` does.
    """
    with writing() as session:
        values = {field: getattr(festival, field) for field in KEPT}
        slug = slug or next_slug(festival, days)
        values.update(name=name, slug=slug, edition=festival.edition + 1 if festival.edition else None)
        clone = actions.create_festival(festival.organisation_id, values, actor)
        clone.previous_id, clone.is_demo = festival.id, festival.is_demo
        _copy_onto(clone, festival, PLAN)
        _copy_plan(festival, clone)
        session.add_all(_copy_of(old, clone) for old in festival.sessions if not (old.cancelled or old.deleted))
        session.flush()
        session.refresh(clone, ["sessions"])
        timed_for = days_of(festival) or former_days_of(festival)
        if timed_for is not None:
            clone.former_starts_on, clone.former_ends_on = timed_for
        if days is not None:
            move_days(clone, *days)
        audit.record(actor, "festival.clone", f"festival:{clone.id}", source=festival.id)
        revisions.bump(f"festival:{clone.id}")
    return clone


def next_slug(festival: Festival, days: Days) -> str:
    """Return the address of the next edition: this one's with the year of the new days, or with the year after its own."""
    year = days[0].year if days else _year_of(festival) + 1
    return actions.free_slug(YEAR_AT_END.sub("", festival.slug) or festival.prefix, year)


def suggested_days(festival: Festival, resolve: LunarResolver | None) -> Days:
    """Return the days the lunar rule gives after this edition, or None without a rule, days, or somebody to work it out.

    `resolve(rule, after)` is the calendar's; what it refuses (DomainError) is for a person to decide.
    """
    last = festival.ends_on or festival.former_ends_on
    if resolve is None or last is None or not festival.lunar_rule:
        return None
    return resolve(festival.lunar_rule, last)


def _year_of(festival: Festival) -> int:
    """The year of an edition; while its days are open, the one in its address (its former days are another edition's)."""
    if festival.starts_on is None and (year := YEAR_AT_END.search(festival.slug)):
        return int(year[2])
    first = festival.starts_on or festival.former_starts_on
    return first.year if first else clock.today().year


def _copy_plan(festival: Festival, clone: Festival) -> None:
    zones = queries.zones_of(festival)
    codes = iter(new_sign_codes(sum(len(row.booths) for zone in zones for row in zone.rows)))
    for old_zone in zones:
        zone = Zone(rows=[], **_values(old_zone, ZONE))
        for old_row in old_zone.rows:
            booths = [
                Booth(festival_id=clone.id, sign_code=next(codes), **_values(old, BOOTH)) for old in old_row.booths
            ]
            zone.rows.append(Row(code=old_row.code, circular=old_row.circular, booths=booths))
        clone.zones.append(zone)


def _copy_of(old: ProgrammeSession, clone: Festival) -> ProgrammeSession:
    return ProgrammeSession(festival_id=clone.id, **_values(old, SESSION))


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _own(getattr(row, name)) for name in names}


def _copy_onto(target: Festival, source: Festival, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(target, name, _own(getattr(source, name)))


def _own(value: Any) -> Any:
    """A list or dict of its own, so that a change to one edition's plan never shows in the other's."""
    if isinstance(value, dict):
        return {key: _own(entry) for key, entry in value.items()}
    return [_own(entry) for entry in value] if isinstance(value, list) else value
