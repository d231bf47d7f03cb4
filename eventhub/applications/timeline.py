"""Where an application stands and what comes next, as a household reads it."""

from eventhub.applications.corrections import corrections_of
from eventhub.applications.models import Application
from eventhub.applications.panels import TimelineEntry, later_entries
from eventhub.applications.states import ApplicationState as State
from eventhub.core.display import cn_moment
from eventhub.festivals.models import FestivalState

NEXT = {
    State.DRAFT: "还没交。填完五步就能交。",
    State.SUBMITTED: "等审核，缺东西会发短信、打电话。",
    State.RETURNED: "要您补正，改好再交一次。",
    State.ACCEPTED: "材料通过，等排位。排好了发短信。",
    State.REJECTED: "没有通过。",
    State.WITHDRAWN: "已经撤回，不占名额。",
}


def what_next(application: Application) -> str:
    """Return one sentence about what comes next."""
    if application.festival.state is FestivalState.CANCELLED:
        return "节会取消了，不用再管。"
    later = next((entry for entry in later_entries(application) if entry.get("state") in ("now", "stop")), None)
    if later:
        return "：".join(part for part in (later["title"], later.get("text", "")) if part) + "。"
    return NEXT[application.state]


def timeline_of(application: Application) -> list[TimelineEntry]:
    """Return the entries of the timeline, with one that is now, or one that stopped it."""
    if application.state is State.DRAFT or application.submitted_at is None:
        return [{"title": "填申请", "text": "还没交", "state": "now"}, {"title": "交申请"}]
    filed: TimelineEntry = {
        "title": "已交申请",
        "text": cn_moment(application.submitted_at),
        "state": "done",
    }
    return [filed, *_mended(application), *_review(application), *_ahead(application)]


def _mended(application: Application) -> list[TimelineEntry]:
    """What was returned and filed again."""
    found: list[TimelineEntry] = []
    for correction in corrections_of(application):
        if correction.filed_at is not None:
            text = f"{cn_moment(correction.returned_at)} 退回：{correction.what}"
            found.append({"title": "退回补正", "text": text, "state": "done"})
            found.append({"title": "补正交回", "text": cn_moment(correction.filed_at), "state": "done"})
    return found


def _review(application: Application) -> list[TimelineEntry]:
    decided = cn_moment(application.decided_at) if application.decided_at else ""
    if application.state is State.SUBMITTED:
        return [{"title": "审核资料", "text": "一般 2 天，缺东西会打电话", "state": "now"}]
    if application.state is State.RETURNED:
        return [{"title": "等您补正", "text": f"{decided} 退回：{application.reason_note}", "state": "now"}]
    if application.state is State.ACCEPTED:
        return [{"title": "材料通过", "text": decided, "state": "done"}]
    if application.state is State.REJECTED:
        return [{"title": "不予通过", "text": decided, "state": "stop"}]
    return [{"title": "已撤回", "text": "", "state": "stop"}]


def _ahead(application: Application) -> list[TimelineEntry]:
    later = later_entries(application)
    if later or application.state in (State.REJECTED, State.WITHDRAWN):
        return later
    return [
        {
            "title": "排摊位",
            "text": "申请截止后统一排，规则公开",
            "state": "now" if application.state is State.ACCEPTED else "",
        },
        {"title": "出摊位号", "text": "短信通知，凭手机号领参展证"},
    ]
