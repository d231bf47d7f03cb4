"""Messages leave after the deed is committed, once, and are tried again when the gateway fails."""

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.models import MessageState, OutboxMessage
from eventhub.core.outbox import LEASE, MAX_ATTEMPTS, LocalSender, deliver_due, queue_sms


class Gateway:
    """An SMS gateway that refuses the first messages it is given."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.sent = refusals, list[str]()

    def send(self, to: str, text: str) -> None:
        """Take the message, or raise while refusals are left."""
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("gateway down")
        self.sent.append(text)


def test_a_message_is_sent_once(either_app: Flask) -> None:
    with writing():
        queue_sms("19900000001", "材料通过，等排位。")
    gateway = Gateway(0)
    assert deliver_due(gateway) == 1
    assert deliver_due(gateway) == 0
    assert gateway.sent == ["材料通过，等排位。"]


def test_a_failure_is_tried_again_later_and_others_still_go_out(app: Flask) -> None:
    with writing():
        queue_sms("19900000001", "先")
        queue_sms("19900000002", "后")
    gateway = Gateway(1)
    assert deliver_due(gateway) == 1
    assert deliver_due(gateway) == 0, "not before its time"
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        assert deliver_due(gateway) == 1
    assert gateway.sent == ["后", "先"]


class SlowGateway:
    """A gateway that takes its time; meanwhile somebody else writes, and another worker looks for messages."""

    def __init__(self, app: Flask) -> None:
        self.app, self.taken_meanwhile = app, 0

    def send(self, to: str, text: str) -> None:
        """Let another thread write and deliver before the message counts as sent."""
        other = Thread(target=self._meanwhile)
        other.start()
        other.join()

    def _meanwhile(self) -> None:
        with self.app.app_context():
            with writing():
                queue_sms("19900000002", "这期间写下的")
            self.taken_meanwhile = deliver_due(Gateway(0))


def test_a_slow_gateway_holds_up_nobodys_writing_and_nothing_is_sent_twice(either_app: Flask) -> None:
    with writing():
        queue_sms("19900000001", "慢")
    gateway = SlowGateway(either_app)
    assert deliver_due(gateway) == 1
    assert gateway.taken_meanwhile == 1, "the other message only"
    db.session.rollback()
    states = db.session.query(OutboxMessage.text, OutboxMessage.state, OutboxMessage.attempts).all()
    assert sorted(states) == sorted([("慢", MessageState.SENT, 1), ("这期间写下的", MessageState.SENT, 1)])


def test_a_message_whose_worker_died_while_sending_goes_out_when_its_lease_is_over(app: Flask) -> None:
    class Death(BaseException):
        """The process is gone: nothing after it is done."""

    class Dying:
        def send(self, to: str, text: str) -> None:
            raise Death

    with writing():
        queue_sms("19900000001", "半路")
    with pytest.raises(Death):
        deliver_due(Dying())
    assert deliver_due(Gateway(0)) == 0, "it may still be on its way"
    with clock.fixed(clock.now() + LEASE):
        assert deliver_due(Gateway(0)) == 1


def test_a_message_that_never_goes_out_is_given_up_and_kept(app: Flask) -> None:
    with writing():
        queue_sms("19900000001", "打不通")
    gateway = Gateway(99)
    for day in range(MAX_ATTEMPTS + 1):
        with clock.fixed(clock.now() + timedelta(days=day)):
            deliver_due(gateway)
    message = db.session.query(OutboxMessage).one()
    assert (message.state, message.attempts) == (MessageState.FAILED, MAX_ATTEMPTS)
    assert "gateway down" in (message.error or "")


def test_the_same_key_queues_one_message(app: Flask) -> None:
    for _ in range(2):
        with writing():
            queue_sms("19900000001", "补正通知", key="return:1")
    assert deliver_due(LocalSender()) == 1
