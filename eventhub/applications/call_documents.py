"""Which documents a festival's call asks for: the organiser's own matrix, told to whoever has applied when it changes."""

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.applications import messages
from eventhub.applications.call_actions import held_call, require_festival_ready, stamp
from eventhub.applications.document_check import missing_of, requirements_of
from eventhub.applications.freeze import require_not_frozen
from eventhub.applications.models import Application, Call
from eventhub.applications.queries import with_household
from eventhub.applications.states import ApplicationState
from eventhub.core import clock, revisions
from eventhub.core.audit import record
from eventhub.core.database import db, writing
from eventhub.festivals.models import Announcement
from eventhub.registry.document_matrix import TRAITS, Matrix, document_words, read_matrix

WAITING = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def save_documents(call: Call, matrix: Matrix, actor: Account, version: int | None = None) -> Call:
    """Set which documents a call asks for; every check from then on goes by it.

    Once the call is open the change is announced, and whoever waits for review and now lacks a document gets a
    message. What was accepted before stays accepted.

    Raises MatrixError for a matrix that is not understood, StateConflict when the festival is off, when allocation has
    begun, or when somebody else was quicker.
    """
    wanted = read_matrix(matrix)
    with writing() as session:
        held_call(call, version)
        require_festival_ready(call.festival)
        before = call.documents
        if wanted == before:
            return call
        require_not_frozen(call.festival)
        call.documents = wanted
        stamp(call, moved=False)
        session.flush()
        if clock.now() >= call.opens_at:
            session.add(_announcement(call, before))
            _tell_who_lacks_something_new(call, before)
        revisions.bump(f"festival:{call.festival_id}")
        record(actor, "call.documents", f"festival:{call.festival_id}", before=before, after=wanted)
        return call


def _announcement(call: Call, before: Matrix) -> Announcement:
    changes = [
        f"{label}：现在要{document_words(call.documents, trait)}，原来要{document_words(before, trait)}。"
        for trait, label in TRAITS.items()
        if call.documents.get(trait) != before.get(trait)
    ]
    return Announcement(festival_id=call.festival_id, title="摆摊要看的证照改了", body="\n".join(changes))


def _tell_who_lacks_something_new(call: Call, before: Matrix) -> None:
    waiting = with_household(select(Application)).where(
        Application.festival_id == call.festival_id, Application.state.in_(WAITING)
    )
    for application in db.session.scalars(waiting.order_by(Application.id)):
        known = requirements_of(application, before)
        new = [gap.requirement.label for gap in missing_of(application, call.documents) if gap.requirement not in known]
        if new:
            messages.tell_more_documents(application, new)
