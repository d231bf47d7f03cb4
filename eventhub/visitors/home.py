"""What stands on the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from eventhub.applications.models import Call
from eventhub.applications.queries import open_calls
from eventhub.core import clock
from eventhub.core.display import cn_left, cn_moment
from eventhub.festivals.models import Announcement, Festival, FestivalState, Phase
from eventhub.festivals.queries import public_festivals
from eventhub.visitors import queries
from eventhub.visitors.cards import card_of, starts_text
from eventhub.visitors.day_words import leaf_of, lunar_text
from eventhub.visitors.four_weeks import four_weeks
from eventhub.visitors.rotation import log_turn, logged_turn
from eventhub.visitors.stalls import Stall, taken

# The page must stay below 20 kB: further editions and notices are one tap away.
MOST_EDITIONS = 7
MOST_CARDS = 3
MOST_NEWS = 2
STALLS_SHOWN = 4


@dataclass(frozen=True)
class OpenCall:
    """The call that closes next, in words: how long is left, how many booths nobody has asked for."""

    festival: Festival
    left: str
    closes: str
    booths: str


def home_page() -> dict[str, Any]:
    """Return everything the template of the home page names."""
    today = clock.today()
    festivals = public_festivals()
    calls = open_calls()
    next_one = next_festival(festivals)
    stalls = may_be_shown(next_one, today) if next_one else []
    turn = logged_turn(next_one, stalls, today, STALLS_SHOWN) if next_one else []
    if next_one and turn is None:
        # The first reader of the day: what was read before is stale once the log is written.
        log_turn(next_one, stalls, today, STALLS_SHOWN)
        return home_page()
    shown = editions_shown(festivals, today)
    calling = {call.festival_id for call in calls}
    return {
        "hero": next_one,
        "eyebrow": eyebrow(next_one, today) if next_one else "",
        "leaf": leaf_of(next_one) if next_one else None,
        "lunar": lunar_text(next_one) if next_one else "",
        "weeks": four_weeks(festivals, calls, today),
        "call": open_call(calls[0]) if calls else None,
        "news": list(queries.latest_news(MOST_NEWS)),
        "cards": [card_of(entry, today, calling) for entry in shown[:MOST_CARDS]],
        "rows": [card_of(entry, today, calling) for entry in shown[MOST_CARDS:]],
        "heading": editions_heading(shown, today),
        "stalls": turn,
    }


def next_festival(festivals: Sequence[Festival]) -> Festival | None:
    """Return the edition that runs, else the one that comes next; None when there is neither."""
    going_on = (Phase.RUNNING, Phase.COMING)
    return next(
        (entry for entry in festivals if entry.phase in going_on and entry.state is not FestivalState.CANCELLED),
        None,
    )


def editions_shown(festivals: Sequence[Festival], today: date) -> list[Festival]:
    """Return what is on, to come or open, then this year's past; of one festival only the edition to come."""
    ahead = [entry for entry in festivals if entry.phase is not Phase.PAST]
    names = {entry.name for entry in ahead}
    behind = [
        entry
        for entry in festivals
        if entry.phase is Phase.PAST and entry.days[0].year == today.year and entry.name not in names
    ]
    return [*ahead, *behind][:MOST_EDITIONS]


def editions_heading(festivals: Sequence[Festival], today: date) -> str:
    """Return 今年的节会, or 今年和明年的节会 where some are further off."""
    later = any(entry.starts_on and entry.starts_on.year > today.year for entry in festivals)
    return "今年和明年的节会" if later else "今年的节会"


def eyebrow(festival: Festival, today: date) -> str:
    """Return 下一场 · 还有 14 天, or 正在举行 · 第 2 天，共 5 天."""
    if festival.starts_on is None:
        return ""
    if festival.phase is Phase.RUNNING:
        day, days = (today - festival.starts_on).days + 1, len(festival.days)
        return f"正在举行 · 第 {day} 天，共 {days} 天" if days > 1 else "今天举行"
    return f"下一场 · {starts_text(festival.starts_on, today)}"


def open_call(call: Call) -> OpenCall:
    """Put a call into words. The count is of booths that no application handed in asks for yet."""
    booths, wanted = queries.booths_left(call)
    name = call.festival.short_name
    if booths - wanted > 0:
        words = f"{name}还有 {booths - wanted} 个摊位没人报。"
    elif booths:
        words = f"{name}有 {booths} 个摊位，已经报了 {wanted} 个。还能报，按公布的规矩排。"
    else:
        words = f"{name}的摊位还在划，先报上名。"
    return OpenCall(call.festival, cn_left(call.closes_at), cn_moment(call.closes_at), words)


def may_be_shown(festival: Festival, today: date) -> list[Stall]:
    """Return the stalls that may take a turn: none suspended; while the festival runs, only those there today."""
    stalls = [stall for stall in taken(queries.stalls_of(festival)) if not stall.suspended]
    return [stall for stall in stalls if festival.phase is not Phase.RUNNING or today in stall.days]


def told_on(notice: Announcement) -> str:
    """Return 今天通知, 昨天通知 or 4月16日通知."""
    day, today = clock.local(notice.at).date(), clock.today()
    word = {today: "今天", today - timedelta(days=1): "昨天"}.get(day, f"{day.month}月{day.day}日")
    return f"{word}通知"
