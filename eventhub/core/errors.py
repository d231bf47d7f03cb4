"""Errors of the domain: what went wrong, as a code for programs and a Chinese sentence for people.

Every room raises these; the web layer turns them into pages and JSON answers. A sentence
always says how to mend it, because the person who reads it is often standing at a counter.
"""

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """A rule of the domain was not met.

    Args:
        sentence: Chinese sentence shown to the person, complete with full-width punctuation.
        code: short machine code (ASCII, snake case). Defaults to the code of the class.

    Attributes:
        code: the machine code.
        sentence: the sentence.
        status: HTTP status the web layer answers with.
    """

    default_code: ClassVar[str] = "domain_error"
    status: int = 409

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code if code is not None else self.default_code

    def __str__(self) -> str:
        return self.sentence


class BadInput(DomainError):
    """What was typed or sent can't be used as it is.

    Args:
        sentence: the sentence for the whole form. May be left out when `fields` is given:
            the first field's sentence is then used.
        code: machine code.
        fields: form field name → Chinese sentence for that field.

    Raises:
        ValueError: when neither a sentence nor fields are given (a mistake of the caller).
    """

    default_code: ClassVar[str] = "bad_input"
    status: int = 422

    def __init__(
        self,
        sentence: str | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self.fields: dict[str, str] = dict(fields or {})
        if sentence is None:
            if not self.fields:
                raise ValueError("BadInput needs a sentence or fields")
            sentence = next(iter(self.fields.values()))
        super().__init__(sentence, code=code)


class NotAllowed(DomainError):
    """The person is known but may not do this."""

    default_code: ClassVar[str] = "not_allowed"
    status: int = 403


class NotFound(DomainError):
    """There is no such thing, or it is none of this person's business."""

    default_code: ClassVar[str] = "not_found"
    status: int = 404


class StateConflict(DomainError):
    """The thing is in a state that doesn't allow this, or somebody else was quicker."""

    default_code: ClassVar[str] = "state_conflict"
    status: int = 409
