"""What a form asks of a field beyond its type. Sentences are Chinese and say how to mend it."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from eventhub.core.typed_text import strange_sign

Check = Callable[[Any, Any], None]


class _Flagged:
    """A check that also tells the browser: `field_flags` become attributes of the control."""

    def __init__(self, judge: Check, **flags: Any) -> None:
        self.judge = judge
        self.field_flags = flags

    def __call__(self, form: Any, field: Any) -> None:
        self.judge(form, field)


def filled(sentence: str = "这里还没填。") -> Check:
    """Return a check that refuses an empty or missing answer with the sentence, and asks nothing further of it."""

    def check(_form: Any, field: Any) -> None:
        if not field.raw_data or field.data is None or field.data in ("", []):
            raise StopValidation(sentence)

    return _Flagged(check, required=True)


def optional(_form: Any, field: Any) -> None:
    """Ask nothing further of a field that was left empty."""
    if field.data is None or field.data in ("", []):
        raise StopValidation


def at_most(length: int) -> Check:
    """Return a check that refuses text longer than so many characters; the box takes no more either."""

    def check(_form: Any, field: Any) -> None:
        if field.data and len(field.data) > length:
            raise StopValidation(f"最多 {length} 个字，现在有 {len(field.data)} 个，请写短一点。")

    return _Flagged(check, maxlength=length)


def at_least(length: int, sentence: str) -> Check:
    """Return a check that refuses text shorter than so many characters with the sentence."""

    def check(_form: Any, field: Any) -> None:
        if len(field.data or "") < length:
            raise StopValidation(sentence)

    return check


def no_emoji(_form: Any, field: Any) -> None:
    """Refuse emoji and other signs that passes and plans can't print."""
    sign = strange_sign((field.data or "").replace("\n", " "))
    if sign is not None:
        raise ValidationError(f"里面有{sign}，打印不出来，请换成文字。")
