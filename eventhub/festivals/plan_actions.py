"""Booths of the plan: moved, turned, renamed, equipped, closed, taken away. Several at once, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core import audit, revisions
from eventhub.core.addresses import MAX_ID
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.core.typed_text import clean_line
from eventhub.festivals import signals
from eventhub.festivals.booth_features import BoothFeature
from eventhub.festivals.booth_numbers import parse_booth_number
from eventhub.festivals.booth_table import MAX_BOOTH_WATTS
from eventhub.festivals.feed_stamps import revision_of
from eventhub.festivals.layout import overlapping
from eventhub.festivals.models import Booth, Festival, FestivalState
from eventhub.festivals.plan_view import placed
from eventhub.festivals.queries import booths_of

SMALLEST, LARGEST = 50, 3_000
MAX_SERVICE = 20
NUMBERS: dict[str, tuple[int, int, str]] = {
    "width": (SMALLEST, LARGEST, "宽要在 0.5 到 30 米之间。"),
    "depth": (SMALLEST, LARGEST, "深要在 0.5 到 30 米之间。"),
    "power_w": (0, MAX_BOOTH_WATTS, f"用电要在 0 到 {MAX_BOOTH_WATTS} 瓦之间。"),
}
COLUMNS = frozenset(
    ["label", "x", "y", "rotation", "width", "depth", "power_w", "features", "closed", "break_after", "service"]
)


class StaleBooths(Stale):
    """Somebody else changed or took away some of the booths since they were read; `labels` names those still there."""

    def __init__(self, labels: Sequence[str]) -> None:
        named = f"摊位 {'、'.join(labels[:6])}" if labels else "选中的摊位"
        super().__init__(f"{named}刚才被别人改过，这次没有存。图上已经换成最新的，请看一眼再改。")
        self.labels = list(labels)


@dataclass(frozen=True)
class BoothPatch:
    """What to change about one booth: its id, the version the person saw (None: whatever is stored), new columns."""

    id: int
    version: int | None
    values: Mapping[str, Any]


def change_booths(festival: Festival, patches: Sequence[BoothPatch], actor: Account | None) -> list[Booth]:
    """Change several booths, all or none; returns them.

    Args:
        festival: whose plan.
        patches: columns of `COLUMNS`; lengths in centimetres, rotation in degrees (any whole number, stored as
            0 to 359), `features` by value.
        actor: who does it.

    Raises:
        StaleBooths: one of them was changed or taken away by somebody else meanwhile.
        BadInput: a value out of range, off the ground, or a number that another booth has.
        StateConflict: a later room refuses a renaming.
    """
    with writing():
        booths = held_booths(festival, [(patch.id, patch.version) for patch in patches])
        for patch in patches:
            booth = booths[patch.id]
            values = {name: value for name, value in patch.values.items() if name in COLUMNS}
            _check(festival, booth, values)
            for name, value in values.items():
                if name != "label" and getattr(booth, name) != value:
                    setattr(booth, name, value)
        _rename(festival, [(booths[patch.id], patch.values["label"]) for patch in patches if "label" in patch.values])
        plan_changed(festival, "booths.change", actor, booths=[booth.label for booth in booths.values()])
    return list(booths.values())


def remove_booths(festival: Festival, ids: Sequence[tuple[int, int | None]], actor: Account | None) -> list[str]:
    """Take booths (id, version) away for good; returns their numbers.

    What stood left and right of one is no longer side by side, so the booth before it gets a break. Raises StaleBooths
    as above, StateConflict when a later room refuses because somebody holds one.
    """
    with writing() as session:
        booths = held_booths(festival, ids)
        signals.booth_removal.send(festival, booths=list(booths.values()), actor=actor)
        labels = [booth.label for booth in booths.values()]
        for booth in booths.values():
            _break_before(booth)
            booth.row.booths.remove(booth)
        session.flush()
        plan_changed(festival, "booths.remove", actor, booths=labels)
    return labels


def held_booths(festival: Festival, wanted: Sequence[tuple[int, int | None]]) -> dict[int, Booth]:
    """Return the booths (id, version seen) held for this transaction. Raises StaleBooths, BadInput when none is named."""
    if not wanted:
        raise BadInput("还没选摊位。请先在图上点一个。")
    ids = [number for number, _ in wanted if 0 < number <= MAX_ID]
    if festival.state is FestivalState.CANCELLED:
        raise StateConflict("这届已经取消，平面图不能再改。")
    statement = (
        select(Booth)
        .where(Booth.festival_id == festival.id, Booth.id.in_(ids))
        .order_by(Booth.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {booth.id: booth for booth in db.session.scalars(statement)}
    stale = [
        found[number] for number, version in wanted if number in found and version not in (None, found[number].version)
    ]
    if stale or len(found) != len({number for number, _ in wanted}):
        raise StaleBooths([booth.label for booth in stale])
    return found


def overlaps_of(festival: Festival) -> list[tuple[str, str]]:
    """Return the pairs of numbers of booths that stand on each other: allowed, but shown as a warning."""
    return overlapping([placed(booth) for booth in booths_of(festival)])


def check_on_ground(festival: Festival, x: int, y: int, label: str) -> None:
    """Raise BadInput unless a booth's middle lies on the plan."""
    if not (0 <= x <= festival.plan_width and 0 <= y <= festival.plan_height):
        name = "x" if not 0 <= x <= festival.plan_width else "y"
        raise BadInput(
            f"摊位“{label}”到场地外面了，场地是 {festival.plan_width / 100:g} × {festival.plan_height / 100:g} 米。",
            fields={name: "到场地外面了，请改小一点，或者先把场地改大。"},
        )


