"""What a gate says to the person who stands at it: the screen (ok, no, warn), and a sentence with what to do next.

The phone says the same without a network: static/js/gate/words.js.
"""

from typing import NamedTuple

from eventhub.core.display import cn_time
from eventhub.gate.models import Verdict
from eventhub.gate.presence import Presence

SCREENS = {
    Verdict.OK: "ok",
    Verdict.AGAIN: "warn",
    Verdict.EARLY: "warn",
    Verdict.LATE: "warn",
    Verdict.UNREADABLE: "warn",
}
SAID = {"ok": "放行", "no": "不放行", "warn": "看一眼"}
TITLES = {
    Verdict.REVOKED: "这张证作废了",
    Verdict.SUSPENDED: "这张证暂停使用",
    Verdict.WRONG_DAY: "今天用不了",
    Verdict.WRONG_FESTIVAL: "不是这场节会的证",
    Verdict.FORGED: "签名对不上",
    Verdict.UNREADABLE: "没读出来",
}
NEXT = {
    Verdict.OK: "今天第一次进场。",
    Verdict.REVOKED: "请对方拿新证来，或者找主办方。",
    Verdict.SUSPENDED: "请对方找主办方。",
    Verdict.WRONG_DAY: "看看证上写的日子，有疑问找主办方。",
    Verdict.WRONG_FESTIVAL: "看看证上写的节会，有疑问找主办方。",
    Verdict.FORGED: "可能是仿造的，请不要放行，叫值班负责人。",
    Verdict.UNREADABLE: "把证放平、擦干净再扫一次，也可以输摊号找。",
    Verdict.EARLY: "还没到进场的时间。有特别安排的，问清了再放行。",
    Verdict.LATE: "进场的时间过了。有急事的、落了东西的，问清了再放行。",
}


class Screen(NamedTuple):
    """One answer: `state` (ok, no, warn), the word, a title when no booth is shown, and why."""

    state: str
    say: str
    title: str
    why: str


def screen_of(verdict: Verdict, before: Presence, overridden: bool = False, out: bool = False) -> Screen:
    """Return what to show for a verdict; `overridden` when the person let in all the same."""
    if overridden:
        return Screen("ok", SAID["ok"], "", "已记下：由您放行。")
    state = SCREENS.get(verdict, "no")
    if out and verdict is Verdict.OK:
        return Screen("ok", "出场", "", "出场记下了。")
    return Screen(state, SAID[state], TITLES.get(verdict, ""), _why(verdict, before))


def _why(verdict: Verdict, before: Presence) -> str:
    if verdict is Verdict.AGAIN and before.first:
        return f"{cn_time(before.first.at)} 已从{before.first.gate}进过一次。问问是不是出来搬货又回来。"
    if verdict is Verdict.OK and before.last_out:
        return f"{cn_time(before.last_out.at)} 从{before.last_out.gate}出去的，现在回来了。"
    return NEXT.get(verdict, "")
