"""Households, policy classes, licences, products."""

from flask import Flask

AUDIT_LABELS = {
    "household.create": "登记个体户",
    "household.edit": "改个体户资料",
    "household.claim": "认领个体户",
    "household.recognise": "登记类别",
    "household.show_phone": "看电话全号",
    "household.ask_deletion": "要求删除资料",
    "household.withdraw_deletion": "撤回删除",
    "household.erase": "删除个人资料",
    "household.import": "导入名单",
    "household.export": "导出名单",
    "product.save": "存商品",
    "product.remove": "删商品",
    "licence.save": "存证照",
    "licence.remove": "删证照",
    "credit.record": "记守信记录",
    "credit.appeal": "守信记录申诉",
    "credit.decide": "答复守信申诉",
}


def install(app: Flask) -> None:
    """Register the room's blueprints, listeners and desk pages."""
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.signals import phone_proved
    from eventhub.registry import credit_desk, household, household_lists, import_pages, my_credit, my_data, organiser
    from eventhub.registry.actions import claim_by_phone
    from eventhub.registry.audit_names import AUDIT_KINDS
    from eventhub.registry.credit_actions import forget_appeals
    from eventhub.registry.signals import household_erased

    for room_pages in (household, household_lists, my_credit, organiser, import_pages, credit_desk):
        app.register_blueprint(room_pages.bp)
    phone_proved.connect(claim_by_phone)
    household_erased.connect(forget_appeals)
    my_data.add_part(app, "守信记录", my_credit.my_part)
    desk.add(app, "/desk/households/", "个体户", "people", *organiser.READERS)
    desk.add(app, "/desk/households/import", "导入名单", "up", *organiser.IMPORTERS)
    desk.add(app, "/desk/credit/", "守信申诉", "flag", *credit_desk.DECIDERS)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
