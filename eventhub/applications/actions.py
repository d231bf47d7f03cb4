"""What households and the agents who file for them do: start, fill in, hand in, withdraw."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from eventhub.accounts.models import Account
from eventhub.applications import messages
from eventhub.applications.corrections import open_correction
from eventhub.applications.models import Application, Call
from eventhub.applications.queries import LIVE_STATES, agent_towns, call_of, living_application
from eventhub.applications.receipt import Receipt, make_receipt
from eventhub.applications.signals import application_submitted, application_withdrawn
from eventhub.applications.states import ApplicationState, Verb, require_move
from eventhub.applications.steps import STEP_OF_KEY, unfinished
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import db, locked, writing
from eventhub.core.display import cn_moment
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.festivals.models import Festival, FestivalState, Phase
from eventhub.registry.models import Household

HANDED_IN = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)
ALREADY_CHANGED = "这份申请刚才在别处改过了，下面是最新的状态。您填的还在，核对好再按一次就行。"


def start_application(festival: Festival, household: Household, actor: Account) -> Application:
    """Open a draft for a household, or return the living application it already has to this festival.

    Raises StateConflict when the call is not open, NotAllowed when the household is neither the actor's
    own nor of a town the actor files for.
    """
    with writing() as session:
        # Held, so that of two taps at once the second finds the draft of the first, and none is begun for a household
        # whose data is just being erased.
        locked(household)
        existing = living_application(festival, household)
        own = household.account_id == actor.id
        if not own and household.town not in agent_towns(actor):
            raise NotAllowed("这一户不归您代办。只能替本镇街的商户填。")
        if existing is not None:
            return _taken_over(existing, actor, own)
        require_open(call_of(festival), festival)
        application = Application(
            festival=festival,
            household=household,
            category=household.category,
            stall_kind=household.stall_kind,
            contact_name=household.owner_name,
            contact_phone=household.phone,
            days=[day.isoformat() for day in festival.days],
            filed_by_id=actor.id,
            agent_id=None if own else actor.id,
        )
        session.add(application)
        session.flush()
        record(actor, "application.start", f"application:{application.id}", assisted=not own)
        return application


def _taken_over(application: Application, actor: Account, own: bool) -> Application:
    """Let an agent go on with a household's draft; both names are on it from then on."""
    locked(application)
    if not own and application.agent_id is None and application.state is ApplicationState.DRAFT:
        application.agent_id = actor.id
        record(actor, "application.take_over", f"application:{application.id}")
    if not own and application.agent_id != actor.id:
        raise StateConflict(
            "这一户已经有一份申请了，不用再代填。要改请让本人登录，或者找主办方。", code="application_exists"
        )
    return application


def save_step(
    application: Application,
    key: str,
    values: Mapping[str, Any],
    actor: Account,
    version: int | None = None,
    done: bool = True,
) -> Application:
    """Store the answers of a step (column → value); `done` ticks the step off, else it stays open.

    What was handed in may be changed until the call closes, a returned application also after that. The
    same answers sent twice are stored once. Raises StateConflict when the state or the clock forbids it or
    somebody else was quicker (`version` is the one the form was made from), BadInput when a step of a
    handed-in application would be left unfinished.
    """
    with writing() as session:
        locked(application)
        others = {step for step in application.steps_done if step != key}
        ticked = sorted({*others, key} if done else others, key=lambda step: STEP_OF_KEY[step].number)
        wanted: dict[str, Any] = {**values, "steps_done": ticked}
        changed = [name for name, value in wanted.items() if getattr(application, name) != value]
        if not changed:
            return application
        require_version(application, version)
        require_move(application.state, Verb.EDIT)
        if application.state is not ApplicationState.RETURNED:
            require_open(call_of(application.festival), application.festival)
        if not done and application.state is not ApplicationState.DRAFT:
            raise BadInput("已经交了的申请不能留空，请把这一步填完整再存。", code="step_unfinished")
        for name in changed:
            setattr(application, name, wanted[name])
        session.flush()
        if application.state is not ApplicationState.DRAFT:
            subject = f"application:{application.id}"
            record(actor, "application.edit", subject, step=key, changed=sorted(changed))
        return application


def submit_application(
    application: Application, actor: Account, version: int | None = None, unchanged: bool = False
) -> Application:
    """Hand in an application: it gets the next receipt number of its festival, and the household a message.

    Sent twice (a double tap, an answer that got lost) it stays as it is, with the same receipt. A returned
    application keeps its number and the day it was first handed in, also after the call has closed; where nothing was
    changed since the return the household says with `unchanged` that it means so. Raises BadInput when a step is
    unfinished or nothing was mended, StateConflict when the call is not open or the state forbids it.
    """
    with writing():
        locked(application)
        if application.receipt and application.state in HANDED_IN:
            return application
        require_version(application, version)
        target = require_move(application.state, Verb.SUBMIT)
        _require_complete(application)
        again = application.receipt is not None
        if not again:
            call = require_open(call_of(application.festival), application.festival, lock=True)
            application.receipt = str(_next_receipt(call))
            application.submitted_at = clock.now()
        elif application.festival.state is FestivalState.CANCELLED:
            raise StateConflict("这个节会取消了，申请不用再交。", code="festival_cancelled")
        elif not unchanged:
            _require_mended(application)
        application.state, application.reason, application.reason_note = target, None, ""
        record(
            actor,
            "application.resubmit" if again else "application.submit",
            f"application:{application.id}",
            receipt=application.receipt,
            household=application.household.name,
        )
        messages.tell_submitted(application, again)
        if application.agent_id is not None and actor.id == application.agent_id and not again:
            messages.tell_filed_for_you(application, actor.label)
        application_submitted.send(application)
        return application


