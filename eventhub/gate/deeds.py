"""What the audit log says of this room: the actions of the gate."""

from eventhub.accounts.audit_labels import Kind

AUDIT_LABELS = {
    "gate.enrolment": "给检票手机开码",
    "gate.device_enrolled": "检票手机接上",
    "gate.device_revoked": "停用检票手机",
    "gate.held_accepted": "收下迟传的记录",
    "gate.held_refused": "不收迟传的记录",
    "gate.override": "人工放行",
    "gate.undo": "撤销一次检票",
    "gate.phone_shown": "看摊主电话",
    "gate.absent": "确认没来",
    "gate.left_early": "确认提前走",
}
AUDIT_KINDS = {"device": Kind("检票手机")}
