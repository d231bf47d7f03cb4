"""Phone numbers and names: one way to store them, one way to hide them.

Masks follow the house rule that public pages and gate manifests never show a whole number or name.
"""

import re
from typing import ClassVar

from eventhub.core.errors import BadInput
from eventhub.core.typed_text import half_width, tidy_line, without_spaces

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Area codes: 010 and 02x have two more digits and eight-digit numbers; the rest three and seven or eight.
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})-?([0-9]{7,8})")
_SHORT_AREA = re.compile(r"010|02[0-9]")
_COUNTRY = re.compile(r"(?:\+86|0086|86(?=1[3-9][0-9]{9}$))")
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_BRACKETS = re.compile(r"[()]")

HIDDEN = "**"

_COMPOUND_SURNAMES = frozenset(
    {
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "司空",
        "夏侯",
        "端木",
        "百里",
        "东郭",
        "南宫",
        "西门",
        "独孤",
        "轩辕",
        "呼延",
        "闻人",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "澹台",
        "赫连",
        "钟离",
        "鲜于",
        "闾丘",
        "拓跋",
        "第五",
        "完颜",
        "纳兰",
        "万俟",
        "东门",
        "羊舌",
        "微生",
        "梁丘",
        "左丘",
        "公西",
        "巫马",
        "漆雕",
        "颛孙",
    }
)


class PhoneError(BadInput, ValueError):
    """The text is no phone number. `code`: `phone_empty`, `phone_digits`, `phone_length`, `phone_form`."""

    default_code: ClassVar[str] = "phone"


def normalise_phone(text: str) -> str:
    """Read a phone number as people write it.

    Spaces, dashes, brackets, full-width digits and +86 are forgiven.

    Args:
        text: the number as typed.

    Returns:
        A mobile number as 11 digits (`19900001234`), or a landline as `023-12345678`.

    Raises:
        PhoneError: empty, digits of another script, too short or long, or not a Chinese number.
    """
    compact = _BRACKETS.sub("", without_spaces(text))
    if not compact:
        raise PhoneError("请填写手机号，11 位数字。", code="phone_empty")
    foreign = next((char for char in compact if char.isnumeric() and not ("0" <= char <= "9")), None)
    if foreign is not None:
        raise PhoneError(f"电话里的“{foreign}”不是普通数字，请用 0 到 9 重新填。", code="phone_digits")
    compact = _COUNTRY.sub("", _DASHES.sub("", compact), count=1) if _has_country(compact) else compact
    digits = _DASHES.sub("", compact)
    if not re.fullmatch(r"[0-9]+", digits):
        raise PhoneError("电话里只能有数字，请把其他字符去掉。", code="phone_form")
    if _MOBILE.fullmatch(digits):
        return digits
    return _landline(digits)


def _has_country(compact: str) -> bool:
    return _COUNTRY.match(_DASHES.sub("", compact)) is not None


def _landline(digits: str) -> str:
    match = _LANDLINE.fullmatch(digits)
    if match:
        area, local = match.groups()
        if len(local) == 8 or not _SHORT_AREA.fullmatch(area):
            return f"{area}-{local}"
        raise PhoneError(f"座机“{area}”后面要 8 位，现在是 {len(local)} 位，请核对。", code="phone_length")
    if digits.startswith("1"):
        if len(digits) != 11:
            raise PhoneError(f"手机号要 11 位，现在是 {len(digits)} 位，请核对。", code="phone_length")
        raise PhoneError("手机号第二位应当是 3 到 9，请核对。", code="phone_form")
    if len(digits) in (7, 8) and not digits.startswith("0"):
        raise PhoneError("座机请带上区号，比如 023-12345678。", code="phone_form")
    raise PhoneError("这不像电话号码。手机号 11 位，座机带区号，写成 023-12345678。", code="phone_form")


def mask_phone(phone: str) -> str:
    """Hide the middle of a number.

    Args:
        phone: a number, normalised or not.

    Returns:
        `199****1234`, `023-****5678`; anything that is no number becomes `****`, an empty text stays empty.
    """
    if not phone.strip():
        return ""
    try:
        normal = normalise_phone(phone)
    except PhoneError:
        return "****"
    if "-" in normal:
        area, local = normal.split("-")
        return f"{area}-****{local[-4:]}"
    return f"{normal[:3]}****{normal[-4:]}"


def mask_name(name: str) -> str:
    """Hide a person's given name: `李**`, `欧阳**`.

    The number of stars is always two, so the length of the name isn't told. Rules:
    a two-character surname stays whole when something is left to hide after it; of a name with a
    middle dot (阿依古丽·买买提, given name first) or in Latin letters only the first character stays;
    a single character is hidden altogether, for it may be the whole name.

    Args:
        name: the name as stored.

    Returns:
        The masked name; an empty text stays empty.
    """
    shown = tidy_line(half_width(name))
    if not shown:
        return ""
    compact = shown.replace(" ", "")
    if len(compact) == 1:
        return HIDDEN
    if len(compact) >= 3 and compact[:2] in _COMPOUND_SURNAMES:
        return compact[:2] + HIDDEN
    return compact[0] + HIDDEN