def _check(festival: Festival, booth: Booth, values: dict[str, Any]) -> None:
    check_on_ground(festival, values.get("x", booth.x), values.get("y", booth.y), booth.label)
    if "rotation" in values:
        values["rotation"] %= 360
    wrong = {name: NUMBERS[name][2] for name in NUMBERS if name in values and not _within(name, values[name])}
    if "features" in values:
        known = [feature.value for feature in BoothFeature]
        if any(feature not in known for feature in values["features"]):
            wrong["features"] = f"只能选{'、'.join(feature.label for feature in BoothFeature)}。"
        values["features"] = [feature for feature in known if feature in values["features"]]
    if "service" in values:
        values["service"] = clean_line(values["service"])
    if len(values.get("service", "")) > MAX_SERVICE:
        wrong["service"] = f"用途最多 {MAX_SERVICE} 个字，请写短一点。"
    if wrong:
        raise BadInput(fields=wrong)


def _within(name: str, value: int) -> bool:
    low, high, _ = NUMBERS[name]
    return low <= value <= high


def _rename(festival: Festival, wanted: list[tuple[Booth, str]]) -> None:
    """Give new numbers, two-step, so that two booths may swap theirs under the database's constraint."""
    renamed = []
    for booth, text in wanted:
        label = _number(text)
        if label != booth.label:
            renamed.append((booth, label))
    if not renamed:
        return
    ids = [booth.id for booth, _ in renamed]
    others = select(Booth.label).where(Booth.festival_id == festival.id, Booth.id.not_in(ids))
    taken = set(db.session.scalars(others))
    labels = [label for _, label in renamed]
    for label in labels:
        if label in taken or labels.count(label) > 1:
            raise BadInput(fields={"label": f"摊位号“{label}”已经有了，请换一个。"})
    signals.booth_renaming.send(festival, renamed=renamed)
    for booth, _ in renamed:
        booth.label = f"~{booth.id}"
    db.session.flush()
    for booth, label in renamed:
        booth.label = label


def _number(text: str) -> str:
    try:
        return parse_booth_number(text)
    except BadInput as error:
        raise BadInput(fields={"label": error.sentence}) from error


def _break_before(booth: Booth) -> None:
    row = booth.row.booths
    place = row.index(booth)
    if place > 0 or (booth.row.circular and len(row) > 1):
        row[place - 1].break_after = True


def plan_changed(festival: Festival, action: str, actor: Account | None, **detail: Any) -> None:
    """Note a change of the plan in the audit log and raise the revision of its pages, inside `writing()`.

    Raises StateConflict when a later room refuses the ground as it now stands.
    """
    db.session.flush()
    revisions.bump(revision_of(festival))
    signals.ground_changed.send(festival, actor=actor)
    audit.record(actor, f"plan.{action}", f"festival:{festival.id}", **detail)