def withdraw_application(application: Application, actor: Account, version: int | None = None) -> Application:
    """Withdraw an application; its booth, where it has one, is freed by the rooms that listen.

    Withdrawing twice changes nothing. Raises StateConflict when the state forbids it or the festival is over.
    """
    with writing():
        locked(application)
        if application.state is ApplicationState.WITHDRAWN:
            return application
        require_version(application, version)
        target = require_move(application.state, Verb.WITHDRAW)
        if application.festival.phase is Phase.PAST:
            raise StateConflict("节会已经结束，不用再撤回了。", code="festival_past")
        was = application.state
        application.state = target
        record(actor, "application.withdraw", f"application:{application.id}", was=was.value)
        if application.agent_id is not None and actor.id == application.agent_id:
            messages.tell_withdrawn_for_you(application, actor.label)
        application_withdrawn.send(application)
        return application


def discard_draft(application: Application, actor: Account, version: int | None = None) -> bool:
    """Delete a draft that was never handed in; always True.

    Raises StateConflict for anything else, and when somebody went on filling it in meanwhile.
    """
    with writing() as session:
        locked(application)
        require_version(application, version)
        if application.state is not ApplicationState.DRAFT:
            raise StateConflict("这份申请已经交了，不能删，可以撤回。", code="not_a_draft")
        record(actor, "application.discard", f"application:{application.id}")
        session.delete(application)
        return True


def require_open(call: Call | None, festival: Festival, lock: bool = False) -> Call:
    """Return the call when households can answer it this second, held for the transaction with `lock`.

    Raises StateConflict with the sentence that says since or until when it is not open.
    """
    if call is None or festival.state not in LIVE_STATES:
        cancelled = festival.state is FestivalState.CANCELLED
        sentence = "这个节会取消了，不再收申请。" if cancelled else "这个节会没有在招摊位。"
        raise StateConflict(sentence, code="no_call")
    if lock:
        locked(call)
    if clock.now() < call.opens_at:
        sentence = f"还没开始收申请，{cn_moment(call.opens_at)} 开始，到时候再来。"
        raise StateConflict(sentence, code="call_not_open")
    if not call.is_open:
        raise StateConflict(
            f"申请已经在 {cn_moment(call.closes_at)} 截止了。有特殊情况请打主办方电话。", code="call_closed"
        )
    return call


def is_taking(call: Call | None, festival: Festival) -> bool:
    """Tell whether households can apply this second."""
    return call is not None and call.is_open and festival.state in LIVE_STATES


def is_editable(application: Application, call: Call) -> bool:
    """Tell whether the household may change its answers now: until the call closes, or when returned."""
    if application.state is ApplicationState.RETURNED:
        return application.festival.state is not FestivalState.CANCELLED
    living = application.state in (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
    return living and is_taking(call, application.festival)


def require_version(application: Application, version: int | None) -> None:
    """Raise Stale when the form was made from another version (None: not asked)."""
    if version is not None and application.version != version:
        raise Stale(ALREADY_CHANGED)


def _require_complete(application: Application) -> None:
    open_steps = unfinished(application)
    if open_steps:
        named = "、".join(f"第 {step.number} 步“{step.title.rstrip('？')}”" for step in open_steps)
        raise BadInput(f"还有没填完的：{named}。填完再交。", code="steps_unfinished")
    outside = set(application.days) - {day.isoformat() for day in application.festival.days}
    if outside:
        raise BadInput("节会的日子变了，请回第 3 步重新选哪几天来。", code="days_changed")


def _require_mended(application: Application) -> None:
    correction = open_correction(application)
    if correction is not None and not correction.mended:
        said = correction.what.rstrip("。")
        raise BadInput(
            fields={"unchanged": f"审核说的还没改：{said}。真的不用改，就在下面打勾。"}, code="nothing_mended"
        )


def _next_receipt(call: Call) -> Receipt:
    # A plain UPDATE: the row is held to the end of the transaction, a rollback gives the number back (no
    # gap), and the version that guards the organiser's editor does not rise with every application.
    number = db.session.scalar(
        update(Call)
        .where(Call.id == call.id)
        .values(next_serial=Call.next_serial + 1)
        .returning(Call.next_serial)
        .execution_options(synchronize_session=False)
    )
    if number is None:
        raise StateConflict("这个节会没有在招摊位。", code="no_call")
    return make_receipt(call.festival.prefix, number - 1)
