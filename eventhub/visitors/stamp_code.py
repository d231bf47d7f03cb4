"""The code on the desk's screen that changes every ten minutes, the permit a device gets for typing it, and the lock
that keeps it from being guessed: of 10,000 codes two are good, so guesses are counted by device and all together.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select

from eventhub.core import clock
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Festival
from eventhub.visitors.models import StampCodeMiss
from eventhub.visitors.signed_text import changing_code, opened, signed
from eventhub.visitors.stamps import TooFast

WINDOW_SECONDS = 600
PERMIT_LASTS = timedelta(hours=2)
MISSES_OF_A_DEVICE = 5
# Anybody may pretend to be a new device, so all of them together have a bound too: with it a stranger's chance of one
# permit is 2 % a window. A desk serves fewer people in ten minutes than would have to mistype for this.
MISSES_OF_ALL = 100


def desk_code(key: str, festival: Festival) -> str:
    """Return the four digits that the desk's screen shows now."""
    return changing_code(key, f"stamp-code:{festival.id}", _window())


def permit_for(key: str, festival: Festival, device: str, typed: str) -> str:
    """Return a permit for two hours to a device whose owner typed the code of the desk's screen.

    The code just replaced still counts. Raises StateConflict for any other, and TooFast (`too_many_guesses`) for every
    code, also the right one, while this device or all of them together have guessed too often.
    """
    good = [changing_code(key, f"stamp-code:{festival.id}", _window() - back) for back in (0, 1)]
    with writing():
        locked(festival)  # one guess at a time, or a burst would be counted late
        _refuse_guessing(festival, device)
        right = typed in good
        if not right:
            _count_miss(festival, device)
    if not right:
        raise StateConflict("这个数不对，或者已经换了。请看服务台屏幕上现在的四位数。", code="wrong_code")
    until = int((clock.now() + PERMIT_LASTS).timestamp())
    return signed(key, "stamp-permit", f"{festival.id}:{device}:{until}")


def has_permit(key: str, festival: Festival, device: str, permit: str) -> bool:
    """Tell whether a permit is this device's, for this edition, and still holds."""
    number, _, rest = (opened(key, "stamp-permit", permit) or "").partition(":")
    owner, _, until = rest.partition(":")
    return number == str(festival.id) and owner == device and int(until or 0) > clock.now().timestamp()


def _refuse_guessing(festival: Festival, device: str) -> None:
    now = (StampCodeMiss.festival_id == festival.id, StampCodeMiss.window == _window())
    own = db.session.scalar(select(StampCodeMiss.misses).where(*now, StampCodeMiss.device == device)) or 0
    everyone = db.session.scalar(select(func.sum(StampCodeMiss.misses)).where(*now)) or 0
    if own >= MISSES_OF_A_DEVICE or everyone >= MISSES_OF_ALL:
        raise TooFast(
            "输错的次数太多，先停一停。等服务台屏幕上换了新的数（最多 10 分钟）再输。", code="too_many_guesses"
        )


def _count_miss(festival: Festival, device: str) -> None:
    window = _window()
    db.session.execute(
        delete(StampCodeMiss).where(StampCodeMiss.festival_id == festival.id, StampCodeMiss.window != window)
    )
    miss = db.session.get(StampCodeMiss, (festival.id, device))
    if miss is None:
        miss = StampCodeMiss(festival_id=festival.id, device=device, window=window, misses=0)
        db.session.add(miss)
    miss.misses += 1


def _window() -> int:
    return int(clock.now().timestamp() // WINDOW_SECONDS)
