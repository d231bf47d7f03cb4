"""Writes never get lost: many processes read a number, add one, and write it back."""

import multiprocessing
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete

from eventhub import create_app
from eventhub.accounts.access import public
from eventhub.config import Settings
from eventhub.core import revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage, Revision
from tests import factories

PROCESSES, ROUNDS = 8, 200


def _read_modify_write(settings: Settings, failures: "multiprocessing.Queue[str]") -> None:
    app = create_app(settings)
    with app.app_context():
        for _ in range(ROUNDS):
            try:
                with writing() as session:
                    row = session.get(Revision, "counter")
                    assert row is not None
                    locked(row).number += 1
            except Exception as error:
                failures.put(repr(error))


def test_eight_processes_of_two_hundred_read_modify_writes_lose_none(either_app: Flask) -> None:
    with writing() as session:
        session.add(Revision(name="counter", number=0))
    db.session.remove()
    settings = replace(
        either_app.config["SETTINGS"],
        database_url=str(either_app.config["SQLALCHEMY_DATABASE_URI"]),
        now=None,
    )
    context = multiprocessing.get_context("spawn")
    failures: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=_read_modify_write, args=(settings, failures)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert failures.empty(), failures.get()
    assert db.session.get_one(Revision, "counter").number == PROCESSES * ROUNDS


def test_writing_refuses_to_start_over_changes_made_outside(app: Flask) -> None:
    db.session.add(OutboxMessage(to="19900000001", text="没进事务"))
    with pytest.raises(RuntimeError), writing():
        pass


def test_an_error_inside_writing_leaves_nothing_behind(app: Flask) -> None:
    def half_done() -> None:
        with writing() as session:
            session.add(OutboxMessage(to="19900000001", text="写了一半"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert db.session.query(OutboxMessage).count() == 0


def test_writing_sees_what_another_connection_wrote_meanwhile(either_app: Flask) -> None:
    festival = factories.a_festival()
    assert festival.summary
    with db.engine.begin() as other:
        other.exec_driver_sql("UPDATE festival SET summary = '别人刚改的'")
    with writing():
        assert festival.summary == "别人刚改的"


def test_a_revision_rises_with_every_bump_and_never_with_a_rolled_back_one(either_app: Flask) -> None:
    for expected in (1, 2):
        with writing():
            revisions.bump("festival:1")
        assert revisions.current("festival:1") == expected
        assert revisions.current() == expected

    def rolled_back() -> None:
        with writing():
            revisions.bump("festival:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rolled_back()
    assert revisions.current("festival:1") == 2


def test_a_row_that_somebody_deleted_meanwhile_is_a_conflict_and_no_fault(either_app: Flask) -> None:
    row = factories.saved(Revision(name="counter", number=0))
    with db.engine.begin() as elsewhere:
        elsewhere.execute(delete(Revision))
    with pytest.raises(StateConflict, match="删掉了"), writing():
        locked(row)


def test_a_page_about_a_row_that_is_gone_is_a_conflict_too(app: Flask) -> None:
    @public
    def counter() -> str:
        row = db.session.get_one(Revision, "counter")
        db.session.rollback()
        with db.engine.begin() as elsewhere:
            elsewhere.execute(delete(Revision))
        return str(row.number)

    app.add_url_rule("/counter", view_func=counter)
    factories.saved(Revision(name="counter", number=0))
    assert app.test_client().get("/counter").status_code == 409
