"""Announcements 通知 of an edition: written by the organiser, or made when something public changes."""

from eventhub.accounts.models import Account
from eventhub.core import audit, revisions
from eventhub.core.database import writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.festivals.feed_stamps import revision_of
from eventhub.festivals.models import Announcement, Festival


def add_notice(festival: Festival, title: str, body: str, actor: Account | None) -> Announcement:
    """Publish a short notice on the festival's page. Raises StateConflict while the festival is a draft."""
    if not title.strip():
        raise BadInput(fields={"title": "请写上通知的标题，一句话说清什么事。"})
    with writing() as session:
        if not festival.is_public:
            raise StateConflict("节会还没发布，发了通知也没人看得到。请先发布节会。")
        notice = Announcement(festival_id=festival.id, title=title, body=body)
        session.add(notice)
        session.flush()
        revisions.bump(revision_of(festival))
        audit.record(actor, "announcement.add", f"festival:{festival.id}", title=title)
    return notice


def remove_notice(notice: Announcement, actor: Account | None) -> None:
    """Take a notice off the page; the audit log keeps its words."""
    with writing() as session:
        revisions.bump(f"festival:{notice.festival_id}")
        audit.record(
            actor, "announcement.remove", f"festival:{notice.festival_id}", title=notice.title, body=notice.body
        )
        session.delete(notice)


def require_reason(reason: str) -> None:
    """Raise BadInput unless the reason says something."""
    if len(reason.strip()) < 2:
        raise BadInput(fields={"reason": "请写上原因，大家会看到，例如“连日暴雨，场地积水”。"})
