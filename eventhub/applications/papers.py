"""Step 4: the documents a household names (number and expiry only, in the registry) and its promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eventhub.accounts.models import Account
from eventhub.applications.actions import save_step
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import db, locked, writing
from eventhub.registry.actions import save_licence
from eventhub.registry.documents import LicenceKind
from eventhub.registry.household_details import LicenceDetails


@dataclass(frozen=True)
class Paper:
    """A document as the household typed it. `valid_to` None: it never ends."""

    kind: LicenceKind
    number: str
    valid_to: date | None


def save_papers(
    application: Application,
    papers: Sequence[Paper],
    committed: bool,
    actor: Account,
    version: int | None = None,
    done: bool = True,
) -> Application:
    """Store the documents with the household and the promise with the application, and tick step 4 off.

    A document of the same kind and number gets the new expiry; another number is added beside the old one,
    so that what an earlier application was checked by stays on record. Raises what `save_step` raises.
    """
    with writing():
        # First, as erasing a household does, so that neither waits for the other.
        locked(application.household)
        since = application.committed_at or clock.now()
        save_step(
            application,
            "papers",
            {"committed_at": since if committed else None},
            actor,
            version,
            done=done and committed,
        )
        for paper in papers:
            _store(application, paper, actor)
        return application


def _store(application: Application, paper: Paper, actor: Account) -> None:
    household = application.household
    same = [entry for entry in household.licences if (entry.kind, entry.number) == (paper.kind, paper.number)]
    known = same[0] if same else None
    if known is not None and known.valid_to == paper.valid_to:
        return
    details = LicenceDetails(paper.kind, paper.number, known.holder if known else "", paper.valid_to)
    save_licence(household, known.id if known else None, details, household.version, actor)
    db.session.flush()
