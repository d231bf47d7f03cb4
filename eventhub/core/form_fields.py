"""Form fields that read what people really type: full-width digits, stray spaces, invisible marks, 2028年5月1日.

A field reads one kind of answer; what more is asked of it are checks (`field_checks`), as in
`LineField("店名", [filled("请填店名。"), at_most(60), no_emoji])`. An answer that can't be read is an error of the field
with a Chinese sentence, and what was typed stays in the box. A text field that a form did not send counts as empty.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from eventhub.core import clock
from eventhub.core.field_checks import Check
from eventhub.core.typed_text import clean_line, clean_text
from eventhub.core.typed_values import (
    FIRST_YEAR,
    HIGHEST_FEN,
    LAST_YEAR,
    metres,
    read_clock,
    read_day,
    read_degrees,
    read_metres,
    read_moment,
    read_whole,
    read_yuan,
    yuan,
)

Checks = Sequence[Check]
Pairs = Iterable[tuple[object, str]]
# What is shown again of a text that is no number, day or time.
LONGEST_TYPED = 200


class LineField(StringField):
    """One line of text, tidied. Data: str."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the posted line without control characters, invisible marks and needless spaces."""
        self.data = clean_line(_posted(valuelist))


class ProseField(TextAreaField):
    """Several lines of text, each tidied. Data: str, lines ended by \\n."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the posted text, tidied line by line."""
        self.data = clean_text(_posted(valuelist))


class TypedField(Field):
    """Base of fields that read one text into a value. Data: the value; None when empty or unreadable."""

    data: Any
    widget: Any = TextInput()
    box: dict[str, str] = {}

    def __init__(self, label: str, checks: Checks = (), **kwargs: Any) -> None:
        kwargs["render_kw"] = self.box | (kwargs.get("render_kw") or {})
        super().__init__(label, checks, **kwargs)
        self.typed: str | None = None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was posted. Raises ValueError with the sentence where it can't be read."""
        text = clean_line(_posted(valuelist))
        self.typed = text[:LONGEST_TYPED]
        self.data = None
        if text:
            self.data = self.read(text)

    def pre_validate(self, form: Any) -> None:
        """Ask nothing further of an answer that could not be read."""
        if self.process_errors:
            raise StopValidation

    def read(self, text: str) -> Any:
        """Return the value of a text that is not empty. Raises ValueError with a sentence."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return a stored value as it stands in the box."""
        return str(value)


class WholeNumberField(TypedField):
    """A whole number between `low` and `high`, both included. Data: int or None."""

    def __init__(self, label: str, checks: Checks = (), *, low: int = 0, high: int = 1_000_000, **kwargs: Any) -> None:
        self.low, self.high = low, high
        # The number pads of phones have no minus.
        self.box = {"autocomplete": "off"} | ({"inputmode": "numeric"} if low >= 0 else {})
        super().__init__(label, checks, **kwargs)

    def read(self, text: str) -> int:
        """Return the number."""
        return read_whole(text, self.low, self.high)


class YuanField(TypedField):
    """An amount typed in 元, at most `highest` fen. Data: int fen or None."""

    box = {"inputmode": "decimal", "autocomplete": "off"}

    def __init__(self, label: str, checks: Checks = (), *, highest: int = HIGHEST_FEN, **kwargs: Any) -> None:
        super().__init__(label, checks, **kwargs)
        self.highest = highest

    def read(self, text: str) -> int:
        """Return the amount in fen."""
        return read_yuan(text, self.highest)

    def show(self, value: int) -> str:
        """Return the amount in 元."""
        return yuan(value)


class MetresField(TypedField):
    """A length typed in metres, between `low` and `high` centimetres. Data: int centimetres or None."""

    box = {"inputmode": "decimal", "autocomplete": "off"}

    def __init__(self, label: str, checks: Checks = (), *, low: int = 0, high: int = 200_000, **kwargs: Any) -> None:
        super().__init__(label, checks, **kwargs)
        self.low, self.high = low, high

    def read(self, text: str) -> int:
        """Return the length in centimetres."""
        return read_metres(text, self.low, self.high)

    def show(self, value: int) -> str:
        """Return the length in metres."""
        return metres(value)


