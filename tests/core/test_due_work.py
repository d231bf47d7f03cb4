"""What the clock makes due: one thing that goes wrong keeps no other from being done, and leaves nothing half done."""

from flask import Flask

from eventhub.core.database import db, writing
from eventhub.core.due_work import for_each
from eventhub.core.models import OutboxMessage
from eventhub.core.outbox import queue_sms


def test_a_failure_is_skipped_and_leaves_nothing_behind(either_app: Flask) -> None:
    def tell(number: int) -> int:
        with writing():
            queue_sms(f"1990000000{number}", "轮到您了")
            db.session.flush()
            if number == 2:
                raise ConnectionError("gone")
        return 1

    assert for_each([1, 2, 3], tell) == 2
    assert [message.to for message in db.session.query(OutboxMessage).order_by(OutboxMessage.id)] == [
        "19900000001",
        "19900000003",
    ]
