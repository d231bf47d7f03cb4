"""The documents an application needs and which of them are missing or end too early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.registry.documents import (
    GoodsCategory,
    LicenceKind,
    Missing,
    Requirement,
    StallKind,
    missing_documents,
    required_documents,
)
from eventhub.registry.models import Licence


@dataclass(frozen=True)
class DocumentLine:
    """A requirement, the licences held that answer it, and what is wrong (None: it is met)."""

    requirement: Requirement
    held: Sequence[Licence]
    missing: Missing | None


def last_day_of(application: Application) -> date:
    """Return the day licences must last to: the festival's last; today while its days are not fixed."""
    return application.festival.ends_on or clock.today()


def requirements_of(application: Application) -> list[Requirement]:
    """Return the documents such a stall must show, by the district's matrix."""
    return required_documents(application.stall_kind, application.category.value, application.handles_food)


def missing_of(application: Application) -> list[Missing]:
    """Return the requirements that the household's licences do not meet to the festival's last day."""
    held = [(licence.kind, licence.valid_to) for licence in application.household.licences]
    return missing_documents(requirements_of(application), held, last_day_of(application))


def document_lines(application: Application) -> list[DocumentLine]:
    """Return every requirement with the licences that answer it, for the check on a page."""
    missing = {gap.requirement: gap for gap in missing_of(application)}
    return [
        DocumentLine(need, _held(application, need.any_of), missing.get(need)) for need in requirements_of(application)
    ]


def _held(application: Application, kinds: tuple[LicenceKind, ...]) -> list[Licence]:
    return [licence for licence in application.household.licences if licence.kind in kinds]


def needed_by_kind() -> list[tuple[StallKind, list[str], list[str]]]:
    """Return each kind of stall with the documents it needs, and those that come on top where food is
    touched.
    """
    found = []
    for kind in StallKind:
        category = (GoodsCategory.FARM if kind is StallKind.FARM else GoodsCategory.FOOD).value
        always = [need.label for need in required_documents(kind, category, False)]
        handling = [need.label for need in required_documents(kind, category, True)]
        found.append((kind, always, [label for label in handling if label not in always]))
    return found
