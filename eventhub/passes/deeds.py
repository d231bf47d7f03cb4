"""What the audit log says of this room: the actions of passes, by stall and festival."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.audit_labels import Kind
from eventhub.core.database import db
from eventhub.passes.models import StallPass

AUDIT_LABELS = {
    "pass.issue": "发证",
    "pass.reissue": "补办证",
    "pass.extras": "改帮手证、车证",
    "pass.valid": "恢复证",
    "pass.suspended": "暂停证",
    "pass.revoked": "作废证",
    "pass.anew": "重新发证",
    "pass.entry_rules": "改进场规矩",
    "pass.print_all": "打印全部证和牌",
    "key.rotate": "换签名钥匙",
}


def pass_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return passes as the log shows them: id → (festival and serial number, the desk's list)."""
    found = db.session.scalars(select(StallPass).where(StallPass.id.in_(ids)).options(joinedload(StallPass.festival)))
    return {
        one.id: (f"{one.festival.short_name} {one.serial} 号证", f"/desk/{one.festival.slug}/passes/") for one in found
    }


AUDIT_KINDS = {"pass": Kind("证", pass_names)}
