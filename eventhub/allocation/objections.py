"""Objections 异议: by real name and phone, known to the organisers alone, answered in writing before offers go out."""

import secrets

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.allocation.notice_models import Notice, NoticeState, Objection, ObjectionState
from eventhub.core import audit, clock, revisions
from eventhub.core.database import locked, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.outbox import queue_sms
from eventhub.core.row_versions import held
from eventhub.festivals.models import FestivalState

LONGEST_BODY = 1_000
# Nobody checks the number that is typed, and every objection rings it: more than this is no objector.
MOST_OF_A_PHONE = 5
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def object_to(notice: Notice, name: str, phone: str, body: str, about: str = "") -> Objection:
    """Hand in an objection and return it with its receipt code; the objector gets the code by message.

    Args:
        notice: an open notice.
        name, phone: of the objector, already validated; never shown outside the desk.
        body: what is wrong, up to 1,000 characters.
        about: receipt number of the household it is about, or empty.

    Raises:
        StateConflict: the notice has ended, or this number has objected to it five times.
        BadInput: nothing was written.
    """
    if not body.strip():
        raise BadInput(fields={"body": "写一写哪里不对，主办方才好核实。"})
    with writing() as session:
        locked(notice)
        if not open_to_objections(notice):
            raise StateConflict("公示已经结束，这里不再收异议。请打节会电话。", code="notice_over")
        of_phone = select(func.count(Objection.id)).where(Objection.notice_id == notice.id, Objection.phone == phone)
        if (session.scalar(of_phone) or 0) >= MOST_OF_A_PHONE:
            raise StateConflict(
                f"这个号码已经提了 {MOST_OF_A_PHONE} 条异议，都收到了。要补充，请打节会电话。",
                code="too_many_objections",
            )
        objection = Objection(
            notice_id=notice.id,
            code="YY" + "".join(secrets.choice(LETTERS) for _ in range(12)),
            name=name,
            phone=phone,
            about=about,
            body=body.strip()[:LONGEST_BODY],
        )
        session.add(objection)
        session.flush()
        audit.record(None, "objection.hand_in", f"objection:{objection.id}")
        _tell(objection, f"异议收到了，回执 {objection.code}。主办方核实后答复您。", "received")
    return objection


def reply(objection: Objection, text: str, upheld: bool, actor: Account, version: int | None) -> None:
    """Answer an objection in writing; the objector is told by message that the answer is there.

    An upheld one keeps its notice from ending in offers until a corrected plan has replaced it.
    Raises BadInput without a text, StateConflict when it was answered before or somebody else was quicker.
    """
    if not text.strip():
        raise BadInput(fields={"reply": "写上核实的结果，提异议的人会看到。"})
    with writing():
        held(objection, version)
        if objection.state is not ObjectionState.OPEN:
            raise StateConflict("这条异议已经答复过了。", code="answered")
        objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
        objection.reply, objection.replied_at = text.strip()[:LONGEST_BODY], clock.now()
        objection.replied_by_id = actor.id
        audit.record(actor, "objection.reply", f"objection:{objection.id}", upheld=upheld)
        revisions.bump(f"festival:{objection.notice.festival_id}")
        _tell(objection, f"异议 {objection.code} 有答复了，请到公示页点“查异议的答复”，输回执就能看。", "answered")


def open_to_objections(notice: Notice) -> bool:
    """Tell whether objections to a notice are still taken."""
    called_off = notice.festival.state is FestivalState.CANCELLED
    return notice.state is NoticeState.OPEN and notice.ends_at > clock.now() and not called_off


def _tell(objection: Objection, text: str, what: str) -> None:
    """Tell the objector by message; who left a landline is called by the organiser."""
    if "-" not in objection.phone:
        queue_sms(objection.phone, f"【万盛节会】{text}", key=f"objection:{objection.id}:{what}")
