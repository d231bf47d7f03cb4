"""The organiser's legal deadlines, counted down on the festival's page of the desk.

Source: 大型群众性活动安全管理条例 (2007), articles 2, 12 and 13: an event of 1,000 people or more needs a permit, applied
for 20 days before; below 5,000 the district's police decide, from there on the city's. The food report to the market
regulator is due seven working days before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from eventhub.core import clock
from eventhub.core.display import cn_time
from eventhub.core.errors import DomainError
from eventhub.festivals.models import Festival, FestivalState

PERMIT_FROM, MUNICIPAL_FROM = 1000, 5000
PERMIT_DAYS = 20
FOOD_REPORT_WORKDAYS = 7
SOON = 5
AddWorkdays = Callable[[date, int], date]


@dataclass(frozen=True)
class Deadline:
    """Something due. `day` None: it can't be counted, `text` says why and asks a person."""

    title: str
    text: str
    day: date | None

    @property
    def days_left(self) -> int | None:
        """Days from today; negative when it is over, None when it can't be counted."""
        return None if self.day is None else (self.day - clock.today()).days

    def as_row(self) -> dict[str, object]:
        """Return what `count_list` shows."""
        left = self.days_left
        word: int | str = "核对" if left is None else "过了" if left < 0 else "今天" if left == 0 else left
        return {
            "left": word,
            "title": self.title,
            "text": self.text,
            "soon": left is None or 0 <= left <= SOON,
            "gone": left is not None and left < 0,
        }


def deadlines_of(festival: Festival, add_workdays: AddWorkdays | None) -> list[Deadline]:
    """List what the organiser must do by when, soonest first; empty while the days are open or the edition is off.

    `add_workdays(day, n)` counts working days of the year's published holidays and raises DomainError where they are
    not published; None: nobody can count them here.
    """
    first = festival.starts_on
    if first is None or festival.state is FestivalState.CANCELLED:
        return []
    due = [Deadline("开幕", f"{cn_time(festival.opens_at)} 开门", first)]
    if festival.expected_visitors >= PERMIT_FROM:
        due.append(_permit(festival.expected_visitors, first))
    if festival.sells_food:
        due.append(_food_report(first, add_workdays))
    if festival.set_up_from is not None:
        due.append(Deadline("布展开始", "摊主进场", clock.local(festival.set_up_from).date()))
    return sorted(due, key=lambda deadline: deadline.day or date.min)


def next_deadline(festival: Festival, add_workdays: AddWorkdays | None) -> Deadline | None:
    """Return the deadline that comes next, one that can't be counted first; None when none is left."""
    return next((due for due in deadlines_of(festival, add_workdays) if (due.days_left or 0) >= 0), None)


def _permit(visitors: int, first: date) -> Deadline:
    police = "市公安局" if visitors >= MUNICIPAL_FROM else "区公安分局"
    text = f"预计 {visitors:,} 人，满 {PERMIT_FROM:,} 人要在开幕 {PERMIT_DAYS} 天前向{police}报大型活动安全许可"
    return Deadline("报安全许可", text, first - timedelta(days=PERMIT_DAYS))


def _food_report(first: date, add_workdays: AddWorkdays | None) -> Deadline:
    title, text = "报食品安全", f"开幕 {FOOD_REPORT_WORKDAYS} 个工作日前向市场监管部门报备"
    try:
        if add_workdays is not None:
            return Deadline(title, text, add_workdays(first, -FOOD_REPORT_WORKDAYS))
    except DomainError:
        pass
    return Deadline(title, f"{text}。放假安排未公布，请人工核对", None)
