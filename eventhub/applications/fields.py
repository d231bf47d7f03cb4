"""Form fields that forgive how people type and refuse the rest with a sentence: lines, whole numbers, 元,
days, moments.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, TextArea, TextInput

from eventhub.core import clock
from eventhub.core.typed_text import half_width, tidy_line, without_spaces

_NUMBER = re.compile(r"[0-9]{1,9}")
_YUAN = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?(?:元|块|块钱)?")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::[0-9]{2})?")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def foreign_digit(text: str) -> str | None:
    """Return the first digit of another script (Arabic, circled …); 一 and 二 are words, not digits."""
    return next((char for char in text if char.isnumeric() and not "0" <= char <= "9" and not _han(char)), None)


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char == "〇"


def strange_sign(text: str) -> str | None:
    """Return the first sign that can be printed on no paper of ours: emoji, private or broken characters."""
    return next(
        (char for char in text if unicodedata.category(char) in {"So", "Sk", "Cs", "Co", "Cn"}),
        None,
    )


def clean_text(text: str) -> str:
    """Drop control characters, keep line breaks, tidy each line."""
    kept = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")
    return "\n".join(tidy_line(line) for line in kept.replace("\r", "\n").split("\n")).strip()


class _TypedField(Field):
    """A field whose answer is read from one text; what was typed is shown again when it can't be read."""

    widget: Any = TextInput()

    def __init__(self, label: str, *, missing: str = "", **kwargs: Any) -> None:
        """`missing` is the sentence for an empty answer; empty: it may be left out and reads as None."""
        super().__init__(label, **kwargs)
        self.missing = missing
        self.typed: str | None = None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.shown(self.data)

    def shown(self, value: Any) -> str:
        """Return a stored value as it stands in the box."""
        return str(value)

    def read(self, text: str) -> Any:
        """Return the answer. Raises ValueError with the sentence for the person."""
        raise NotImplementedError

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed, forgiving a file or a missing part as an empty answer."""
        given = valuelist[0] if valuelist else ""
        text = given if isinstance(given, str) else ""
        self.typed = text[:2_000]
        self.data = None
        if not without_spaces(text):
            if self.missing:
                raise ValueError(self.missing)
            return
        self.data = self.read(text)

    def pre_validate(self, form: Any) -> None:
        """Hold the rule of a missing answer also when the browser did not send the field at all."""
        if self.typed is None and self.missing:
            raise ValidationError(self.missing)


class LineField(_TypedField):
    """A line of words: control characters dropped, spaces tidied, emoji and over-long texts refused. Data:
    str.
    """

    def __init__(self, label: str, *, longest: int, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"maxlength": str(longest)})
        super().__init__(label, **kwargs)
        self.longest = longest

    def read(self, text: str) -> str:
        """Return the tidied line."""
        tidy = clean_text(text) if isinstance(self.widget, TextArea) else tidy_line(clean_text(text))
        sign = strange_sign(tidy)
        if sign is not None:
            shown = f"“{sign}”" if sign.isprintable() and sign != "\ufffd" else "看不懂的字符"
            raise ValueError(f"里面有{shown}，印不出来，请换成文字。")
        if len(tidy) > self.longest:
            raise ValueError(f"最多 {self.longest} 个字，现在 {len(tidy)} 个，请写短些。")
        if not tidy and self.missing:
            raise ValueError(self.missing)
        return tidy


class TextField(LineField):
    """Several lines of words. Data: str."""

    widget = TextArea()


class WholeNumberField(_TypedField):
    """A whole number between two bounds. Data: int or None."""

    def __init__(self, label: str, *, low: int, high: int, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def read(self, text: str) -> int:
        """Return the number."""
        compact = without_spaces(text).replace(",", "")
        foreign = foreign_digit(compact)
        if foreign is not None:
            raise ValueError(f"“{foreign}”不是普通数字，请用 0 到 9 重新填。")
        negative = compact.startswith("-")
        digits = compact.lstrip("-")
        if not _NUMBER.fullmatch(digits):
            raise ValueError(f"填整数，例如 {max(self.low, 1)}。")
        value = -int(digits) if negative else int(digits)
        if not self.low <= value <= self.high:
            raise ValueError(f"要在 {self.low:,} 到 {self.high:,} 之间，现在是 {value:,}。")
        return value


class YuanField(_TypedField):
    """An amount typed in 元, with at most two decimals. Data: int fen or None."""

    def __init__(self, label: str, *, highest_fen: int, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, **kwargs)
        self.highest_fen = highest_fen

    def shown(self, value: Any) -> str:
        """Return fen as 元."""
        return f"{value // 100}" if value % 100 == 0 else f"{value / 100:.2f}"

    def read(self, text: str) -> int:
        """Return the amount in fen."""
        fen = read_yuan(text)
        if fen > self.highest_fen:
            raise ValueError(f"最多 {self.highest_fen // 100:,} 元，请核对。")
        return fen


def read_yuan(text: str) -> int:
    """Read `15`, `12.5元` or `１５ 元` as fen. Raises ValueError with a sentence for anything else."""
    compact = without_spaces(text).replace(",", "").removeprefix("¥").removeprefix("￥")
    match = _YUAN.fullmatch(compact)
    if match is None:
        raise ValueError("填多少元，例如 15 或 12.5。")
    whole, part = match.groups()
    return int(whole) * 100 + int(((part or "") + "00")[:2])


class DayField(_TypedField):
    """A day, from the phone's calendar or typed as 2028年5月1日, 2028.5.1 or 20280501. Data: date or None."""

    widget = DateInput()

    def read(self, text: str) -> date:
        """Return the day."""
        match = _DAY.fullmatch(without_spaces(text))
        parts = [int(part) for part in match.groups() if part is not None] if match else []
        try:
            day = date(*parts) if parts else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError("日期看不懂，写成 2028-05-01 这样。")
        return day