class DegreesField(TypedField):
    """A coordinate in degrees between `low` and `high`. Data: float or None."""

    box = {"inputmode": "decimal", "autocomplete": "off"}

    def __init__(self, label: str, checks: Checks = (), *, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(label, checks, **kwargs)
        self.low, self.high = low, high

    def read(self, text: str) -> float:
        """Return the degrees."""
        return read_degrees(text, self.low, self.high)


class DayField(TypedField):
    """A day of the years from `first_year` to `last_year`. Data: date or None."""

    widget = TextInput("date")

    def __init__(
        self,
        label: str,
        checks: Checks = (),
        *,
        first_year: int = FIRST_YEAR,
        last_year: int = LAST_YEAR,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, checks, **kwargs)
        self.first_year, self.last_year = first_year, last_year

    def read(self, text: str) -> date:
        """Return the day."""
        return read_day(text, self.first_year, self.last_year)


class ClockField(TypedField):
    """A time of day in Shanghai. Data: time or None."""

    widget = TextInput("time")

    def read(self, text: str) -> time:
        """Return the time."""
        return read_clock(text)

    def show(self, value: time) -> str:
        """Return 09:30."""
        return f"{value:%H:%M}"


class MomentField(TypedField):
    """A day and a time in Shanghai. Data: aware datetime in UTC, or None."""

    widget = TextInput("datetime-local")

    def read(self, text: str) -> datetime:
        """Return the moment."""
        return read_moment(text)

    def show(self, value: datetime) -> str:
        """Return 2027-05-01T09:30, as the browser's control wants it."""
        return f"{clock.local(value):%Y-%m-%dT%H:%M}"


class ChooseOne(RadioField):
    """One of a few, as blocks to tap. Data: the value; none or anything else is refused with `refusal`."""

    data: Any

    def __init__(self, label: str, choices: Pairs = (), refusal: str = "请选一个。", **kwargs: Any) -> None:
        super().__init__(label, choices=_offered(choices), validate_choice=False, **kwargs)
        self.refusal = refusal

    def offer(self, choices: Pairs) -> None:
        """Set what may be chosen, as (value, word) pairs, where only the page knows it."""
        self.choices = _offered(choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if self.data not in _values(self):
            raise StopValidation(self.refusal)


class SelectOne(SelectField):
    """One of many, from a list. Data: the value; anything not on it is refused with `refusal`."""

    data: Any

    def __init__(self, label: str, choices: Pairs = (), refusal: str = "请从列出的里面选一个。", **kwargs: Any) -> None:
        super().__init__(label, choices=_offered(choices), validate_choice=False, **kwargs)
        self.refusal = refusal

    def offer(self, choices: Pairs) -> None:
        """Set what may be chosen, as (value, word) pairs, where only the page knows it."""
        self.choices = _offered(choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered; no answer is the empty one."""
        self.data = self.data or ""
        if self.data not in _values(self):
            raise StopValidation(self.refusal)


class ChooseSome(SelectMultipleField):
    """Some of a few, as boxes to tick. Data: list of values, each once, in the order offered or else `as_sent`.

    `missing` is the sentence for no tick at all; without it none is needed.
    """

    data: Any
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str, choices: Pairs = (), missing: str = "", *, as_sent: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, choices=_offered(choices), validate_choice=False, **kwargs)
        self.missing, self.as_sent = missing, as_sent

    def offer(self, choices: Pairs) -> None:
        """Set what may be chosen, as (value, word) pairs, where only the page knows it."""
        self.choices = _offered(choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered, and no answer where one is needed."""
        offered, given = _values(self), self.data or []
        if not set(given) <= set(offered):
            raise StopValidation("请从列出的里面选。")
        if self.missing and not given:
            raise StopValidation(self.missing)
        self.data = list(dict.fromkeys(given)) if self.as_sent else [value for value in offered if value in given]


def _posted(valuelist: Sequence[Any]) -> str:
    """Return the text of a field; a file sent in its place counts as nothing."""
    given = valuelist[0] if valuelist else ""
    return given if isinstance(given, str) else ""


def _offered(pairs: Pairs) -> list[SelectChoice]:
    return [SelectChoice(str(value), word) for value, word in pairs]


def _values(field: SelectField) -> list[str]:
    return [choice.value for choice in field.choices]
