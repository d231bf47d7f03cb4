"""Whether a stall is open at this moment, and if not, when it will be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from eventhub.core.display import cn_date, cn_time
from eventhub.festivals.models import FestivalState


class Door(StrEnum):
    """How a stall stands to a visitor who is in front of it now."""

    OPEN = "open"
    SHUT = "shut"
    COMING = "coming"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True)
class Opening:
    """The answer and its words, such as 正在营业，到 21:00."""

    door: Door
    words: str


def opening_at(state: FestivalState, days: Sequence[date], opens: time, closes: time, moment: datetime) -> Opening:
    """Tell whether a stall is open.

    Args:
        state: of the edition.
        days: the days on which the stall stands there, in order; empty while the days are open.
        opens, closes: the hours of each day, in Shanghai time.
        moment: now, as a clock in Shanghai shows it.

    Returns:
        The answer; a closing time that lies before the opening time counts as midnight.
    """
    if state is FestivalState.CANCELLED:
        return Opening(Door.OFF, "这届取消了，不开张")
    if not days:
        words = "这届延期了，日子待定" if state is FestivalState.POSTPONED else "日子待定"
        return Opening(Door.OFF, words)
    today, clock_time = moment.date(), moment.time()
    until = closes if closes > opens else time.max
    if today in days and clock_time < opens:
        return Opening(Door.SHUT, f"今天 {cn_time(opens)} 开")
    if today in days and clock_time < until:
        return Opening(Door.OPEN, f"正在营业，到 {cn_time(closes)}")
    return _next_day(days, opens, today)


def _next_day(days: Sequence[date], opens: time, today: date) -> Opening:
    later = [day for day in days if day > today]
    if not later:
        over = "今天收摊了，这届也办完了" if today in days else "这届已经办完了"
        return Opening(Door.OVER, over)
    when = "明天" if (later[0] - today).days == 1 else cn_date(later[0], year=later[0].year != today.year)
    if today in days:
        return Opening(Door.SHUT, f"今天收摊了，{when} {cn_time(opens)} 再来")
    if days[0] < today:
        return Opening(Door.SHUT, f"今天不出摊，{when} {cn_time(opens)} 再来")
    return Opening(Door.COMING, f"{when} {cn_time(opens)} 开张")