class MomentField(_TypedField):
    """A day and a time in Shanghai. Data: aware datetime in UTC, or None."""

    widget = DateTimeLocalInput()

    def shown(self, value: Any) -> str:
        """Return the moment as the browser's control wants it."""
        return f"{clock.local(value):%Y-%m-%dT%H:%M}"

    def read(self, text: str) -> datetime:
        """Return the moment."""
        match = _MOMENT.fullmatch(half_width(text).strip())
        try:
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}") if match else None
        except ValueError:
            moment = None
        if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError("日期和钟点看不懂，写成 2027-04-20 18:00 这样。")
        return moment.replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


class OneField(RadioField):
    """One answer of a few, as blocks to tap. Data: the value, or None."""

    def __init__(self, label: str, choices: Any = (), *, missing: str = "请选一个。", **kwargs: Any) -> None:
        super().__init__(label, choices=list(choices), validate_choice=False, **kwargs)
        self.missing = missing

    def pre_validate(self, form: Any) -> None:
        """Refuse no answer, and an answer that was not offered."""
        if self.data not in {value for value, _ in self.choices}:
            raise ValidationError(self.missing)


class SomeField(SelectMultipleField):
    """Several answers of a few, as boxes to tick. Data: list of values, in the order offered."""

    data: Any

    option_widget = CheckboxInput()

    def __init__(self, label: str, choices: Any = (), *, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, choices=list(choices), validate_choice=False, **kwargs)
        self.missing = missing

    def pre_validate(self, form: Any) -> None:
        """Refuse no answer where one is needed, and answers that were not offered."""
        offered = [value for value, _ in self.choices]
        given: list[str] = self.data or []
        if set(given) - set(offered):
            raise ValidationError("选了没有列出来的项，请重新选。")
        if self.missing and not given:
            raise ValidationError(self.missing)
        self.data = [value for value in offered if value in given]


class ListField(SelectField):
    """One answer of many, from a list. Data: the value; empty when none was chosen."""

    def __init__(self, label: str, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(label, choices=list(choices), validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse an answer that was not offered."""
        if (self.data or "") not in {value for value, _ in self.choices}:
            raise ValidationError("选了没有列出来的项，请重新选。")
