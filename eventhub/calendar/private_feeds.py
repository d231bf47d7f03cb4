"""Private feeds: opened, renewed and closed by the household; served to whoever has the address.

What is shown is compared with what was shown before. A difference moves the event's stamp, and raises its sequence
where time, place or status changed; equal rows give equal bytes. So it doesn't matter which of the many actions moved
a deadline or gave a booth: the next reader is told.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.calendar.conditional import strong_etag
from eventhub.calendar.entries import UID_DOMAIN, festival_place, from_shown, page_of, to_shown
from eventhub.calendar.feed_event import Alarm, FeedEvent, FeedInfo, Kind
from eventhub.calendar.feed_store import KeptFeed
from eventhub.calendar.models import PrivateEntry, PrivateFeed
from eventhub.calendar.private_due import Due, due_for
from eventhub.calendar.window import feed_file
from eventhub.core import audit, clock
from eventhub.core.database import db, writing
from eventhub.core.errors import NotFound, StateConflict

TOKEN_BYTES: Final = 24
"""192 bits of chance: nobody guesses an address."""
NO_FEED: Final = "没有这个日历。可能地址已经换过，请到“我的日历”里看。"
# What counts as a change of time, place or status (RFC 5545, 3.8.7.4).
_SEQUENCED: Final = ("starts_at", "ends_at", "location", "address")


def open_feed(account: Account) -> str:
    """Open the account's feed, or give it a new address: the old one is dead from this moment. Returns the token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing() as session:
        feed = session.get(PrivateFeed, account.id)
        if feed is None:
            session.add(PrivateFeed(account_id=account.id, token_hash=_hash(token)))
        else:
            feed.token_hash, feed.made_at = _hash(token), clock.now()
        audit.record(account, "private_feed.open", f"account:{account.id}", again=feed is not None)
    return token


def close_feed(account: Account) -> None:
    """Close the account's feed at once. Raises StateConflict when there is none."""
    with writing() as session:
        feed = session.get(PrivateFeed, account.id)
        if feed is None:
            raise StateConflict("您的日历没有开通，不用停。")
        session.delete(feed)
        audit.record(account, "private_feed.close", f"account:{account.id}")


def feed_of(account: Account) -> PrivateFeed | None:
    """Return the account's feed, or None while it has none."""
    return db.session.get(PrivateFeed, account.id)


def private_feed(token: str, base_url: str) -> KeptFeed:
    """Return the finished file behind an address. Raises NotFound for any other, and for accounts switched off."""
    account = db.session.scalar(
        select(Account)
        .join(PrivateFeed, PrivateFeed.account_id == Account.id)
        .where(PrivateFeed.token_hash == _hash(token), Account.active)
    )
    if account is None:
        raise NotFound(NO_FEED)
    made_at = db.session.scalar(select(PrivateFeed.made_at).where(PrivateFeed.account_id == account.id))
    entries = _brought_up_to_date(account, base_url)
    info = FeedInfo(
        name="我的摊位·万盛节会",
        description="布展、出摊、撤展的时间，要确认和截止的事",
        source_url=f"{base_url}/my/calendar/{token}.ics",
        page_url=f"{base_url}/my/calendar/",
    )
    file = feed_file(info, [_event_of(entry, base_url) for entry in entries], clock.now())
    moments = [file.turned_at, made_at, *(entry.changed_at for entry in entries)]
    last_modified = max(moment for moment in moments if moment is not None)
    return KeptFeed("wansheng-my.ics", (), file.body, strong_etag(file.body), last_modified)


def _hash(token: str) -> str:
    # A token is chance, not a word somebody chose: a plain hash can't be turned round.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _brought_up_to_date(account: Account, base_url: str) -> list[PrivateEntry]:
    """The account's entries, with what is due now. Nothing is written while nothing changed."""
    kept = _kept(account)
    if _differs(kept, _shown_now(account, base_url, kept)):
        with writing():
            kept = _kept(account)
            now = _shown_now(account, base_url, kept)
            for key, entry in kept.items():
                _bring_up_to_date(entry, now.get(key))
            for key in now.keys() - kept.keys():
                db.session.add(PrivateEntry(account_id=account.id, application_id=key[0], slot=key[1], shown=now[key]))
    return list(_kept(account).values())


Key = tuple[int, str]


def _kept(account: Account) -> dict[Key, PrivateEntry]:
    rows = db.session.scalars(
        select(PrivateEntry).where(PrivateEntry.account_id == account.id).order_by(PrivateEntry.id)
    )
    # Entries whose application is gone have no key that anything due could have.
    return {(row.application_id or -row.id, row.slot): row for row in rows}


def _shown_now(account: Account, base_url: str, kept: Collection[Key]) -> dict[Key, dict[str, Any]]:
    keyed = {(due.application.id, due.slot): due for due in due_for(account)}
    return {key: _shown(due, base_url) for key, due in keyed.items() if key in kept or not due.done}


def _differs(kept: Mapping[Key, PrivateEntry], now: Mapping[Key, dict[str, Any]]) -> bool:
    living = {key: entry.shown for key, entry in kept.items() if not entry.called_off}
    return living != now


def _bring_up_to_date(entry: PrivateEntry, now: dict[str, Any] | None) -> None:
    called_off = now is None
    shown = entry.shown if now is None else now
    status = called_off is not entry.called_off
    moved = any(entry.shown.get(name) != shown.get(name) for name in _SEQUENCED)
    if not status and shown == entry.shown:
        return
    entry.sequence += status or moved
    entry.shown, entry.called_off = shown, called_off
    entry.changed_at = clock.after(entry.changed_at)


def _shown(due: Due, base_url: str) -> dict[str, Any]:
    festival = due.application.festival
    event = FeedEvent(
        uid="unused",
        kind=Kind.HOUSEHOLD,
        summary=due.summary,
        starts_at=due.starts_at,
        ends_at=due.ends_at,
        description=due.description,
        categories=(festival.short_name,),
        created_at=due.starts_at,
        changed_at=due.starts_at,
        url=page_of(festival, base_url) if festival.is_public else f"{base_url}/my/",
        **festival_place(festival.venue),
    )
    alarms = [[int(alarm.before.total_seconds()), alarm.text] for alarm in due.alarms]
    return {**to_shown(event, base_url), "alarms": alarms}


def _event_of(entry: PrivateEntry, base_url: str) -> FeedEvent:
    shown = {name: value for name, value in entry.shown.items() if name != "alarms"}
    return from_shown(
        shown,
        base_url,
        uid=entry.uid + UID_DOMAIN,
        kind=Kind.HOUSEHOLD,
        sequence=entry.sequence,
        created_at=entry.created_at,
        changed_at=entry.changed_at,
        cancelled=entry.called_off,
        alarms=tuple(Alarm(timedelta(seconds=seconds), text) for seconds, text in entry.shown.get("alarms", ())),
    )
