"""The licence matrix as a stored, edited JSON value, read strictly.

A matrix that is misread lets a stall in without its licence, so anything not understood is refused
with the number of the line.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from eventhub.core.errors import BadInput
from eventhub.registry.documents import LicenceKind, MatrixLine, StallKind

MAX_LINES = 60
MAX_CATEGORY_LENGTH = 20

_KEYS = {"any_of", "stalls", "goods", "except_goods", "only_handlers"}
_Member = TypeVar("_Member", LicenceKind, StallKind)


class MatrixError(BadInput):
    """The matrix can't be used as written. `code`: `document_matrix`."""

    default_code: ClassVar[str] = "document_matrix"


def matrix_to_json(matrix: Sequence[MatrixLine]) -> list[dict[str, Any]]:
    """Turn a matrix into JSON values; what is empty or false is left out."""
    out: list[dict[str, Any]] = []
    for line in matrix:
        item: dict[str, Any] = {"any_of": [kind.value for kind in line.any_of]}
        if line.stalls:
            item["stalls"] = [kind.value for kind in line.stalls]
        if line.goods:
            item["goods"] = list(line.goods)
        if line.except_goods:
            item["except_goods"] = list(line.except_goods)
        if line.only_handlers:
            item["only_handlers"] = True
        out.append(item)
    return out


def matrix_from_json(value: object) -> tuple[MatrixLine, ...]:
    """Read a matrix from JSON values.

    Args:
        value: a list of objects as `matrix_to_json` writes them.

    Returns:
        The lines in order. An empty list is allowed: then nothing is asked for.

    Raises:
        MatrixError: anything else, naming the line.
    """
    if not isinstance(value, list) or len(value) > MAX_LINES:
        raise MatrixError(f"证照要求表应当是一列规则，最多 {MAX_LINES} 条。")
    return tuple(_line(number, item) for number, item in enumerate(value, start=1))


def _line(number: int, item: object) -> MatrixLine:
    if not isinstance(item, dict):
        raise MatrixError(f"证照要求表第 {number} 条写法不对，请重新选择。")
    unknown = sorted(str(key) for key in item if key not in _KEYS)
    if unknown:
        raise MatrixError(f"证照要求表第 {number} 条有不认识的项“{unknown[0]}”，请删掉。")
    only_handlers = item.get("only_handlers", False)
    if not isinstance(only_handlers, bool):
        raise MatrixError(f"证照要求表第 {number} 条的“只对接触食品的人”要填是或否。")
    any_of = _members(number, "证照", LicenceKind, item.get("any_of"))
    if not any_of:
        raise MatrixError(f"证照要求表第 {number} 条没有选证照，请至少选一种。")
    return MatrixLine(
        any_of=any_of,
        stalls=_members(number, "摊位方式", StallKind, item.get("stalls", [])),
        goods=_texts(number, item.get("goods", [])),
        except_goods=_texts(number, item.get("except_goods", [])),
        only_handlers=only_handlers,
    )


def _texts(number: int, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(text, str) and text.strip() and len(text) <= MAX_CATEGORY_LENGTH for text in value
    ):
        raise MatrixError(f"证照要求表第 {number} 条的商品类别写法不对，请重新选择。")
    return tuple(dict.fromkeys(value))


def _members(number: int, what: str, enum: type[_Member], value: object) -> tuple[_Member, ...]:
    names = _texts(number, value)
    known = {member.value: member for member in enum}
    for name in names:
        if name not in known:
            raise MatrixError(f"证照要求表第 {number} 条里没有“{name}”这种{what}，请重新选择。")
    return tuple(known[name] for name in names)
