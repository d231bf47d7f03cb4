"""What the audit log says in Chinese: its actions, and what they were done to. Each room adds its own in `install`."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from flask import Flask, current_app

from eventhub.core.models import AuditEntry

Names = Callable[[list[int]], Mapping[int, tuple[str, str]]]
SUBJECT = re.compile(r"([a-z_]+):([0-9]{1,18})")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Subject(NamedTuple):
    """What an entry is about: in words, and the page of it ("" where there is none)."""

    name: str
    href: str = ""


class Kind(NamedTuple):
    """A kind of subjects: what it is called, and how the names of some are looked up."""

    word: str
    names: Names | None = None


OWN = {
    "account.create": "新账号",
    "account.sign_in": "登录",
    "account.locked": "连错太多，锁住",
    "account.second_factor": "验了动态码",
    "account.second_factor_set": "设了动态码",
    "account.second_factor_removed": "取消动态码",
    "account.password": "改密码",
    "account.rename": "改称呼",
    "account.sign_out_everywhere": "所有地方退出",
    "user.create": "新增工作人员",
    "user.grant": "给角色",
    "user.revoke": "收回角色",
    "user.activate": "启用账号",
    "user.deactivate": "停用账号",
    "user.reset_password": "重设密码",
    "user.reset_second_factor": "取消他人动态码",
    "user.forget": "删除账号资料",
    "user.end_sessions": "让他人退出",
    "organisation.save": "存单位",
}


def add(app: Flask, labels: Mapping[str, str], kinds: Mapping[str, Kind] | None = None) -> None:
    """Add the Chinese names of a room's actions, and the kinds of subjects it has.

    A kind's `names` takes ids and returns, for those that still exist, id → (name, address of its page).
    """
    app.extensions.setdefault("audit_labels", {}).update(labels)
    app.extensions.setdefault("audit_kinds", {}).update(kinds or {})


def labels() -> dict[str, str]:
    """Return every action with its Chinese name, in the order of the rooms."""
    known: dict[str, str] = current_app.extensions.get("audit_labels", {})
    return known


def kinds() -> dict[str, Kind]:
    """Return every kind of subjects."""
    known: dict[str, Kind] = current_app.extensions.get("audit_kinds", {})
    return known


def label_of(action: str) -> str:
    """Return the Chinese name of an action, or the action itself where no room named it."""
    return labels().get(action, action)


def subjects_of(entries: Iterable[AuditEntry]) -> dict[str, Subject]:
    """Return what the subjects of some entries are called, with one look-up a kind; of what is gone, its kind and number."""
    wanted: dict[str, set[int]] = defaultdict(set)
    told = {entry.subject: Subject(kinds().get(entry.subject, Kind(entry.subject)).word) for entry in entries}
    for subject in told:
        if match := SUBJECT.fullmatch(subject):
            wanted[match[1]].add(int(match[2]))
    for key, ids in wanted.items():
        kind = kinds().get(key, Kind(key))
        found = kind.names(sorted(ids)) if kind.names else {}
        for number in ids:
            told[f"{key}:{number}"] = Subject(*found.get(number, (f"{kind.word} {number}", "")))
    return told


def said(entry: AuditEntry) -> str:
    """Return what of an entry's detail people can read as it stands: reasons and names, in Chinese."""
    return "；".join(value for value in entry.detail.values() if isinstance(value, str) and CHINESE.search(value))
