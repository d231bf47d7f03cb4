"""How an edition publishes, set by its organiser."""

from eventhub.accounts.models import Account
from eventhub.allocation.notice_models import AllocationSetting
from eventhub.allocation.queries import open_notice, setting_of
from eventhub.core import audit
from eventhub.core.database import locked, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals.models import Festival

MOST_NOTICE_DAYS = 30


def set_notice_days(festival: Festival, days: int, actor: Account | None, version: int) -> AllocationSetting:
    """Set the working days of the notice; 0: offers go out with the publication. An open notice keeps its end.

    `version` is what the person saw; 0: nothing was set yet. Raises BadInput beyond 0–30, StateConflict while a notice is
    open or when somebody else was quicker.
    """
    if not 0 <= days <= MOST_NOTICE_DAYS:
        raise BadInput(fields={"notice_days": f"写 0 到 {MOST_NOTICE_DAYS} 之间的天数。"})
    with writing() as session:
        locked(festival)
        if open_notice(festival):
            raise StateConflict("正在公示，公示完再改。", code="notice_open")
        setting = setting_of(festival)
        if setting is None:
            setting = AllocationSetting(festival_id=festival.id)
            session.add(setting)
        else:
            held(setting, version)
        setting.notice_days = days
        session.flush()
        audit.record(actor, "allocation.settings", f"festival:{festival.id}", notice_days=days)
    return setting
