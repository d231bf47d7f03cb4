"""The stamp rally 集章 (no account): a stamp a booth and device, on festival days only, and the code of a full booklet.

What holds against shared photos: stamps only on the edition's days, a pace no pair of legs exceeds, an optional code
that changes on the desk's screen (`stamp_code`), and a look at how many devices stamp one booth in one minute (`crowds`).
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Account
from eventhub.core import audit, clock
from eventhub.core.database import db, locked, writing
from eventhub.core.display import cn_time
from eventhub.core.errors import BadInput, DomainError, NotFound, StateConflict
from eventhub.core.row_versions import STALE, Stale
from eventhub.core.short_code import BadShortCode, new_code, normal_code
from eventhub.festivals.models import Booth, Festival, FestivalState
from eventhub.visitors.models import Stamp, StampCompletion, StampRally
from eventhub.visitors.signed_text import opened, signed
from eventhub.visitors.stalls import Stall

PACE = timedelta(seconds=30)
MOST_AN_HOUR = 40
# So many different devices at one booth in one minute: a photo is going round, no stall serves that fast.
CROWD = 20


class TooFast(DomainError):
    """More stamps than somebody on foot can collect. `code`: `too_fast`."""

    default_code = "too_fast"
    status = 429


@dataclass(frozen=True)
class Booklet:
    """A device's stamps at one edition; `code` is empty until the booklet is full."""

    labels: tuple[str, ...]
    needed: int
    code: str = ""
    redeemed: bool = False


@dataclass(frozen=True)
class Crowd:
    """A minute in which very many devices stamped one booth."""

    label: str
    minute: int
    devices: int

    @property
    def at(self) -> datetime:
        """The beginning of that minute."""
        return datetime.fromtimestamp(self.minute * 60, UTC)


def new_device(key: str) -> str:
    """Return the signed token of a device nobody has met before."""
    return signed(key, "stamp-device", secrets.token_hex(12))


def device_of(key: str, token: str) -> str:
    """Return the name under which a device's stamps are kept: a hash. Raises BadInput for a token not signed here."""
    text = opened(key, "stamp-device", token)
    if text is None:
        raise BadInput("这台手机的集章册认不出来了。清掉浏览器数据后会换一本新的。", code="bad_device")
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def rally_of(festival: Festival) -> StampRally:
    """Return how the edition's rally is played; the usual way when nobody has set it."""
    known = db.session.get(StampRally, festival.id)
    return known or StampRally(festival_id=festival.id, needed=6, asks_code=False, reward="", version=0)


def set_rally(festival: Festival, needed: int, asks_code: bool, reward: str, version: int, actor: Account) -> None:
    """Set how the rally is played. Raises StateConflict when somebody else did so meanwhile."""
    with writing() as session:
        locked(festival)
        rally = session.get(StampRally, festival.id)
        if (rally.version if rally else 0) != version:
            raise Stale(STALE)
        if rally is None:
            rally = StampRally(festival_id=festival.id)
            session.add(rally)
        rally.needed, rally.asks_code, rally.reward = needed, asks_code, reward
        audit.record(actor, "rally.set", f"festival:{festival.id}", needed=needed, asks_code=asks_code)


def collect(festival: Festival, stall: Stall, device: str) -> Booklet:
    """Stamp a device's booklet at a stall; a second time at the same booth changes nothing.

    Raises StateConflict on any day the edition has not, or where nobody sells that day; TooFast above the pace.
    """
    today = clock.today()
    if festival.state is FestivalState.CANCELLED or today not in festival.days:
        raise StateConflict("章只在节会当天盖。到时候来摊位上扫一扫桌牌。", code="not_today")
    if stall.application is None or stall.suspended or today not in stall.days:
        raise StateConflict("这个摊位今天没有人出摊，盖不了章。", code="nobody")
    with writing() as session:
        held = session.scalar(
            select(Stamp.id).where(
                Stamp.festival_id == festival.id, Stamp.device == device, Stamp.booth_id == stall.booth.id
            )
        )
        if held is None:
            _refuse_haste(device)
            _add(festival, stall, device)
            _complete(festival, device)
    return booklet_of(festival, device)


def booklet_of(festival: Festival, device: str) -> Booklet:
    """Return what a device has collected at an edition, in the order it did."""
    labels = db.session.scalars(
        select(Booth.label)
        .join(Stamp, Stamp.booth_id == Booth.id)
        .where(Stamp.festival_id == festival.id, Stamp.device == device)
        .order_by(Stamp.id)
    )
    done = _completion(festival, device)
    return Booklet(tuple(labels), rally_of(festival).needed, done.code if done else "", bool(done and done.redeemed_at))


