"""The hours of an edition: opening, set-up and take-down, each in order."""

from collections.abc import Mapping
from typing import Any

from eventhub.core.errors import BadInput

HOURS = ("opens_at", "closes_at", "set_up_from", "set_up_until", "take_down_from", "take_down_until")
WINDOWS = (("set_up", "布展"), ("take_down", "撤展"))


def check_hours(times: Mapping[str, Any]) -> None:
    """Raise BadInput, with a sentence for each wrong field, unless opening, set-up and take-down times are in order.

    Args:
        times: any of `HOURS` (two times of day, four moments); None while open. What is missing is not judged.
    """
    wrong = {}
    opens, closes = times.get("opens_at"), times.get("closes_at")
    if opens is not None and closes is not None and closes <= opens:
        wrong["closes_at"] = "收摊时间要晚于开门时间。"
    for name, word in WINDOWS:
        first, last = f"{name}_from", f"{name}_until"
        if not {first, last} <= times.keys():
            continue
        begins, ends = times[first], times[last]
        if (begins is None) != (ends is None):
            wrong[first if begins is None else last] = f"{word}的开始和结束要一起填。"
        elif begins is not None and ends <= begins:
            wrong[last] = f"{word}的结束要晚于开始。"
    if wrong:
        raise BadInput(fields=wrong)
