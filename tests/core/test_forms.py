"""Forms: a deed is done with a sound form only, a refusal stands on it, and no stale one slips through."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.field_checks import filled
from eventhub.core.form_fields import LineField
from eventhub.core.forms import HouseForm, VersionedForm
from eventhub.core.row_versions import STALE, Stale


class Renamed(VersionedForm):
    """A form about a row."""

    name = LineField("名字", [filled("请填名字。")])


@pytest.fixture
def sent(app: Flask) -> Iterator[Callable[..., Renamed]]:
    """Makes the form as posted with these values."""
    app.config["WTF_CSRF_ENABLED"] = False
    contexts = []

    def post(**values: str) -> Renamed:
        context = app.test_request_context(method="POST", data=values)
        context.push()
        contexts.append(context)
        return Renamed()

    yield post
    for context in reversed(contexts):
        context.pop()


def _refuse(error: Exception) -> Callable[[], Any]:
    def deed() -> Any:
        raise error

    return deed


def test_a_deed_is_done_only_with_a_sound_form(sent: Callable[..., Renamed]) -> None:
    form = sent(name="", version="1")
    assert form.carry_out(lambda: "done") is None
    assert (form.status, form.errors) == (422, {"name": ["请填名字。"]})
    form = sent(name="罗姐", version="1")
    assert form.carry_out(lambda: "done") == "done"
    assert form.status == 200


def test_a_form_that_was_not_sent_does_nothing(app: Flask) -> None:
    with app.test_request_context():
        form = HouseForm()
        assert form.carry_out(lambda: "done") is None
        assert form.status == 200


@pytest.mark.parametrize("body", [b"", b"[1]", b"5", b"{", b'{"name": 5}', b'{"name": [1]}', b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"])
def test_a_body_that_is_no_form_counts_as_an_empty_one(app: Flask, body: bytes, kind: str) -> None:
    with app.test_request_context(method="POST", data=body, content_type=kind):
        form = Renamed()
        assert form.carry_out(lambda: "done") is None
        assert (form.name.data, form.errors) == ("", {"name": ["请填名字。"]})


def test_every_sentence_of_a_refusal_is_shown(sent: Callable[..., Renamed]) -> None:
    form = sent(name="罗姐", version="1")
    error = BadInput("有两处要改。", fields={"name": "这个名字有人用了。", "elsewhere": "别处也不对。"})
    assert form.carry_out(_refuse(error)) is None
    assert form.name.errors == ["这个名字有人用了。"]
    assert form.form_errors == ["别处也不对。"]
    assert form.status == 422
    form = sent(name="罗姐", version="1")
    assert form.carry_out(_refuse(StateConflict("已经截止了。"))) is None
    assert (form.form_errors, form.status) == (["已经截止了。"], 409)


class DeadlockDetected(Exception):
    """What the driver of PostgreSQL raises when two wait for each other."""

    sqlstate = "40P01"


@pytest.mark.parametrize(
    "lost", [IntegrityError("", {}, Exception()), OperationalError("", {}, DeadlockDetected()), StaleDataError()]
)
def test_who_loses_a_race_is_told_and_keeps_what_was_typed(sent: Callable[..., Renamed], lost: Exception) -> None:
    form = sent(name="罗姐", version="1")
    assert form.carry_out(_refuse(lost)) is None
    assert (form.status, form.name.data) == (409, "罗姐")
    assert "您填的还在" in form.form_errors[0]


def test_a_database_that_is_away_is_no_lost_race(sent: Callable[..., Renamed]) -> None:
    with pytest.raises(OperationalError):
        sent(name="罗姐").carry_out(_refuse(OperationalError("", {}, ConnectionError())))


@pytest.mark.parametrize("rubbish", ["", "x", "-1", "1.5", "１", "٣", " ", "\x00", "9" * 5000 + "x"])
def test_a_version_that_is_rubbish_is_no_rows(sent: Callable[..., Renamed], rubbish: str) -> None:
    assert sent(name="罗姐", version=rubbish).seen_version == 0
    assert sent(name="罗姐").seen_version == 0
    assert sent(name="罗姐", version="9" * 5000).seen_version == 2**31 - 1


def test_only_a_form_told_to_be_stale_takes_the_new_version(sent: Callable[..., Renamed]) -> None:
    form = sent(name="", version="3")
    form.carry_out(lambda: "done")
    form.about(4)
    assert form.version.data == "3", "nobody told this person yet that somebody else changed the row"
    form = sent(name="罗姐", version="3")
    form.carry_out(_refuse(Stale(STALE)))
    form.about(4)
    assert (form.is_stale, form.status, form.version.data) == (True, 409, "4")
    assert form.name.data == "罗姐"
    form = sent(name="罗姐", version="3")
    form.carry_out(_refuse(StateConflict("删掉了。", code="gone")))
    assert not form.is_stale, "a row that is gone has nothing to compare with"
