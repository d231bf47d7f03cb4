"""Strict reading of JSON files: every value knows its JSON path, every refusal names it.

Used for problem files and plan files. Nothing is converted silently: a bool is no integer, 1.0 is no
integer, null is no absence, a key given twice or not known is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

MAX_DEPTH = 12
MAX_DIGITS = 15
MOST_SHOWN = 400


class FileError(ValueError):
    """A file that cannot be read: `path` is the JSON path of the place, `message` a Chinese sentence."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{_shown(path)}：{_shown(message)}")
        self.path = path
        self.message = message


def _shown(text: str) -> str:
    """What a file holds, safe to print: no control characters, and no more of it than a person reads."""
    short = text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN // 2]}…{text[-MOST_SHOWN // 2 :]}"
    return "".join(char if char.isprintable() else "�" for char in short)


class _DuplicateKeyError(ValueError):
    """A key given twice in one object, found while parsing (the path is not known there)."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise _DuplicateKeyError(key)
        out[key] = value
    return out


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def parse(data: bytes | str | dict[str, Any], error: type[FileError]) -> Any:
    """JSON text (UTF-8, with or without a byte order mark) to plain values; a dict is taken as already parsed.

    Raises `error` at path `$` for bytes that are not UTF-8, text that is not JSON, NaN or Infinity, keys
    given twice, and nesting deeper than any file of ours needs.
    """
    if isinstance(data, dict):
        _check_depth(data, error)
        return data
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise error("$", f"文件不是 UTF-8 编码（第 {problem.start} 字节），请另存为 UTF-8 再试。") from None
    try:
        value = json.loads(data, object_pairs_hook=_pairs, parse_constant=_constant)
    except _DuplicateKeyError as problem:
        raise error("$", f"同一个对象里键“{problem}”写了两次，请删去一个。") from None
    except json.JSONDecodeError as problem:
        raise error(
            "$", f"不是合法的 JSON（第 {problem.lineno} 行第 {problem.colno} 列），请检查标点和括号。"
        ) from None
    except ValueError:
        raise error("$", "文件里有不能用的数（NaN、Infinity，或者长得离谱），只收普通整数。") from None
    except RecursionError:
        raise error("$", "文件嵌套太深，不像我们的文件。") from None
    _check_depth(value, error)
    return value


def _check_depth(value: Any, error: type[FileError]) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise error("$", "文件嵌套太深，不像我们的文件。")
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below


@dataclass(frozen=True)
class Node:
    """One value of the file with its JSON path and the error class to raise."""

    value: Any
    path: str
    error: type[FileError]

    def refuse(self, message: str) -> NoReturn:
        """Raises the file's error at this place."""
        raise self.error(self.path, message)

    def members(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """The members of an object; refuses other types, missing and unknown keys."""
        if not isinstance(self.value, dict):
            self.refuse("这里应当是一个对象（花括号）。")
        for key in self.value:
            if not isinstance(key, str):
                self.refuse("键必须是文字。")
            if key not in required and key not in optional:
                raise self.error(f"{self.path}.{key}", f"不认识的键“{key}”，请核对拼写。")
        for key in required:
            if key not in self.value:
                raise self.error(f"{self.path}.{key}", f"缺少“{key}”，请补上。")
        return {key: Node(value, f"{self.path}.{key}", self.error) for key, value in self.value.items()}

    def mapping(self) -> Iterator[tuple[str, Node]]:
        """The members of an object with free keys."""
        if not isinstance(self.value, dict):
            self.refuse("这里应当是一个对象（花括号）。")
        for key, value in self.value.items():
            if not isinstance(key, str):
                self.refuse("键必须是文字。")
            yield Node(key, f"{self.path}.{key}", self.error).text(), Node(value, f"{self.path}.{key}", self.error)

    def items(self) -> list[Node]:
        """The items of a list."""
        if not isinstance(self.value, list):
            self.refuse("这里应当是一个列表（方括号）。")
        return [Node(item, f"{self.path}[{i}]", self.error) for i, item in enumerate(self.value)]

    def text(self) -> str:
        """Any text that can be written as UTF-8."""
        if not isinstance(self.value, str):
            self.refuse("这里应当是文字（加引号）。")
        try:
            self.value.encode()
        except UnicodeEncodeError:
            self.refuse("文字里有不完整的字符，请重新输入。")
        return self.value

    def name(self) -> str:
        """A text that is not empty, for ids."""
        value = self.text()
        if not value:
            self.refuse("编号不能空着。")
        return value

    def integer(self, least: int = 0) -> int:
        """An integer of at least `least`; bools and 1.0 are refused."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.refuse("这里应当是整数。")
        if abs(self.value) >= 10**MAX_DIGITS:
            self.refuse("这个数太大了，请核对。")
        if self.value < least:
            self.refuse(f"这个数不能小于 {least}。")
        return self.value

    def boolean(self) -> bool:
        """true or false, nothing else."""
        if not isinstance(self.value, bool):
            self.refuse("这里应当是 true 或 false。")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(node.text() for node in self.items())

    def references(self, known: Callable[[str], bool], what: str) -> tuple[str, ...]:
        """A list of ids that are `known`, none of them twice; `what` names them in the refusal."""
        out: dict[str, None] = {}
        for node in self.items():
            value = node.reference(known, what)
            if value in out:
                node.refuse(f"{what}“{value}”写了两次，请删去一个。")
            out[value] = None
        return tuple(out)

    def reference(self, known: Callable[[str], bool], what: str) -> str:
        """One id that is `known`."""
        value = self.text()
        if not known(value):
            self.refuse(f"没有名叫“{value}”的{what}，请核对编号。")
        return value
