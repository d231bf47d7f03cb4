"""Festival credit 守信记录: what counts, for how much and for how long. Pure; the one place where points stand.

Nobody types a score: an event comes from something that was recorded and confirmed, and its kind alone says the
points. What is to a household's credit counts three years. What is against it counts one year, in the spirit of
tolerant supervision 包容审慎 and well below the three years a penalty may be public; and the first correction that was
demanded is a reminder that costs nothing.
"""

import enum
from calendar import monthrange
from datetime import date


class CreditKind(enum.Enum):
    """What happened at a festival."""

    ON_TIME = "on_time"
    ABSENT = "absent"
    LEFT_EARLY = "left_early"
    CORRECTION_DEMANDED = "correction_demanded"
    COMMENDED = "commended"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _LABELS[self]

    @property
    def is_against(self) -> bool:
        """Tell whether the event speaks against the household; only such an event can be appealed."""
        return _POINTS[self] < 0


class AppealState(enum.Enum):
    """Where the appeal against an event stands: the event is upheld (it stays) or withdrawn (it never counts again)."""

    NONE = "none"
    APPEALED = "appealed"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"none": "没有申诉", "appealed": "申诉待答复", "upheld": "申诉后维持", "withdrawn": "已撤销"}[self.value]


_LABELS = {
    CreditKind.ON_TIME: "准时到场",
    CreditKind.ABSENT: "没来摆摊",
    CreditKind.LEFT_EARLY: "提前撤摊",
    CreditKind.CORRECTION_DEMANDED: "被要求整改",
    CreditKind.COMMENDED: "受到表扬",
}
_POINTS = {
    CreditKind.ON_TIME: 1,
    CreditKind.ABSENT: -3,
    CreditKind.LEFT_EARLY: -2,
    CreditKind.CORRECTION_DEMANDED: -1,
    CreditKind.COMMENDED: 2,
}
_YEARS = {
    CreditKind.ON_TIME: 3,
    CreditKind.ABSENT: 1,
    CreditKind.LEFT_EARLY: 1,
    CreditKind.CORRECTION_DEMANDED: 1,
    CreditKind.COMMENDED: 3,
}
_FIRST_IS_A_REMINDER = {CreditKind.CORRECTION_DEMANDED}


def points_of(kind: CreditKind, earlier: int = 0) -> int:
    """Return the points of an event, below 0 when it is against the household.

    Args:
        kind: what happened.
        earlier: how many events of the kind the household has that still count that day. The first correction
            demanded is a reminder and gives 0.
    """
    return 0 if kind in _FIRST_IS_A_REMINDER and earlier == 0 else _POINTS[kind]


def expires_on(kind: CreditKind, day: date) -> date:
    """Return the first day on which an event of that day no longer counts: the same date one or three years later.

    29 February ends on the 28th of a year without one.
    """
    year = day.year + _YEARS[kind]
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def counts_on(happened: date, expires: date, appeal: AppealState, day: date) -> bool:
    """Tell whether an event counts on a day: from the day it happened until the day before it expires.

    An event under appeal counts until it is decided; a withdrawn one counts on no day.
    """
    return appeal is not AppealState.WITHDRAWN and happened <= day < expires


def rule_lines() -> list[tuple[str, str, str]]:
    """Return the whole rule for people: the kind, its points with a sign, how long it counts."""
    return [
        (
            kind.label,
            f"{_POINTS[kind]:+d} 分" + ("，头一次只提醒，不扣" if kind in _FIRST_IS_A_REMINDER else ""),
            f"{_YEARS[kind]} 年",
        )
        for kind in CreditKind
    ]
