"""Rankings 榜单: frozen snapshots that name their metric and period; stalls over the red line are out; never paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Festival
from eventhub.visitors import queries
from eventhub.visitors.models import Enquiry, RankingSnapshot, Stamp
from eventhub.visitors.stalls import taken
from eventhub.visitors.stamps import CROWD

PLACES = 20


@dataclass(frozen=True)
class Metric:
    """What a ranking counts: its name, its unit, and how it is counted, in words."""

    label: str
    unit: str
    how: str


METRICS = {
    "stamps": Metric("集章人气榜", "个章", "数游客在摊位上盖的章，一台手机一家只算一个；同一张照片传开刷的不算。"),
    "enquiries": Metric("采购意向榜", "条", "数采购商在摊位页上留的采购意向，同一个电话一家只算一条。"),
}


def freeze(festival: Festival, metric: str, actor: Account) -> RankingSnapshot:
    """Freeze a ranking as it stands: from the edition's first day to today or its last.

    Raises StateConflict before the first day, or where there is nothing to rank.
    """
    if not festival.days or clock.today() < festival.days[0]:
        raise StateConflict("节会还没开始，没有可排的。开始以后再来。", code="too_early")
    counts = {"stamps": _stamps, "enquiries": _enquiries}[metric](festival)
    standing = [stall for stall in taken(queries.stalls_of(festival)) if not stall.suspended]
    counted: list[dict[str, Any]] = [
        {"household": stall.household_id, "name": stall.shop, "booth": stall.booth.label, "figure": figure}
        for stall in standing
        if (figure := counts.get(stall.household_id, 0))
    ]
    if not counted:
        raise StateConflict("还没有一家有数，排不出来。", code="nothing_counted")
    rows = sorted(counted, key=lambda row: (-row["figure"], row["booth"]))[:PLACES]
    with writing() as session:
        snapshot = RankingSnapshot(
            festival_id=festival.id,
            metric=metric,
            first_day=festival.days[0],
            last_day=min(clock.today(), festival.days[-1]),
            rows=_placed(rows),
            taken_by_id=actor.id,
        )
        session.add(snapshot)
        session.flush()
        audit.record(actor, "ranking.freeze", f"festival:{festival.id}", metric=metric)
        revisions.bump(f"festival:{festival.id}")
    return snapshot


def snapshots_of(festival: Festival) -> Sequence[RankingSnapshot]:
    """Return the snapshots of an edition, newest first."""
    return db.session.scalars(
        select(RankingSnapshot).where(RankingSnapshot.festival_id == festival.id).order_by(RankingSnapshot.id.desc())
    ).all()


def public_rankings(festival: Festival) -> list[dict[str, Any]]:
    """Return the newest snapshot of each metric as the page shows it; who was suspended since is left out."""
    standing = {stall.household_id: stall for stall in taken(queries.stalls_of(festival)) if not stall.suspended}
    newest: dict[str, RankingSnapshot] = {}
    for snapshot in snapshots_of(festival):
        newest.setdefault(snapshot.metric, snapshot)
    return [
        {
            "metric": METRICS[key],
            "snapshot": newest[key],
            "rows": [
                row | {"stall": standing[row["household"]]} for row in newest[key].rows if row["household"] in standing
            ],
        }
        for key in METRICS
        if key in newest
    ]


def _placed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the rows; the same figure is the same place."""
    figures = [row["figure"] for row in rows]
    return [row | {"place": figures.index(row["figure"]) + 1} for row in rows]


def _stamps(festival: Festival) -> dict[int, int]:
    """Count stamps by household, without the minutes in which a photo went round."""
    by_booth: dict[int, int] = {}
    rows = db.session.execute(
        select(Stamp.booth_id, func.count(Stamp.id))
        .where(Stamp.festival_id == festival.id)
        .group_by(Stamp.booth_id, Stamp.minute)
        .having(func.count(Stamp.device.distinct()) < CROWD)
    )
    for booth_id, number in rows:
        by_booth[booth_id] = by_booth.get(booth_id, 0) + number
    counted: dict[int, int] = {}
    for stall in queries.stalls_of(festival):
        counted[stall.household_id] = counted.get(stall.household_id, 0) + by_booth.get(stall.booth.id, 0)
    return counted


def _enquiries(festival: Festival) -> dict[int, int]:
    rows = db.session.execute(
        select(Enquiry.household_id, func.count(Enquiry.phone.distinct()))
        .where(Enquiry.festival_id == festival.id)
        .group_by(Enquiry.household_id)
    )
    return {row[0]: row[1] for row in rows}
