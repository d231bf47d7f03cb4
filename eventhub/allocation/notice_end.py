"""When a notice ends: so many working days after its opening, the swapped working days 调休 included, at 18:00."""

from datetime import date, datetime, timedelta

from flask import current_app

from eventhub.allocation.queries import notice_days
from eventhub.core import clock
from eventhub.core.display import cn_date
from eventhub.core.errors import BadInput, DomainError
from eventhub.festivals.models import Festival

LAST_HOUR = 18
LONGEST = 60


def counted_end(festival: Festival) -> date | None:
    """Return the last day of a notice opened today; None where nobody can count it (days off not announced)."""
    add_workdays = current_app.extensions.get("add_workdays")
    try:
        day: date | None = add_workdays(clock.today(), notice_days(festival)) if add_workdays else None
    except DomainError:
        return None
    return day


def end_of_notice(festival: Festival, ends_on: date | None) -> datetime | None:
    """Return the moment a notice opened now ends, or None when the edition asks for no notice.

    `ends_on` is the organiser's own last day: needed where the days can't be counted, else it may only lengthen.
    Raises BadInput (field `ends_on`) when it is missing, too early, too late, or the festival would begin before.
    """
    days = notice_days(festival)
    if days == 0:
        return None
    earliest = counted_end(festival)
    if earliest is None and ends_on is None:
        sentence = f"这几天的放假安排还没公布，算不出 {days} 个工作日到哪天，请您写上公示到哪天。"
        raise BadInput(fields={"ends_on": sentence}, code="ends_on_missing")
    least = earliest or clock.today() + timedelta(days=days)
    day = ends_on or least
    if not least <= day <= clock.today() + timedelta(days=LONGEST):
        raise BadInput(fields={"ends_on": f"公示最早到 {cn_date(least)}，最长 {LONGEST} 天，请改一下日期。"})
    if day >= festival.days[0]:
        first = cn_date(festival.days[0])
        raise BadInput(
            fields={"ends_on": f"公示要到 {cn_date(day)}，可节会 {first} 就开始了。请到“公示设置”里缩短天数。"}
        )
    return clock.at(day, LAST_HOUR)
