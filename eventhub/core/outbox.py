"""The outbox: messages are queued in the transaction that causes them and sent by a worker that retries."""

import json
import logging
import urllib.request
from datetime import timedelta
from functools import partial
from typing import Protocol

from sqlalchemy import select

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.due_work import for_each
from eventhub.core.models import MessageState, OutboxMessage

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
BATCH = 50
# Longer than any gateway keeps us waiting.
LEASE = timedelta(minutes=2)


class Sender(Protocol):
    """Carries one text message to one phone."""

    def send(self, to: str, text: str) -> None:
        """Send the text to the phone number; raise any exception when it did not go out."""


class LocalSender:
    """Sender of the embedded run: the message stays in the outbox, where the demo shows it."""

    def send(self, to: str, text: str) -> None:
        """Accept the message; the row itself is what people read."""


class HttpSender:
    """Sender that posts {"to", "text"} as JSON to the SMS gateway of the settings."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    def send(self, to: str, text: str) -> None:
        """Post the message; raises URLError or HTTPError when the gateway does not take it."""
        request = urllib.request.Request(  # noqa: S310  # the address is the operator's own setting
            self.url,
            json.dumps({"to": to, "text": text}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            pass


def sender_for(url: str, token: str) -> Sender:
    """Return the sender the settings ask for: an HTTP gateway, or the local outbox when there is no address."""
    return HttpSender(url, token) if url else LocalSender()


def queue_sms(to: str, text: str, key: str | None = None) -> None:
    """Queue a text message inside `writing()`; a key that was queued before queues nothing again."""
    if key and db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)):
        return
    db.session.add(OutboxMessage(to=to, text=text, key=key))


def deliver_due(sender: Sender) -> int:
    """Send what is due, oldest first, and return how many went out. A failure is retried after 1, 2, 4 … minutes.

    A message is taken in one transaction, sent outside of any, and marked in another, so that a slow gateway holds up
    nobody's writing and two workers never send one message at the same time. A worker that dies in between leaves the
    message to be sent again when its lease is over: rather twice than never.
    """
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.due_at <= clock.now())
        .order_by(OutboxMessage.id)
        .limit(BATCH)
    )
    return for_each(db.session.scalars(due).all(), partial(_deliver, sender))


def _deliver(sender: Sender, number: int) -> bool:
    message = _take(number)
    if message is None:
        return False
    try:
        sender.send(*message)
    except Exception as error:
        _mark_failed(number, error)
        return False
    _mark_sent(number)
    return True


def _take(number: int) -> tuple[str, str] | None:
    """Lease a waiting message to this worker; return whom it goes to and its text, or None when another was quicker."""
    with writing() as session:
        message = session.scalar(
            select(OutboxMessage)
            .where(
                OutboxMessage.id == number,
                OutboxMessage.state == MessageState.WAITING,
                OutboxMessage.due_at <= clock.now(),
            )
            .with_for_update(skip_locked=True)
        )
        if message is None:
            return None
        message.attempts += 1
        message.due_at = clock.now() + LEASE
        return message.to, message.text


def _mark_failed(number: int, error: Exception) -> None:
    with writing() as session:
        message = session.get_one(OutboxMessage, number)
        message.error = f"{type(error).__name__}: {error}"[:500]
        message.due_at = clock.now() + timedelta(minutes=2 ** (message.attempts - 1))
        if message.attempts >= MAX_ATTEMPTS:
            message.state = MessageState.FAILED
        log.warning("message %s not sent (attempt %s)", message.id, message.attempts)


def _mark_sent(number: int) -> None:
    with writing() as session:
        message = session.get_one(OutboxMessage, number)
        message.state, message.sent_at, message.error = MessageState.SENT, clock.now(), None
