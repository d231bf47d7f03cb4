"""Whoever has lost all their days, because the edition grew shorter, and whether the booth they were given is still theirs.

A household none of whose days is left comes on every new day (`applications.festival_news.moved_days`), where somebody else may
have the booth, or a zone be full. Who kept a day keeps the booth; who lost all has it as far as no rule is broken.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from eventhub.allocation.festival_problem import problem_of
from eventhub.allocation.problem import read_problem
from eventhub.allocation.rules import Board
from eventhub.applications.messages import phone_for
from eventhub.applications.models import Application
from eventhub.core.display import cn_range
from eventhub.core.outbox import queue_sms
from eventhub.festivals.models import Festival

# What a household chose about zones does not bind a booth it was given (section 2 of the contract, rule 6).
NOT_IN_THE_WAY = ("zone",)


def has_strayed(chosen: Collection[date], old: Sequence[date], now: Collection[date], new: Sequence[date]) -> bool:
    """Tell whether who chose some days of an edition (not all of them) now comes on others, counted from its first day."""
    then = {place for place, day in enumerate(old) if day in chosen}
    return len(then) < len(old) and not {place for place, day in enumerate(new) if day in now} <= then


def without_room(
    festival: Festival,
    given: Mapping[str, Sequence[str]],
    days: Mapping[str, Collection[date]],
    strayed: Collection[str],
) -> set[str]:
    """Return which of those who lost all their days can't have their booths on the new ones.

    Args:
        festival: with its new days.
        given: receipt number → booth labels of everybody who has booths, whom to favour first.
        days: receipt number → the days it now comes.
        strayed: receipt numbers of those who lost all their days.
    """
    if not strayed:
        return set()
    source = problem_of(festival, {}, {}).source
    households = [
        {**entry, "slots": sorted(day.isoformat() for day in days[entry["id"]])} if entry["id"] in days else entry
        for entry in source["households"]
    ]
    board = Board(read_problem({**source, "households": households}))
    lost = set()
    for receipt, booths in sorted(given.items(), key=lambda entry: entry[0] in strayed):
        if receipt not in board.problem.households:
            continue
        if receipt in strayed and any(found.rule not in NOT_IN_THE_WAY for found in board.breaches(receipt, booths)):
            lost.add(receipt)
        else:
            board.put(receipt, booths)
    return lost


def tell_lost(application: Application, booths: Sequence[str]) -> None:
    """Tell that the booth had to be taken back, and that the household waits again."""
    _tell(
        application,
        booths,
        f"{'、'.join(booths)} 那几天排给了别家，只好收回。您排进了候补，轮到了发短信；不来了请登录撤回。",
    )


def tell_kept(application: Application, booths: Sequence[str]) -> None:
    """Tell that the booth is kept, on the days that are left."""
    _tell(application, booths, f"{'、'.join(booths)} 改成每天都给您留着。日子不合适请登录放弃，好让给别人。")


def _tell(application: Application, booths: Sequence[str], what: str) -> None:
    festival = application.festival
    days = cn_range(festival.days[0], festival.days[-1])
    queue_sms(
        phone_for(application),
        f"【万盛节会】{festival.short_name}改到 {days}，您选的日子没有了：{what}",
        key=f"days-lost:{application.id}:{festival.starts_on}:{festival.ends_on}",
    )
