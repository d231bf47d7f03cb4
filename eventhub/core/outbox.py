"""The outbox: messages are queued in the transaction that causes them and sent by a worker that retries."""

import json
import logging
import urllib.request
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.models import MessageState, OutboxMessage

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
BATCH = 50


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

    Each message is sent while its row is held, so two workers never send one message at the same time.
    """
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.due_at <= clock.now())
        .order_by(OutboxMessage.id)
        .limit(BATCH)
    )
    return sum(_deliver(sender, message_id) for message_id in db.session.scalars(due).all())


def _deliver(sender: Sender, message_id: int) -> bool:
    with writing() as session:
        message = session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.state == MessageState.WAITING)
            .with_for_update(skip_locked=True)
        )
        if message is None:
            return False
        message.attempts += 1
        try:
            sender.send(message.to, message.text)
        except Exception as error:
            message.error = f"{type(error).__name__}: {error}"[:500]
            message.due_at = clock.now() + timedelta(minutes=2 ** (message.attempts - 1))
            if message.attempts >= MAX_ATTEMPTS:
                message.state = MessageState.FAILED
            log.warning("message %s not sent (attempt %s)", message.id, message.attempts)
            return False
        message.state, message.sent_at, message.error = MessageState.SENT, clock.now(), None
        return True
