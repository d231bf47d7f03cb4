"""The documents an application needs and which of them are missing or end too early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eventhub.applications.models import Application, Call
from eventhub.core import clock
from eventhub.registry.document_matrix import DEFAULT_MATRIX, Matrix, required_documents
from eventhub.registry.documents import LicenceKind, Missing, Requirement, missing_documents
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


def matrix_of(call: Call | None) -> Matrix:
    """Return the document matrix of a festival's call, the district's while there is no call."""
    return call.documents if call else DEFAULT_MATRIX


def requirements_of(application: Application, matrix: Matrix | None = None) -> list[Requirement]:
    """Return the documents such a stall must show, by the matrix of its festival's call unless another is given."""
    asked = matrix_of(application.call) if matrix is None else matrix
    return required_documents(application.stall_kind, application.category.value, application.handles_food, asked)


def missing_of(application: Application, matrix: Matrix | None = None) -> list[Missing]:
    """Return the requirements that the household's licences do not meet to the festival's last day.

    For a list, the matrix is given once; else each application looks its call up.
    """
    held = [(licence.kind, licence.valid_to) for licence in application.household.licences]
    return missing_documents(requirements_of(application, matrix), held, last_day_of(application))


def document_lines(application: Application) -> list[DocumentLine]:
    """Return every requirement with the licences that answer it, for the check on a page."""
    missing = {gap.requirement: gap for gap in missing_of(application)}
    return [
        DocumentLine(need, _held(application, need.any_of), missing.get(need)) for need in requirements_of(application)
    ]


def _held(application: Application, kinds: tuple[LicenceKind, ...]) -> list[Licence]:
    return [licence for licence in application.household.licences if licence.kind in kinds]
