"""What organisers and reviewers do to an application: return, accept, reject, take a decision back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Account
from eventhub.applications import messages
from eventhub.applications.actions import require_version
from eventhub.applications.document_check import missing_of
from eventhub.applications.freeze import require_not_frozen
from eventhub.applications.models import Application, Call
from eventhub.applications.queries import call_of, living_application
from eventhub.applications.score_facts import score_of
from eventhub.applications.signals import application_accepted, application_reopened
from eventhub.applications.states import ApplicationState, Verb, require_move, require_reason
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import locked, writing
from eventhub.core.errors import BadInput, DomainError, StateConflict
from eventhub.core.typed_text import tidy_line
from eventhub.festivals.models import FestivalState

MAX_CORRECTION = 200
FILED_ANEW = "这一户后来又交了一份申请，这一份不能再打开。"


@dataclass
class BulkAccepted:
    """What became of a list: those accepted, and those left with the sentence why."""

    accepted: list[Application] = field(default_factory=list)
    left: list[tuple[Application, str]] = field(default_factory=list)


def return_application(
    application: Application, actor: Account, what: str, version: int | None = None, steps: Sequence[str] = ()
) -> Application:
    """Return an application for correction, saying what to mend (1 to 200 characters) and, as keys of `STEPS`, where.

    Raises BadInput for a missing or too long text, StateConflict when the state forbids it or somebody was
    quicker.
    """
    said = tidy_line(what)
    if not said:
        raise BadInput(fields={"what": "请写明要补什么、改什么，例如“健康证过期了，换新证后填新的有效期”。"})
    if len(said) > MAX_CORRECTION:
        raise BadInput(fields={"what": f"最多 {MAX_CORRECTION} 个字，现在 {len(said)} 个，请写短些。"})
    with writing():
        _decide(application, Verb.RETURN, actor, version)
        application.reason, application.reason_note = None, said
        record(actor, "application.return", f"application:{application.id}", what=said, steps=list(steps))
        messages.tell_returned(application, said)
        return application


def accept_application(application: Application, actor: Account, version: int | None = None) -> Application:
    """Accept an application: its score is computed by the published rule and stored with its lines.

    Raises StateConflict when documents are missing, the state forbids it, or somebody else was quicker.
    """
    with writing():
        _decide(application, Verb.ACCEPT, actor, version)
        missing = missing_of(application)
        if missing:
            named = "、".join(gap.requirement.label for gap in missing)
            raise StateConflict(
                f"证照还不齐（{named}），不能通过。请先退回补正，或者等补齐。", code="documents_missing"
            )
        _store_score(application)
        application.reason, application.reason_note = None, ""
        record(actor, "application.accept", f"application:{application.id}", score=application.score)
        messages.tell_accepted(application)
        application_accepted.send(application)
        return application


def reject_application(
    application: Application, actor: Account, reason: str, note: str = "", version: int | None = None
) -> Application:
    """Reject an application with a reason code, and a note where the code alone does not say it.

    Raises BadInput for an unknown reason or a missing note, StateConflict as the other decisions do.
    """
    known, said = require_reason(reason, tidy_line(note))
    with writing():
        _decide(application, Verb.REJECT, actor, version)
        application.reason, application.reason_note = known, said
        record(actor, "application.reject", f"application:{application.id}", reason=known.value, note=said)
        messages.tell_rejected(application, known, said)
        return application


def reopen_application(application: Application, actor: Account, version: int | None = None) -> Application:
    """Take an acceptance or a rejection back, before later rooms build on it.

    Raises StateConflict when allocation has begun, when the household has another application by now, or
    as the other decisions do.
    """
    with writing() as session:
        if _has_another(application):
            raise StateConflict(FILED_ANEW, code="application_exists")
        was = locked(application).state
        _decide(application, Verb.REOPEN, actor, version)
        require_not_frozen(application.festival)
        application.score, application.score_lines = None, []
        application.reason, application.reason_note = None, ""
        application.decided_at, application.decided_by_id = None, None
        record(actor, "application.reopen", f"application:{application.id}", was=was.value)
        try:
            session.flush()
        except IntegrityError:  # it filed anew in this very moment
            raise StateConflict(FILED_ANEW, code="application_exists") from None
        application_reopened.send(application)
        return application


def accept_complete(applications: Sequence[Application], actor: Account) -> BulkAccepted:
    """Accept every application of a list that may be accepted, each in a transaction of its own, and say
    why not.
    """
    result = BulkAccepted()
    for application in applications:
        try:
            result.accepted.append(accept_application(application, actor))
        except DomainError as error:
            result.left.append((application, error.sentence))
    return result


def refresh_score(application: Application, actor: Account, version: int | None = None) -> Application:
    """Compute the score of an accepted application again, after the registry was corrected.

    Raises StateConflict when it is not accepted, allocation has begun, or somebody else was quicker.
    """
    with writing():
        locked(application)
        require_version(application, version)
        if application.state is not ApplicationState.ACCEPTED:
            raise StateConflict("只有已通过的申请才有分数。", code="not_accepted")
        require_not_frozen(application.festival)
        before = application.score
        _store_score(application)
        if application.score != before:
            record(
                actor,
                "application.score",
                f"application:{application.id}",
                before=before,
                after=application.score,
            )
        return application


def _decide(application: Application, verb: Verb, actor: Account, version: int | None) -> None:
    locked(application)
    require_version(application, version)
    if application.festival.state is FestivalState.CANCELLED:
        raise StateConflict("这个节会取消了，申请不用再审。", code="festival_cancelled")
    application.state = require_move(application.state, verb)
    application.decided_at, application.decided_by_id = clock.now(), actor.id


def _store_score(application: Application) -> None:
    call: Call | None = call_of(application.festival)
    if call is None:
        raise StateConflict("这个节会没有招展公告，算不了分。", code="no_call")
    found = score_of(application, call)
    application.score = found.total
    application.score_lines = [
        {"label": line.label, "points": line.points, "reason": line.reason} for line in found.lines
    ]


def _has_another(application: Application) -> bool:
    found = living_application(application.festival, application.household)
    return found is not None and found.id != application.id
