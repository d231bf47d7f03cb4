"""Two at once, on both databases: a code opens one session, a login belongs to one person, a role is given once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts import actions, administration, codes
from eventhub.accounts.models import Account, Grant, Role
from eventhub.accounts.passwords import hash_password
from eventhub.core.database import db, writing
from eventhub.core.errors import DomainError
from tests import factories
from tests.accounts.conftest import read_last_code

PHONE = "19900004321"


def at_once(app: Flask, deed: Callable[[], object], times: int = 6) -> int:
    """Do the deed in so many threads at the same moment; return how many were not refused."""
    barrier = Barrier(times)

    def one(_number: int) -> bool:
        with app.app_context():
            barrier.wait()
            try:
                deed()
            except DomainError:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(times) as pool:
        done = list(pool.map(one, range(times)))
    db.session.rollback()
    return sum(done)


def test_one_code_lets_one_in(either_app: Flask) -> None:
    codes.send_code(PHONE)
    code = read_last_code(PHONE)
    assert at_once(either_app, lambda: actions.sign_in_by_code(PHONE, code)) == 1
    assert db.session.scalar(select(func.count(Account.id))) == 1


def test_wrong_tries_at_once_are_all_counted(either_app: Flask) -> None:
    account = factories.a_staff_member(Role.GATE)
    with writing():
        account.password_hash = hash_password("shuai-mi-jiu-27")
    login = str(account.login)
    db.session.rollback()
    assert at_once(either_app, lambda: actions.sign_in_by_password(login, "wrong-wrong", by_phone=False)) == 0
    db.session.refresh(account)
    assert account.failed_count == 5
    assert account.locked_until is not None


def test_a_login_is_given_to_one_person(either_app: Flask) -> None:
    assert at_once(either_app, lambda: administration.create_staff("zhougong", "周工", None)) == 1
    assert db.session.scalar(select(func.count(Account.id))) == 1


def test_a_role_is_given_once(either_app: Flask) -> None:
    number = factories.a_staff_member().id
    db.session.rollback()

    def give() -> None:
        account = db.session.get(Account, number)
        assert account is not None
        administration.give_role(account, Role.GATE, None)

    assert at_once(either_app, give) == 1
    assert db.session.scalar(select(func.count(Grant.id))) == 1
