"""What the audit log says of this room: days off and private calendars."""

from eventhub.accounts.audit_labels import Kind

AUDIT_LABELS = {
    "days_off.enter": "填放假、调休",
    "days_off.remove": "删放假、调休",
    "days_off.announced": "放假安排公布了没有",
    "private_feed.open": "开通我的日历地址",
    "private_feed.close": "关掉我的日历地址",
}
AUDIT_KINDS = {"year": Kind("年份")}
