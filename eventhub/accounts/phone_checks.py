"""Checks of form fields that hold a phone number; the field then holds it as it is stored."""

from typing import Any

from wtforms.validators import StopValidation, ValidationError

from eventhub.accounts.phone import normalise_phone
from eventhub.core.errors import BadInput

LONGEST = 40


def phone_number(_form: Any, field: Any) -> None:
    """Read a phone number."""
    if len(field.data or "") > LONGEST:
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
