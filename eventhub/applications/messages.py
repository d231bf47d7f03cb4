"""The text messages this room sends. Queued inside the transaction of the deed; short, and never one for a
draft plan.
"""

from collections.abc import Sequence

from eventhub.applications.models import Application
from eventhub.applications.states import RejectReason
from eventhub.core.display import cn_range
from eventhub.core.outbox import queue_sms
from eventhub.festivals.models import Festival

SIGNATURE = "【万盛节会】"


def _tell(to: str, text: str, key: str | None = None) -> None:
    queue_sms(to, SIGNATURE + text, key)


def phone_for(application: Application) -> str:
    """Return the number messages go to: the contact's mobile, else the household's."""
    contact, own = application.contact_phone, application.household.phone
    return contact if contact and ("-" not in contact or "-" in own) else own


def tell_submitted(application: Application, again: bool) -> None:
    """Tell that an application arrived (once), or that its correction did."""
    name = application.festival.short_name
    if again:
        _tell(phone_for(application), f"{name}摊位申请 {application.receipt} 补正收到了，接着审核。")
        return
    _tell(
        phone_for(application),
        f"{name}摊位申请收到了，编号 {application.receipt}。审核完会再发短信，凭手机号登录可以随时查。",
        f"application:{application.id}:submitted",
    )


def tell_returned(application: Application, what: str) -> None:
    """Tell what has to be mended."""
    _tell(
        phone_for(application),
        f"{application.festival.short_name}摊位申请 {application.receipt} 要补正：{what.rstrip('。')}。"
        "请登录“我的申请”改好再交。",
    )


def tell_more_documents(application: Application, names: Sequence[str]) -> None:
    """Tell that the organiser now asks for documents which are not there."""
    _tell(
        phone_for(application),
        f"{application.festival.short_name}摊位申请 {application.receipt} 还要{'、'.join(names)}：主办方改了要看的证照。"
        "请登录“我的店”补上编号和有效期，补齐了才能通过。",
    )


def tell_accepted(application: Application) -> None:
    """Tell that the papers are in order, and nothing of booths while the plan is a draft."""
    _tell(
        phone_for(application),
        f"{application.festival.short_name}摊位申请 {application.receipt} 材料通过，等排位。排好了会再发短信。",
    )


def tell_rejected(application: Application, reason: RejectReason, note: str) -> None:
    """Tell the reason and what can be done."""
    said = "。".join(part.rstrip("。") for part in (reason.label, note, reason.advice) if part)
    phone = application.festival.phone
    asks = f"有疑问打 {phone}。" if phone else ""
    _tell(
        phone_for(application),
        f"{application.festival.short_name}摊位申请 {application.receipt} 没有通过：{said}。{asks}",
    )


def tell_filed_for_you(application: Application, agent_name: str) -> None:
    """Tell the household itself that an agent filed in its name."""
    household = application.household
    _tell(
        household.phone,
        f"{agent_name}替“{household.name}”交了{application.festival.short_name}摊位申请，"
        f"编号 {application.receipt}。"
        "要是您没有托人办，请登录撤回，或者打节会咨询电话。",
        f"application:{application.id}:assisted",
    )


def tell_withdrawn_for_you(application: Application, agent_name: str) -> None:
    """Tell the household that an agent withdrew its application."""
    _tell(
        application.household.phone,
        f"{agent_name}替“{application.household.name}”撤回了{application.festival.short_name}摊位申请"
        f" {application.receipt}。要是您没有托人办，请打节会咨询电话。",
    )


def tell_cancelled(to: str, festival: Festival) -> None:
    """Tell an applicant once that the festival is off."""
    _tell(
        to,
        f"{festival.name}取消了，您交的摊位申请不用再管。有疑问打主办方电话。",
        f"festival:{festival.id}:cancelled:{to}",
    )


def tell_postponed(to: str, festival: Festival) -> None:
    """Tell an applicant once per set of new days that the festival moved."""
    if festival.starts_on is None or festival.ends_on is None:
        when, days = "日子还没定", "unknown"
    else:
        when = f"改到{cn_range(festival.starts_on, festival.ends_on)}"
        days = f"{festival.starts_on}:{festival.ends_on}"
    _tell(
        to,
        f"{festival.name}延期了，{when}。您的摊位申请照样算数，日子不合适可以登录撤回。",
        f"festival:{festival.id}:postponed:{days}:{to}",
    )
