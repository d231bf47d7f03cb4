"""Whoever reads the audit log reads Chinese, not the names of actions."""

import re
from pathlib import Path

import pytest
from flask import Flask

from eventhub import applications, registry
from eventhub.accounts.audit_labels import label_of

RECORDED = re.compile(r"\"((?:application|call|household|product|licence|credit)\.(?!id\b)[a-z_]+)\"")


@pytest.mark.parametrize("room", [applications, registry])
def test_every_deed_that_is_written_down_has_a_name(app: Flask, room: object) -> None:
    folder = Path(str(room.__file__)).parent  # type: ignore[attr-defined]
    deeds = {deed for file in folder.glob("*.py") for deed in RECORDED.findall(file.read_text("utf-8"))}
    assert len(deeds) > 10
    assert [deed for deed in sorted(deeds) if label_of(deed) == deed] == []
