"""Bases of the forms: what is wrong stands at its field, a refusal of the domain beside it, nothing typed is lost."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import HiddenField

from eventhub.core.addresses import MAX_ID, whole_number
from eventhub.core.database import is_lost_race
from eventhub.core.errors import BadInput, DomainError, StateConflict
from eventhub.core.row_versions import Stale

T = TypeVar("T")
log = logging.getLogger(__name__)
QUICKER = "刚才有人也在办这件事，这一次没有存。您填的还在，请核对后再交。"


class HouseForm(FlaskForm):
    """A form: keeps a refusal of the domain beside the errors of the fields."""

    refusal: DomainError | None = None

    class Meta(FlaskForm.Meta):
        """What is sent is a form: a body that is none counts as an empty one, and a file is no answer of a field."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what the fields read: what the caller names, or what was posted; None where nothing was."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if form.is_submitted() else None

    @property
    def status(self) -> int:
        """HTTP status of a page that shows this form: 200 untouched, 422 with errors, the refusal's own otherwise."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.errors else 200

    def carry_out(self, deed: Callable[[], T]) -> T | None:
        """Validate what was posted and do the deed.

        Returns what the deed returns (never None by the callers' agreement); None when nothing was posted, a field
        is wrong, somebody else was quicker, or the domain refused: its sentences then stand on the form, at the
        fields it names.
        """
        if not self.validate_on_submit():
            return None
        try:
            return deed()
        except DomainError as error:
            self.refuse(error)
        except (DBAPIError, StaleDataError) as error:
            if not is_lost_race(error):
                raise
            log.warning("lost a race at %s: %s", request.endpoint, type(error).__name__)
            self.refuse(StateConflict(QUICKER, code="conflict"))
        return None

    def refuse(self, error: DomainError) -> None:
        """Put a refusal onto the form: at the fields it names, above all of them where the form has none such."""
        self.refusal = error
        named = error.fields if isinstance(error, BadInput) else {}
        for name, sentence in named.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, sentence]
            else:
                self.form_errors.append(sentence)
        if not named:
            self.form_errors.append(error.sentence)


class VersionedForm(HouseForm):
    """A form about a row that two people may change: it carries the version that was shown."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the person saw; 0, which is no row's, when it is missing or rubbish."""
        return whole_number(str(self.version.data or ""), 0, 0, MAX_ID)

    @property
    def is_stale(self) -> bool:
        """Tell whether the deed was refused because somebody else changed the row meanwhile."""
        return isinstance(self.refusal, Stale)

    def about(self, version: int) -> None:
        """Carry the row's present version, unless a posted one was not yet judged stale."""
        if self.version.data in (None, "") or self.is_stale:
            self.version.data = str(version)
