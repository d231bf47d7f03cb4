"""The data kept of a person as a paper to read: the document of `my_data` in headings and plain Chinese. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from eventhub.core import clock
from eventhub.core.display import cn_date, cn_moment, cn_yuan

FEN = "（分）"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@dataclass
class Part:
    """A heading, its lines (term, value), and the parts below it."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)


def parts_of(document: dict[str, Any]) -> list[Part]:
    """Return a document of JSON values as parts: single values in front, each table and list under its name."""
    whole = _part("", document)
    return ([Part("", whole.lines)] if whole.lines else []) + whole.parts


def _part(title: str, value: dict[str, Any]) -> Part:
    part = Part(title)
    for name, inner in value.items():
        if isinstance(inner, dict):
            part.parts.append(_part(name, inner))
        elif isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            part.parts.append(Part(name, parts=[_part(f"第 {n} 条", item) for n, item in enumerate(inner, start=1)]))
        elif isinstance(inner, list) and not inner:
            part.parts.append(Part(name, [("", "没有")]))
        else:
            part.lines.append(_line(name, inner))
    return part


def _line(name: str, value: Any) -> tuple[str, str]:
    if name.endswith(FEN) and isinstance(value, int):
        return name.removesuffix(FEN), cn_yuan(value)
    if isinstance(value, list):
        return name, "、".join(_words(item) for item in value)
    return name.removesuffix(FEN), _words(value)


def _words(value: Any) -> str:
    """Return a value as people read it: days and moments in Chinese, yes and no in words, 没有 for what is empty."""
    if value is None or value == "":
        return "没有"
    if isinstance(value, bool):
        return "是" if value else "不是"
    return _time_in_words(value) if isinstance(value, str) else str(value)


def _time_in_words(text: str) -> str:
    try:
        if len(text) == len("2027-05-01"):
            return cn_date(date.fromisoformat(text), year=True, weekday=False)
        if MOMENT.match(text):
            moment = datetime.fromisoformat(text)
            return cn_moment(moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI), year=True)
    except ValueError:
        pass  # words that only look like a time stay as they are
    return text
