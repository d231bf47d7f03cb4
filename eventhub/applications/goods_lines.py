"""What a household sells, one thing a line, as people say it: `糯米酒 15 元一斤`.

Pure: text in, list of `{"name", "price_fen", "unit"}` out, and back again for showing.
"""

import re
from typing import Any

from eventhub.core.errors import BadInput
from eventhub.core.typed_text import foreign_digit, half_width, strange_sign, tidy_line
from eventhub.core.typed_values import read_yuan, yuan

MAX_LINES = 5
MAX_NAME = 20
MAX_UNIT = 6
MAX_PRICE_FEN = 10_000_000
EXAMPLE = "糯米酒 15 元一斤"

# name, price, then `元一斤`, `块/斤`, `元每瓶` or nothing
_LINE = re.compile(
    r"(?P<name>.*?[^0-9.\s:¥￥])[\s:]*[¥￥]?\s*(?P<price>[0-9]{1,8}(?:\.[0-9]{1,2})?)\s*"
    r"(?:(?:元|块钱|块)?\s*(?:/|一|每|1)?\s*(?P<unit>[^0-9\s/.]{0,12}))?"
)


def read_goods(text: str) -> list[dict[str, Any]]:
    """Read the lines a household typed.

    Args:
        text: one thing a line: name, price in 元, optionally the unit; empty lines are skipped.

    Returns:
        1 to 5 entries with `name`, `price_fen` (int) and `unit` (may be empty).

    Raises:
        BadInput: field `goods`, with the number of the line that can't be read and how to write it.
    """
    lines = [line for raw in re.split(r"[\r\n；;]+", text) if (line := tidy_line(raw))]
    if not lines:
        raise _refused(f"写上您卖什么，例如“{EXAMPLE}”。")
    if len(lines) > MAX_LINES:
        raise _refused(f"最多写 {MAX_LINES} 样，现在 {len(lines)} 样，留下最拿手的。")
    goods = [_one(number, line) for number, line in enumerate(lines, start=1)]
    names = [item["name"] for item in goods]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise _refused(f"“{twice}”写了两次，请合成一行。")
    return goods


def _one(number: int, line: str) -> dict[str, Any]:
    where = f"第 {number} 行"
    if sign := strange_sign(line):
        raise _refused(f"{where}里有{sign}，打印不出来，请换成文字。")
    if digit := foreign_digit(half_width(line)):
        raise _refused(f"{where}的“{digit}”不是普通数字，请用 0 到 9 重新写。")
    # Folding to half width keeps every position, so the name is cut from what was typed, its brackets as
    # they were.
    match = _LINE.fullmatch(half_width(line))
    if match is None:
        raise _refused(f"{where}“{line[:12]}”没写价钱，或者看不懂，写成“{EXAMPLE}”这样。")
    name, unit = line[: match.end("name")].strip(" ,，、:："), match["unit"] or ""
    if not name or len(name) > MAX_NAME:
        raise _refused(f"{where}的名称要 1 到 {MAX_NAME} 个字，请写短些。")
    if len(unit) > MAX_UNIT:
        raise _refused(f"{where}价钱后面写得太长，写成“{EXAMPLE}”这样。")
    fen = read_yuan(match["price"])
    if not 0 < fen <= MAX_PRICE_FEN:
        raise _refused(f"{where}的价钱要大于 0、不超过 {MAX_PRICE_FEN // 100:,} 元。")
    return {"name": name, "price_fen": fen, "unit": unit}


def goods_text(item: dict[str, Any]) -> str:
    """Return one entry as it is read out and shown: `糯米酒 15 元一斤`."""
    fen = item.get("price_fen")
    if fen is None:
        return str(item.get("name", ""))
    unit = f"一{item['unit']}" if item.get("unit") else ""
    return f"{item.get('name', '')} {yuan(fen)} 元{unit}"


def goods_lines(goods: list[dict[str, Any]]) -> str:
    """Return all entries, one a line, as they stand in the box."""
    return "\n".join(goods_text(item) for item in goods)


def _refused(sentence: str) -> BadInput:
    return BadInput(code="goods", fields={"goods": sentence})
