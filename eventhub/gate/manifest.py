"""What a gate keeps in its memory: keys, passes, what was revoked, who is in. No full name, no phone, no private key.

The cursor is `<number of the newest scan>.<digest of everything else>`: whoever brings it back gets the scans that came
after, and the rest only when something of it changed.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import current_app
from sqlalchemy import select

from eventhub.accounts.phone import mask_name
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Booth, Festival
from eventhub.gate.presence import Key, Passage, Presence, presences
from eventhub.gate.queries import keys_after, passages_on, times_of
from eventhub.gate.recording import newest_number
from eventhub.gate.wire import iso
from eventhub.passes.models import FestivalKey, PassState, StallPass
from eventhub.passes.queries import labels_by_application
from eventhub.passes.token import PASS_KIND_LABELS, PassKind
from eventhub.registry.models import Household

NEVER = 16  # one above the highest rev: no pass of that serial comes in
_CURSOR = re.compile(r"([0-9]{1,12})\.([0-9a-f]{12})")
_json = msgspec.json.Encoder()


@dataclass(frozen=True)
class Cursor:
    """What a device had when it last heard from us."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}.{self.digest}"


def read_cursor(text: object) -> Cursor | None:
    """Return the cursor a device brings back; None for none, or one we never gave (the device then gets everything)."""
    match = _CURSOR.fullmatch(text) if isinstance(text, str) else None
    return Cursor(int(match[1]), match[2]) if match else None


def manifest(festival: Festival, since: Cursor | None = None) -> tuple[dict[str, Any], str]:
    """Return the manifest of today and its ETag. With `since`, what did not change is left out (None)."""
    settled = settled_part(festival)
    cursor = Cursor(newest_number(festival.id), digest_of(settled))
    same = since is not None and since.digest == cursor.digest
    body = {
        "now": iso(clock.now()),
        "today": clock.today().isoformat(),
        **(dict.fromkeys(settled) if same else settled),
        "revoked": revoked(festival),
        "suspended": suspended(festival),
        "seen": seen_since(festival.id, since),
        "inside": inside_count(festival.id),
        "cursor": str(cursor),
    }
    # The clock stands outside: a manifest in which only `now` moved is the same manifest.
    etag = hashlib.sha256(_json.encode({**body, "now": None})).hexdigest()[:24]
    return body, etag


def settled_part(festival: Festival) -> dict[str, Any]:
    """Return festival, keys and passes: what changes seldom."""
    return {"festival": _festival(festival), "keys": _keys(festival), "passes": _passes(festival)}


def digest_of(settled: Mapping[str, Any]) -> str:
    """Return twelve hex digits that change when anything of the settled part does."""
    return hashlib.sha256(_json.encode(settled)).hexdigest()[:12]


def revoked(festival: Festival) -> list[list[int]]:
    """Return [serial, lowest rev that comes in] for every pass whose earlier prints, or all of them, do not."""
    rows = db.session.execute(
        select(StallPass.serial, StallPass.rev, StallPass.state)
        .where(
            StallPass.festival_id == festival.id,
            (StallPass.rev > 0) | (StallPass.state == PassState.REVOKED),
        )
        .order_by(StallPass.serial)
    )
    return [[serial, NEVER if state is PassState.REVOKED else rev] for serial, rev, state in rows]


def suspended(festival: Festival) -> list[int]:
    """Return the serials of the passes that are suspended."""
    return list(
        db.session.scalars(
            select(StallPass.serial)
            .where(StallPass.festival_id == festival.id, StallPass.state == PassState.SUSPENDED)
            .order_by(StallPass.serial)
        )
    )


def seen_since(festival_id: int, since: Cursor | None) -> list[dict[str, Any]]:
    """Return who was seen today; with a cursor, every pass and day of which the log tells something newer."""
    if since is None:
        return [
            seen_entry(key, found)
            for key, found in sorted(presences(passages_on(festival_id, [clock.today()])).items())
        ]
    keys = keys_after(festival_id, since.number)
    found = presences(passages_on(festival_id, {day for _, day in keys}))
    return [seen_entry(key, found[key]) for key in sorted(keys) if key in found]


def seen_entry(key: Key, presence: Presence) -> dict[str, Any]:
    """Return a pass and day as gates are told; without `id` when every entry was taken back."""
    serial, day = key
    first = presence.first
    return {
        "serial": serial,
        "day": day.isoformat(),
        "at": iso(first.at) if first else None,
        "gate": first.gate if first else None,
        "id": first.id if first else None,
        "inside": presence.inside,
        "left": left_entry(presence.last_out),
    }


def left_entry(passage: Passage | None) -> dict[str, str] | None:
    """Return when and where somebody left, as gates are told."""
    return {"at": iso(passage.at), "gate": passage.gate} if passage else None


def inside_count(festival_id: int) -> int:
    """Return how many passes are inside today."""
    return sum(presence.inside for presence in presences(passages_on(festival_id, [clock.today()])).values())


def _festival(festival: Festival) -> dict[str, Any]:
    times = times_of(festival)
    settings = current_app.config["SETTINGS"]
    return {
        "number": festival.id,
        "name": festival.name,
        "short": festival.short_name,
        "periods": {day.isoformat(): period for day, period in times.periods.items()},
        "set_up": [iso(moment) if moment else None for moment in times.set_up],
        "take_down": [iso(moment) if moment else None for moment in times.take_down],
        "hours": {str(window): spans for window, spans in sorted(times.hours.items())},
        "help": festival.phone or settings.site_phone,
    }


def _keys(festival: Festival) -> list[dict[str, Any]]:
    """Our own keys, retired ones too, and the newest of every other kid, so that another festival's pass is told so."""
    rows = db.session.execute(
        select(FestivalKey.kid, FestivalKey.festival_id, FestivalKey.public).order_by(FestivalKey.id)
    ).all()
    chosen = {row.kid: row for row in rows}
    chosen |= {row.kid: row for row in rows if row.festival_id == festival.id}
    return [
        {"kid": kid, "festival": row.festival_id, "public": row.public.hex()} for kid, row in sorted(chosen.items())
    ]


def _passes(festival: Festival) -> list[dict[str, Any]]:
    labels = labels_by_application(festival)
    rows = db.session.execute(
        select(
            StallPass.serial,
            StallPass.kind,
            StallPass.heads,
            StallPass.days,
            StallPass.window,
            StallPass.short,
            StallPass.application_id,
            Booth.label,
            Household.name,
            Household.owner_name,
            Household.phone,
        )
        .outerjoin(Booth, Booth.id == StallPass.booth_id)
        .outerjoin(Application, Application.id == StallPass.application_id)
        .outerjoin(Household, Household.id == Application.household_id)
        .where(StallPass.festival_id == festival.id)
        .order_by(StallPass.serial)
    )
    return [
        {
            "serial": row.serial,
            "booth": labels.get(row.application_id) or row.label or "",
            "shop": row.name or "",
            "name": mask_name(row.owner_name or ""),
            "kind": PASS_KIND_LABELS[PassKind(row.kind)],
            "heads": row.heads,
            "days": row.days,
            "window": row.window,
            "short": row.short,
            "tail": (row.phone or "")[-4:],
        }
        for row in rows
    ]
