"""Fields and the base of every form: what is typed is tidied, checked with Chinese sentences, and never cleared."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from eventhub.accounts.phone import normalise_phone
from eventhub.core.errors import BadInput, DomainError
from eventhub.core.typed_text import tidy_line, without_spaces

T = TypeVar("T")
Pairs = Sequence[tuple[str, str]]
Check = Callable[[Any, Any], None]
# Pictures that the printed passes and signs have no glyph for.
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u20e3\ufe0f]")
_UNSTORABLE = ("Cc", "Cs")
_AMOUNT = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")


def _offered(pairs: Pairs) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class HouseForm(FlaskForm):
    """Base of the forms: keeps a refusal of the domain beside the errors of the fields."""

    refusal: DomainError | None = None

    @property
    def status(self) -> int:
        """HTTP status of a page that shows this form: 200 untouched, 422 with errors, the refusal's own otherwise."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.errors else 200

    def carry_out(self, deed: Callable[[], T]) -> T | None:
        """Validate what was posted and do the deed.

        Returns what the deed returns (never None by the callers' agreement); None when nothing was posted, a field
        is wrong, or the domain refused: its sentence then stands on the form, at the fields it names.
        """
        if not self.validate_on_submit():
            return None
        try:
            return deed()
        except DomainError as error:
            self.refuse(error)
            return None

    def refuse(self, error: DomainError) -> None:
        """Put a refusal onto the form."""
        self.refusal = error
        named = error.fields if isinstance(error, BadInput) else {}
        for name, sentence in named.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, sentence]
        if not any(name in self._fields for name in named):
            self.form_errors.append(error.sentence)


class LineField(StringField):
    """One line of text: invisible marks and control characters are dropped, spaces made single."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted line, tidied."""
        if valuelist:
            self.data = clean_line(valuelist[0])


class ProseField(TextAreaField):
    """Several lines of text: control characters are dropped, line ends made \\n."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted text, tidied line by line."""
        if valuelist:
            lines = valuelist[0].replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.data = "\n".join(clean_line(line) for line in lines).strip()


class DayField(DateField):
    """A day, from a date control or typed as 2027-05-01; an empty one is None."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted day. Raises ValueError with a sentence."""
        typed = without_spaces(valuelist[0])[:20] if valuelist else ""
        self.data = day_of(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(f"“{typed}”不是日期，请写成 2027-05-01 这样。")


class SelectOne(SelectField):
    """One of a list; anything else is refused with the sentence given as `refusal`."""

    def __init__(self, label: str, choices: Pairs = (), refusal: str = "请从列出的里面选一个。", **kwargs: Any) -> None:
        super().__init__(label, choices=_offered(choices), **kwargs)
        self.refusal = refusal

    def offer(self, choices: Pairs) -> None:
        """Set the list, as (value, label) pairs."""
        self.choices = _offered(choices)

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is not in the list."""
        if self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation(self.refusal)


class ChooseOne(RadioField):
    """One of a few, as blocks to tap; none or anything else is refused with the sentence given as `refusal`."""

    def __init__(self, label: str, choices: Pairs = (), refusal: str = "请选一个。", **kwargs: Any) -> None:
        super().__init__(label, choices=_offered(choices), **kwargs)
        self.refusal = refusal

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is not offered."""
        if self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation(self.refusal)


class VersionedForm(HouseForm):
    """A form about a row that two people may change: it carries the version that was shown."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version the person saw; 0, which is no row's, when it is missing."""
        return whole_number(self.version.data, 0, 0, 2**31)

    @property
    def is_stale(self) -> bool:
        """Tell whether somebody else changed the row meanwhile."""
        return self.refusal is not None and self.refusal.code == "stale"

    def about(self, version: int) -> None:
        """Carry the row's present version, unless a posted one was not yet judged stale."""
        if self.version.data in (None, "") or self.is_stale:
            self.version.data = str(version)


def day_of(text: str) -> date | None:
    """Return the day an ISO text names, None when it names none between 1950 and 2150."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1950 <= day.year <= 2150 else None


def clean_line(text: str) -> str:
    """Return the line without control characters and lone surrogates (no database takes them), and tidied."""
    return tidy_line("".join(char for char in text if char.isspace() or unicodedata.category(char) not in _UNSTORABLE))


def filled(sentence: str) -> Check:
    """Return a check that refuses an empty field with the sentence, and asks nothing further of it."""

    def check(_form: Any, field: Any) -> None:
        data = field.data
        if data is None or data == "" or (isinstance(data, str) and not data.strip()):
            raise StopValidation(sentence)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def optional(_form: Any, field: Any) -> None:
    """Ask nothing further of a field that was left empty."""
    if not (field.raw_data and any(str(value).strip() for value in field.raw_data)):
        field.errors = []
        raise StopValidation


def at_most(length: int) -> Check:
    """Return a check that refuses text longer than so many characters."""

    def check(_form: Any, field: Any) -> None:
        if field.data and len(field.data) > length:
            raise StopValidation(f"最多 {length} 个字，现在有 {len(field.data)} 个，请改短一点。")

    return check


def at_least(length: int, sentence: str) -> Check:
    """Return a check that refuses text shorter than so many characters."""

    def check(_form: Any, field: Any) -> None:
        if len(field.data or "") < length:
            raise ValidationError(sentence)

    return check


def no_emoji(_form: Any, field: Any) -> None:
    """Refuse emoji: passes and signs can't print them."""
    found = _EMOJI.search(field.data or "")
    if found:
        raise ValidationError(f"表情符号“{found.group()}”打印不出来，请去掉。")


def phone_number(_form: Any, field: Any) -> None:
    """Read a phone number; the field then holds it as it is stored."""
    if len(field.data or "") > 40:
        raise StopValidation("电话太长了。手机号 11 位，比如 19900001234。")
    try:
        field.data = normalise_phone(field.data or "")
    except BadInput as error:
        raise StopValidation(error.sentence) from error


def mobile_number(form: Any, field: Any) -> None:
    """Read a mobile number: a code can't be sent to a landline."""
    phone_number(form, field)
    if "-" in field.data:
        raise ValidationError("座机收不到短信，请填手机号，11 位数字。")


def yuan(_form: Any, field: Any) -> None:
    """Refuse what is no amount of yuan; see `fen`."""
    fen(field.data or "")


def fen(text: str) -> int:
    """Read an amount of yuan as typed (`15`, `15.5`, `15 元`) into fen.

    Raises ValidationError (a ValueError) with a sentence: above 9,999,999.99, other scripts' digits, not an amount.
    """
    compact = without_spaces(text).removesuffix("元").replace(",", "")
    foreign = next((char for char in compact if char.isnumeric() and not "0" <= char <= "9"), None)
    if foreign is not None:
        raise ValidationError(f"价钱里的“{foreign}”不是普通数字，请用 0 到 9 重新填。")
    match = _AMOUNT.fullmatch(compact)
    if match is None:
        raise ValidationError("价钱只填数字，单位是元，最多两位小数，比如 15 或 12.5。")
    whole, part = match.groups()
    return int(whole) * 100 + int((part or "").ljust(2, "0"))


def whole_number(text: str | None, default: int, low: int, high: int) -> int:
    """Read a number out of an address (a page, an id), forgiving rubbish: the default, or the nearest bound."""
    compact = (text or "").strip()
    if not (compact.isascii() and compact.isdigit()):
        return default
    return max(low, min(high, int(compact[:12])))