def redeem(festival: Festival, typed: str, actor: Account) -> StampCompletion:
    """Check a full booklet's code off, once. Raises NotFound for an unknown code, StateConflict for a replayed one."""
    try:
        code = normal_code(typed)
    except BadShortCode as error:
        raise NotFound("没有这个集章码。请照着手机上的再输一次。") from error
    with writing() as session:
        found = session.scalar(
            select(StampCompletion)
            .where(StampCompletion.festival_id == festival.id, StampCompletion.code == code)
            .with_for_update()
        )
        if found is None:
            raise NotFound("没有这个集章码。请照着手机上的再输一次。")
        if found.redeemed_at is not None:
            when = cn_time(found.redeemed_at)
            raise StateConflict(f"这个码 {when} 已经兑过了，不能再兑。", code="redeemed")
        found.redeemed_at, found.redeemed_by_id = clock.now(), actor.id
        audit.record(actor, "rally.redeem", f"festival:{festival.id}", code=code)
    return found


def completions_of(festival: Festival) -> Sequence[StampCompletion]:
    """Return the full booklets of an edition, in the order they were filled."""
    return db.session.scalars(
        select(StampCompletion)
        .where(StampCompletion.festival_id == festival.id)
        .order_by(StampCompletion.at, StampCompletion.id)
    ).all()


def crowds(festival: Festival) -> Sequence[Crowd]:
    """Return the minutes in which very many devices stamped one booth, worst first: a photo is going round."""
    devices = func.count(Stamp.device.distinct())
    rows = db.session.execute(
        select(Booth.label, Stamp.minute, devices)
        .join(Booth, Stamp.booth_id == Booth.id)
        .where(Stamp.festival_id == festival.id)
        .group_by(Booth.label, Stamp.minute)
        .having(devices >= CROWD)
        .order_by(devices.desc(), Stamp.minute)
        .limit(50)
    )
    return [Crowd(*row) for row in rows]


def tally(festival: Festival) -> dict[str, int]:
    """Return how many devices take part, how many booklets are full, how many were checked off."""
    done = select(func.count(StampCompletion.id)).where(StampCompletion.festival_id == festival.id)
    devices = select(func.count(Stamp.device.distinct())).where(Stamp.festival_id == festival.id)
    return {
        "devices": db.session.scalar(devices) or 0,
        "full": db.session.scalar(done) or 0,
        "redeemed": db.session.scalar(done.where(StampCompletion.redeemed_at.is_not(None))) or 0,
    }


def _refuse_haste(device: str) -> None:
    now = clock.now()
    last = db.session.scalar(select(func.max(Stamp.at)).where(Stamp.device == device))
    if last is not None and now - last < PACE:
        raise TooFast(f"走得太快了。隔 {PACE.seconds} 秒再盖下一个，先跟摊主聊两句。")
    recent = select(func.count(Stamp.id)).where(Stamp.device == device, Stamp.at > now - timedelta(hours=1))
    if (db.session.scalar(recent) or 0) >= MOST_AN_HOUR:
        raise TooFast("这一个小时盖得够多了，歇一歇再来。")


def _add(festival: Festival, stall: Stall, device: str) -> None:
    now = clock.now()
    stamp = Stamp(
        festival_id=festival.id, device=device, booth_id=stall.booth.id, at=now, minute=int(now.timestamp() // 60)
    )
    try:
        # Twice at once: the constraint keeps the first, and the second is no error to whoever tapped twice.
        with db.session.begin_nested():
            db.session.add(stamp)
    except IntegrityError:
        return


def _complete(festival: Festival, device: str) -> None:
    collected = select(func.count(Stamp.id)).where(Stamp.festival_id == festival.id, Stamp.device == device)
    enough = (db.session.scalar(collected) or 0) >= rally_of(festival).needed
    if not enough or _completion(festival, device):
        return
    code = new_code()
    while db.session.scalar(
        select(StampCompletion.id).where(StampCompletion.festival_id == festival.id, StampCompletion.code == code)
    ):
        code = new_code()
    db.session.add(StampCompletion(festival_id=festival.id, device=device, code=code))


def _completion(festival: Festival, device: str) -> StampCompletion | None:
    return db.session.scalar(
        select(StampCompletion).where(StampCompletion.festival_id == festival.id, StampCompletion.device == device)
    )
