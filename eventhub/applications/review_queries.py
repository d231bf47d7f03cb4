"""What the review pages read: the list with its filters and counts, one application, its history."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.audit_labels import label_of
from eventhub.applications.document_check import matrix_of, missing_of
from eventhub.applications.models import Application
from eventhub.applications.queries import call_of, with_household
from eventhub.applications.states import ApplicationState, RejectReason
from eventhub.core.database import db
from eventhub.core.errors import NotFound
from eventhub.core.models import AuditEntry
from eventhub.festivals.models import Festival
from eventhub.registry.documents import GoodsCategory, Missing

PER_PAGE = 50
SEEN_AT_DESK = [state for state in ApplicationState if state is not ApplicationState.DRAFT]


@dataclass(frozen=True)
class ReviewFilter:
    """What the list is narrowed to; empty parts ask for nothing. `documents`: "missing" or "complete"."""

    state: ApplicationState | None = None
    category: GoodsCategory | None = None
    town: str = ""
    documents: str = ""
    text: str = ""


@dataclass(frozen=True)
class ReviewRow:
    """An application and the documents it lacks."""

    application: Application
    missing: list[Missing]


@dataclass(frozen=True)
class ReviewList:
    """The rows that pass the filter, and what the filters can be set to with how many applications each
    holds.
    """

    rows: list[ReviewRow]
    states: dict[ApplicationState, int]
    categories: dict[GoodsCategory, int]
    towns: list[str]
    lacking: int
    total: int


def review_list(festival: Festival, wanted: ReviewFilter) -> ReviewList:
    """Return the festival's handed-in applications in a fixed number of selects, drafts left out.

    Which documents are missing follows from the matrix, so that filter runs here and not in the database.
    """
    found = db.session.scalars(
        with_household(select(Application))
        .where(Application.festival_id == festival.id, Application.state.in_(SEEN_AT_DESK))
        .order_by(Application.submitted_at, Application.id)
    ).all()
    matrix = matrix_of(call_of(festival))
    rows = [ReviewRow(application, missing_of(application, matrix)) for application in found]
    return ReviewList(
        rows=[row for row in rows if _passes(row, wanted)],
        states=dict(Counter(application.state for application in found)),
        categories=dict(Counter(application.category for application in found)),
        towns=sorted({application.household.town for application in found if application.household.town}),
        lacking=sum(1 for row in rows if row.missing and _undecided(row.application)),
        total=len(rows),
    )


def _undecided(application: Application) -> bool:
    return application.state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def _passes(row: ReviewRow, wanted: ReviewFilter) -> bool:
    application = row.application
    return (
        wanted.state in (None, application.state)
        and wanted.category in (None, application.category)
        and wanted.town in ("", application.household.town)
        and (not wanted.documents or (wanted.documents == "missing") == bool(row.missing))
        and _holds(application, wanted.text)
    )


def _holds(application: Application, text: str) -> bool:
    if not text:
        return True
    needle = text.casefold()
    household = application.household
    held = (application.receipt or "", household.name, household.owner_name, application.contact_name)
    return any(needle in value.casefold() for value in held) or (
        len(text) >= 4 and text.isascii() and text.isdigit() and application.contact_phone.endswith(text)
    )


def application_at_desk(festival: Festival, number: int) -> Application:
    """Return a handed-in application of the festival. Raises NotFound for drafts and others."""
    found = db.session.scalar(
        with_household(select(Application))
        .where(
            Application.id == number,
            Application.festival_id == festival.id,
            Application.state.in_(SEEN_AT_DESK),
        )
        .options(joinedload(Application.decided_by))
    )
    if found is None:
        raise NotFound("这个节会没有这份申请。请从名单里进来。")
    return found


def applications_at_desk(festival: Festival, numbers: Sequence[int]) -> Sequence[Application]:
    """Return the handed-in applications among these ids, others of the festival left out, by receipt."""
    return db.session.scalars(
        with_household(select(Application))
        .where(
            Application.id.in_(numbers),
            Application.festival_id == festival.id,
            Application.state.in_(SEEN_AT_DESK),
        )
        .order_by(Application.submitted_at, Application.id)
    ).all()


def history_of(application: Application) -> list[dict[str, Any]]:
    """Return who did what to an application, the oldest first: at, who, what, text."""
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == f"application:{application.id}").order_by(AuditEntry.id)
    )
    return [
        {
            "at": entry.at,
            "who": entry.actor_name,
            "what": label_of(entry.action),
            "text": _detail(entry),
        }
        for entry in entries
    ]


def _detail(entry: AuditEntry) -> str:
    detail = entry.detail
    if entry.action == "application.return":
        return str(detail.get("what", ""))
    if entry.action == "application.reject":
        known = {reason.value: reason.label for reason in RejectReason}
        parts = (known.get(str(detail.get("reason")), ""), str(detail.get("note", "")))
        return "：".join(part for part in parts if part)
    if entry.action == "application.accept":
        return f"{detail.get('score')} 分"
    if entry.action == "application.score":
        return f"{detail.get('before')} 分改为 {detail.get('after')} 分"
    return ""
