"""The text messages of this room: a stall suspended, restored or revoked, and a pass issued anew.

DOMAIN.md, red line 红线: whoever suspends a stall, organiser and regulator are told; so is the household.
"""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import ColumnElement, or_, select

from eventhub.accounts.models import Account, Grant, Role
from eventhub.applications.messages import SIGNATURE, phone_for
from eventhub.applications.models import Application
from eventhub.core.database import db
from eventhub.core.outbox import queue_sms
from eventhub.festivals.models import Festival
from eventhub.passes.models import PassState
from eventhub.passes.queries import labels_by_application

DEEDS = {
    PassState.SUSPENDED: ("暂停了", "证先不能用，检票口不放行"),
    PassState.VALID: ("恢复了", "证又能用了"),
    PassState.REVOKED: ("作废了", "证不能再用，检票口不放行"),
}


def tell_of_stall(application: Application, state: PassState, why: str, passes: int, actor: Account) -> None:
    """Tell organiser, regulator and household what became of a stall's passes. Called inside `writing()`."""
    festival, shop = application.festival, application.household.name
    stall = f"{labels_by_application(festival).get(application.id, '')} {shop}".strip()
    deed, meaning = DEEDS[state]
    because = f"，原因：{why}" if why else ""
    for phone in watching_phones(festival):
        queue_sms(
            phone, f"{SIGNATURE}{festival.short_name}：{stall}{deed}，共 {passes} 张证{because}。由{actor.label}办。"
        )
    ask = f"有事打 {_help_of(festival)}。"
    queue_sms(phone_for(application), f"{SIGNATURE}{festival.short_name}：您的{stall}{deed}，{meaning}{because}。{ask}")


def tell_issued_anew(application: Application) -> None:
    """Tell a household that it has a new pass. Called inside `writing()`."""
    festival = application.festival
    text = f"{festival.short_name}：给您重新发了参展证，旧的不能用了。登录后在“我的申请”里打开，要打印的请重新下载。"
    queue_sms(phone_for(application), SIGNATURE + text)


def watching_phones(festival: Festival) -> list[str]:
    """Return the numbers of those who must hear of a red line, each once: organiser first, then regulators.

    The organiser is reached at the festival's number, else its organisation's, and at the phones of the organisers'
    accounts; a regulator at the phone of the account, else of the office it works for.
    """
    organisation = festival.organisation
    phones = [festival.phone or organisation.phone]
    phones += [grant.account.phone or "" for grant in _grants(festival, Role.ORGANISER)]
    for grant in _grants(festival, Role.REGULATOR):
        office = grant.organisation.phone if grant.organisation else ""
        phones.append(grant.account.phone or office)
    return _each_once(phones)


def _grants(festival: Festival, role: Role) -> Iterable[Grant]:
    """Return the grants of a role that cover the festival, as `accounts.access` reads them, of accounts in use."""
    anywhere: ColumnElement[bool] = Grant.festival_id.is_(None) & or_(
        Grant.organisation_id.is_(None), Grant.organisation_id == festival.organisation_id
    )
    return db.session.scalars(
        select(Grant)
        .join(Grant.account)
        .where(Grant.role == role, Account.active, or_(Grant.festival_id == festival.id, anywhere))
        .order_by(Grant.id)
    )


def _each_once(phones: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(phone for phone in phones if phone))


def _help_of(festival: Festival) -> str:
    return festival.phone or str(current_app.config["SETTINGS"].site_phone)
