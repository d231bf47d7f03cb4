"""Form fields that read what people really type: full-width digits, stray spaces, invisible marks.

Errors are Chinese sentences.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from eventhub.core.clock import SHANGHAI, local
from eventhub.core.typed_text import tidy_line, without_spaces
from eventhub.festivals.printable import printable

_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,9})?")
FIRST_YEAR, LAST_YEAR = 2000, 2100
Pairs = Sequence[tuple[object, str]]


class LineField(StringField):
    """One line of text, tidied. `least` and `most` characters; `least` 0 allows it to be empty."""

    def __init__(self, label: str, least: int = 1, most: int = 60, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most
        self.missing = missing or "这里还没填。"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, tidied."""
        self.data = tidy_line(printable(valuelist[0])) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is too short or too long."""
        if len(self.data or "") < self.least:
            raise ValidationError(self.missing)
        if len(self.data or "") > self.most:
            raise ValidationError(f"最多 {self.most} 个字，现在有 {len(self.data or '')} 个，请写短一点。")


class LongTextField(TextAreaField):
    """Text of several lines, at most `most` characters; may be empty unless `least` says otherwise."""

    def __init__(self, label: str, most: int = 2000, least: int = 0, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most, self.missing = least, most, missing or "这里还没写。"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, without control characters."""
        self.data = printable(valuelist[0]).strip() if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is too short or too long."""
        if len(self.data or "") < self.least:
            raise ValidationError(self.missing)
        if len(self.data or "") > self.most:
            raise ValidationError(f"最多 {self.most} 个字，现在有 {len(self.data or '')} 个，请写短一点。")


class TypedField(StringField):
    """Base of fields that hold a value of a type; what was typed stays in the box when it can't be read."""

    widget = TextInput()

    def __init__(self, label: str, required: bool = True, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.required, self.missing = required, missing or "这里还没填。"
        self.typed: str | None = None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the value; an unreadable one is an error of the field."""
        if not valuelist:
            return
        self.typed = printable(valuelist[0])[:200]
        self.data = None
        compact = without_spaces(self.typed)
        if compact:
            self.data = self.read(compact)

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty box where a value is needed."""
        if self.data is None and self.required and not self.process_errors:
            raise ValidationError(self.missing)

    def read(self, compact: str) -> Any:
        """Turn the text, without spaces and half-width, into the value. Raises ValueError with a sentence."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return the text for the box."""
        return str(value)


class WholeNumberField(TypedField):
    """A whole number between `low` and `high`."""

    def __init__(self, label: str, low: int = 0, high: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def read(self, compact: str) -> int:
        """Read an integer."""
        if not _NUMBER.fullmatch(compact):
            raise ValueError("要填整数，用 0 到 9 写，例如“12”。")
        value = int(compact)
        if not self.low <= value <= self.high:
            raise ValueError(f"要在 {self.low} 到 {self.high} 之间，现在是 {value}。")
        return value


class MetresField(TypedField):
    """A length typed in metres, held in whole centimetres between `low` and `high`."""

    def __init__(self, label: str, low: int = 0, high: int = 200_000, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def read(self, compact: str) -> int:
        """Read metres with at most two decimals that count."""
        if not _DECIMAL.fullmatch(compact):
            raise ValueError("要填米数，例如“12.5”。")
        value = round(float(compact) * 100)
        if not self.low <= value <= self.high:
            raise ValueError(f"要在 {metres(self.low)} 到 {metres(self.high)} 米之间。")
        return value

    def show(self, value: int) -> str:
        """Show metres."""
        return metres(value)


class DegreesField(TypedField):
    """A coordinate in degrees between `low` and `high`."""

    def __init__(self, label: str, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def read(self, compact: str) -> float:
        """Read a decimal number."""
        if not _DECIMAL.fullmatch(compact) or not self.low <= float(compact) <= self.high:
            raise ValueError(f"要填 {self.low:g} 到 {self.high:g} 之间的小数，例如“{(self.low + self.high) / 2:g}”。")
        return float(compact)


class DayField(TypedField):
    """A day."""

    widget = TextInput("date")

    def read(self, compact: str) -> date:
        """Read 2027-05-01."""
        return _day(compact)


class ClockField(TypedField):
    """A time of day in Shanghai."""

    widget = TextInput("time")

    def read(self, compact: str) -> time:
        """Read 09:30."""
        return _clock(compact.replace("：", ":"))

    def show(self, value: time) -> str:
        """Show 09:30."""
        return f"{value:%H:%M}"


class MomentField(TypedField):
    """A day and time in Shanghai, held as an aware datetime."""

    widget = TextInput("datetime-local")

    def read(self, compact: str) -> datetime:
        """Read 2027-05-01T09:30."""
        day, _, clock = compact.partition("T")
        return datetime.combine(_day(day), _clock(clock), SHANGHAI)

    def show(self, value: datetime) -> str:
        """Show 2027-05-01T09:30."""
        return f"{local(value):%Y-%m-%dT%H:%M}"


class OneOfField(SelectField):
    """A choice from a list of (value, word); anything else is refused in Chinese."""

    def __init__(self, label: str, pairs: Pairs = (), **kwargs: Any) -> None:
        super().__init__(label, choices=_offered(pairs), **kwargs)

    def offer(self, pairs: Pairs) -> None:
        """Set what may be chosen, where only the page knows it."""
        self.choices = _offered(pairs)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if all(str(self.data) != str(choice.value) for choice in self.choices):
            raise ValidationError("请从列表里选一项。")


class SomeOfField(SelectMultipleField):
    """Any number of boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, pairs: Pairs = (), **kwargs: Any) -> None:
        super().__init__(label, choices=_offered(pairs), **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        offered = {str(choice.value) for choice in self.choices}
        if any(str(value) not in offered for value in self.data or []):
            raise ValidationError("请从列表里选。")


def _offered(pairs: Pairs) -> list[SelectChoice]:
    return [SelectChoice(str(value), word) for value, word in pairs]


def metres(centimetres: int) -> str:
    """Return a length in metres without needless zeros: 12, 12.5, 12.05."""
    return f"{centimetres / 100:.2f}".rstrip("0").rstrip(".")


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("日期要写成“2027-05-01”这样，年月日都要有。")
    return day


def _clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    try:
        moment = time(int(match.group(1)), int(match.group(2))) if match else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError("时间要写成“09:30”这样。")
    return moment
