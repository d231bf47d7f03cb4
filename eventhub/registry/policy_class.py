"""名特优新: the four policy classes and when a household's class counts.

A class is imported with its validity and never assessed here. It counts on a day only while it is
valid that day; for points, that day is the festival's first. The badge asks the same question for today.
"""

from datetime import date
from enum import StrEnum


class PolicyClass(StrEnum):
    """知名、特色、优质、新兴, stored by value."""

    FAMOUS = "famous"
    SPECIALTY = "specialty"
    QUALITY = "quality"
    EMERGING = "emerging"

    @property
    def label(self) -> str:
        """Two-character label used in tables and in problem files."""
        return _LABELS[self]

    @property
    def badge(self) -> str:
        """Label on a badge: `知名类`."""
        return f"{self.label}类"


_LABELS = {
    PolicyClass.FAMOUS: "知名",
    PolicyClass.SPECIALTY: "特色",
    PolicyClass.QUALITY: "优质",
    PolicyClass.EMERGING: "新兴",
}


def chinese_date(day: date) -> str:
    """Write a day as people read it: `2027年5月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def class_valid_on(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Say whether a class counts on a day.

    Args:
        valid_from: first valid day, None if it has always been.
        valid_to: last valid day (that day still counts), None if it never ends.
        day: the day asked about.

    Returns:
        True when the day lies within the validity.
    """
    if valid_from is not None and day < valid_from:
        return False
    return valid_to is None or day <= valid_to


def why_class_does_not_count(
    policy_class: PolicyClass, valid_from: date | None, valid_to: date | None, day: date
) -> str | None:
    """Explain to the household why its class doesn't count on a day.

    Args:
        policy_class: the class.
        valid_from: first valid day, None if open.
        valid_to: last valid day, None if open.
        day: the day asked about (for points: the festival's first day).

    Returns:
        A Chinese sentence, or None when the class counts.
    """
    name, shown = policy_class.badge, chinese_date(day)
    if valid_from is not None and day < valid_from:
        return f"“{name}”从{chinese_date(valid_from)}起才有效，{shown}还没到，不计。"
    if valid_to is not None and day > valid_to:
        return f"“{name}”有效期到{chinese_date(valid_to)}为止，{shown}已经过期，不计。"
    return None
